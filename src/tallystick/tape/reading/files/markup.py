"""XML: one repeated element a row, its leaves the columns; read in a stream, whatever the size.

    <assets><assetNumber>7</assetNumber><obligor><creditScore>700</creditScore></obligor></assets>
    ->  assetNumber: 7,  obligor/creditScore: 700

Columns are the paths of the leaves below the repeated element, without namespaces; a leaf that is there twice is
``name``, ``name[2]``, an attribute ``name@attribute``. A declared entity or document type is refused: no tape needs
one, and both can make a small file endless.
Source: XML 1.0, section 4 for entities; the forms in use are SEC ABS-EE asset data and ISO 20022 auth.099.
"""

import io
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.tape.reading.files.table import BLANK, Limits, Table, table_of

__all__ = ["begins_like_xml", "read_xml"]

_CHUNK = 5_000
_DEPTH: Final = 32


def begins_like_xml(content: bytes) -> bool:
    """Whether bytes begin as XML does: with ``<`` after a byte-order mark and white space, if any."""
    return content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_xml(
    content: bytes, *, file: str, limits: Limits, rows: str | None = None
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read an XML file as texts.

    Args:
        content: the bytes of the file.
        file: its name for people.
        limits: how large it may be.
        rows: name of the element that is one row, without namespace; otherwise that of the root's first child.

    Returns:
        The table, or None where the file cannot be used, and the findings about it as a whole.
    """
    chunks: list[pl.DataFrame] = []
    waiting: list[dict[str, str]] = []
    names: dict[str, None] = {}
    count = 0
    try:
        for record in _records(content, rows):
            count += 1
            names.update(dict.fromkeys(record))
            if count > limits.rows:
                return None, (finding("tape.rows-too-many", file=file, limit=limits.rows),)
            if len(names) > limits.columns:
                too_many = finding("tape.columns-too-many", file=file, found=len(names), limit=limits.columns)
                return None, (too_many,)
            waiting.append(record)
            if len(waiting) >= _CHUNK:
                chunks.append(_frame(waiting, names))
                waiting = []
    except ParseError as error:
        line = error.position[0]
        return None, (
            finding("tape.xml-unreadable", file=file, line=line, row=count + 1, detail=parser_problem(str(error))),
        )
    except DefusedXmlException:
        return None, (finding("tape.xml-forbidden", file=file),)
    except _TooDeepError:
        return None, (finding("tape.xml-deep", file=file, row=count + 1, limit=_DEPTH),)
    if not names:
        return None, (finding("tape.rows-missing", file=file, rows=0),)
    cells = pl.concat([*chunks, _frame(waiting, names)], how="diagonal").fill_null("")
    numbers = pl.Series(range(1, cells.height + 1))
    return table_of("xml", cells, numbers, cells.height, limits=limits), ()


class _TooDeepError(Exception):
    """An element nested deeper than any form in use."""


def _records(content: bytes, rows: str | None) -> Iterator[dict[str, str]]:
    """Yield the leaves of each row; what was yielded is forgotten, so that the file's size costs no memory."""
    open_elements: list[Element] = []
    place = -1
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            open_elements.append(element)
            if len(open_elements) > _DEPTH:
                raise _TooDeepError
            named = _name(element) == rows if rows is not None else len(open_elements) == 2
            if place < 0 and named:
                place, rows = len(open_elements), _name(element)
            continue
        if len(open_elements) == place and _name(element) == rows:
            yield dict(_leaves(element))
        open_elements.pop()
        if open_elements and (place < 0 or len(open_elements) < place):
            open_elements[-1].remove(element)
        place = -1 if len(open_elements) < place - 1 else place


def _leaves(element: Element) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for path, text in _below(element, ""):
        seen[path] = seen.get(path, 0) + 1
        yield (path if seen[path] == 1 else f"{path}[{seen[path]}]"), text


def _below(element: Element, prefix: str) -> Iterator[tuple[str, str]]:
    for child in element:
        path = f"{prefix}{_name(child)}"
        for name, value in child.attrib.items():
            yield f"{path}@{name.rpartition('}')[2]}", value.strip(BLANK)
        if len(child):
            yield from _below(child, f"{path}/")
        else:
            yield path, (child.text or "").strip(BLANK)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _frame(records: list[dict[str, str]], names: dict[str, None]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series([record.get(name, "") for record in records], dtype=pl.String) for name in names}
    )
