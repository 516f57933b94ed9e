"""What a document says: its lines in reading order, and its headings; of DOCX, Markdown and plain text.

A row of a table is one line, its cells set apart by ``|``. Of a Word file with tracked changes the text as it would be
accepted is read: what is inserted counts, what is deleted does not. The head and foot of pages come last. Numbers of
sources (``[S12]``) are no text, and a page number in a head or foot is a sign: it is what Word counted last, of some
page. Equations, and signs named by their place in a font, are read with the text they stand in. Wide and other forms
of letters are read as the letters, and signs that nobody sees are passed over.
Source: ISO/IEC 29500-1, WordprocessingML 17.13.5 (revisions), 17.3.1.20 (outline level), 17.3.2.3 (direction),
17.3.3.30 (signs of a font), 17.16.5.45 (page numbers).
PDFs are read by the shell, which has the library for them, and come here as `DocumentText` as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.documents.intake import Kind, kind_of, unpacked
from tallystick.units.signs import plain

__all__ = ["CELLS", "TEXTS", "DocumentText", "Line", "has_chinese", "read_plain", "read_word", "said"]

CELLS = " | "
"""What sets the cells of a row apart."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHOWN = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"}
_MOST_MARGINS = 60
_MARGINS = tuple(f"word/{part}{number}.xml" for part in ("header", "footer") for number in range(1, _MOST_MARGINS + 1))
TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", *_MARGINS)
"""The parts of a Word file that hold its text, in the order in which they are read."""
_PARTS = (*TEXTS, "word/styles.xml")
_PAGE = re.compile(r"\s*PAGE\s*(?:\\\*\s*\w+\s*)*")
_COUNTED = "#"
_PRIVATE, _LOW = range(0xF020, 0xF100), 0xFF
_TAG = re.compile(r"\[S\d+\]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[ \t\u00a0\u3000\r\n]+")
_MARKDOWN_HEADING = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph or row: its text without source tags, and where it stands, for people.

    `turned` says that signs or marks in it turn its writing round: people see other words than stand there.
    """

    text: str
    place: str
    heading: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """A document as lines. `outline` are its headings or bookmarks; `kind` what it is."""

    file: str
    kind: Kind
    lines: tuple[Line, ...]
    outline: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(line.text for line in self.lines)


def has_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese character in it."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def read_plain(file: str, content: bytes) -> DocumentText:
    """Read Markdown or plain text; paragraphs are set apart by empty lines."""
    lines, start, gathered = [], 1, list[str]()
    for number, row in enumerate([*content.decode("utf-8", errors="replace").splitlines(), ""], 1):
        if row.strip() and not _MARKDOWN_HEADING.match(row):
            start = number if not gathered else start
            gathered.append(row)
            continue
        if gathered:
            lines.append(_line(_joined(gathered), start))
            gathered = []
        if row.strip():
            lines.append(_line(_MARKDOWN_HEADING.sub("", row), number, heading=True))
    outline = tuple(line.text for line in lines if line.heading)
    return DocumentText(file=file, kind=Kind.TEXT, lines=tuple(lines), outline=outline)


def read_word(file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
    """Read a Word file; None where it is none that can be read."""
    if kind_of(content) is not Kind.WORD:
        return None, (finding("filing.document-unreadable", file=file),)
    try:
        parts = unpacked(content, _PARTS)
        trees = {name: fromstring(part, forbid_dtd=True) for name, part in parts.items()}
    except (ValueError, ParseError, DefusedXmlException):
        return None, (finding("filing.document-unreadable", file=file),)
    if _PARTS[0] not in trees:
        return None, (finding("filing.document-unreadable", file=file),)
    levels = _heading_styles(trees.get("word/styles.xml"))
    lines: list[Line] = []
    for name in TEXTS:
        if name in trees:
            if name in _MARGINS:
                _sign_page_numbers(trees[name])
            lines += [line for line in _lines(trees[name], levels, len(lines)) if line.text]
    outline = tuple(line.text for line in lines if line.heading)
    return DocumentText(file=file, kind=Kind.WORD, lines=tuple(lines), outline=outline), ()


def _sign_page_numbers(tree: Any) -> None:  # noqa: ANN401 - an element has no public type here
    """Set a sign in the place of every page number, which word processors write anew whenever they save."""
    results = [each for field in tree.iter(f"{_W}fldSimple") if _is_page(field) for each in field.iter(f"{_W}t")]
    open_fields: list[tuple[str, bool]] = []  # what each asks for, and whether its result has begun
    for element in tree.iter():
        kind = element.get(f"{_W}fldCharType") if element.tag == f"{_W}fldChar" else None
        if kind == "begin":
            open_fields.append(("", False))
        elif kind is not None and open_fields:
            asked, _ = open_fields.pop()
            open_fields += [(asked, True)] if kind == "separate" else []
        elif element.tag == f"{_W}instrText" and open_fields:
            open_fields[-1] = (open_fields[-1][0] + (element.text or ""), False)
        elif element.tag == f"{_W}t" and open_fields and open_fields[-1][1] and _PAGE.fullmatch(open_fields[-1][0]):
            results.append(element)
    for result in results:
        result.text = _COUNTED if (result.text or "").strip().isdecimal() else result.text


def _is_page(field: Any) -> bool:  # noqa: ANN401
    return _PAGE.fullmatch(field.get(f"{_W}instr", "")) is not None


def _heading_styles(styles: Any) -> frozenset[str]:  # noqa: ANN401 - an element has no public type here
    """Return the styles that stand in the document map."""
    if styles is None:
        return frozenset()
    found = set()
    for style in styles.iter(f"{_W}style"):
        if next(style.iter(f"{_W}outlineLvl"), None) is not None:
            found.add(style.get(f"{_W}styleId", ""))
    return frozenset(found)


def _lines(tree: Any, levels: frozenset[str], before: int) -> Iterator[Line]:  # noqa: ANN401
    """Yield paragraphs and rows in reading order; a table within a cell belongs to the cell's row."""
    number = before
    for element in _blocks(tree):
        number += 1
        if element.tag == f"{_W}tr":
            within = [said(cell) for cell in element.findall(f"{_W}tc")]
            cells = [_clean(each) for each in within]
            text, turned = CELLS.join(cells) if any(cells) else "", _is_turned(element, "".join(within))
            yield Line(text=text, place=str(number), turned=turned)
        else:
            style = element.find(f"{_W}pPr/{_W}pStyle")
            name = "" if style is None else style.get(f"{_W}val", "")
            line = _line(said(element), number, heading=name in levels)
            yield replace(line, turned=_is_turned(element, said(element)))


def _blocks(element: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in element:
        if child.tag in {f"{_W}p", f"{_W}tr"}:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def said(element: Any) -> str:  # noqa: ANN401 - an element has no public type here
    """Return the text below an element, as it would be after all changes were accepted."""
    if element.tag in _SKIPPED:
        return ""
    if element.tag in _SHOWN:
        return element.text or ""
    if element.tag == f"{_W}sym":
        return _sign(element.get(f"{_W}char", ""))
    if element.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
        return " "
    inner = "".join(said(child) for child in element)
    return f"{inner} " if element.tag == f"{_W}p" else inner


def _sign(code: str) -> str:
    """Return a sign that is named by its place in a font; a digit is one wherever the font keeps it."""
    try:
        number = int(code, 16)
        low = chr(number & _LOW)
        return low if number in _PRIVATE and low.isdecimal() else chr(number)
    except (ValueError, OverflowError):
        return "\N{REPLACEMENT CHARACTER}"


def _joined(rows: list[str]) -> str:
    """Join the rows of a paragraph; between two Chinese characters no space is meant."""
    text = rows[0].strip()
    for row in rows[1:]:
        following = row.strip()
        wide = text[-1:] > "\u2e7f" and following[:1] > "\u2e7f"
        text = f"{text}{'' if wide else ' '}{following}"
    return text


def _line(text: str, number: int, *, heading: bool = False) -> Line:
    return Line(text=_clean(text), place=str(number), heading=heading, turned=_TURNING.search(text) is not None)


def _is_turned(element: Any, text: str) -> bool:  # noqa: ANN401
    """Tell whether an element has signs of direction in its text, or a run whose direction Word is told to override."""
    overridden = any(each.get(f"{_W}val") == "rtl" for each in element.iter(f"{_W}bdo"))
    return overridden or _TURNING.search(text) is not None


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _TAG.sub("", plain(text))).strip()
