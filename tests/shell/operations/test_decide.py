"""Decide: two different reviewers of another house, on a package that was looked at anew; each decision once."""

from dataclasses import replace
from datetime import date
from unittest.mock import Mock

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.signatures import verify
from tallystick.evidence.wording import Language, word
from tallystick.filing.manifest import Manifest
from tallystick.filing.package import Package
from tallystick.filing.states import Event, Phase, Standing
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.countersignatures import unsigned_by
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.respond import respond
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.ports.evidence import ObjectDamagedError
from tallystick.shell.operations.ports.services.matching import MatchingDesk
from tallystick.shell.operations.tape.matching.entered import enter
from tallystick.shell.operations.tape.matching.published import DeskPerson, publish_key
from tallystick.tape.encumbrances.matching import Tags
from tests.shell.operations.example import (
    DESK,
    FILER,
    FILING,
    SECOND_FILER,
    SECRET,
    at,
    codes,
    decided,
    desk,
    home,
    packaged,
    person,
    signer,
    soon_repaid,
)
from tests.shell.operations.twins import PlainDocuments, stored

LATER = at("2026-09-08T02:00")


@pytest.fixture
def kept():
    return desk()


def phase(kept):
    return review_of(kept, FILING).phase


def test_it_works(kept):
    outcome = decided(kept, Event.FILE)
    assert outcome.value is not None
    assert (outcome.findings, phase(kept)) == ((), Phase.FILED)
    assert outcome.value.review.standing is Standing.REHEARSAL


def test_it_leaves_evidence_signed_by_both(kept):
    outcome = decided(kept, Event.FILE, reason="complete")
    assert outcome.value is not None
    body = body_of(kept, outcome.value.row)
    assert body["note"] == {"reason": "complete"}
    assert unsigned_by(body) == ()
    listed = body.pop("countersigned")
    assert isinstance(listed, list)
    (second,) = listed
    assert verify(person(DESK[1]).public_key, canonical(body), second["signature"])
    assert outcome.value.row.position == 1


def test_a_second_signature_of_somebody_else_is_noticed(kept):
    outcome = decided(kept, Event.FILE)
    assert outcome.value is not None
    body = body_of(kept, outcome.value.row)
    body["countersigned"] = [{"person": DESK[1], "signature": signer(DESK[0]).sign(canonical(body))}]
    assert unsigned_by(body) == (DESK[1],)
    del body["countersigned"]
    assert unsigned_by(body) == (DESK[1],)


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ((DESK[0],), "filing.act-persons"),
        ((DESK[0], DESK[0]), "filing.act-persons"),
        ((*DESK, "luo-jingxing"), "filing.act-persons"),
        ((DESK[0], FILER), "filing.act-own-filing"),
        ((FILER, SECOND_FILER), "filing.act-own-filing"),
        ((DESK[0], "carmen-lau"), "evidence.other-side"),
        ((DESK[0], "luo-jingxing"), "evidence.role-missing"),
    ],
)
def test_it_takes_two_different_reviewers_of_another_house(kept, by, code):
    outcome = decided(kept, Event.FILE, by=by)
    assert (outcome.value, codes(outcome)) == (None, [code])
    assert (phase(kept), len(kept.journal.acts())) == (Phase.SUBMITTED, 1)


def test_one_person_does_not_sign_for_two(kept):
    outcome = decide(
        kept,
        FILING,
        Event.FILE,
        by=(person(DESK[0]), person(DESK[1])),
        signers=(signer(DESK[0]), signer(DESK[0])),
        standing=Standing.REHEARSAL,
        reason="",
        at=LATER,
    )
    assert codes(outcome) == ["filing.key-differs"]
    assert phase(kept) is Phase.SUBMITTED


@pytest.mark.parametrize("event", [Event.CONCLUDE, Event.RESUME, Event.ANSWER])
def test_it_refuses_the_wrong_state(kept, event):
    assert decided(kept, event).value is None
    assert phase(kept) is Phase.SUBMITTED


def test_what_was_filed_is_not_decided_on_again(kept):
    decided(kept, Event.FILE)
    assert codes(decided(kept, Event.REFUSE)) == ["filing.act-not-now"]


def suspended(kept, standing):
    people, signers = tuple(map(person, DESK)), tuple(map(signer, DESK))
    return decide(kept, FILING, Event.SUSPEND, by=people, signers=signers, standing=standing, reason="", at=LATER)


def test_rehearsal_and_adoption_do_not_mix():
    kept, genuine = home(), soon_repaid()
    genuine["deal.yaml"] = genuine["deal.yaml"].replace(b"purpose: rehearsal", b"purpose: filing")
    made = make_package(genuine, PlainDocuments(), secret=lambda: SECRET).value
    assert made is not None
    submit(kept, made.package.files(), by=person(FILER), signer=signer(FILER), at=LATER)
    decided(kept, Event.QUESTION)
    assert codes(suspended(kept, Standing.ADOPTED)) == ["filing.act-standing-mixed"]


def test_no_authority_decides_on_an_invented_deal(kept):
    assert codes(suspended(kept, Standing.ADOPTED)) == ["filing.rehearsal-only"]
    assert (phase(kept), len(kept.journal.acts())) == (Phase.SUBMITTED, 1)


def test_a_second_click_is_the_same_act(kept):
    first, second = decided(kept, Event.FILE), decided(kept, Event.FILE)
    assert first.value is not None
    assert second.value is not None
    assert first.value.row == second.value.row
    assert len(kept.journal.acts(kind=ACT_KIND)) == 2


def test_asked_for_again_on_another_day_it_is_said_to_be_done_already(kept):
    first, again = decided(kept, Event.FILE), decided(kept, Event.FILE, moment="2026-09-10T02:00")
    assert again.value is not None
    assert first.value is not None
    assert (first.findings, codes(again)) == ((), ["filing.act-done-before"])
    assert again.value.row == first.value.row
    (said,) = again.findings
    assert (said.argument("done"), said.argument("asked")) == (date(2026, 9, 8), date(2026, 9, 10))


def test_the_same_thing_may_be_decided_again_later(kept):
    for _ in range(2):
        for event in (Event.SUSPEND, Event.RESUME):
            assert decided(kept, event, reason="as before").value is not None
    assert phase(kept) is Phase.SUBMITTED
    decided(kept, Event.SUSPEND, reason="as before")
    assert phase(kept) is Phase.SUSPENDED
    assert len(kept.journal.acts()) == 6


def test_the_filer_answers_and_the_desk_asks_again(kept):
    filer, key = (person(FILER),), (signer(FILER),)
    for turn in range(3):
        decided(kept, Event.QUESTION, reason="which bank?")
        assert phase(kept) is Phase.QUESTIONED
        answer = respond(kept, FILING, Event.ANSWER, by=filer, signers=key, reason="this one", at=LATER)
        assert answer.value is not None
        assert answer.value.row.number == 3 + 2 * turn


def test_only_the_filer_withdraws(kept):
    by, keys = (person("luo-jingxing"),), (signer("luo-jingxing"),)
    refused = respond(kept, FILING, Event.WITHDRAW, by=by, signers=keys, reason="", at=LATER)
    assert codes(refused) == ["filing.act-not-the-filer"]
    by, keys = (person(SECOND_FILER),), (signer(SECOND_FILER),)
    assert respond(kept, FILING, Event.WITHDRAW, by=by, signers=keys, reason="", at=LATER).value is not None
    assert phase(kept) is Phase.WITHDRAWN


def test_an_unknown_filing_is_a_finding():
    assert codes(decided(home(), Event.FILE)) == ["filing.unknown"]
    by, keys = (person(FILER),), (signer(FILER),)
    assert codes(respond(home(), FILING, Event.ANSWER, by=by, signers=keys, reason="", at=LATER)) == ["filing.unknown"]


def test_a_package_that_was_damaged_since_is_not_filed(kept):
    objects = stored(kept)
    objects[next(name for name, content in objects.items() if content.startswith(b"asset_id"))] += b"\n"
    with pytest.raises(ObjectDamagedError):
        decided(kept, Event.FILE)
    assert phase(kept) is Phase.SUBMITTED


def test_whoever_decides_is_told_what_blinded_matching_shows_of_the_deal(kept):
    reviewer = DeskPerson(person=person(DESK[0]), signer=signer(DESK[0]), at=LATER)
    epoch_key = Mock(public_key=b"\x07" * 32)
    matching = MatchingDesk(key=Mock(return_value=epoch_key), make_key=Mock(return_value=epoch_key), allowances=Mock())
    published = publish_key(kept, matching, reviewer, epoch="2026-Q4").value
    key = None if published is None else published.key
    assert key is not None
    roll = {FILER: person(FILER)}
    deal = kept.journal.filing(FILING).deal
    for name, tags in ((deal, ("aa" * 32, "bb" * 32)), ("another-deal", ("bb" * 32, "cc" * 32))):
        unsigned = Tags(deal=name, person=FILER, epoch="2026-Q4", public_key=key, tags=tags)
        content = replace(unsigned, signature=signer(FILER).sign(unsigned.signed_bytes())).content()
        assert enter(kept, content, roll, reviewer, file="tags.json").value is not None
    outcome = decided(kept, Event.FILE)
    assert (codes(outcome), phase(kept)) == (["tape.match-decided"], Phase.FILED)
    (told,) = outcome.findings
    assert (told.argument("deals"), told.argument("count")) == (("another-deal",), 1)


def test_a_decision_dated_before_the_submission_is_refused(kept):
    people, signers = tuple(map(person, DESK)), tuple(map(signer, DESK))
    early = at("2026-08-01T02:00")
    outcome = decide(
        kept, FILING, Event.FILE, by=people, signers=signers, standing=Standing.REHEARSAL, reason="in order", at=early
    )
    assert codes(outcome) == ["filing.act-dated-back"]
    assert phase(kept) is Phase.SUBMITTED


def test_a_decision_made_while_the_clock_ran_ahead_is_told_with_its_moment_and_the_next_version_is_free_of_it(kept):
    assert decided(kept, Event.QUESTION, moment="2027-03-01T02:00").findings == ()
    waiting = decided(kept, Event.REFUSE)
    assert (waiting.value, codes(waiting)) == (None, ["filing.act-dated-back"])
    for language, said in ((Language.ZH, "时钟超前"), (Language.EN, "the clock ran ahead")):
        remedy = word(waiting.findings[0], language).remedy
        assert said in remedy
        assert "2027-03-01T02:00:00+00:00" in remedy
    made = packaged().package
    head = replace(made.manifest.head, filing=FILING[:-1] + "2", version=2, previous=made.root)
    later = Package(manifest=Manifest(head=head, files=made.manifest.files), contents=made.contents)
    again = submit(kept, later.files(), by=person(FILER), signer=signer(FILER), at=LATER)
    assert (again.value is not None, codes(again)) == (True, [])
