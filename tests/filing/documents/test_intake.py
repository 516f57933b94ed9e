"""Intake: ordinary documents pass; what hides, swells, runs or is not what it says is refused with its reason."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.evidence.wording import word as word_of
from tallystick.filing.documents.intake import IntakeLimits, Kind, inspect, kind_of, unpacked
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.annexes import annex_sheets
from tests.filing.documents.made import pdf, with_parts, word, zipped
from tests.filing.stand_in import report

_PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 30
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
 Target="{target}" TargetMode="External"/></Relationships>"""


def _codes(name: str, content: bytes) -> list[str]:
    return [each.code.removeprefix("filing.intake-") for each in inspect(name, content)[1]]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("M6.docx", word(["一"]), Kind.WORD),
        ("M6.PDF", pdf(["一"]), Kind.PDF),
        ("scan.png", _PNG, Kind.PICTURE),
        ("M2.md", "发行备忘录".encode(), Kind.TEXT),
    ],
    ids=["word", "pdf", "picture", "text"],
)
def test_an_ordinary_document_is_taken_in(name: str, content: bytes, kind: Kind) -> None:
    assert inspect(name, content) == (kind, ())


def test_a_name_that_says_no_kind_is_told_so_and_not_that_its_content_is_of_none() -> None:
    (found,) = inspect("capture.zip", b"words")[1]
    assert (found.code, found.argument("kind")) == ("filing.intake-ending", "text")
    assert "pdf" in str(found.argument("endings"))
    assert _codes("capture.zip", b"MZ\x90") == ["kind"], "a program is refused whatever it is called"


def test_our_own_workbook_is_taken_in() -> None:
    made = Makers().workbook(annex_sheets(report()), Language.ZH)
    assert inspect("annex.xlsx", made) == (Kind.SHEET, ())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notice.html", b"<!DOCTYPE html><html lang=zh><body>2026</body></html>"),
        ("notice.HTM", b"anything"),
        ("notice.mhtml", b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"),
        ("notice.webarchive", b"bplist00\x00"),
        ("notice.pdf", b"\xef\xbb\xbf\n<!-- saved from url=(0020)http://example.invalid -->\n<HTML><body>"),
        ("notice.png", b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'),
    ],
)
def test_a_saved_web_page_is_refused_with_what_to_do_instead(name: str, content: bytes) -> None:
    (found,) = inspect(name, content)[1]
    assert found.code == "filing.intake-page"
    assert "打印" in word_of(found, Language.ZH).remedy
    assert "print it to PDF" in word_of(found, Language.EN).remedy


def test_a_text_about_pages_is_a_text() -> None:
    assert _codes("note.md", b"The <html> element begins a page.") == []


def test_our_own_report_is_taken_in() -> None:
    for form, make in (("docx", Makers().word), ("pdf", Makers().report)):
        made = make(report(), Language.ZH)
        assert isinstance(made, bytes)
        assert _codes(f"report.{form}", made) == []


def _streamed(dictionary: bytes, data: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj <<" + dictionary + b">>\nstream\n" + data + b"\nendstream\n%%EOF\n"


def test_words_that_chance_makes_in_compressed_bytes_are_no_harm() -> None:
    stored = zlib.compress(b" /JS ", 0)
    assert b"/JS " in stored
    assert _codes("M6.pdf", _streamed(b"/Filter /FlateDecode", stored)) == []
    for dictionary, data in (
        (b"/Type /ObjStm /Filter /FlateDecode", stored),
        (b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"<</S /JavaScript>>")),
        (b"", b"/JS (x)"),
        (b"/Filter /FlateDecode", stored + b" /JS (x)"),
        (b"/Filter /FlateDecode", stored[:-6] + b"/JS (x)"),
    ):
        assert _codes("M6.pdf", _streamed(dictionary, data)) == ["active"], data


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("M6.docx", b"MZ\x90\x00", "kind"),
        ("M6.exe", b"plain words", "ending"),
        ("M6.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind"),
        ("M6.zip", zipped({"a": b"b"}), "kind"),
        ("M6.pdf", word(["一"]), "disguised"),
        ("M6.docx", pdf(["一"]), "disguised"),
        ("M6.md", _PNG, "disguised"),
        ("M6.docx", with_parts(word(["一"]), {"word/vbaProject.bin": b"\xd0"}), "macro"),
        ("M6.docx", with_parts(word(["一"]), {"word/embeddings/oleObject1.bin": b"\xd0"}), "embedded"),
        ("M6.docx", with_parts(word(["一"]), {"word/media/inner.png": zipped({"a": b"b"})}), "bomb"),
        ("M6.docx", with_parts(word(["一"]), {"word/media/big.bin": b"\x00" * (8 << 20)}), "bomb"),
        ("M6.docx", word(["一"])[:-40], "kind"),
        ("M6.pdf", b"%PDF-1.7\n1 0 obj <</S /JavaScript /JS (x)>>", "active"),
        ("M6.pdf", b"%PDF-1.7\n1 0 obj <</S /Launch /F (cmd)>>", "active"),
        ("M6.pdf", b"%PDF-1.7\n1 0 obj <</EmbeddedFiles 2 0 R>>", "active"),
        ("M6.pdf", b"%PDF-1.7\ntrailer <</Encrypt 3 0 R>>", "encrypted"),
    ],
)
def test_what_is_dangerous_or_disguised_is_refused(name: str, content: bytes, code: str) -> None:
    assert code in _codes(name, content)


_FIELD = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p>{}</w:p></w:body></w:document>"""
_BEGIN, _END = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _run(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


@pytest.mark.parametrize(
    "runs",
    [
        _BEGIN + _run("DDEAUTO c:\\\\cmd.exe") + _END,
        _BEGIN + _run(" D") + _run("DE excel x") + _END,
        _BEGIN + _run('includetext "http://example.invalid/a"') + _END,
        '<w:fldSimple w:instr="INCLUDEPICTURE http://example.invalid/a.png"/>',
        _BEGIN + _BEGIN + _run("QUOTE 68 68 69") + _END + _run(" x") + _END,
        _BEGIN + _run("DDEAUTO never ended"),
    ],
    ids=["dde", "in-two-runs", "text", "picture", "computed", "unended"],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml"])
def test_a_field_that_fetches_or_starts_something_is_refused(runs: str, part: str) -> None:
    content = with_parts(word(["一"]), {part: _FIELD.format(runs).encode()})
    assert _codes("M6.docx", content) == ["field"]


def test_an_ordinary_field_is_no_harm() -> None:
    runs = _BEGIN + _run(' TOC \\o "1-3" ') + _END + _BEGIN + _run("PAGE") + _END
    assert _codes("M6.docx", with_parts(word(["一"]), {"word/document.xml": _FIELD.format(runs).encode()})) == []


@pytest.mark.parametrize("part", ["../../evil.txt", "/etc/evil", "..\\evil.txt", "C:/evil.txt", "word/../../evil"])
def test_a_member_that_unpacks_elsewhere_is_refused(part: str) -> None:
    assert _codes("M6.docx", with_parts(word(["一"]), {part: b"x"})) == ["outside"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declared_entity_is_refused(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'
    content = with_parts(word(["一"]), {"word/document.xml": declared.encode(encoding)})
    assert _codes("M6.docx", content) == ["entity"]


def test_what_stands_before_or_beyond_a_file_is_refused() -> None:
    sound, archive = pdf(["一"]), word(["一"])
    assert _codes("a.pdf", sound + b"\r\n\x00") == []
    for content in (b"%PDF-1.7\n" + archive, sound + archive, sound + b"MZ", b"MZ" + sound, sound[:-8]):
        assert _codes("a.pdf", content) == ["trailing"]
    commented = io.BytesIO(sound + zipped({"a": b"b"}))
    with zipfile.ZipFile(commented, "a") as appended:
        appended.comment = b"%%EOF"
    assert _codes("a.pdf", commented.getvalue()) == ["trailing"]
    assert _codes("a.docx", archive + b"more") == ["trailing"]


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_what_is_fetched_on_opening_is_refused(kind: str) -> None:
    relations = _RELATIONS.format(kind=kind, target="http://example.invalid/t.dotm").encode()
    content = with_parts(word(["一"]), {"word/_rels/settings.xml.rels": relations})
    assert "external" in _codes("M6.docx", content)


@pytest.mark.parametrize("kind", ["aFChunk", "subDocument"])
def test_a_part_that_word_merges_into_the_text_is_refused(kind: str) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="rId90" Type="{office}/{kind}" Target="afchunk.html"/></Relationships>"""
    html = b"<html><body><p>Class A is USD 999 million</p><script>alert(1)</script></body></html>"
    parts = {"word/_rels/document2.xml.rels": relations.encode(), "word/afchunk.html": html}
    assert _codes("M6.docx", with_parts(word(["一"]), parts)) == ["embedded"]


def test_a_link_that_a_reader_follows_is_no_harm() -> None:
    relations = _RELATIONS.format(kind="hyperlink", target="http://www.csrc.gov.cn/").encode()
    assert _codes("M6.docx", with_parts(word(["一"]), {"word/_rels/settings.xml.rels": relations})) == []


def test_an_entity_bomb_in_a_part_is_no_document() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Relationships>&b;</Relationships>'
    assert "damaged" in _codes("M6.docx", with_parts(word(["一"]), {"word/_rels/settings.xml.rels": bomb}))


def test_sizes_are_parameters() -> None:
    limits = IntakeLimits(sizes={Kind.TEXT: 4})
    assert [each.code for each in inspect("a.md", b"12345", limits=limits)[1]] == ["filing.intake-size"]
    assert [each.code for each in inspect("a.pdf", pdf(["一"]), limits=limits)[1]] == ["filing.intake-kind"]


def test_a_size_that_an_archive_understates_is_still_counted() -> None:
    content = bytearray(with_parts(word(["一"]), {"word/media/big.bin": b"ab" * (3 << 20)}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        place = archive.getinfo("word/media/big.bin").header_offset
    content[place + 22 : place + 26] = (16).to_bytes(4, "little")
    assert set(_codes("M6.docx", bytes(content))) & {"bomb", "damaged"}


def test_parts_larger_than_the_limit_are_not_unpacked() -> None:
    with pytest.raises(ValueError, match="unpacks to more"):
        unpacked(zipped({"a": b"12345"}), ("a",), limits=IntakeLimits(unpacked=4))
    assert unpacked(zipped({"a": b"1"}), ("a", "b")) == {"a": b"1"}


@given(content=st.binary(max_size=400), head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"]))
def test_any_bytes_are_judged_and_never_crash(content: bytes, head: bytes) -> None:
    assert isinstance(kind_of(head + content), Kind)
    for name in ("a.docx", "a.pdf", "a.md", "a"):
        kind, findings = inspect(name, head + content)
        assert isinstance(kind, Kind)
        assert all(each.place.file == name for each in findings)
