"""The content model: report, sections, blocks; each text in two languages, each number with its source.

    Report -> Section (A, B, ...) -> blocks (paragraph, items, table, figure, note) and subsections (A.1, ...)

A source says where a number came from: a path in the deal file, a column of a tape named by its digest, a
projection run, a law book, the answers, the package. Sources are numbered in the order in which they first
appear, and an annex lists them, so that a reader can go from any number to its origin.
It holds no layout; `as_plain` hands the model to a renderer as plain values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from tallystick.evidence.persons import Name
from tallystick.filing.report.figures import Picture
from tallystick.units.money import Money

__all__ = [
    "Block",
    "Cell",
    "Column",
    "Figure",
    "Items",
    "Note",
    "Paragraph",
    "Report",
    "Section",
    "Source",
    "Table",
    "as_plain",
    "sources",
]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    """Where a number came from: ``deal`` and a path, ``tape`` and digest with column, ``projection``, ``law`` ..."""

    kind: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; a number names its source and keeps what it was printed from.

    Attributes:
        text: as printed, rounded and with its unit.
        value: exact: money to the minor unit, a rate or share as a part of one, a count, a day; None for words.
        scale: how many whole units of the currency one unit of the printed figure is, such as 10,000 for 万元.
    """

    text: Name
    source: Source | None = None
    value: Money | Fraction | date | None = None
    scale: int = 1

    @property
    def figure(self) -> Fraction | date | None:
        """The exact value in the unit in which the text states it; None for words."""
        return self.value.major / self.scale if isinstance(self.value, Money) else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: title, unit where it has one, its share of the width; numbers are set to the right."""

    title: Name
    unit: Name | None = None
    numeric: bool = False
    width: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. Laws: every row has as many cells as there are columns; every cell of a numeric column has a source.

    Attributes:
        id: unique in the report, such as ``classes``.
        totals: how many rows at the end are sums.
    """

    id: str
    caption: Name
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: int = 0

    def __post_init__(self) -> None:
        """Refuse a table whose numbers could not be traced or whose rows do not fit."""
        for row in self.rows:
            if len(row) != len(self.columns):
                message = f"table {self.id} has a row of {len(row)} cells under {len(self.columns)} columns"
                raise ValueError(message)
            for column, cell in zip(self.columns, row, strict=True):
                if column.numeric and cell.source is None and cell.text.zh not in {"", "–"}:
                    message = f"table {self.id} has the number {cell.text.en!r} without a source"
                    raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; numbers in it were computed, and `source` names their origin."""

    text: Name
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Numbered clauses: each with its own number, as the documents have it, and its text."""

    items: tuple[tuple[str, Name], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a reader must not miss: a limit of what is said here, or how a figure was made."""

    text: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its caption and what it says to someone who does not see it."""

    id: str
    caption: Name
    alt: Name
    picture: Picture
    source: Source


Block: TypeAlias = Paragraph | Items | Table | Figure | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered section, its blocks, and then its subsections."""

    number: str
    title: Name
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    def walk(self) -> Iterator["Section"]:
        """Yield this section and everything below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


_DEAL_FILE = Name(zh="deal.yaml", en="deal.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report.

    Attributes:
        digest: what identifies the version on every page: the SHA-256 of a file, 64 hexadecimal digits.
        digest_of: what that file is.
        cover: lines of the cover, each a label and a text.
        statements: what stands before the contents; the first `on_cover` of them on the cover as well.
        brief: whether it is a short paper, without a cover, notice and contents of its own.
        specimen: that the deal is invented, said on the cover and on every page; None for a real one.
    """

    title: Name
    deal: str
    deal_name: Name
    version: int
    digest: str
    as_of: date
    cover: tuple[tuple[Name, Name], ...]
    statements: tuple[Name, ...]
    specimen: Name | None
    sections: tuple[Section, ...]
    brief: bool = False
    on_cover: int = 1
    digest_of: Name = _DEAL_FILE

    def walk(self) -> Iterator[Section]:
        """Yield every section in reading order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Yield every block in reading order."""
        for section in self.walk():
            yield from section.blocks

    def figures(self) -> dict[str, Figure]:
        """Return the figures by id."""
        return {block.id: block for block in self.blocks() if isinstance(block, Figure)}


def sources(sections: Iterable[Section]) -> dict[Source, int]:
    """Number the sources from 1 in the order in which they first appear."""
    numbers: dict[Source, int] = {}
    for section in sections:
        for each in section.walk():
            for block in each.blocks:
                for source in _sources_of(block):
                    numbers.setdefault(source, len(numbers) + 1)
    return numbers


def as_plain(report: Report) -> dict[str, object]:
    """Return the report as texts, numbers, lists and dictionaries, ready for JSON; pictures by figure id only.

    A table's source tags stand where they say most with least: beside the caption when the whole table has one
    source, in the head when a column has one, in the cell otherwise.
    """
    numbers = sources(report.sections)
    return {
        "title": _name(report.title),
        "deal": report.deal,
        "deal_name": _name(report.deal_name),
        "version": report.version,
        "digest": report.digest,
        "digest_of": _name(report.digest_of),
        "as_of": report.as_of.isoformat(),
        "cover": [[_name(label), _name(text)] for label, text in report.cover],
        "statements": [_name(text) for text in report.statements],
        "on_cover": [_name(text) for text in report.statements[: report.on_cover]],
        "specimen": _name(report.specimen) if report.specimen is not None else None,
        "brief": report.brief,
        "sections": [_section(section, numbers) for section in report.sections],
    }


def _sources_of(block: Block) -> Iterator[Source]:
    match block:
        case Table():
            yield from (cell.source for row in block.rows for cell in row if cell.source is not None)
        case Paragraph(source=source) | Figure(source=source) if source is not None:
            yield source


def _section(section: Section, numbers: Mapping[Source, int]) -> dict[str, object]:
    return {
        "number": section.number,
        "title": _name(section.title),
        "blocks": [_block(block, numbers) for block in section.blocks],
        "sections": [_section(each, numbers) for each in section.sections],
    }


def _block(block: Block, numbers: Mapping[Source, int]) -> dict[str, object]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": _name(block.text), "tag": _tag(block.source, numbers)}
        case Items():
            return {"kind": "items", "items": [[number, _name(text)] for number, text in block.items]}
        case Note():
            return {"kind": "note", "text": _name(block.text)}
        case Figure():
            return {
                "kind": "figure",
                "id": block.id,
                "caption": _name(block.caption),
                "alt": _name(block.alt),
                "tag": _tag(block.source, numbers),
            }
    return _table(block, numbers)


def _table(table: Table, numbers: Mapping[Source, int]) -> dict[str, object]:
    tags = [[_tag(cell.source, numbers) for cell in row] for row in table.rows]
    everywhere = {tag for row in tags for tag in row if tag}
    whole = everywhere.pop() if len(everywhere) == 1 else 0
    by_column = [{row[index] for row in tags} for index in range(len(table.columns))]
    shared = [0 if whole or len(found) != 1 else next(iter(found)) for found in by_column]
    return {
        "kind": "table",
        "id": table.id,
        "caption": _name(table.caption),
        "tag": whole,
        "totals": table.totals,
        "columns": [
            {
                "title": _name(column.title),
                "unit": None if column.unit is None else _name(column.unit),
                "numeric": column.numeric,
                "width": column.width,
                "tag": tag,
            }
            for column, tag in zip(table.columns, shared, strict=True)
        ],
        "rows": [
            [
                {"text": _name(cell.text), "tag": 0 if whole or shared[index] else tag}
                for index, (cell, tag) in enumerate(zip(row, row_tags, strict=True))
            ]
            for row, row_tags in zip(table.rows, tags, strict=True)
        ],
    }


def _tag(source: Source | None, numbers: Mapping[Source, int]) -> int:
    return 0 if source is None else numbers[source]


def _name(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
