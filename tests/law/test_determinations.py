"""An answer counts when it is a signed, reasoned, dated act of the right persons; otherwise a finding says why not."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import parse_canonical
from tallystick.evidence.findings import Severity
from tallystick.evidence.persons import Name, roll
from tallystick.evidence.wording import Language, severity, word
from tallystick.law.determinations import (
    Determination,
    Signature,
    check_determinations,
    determination_digest,
    signing_bytes,
)
from tallystick.law.facts import Considered, Subject
from tallystick.law.screening import evaluate
from tallystick.law.values import Truth
from tests.cast import CAST, COUNSEL, ISSUER, OUTSIDER, PREPARER
from tests.law.small import DAY, book, evidence

LAWYERS_ONLY = """
[[fact]]
id = "legal"
question = {zh = "合法？", en = "Lawful?"}
provider = "person"
mark = "O"
evidence = ["memo"]
who = ["counsel"]
"""
LAW = book(
    '{any = [{fact = "a"}, {fact = "d"}, {any_subject = {of = "filer", holds = {fact = "crime"}}}]}', facts=LAWYERS_ONLY
)
PERSONS = roll(actor.person for actor in CAST)
ACTORS = {actor.id: actor for actor in CAST}

PLAIN = Determination(
    matter="deal-1",
    question="a",
    subject=Subject(kind="deal"),
    value="no",
    person=PREPARER.id,
    second_person=COUNSEL.id,
    date=dt.date(2026, 8, 1),
    expires=dt.date(2026, 12, 31),
    reasons="The registers were searched and nothing was found.",
    evidence=evidence("search", "sworn", day=dt.date(2026, 8, 1)),
)
WEIGHED = (Considered(question="hint", subject=Subject(kind="deal")),)


def signed(determination: Determination, **changes) -> Determination:
    changed = replace(determination, **changes)
    names = [name for name in (changed.person, changed.second_person) if name in ACTORS]
    signatures = tuple(Signature(person=name, signature=ACTORS[name].sign(signing_bytes(changed))) for name in names)
    return replace(changed, signatures=signatures)


def check(*determinations: Determination, as_of: dt.date = DAY):
    return check_determinations(
        determinations, [LAW], matter="deal-1", persons=PERSONS, as_of=as_of, file="answers.yaml"
    )


def codes(determined):
    return [each.code.removeprefix("law.answer-") for each in determined.findings]


NAMESAKE = replace(COUNSEL.person, name=PREPARER.person.name, organisation=PREPARER.person.organisation)
ONE_KEY = replace(COUNSEL.person, public_key=PREPARER.person.public_key)


@pytest.mark.parametrize("second", [NAMESAKE, ONE_KEY], ids=["one name in one organisation", "one key"])
def test_one_person_under_two_names_does_not_count_twice(second):
    answer = signed(PLAIN)
    if second is ONE_KEY:
        own = PREPARER.sign(signing_bytes(answer))
        answer = replace(answer, signatures=(answer.signatures[0], Signature(person=COUNSEL.id, signature=own)))
    persons = dict(PERSONS) | {COUNSEL.id: second}
    determined = check_determinations([answer], [LAW], matter="deal-1", persons=persons, as_of=DAY)
    assert (determined.facts, codes(determined)) == ((), ["second-person-same"])


def test_who_signs_twice_is_named_whichever_signature_holds():
    answer = signed(PLAIN)
    own, other = answer.signatures
    double = [own, replace(own, signature="0" * 128)]
    for signatures in ((*double, other), (own, own), (*double[::-1], other)):
        determined = check(replace(answer, signatures=signatures))
        assert determined.facts == ()
        assert "signed-twice" in codes(determined)


def test_a_sound_answer_becomes_a_fact_with_its_persons_and_evidence():
    determined = check(signed(PLAIN))
    (fact,) = determined.facts
    assert determined.findings == ()
    assert (fact.id, str(fact.subject), fact.value, fact.by) == ("a", "deal", False, ("preparer", "counsel"))
    assert (fact.evidence, fact.as_of, fact.provider) == (PLAIN.evidence, PLAIN.date, "person")


def test_a_question_that_no_bar_rests_on_needs_one_person():
    assert len(check(signed(PLAIN, question="hint", second_person="")).facts) == 1


def test_the_second_person_may_hold_another_role_than_the_first():
    answer = signed(
        PLAIN, question="legal", person=COUNSEL.id, second_person=PREPARER.id, evidence=evidence("memo", day=PLAIN.date)
    )
    assert check(answer).findings == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"question": "nobody-asked"}, "question-unknown"),
        ({"question": "months", "value": "3"}, "not-asked"),
        ({"matter": "deal-2"}, "other-matter"),
        ({"subject": Subject.parse("filer:lessor")}, "subject-wrong"),
        ({"value": "perhaps"}, "value-unreadable"),
        ({"reasons": "  "}, "without-reasons"),
        ({"second_person": "stranger"}, "person-unknown"),
        ({"person": ISSUER.id}, "role-missing"),
        ({"question": "legal", "second_person": COUNSEL.id}, "role-missing"),
        ({"second_person": ISSUER.id}, "role-missing"),
        ({"second_person": ""}, "second-person-missing"),
        ({"second_person": PREPARER.id}, "second-person-same"),
        ({"expires": DAY - dt.timedelta(days=1)}, "expired"),
    ],
)
def test_an_answer_that_does_not_count_gives_no_fact_but_a_reason(changes, code):
    determined = check(signed(PLAIN, **changes))
    assert determined.facts == ()
    assert code in codes(determined)
    assert determined.findings[0].place.file == "answers.yaml"


def test_a_person_that_is_not_known_is_named_once_however_many_answers_it_signed():
    answers = [signed(PLAIN, question=question, second_person="stranger") for question in ("hint", PLAIN.question)]
    determined = check(*answers)
    (unknown,) = [each for each in determined.findings if each.code == "law.answer-person-unknown"]
    assert (unknown.argument("person"), unknown.argument("count")) == ("stranger", 2)
    assert determined.facts == ()


def test_answers_dated_after_the_day_are_left_out_and_told_once():
    ahead = [signed(PLAIN, question=question, date=DAY + dt.timedelta(days=1)) for question in ("hint", PLAIN.question)]
    determined = check(*ahead)
    assert determined.facts == ()
    (told,) = determined.findings
    assert (told.code, severity(told)) == ("law.answers-dated-ahead", Severity.OPEN)
    assert dict(told.arguments) == {"count": 2, "papers": 0, "as_of": DAY, "last": DAY + dt.timedelta(days=1)}
    assert len(check(*ahead, as_of=DAY + dt.timedelta(days=1)).facts) == 2


def test_an_answer_dated_after_the_day_supersedes_nothing_on_it():
    first = signed(PLAIN)
    later = signed(PLAIN, value="yes", date=DAY + dt.timedelta(days=1), supersedes=determination_digest(first))
    assert [fact.value for fact in check(first, later).facts] == [False]


def test_an_answer_of_nobody_does_not_count():
    determined = check(signed(PLAIN, person=""))
    assert determined.facts == ()
    assert {"person-unknown", "unsigned"} <= set(codes(determined))


def test_every_person_named_must_have_signed():
    unsigned = replace(PLAIN, signatures=signed(PLAIN).signatures[:1])
    assert codes(check(unsigned)) == ["unsigned"]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "yes"},
        {"reasons": "Other reasons."},
        {"expires": dt.date(2027, 12, 31)},
        {"evidence": evidence("memo", day=PLAIN.date)},
        {"supersedes": "ab" * 32},
        {"date": dt.date(2026, 8, 2)},
        {"considered": (Considered(question="hint", subject=Subject(kind="deal")),)},
    ],
)
def test_what_was_signed_cannot_be_changed(changes):
    determined = check(replace(signed(PLAIN), **changes))
    assert determined.facts == ()
    assert set(codes(determined)) == {"signature-false"}


def test_a_signature_of_somebody_else_does_not_count():
    forged = Signature(person=COUNSEL.id, signature=OUTSIDER.sign(signing_bytes(PLAIN)))
    assert codes(check(replace(PLAIN, signatures=(signed(PLAIN).signatures[0], forged)))) == ["signature-false"]


def test_a_key_that_binds_nobody_does_not_count():
    weak = replace(COUNSEL.person, public_key="00" * 32)
    determined = check_determinations(
        [signed(PLAIN)], [LAW], matter="deal-1", persons=PERSONS | {COUNSEL.id: weak}, as_of=DAY
    )
    assert codes(determined) == ["signature-false"]


def test_words_that_cannot_be_encoded_cannot_be_signed():
    assert codes(check(replace(PLAIN, reasons="\ud800"))) == ["unsignable"]


def test_an_answer_counts_on_its_last_day():
    assert len(check(signed(PLAIN), as_of=PLAIN.expires).facts) == 1
    assert codes(check(signed(PLAIN), as_of=PLAIN.expires + dt.timedelta(days=1))) == ["expired"]


def test_a_later_answer_supersedes_by_digest_and_for_good():
    first = signed(PLAIN)
    second = signed(
        PLAIN,
        value="yes",
        date=dt.date(2026, 8, 20),
        expires=dt.date(2026, 9, 30),
        supersedes=determination_digest(first),
    )
    assert [fact.value for fact in check(first, second).facts] == [True]
    later = check(first, second, as_of=dt.date(2026, 10, 1))
    assert later.facts == ()
    assert codes(later) == ["expired"]


def test_an_answer_about_another_subject_supersedes_nothing():
    first = signed(PLAIN)
    other = signed(PLAIN, question="d", supersedes=determination_digest(first))
    assert {fact.id for fact in check(first, other).facts} == {"a", "d"}


def test_an_unsound_answer_supersedes_nothing():
    first = signed(PLAIN)
    unsound = replace(PLAIN, value="yes", supersedes=determination_digest(first))
    assert [fact.value for fact in check(first, unsound).facts] == [False]


def test_two_answers_that_contradict_each_other_both_stand_and_conflict():
    determined = check(signed(PLAIN), signed(PLAIN, value="yes"))
    assert codes(determined) == ["contradicted", "contradicted"]
    (result,) = evaluate([LAW], determined.facts, as_of=DAY, known_on=DAY)
    assert result.truth is Truth.CONFLICT


def test_a_repeated_answer_contradicts_nothing():
    assert codes(check(signed(PLAIN), signed(PLAIN, reasons="Looked again."))) == []


def test_too_little_evidence_is_said_and_clears_nothing():
    determined = check(signed(PLAIN, evidence=()))
    assert codes(determined) == ["evidence-missing"]
    assert len(determined.facts) == 1


def test_a_signature_of_somebody_who_does_not_determine_is_refused():
    answer = signed(PLAIN)
    stray = Signature(person="gu-wenbo", signature="00")
    determined = check(replace(answer, signatures=(*answer.signatures, stray)))
    assert (determined.facts, codes(determined)) == ((), ["signature-stray"])


def test_an_answer_cannot_rest_on_what_did_not_exist_when_it_was_signed():
    determined = check(signed(PLAIN, evidence=evidence("memo", day=PLAIN.date + dt.timedelta(days=1))))
    assert (determined.facts, codes(determined)) == ((), ["evidence-later"])


def test_an_answer_does_not_replace_one_of_a_later_day():
    yes = signed(PLAIN, value="yes", date=PLAIN.date + dt.timedelta(days=9))
    no = signed(PLAIN, value="no", supersedes=determination_digest(yes))
    assert set(codes(check(yes, no))) == {"contradicted"}


def test_one_paper_in_the_place_of_several_is_told():
    one = tuple(replace(piece, sha256="ab" * 32) for piece in evidence("search", "sworn", day=PLAIN.date))
    told = [each for each in check(signed(PLAIN, question="d", evidence=one)).findings if "one-paper" in each.code]
    assert [each.argument("name") for each in told] == ["sworn.pdf"]


def test_a_no_without_the_evidence_a_no_needs_says_which():
    (finding,) = check(signed(PLAIN, question="d", evidence=evidence("memo", day=PLAIN.date))).findings
    assert finding.code == "law.answer-evidence-missing"
    assert finding.argument("evidence") == Name(zh="search + sworn", en="search + sworn")


def test_a_no_whose_evidence_is_too_old_says_how_old_it_may_be():
    old = evidence("search", "sworn", day=DAY - dt.timedelta(days=31))
    (finding,) = check(signed(PLAIN, question="d", evidence=old)).findings
    assert finding.code == "law.answer-evidence-stale"
    assert finding.argument("days") == 30


def test_a_yes_says_which_kinds_would_do():
    (finding,) = check(signed(PLAIN, question="d", value="yes", evidence=())).findings
    assert finding.argument("evidence") == Name(zh="memo；或者search；或者sworn", en="memo; or search; or sworn")


def test_the_signed_form_is_canonical_and_says_everything_but_the_signatures():
    plain = parse_canonical(signing_bytes(replace(PLAIN, considered=WEIGHED)))
    assert isinstance(plain, dict)
    assert plain["schema"] == "tallystick/determination/v1"
    assert plain["subject"] == "deal"
    assert set(plain) == {name for name in Determination.__slots__ if name != "signatures"} | {"schema"}
    assert signing_bytes(signed(PLAIN)) == signing_bytes(PLAIN)


def test_an_answer_that_weighed_nothing_is_signed_as_before_it_could_be_said():
    plain = parse_canonical(signing_bytes(PLAIN))
    assert isinstance(plain, dict)
    assert "considered" not in plain


def test_what_was_weighed_is_part_of_the_act_and_goes_with_the_fact():
    (fact,) = check(signed(PLAIN, considered=WEIGHED)).facts
    assert fact.considered == WEIGHED
    assert check(signed(PLAIN)).facts[0].considered == ()


@pytest.mark.parametrize("considered", ["nobody-asked deal", "hint payer:acme"])
def test_a_weighing_of_what_nobody_asks_does_not_count(considered):
    determined = check(signed(PLAIN, considered=(Considered.parse(considered),)))
    assert determined.facts == ()
    assert codes(determined) == ["considered-unknown"]
    assert determined.findings[0].argument("considered") == considered


@given(st.sampled_from(["matter", "question", "value", "person", "second_person", "reasons", "supersedes"]), st.text())
def test_no_two_acts_share_signed_bytes(part, words):
    other = replace(PLAIN, **{part: words})
    if "\ud800" <= max(words, default="") <= "\udfff":
        return
    assert (signing_bytes(other) == signing_bytes(PLAIN)) == (other == PLAIN)


@pytest.mark.parametrize("language", Language)
def test_every_finding_has_its_words(language):
    unfit = [
        signed(PLAIN, matter="deal-2", value="perhaps", second_person=ISSUER.id),
        signed(PLAIN, expires=DAY - dt.timedelta(days=1)),
        signed(PLAIN, value="yes"),
        signed(PLAIN, evidence=()),
        signed(PLAIN, question="d", evidence=()),
        signed(PLAIN, question="months"),
        signed(PLAIN, considered=(Considered.parse("nobody-asked deal"),)),
        replace(PLAIN, date=DAY + dt.timedelta(days=1)),
    ]
    findings = check(*unfit).findings
    assert len({each.code for each in findings}) > 8
    for each in findings:
        assert word(each, language).severity in {Severity.ERROR, Severity.OPEN}
