"""Texts: what a document says, line by line, changes accepted, hostile bytes refused with a finding."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.filing.documents.texts import read_plain, read_word
from tallystick.shell.documents.makers import Makers
from tallystick.shell.documents.reading.pdf_text import _parted, read_pdf
from tests.filing.documents.made import pdf, with_parts, word
from tests.filing.stand_in import report

_BODY = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:r><w:t>Class A up to USD </w:t></w:r><w:del><w:r><w:delText>114,000,000.00</w:delText></w:r></w:del>
<w:ins><w:r><w:t>120,000,000.00</w:t></w:r></w:ins></w:p></w:body></w:document>"""


def test_headings_paragraphs_and_rows_come_in_their_order() -> None:
    content = word(["第一段。", "second"], headings=["一、总则"], rows=[["档次", "规模"], ["A", "1.00"]])
    read, found = read_word("M2.docx", content)
    assert read is not None
    assert not found
    assert [line.text for line in read.lines] == ["一、总则", "第一段。", "second", "档次 | 规模", "A | 1.00"]
    assert read.outline == ("一、总则",)


def test_tracked_changes_are_read_as_accepted() -> None:
    read, _ = read_word("M2.docx", with_parts(word(["x"]), {"word/document.xml": _BODY.encode()}))
    assert read is not None
    assert read.text == "Class A up to USD 120,000,000.00"


_BROKEN = with_parts(word(["x"]), {"word/document.xml": b"<w"})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"plain", _BROKEN])
def test_what_is_no_word_file_is_said(content: bytes) -> None:
    read, found = read_word("M2.docx", content)
    assert read is None
    assert [each.code for each in found] == ["filing.document-unreadable"]


def test_plain_paragraphs_are_joined_over_their_rows() -> None:
    read = read_plain("M2.md", "# 标题\n\nA档至多\n114美元。\n\nClass A\nup to\n".encode())
    assert [line.text for line in read.lines] == ["标题", "A档至多114美元。".replace("多1", "多 1"), "Class A up to"]
    assert read.outline == ("标题",)


def test_a_pdf_squeezed_in_a_way_that_nobody_knows_is_said_to_be_unreadable() -> None:
    content = pdf(["甲乙丙", "class A"]).replace(b"/FlateDecode", b"/FlateDec0de")
    read, found = read_pdf("M6.pdf", content)
    assert read is None
    assert [each.code for each in found] == ["filing.document-unreadable"]


def test_a_pdf_is_read_in_chinese_with_its_bookmarks() -> None:
    read, found = read_pdf("M6.pdf", pdf(["本所认为，A档规模不超过114,000,000.00美元。" * 6], headings=["一、结论"]))
    assert read is not None
    assert not found
    assert read.text.replace(" ", "").count("本所认为，A档规模不超过114,000,000.00美元。") == 6
    assert read.outline == ("一、结论",)


def test_a_scan_or_a_broken_pdf_is_said() -> None:
    for content in (b"%PDF-1.7", b"nothing", pdf([])):
        read, found = read_pdf("M6.pdf", content)
        assert read is None
        assert [each.code for each in found] == ["filing.document-unreadable"]


def test_what_pypdf_thinks_of_a_broken_file_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    program = "import sys; from tallystick.shell.documents.reading.pdf_text import read_pdf; read_pdf('a', b'%PDF-1.7')"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    assert capfd.readouterr() == ("", "")


def test_our_own_report_says_the_same_in_word_and_pdf() -> None:
    for language in Language:
        made, printed = Makers().word(report(), language), Makers().report(report(), language)
        assert isinstance(made, bytes)
        assert isinstance(printed, bytes)
        in_word, _ = read_word("report.docx", made)
        in_pdf, _ = read_pdf("report.pdf", printed)
        assert in_word is not None
        assert in_pdf is not None
        statement = report().statements[0].in_language(language)
        assert statement in in_word.text
        assert statement.replace(" ", "") in in_pdf.text.replace(" ", "")
        assert len(in_word.outline) > 40 < len(in_pdf.outline)


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_plain("a.md", content)
    for head in (b"", b"PK\x03\x04", b"%PDF-1.7\n"):
        read, found = read_word("a.docx", head + content)
        assert (read is None) == bool(found)
        in_pdf, told = read_pdf("a.pdf", head + content)
        assert (in_pdf is None) == bool(told)


_ROWS = ("one", "two", "three", "four")


def test_the_head_and_foot_of_pages_are_lines_of_their_own() -> None:
    pages = [
        "\n".join(
            ["leases, version 1", *(f"{part} {each}" for part in ("one", "two", "three", "four")), f"{place} of 4"]
        )
        for place, each in enumerate("abcd", 1)
    ]
    assert list(_parted(pages))[2] == (["leases, version 1", "3 of 4"], "one c\ntwo c\nthree c\nfour c")
    assert [apart for apart, _ in _parted(pages[:3])] == [[], [], []]


def test_writing_that_is_turned_round_is_marked_and_read_as_it_stands() -> None:
    turned = "规模为\u202e000,411\u202c美元"
    plainly = read_plain("a.md", f"一\n\n{turned}\n".encode())
    assert [(line.text, line.turned) for line in plainly.lines] == [("一", False), ("规模为000,411美元", True)]
    read, _ = read_word("a.docx", word(["一", turned], rows=(("a", turned),)))
    assert read is not None
    assert [line.turned for line in read.lines] == [False, True, True]
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    header = f'<w:hdr xmlns:w="{space}"><w:p><w:bdo w:val="rtl"><w:r><w:t>114</w:t></w:r></w:bdo></w:p></w:hdr>'
    overridden, _ = read_word("a.docx", with_parts(word(["一"]), {"word/header1.xml": header.encode()}))
    assert overridden is not None
    assert [(line.text, line.turned) for line in overridden.lines] == [("一", False), ("114", True)]
