"""The PDF: in both languages, the same bytes each time, tagged and archivable, and data never read as mark-up."""

import io
import itertools
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from tallystick.evidence.wording import Language, word
from tallystick.filing.report.report import build_report
from tallystick.shell.documents.drawing import Tongue
from tallystick.shell.documents.report_pdf import draw_figures, typeset_report
from tests.filing.stand_in import deal, inputs, renamed, report

HOSTILE = '#read("/etc/passwd") *bold* _slanted_ @source-1 <label> $x^2$ `raw` = heading \\ #let // comment'


@cache
def _pdf(tongue: Tongue) -> bytes:
    typeset = typeset_report(report(), tongue)
    assert typeset.content is not None, typeset.finding
    return typeset.content


def _text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_chinese_report_says_it_in_chinese() -> None:
    text = _text(_pdf("zh")).replace("\n", "")

    assert "境内备案主体信息" in text
    assert "备案不表明对投资价值作出实质性判断或者保证，也不表明对材料真实性的保证。" in text
    assert deal().name.zh.replace(" ", "") in text.replace(" ", "")
    assert "The domestic filing entity" not in text


def test_the_english_report_says_it_in_english() -> None:
    text = " ".join(_text(_pdf("en")).split())

    assert "The domestic filing entity" in text
    assert "A filing is no judgement or guarantee of investment value" in text
    assert "境内备案主体信息" not in text


def test_the_report_side_by_side_says_it_in_both() -> None:
    text = " ".join(_text(_pdf("both")).split())

    assert "境内备案主体信息" in text
    assert "The domestic filing entity" in text


def test_the_same_deal_gives_the_same_bytes() -> None:
    again = typeset_report(build_report(deal(), inputs()), "en").content

    assert again == _pdf("en")


@pytest.mark.parametrize("tongue", ["zh", "en", "both"])
def test_the_document_is_tagged_archivable_and_dated_as_the_deal(tongue: Tongue) -> None:
    reader = PdfReader(io.BytesIO(_pdf(tongue)))
    catalogue: Any = reader.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_object().get_data().decode()

    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == ("en-GB" if tongue == "en" else "zh-CN")
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata is not None
    assert str(reader.metadata["/CreationDate"]).startswith("D:20260831")


def test_every_section_is_a_bookmark_and_the_contents_are_links() -> None:
    reader = PdfReader(io.BytesIO(_pdf("en")))
    titles = [str(each["/Title"]) for each in reader.outline if not isinstance(each, list)]
    links = [link for page in reader.pages[:4] for link in page.get("/Annots", [])]

    assert [title[0] for title in titles if title[0] in "0ABCDEFGHI"] == list("0ABCDEFGHI")
    assert len(links) > 40


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_chapter_begins_where_the_one_before_it_leaves_room(tongue: Tongue) -> None:
    pages = PdfReader(io.BytesIO(_pdf(tongue))).pages[1:-1]
    assert min(len(page.extract_text().splitlines()) for page in pages) > 20


def test_a_name_full_of_mark_up_is_printed_as_it_is() -> None:
    typeset = typeset_report(build_report(renamed(HOSTILE, HOSTILE), inputs()), "en")
    assert typeset.content is not None

    text = "".join(_text(typeset.content).split())

    assert "".join(HOSTILE.split()) in text
    assert "root:x:0" not in text


def test_without_the_typesetter_the_package_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    typeset = typeset_report(report(), "zh")

    assert typeset.content is None
    assert typeset.finding is not None
    assert typeset.finding.code == "documents.typesetter-absent"


@pytest.mark.parametrize("tongue", ["zh", "en", "both"])
def test_every_figure_is_drawn_and_says_what_it_is(tongue: Tongue) -> None:
    drawn = draw_figures(report(), tongue)

    assert set(drawn) == set(report().figures())
    for svg in drawn.values():
        assert svg.count("<title>") >= 1
        assert "<desc>" in svg


def _structure(element: Any, found: list[Any]) -> list[Any]:
    """Every element of the tags, in their order."""
    found.append(element)
    below = element.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        inner = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(inner, dict) and "/S" in inner:
            _structure(inner, found)
    return found


def test_the_tags_tell_headings_tables_links_and_what_figures_show() -> None:
    reader = PdfReader(io.BytesIO(_pdf("zh")))
    catalogue: Any = reader.trailer["/Root"]
    tagged = _structure(catalogue["/StructTreeRoot"], [])
    kinds = [str(each.get("/S", "")) for each in tagged]
    figures = [each for each in tagged if each.get("/S") == "/Figure"]

    assert kinds.count("/H1") >= 10
    assert kinds.count("/Table") >= 20
    assert kinds.count("/TH") > 60
    assert kinds.count("/Link") > 300
    assert len(figures) >= len(report().figures())
    assert all(str(each.get("/Alt", "")) for each in figures)
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert all(str(page["/Tabs"]) == "/S" for page in reader.pages if page.get("/Annots"))


def test_what_a_checker_of_accessible_archives_asks_for_by_machine_is_there() -> None:
    """Conditions of the Matterhorn protocol and of PDF/A-2 that need no eye; there is no veraPDF here."""
    reader = PdfReader(io.BytesIO(_pdf("zh")))
    catalogue: Any = reader.trailer["/Root"]
    tags: Any = catalogue["/StructTreeRoot"]
    kinds = [str(each.get("/S", "")) for each in _structure(tags, [])]
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    heads = [each for each in _structure(tags, []) if each.get("/S") == "/TH"]
    assert all(_attribute(each, "/Scope") in {"/Column", "/Row", "/Both"} for each in heads)
    assert "/ParentTree" in tags
    assert {str(each.get_object()["/S"]) for each in catalogue["/OutputIntents"]} == {"/GTS_PDFA1"}
    assert all("/DestOutputProfile" in each.get_object() for each in catalogue["/OutputIntents"])
    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm", "/JavaScript"} & {*catalogue, *catalogue.get("/Names", {})}
    assert "/ID" in reader.trailer
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    assert str(reader.metadata and reader.metadata.title) in metadata
    for page in reader.pages[:12]:
        assert "/StructParents" in page
        for link in page.get("/Annots", []):
            annotation = link.get_object()
            assert "/StructParent" in annotation
            assert str(annotation.get("/Contents", ""))
            assert "/JavaScript" not in str(annotation.get("/A", {}))
        assert _unmarked(page) == 0


def _attribute(element: Any, name: str) -> str:
    given = element.get("/A", {})
    each = [part.get_object() for part in given] if isinstance(given, list) else [given]
    return next((str(part[name]) for part in each if name in part), "")


def _unmarked(page: Any) -> int:
    """How many times text is shown on a page that is neither tagged nor an artifact."""
    depth = bare = 0
    for _, operator in ContentStream(page.get_contents(), page.pdf).operations:
        depth += (operator in {b"BDC", b"BMC"}) - (operator == b"EMC")
        bare += operator in {b"Tj", b"TJ"} and depth == 0
    return bare


def test_fonts_are_embedded_and_chinese() -> None:
    fonts: set[str] = set()
    for page in PdfReader(io.BytesIO(_pdf("zh"))).pages:
        resources: Any = page["/Resources"]
        for each in resources.get("/Font", {}).values():
            for inner in each.get_object()["/DescendantFonts"]:
                descriptor = inner.get_object()["/FontDescriptor"]
                assert {"/FontFile3", "/FontFile2"} & set(descriptor)
                assert "/ToUnicode" in each.get_object()
                fonts.add(str(descriptor["/FontName"]))
    assert any("NotoSerifSC" in name for name in fonts)


def test_a_missing_chinese_font_is_told_in_both_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tallystick.shell.documents.typesetting.files", lambda _: tmp_path)

    found = typeset_report(report(), "zh").finding

    assert found is not None
    assert found.code == "documents.font-absent"
    assert "NotoSerifSC" in word(found, Language.EN).what
    assert "中文字体" in word(found, Language.ZH).what


def test_a_character_that_no_font_shows_is_named() -> None:
    typeset = typeset_report(build_report(renamed("𠮷野公司", "Yoshino"), inputs()), "zh")

    assert typeset.content is None
    assert typeset.finding is not None
    assert typeset.finding.code == "documents.text-unshown"
    assert typeset.finding.argument("text") == "𠮷"
