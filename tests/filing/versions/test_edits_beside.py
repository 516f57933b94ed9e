"""Edits beside the lines: pictures, their texts, comments, the title, signs of a font and text that is not shown."""

import io
import zipfile
from functools import cache

import pytest

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language
from tallystick.filing.documents.beside import Beside, beside
from tallystick.filing.documents.texts import DocumentText, read_word
from tallystick.filing.versions.edits import edits, edits_beside
from tallystick.shell.documents.makers import Makers
from tests.filing.documents.made import with_parts
from tests.filing.stand_in import report

_BODY, _FOOT, _CORE, _STYLES = "word/document.xml", "word/footer1.xml", "docProps/core.xml", "word/styles.xml"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FIGURE = '<w:r><w:rPr/><w:t xml:space="preserve">USD 114,000,000.00</w:t></w:r>'


@cache
def _sealed() -> bytes:
    made = Makers().word(report(), Language.EN)
    assert isinstance(made, bytes)
    return made


@cache
def _read(content: bytes) -> tuple[DocumentText, Beside]:
    read, found = read_word("r.docx", content)
    assert read is not None, found
    around = beside(content)
    return around.after(read), around


def _told(edited: bytes) -> list[Finding]:
    (before, seen), (after, now) = _read(_sealed()), _read(edited)
    return [*edits(before, after), *edits_beside(seen, now, file="r.docx")]


def _put(part: str, old: str, new: str) -> bytes:
    """The report with the first of some words of a part written over."""
    with zipfile.ZipFile(io.BytesIO(_sealed())) as parts:
        text = parts.read(part).decode()
    assert old in text
    return with_parts(_sealed(), {part: text.replace(old, new, 1).encode()})


def test_a_page_number_that_was_counted_anew_is_no_edit() -> None:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr/><w:t xml:space="preserve">1</w:t></w:r></w:fldSimple>'
    parts = [
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> PAGE </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>47</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ]
    assert _told(_put(_FOOT, field, "".join(f"<w:r>{each}</w:r>" for each in parts))) == []
    assert _told(_put(_FOOT, field, field.replace(">1<", ">47<"))) == []
    typed = _told(_put(_FOOT, field, "<w:r><w:t>47</w:t></w:r>"))
    assert [each.code for each in typed] == ["filing.edit-number"]


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        (_BODY, 'descr="Diagram from the', 'descr="20% from the', "number"),
        (_CORE, "</dc:title>", " (approved)</dc:title>", "words"),
        (_BODY, _FIGURE, f'{_FIGURE}<w:r><w:sym w:font="Arial" w:char="0039"/></w:r>', "number"),
        (_BODY, _FIGURE, f'{_FIGURE}<w:r><w:sym w:font="Symbol" w:char="F039"/></w:r>', "number"),
        (_BODY, _FIGURE, _FIGURE.replace("<w:rPr/>", "<w:rPr><w:vanish/></w:rPr>"), "unshown"),
        (_BODY, _FIGURE, _FIGURE.replace("<w:rPr/>", '<w:rPr><w:strike w:val="true"/></w:rPr>'), "unshown"),
    ],
)
def test_what_a_reader_would_see_otherwise_is_told(part: str, old: str, new: str, code: str) -> None:
    assert [each.code.removeprefix("filing.edit-") for each in _told(_put(part, old, new))] == [code]


def test_text_whose_style_hides_it_is_told() -> None:
    style = '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    rests = '<w:style w:type="character" w:styleId="Rests"><w:basedOn w:val="Gone"/></w:style>'
    edited = _put(_BODY, _FIGURE, _FIGURE.replace("<w:rPr/>", '<w:rPr><w:rStyle w:val="Rests"/></w:rPr>'))
    with zipfile.ZipFile(io.BytesIO(edited)) as parts:
        styles = parts.read(_STYLES).decode().replace("</w:styles>", f"{rests}{style}</w:styles>")
    (found,) = _told(with_parts(edited, {_STYLES: styles.encode()}))
    assert (found.code, found.argument("text")) == ("filing.edit-unshown", "USD 114,000,000.00")


def test_another_picture_is_told_by_its_number_and_text() -> None:
    with zipfile.ZipFile(io.BytesIO(_sealed())) as parts:
        other = parts.read("word/media/image3.png")
    (found,) = _told(with_parts(_sealed(), {"word/media/image2.png": other}))
    assert (found.code, found.argument("number")) == ("filing.edit-picture", 2)
    assert str(found.argument("text")).startswith("Diagram from the originator")


def test_a_comment_is_a_warning() -> None:
    comment = '<w:comment w:id="1"><w:p><w:r><w:t>too high?</w:t></w:r></w:p></w:comment>'
    edited = with_parts(_sealed(), {"word/comments.xml": f"<w:comments {_NAMESPACE}>{comment}</w:comments>".encode()})
    (found,) = _told(edited)
    assert (found.code, found.argument("text")) == ("filing.edit-comment", "too high?")
