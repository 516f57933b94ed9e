"""The styles of a Word document: faces for Latin and East Asian text, headings, notes, clauses and tables.

Faces are named and not embedded: 仿宋 and 黑体 are what filings in Chinese are set in, Word brings them, and a machine
without them takes its own. The East Asian face is set on every style, or Word shows a Latin face's substitute.
Source: GB/T 9704 for the faces, by custom; ISO/IEC 29500-1 17.3.2.26 (rFonts).
"""

import io
from functools import cache

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from tallystick.evidence.wording import Language

__all__ = ["empty"]

_BODY, _BODY_LATIN = "仿宋", "Times New Roman"
_HEAD, _HEAD_LATIN = "黑体", "Arial"
_BLUE, _GREY, _RED = RGBColor(0x1D, 0x3F, 0x72), RGBColor(0x6B, 0x72, 0x80), RGBColor(0x8C, 0x1D, 0x18)
_HEADINGS = (("Heading 1", 15), ("Heading 2", 12), ("Heading 3", 11), ("Title", 21), ("Subtitle", 13))
_TAGS = {Language.ZH: "zh-CN", Language.EN: "en-GB"}


@cache
def empty(language: Language) -> bytes:
    """Return an empty document with its page, its language and its styles.

    Made once a language: a filing set has dozens of documents, and of a short one the styles took most of the time.
    """
    document = docx.Document()
    _add_styles(document, language)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add_styles(document: Document, language: Language) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(27), Mm(22)
    _drop_unused(document)
    _set_language(document, language)
    for style in document.styles:
        if isinstance(style, ParagraphStyle):
            _set_faces(style, _BODY, _BODY_LATIN)
    normal = _style(document, "Normal")
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.25
    for name, size in _HEADINGS:
        heading = _style(document, name)
        _set_faces(heading, _HEAD, _HEAD_LATIN)
        heading.font.size, heading.font.bold, heading.font.italic = Pt(size), False, False
        heading.font.color.rgb = _BLUE if name == "Heading 1" else None
        heading.paragraph_format.keep_with_next = True
    _style(document, "Heading 1").paragraph_format.space_before = Pt(28)
    caption = _style(document, "Caption")
    _set_faces(caption, _HEAD, _HEAD_LATIN)
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9), False, None
    caption.paragraph_format.keep_with_next = True
    _add_own(document)


def _drop_unused(document: Document) -> None:
    """Take out what the template brings and no document of ours uses: two thirds of a short paper's size."""
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[key]
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and not style.element.get(qn("w:default")):
            document.styles.element.remove(style.element)


def _add_own(document: Document) -> None:
    for name, size in (("TableText", 8.5), ("TableHead", 8.5), ("TableTotal", 8.5)):
        style = _new(document, name)
        style.font.size = Pt(size)
        style.font.bold = name != "TableText"
        style.paragraph_format.space_after = Pt(1)
        style.paragraph_format.line_spacing = 1.0
    _set_faces(_style(document, "TableHead"), _HEAD, _HEAD_LATIN)
    clause = _new(document, "Clause")
    clause.paragraph_format.left_indent = Mm(16)
    clause.paragraph_format.first_line_indent = Mm(-16)
    clause.paragraph_format.tab_stops.add_tab_stop(Mm(16))
    note = _new(document, "Note")
    note.paragraph_format.left_indent = note.paragraph_format.right_indent = Mm(3)
    note.font.size = Pt(9.5)
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), "F4F4F0")
    properties = note.element.get_or_add_pPr()
    properties.insert(next(place for place, each in enumerate(properties) if each.tag == qn("w:ind")), shading)
    figure = _new(document, "Picture")
    figure.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    figure.paragraph_format.keep_with_next = True
    below = _new(document, "FigureCaption")
    _set_faces(below, _HEAD, _HEAD_LATIN)
    below.font.size = Pt(9)
    specimen = _new(document, "Specimen")
    specimen.font.color.rgb = _RED
    contents = _new(document, "Entry")
    contents.paragraph_format.space_after = Pt(1)
    contents.paragraph_format.line_spacing = 1.0
    tag = document.styles.add_style("SourceTag", WD_STYLE_TYPE.CHARACTER)
    tag.font.superscript, tag.font.color.rgb, tag.font.size = True, _BLUE, Pt(8)
    faint = document.styles.add_style("Faint", WD_STYLE_TYPE.CHARACTER)
    faint.font.color.rgb = _GREY


def _new(document: Document, name: str) -> ParagraphStyle:
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _style(document, name)
    style.base_style = document.styles["Normal"]
    _set_faces(style, _BODY, _BODY_LATIN)
    return style


def _style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        message = f"{name} is no style of paragraphs"
        raise TypeError(message)
    return style


def _set_faces(style: ParagraphStyle, east_asian: str, latin: str) -> None:
    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)
    fonts.set(qn("w:hAnsi"), latin)
    fonts.set(qn("w:cs"), latin)


def _set_language(document: Document, language: Language) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), _TAGS[language] if language is Language.EN else "en-GB")
        element.set(qn("w:eastAsia"), "zh-CN")
