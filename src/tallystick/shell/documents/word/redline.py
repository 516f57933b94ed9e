"""A redline for Word: the whole text, with what was removed and added as tracked changes that somebody can go through.

The changes bear the later version's day and this program's name; no clock is asked, and equal texts give equal bytes.
Source: ISO/IEC 29500-1 17.13.5.18 (ins), 17.13.5.14 (del).
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.versions.lines import Redlined
from tallystick.shell.documents.typesetting import Typeset
from tallystick.shell.documents.word.parts import legible, paragraph, run
from tallystick.shell.documents.word.report_docx import repacked

__all__ = ["redline_docx"]

_AUTHOR = "Tallystick"


def redline_docx(title: Name, lines: Sequence[Redlined], *, day: date, language: Language) -> Typeset:
    """Return a redline, or the finding that python-docx is not installed."""
    try:
        from docx import Document
        from docx.oxml import parse_xml
    except ImportError:
        return Typeset(content=None, finding=finding("documents.word-absent", report=title))
    from tallystick.shell.documents.word.styles import empty

    document = Document(io.BytesIO(empty(language)))
    properties = document.core_properties
    properties.title = legible(title.in_language(language))[:255]
    properties.author = properties.last_modified_by = _AUTHOR
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Word's own form
    properties.comments = ""
    body = document.element.body
    marker = _Marker(day)
    for xml in (paragraph(run(title.in_language(language)), style="Title"), *(marker.line(line) for line in lines)):
        body.insert(len(body) - 1, parse_xml(xml))
    written = io.BytesIO()
    document.save(written)
    return Typeset(content=repacked(written.getvalue()), finding=None)


class _Marker:
    """Writes changes, each with a number of its own."""

    def __init__(self, day: date) -> None:
        self.number, self.day = 0, f"{day.isoformat()}T00:00:00Z"

    def line(self, line: Redlined) -> str:
        """Return a line as a paragraph."""
        style = "Heading3" if line.heading else "Normal"
        return paragraph("".join(self._pieces(line)), style=style, change=self._whole(line))

    def _whole(self, line: Redlined) -> str:
        """Return the mark of a line that is in one text only: accepted or refused, the paragraph itself goes."""
        one = line.pieces[0] if len(line.pieces) == 1 else ("", "")
        if bool(one[0]) is bool(one[1]):
            return ""
        self.number += 1
        kind = "del" if one[0] else "ins"
        return f'<w:{kind} w:id="{self.number}" w:author="{_AUTHOR}" w:date="{self.day}"/>'

    def _pieces(self, line: Redlined) -> Iterator[str]:
        for before, after in line.pieces:
            if before == after:
                yield run(before)
                continue
            if before:
                inner = f'<w:delText xml:space="preserve">{escape(legible(before))}</w:delText>'
                yield self._change("del", f"<w:r>{inner}</w:r>")
            if after:
                yield self._change("ins", run(after))

    def _change(self, kind: str, inner: str) -> str:
        self.number += 1
        return f'<w:{kind} w:id="{self.number}" w:author="{_AUTHOR}" w:date="{self.day}">{inner}</w:{kind}>'
