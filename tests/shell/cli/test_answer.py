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


def test_ids_are_read_in_any_case(tally: Tally, asked: Path):
    told = tally("answer", asked, "--question", "p1.1", "--subject", "asset", *_GIVE, *_MEMO, *_PEOPLE, "--json")
    assert told.exit == 0
    assert told.json["value"]["question"] == "P1.1"


def test_an_unknown_id_is_answered_with_those_like_it(tally: Tally, asked: Path):
    told = tally("answer", asked, "--question", "P1.11", *_GIVE, *_PEOPLE)
    assert told.exit == 2
    assert "Ids like it: P1.1" in " ".join(told.err.split())
    none = tally("answer", asked, "--question", "※※※", *_GIVE, *_PEOPLE)
    assert "Ids like it" not in none.err


def test_the_same_question_again_supersedes_the_first_answer(tally: Tally, asked: Path):
    tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE)
    again = tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE, "--json")
    assert again.exit == 0
    assert len(again.json["value"]["supersedes"]) == 64
    assert "law.answer-contradicted" not in tally("check", asked, "--json").codes


_SEIZED = ["--question", "P5.2", "--value", "yes", "--reasons", "The register shows a second registration."]
_REGISTER = ["--evidence", "registry-extract=documents/evidence/legal-memo.md", "--expires", "2027-02-20"]
_NO_DISPUTE = ["--question", "P5.1", "--value", "no", "--expires", "2027-02-20", "--at", "2026-08-26"]
_COURTS = ["--evidence", "court-search=documents/evidence/legal-memo.md", "--reasons", "Released on 20 August."]


@pytest.fixture
def seized(tally: Tally, small: Path, cast: Path) -> Path:
    """A deal whose people answered no to a title dispute, and then yes to a competing registration."""
    assert tally("keys", "--import-cast", cast).exit == 0
    told = tally("answer", small, *_SEIZED, "--subject", "asset", *_REGISTER, "--at", "2026-08-26", *_PEOPLE)
    assert told.exit == 0, told.out + told.err
    return small


def test_a_no_past_an_indication_clears_nothing_until_an_answer_says_that_it_weighed_it(tally: Tally, seized: Path):
    told = tally("check", seized)
    assert told.exit == 3
    assert "CSRC1-3(5)   ? needs a determination" in told.out
    assert "Indication, not weighed: P5.2 (the underlying assets)" in " ".join(told.out.split())
    assert "Outcome: open" in told.out
    assert "filing.bar-indicated" in tally("check", seized, "--json").codes
    silent = _refused(tally, seized, *_NO_DISPUTE, *_COURTS, *_PEOPLE)
    assert silent.exit == 1, "a no that clears nothing is not signed"
    said = " ".join(silent.out.split())
    assert "Not signed: as it stands, this answer leaves P5.1 (asset) open" in said
    assert "does not clear CSRC1-3(5) yet" in said
    assert "what indicates otherwise, P5.2@asset" in said
    chinese = _refused(tally, seized, *_NO_DISPUTE, *_COURTS, *_PEOPLE, "--lang", "zh").out
    assert "未签署" in chinese
    assert "尚不能排除 CSRC1-3(5)" in chinese
    assert tally("check", seized).exit == 3
    weighed = tally("answer", seized, *_NO_DISPUTE, *_COURTS, *_PEOPLE, "--considered", "P5.2")
    assert weighed.exit == 0, weighed.out + weighed.err
    assert "P5.2  the underlying assets [asset]" in weighed.out
    told = tally("check", seized)
    assert told.exit == 0
    assert "Indication, weighed: P5.2 (the underlying assets)" in " ".join(told.out.split())
    assert "Weighed: P5.2 (the underlying assets)." in " ".join(told.out.split())


def test_superseding_the_indication_clears_too(tally: Tally, seized: Path):
    no = ["--question", "P5.2", "--subject", "asset", "--value", "no", "--reasons", "It was a namesake."]
    assert tally("answer", seized, *no, *_REGISTER, "--at", "2026-08-27", *_PEOPLE).exit == 0
    assert tally("check", seized).exit == 0


def test_the_interview_says_what_is_to_be_weighed(tally: Tally, seized: Path):
    told = tally("answer", seized)
    assert told.exit == 3
    assert "? P5.1  the underlying assets [asset]" in told.out
    assert "weigh and name" in told.out
    assert "P5.2 (the underlying assets [asset])" in " ".join(told.out.split())
    zh = tally("answer", seized, "--lang", "zh").out
    assert "须权衡并写明" in zh
    (question,) = tally("answer", seized, "--json").json["value"]["questions"]
    assert question["weigh"] == [{"question": "P5.2", "subject": "asset"}]


def test_what_nobody_stated_cannot_be_weighed(tally: Tally, seized: Path):
    told = _refused(tally, seized, *_NO_DISPUTE, *_COURTS, *_PEOPLE, "--considered", "P5.6")
    assert told.exit == 2
    assert "standing: P5.2@asset" in " ".join(told.err.split())


def test_where_nothing_stands_nothing_can_be_weighed(tally: Tally, asked: Path):
    told = _refused(tally, asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE, "--considered", "P5.2")
    assert told.exit == 2
    assert "No indication stands in this deal" in " ".join(told.err.split())


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


def test_reasons_with_signs_nobody_sees_are_not_written_down(tally: Tally, asked: Path):
    hidden = [
        "--value",
        "no",
        "--reasons",
        "No\u200b rule.",
        "--expires",
        "2027-02-20",
        "--at",
        "2026-08-25",
    ]
    told = _refused(tally, asked, *_ASK, *hidden, *_MEMO, *_PEOPLE, "--json")
    assert "deal.sign-unseen" in told.codes


def test_a_value_that_is_none_is_told_what_would_be(tally: Tally, asked: Path):
    wrong = ["--value", "maybe", "--reasons", "Unsure.", "--expires", "2027-02-20", "--at", "2026-08-25"]
    told = _refused(tally, asked, *_ASK, *wrong, *_MEMO, *_PEOPLE)
    assert '"maybe" does not answer the question; what answers it: yes or no' in " ".join(told.out.split())
    chinese = _refused(tally, asked, *_ASK, *wrong, *_MEMO, *_PEOPLE, "--lang", "zh").out
    assert "“maybe”不能回答该问题；应填写：yes（是）或 no（否）" in chinese


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


_CONTRACT = ["--evidence", "contract=documents/evidence/contract.md"]


def test_a_no_on_evidence_that_does_not_suffice_is_signed_only_in_that_knowledge(
    tally: Tally, asked: Path, monkeypatch: pytest.MonkeyPatch
):
    call = [*_ASK, *_GIVE, *_CONTRACT, *_PEOPLE]
    plain = _refused(tally, asked, *call, "--json")
    assert plain.exit == 1
    assert plain.codes[0] == "deal.answer-leaves-open"
    assert "law.answer-evidence-missing" in plain.codes
    assert plain.json["value"] == {"signed": False, "leaves_open": True, "effects": {}}
    assert _refused(tally, asked, *call, "--allow-open").exit == 1, "what is not signed is never told as done"
    with monkeypatch.context() as without:
        without.delenv("TALLYSTICK_PASSPHRASE")
        assert "passphrase" not in _refused(tally, asked, *call).err, "no key is asked for"
    anyway = tally("answer", asked, *call, "--sign-anyway", "--json")
    assert anyway.exit == 3
    assert "law.answer-evidence-missing" in anyway.codes
    assert anyway.json["value"]["signed"] is True
    assert tally("check", asked).exit == 3


def test_an_admission_without_evidence_is_signed_at_once(tally: Tally, asked: Path):
    yes = ["--value", "yes", "--reasons", "A rule of 2026 forbids it.", "--expires", "2027-02-20", "--at", "2026-08-25"]
    assert tally("answer", asked, *_ASK, *yes, *_PEOPLE).exit == 3
    assert "Outcome: barred" in tally("check", asked).out


def test_an_answer_of_a_later_day_than_the_deal_is_told_not_to_count_on_the_deal_s_own(tally: Tally, asked: Path):
    late = ["--value", "no", "--reasons", "No rule.", "--expires", "2027-02-20", "--at", "2026-09-02"]
    told = tally("answer", asked, *_ASK, *late, *_MEMO, *_PEOPLE, "--json")
    assert (told.exit, told.codes) == (3, ["law.answers-dated-ahead"])
    assert tally("check", asked, "--as-of", "2026-09-02", "--json").exit == tally("check", asked, "--json").exit == 3


def test_an_answer_that_has_expired_by_the_day_of_the_deal_is_not_signed(tally: Tally, asked: Path):
    gone = ["--value", "no", "--reasons", "No rule.", "--expires", "2026-08-30", "--at", "2026-08-25"]
    told = _refused(tally, asked, *_ASK, *gone, *_MEMO, *_PEOPLE, "--json")
    assert (told.exit, set(told.codes)) == (1, {"deal.answer-leaves-open", "law.answer-expired"})


def test_an_answer_of_an_earlier_day_does_not_supersede_a_later_one(tally: Tally, asked: Path):
    assert tally("answer", asked, *_ASK, *_GIVE, *_MEMO, *_PEOPLE).exit == 0
    earlier = ["--value", "yes", "--reasons", "A rule.", "--expires", "2027-02-20", "--at", "2026-08-24"]
    told = _refused(tally, asked, *_ASK, *earlier, *_MEMO, *_PEOPLE, "--json")
    assert (told.exit, told.codes) == (1, ["deal.answer-backdated"])


_YES = ["--value", "yes", "--expires", "2027-02-20", "--at", "2026-08-24"]
_AGAIN = ["--value", "no", "--reasons", "It was repealed.", "--expires", "2027-02-20", "--at", "2026-08-26"]


def _signed_apart(tally: Tally, folder: Path, *answers: list[str]) -> None:
    """Sign each answer as if there were none of the others, and keep them all."""
    path = folder / "answers.yaml"
    before, signed = path.read_bytes(), b""
    for each in answers:
        path.write_bytes(before)
        assert tally("answer", folder, *_ASK, *each, *_MEMO, *_PEOPLE).exit == 0
        signed += path.read_bytes()[len(before) :]
    path.write_bytes(before + signed)
    assert "law.answer-contradicted" in tally("check", folder, "--json").codes


def test_of_two_answers_that_contradict_each_other_the_new_one_supersedes_the_other(tally: Tally, asked: Path):
    _signed_apart(tally, asked, [*_YES, "--reasons", "A rule of 2026 forbids it."], _GIVE)
    told = tally("answer", asked, *_ASK, *_AGAIN, *_MEMO, *_PEOPLE, "--json")
    assert told.exit == 0, told.out
    assert "law.answer-contradicted" not in tally("check", asked, "--json").codes


def test_an_answer_that_another_one_would_still_contradict_is_not_signed(tally: Tally, asked: Path):
    one, other = ([*_YES, "--reasons", reason] for reason in ("A rule of 2026.", "A rule of 2025."))
    _signed_apart(tally, asked, one, other, _GIVE)
    told = _refused(tally, asked, *_ASK, *_AGAIN, *_MEMO, *_PEOPLE, "--json")
    assert (told.exit, set(told.codes)) == (1, {"deal.answer-leaves-open", "law.answer-contradicted"})


_LOOK = [*_ASK, *_GIVE, *_PEOPLE, "--dry-run"]


def test_a_look_before_signing_says_what_would_follow_and_writes_nothing(tally: Tally, asked: Path):
    before = (asked / "answers.yaml").read_bytes()
    told = tally("answer", asked, *_LOOK, *_MEMO)
    assert told.exit == 0, told.out + told.err
    assert "Nothing was signed or written" in told.out
    assert "签署之后将有的变化" in tally("answer", asked, *_LOOK, *_MEMO, "--lang", "zh").out
    assert (asked / "answers.yaml").read_bytes() == before


def test_a_no_that_clears_nothing_is_told_before_it_is_signed(tally: Tally, asked: Path, seized: Path):
    wrong = _CONTRACT
    kind = tally("answer", asked, *_LOOK, *wrong, "--json")
    assert (kind.exit, kind.json["value"]["effects"], kind.json["value"]["leaves_open"]) == (3, {}, True)
    assert "is signed only with --sign-anyway" in " ".join(tally("answer", asked, *_LOOK, *wrong).out.split())
    assert "law.answer-evidence-missing" in kind.codes
    old = ["--evidence", "legal-memo=documents/evidence/legal-memo.md@2024-01-31"]
    assert "law.answer-evidence-stale" in tally("answer", asked, *_LOOK, *old, "--json").codes
    silent = tally("answer", seized, *_NO_DISPUTE, *_COURTS, *_PEOPLE, "--dry-run", "--json")
    assert (silent.exit, "law.answer-indications-unweighed" in silent.codes) == (3, True)


def test_a_look_too_says_who_would_sign(tally: Tally, asked: Path):
    told = tally("answer", asked, *_ASK, *_GIVE, *_MEMO, "--dry-run")
    assert told.exit == 2
    assert "does not say who acts" in " ".join(told.err.split())


def test_nobody_answers_about_somebody_the_deal_does_not_know(tally: Tally, asked: Path):
    told = tally("answer", asked, "--question", "P3.3", "--subject", "actual-controller:shen-guoling", *_GIVE, *_PEOPLE)
    assert told.exit == 2
    assert "actual-controller:shen-guoliang" in " ".join(told.err.split())
    zh = ("--lang", "zh")
    assert (
        "本交易中没有"
        in tally("answer", asked, "--question", "N2.3a", "--subject", "payer:x", *_GIVE, *_PEOPLE, *zh).err
    )
