"""Two authorities that share a home: what one takes in, is told and answers is none of the other's."""

import datetime as dt
from dataclasses import replace

from tallystick.evidence.persons import Name
from tallystick.filing.export import export
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.states import Event
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.people.plans import is_of_the_house
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.exchange import abroad
from tallystick.shell.operations.supervision.exchange.at_home import ASKED, answer, ask, consent, received
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.shell.operations.supervision.exchange.requested import Awaited, requested
from tallystick.shell.operations.supervision.exchange.standing import Step, exchanged
from tallystick.supervision.exchange.exchanging import Exchange, answer_to
from tallystick.supervision.exchange.messages import Answer, Receipt
from tests.shell.operations.example import DESK, FILING, codes, desk, home, person, signer
from tests.shell.operations.test_exchange import ABROAD, KEY, NOW, exchange, officers, paper
from tests.shell.operations.test_exchange import abroad as by_overseas

RIVAL = Name(zh="另一备案机关（虚构）", en="Rival desk (fictional)")
TODAY = NOW.date()


def rivals() -> Officers:
    """Two of the rival desk, with keys of their own."""
    return replace(officers(), by=tuple(replace(person(each), organisation=RIVAL) for each in DESK))


def rival_to(between: Exchange) -> Exchange:
    """The same request under an agreement that the rival desk adopted under the same id."""
    people = {each.id: each for each in rivals().by}
    agreed = between.agreement.model_copy(update={"home": RIVAL.en})
    return replace(between, agreement=agreed, people={**between.people, **people})


def test_another_desk_neither_takes_a_request_away_nor_consents_nor_closes_for_the_one_it_was_meant_for():
    kept = desk(Event.FILE)
    between = exchange(kept)
    rival = rival_to(between)
    assert ask(kept, rival, rivals()).value is not None
    assert ask(kept, between, officers()).value is not None
    assert len(kept.journal.acts(kind=ASKED)) == 2, "each signs for what it took in"
    for kind in ConsentKind:
        assert consent(kept, rival, paper(between, kind), rivals()).value is not None
    assert codes(answer(kept, between, FILING, officers())) == ["supervision.exchange-no-consent"] * len(ConsentKind)
    for kind in ConsentKind:
        assert consent(kept, between, paper(between, kind), officers()).value is not None
    given = answer(kept, between, FILING, officers()).value
    assert given is not None
    said = {"of": Answer.model_validate_json(given["answer.json"]).sha256, "day": "2026-11-03"}
    receipt = by_overseas(Receipt.model_validate({**said, "schema": "tallystick/exchange-receipt/v1"}))
    assert codes(received(kept, rival, receipt, rivals())) == ["supervision.exchange-answers-other"]
    own, other = (exchanged(kept, house, as_of=TODAY) for house in (person(DESK[0]).organisation.en, RIVAL.en))
    assert [(each.agreement.home, each.step) for each in own] == [(between.agreement.home, Step.RECEIPT)]
    assert [(each.agreement.home, each.step) for each in other] == [(RIVAL.en, Step.ANSWER)]


def test_nothing_is_taken_in_or_leaves_under_another_deals_name():
    kept = desk(Event.FILE)
    between = exchange(kept)
    named = by_overseas(between.request.model_copy(update={"deal": "harmless", "signatures": {}}))
    other = replace(between, request=named)
    assert codes(ask(kept, other, officers())) == ["supervision.exchange-other-deal"]
    edition, _ = export(package_of(kept, FILING))
    assert edition is not None
    _, found = answer_to(other, edition, [], day=TODAY)
    assert "supervision.exchange-other-deal" in {each.code for each in found}


def test_a_request_of_a_day_to_come_or_before_its_agreement_is_not_taken_in():
    kept = desk(Event.FILE)
    between = exchange(kept)
    for day in (dt.date(1999, 1, 1), TODAY + dt.timedelta(days=1)):
        asked = by_overseas(between.request.model_copy(update={"day": day, "signatures": {}}))
        assert codes(ask(kept, replace(between, request=asked), officers())) == ["supervision.exchange-day"]


def test_who_asks_the_same_overseas_reads_none_of_anothers_answer():
    onshore, kept = desk(Event.FILE), home("overseas")
    between = exchange(onshore)
    ask(onshore, between, officers())
    for kind in ConsentKind:
        consent(onshore, between, paper(between, kind), officers())
    given = answer(onshore, between, FILING, officers()).value
    assert given is not None
    north = Name(zh="北湾金融监管局（虚构）", en="North Bay Authority (fictional)")
    twin = replace(ABROAD, organisation=north)
    agreed = between.agreement.model_copy(update={"abroad": north.en})
    same = replace(between, agreement=agreed, people={**between.people, ABROAD.id: twin})
    key = replace(signer(DESK[0]), person=ABROAD.id, key=KEY)
    own = Officers(by=(ABROAD,), signers=(key,), at=NOW)
    assert abroad.request(kept, between, own).value is not None
    assert abroad.request(kept, same, replace(own, by=(twin,))).value is not None
    second = replace(between, request=between.request.model_copy(update={"purpose": "another", "signatures": {}}))
    assert codes(abroad.request(kept, second, own)) == ["supervision.exchange-repeated"], "no other bears its id"
    assert abroad.prove(kept, between, given, own).value is not None
    (mine,), (theirs,) = requested(kept, ABROAD.organisation.en), requested(kept, north.en)
    assert mine.asked.message.sha256 == theirs.asked.message.sha256, "word for word"
    assert (mine.awaited, theirs.awaited) == (Awaited.NOTHING, Awaited.RECEIPT)
    assert theirs.answer is None


def test_a_consent_that_waits_is_of_the_house_that_prepared_it():
    def member(organisation: Name) -> Member:
        return Member(
            id="x", name=RIVAL, organisation=organisation, roles=("desk-reviewer",), side=person(DESK[0]).side
        )

    own = person(DESK[0]).organisation
    plan = Plan(kind=PlanKind.PERMIT, subject="auto-leases-2026-1", said={}, prepared_by=DESK[0], at=NOW, persons=2)
    assert is_of_the_house(plan, member(own), member(own))
    assert not is_of_the_house(plan, member(RIVAL), member(own))
