"""`answer`: the open questions, and one answer signed by two; refused before writing where it would not count."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, Told, changed, snapshot, without_answer

_ASK = ["--question", "P1.1", "--subject", "asset"]
_GIVE = ["--value", "no", "--reasons", "No rule forbids it.", "--expires", "2027-02-20", "--at", "2026-08-25"]
_MEMO = ["--evidence", "legal-memo=documents/evidence/legal-memo.md@2026-08-20"]
_PEOPLE = ["--as", "luo-jingxing", "--second", "tan-shuhe"]


@pytest.fixture
def asked(tally: Tally, small: Path, cast: Path) -> Path:
    """A deal in which P1.1 is open, and a home with the keys of its people."""
    without_answer(small, "P1.1")
    assert tally("keys", "--import-cast", cast).exit == 0
    return small


def test_the_interview_says_on_what_evidence_and_by_whom(tally: Tally, asked: Path):
    told = tally("answer", asked)
    assert told.exit == 3
    assert "? P1.1  the underlying assets [asset]" in told.out
    assert "legal memorandum [legal-memo]" in told.out
    assert "counsel [counsel]" in told.out
    assert "needed, and somebody else" in told.out
    assert "180 days" in told.out


def test_the_interview_is_bilingual_and_machines_read_it_too(tally: Tally, asked: Path):
    assert "须有，且为另一人" in tally("answer", asked, "--lang", "zh").out
    questions = tally("answer", asked, "--json").json["value"]["questions"]
    assert [each["subject"] for each in questions] == ["asset", "filer:filer"]
    assert all(each["two_persons"] for each in questions)


def test_an_answer_signed_by_two_settles_its_question(tally: Tally, asked: Path):
    before = (asked / "answers.yaml").read_bytes()
    told = tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE)
    assert told.exit == 0, told.out + told.err
    assert "Open questions left: 1" in told.out
    assert (asked / "answers.yaml").read_bytes().startswith(before.rstrip(b"\n"))
    assert tally("answer", asked, "--json").json["value"]["questions"][0]["subject"] == "filer:filer"


def test_an_answer_of_yes_bars_the_deal(tally: Tally, asked: Path):
    yes = ["--value", "yes", "--reasons", "A rule of 2026 forbids it.", "--expires", "2027-02-20", "--at", "2026-08-25"]
    assert tally("answer", asked, *_ASK, *yes, *_MEMO, *_PEOPLE).exit == 0
    told = tally("check", asked)
    assert told.exit == 1
    assert "× exists" in told.out
    assert "Outcome: barred" in told.out
    assert tally("check", asked, "--allow-open").exit == 1


def test_the_same_question_again_supersedes_the_first_answer(tally: Tally, asked: Path):
    tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE)
    again = tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE, "--json")
    assert again.exit == 0
    assert len(again.json["value"]["supersedes"]) == 64
    assert "law.answer-contradicted" not in tally("check", asked, "--json").codes


def _refused(tally: Tally, folder: Path, *arguments: str) -> Told:
    before = snapshot(folder)
    told = tally("answer", folder, *arguments)
    assert snapshot(folder) == before, "a refused answer wrote something"
    return told


def test_everything_wrong_with_an_answer_is_said_at_once_and_nothing_is_written(tally: Tally, asked: Path):
    wrong = ["--value", "maybe", "--expires", "2026-01-01", "--at", "2026-08-25"]
    told = _refused(tally, asked, *_ASK, *wrong, "--evidence", "legal-memo=nothing.md", "--as", "he-zhixia", "--json")
    assert told.exit == 1
    assert set(told.codes) >= {
        "deal.answer-evidence-file",
        "deal.answer-expired-before",
        "law.answer-value-unreadable",
        "law.answer-without-reasons",
        "law.answer-role-missing",
        "law.answer-second-person-missing",
    }


def test_the_same_person_twice_is_no_second_person(tally: Tally, asked: Path):
    told = _refused(tally, asked, *_ASK, *_GIVE, *_MEMO, "--as", "luo-jingxing", "--as", "luo-jingxing", "--json")
    assert told.exit == 1
    assert "law.answer-second-person-same" in told.codes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--question", "P99", *_GIVE, *_PEOPLE], "There is no question P99"),
        (["--question", "P1.1", *_GIVE, *_PEOPLE], "P1.1 needs its subject"),
        ([*_ASK, *_GIVE, "--as", "nobody"], "nobody is not on the roll"),
        ([*_ASK, *_GIVE], "does not say who acts"),
        ([*_ASK, "--expires", "2027-01-01", *_PEOPLE], "--value"),
        ([*_ASK, "--value", "no", *_PEOPLE], "--expires"),
        ([*_ASK, *_GIVE, *_PEOPLE, "--evidence", "a memo"], "does not name a piece of evidence"),
        ([*_ASK, *_GIVE, *_PEOPLE, "--side", "overseas"], "onshore side only"),
    ],
)
def test_a_wrong_call_exits_with_two_and_writes_nothing(tally: Tally, asked: Path, arguments: list[str], said: str):
    told = _refused(tally, asked, *arguments)
    assert told.exit == 2
    assert said in " ".join(told.err.split())


def test_a_wrong_passphrase_signs_nothing(tally: Tally, asked: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TALLYSTICK_PASSPHRASE", "not the right one")
    told = _refused(tally, asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE)
    assert told.exit == 2
    assert "does not open the key of luo-jingxing" in told.err


def test_a_key_that_is_not_the_roll_s_own_does_not_bind(tally: Tally, asked: Path):
    roll = (asked / "people.yaml").read_text(encoding="utf-8")
    own = next(each for each in roll.split("- id: ") if each.startswith("luo-jingxing"))
    key = own.split("public_key: ")[1].split()[0]
    changed(asked / "people.yaml", key, "ab" * 32)
    told = _refused(tally, asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE, "--json")
    assert told.exit == 1
    assert "law.answer-signature-false" in told.codes
