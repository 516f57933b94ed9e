"""Documents as people and attackers make them: real Word files and PDFs, and archives that are not what they seem."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

import pylopdf_fonts_zh_cn
import typst
from docx import Document

__all__ = ["pdf", "with_parts", "word", "zipped"]

_TEMPLATE = b"""#let lines = json(bytes(sys.inputs.lines))
#set document(title: "x", date: none)
#set text(font: "Noto Serif SC", lang: "zh")
#for line in lines { if line.heading { heading(line.text) } else { par(line.text) } }
#let rows = json(bytes(sys.inputs.rows))
#if rows.len() > 0 { table(columns: rows.at(0).map(each => 1fr), ..rows.flatten()) }
"""


def word(paragraphs: Sequence[str], *, headings: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a Word file of headings, paragraphs and one table."""
    document = Document()
    for heading in headings:
        document.add_heading(heading, 1)
    for each in paragraphs:
        document.add_paragraph(each)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[pylopdf_fonts_zh_cn.__path__[0]])


def pdf(paragraphs: Sequence[str], *, headings: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a PDF of headings, paragraphs and one table, typeset in Chinese."""
    import json

    lines = [{"heading": True, "text": each} for each in headings]
    lines += [{"heading": False, "text": each} for each in paragraphs]
    inputs = {"lines": json.dumps(lines, ensure_ascii=False), "rows": json.dumps([[*each] for each in rows])}
    return bytes(typst.compile(_TEMPLATE, font_paths=_fonts(), format="pdf", sys_inputs=inputs))


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an archive with parts added or replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return written.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()
