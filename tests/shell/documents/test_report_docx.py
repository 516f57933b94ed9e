"""The Word file: what the model says, in styles that Word knows, the same bytes each time, data never as mark-up."""

import io
import re
import sys
import zipfile
from functools import cache
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Figure, Items, Note, Paragraph, Table, sources
from tallystick.filing.report.report import build_report
from tallystick.shell.documents.word.report_docx import report_docx
from tests.filing.stand_in import deal, inputs, renamed, report

HOSTILE = '{{ 7 * 7 }} {% raw %} <w:p> &amp; "quoted" =HYPERLINK("http://x") \x0b'


@cache
def _docx(language: Language) -> bytes:
    made = report_docx(report(), language)
    assert made.content is not None, made.finding
    return made.content


def _open(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def _said(document: Any) -> str:
    """Every text of the body, source tags taken out."""
    body = document.element.body
    lines = ["".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]
    return re.sub(r"\[S\d+\]", "", "\n".join(lines))


@pytest.mark.parametrize("language", list(Language))
def test_every_text_of_the_model_is_in_it(language: Language) -> None:
    said = _said(_open(_docx(language)))
    wanted = [section.title for section in report().walk()]
    for block in report().blocks():
        match block:
            case Paragraph(text=text) | Note(text=text):
                wanted.append(text)
            case Items(items=items):
                wanted += [text for _, text in items]
            case Table():
                wanted += [block.caption, *(cell.text for row in block.rows for cell in row)]
            case Figure():
                wanted.append(block.caption)
    assert len(wanted) > 1000
    assert not [each for each in wanted if each.in_language(language) not in said]


def test_headings_are_headings_and_the_contents_lead_to_them() -> None:
    document = _open(_docx(Language.ZH))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings[:2] == ["重要提示", "目录"]
    assert [each.split()[0] for each in headings[2:]] == [section.number for section in report().walk()]
    body = document.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))}
    assert len(links) > 100
    assert links <= marks


def test_every_number_shows_its_source_to_whoever_points_at_it() -> None:
    body = _open(_docx(Language.EN)).element.body
    links = [each for each in body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor")).startswith("source_")]
    numbers = sources(report().sections)
    hints = {each.get(qn("w:anchor")): each.get(qn("w:tooltip")) for each in links}
    cutoff = next(place for source, place in numbers.items() if source.reference == "assets.cutoff")
    assert hints[f"source_{cutoff}"] == f"S{cutoff} deal file: assets.cutoff"
    assert len(hints) == len(numbers)
    assert all(hints.values())


def test_every_style_names_a_face_for_chinese() -> None:
    for style in _open(_docx(Language.ZH)).styles:
        if style.type == 1:
            fonts = style.element.rPr.rFonts
            assert fonts.get(qn("w:eastAsia")) in {"仿宋", "黑体"}, style.name
            assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_tables_repeat_their_heads_and_figures_say_what_they_show() -> None:
    document = _open(_docx(Language.EN))
    tables = [block for block in report().blocks() if isinstance(block, Table)]
    assert len(document.tables) == len(tables) + 1
    for made, model in zip(document.tables[1:], tables, strict=True):
        assert len(made.rows) == len(model.rows) + 1, model.id
        assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    shown = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    assert shown == [figure.alt.en for figure in report().figures().values()]


def test_the_same_deal_gives_the_same_bytes_and_no_clock_is_asked() -> None:
    again = report_docx(build_report(deal(), inputs()), Language.EN).content
    assert again == _docx(Language.EN)
    assert _open(_docx(Language.EN)).core_properties.created.isoformat().startswith("2026-08-31")
    with zipfile.ZipFile(io.BytesIO(_docx(Language.EN))) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_name_full_of_mark_up_is_printed_as_it_is() -> None:
    made = report_docx(build_report(renamed(HOSTILE, HOSTILE), inputs()), Language.EN)
    assert made.content is not None
    assert HOSTILE.replace("\x0b", "\N{REPLACEMENT CHARACTER}") in _said(_open(made.content)).replace("U+000B", "\x0b")


def test_without_python_docx_the_package_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    made = report_docx(report(), Language.ZH)
    assert made.content is None
    assert made.finding is not None
    assert made.finding.code == "documents.word-absent"


def test_without_the_typesetter_there_are_no_figures_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    made = report_docx(report(), Language.ZH)
    assert made.finding is not None
    assert made.finding.code == "documents.typesetter-absent"


def test_nothing_of_an_empty_template_is_left() -> None:
    with zipfile.ZipFile(io.BytesIO(_docx(Language.ZH))) as archive:
        names = archive.namelist()
        said = archive.read("[Content_Types].xml") + archive.read("_rels/.rels")
    assert not [name for name in names if "thumbnail" in name or name.endswith("app.xml")]
    assert b"thumbnail.jpeg" not in said
    assert b"app.xml" not in said
    assert b"word/document.xml" in said
    assert b"docProps/core.xml" in said
