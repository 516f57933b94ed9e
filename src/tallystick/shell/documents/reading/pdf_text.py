"""The text of a PDF: its lines page by page and its bookmarks; a scan has no lines.

Source: ISO 32000-1 9.10 (extraction of text), 12.3.3 (outline); pypdf does the reading.
Lines that a page breaks are joined, so that an amount broken over two rows is one again.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line

__all__ = ["read_pdf"]

_PAGES = 3000
_TAG = re.compile(r"\[S\d+\]")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_ENDS = "。；;：:.!？?！"
_WIDE = "\u2e7f"


def read_pdf(file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
    """Read a PDF; None with a finding where it cannot be read, has no text, or pypdf is not installed."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return None, (finding("documents.reader-absent", file=file),)
    try:
        reader = PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in reader.pages[:_PAGES]]
        outline = tuple(_titles(reader.outline))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        # A hostile file makes pypdf fail in its own ways; all of them mean that it cannot be read.
        return None, (finding("filing.document-unreadable", file=file),)
    lines = tuple(line for number, page in enumerate(pages, 1) for line in _lines(page, number))
    if not lines:
        return None, (finding("filing.document-unreadable", file=file),)
    return DocumentText(file=file, kind=Kind.PDF, lines=lines, outline=outline), ()


def _titles(outline: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf nests lists in lists
    for each in outline:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(each.get("/Title", ""))


def _lines(page: str, number: int) -> Iterator[Line]:
    """Yield sentences of a page: rows are joined until one ends a sentence."""
    gathered = ""
    for row in page.splitlines():
        words = _SPACES.sub(" ", _TAG.sub("", row)).strip()
        if not words:
            continue
        wide = gathered[-1:] > _WIDE and words[:1] > _WIDE
        gathered = f"{gathered}{'' if wide or not gathered else ' '}{words}"
        if gathered[-1] in _ENDS:
            yield Line(text=gathered, place=f"p. {number}")
            gathered = ""
    if gathered:
        yield Line(text=gathered, place=f"p. {number}")
