"""A paper that goes on record is taken in like every document: by `record`, `handover consent`, `tell`, the others."""

import os
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

PAPER = ("--number", "1", "--date", "2026-09-10", "--authority-zh", "样本", "--authority-en", "Specimen")
RECORD = ("record", "no-filing", "--kind", "notice", *PAPER, "--specimen")
CONSENT = ("handover", "consent", "x", "--kind", "csrc", "--to", "x", "--covers", "M1", *PAPER, "--specimen")


@pytest.fixture
def at_hand(tmp_path: Path) -> Path:
    """A folder of things that are no papers, and one that is."""
    (tmp_path / "program.pdf").write_bytes(b"\x7fELF" + bytes(60))
    (tmp_path / "disguised.pdf").write_bytes(b"words")
    (tmp_path / "empty.md").write_bytes(b"\n")
    (tmp_path / "paper.md").write_bytes(b"words")
    (tmp_path / "link.md").symlink_to(tmp_path / "paper.md")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("program.pdf", "filing.intake-kind"),
        ("disguised.pdf", "filing.intake-disguised"),
        ("empty.md", "filing.intake-empty"),
        ("link.md", "files.paper-not-a-file"),
        ("pipe.md", "files.paper-not-a-file"),
        ("folder.md", "files.paper-not-a-file"),
        ("absent.md", "cli.file-missing"),
        ("paper.md", "filing.unknown"),
    ],
)
def test_only_a_paper_is_recorded(tally: Tally, cast: Path, at_hand: Path, name: str, code: str):
    if name == "paper.md":
        assert tally("keys", "--import-cast", cast).exit == 0
    assert tally(*RECORD, "--capture", at_hand / name, "--json").codes == [code]


@pytest.mark.parametrize("verb", [CONSENT, ("tell", "folder", "x", "--as", "x")], ids=["consent", "tell"])
def test_other_verbs_take_no_program_either(tally: Tally, at_hand: Path, verb: tuple[str, ...]):
    words = [str(at_hand) if word == "folder" else word for word in verb]
    option = "--paper" if verb[0] == "tell" else "--capture"
    assert tally(*words, option, at_hand / "program.pdf", "--json").codes == ["filing.intake-kind"]
