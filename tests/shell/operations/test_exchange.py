"""An exchange on record: asked, consented, answered from the filing of the home, proven and received overseas."""

import datetime as dt
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.persons import Name, Person, Side
from tallystick.filing.export import export
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.supervision.exchange.at_home import (
    ANSWERED,
    ASKED,
    CONSENTED,
    RECEIVED,
    answer,
    ask,
    consent,
    received,
)
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.supervision.exchange.exchanging import Exchange, prove_answer, prove_receipt
from tallystick.supervision.exchange.messages import Agreement, Answer, Consent, Receipt, Request
from tests.shell.operations.example import DESK, FILING, at, codes, desk, person, signer

KEY = Ed25519PrivateKey.from_private_bytes(b"a key of an authority overseas..")
ABROAD = Person(
    id="overseas-officer",
    name=Name(zh="境外人员", en="Overseas Officer"),
    organisation=Name(zh="境外机构", en="Authority Overseas"),
    roles=("regulator",),
    public_key=KEY.public_key().public_bytes_raw().hex(),
    side=Side.OVERSEAS,
)
NOW = at("2026-11-02T02:00")
TERMS = "terms.json"


def officers(*names: str) -> Officers:
    chosen = names or DESK
    return Officers(by=tuple(map(person, chosen)), signers=tuple(map(signer, chosen)), at=NOW)


def abroad(message: Any) -> Any:
    return message.signed(ABROAD.id, KEY.sign(message.unsigned()).hex())


def exchange(kept: Evidence) -> Exchange:
    edition, _ = export(package_of(kept, FILING))
    assert edition is not None
    home = person(DESK[0]).organisation.en
    agreement = {"id": "mou-1", "home": home, "abroad": ABROAD.organisation.en, "since": "2026-01-01"}
    agreement |= {"until": "2027-12-31", "schema": "tallystick/exchange-agreement/v1"}
    request = {"id": "rq-1", "agreement": "mou-1", "deal": edition.head.deal, "package_root": edition.root}
    request |= {"purpose": "supervision", "day": "2026-11-01", "schema": "tallystick/exchange-request/v1"}
    return Exchange(
        agreement=Agreement.model_validate({**agreement, "fields": {TERMS: ["*"]}}),
        request=abroad(Request.model_validate({**request, "files": [TERMS]})),
        people={ABROAD.id: ABROAD} | {each: person(each) for each in DESK},
    )


def paper(between: Exchange, kind: str = "csrc") -> Consent:
    said = {"kind": kind, "request": between.request.sha256, "authority": "Competent department", "number": "2026-7"}
    said |= {"day": "2026-10-28", "until": "2026-12-31", "capture": "ab" * 32}
    return Consent.model_validate({**said, "schema": "tallystick/exchange-consent/v1"})


def test_an_exchange_from_request_to_receipt_stands_in_the_log():
    kept = desk(Event.FILE)
    between = exchange(kept)
    asked = ask(kept, between, officers(DESK[0]))
    assert asked.value is not None, codes(asked)
    assert prove_receipt(asked.value, between.request, between.people, between.agreement.home) == ()

    early = answer(kept, between, FILING, officers())
    assert codes(early) == ["supervision.exchange-no-consent"] * 3
    for kind in ConsentKind:
        assert consent(kept, between, paper(between, kind), officers()).value is not None

    given = answer(kept, between, FILING, officers())
    assert given.value is not None, codes(given)
    assert set(given.value) == {"answer.json", "export.json", TERMS}
    proven, found = prove_answer(between, given.value)
    assert (found, proven) == ((), Answer.parse(given.value["answer.json"]))

    assert proven is not None
    said = {"of": proven.sha256, "day": "2026-11-03", "schema": "tallystick/exchange-receipt/v1"}
    back = abroad(Receipt.model_validate(said))
    assert received(kept, between, back, officers(DESK[0])).value == proven
    kinds = [row.entry.draft.kind for row in kept.journal.acts(subject=between.request.deal)]
    assert kinds == [ASKED, CONSENTED, CONSENTED, CONSENTED, ANSWERED, RECEIVED]
    assert all(row.position is not None for row in kept.journal.acts())


def test_one_officer_alone_neither_consents_nor_answers():
    kept = desk(Event.FILE)
    between = exchange(kept)
    assert codes(consent(kept, between, paper(between), officers())) == ["supervision.exchange-answers-other"]
    ask(kept, between, officers(DESK[0]))
    alone = officers(DESK[0])
    assert codes(consent(kept, between, paper(between), alone)) == ["supervision.exchange-signatures-missing"]
    for kind in ConsentKind:
        assert consent(kept, between, paper(between, kind), officers()).value is not None
    given = answer(kept, between, FILING, alone)
    assert codes(given) == ["supervision.exchange-signatures-missing"]
    assert kept.journal.acts(kind=ANSWERED) == ()


def test_a_receipt_of_something_else_and_keys_of_others_are_refused():
    kept = desk(Event.FILE)
    between = exchange(kept)
    said = {"of": "00" * 32, "day": "2026-11-03", "schema": "tallystick/exchange-receipt/v1"}
    stranger = abroad(Receipt.model_validate(said))
    assert codes(received(kept, between, stranger, officers())) == ["supervision.exchange-answers-other"]
    swapped = replace(officers(), signers=tuple(map(signer, reversed(DESK))), at=NOW + dt.timedelta(days=1))
    assert codes(ask(kept, between, swapped)) == ["filing.key-differs"]


def test_a_paper_that_ran_out_stands_in_nobodys_way_once_another_is_on_record():
    kept = desk(Event.FILE)
    between, late = exchange(kept), at("2027-02-01T02:00")
    ask(kept, between, officers())
    for kind in ConsentKind:
        assert consent(kept, between, paper(between, kind), officers()).value is not None
    after = replace(officers(), at=late)
    assert set(codes(answer(kept, between, FILING, after))) == {"supervision.exchange-no-consent"}
    for kind in ConsentKind:
        renewed = paper(between, kind).model_copy(update={"until": dt.date(2027, 6, 30)})
        assert consent(kept, between, renewed, after).value is not None
    given = answer(kept, between, FILING, after)
    assert given.value is not None, codes(given)
    assert len(Answer.parse(given.value["answer.json"]).consents) == len(ConsentKind)  # type: ignore[union-attr]


def test_a_request_that_comes_again_gets_the_receipt_that_was_given_and_is_no_second_act():
    kept = desk(Event.FILE)
    between = exchange(kept)
    first = ask(kept, between, officers(DESK[0])).value
    again = ask(kept, between, replace(officers(DESK[1]), at=NOW + dt.timedelta(days=3))).value
    assert first == again
    assert len(kept.journal.acts(kind=ASKED)) == 1
