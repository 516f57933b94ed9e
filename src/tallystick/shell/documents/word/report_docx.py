"""The filing report for Word, in one language, from the same content model as the PDF; people may edit it.

    cover, notice, contents (links), sections with headings, clauses, tables, captions and figures

Headings carry the outline, so that Word shows the document map. A source tag leads to its row in the annex of sources.
Figures are pictures with alternative texts. The document bears the deal's date and asks no clock, and its zip is
written anew in one order with one date: the same deal gives the same bytes.
Source: G2-F4 (Word with document map and editable content), by analogy; ISO/IEC 29500-1.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.report.content import Block, Figure, Items, Note, Paragraph, Report, Section, Table, sources
from tallystick.filing.report.content import Source as NumberSource
from tallystick.shell.documents.report_pdf import draw_figures
from tallystick.shell.documents.typesetting import Typeset, pictures
from tallystick.shell.documents.word.parts import bookmarked, field, legible, linked, paragraph, run, table

__all__ = ["repacked", "report_docx"]

_DATE = (1980, 1, 1, 0, 0, 0)
_SOURCES = "sources"
_LONGEST = 255
_FIRST = "[Content_Types].xml"
_LEFTOVERS = frozenset({"docProps/app.xml", "docProps/thumbnail.jpeg"})
_NAME_PARTS = frozenset({_FIRST, "_rels/.rels"})
_NAMING = re.compile(rb"<(?:Relationship|Override)\b[^>]*/?docProps/(?:app\.xml|thumbnail\.jpeg)\"[^>]*/>")


def report_docx(report: Report, language: Language) -> Typeset:
    """Return the report for Word, or the finding why it cannot be made here."""
    try:
        from docx import Document
    except ImportError:
        return Typeset(content=None, finding=finding("documents.word-absent", report=report.title))
    drawings = draw_figures(report, language.value)
    drawn = pictures(list(drawings.values()), title=report.title)
    if isinstance(drawn, Finding):
        return Typeset(content=None, finding=drawn)
    from tallystick.shell.documents.word.styles import empty

    document = Document(io.BytesIO(empty(language)))
    writer = _Writer(document, report, language, dict(zip(drawings, drawn, strict=True)))
    writer.write()
    written = io.BytesIO()
    document.save(written)
    return Typeset(content=repacked(written.getvalue()), finding=None)


def repacked(content: bytes) -> bytes:
    """Return an Office file with its parts in one order, under one date, and stored as they are.

    What the library's empty template says of another document, a picture of it and how many pages it had, is left out.
    Two builds of zlib may compress the same bytes differently.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w") as after:
        for name in sorted(before.namelist(), key=lambda each: (each != _FIRST, each)):
            if name in _LEFTOVERS:
                continue
            part = before.read(name)
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o600 << 16
            after.writestr(entry, _NAMING.sub(b"", part) if name in _NAME_PARTS else part)
    return written.getvalue()


class _Writer:
    """Lays a report out in one document; numbers of bookmarks, tables and figures are counted as they come."""

    def __init__(self, document: Any, report: Report, language: Language, drawn: Mapping[str, bytes]) -> None:  # noqa: ANN401
        self.document, self.report, self.language, self.drawn = document, report, language, drawn
        self.numbers: Mapping[NumberSource, int] = sources(report.sections)
        self.bookmarks = self.tables = self.figures = 0

    def write(self) -> None:
        """Write the whole document."""
        self._properties()
        self._cover()
        if not self.report.brief:
            self._notice()
            self._contents()
        for section in self.report.sections:
            self._section(section, 2 if self.report.brief else 1)
        self._margins()

    def _properties(self) -> None:
        properties, report = self.document.core_properties, self.report
        day = datetime(report.as_of.year, report.as_of.month, report.as_of.day)  # noqa: DTZ001 - Word's own form
        properties.title = f"{self._text(report.title)} · {self._text(report.deal_name)}"[:_LONGEST]
        properties.author = properties.last_modified_by = self._text(report.cover[0][1])[:_LONGEST]
        properties.created = properties.modified = day
        properties.revision, properties.comments = report.version, ""
        properties.language = "zh-CN" if self.language is Language.ZH else "en-GB"

    def _cover(self) -> None:
        report = self.report
        self._add(run(self._text(report.title)), style="Title")
        self._add(run(self._text(report.deal_name)), style="Subtitle")
        if report.specimen is not None:
            self._add(run(self._text(report.specimen)), style="Specimen")
        head = (run(self._label("column.item")), run(self._label("column.content")))
        rows = [(run(self._text(label)), run(self._text(text))) for label, text in report.cover]
        self._append(table(head, rows, ((3, False), (6, False))))
        for statement in report.statements[: report.on_cover]:
            self._add(run(self._text(statement)), style="Note")

    def _notice(self) -> None:
        self._heading(self._label("page.notice"), 1)
        self.document.paragraphs[-1].paragraph_format.page_break_before = True  # chapters after it follow each other
        for statement in self.report.statements:
            self._add(run(self._text(statement)), style="ListBullet")

    def _contents(self) -> None:
        self._heading(self._label("page.contents"), 1)
        for section, level in _levels(self.report.sections, 1):
            if level < 3:
                title = f"{section.number}  {self._text(section.title)}"
                inner = linked(_anchor(section), run(("" if level == 1 else "    ") + title))
                self._add(inner, style="Entry")

    def _section(self, section: Section, level: int) -> None:
        title = self._text(section.title)
        if section.number:
            self._heading(f"{section.number}  {title}", level, _anchor(section))
        else:
            self._heading(title, level)
        for block in section.blocks:
            self._block(block)
        for below in section.sections:
            self._section(below, level + 1)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._add(run(self._text(block.text)) + self._tag(block.source), style="Normal")
            case Note():
                self._add(run(self._text(block.text)), style="Note")
            case Items():
                for number, text in block.items:
                    self._add(f"{run(number)}<w:r><w:tab/></w:r>{run(self._text(text))}", style="Clause")
            case Figure():
                self._figure(block)
            case Table():
                self._table(block)

    def _figure(self, figure: Figure) -> None:
        from docx.shared import Mm

        self.figures += 1
        placed = self.document.add_paragraph(style="Picture").add_run()
        shape = placed.add_picture(io.BytesIO(self.drawn[figure.id]), width=Mm(160))
        about = shape._inline.docPr  # noqa: SLF001 - python-docx has no other door to the alternative text
        about.set("descr", self._text(figure.alt))
        about.set("title", self._text(figure.caption))
        self._caption("figure", self.figures, figure.caption, figure.source)

    def _table(self, model: Table) -> None:
        self.tables += 1
        self._caption("table", self.tables, model.caption, None)
        head = [run(self._text(each.title)) + self._unit(each.unit) for each in model.columns]
        listed = model.id == _SOURCES
        rows = [
            [
                self._source_row(self._text(cell.text))
                if listed and place == 0
                else run(self._text(cell.text)) + self._tag(cell.source)
                for place, cell in enumerate(row)
            ]
            for row in model.rows
        ]
        columns = [(each.width, each.numeric) for each in model.columns]
        self._append(table(head, rows, columns, totals=model.totals))
        self._add("", style="TableText")

    def _unit(self, unit: Name | None) -> str:
        return "" if unit is None else run(f" ({self._text(unit)})", style="Faint")

    def _source_row(self, text: str) -> str:
        return bookmarked(f"source_{text[1:]}", self._bookmark(), run(text))

    def _caption(self, kind: str, number: int, caption: Name, source: NumberSource | None) -> None:
        label = self._label(f"page.{kind}")
        counted = run(f"{label} ") + field(f" SEQ {kind} \\* ARABIC ", str(number))
        # A table's caption stays with its table; that of a figure stands below it and holds nothing.
        style = "Caption" if kind == "table" else "FigureCaption"
        self._add(f"{counted}{run('  ' + self._text(caption))}{self._tag(source)}", style=style)

    def _heading(self, text: str, level: int, anchor: str = "") -> None:
        inner = bookmarked(anchor, self._bookmark(), run(text)) if anchor else run(text)
        self._add(inner, style=f"Heading{level}")

    def _tag(self, source: NumberSource | None) -> str:
        if source is None:
            return ""
        number = self.numbers[source]
        hint = f"S{number} {self._label(f'source.{source.kind}')}: {source.reference}"
        return linked(f"source_{number}", run(f"[S{number}]", style="SourceTag"), hint=legible(hint))

    def _margins(self) -> None:
        """Write what stands at the head and foot of every page."""
        from docx.oxml import parse_xml

        report, section = self.report, self.document.sections[0]
        digest = f"{report.digest_of.in_language(self.language)} SHA-256 {report.digest[:16]}…"
        words = f"{report.deal} · {self._label('page.version')} {report.version} · {digest}"
        specimen = "" if report.specimen is None else f" · {self._label('page.specimen')}"
        section.header.paragraphs[0].text = words + specimen
        foot = run(self._label("page.footer") + "    ") + field(" PAGE ", "1")
        old = section.footer.paragraphs[0]._p  # noqa: SLF001 - replaced by one with a field
        old.getparent().replace(old, parse_xml(paragraph(foot, style="Footer")))

    def _add(self, inner: str, *, style: str) -> None:
        self._append(paragraph(inner, style=style))

    def _append(self, xml: str) -> None:
        from docx.oxml import parse_xml

        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(xml))

    def _bookmark(self) -> int:
        self.bookmarks += 1
        return self.bookmarks

    def _text(self, name: Name) -> str:
        return legible(name.in_language(self.language))

    def _label(self, key: str) -> str:
        return say(f"report.{key}", self.language)


def _levels(sections: tuple[Section, ...], level: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, level
        yield from _levels(section.sections, level + 1)


def _anchor(section: Section) -> str:
    return "section_" + section.number.replace(".", "_")
