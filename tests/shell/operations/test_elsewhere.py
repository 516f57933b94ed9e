"""What other filings say to one: the same question decided otherwise on like facts, and registrations over assets."""

from dataclasses import replace

from tallystick.deal.answers.answers import EMPTY_ANSWERS, with_answer
from tallystick.law.determinations import Determination, Signature, signing_bytes
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.reviewing.elsewhere import elsewhere
from tests.shell.operations import example

FILES = ("deal.yaml", "people.yaml", "answers.yaml", "registrations.csv", "payers.csv")


def folder(name: str) -> dict[str, bytes]:
    """The folder of an example without its tape and documents."""
    top = example.EXAMPLES / name
    return {each: (top / each).read_bytes() for each in FILES if (top / each).is_file()}


def signed(each: Determination) -> Determination:
    people = filter(None, (each.person, each.second_person))
    message = signing_bytes(each)
    return replace(
        each, signatures=tuple(Signature(person=who, signature=example.signer(who).sign(message)) for who in people)
    )


def otherwise(files: dict[str, bytes], question: str) -> dict[str, bytes]:
    """Another deal, the same but for one question, which its people decided the other way."""
    opened = open_deal(files).value
    assert opened is not None
    answers = EMPTY_ANSWERS
    for each in opened.determinations:
        value = "yes" if each.question == question else each.value
        answers = with_answer(answers, signed(replace(each, matter="other-1", value=value, signatures=())))
    deal = files["deal.yaml"].replace(b"id: auto-leases-2026-1", b"id: other-1")
    return {**files, "deal.yaml": deal, "answers.yaml": answers}


def test_a_question_that_went_otherwise_on_like_facts_is_told_to_who_decides_next():
    own = folder("auto-leases")
    found = elsewhere(own, {"other-1-v1": otherwise(own, "P1.1")}).value
    assert found is not None
    assert found.compared == 1
    assert found.precedents
    told = {(each.own.question, each.own.value, each.other.value, each.other.matter) for each in found.precedents}
    assert told == {("P1.1", "no", "yes", "other-1")}
    alike = elsewhere(own, {"auto-leases-2026-1-v1": own}).value
    assert alike is not None
    assert alike.precedents == (), "the same outcome is no precedent"


def test_registrations_are_told_with_how_far_they_reach():
    found = elsewhere(folder("charging-piles"), {}).value
    assert found is not None
    assert found.registered is not None
    assert found.registered.searches
    without = elsewhere(folder("auto-leases"), {}).value
    assert without is not None
    assert without.registered is None
