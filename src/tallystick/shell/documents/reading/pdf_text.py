"""The text of a PDF: its lines page by page and its bookmarks; a scan has no lines.

Source: ISO 32000-1 9.10 (extraction of text), 12.3.3 (outline); pypdf does the reading.
The head and foot that pages share are lines of their own.
Lines that a page breaks are joined, so that an amount broken over two rows is one again. A row that ends well before
the margin was not broken there: it ends a paragraph or is a row of a table, and is not joined with what stands below.
"""

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line
from tallystick.units.signs import plain

__all__ = ["READER", "read_pdf"]

READER = "3"
"""Changed whenever the same PDF is read otherwise than before, so that a text kept from then is not used."""


logging.getLogger("pypdf").addHandler(logging.NullHandler())
"""What is wrong with a file is said as a finding; without a handler pypdf's warnings would go to stderr."""

_FAILURES = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(RuntimeError, EOFError, OSError, zlib.error),
)
"""What pypdf raises over hostile bytes beside its own errors; an unknown filter and endless depth are among them."""

_PAGES = 3000
_MARGIN, _FEW = 3, 4
_DIGITS = re.compile(r"\d+")
_TAG = re.compile(r"\[S\d+\]")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_ENDS = "。；;：:.!？?！"
_WIDE = "\u2e7f"
_FULL, _SHORT = Fraction(95, 100), Fraction(7, 10)
"""Rows of prose are as wide as all but the widest twentieth of rows; one below seven tenths of that ends early."""


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
    except (PyPdfError, *_FAILURES):
        # A hostile file makes pypdf fail in its own ways; all of them mean that it cannot be read.
        return None, (finding("filing.document-unreadable", file=file),)
    short = _SHORT * _full(pages)
    lines = tuple(
        line
        for number, (apart, rest) in enumerate(_parted(pages), 1)
        for line in (*(Line(text=row, place=f"p. {number}") for row in apart), *_lines(rest, number, short))
    )
    if not lines:
        return None, (finding("filing.document-unreadable", file=file),)
    return DocumentText(file=file, kind=Kind.PDF, lines=lines, outline=outline), ()


def _parted(pages: list[str]) -> Iterator[tuple[list[str], str]]:
    """Yield of each page the head and foot that most pages share, row by row, and the rest.

    A number in them may differ from page to page. They are lines of their own, so that a sentence goes on over them.
    """
    rows = [[_SPACES.sub(" ", plain(row)).strip() for row in page.splitlines()] for page in pages]
    shared = Counter(_DIGITS.sub("0", row) for page in rows for row in {*page[:_MARGIN], *page[-_MARGIN:]} if row)
    for page in rows:
        last = len(page) - _MARGIN
        margin = [
            (place < _MARGIN or place >= last) and len(pages) >= _FEW and 2 * shared[_DIGITS.sub("0", row)] > len(pages)
            for place, row in enumerate(page)
        ]
        apart = [row for row, away in zip(page, margin, strict=True) if away]
        yield apart, "\n".join(row for row, away in zip(page, margin, strict=True) if not away)


def _titles(outline: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf nests lists in lists
    for each in outline:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(each.get("/Title", ""))


def _full(pages: list[str]) -> int:
    """Return how wide a full row is."""
    widths = sorted(_width(row) for page in pages for row in page.splitlines() if row.strip())
    return widths[int(_FULL * (len(widths) - 1))] if widths else 0


def _width(row: str) -> int:
    """Return the width of a row in half-width letters; a Chinese character takes two."""
    return sum(2 if letter > _WIDE else 1 for letter in _SPACES.sub(" ", row).strip())


def _lines(page: str, number: int, short: Fraction) -> Iterator[Line]:
    """Yield sentences of a page: rows are joined until one ends a sentence, or ends before the margin."""
    gathered = ""
    for row in page.splitlines():
        words = _SPACES.sub(" ", _TAG.sub("", row)).strip()
        if not words:
            continue
        wide = gathered[-1:] > _WIDE and words[:1] > _WIDE
        gathered = f"{gathered}{'' if wide or not gathered else ' '}{words}"
        if gathered[-1] in _ENDS or _width(row) < short:
            yield Line(text=gathered, place=f"p. {number}")
            gathered = ""
    if gathered:
        yield Line(text=gathered, place=f"p. {number}")
