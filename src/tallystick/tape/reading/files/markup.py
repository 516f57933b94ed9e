"""XML: one repeated element a row, its leaves the columns; read in a stream, whatever the size.

    <assets><assetNumber>7</assetNumber><obligor><creditScore>700</creditScore></obligor></assets>
    ->  assetNumber: 7,  obligor/creditScore: 700

Columns are the paths of the leaves below the repeated element, without namespaces; a leaf that is there twice is
``name``, ``name[2]``, an attribute ``name@attribute``. A *folded* file writes a choice as ISO 20022 does, and it is one
column: ``Rate/Val`` and ``Rate/NoDataOptn/NoData`` are both ``Rate``; an amount takes its sign, its currency stands
in ``name@Ccy`` and the day from which a value is promised in ``name@until``.
Only the columns that are wanted are kept; the others are counted, so that memory does not grow with what nobody reads.
A declared entity or document type is refused: no tape needs one, and both can make a small file endless.
Source: XML 1.0, section 4 for entities; the forms in use are SEC ABS-EE asset data and ISO 20022 auth.099.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.tape.reading.files.table import BLANK, Layout, Limits, Table, padded, table_of

__all__ = ["XML_FAULTS", "begins_like_xml", "elements_of", "read_xml"]

XML_FAULTS: Final = (ParseError, UnicodeError, LookupError, ValueError)
"""What a file that is no XML, or not in the encoding it declares, ends its reading with."""

_CHUNK = 5_000
_DEPTH: Final = 32
_UNTIL: Final = "@until"
_VALUES: Final = frozenset({"Cd", "Dt", "Rate", "Nb", "Yr", "Ind", "NbOfMnths", "Val", "LEI", "ISIN", "Lien"})
"""The last element of a path that is the value of the one before it."""
_DECLARED: Final = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
)
_CHINESE: Final = frozenset({"gb18030", "gbk", "gb2312"})
"""Encodings that Chinese banks and servicers declare and the parser does not know."""
_NEGATIVE: Final = frozenset({"false", "0"})


def begins_like_xml(content: bytes) -> bool:
    """Whether bytes begin as XML does: with ``<`` after a byte-order mark and white space, if any."""
    return content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def elements_of(stream: BinaryIO) -> Iterator[tuple[str, Element]]:
    """Yield ``start`` and ``end`` of every element; what is declared to be in a Chinese encoding is read in it.

    Args:
        stream: of XML, at its beginning; it can be sought in.

    Raises:
        ParseError, UnicodeError, LookupError, ValueError: it is no XML, or not in the encoding it declares.
        DefusedXmlException: it declares a document type or an entity.
    """
    begun = stream.tell()
    declared = _DECLARED.match(stream.read(512))
    stream.seek(begun)
    name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    if name not in _CHINESE:
        return iterparse(stream, events=("start", "end"), forbid_dtd=True)
    recoded = codecs.EncodedFile(stream, "utf-8", "gb18030")
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    return iterparse(recoded, events=("start", "end"), parser=parser, forbid_dtd=True)


def read_xml(
    source: bytes | BinaryIO, *, file: str, limits: Limits, layout: Layout | None = None
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read an XML file as texts.

    Args:
        source: the bytes of the file, or an open binary stream, which is read once and never held whole.
        file: its name for people.
        limits: how large it may be.
        layout: which element is one row (otherwise the root's first child), whether choices are folded, which columns
            are wanted.

    Returns:
        The table, or None where the file cannot be used, and the findings about it as a whole.
    """
    layout = layout or Layout()
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    rows = _Rows(layout=layout)
    header: list[str] = []
    try:
        for record in _records(stream, layout, header):
            rows.add(record)
            if rows.count > limits.rows:
                return None, (finding("tape.rows-too-many", file=file, limit=limits.rows),)
            if rows.width > limits.columns:
                return None, (finding("tape.columns-too-many", file=file, found=rows.width, limit=limits.columns),)
    except DefusedXmlException:
        return None, (finding("tape.xml-forbidden", file=file),)
    except XML_FAULTS as error:
        line = error.position[0] if isinstance(error, ParseError) else 1
        row, problem = rows.count + 1, parser_problem(str(error))
        return None, (finding("tape.xml-unreadable", file=file, line=line, row=row, detail=problem),)
    except _TooDeepError:
        return None, (finding("tape.xml-deep", file=file, row=rows.count + 1, limit=_DEPTH),)
    if not rows.names:
        return None, (finding("tape.rows-missing", file=file, rows=rows.count),)
    cells = rows.cells()
    numbers = pl.Series(range(1, cells.height + 1))
    table = table_of("xml", cells, numbers, cells.height, rows.padded, limits=limits)
    return replace(table, beyond=rows.beyond, header=header[0] if header else ""), ()


@dataclass(slots=True, kw_only=True)
class _Rows:
    """What was read so far: the wanted cells in chunks, the names of the others counted."""

    layout: Layout
    count: int = 0
    names: dict[str, None] = field(default_factory=dict)
    beyond: dict[str, int] = field(default_factory=dict)
    padded: list[pl.DataFrame] = field(default_factory=list)
    _waiting: list[dict[str, str]] = field(default_factory=list)
    _chunks: list[pl.DataFrame] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many names there are, wanted or not; those of a folded form are fixed by its schema."""
        return len(self.names) + (0 if self.layout.wanted else len(self.beyond))

    def add(self, record: dict[str, str]) -> None:
        """Keep the wanted cells of one row."""
        self.count += 1
        wanted = self.layout.wanted
        if wanted is not None:
            kept = {}
            for name, text in record.items():
                if name in wanted or name.removesuffix(_UNTIL) in wanted:
                    kept[name] = text
                else:
                    self.beyond[name] = self.beyond.get(name, 0) + 1
            record = kept
        self.names.update(dict.fromkeys(record))
        self._waiting.append(record)
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def cells(self) -> pl.DataFrame:
        """Return all rows; a cell that a row does not have is empty."""
        self._flush()
        return pl.concat(self._chunks, how="diagonal").fill_null("")

    def _flush(self) -> None:
        """Put the rows that wait into a chunk, and name the cells that have white space around them."""
        chunk = _frame(self._waiting, self.names)
        self.padded.extend(padded(chunk, pl.int_range(self.count - chunk.height + 1, self.count + 1, eager=True)))
        self._chunks.append(chunk.with_columns(pl.all().str.strip_chars(BLANK)))
        self._waiting = []


class _TooDeepError(Exception):
    """An element nested deeper than any form in use."""


def _records(stream: BinaryIO, layout: Layout, header: list[str]) -> Iterator[dict[str, str]]:
    """Yield the leaves of each row; what was yielded is forgotten, so that the file's size costs no memory."""
    rows = layout.rows
    open_elements: list[Element] = []
    place = -1
    for event, element in elements_of(stream):
        if event == "start":
            open_elements.append(element)
            if len(open_elements) > _DEPTH:
                raise _TooDeepError
            named = _name(element) == rows if rows is not None else len(open_elements) == 2
            if place < 0 and named:
                place, rows = len(open_elements), _name(element)
            continue
        if len(open_elements) == place and _name(element) == rows:
            yield dict(_leaves(element, folded=layout.folded))
        elif place < 0 and _name(element) == layout.header and not header:
            header.append(_text(element))
        open_elements.pop()
        if open_elements and (place < 0 or len(open_elements) < place):
            open_elements[-1].remove(element)
        place = -1 if len(open_elements) < place - 1 else place


def _leaves(element: Element, *, folded: bool) -> Iterator[tuple[str, str]]:
    """Yield each leaf with what stands beside it; the second of one path is numbered, and so is what is beside it."""
    seen: dict[str, int] = {}
    for path, parts in _below(element, "", folded=folded):
        seen[path] = seen.get(path, 0) + 1
        again = "" if seen[path] == 1 else f"[{seen[path]}]"
        for beside, text in parts.items():
            yield f"{path}{beside}{again}", text


def _below(element: Element, prefix: str, *, folded: bool) -> Iterator[tuple[str, dict[str, str]]]:
    for child in element:
        path = f"{prefix}{_name(child)}"
        for name, value in child.attrib.items():
            yield f"{path}@{name.rpartition('}')[2]}", {"": value}
        choice = _choice(child) if folded else None
        if choice is not None:
            yield path, choice
        elif len(child):
            yield from _below(child, f"{path}/", folded=folded)
        else:
            yield path, {"": child.text or ""}


def _choice(element: Element) -> dict[str, str] | None:
    """Return the value of a choice, or the code of the reason why there is none; None where an element is no choice."""
    parts = {_name(child): child for child in element}
    if parts.keys() == {"NoDataOptn"}:
        later = parts["NoDataOptn"].find("{*}NoData4")
        option = parts["NoDataOptn"] if later is None else later
        found = {_name(each): each.text or "" for each in option}
        until = {_UNTIL: found["Dt"]} if "Dt" in found else {}
        return {"": found.get("NoData", ""), **until}
    if "Amt" in parts and parts.keys() <= {"Amt", "Sgn"}:
        amount = parts["Amt"]
        sign = "-" if "Sgn" in parts and _text(parts["Sgn"]) in _NEGATIVE else ""
        beside = {f"@{name}": value for name, value in amount.attrib.items()}
        text, bare = amount.text or "", _text(amount)
        return {"": text.replace(bare, f"{sign}{bare}", 1), **beside}
    if len(element) == 1 and parts.keys() <= _VALUES:
        (only,) = parts.values()
        return _choice(only) if len(only) else {"": only.text or ""}
    return None


def _text(element: Element) -> str:
    return (element.text or "").strip(BLANK)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _frame(records: list[dict[str, str]], names: dict[str, None]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series([record.get(name, "") for record in records], dtype=pl.String) for name in names}
    )
