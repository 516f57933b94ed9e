"""forms and reply: undertakings to be signed, and answers to a round of questions, for Word and as PDF."""

from pathlib import Path

from tallystick.filing.documents.texts import read_word
from tests.filing.rounds.test_questions import ROUND
from tests.shell.cli.conftest import Tally


def test_a_form_for_each_class_of_signer_is_written(tally: Tally, project: Path, tmp_path: Path):
    told = tally("forms", project / "examples" / "auto-leases", "--out", tmp_path / "forms", "--json")
    assert told.exit == 0
    names = told.json["value"]["files"]
    assert len(names) == 28
    assert {"M3-filer-zh.docx", "M3-filer-zh.pdf", "M6-law-firm-en.pdf"} <= set(names)
    assert (tmp_path / "forms" / "M3-filer-zh.pdf").read_bytes().startswith(b"%PDF")


def test_a_reply_to_a_round_is_written_and_what_is_open_is_told(tally: Tally, project: Path, tmp_path: Path):
    (tmp_path / "questions.yaml").write_text(ROUND, "utf-8")
    call = ("reply", project / "examples" / "auto-leases", "--questions", tmp_path / "questions.yaml")
    told = tally(*call, "--out", tmp_path / "reply", "--json")
    assert told.exit == 3
    assert told.json["value"] == {"paper": "补充材料通知〔2026〕1号", "round": 1, "questions": 2, "answered": 1}
    read, _ = read_word("reply.docx", (tmp_path / "reply" / "reply-1-zh.docx").read_bytes())
    assert read is not None
    assert "questions.yaml Q1" in read.text
    assert str(tmp_path) not in read.text
    assert sorted(path.name for path in (tmp_path / "reply").iterdir()) == [
        f"reply-1-{language}.{form}" for language in ("en", "zh") for form in ("docx", "pdf")
    ]


def test_a_reply_that_contradicts_the_deal_is_told(tally: Tally, project: Path, tmp_path: Path):
    (tmp_path / "questions.yaml").write_text(ROUND.replace("USD 114,000,000.00", "USD 140,000,000.00"), "utf-8")
    call = ("reply", project / "examples" / "auto-leases", "--questions", tmp_path / "questions.yaml")
    assert "filing.document-contradicts" in tally(*call, "--out", tmp_path / "reply", "--json").codes
