"""The tables of a report as sheets: exact values in the words of the report, every row with its sources."""

from datetime import date

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Cell, Column, Report, Source, Table, sources
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.ports.sheets import Cell as Value
from tallystick.shell.operations.ports.sheets import Kind, Printed, Sheet, SheetColumn

__all__ = ["annex_sheets"]

_NONE = {"", "–"}
_WORDS = {"sources", "instruments"}


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
    kinds = [_kind(column, [row[place] for row in table.rows]) for place, column in enumerate(table.columns)]
    columns = [
        SheetColumn(id=f"c{place}", title=_titled(column.title, column.unit), kind=kind)
        for place, (column, kind) in enumerate(zip(table.columns, kinds, strict=True))
    ]
    tagged = SheetColumn(id="sources", title=said("report.sources.column"), kind=Kind.TEXT)
    marked = any(cell.source is not None for row in table.rows for cell in row)
    rows = tuple(
        (
            *(_value(cell) for cell in row),
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


def _kind(column: Column, cells: list[Cell]) -> Kind:
    """Tell what a column holds, by which its head is set: days, numbers or words."""
    if any(isinstance(cell.value, date) for cell in cells):
        return Kind.DAY
    return Kind.NUMBER if column.numeric else Kind.TEXT


def _value(cell: Cell) -> Value:
    """Return what a cell holds: its exact value with the words that it is printed in, or words; nothing for a dash."""
    if cell.text.zh in _NONE:
        return None
    return cell.text if cell.figure is None else Printed(value=cell.figure, words=cell.text)
