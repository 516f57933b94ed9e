"""The tables of a report as sheets: numbers stay numbers, every row names its sources, nothing is computed again."""

import re
from collections.abc import Iterator
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Cell, Report, Source, Table, sources
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.ports.sheets import Cell as Value
from tallystick.shell.operations.ports.sheets import Figured, Kind, Sheet, SheetColumn

__all__ = ["annex_sheets"]

_NUMBER = re.compile(r"(-?)(\()?([0-9][0-9,]*(?:\.[0-9]+)?)(%)?(\))?")
_NONE = {"", "–"}
_WORDS = {"sources", "instruments"}
_RATE_PLACES = 3


def annex_sheets(report: Report) -> tuple[Sheet, ...]:
    """Return every table of a report that holds numbers, and the sources they come from, as sheets."""
    numbers = sources(report.sections)
    tables = [block for block in report.blocks() if isinstance(block, Table)]
    kept = [each for each in tables if each.id in _WORDS or any(column.numeric for column in each.columns)]
    marks = _marks(report)
    return (
        _about(report, marks),
        *(_sheet(each, numbers, place=place, marks=marks) for place, each in enumerate(kept, 1)),
    )


def _marks(report: Report) -> tuple[Name, ...]:
    """Return what every sheet bears, since it may be taken out of the package: specimen, and what a filing is not."""
    footer = said("report.page.footer")
    return (footer,) if report.specimen is None else (report.specimen, footer)


def _about(report: Report, marks: tuple[Name, ...]) -> Sheet:
    """Return the first sheet: which report the tables are of, its version and digest, and what every sheet bears."""
    heads = (("item", "report.column.item"), ("content", "report.column.content"))
    columns = tuple(SheetColumn(id=name, title=said(key), kind=Kind.TEXT) for name, key in heads)
    title = said("report.annex.about")
    deal = (said("report.annex.deal"), both(report.deal))
    rows = ((said("report.annex.report"), report.title), deal, *report.cover)
    return Sheet(id="about", title=title, columns=columns, rows=rows, notes=(*marks, *report.statements), tab=title)


def _sheet(table: Table, numbers: dict[Source, int], *, place: int, marks: tuple[Name, ...]) -> Sheet:
    kinds = [_kind([row[place] for row in table.rows]) for place in range(len(table.columns))]
    columns = [
        SheetColumn(id=f"c{place}", title=_titled(column.title, column.unit), kind=kind)
        for place, (column, kind) in enumerate(zip(table.columns, kinds, strict=True))
    ]
    tagged = SheetColumn(id="sources", title=said("report.sources.column"), kind=Kind.TEXT)
    marked = any(cell.source is not None for row in table.rows for cell in row)
    rows = tuple(
        (
            *(_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)),
            *((_marks_of(row, numbers),) if marked else ()),
        )
        for row in table.rows
    )
    return Sheet(
        id=table.id,
        title=table.caption,
        columns=(*columns, *((tagged,) if marked else ())),
        rows=rows,
        notes=(table.caption, *marks),
        tab=Name(zh=f"{place} {table.caption.zh}", en=f"{place} {table.caption.en}"),
    )


def _marks_of(row: tuple[Cell, ...], numbers: dict[Source, int]) -> str:
    return ", ".join(dict.fromkeys(f"S{numbers[cell.source]}" for cell in row if cell.source is not None))


def _titled(title: Name, unit: Name | None) -> Name:
    return title if unit is None else Name(zh=f"{title.zh}（{unit.zh}）", en=f"{title.en} ({unit.en})")


def _kind(cells: list[Cell]) -> Kind:
    """Tell what a column holds: only counts, only numbers, only percentages; otherwise texts."""
    found = {_shape(cell) for cell in cells} - {None}
    if found == {Kind.COUNT}:
        return Kind.COUNT
    if found and found <= {Kind.COUNT, Kind.NUMBER}:
        return Kind.NUMBER
    return Kind.PERCENT if found == {Kind.PERCENT} else Kind.TEXT


def _shape(cell: Cell) -> Kind | None:
    text = cell.text.zh
    if text in _NONE:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None or text != cell.text.en or bool(match[2]) != bool(match[5]):
        return Kind.TEXT
    if match[4]:
        return Kind.PERCENT
    return Kind.NUMBER if "." in match[3] else Kind.COUNT


def _value(cell: Cell, kind: Kind) -> Value:
    if cell.text.zh in _NONE:
        return None
    if kind is Kind.TEXT:
        shape = _shape(cell)
        if cell.source is None or shape in {None, Kind.TEXT}:
            return cell.text
        return Figured(value=next(_read(cell.text.zh)), kind=_shown(cell.text.zh, shape or Kind.TEXT))
    return next(_read(cell.text.zh))


def _shown(text: str, shape: Kind) -> Kind:
    """Return how a number of a column of several kinds is shown: with the decimals it has in the report."""
    three = len(text.removesuffix("%").partition(".")[2]) == _RATE_PLACES
    return Kind.RATE if shape is Kind.PERCENT and three else shape


def _read(text: str) -> Iterator[Fraction]:
    for sign, opened, digits, percent, _ in _NUMBER.findall(text):
        number = Fraction(digits.replace(",", "")) / (100 if percent else 1)
        yield -number if sign or opened else number
