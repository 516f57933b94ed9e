"""The tables of a report as sheets: numbers stay numbers, every row names its sources, nothing is computed again."""

import re
from collections.abc import Iterator
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Cell, Report, Source, Table, sources
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.ports.sheets import Cell as Value
from tallystick.shell.operations.ports.sheets import Kind, Sheet, SheetColumn

__all__ = ["annex_sheets"]

_NUMBER = re.compile(r"(-?)(\()?([0-9][0-9,]*(?:\.[0-9]+)?)(%)?(\))?")
_NONE = {"", "–"}
_WORDS = {"sources", "instruments"}


def annex_sheets(report: Report) -> tuple[Sheet, ...]:
    """Return every table of a report that holds numbers, and the sources they come from, as sheets."""
    numbers = sources(report.sections)
    tables = [block for block in report.blocks() if isinstance(block, Table)]
    kept = [each for each in tables if each.id in _WORDS or any(column.numeric for column in each.columns)]
    return tuple(_sheet(each, numbers) for each in kept)


def _sheet(table: Table, numbers: dict[Source, int]) -> Sheet:
    kinds = [_kind([row[place] for row in table.rows]) for place in range(len(table.columns))]
    columns = [
        SheetColumn(id=f"c{place}", title=_titled(column.title, column.unit), kind=kind)
        for place, (column, kind) in enumerate(zip(table.columns, kinds, strict=True))
    ]
    tagged = SheetColumn(id="sources", title=said("report.sources.column"), kind=Kind.TEXT)
    rows = tuple(
        (
            *(_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)),
            ", ".join(dict.fromkeys(f"S{numbers[cell.source]}" for cell in row if cell.source is not None)),
        )
        for row in table.rows
    )
    return Sheet(id=table.id, title=table.caption, columns=(*columns, tagged), rows=rows, notes=(table.caption,))


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
        return cell.text
    return next(_read(cell.text.zh))


def _read(text: str) -> Iterator[Fraction]:
    for sign, opened, digits, percent, _ in _NUMBER.findall(text):
        number = Fraction(digits.replace(",", "")) / (100 if percent else 1)
        yield -number if sign or opened else number
