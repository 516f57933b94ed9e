"""Texts kept in a home: a document is read once, and a text that does not fit is as good as none."""

from pathlib import Path

import pytest

from tallystick.evidence.findings import Finding
from tallystick.filing.documents.texts import DocumentText
from tallystick.shell.documents import makers
from tallystick.shell.documents.makers import Makers
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tallystick.shell.files.texts import FolderTexts
from tests.filing.documents.made import pdf

PAGE = pdf(["A档至多114,000,000.00美元。"], headings=["一、总则"])


@pytest.fixture
def texts(tmp_path: Path) -> FolderTexts:
    return FolderTexts(tmp_path / "texts", reader="1")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that were really read."""
    names: list[str] = []

    def counting(file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
        names.append(file)
        return read_pdf(file, content)

    monkeypatch.setattr(makers, "read_pdf", counting)
    return names


def test_a_document_is_read_once_whatever_its_name(texts: FolderTexts, read: list[str]) -> None:
    first, _ = Makers(texts).pdf_text("a.pdf", PAGE)
    again, _ = Makers(texts).pdf_text("b.pdf", PAGE)
    assert read == ["a.pdf"]
    assert first is not None
    assert again is not None
    assert (again.file, again.text, again.outline, again.kind) == ("b.pdf", first.text, first.outline, first.kind)


def test_nothing_is_kept_without_a_home(read: list[str]) -> None:
    Makers().pdf_text("a.pdf", PAGE)
    Makers().pdf_text("a.pdf", PAGE)
    assert len(read) == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"kind":"pdf","lines":[{"text":1}],"outline":[]}', b"\xff"])
def test_a_damaged_text_is_read_again(texts: FolderTexts, read: list[str], tmp_path: Path, damage: bytes) -> None:
    Makers(texts).pdf_text("a.pdf", PAGE)
    (kept,) = (tmp_path / "texts").iterdir()
    kept.write_bytes(damage)
    text, _ = Makers(texts).pdf_text("a.pdf", PAGE)
    assert len(read) == 2
    assert text is not None
    assert "114,000,000.00" in text.text


def test_another_reader_does_not_use_it_and_nobody_else_may_look(texts: FolderTexts, tmp_path: Path) -> None:
    Makers(texts).pdf_text("a.pdf", PAGE)
    (kept,) = (tmp_path / "texts").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert FolderTexts(tmp_path / "texts", reader="2").get("a.pdf", PAGE) is None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "texts").write_bytes(b"in the way")
    text, _ = Makers(FolderTexts(tmp_path / "texts", reader="1")).pdf_text("a.pdf", PAGE)
    assert text is not None
