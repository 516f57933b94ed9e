"""Close a month: to the cent, once, by two people with their own keys, on the register of the record date."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.canonical import canonical
from tallystick.evidence.signatures import verify
from tallystick.issuance.obligations import Standing
from tallystick.issuance.pricing import priced
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.certificate import ExchangeLine, certify, parse_certificate
from tallystick.servicing.close import close_period
from tallystick.servicing.entitlements import claims
from tallystick.servicing.proofs import prove_payments
from tallystick.shell.operations.evidence.acts import Intent, body_of, perform
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED
from tallystick.shell.operations.issuance.later.chapters import CLOSED, CONFIRMED
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import foresee
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER, read_collections
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.found.payments import payments_found
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    CLOSING,
    FILING,
    ISSUER,
    PAYING_AGENT,
    TRUSTEE,
    at,
    codes,
    crossed,
    folder,
    home,
    person,
    placement,
    signer,
)
from tests.shell.operations.issued import TOKENS
from tests.shell.operations.twins import MemoryRegister, MemorySigner, kinds

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
WHEN, LATER = at("2026-10-22T02:00"), at("2027-02-01T02:00")


@pytest.fixture
def close(kept, register, ready):
    def closing(period=SEPTEMBER, collections=None, by=(PAYING_AGENT, TRUSTEE), keys=None):
        (first, second), (own, other) = map(person, by), map(signer, keys or by)
        reported = folder() if collections is None else collections
        when = WHEN if period == SEPTEMBER else LATER
        return service(kept, register, ready, reported, period, by=(first, second), signers=(own, other), at=when)

    return closing


def test_evidence_that_expired_since_the_allotment_stops_no_payment(kept, ready):
    perform(kept, Intent(kind=PLANNED, subject=FILING, at=CLOSING, body={"plan": "approved"}), signer(ISSUER))
    later = at("2028-09-15T02:00")
    assert prepare(crossed(), placement(), at=later).value is None
    again = prepare(crossed(), placement(), at=later, evidence=kept)
    assert again.value is not None
    assert (again.findings, again.value.placed.plan) == ((), ready.placed.plan)


def test_it_works(close):
    outcome = close()
    closed = outcome.value
    assert closed is not None
    assert outcome.findings == ()
    assert [(flow.class_id, str(flow.interest)) for flow in closed.closed.flows()] == [
        ("A", "590741.67 USD"),
        ("B", "121861.11 USD"),
    ]


def test_no_cent_is_made_or_lost_between_the_waterfall_and_the_bank_file(close):
    closed = close().value
    paid = [money for flow in closed.closed.flows() for money in (flow.interest, flow.principal)]
    owed = total((each.amount for each in closed.claims), Currency.USD)
    instructed, found = parse_bank_file(closed.files[f"bank-{SEPTEMBER}.csv"])
    assert found == ()
    assert total(paid, Currency.USD) == owed == total((each.claim.amount for each in instructed), Currency.USD)


def test_it_leaves_evidence_approved_by_the_second(close, kept):
    closed = close().value
    (row,) = kept.journal.acts(kind=CLOSED)
    body = body_of(kept, row)
    assert (row.entry.draft.actor, row.entry.draft.subject) == (PAYING_AGENT, f"{FILING}/{SEPTEMBER}")
    assert body["certificate"] == closed.certificate.digest
    said = {name: value for name, value in body.items() if name not in {"approval", "prepared_by", "approved_by"}}
    assert verify(person(TRUSTEE).public_key, canonical(said), str(body["approval"]))
    files = body["files"]
    assert isinstance(files, dict)
    assert {name: kept.objects.get(str(digest)) for name, digest in files.items()} == dict(closed.files)


def test_a_second_click_is_the_same_act(close, kept):
    assert close().value.files == close().value.files
    assert kinds(kept) == [COMPLETED, CLOSED]


def test_what_is_foreseen_is_what_is_closed_and_foreseeing_keeps_nothing(close, kept, register, ready):
    seen = foresee(kept, register, ready, folder(), SEPTEMBER, at=WHEN)
    assert kinds(kept) == [COMPLETED]
    assert seen.value is not None
    assert [(line.trigger, line.breached) for line in seen.value.certificate.triggers] == [("acceleration", False)]
    assert dict(seen.value.files) == dict(close().value.files)
    early = foresee(kept, register, ready, folder(), OCTOBER, at=LATER)
    assert (early.value, codes(early)) == (None, ["servicing.payment-unconfirmed"])


def test_a_month_closed_when_certificates_stated_less_is_the_same_act_again(close, kept, monkeypatch):
    def as_before(*given, **named):
        made = certify(*given, **named)
        lines = [line.model_dump(include={"item", "given", "received"}) for line in made.exchanges]
        return made.model_copy(update={"exchanges": tuple(ExchangeLine.model_construct(**each) for each in lines)})

    with monkeypatch.context() as before:
        before.setattr("tallystick.shell.operations.servicing.foresee.certify", as_before)
        old = close().value
    assert b"rate_source" not in old.certificate.content()
    again = close()
    assert (again.findings, again.value.certificate.digest) == ((), old.certificate.digest)
    assert kinds(kept) == [COMPLETED, CLOSED]


def test_a_month_that_was_closed_is_not_closed_otherwise(close, kept):
    close()
    changed = folder()
    name = f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv"
    changed[name] = changed[name].replace(b"recoveries,0.00", b"recoveries,100.00")
    outcome = close(collections=changed)
    assert (outcome.value, codes(outcome)) == (None, ["servicing.closed-otherwise"])
    assert kinds(kept) == [COMPLETED, CLOSED]


def test_months_to_come_change_nothing(close):
    first = close().value
    only = {f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv": folder()[f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv"]}
    assert close(collections=only).value.certificate == first.certificate
    assert list(first.certificate.inputs) == list(only)


@pytest.mark.parametrize(
    ("moment", "told"), [("2026-10-21T15:59", ["servicing.record-ahead"]), ("2026-10-21T16:00", [])]
)
def test_no_month_is_closed_before_its_record_date_is_over(kept, register, ready, moment, told):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    outcome = service(kept, register, ready, folder(), SEPTEMBER, by=by, signers=keys, at=at(moment))
    assert codes(outcome) == told
    assert (outcome.value is None) == bool(told)


def test_a_month_posted_as_json_is_paid_like_its_table_and_known_by_its_own_file(kept, register, ready):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    table, sent = f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv", f"{COLLECTIONS_FOLDER}{SEPTEMBER}.json"
    rows = list(csv.DictReader(folder()[table].decode("utf-8-sig").splitlines()))
    deal = ready.received.deal
    month = {"schema": "tallystick/collections/v1", "deal": deal.id, "period": str(SEPTEMBER), "items": rows}
    both = folder() | {sent: json.dumps(month).encode()}
    twice = service(kept, register, ready, both, SEPTEMBER, by=by, signers=keys, at=WHEN)
    assert (twice.value, codes(twice)) == (None, ["servicing.month-twice"])

    posted = {name: each for name, each in both.items() if name != table}
    paid = service(kept, register, ready, posted, SEPTEMBER, by=by, signers=keys, at=WHEN).value
    assert paid is not None
    assert list(paid.certificate.inputs) == [sent]
    plain, _ = close_period(priced(deal, ready.pricing), read_collections(folder(), deal)[0], period=SEPTEMBER)
    assert plain is not None
    assert paid.certificate.classes == certify(plain).classes


def test_the_next_month_follows_from_the_one_before(close, kept):
    first = close().value
    confirmed(kept, first, specimen_confirmations(first.instructions))
    second = close(OCTOBER).value
    for earlier, later in zip(first.closed.flows(), second.closed.flows(), strict=True):
        assert later.ending + later.principal == earlier.ending
    assert kinds(kept) == [COMPLETED, CLOSED, CONFIRMED, CLOSED]
    assert parse_certificate(second.files[f"certificate-{OCTOBER}.json"])[0] == second.certificate


@pytest.mark.parametrize(
    ("by", "keys", "code"),
    [
        ((TRUSTEE, TRUSTEE), None, "issuance.same-person"),
        ((PAYING_AGENT, "gu-wenbo"), None, "evidence.other-side"),
        ((ISSUER, TRUSTEE), None, "evidence.role-missing"),
        ((TRUSTEE, PAYING_AGENT), None, "evidence.role-missing"),
        ((PAYING_AGENT, "nadia-osei"), None, "evidence.role-missing"),
        ((PAYING_AGENT, TRUSTEE), (PAYING_AGENT, PAYING_AGENT), "filing.key-differs"),
        ((PAYING_AGENT, TRUSTEE), (TRUSTEE, PAYING_AGENT), "filing.key-differs"),
    ],
)
def test_it_takes_two_people_with_their_own_keys(close, kept, by, keys, code):
    outcome = close(by=by, keys=keys)
    assert (outcome.value, codes(outcome)) == (None, [code])
    assert kinds(kept) == [COMPLETED]


def test_nothing_is_closed_where_nothing_was_issued(register, ready):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    outcome = service(home("overseas"), register, ready, folder(), SEPTEMBER, by=by, signers=keys, at=WHEN)
    assert (outcome.value, codes(outcome)) == (None, ["issuance.not-issued"])


@pytest.mark.parametrize("period", [Period.parse("2026-08"), Period.parse("2030-01")])
def test_a_month_nobody_reported_is_not_closed(close, period):
    outcome = close(period)
    assert outcome.value is None
    assert outcome.exit_code() == 1


def test_a_month_that_cannot_be_read_is_not_said_to_be_missing_too(close):
    broken, name = folder(), f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv"
    broken[name] = broken[name].replace(b"recoveries,0.00", b"recoveries,none")
    assert codes(close(collections=broken)) == ["servicing.amount-unreadable"]


def test_a_missing_month_stops_the_later_ones(close):
    left = folder()
    del left[f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv"]
    assert close(OCTOBER, left).value is None


def test_units_that_are_not_on_the_register_are_found(kept, ready, register):
    lost = dict(register.held)
    lost["0xA"] = dict(list(lost["0xA"].items())[1:])
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    reader: Any = MemoryRegister(lost)
    outcome = service(kept, reader, ready, folder(), SEPTEMBER, by=by, signers=keys, at=WHEN)
    assert outcome.value is None
    assert outcome.exit_code() == 1


def confirmed(kept, closed, content, *, by=PAYING_AGENT, specimen=True, days=1):
    paid = closed.closed.flows()[0].day.paid
    sent = BankFile(content=content, value_date=paid, specimen=specimen)
    at = datetime.combine(paid, time(8), tzinfo=UTC) + timedelta(days=days)
    return confirm(kept, FILING, closed.closed.period, closed.claims, sent, by=person(by), signer=signer(by), at=at)


def test_what_the_bank_confirmed_is_what_was_owed(close, kept):
    closed = close().value
    outcome = confirmed(kept, closed, specimen_confirmations(closed.instructions))
    assert outcome.value is not None
    owed, paid, unpaid, carried = outcome.value.sums(Currency.USD)
    nothing = Money.zero(Currency.USD)
    assert (outcome.findings, owed, unpaid, carried) == ((), paid, nothing, nothing)
    (row,) = kept.journal.acts(kind=CONFIRMED)
    assert body_of(kept, row)["specimen"] is True


@pytest.mark.parametrize(("by", "code"), [(TRUSTEE, "evidence.role-missing"), ("shen-yilan", "evidence.other-side")])
def test_only_the_paying_agent_says_what_the_bank_confirmed(close, kept, by, code):
    closed = close().value
    outcome = confirmed(kept, closed, specimen_confirmations(closed.instructions), by=by)
    assert (outcome.value, codes(outcome)) == (None, [code])
    assert kept.journal.acts(kind=CONFIRMED) == ()


def test_confirming_twice_is_one_act(close, kept):
    closed = close().value
    sent = specimen_confirmations(closed.instructions)
    assert confirmed(kept, closed, sent) == confirmed(kept, closed, sent)
    assert kinds(kept) == [COMPLETED, CLOSED, CONFIRMED]


def test_what_the_bank_left_out_stays_unpaid_and_what_came_back_is_carried(close, kept):
    closed = close().value
    head, _, second, *rest = specimen_confirmations(closed.instructions).splitlines(keepends=True)
    outcome = confirmed(kept, closed, b"".join([head, second.replace(b",paid,", b",returned,"), *rest]))
    assert outcome.value is not None
    owed, paid, unpaid, carried = outcome.value.sums(Currency.USD)
    assert owed == paid + unpaid + carried
    assert (unpaid, carried) == (closed.claims[0].amount, closed.claims[1].amount)
    back, left = outcome.findings
    assert (left.code, left.argument("count"), left.argument("amount")) == ("servicing.unconfirmed", 1, unpaid)
    assert (back.code, back.argument("amount")) == ("servicing.returned", carried)
    assert back.argument("references") == (closed.claims[1].reference,)
    assert outcome.exit_code() == 3


def test_what_was_paid_before_its_day_is_not_counted(close, kept):
    closed = close().value
    head, first, *rest = specimen_confirmations(closed.instructions).splitlines(keepends=True)
    cells = first.split(b",")
    cells[4] = b"2026-10-01"
    outcome = confirmed(kept, closed, b"".join([head, b",".join(cells), *rest]))
    assert codes(outcome) == ["servicing.value-date-early", "servicing.unconfirmed"]
    assert outcome.exit_code() == 1


def test_what_lies_on_a_day_to_come_is_not_counted(close, kept):
    closed = close().value
    outcome = confirmed(kept, closed, specimen_confirmations(closed.instructions), days=-1)
    assert (outcome.value, set(codes(outcome))) == (None, {"servicing.value-date-ahead"})
    assert kept.journal.acts(kind=CONFIRMED) == ()
    assert confirmed(kept, closed, specimen_confirmations(closed.instructions), days=0).findings == ()


def test_a_file_that_was_recorded_ahead_of_its_day_proves_nothing(close, kept, register, ready):
    closed = close().value
    digest = kept.objects.put(specimen_confirmations(closed.instructions)).sha256
    body = {"period": str(SEPTEMBER), "file": digest, "specimen": True, "count": len(closed.instructions)}
    ahead = Intent(kind=CONFIRMED, subject=f"{FILING}/{SEPTEMBER}", at=WHEN, body=body)
    perform(kept, ahead, signer(PAYING_AGENT))
    (obligation,) = eighth(kept, register, ready)
    assert obligation.standing is not Standing.HOLDS


def test_a_short_file_says_what_earlier_ones_leave_standing(close, kept):
    closed = close().value
    head, first, *rest = specimen_confirmations(closed.instructions).splitlines(keepends=True)
    confirmed(kept, closed, b"".join([head, first, *rest]))
    kept_words, back = confirmed(kept, closed, b"".join([head, first.replace(b",paid,", b",returned,")])).findings
    assert back.code == "servicing.returned"
    assert (kept_words.code, kept_words.argument("said"), kept_words.argument("kept")) == (
        "servicing.words-kept",
        1,
        len(rest),
    )


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"reference\nx\n", b"reference,status,amount,currency,value_date,bank_reference\n"]
)
def test_a_file_without_a_confirmation_is_not_recorded(close, kept, content):
    closed = close().value
    outcome = confirmed(kept, closed, content)
    assert (outcome.value, outcome.exit_code()) == (None, 1)
    assert "servicing.confirmations-none" in codes(outcome)
    assert kept.journal.acts(kind=CONFIRMED) == ()


def test_a_later_word_is_not_recorded_at_an_earlier_moment(close, kept):
    closed = close().value
    confirmed(kept, closed, specimen_confirmations(closed.instructions), days=2)
    outcome = confirmed(kept, closed, returned(closed), days=1)
    assert (outcome.value, codes(outcome)) == (None, ["servicing.confirmed-later"])
    assert len(kept.journal.acts(kind=CONFIRMED)) == 1


def returned(closed):
    """The bank's word that the first payment came back and the others were paid."""
    head, first, *rest = specimen_confirmations(closed.instructions).splitlines(keepends=True)
    return b"".join([head, first.replace(b",paid,", b",returned,"), *rest])


def test_what_came_back_is_paid_with_the_next_month_and_once(close, kept, register, ready):
    september = close().value
    back = september.instructions[0].claim
    confirmed(kept, september, returned(september))
    october = close(OCTOBER).value
    again = [each.claim for each in october.instructions if each.claim.reference not in own(october, ready)]
    assert [(each.wallet, each.token_class, each.kind, each.amount, each.period) for each in again] == [
        (back.wallet, back.token_class, back.kind, back.amount, OCTOBER)
    ]
    assert again[0].reference != back.reference
    assert set(again) < set(october.claims)
    assert confirmed(kept, october, specimen_confirmations(october.instructions)).findings == ()
    november = close(Period.parse("2026-11")).value
    assert {each.reference for each in november.claims} == own(november, ready)
    confirmed(kept, november, specimen_confirmations(november.instructions))
    (obligation,) = eighth(kept, register, ready)
    assert (obligation.standing, obligation.findings) == (Standing.HOLDS, ())
    assert ("servicing.evidence.carried", str(back.amount)) in obligation.evidence


def test_a_month_closed_again_by_others_is_one_act_and_what_came_back_is_paid_once(close, kept, register, ready):
    september = close().value
    key = MemorySigner("another-officer", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    officer = replace(person(PAYING_AGENT), id=key.person, public_key=key.public_key)
    by, keys = (officer, person(TRUSTEE)), (key, signer(TRUSTEE))
    again = service(kept, register, ready, folder(), SEPTEMBER, by=by, signers=keys, at=LATER)
    assert again.value is not None
    assert (again.findings, dict(again.value.files)) == ((), dict(september.files))
    assert kinds(kept) == [COMPLETED, CLOSED]
    confirmed(kept, september, returned(september))
    references = [each.reference for each in close(OCTOBER).value.claims]
    assert len(references) == len(set(references)) == len(september.claims) + 1


def test_a_payee_who_becomes_known_after_the_close_is_paid_and_what_came_back_is_claimed_once(
    close, kept, register, ready
):
    first, *others = ready.placed.admissions
    unknown = [each for each in others if each.subscription.wallet != first.subscription.wallet]
    fewer = replace(ready, placed=replace(ready.placed, admissions=tuple(unknown)))
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    short = service(kept, register, fewer, folder(), SEPTEMBER, by=by, signers=keys, at=WHEN)
    assert set(codes(short)) == {"servicing.payee-unknown"}
    assert short.value is not None
    september = close().value
    assert kinds(kept) == [COMPLETED, CLOSED, CLOSED]

    # The bank gets the rows it had not: no reference stands in both files, and the first is as it was sent.
    sent, more = (parse_bank_file(september.files[f"bank-2026-09{part}.csv"])[0] for part in ("", "-2"))
    assert september.files["bank-2026-09.csv"] == short.value.files["bank-2026-09.csv"]
    assert not {each.claim.reference for each in sent} & {each.claim.reference for each in more}
    assert {each.claim.wallet for each in more} == {first.subscription.wallet.lower()}
    assert sorted(map(repr, (*sent, *more))) == sorted(map(repr, september.instructions))
    assert (close().value.files, kinds(kept)) == (september.files, [COMPLETED, CLOSED, CLOSED])
    fewer_again = service(kept, register, fewer, folder(), SEPTEMBER, by=by, signers=keys, at=LATER)
    assert fewer_again.value is not None
    assert (codes(fewer_again), fewer_again.value.files) == ([], september.files), "what was instructed stays so"
    confirmed(kept, september, returned(september))
    references = [each.reference for each in close(OCTOBER).value.claims]
    assert len(references) == len(set(references)) == len(september.claims) + 1


def own(closed, ready):
    """The references of the claims that follow from the month itself."""
    return {each.reference for each in claims(ready.received.deal.id, closed.closed.period, closed.entitled)}


def eighth(kept, register, ready):
    """What is found of obligation 8 from what is on record."""
    read, _ = read_collections(folder(), ready.received.deal)
    found = payments_found(kept, register, ready.received, ready.pricing, ready.placed.plan, TOKENS, read)
    yield prove_payments(found.records, found.replayed, TOKENS, found.late)


@pytest.mark.parametrize("whole", [True, False], ids=["the whole file again", "the late return alone"])
def test_what_came_back_after_the_next_month_was_closed_goes_with_the_one_after_it(close, kept, register, ready, whole):
    september = close().value
    confirmed(kept, september, specimen_confirmations(september.instructions))
    october = close(OCTOBER).value
    confirmed(kept, october, specimen_confirmations(october.instructions))
    sent = returned(september)
    told = confirmed(kept, september, sent if whole else b"".join(sent.splitlines(keepends=True)[:2]))
    _, _, unpaid, carried = told.value.sums(Currency.USD)
    back = september.instructions[0].claim
    assert (unpaid, carried) == (Money.zero(Currency.USD), back.amount)

    # What was paid stays as it is, and what came back waits, by name.
    assert close(OCTOBER).value.files == october.files
    (obligation,) = eighth(kept, register, ready)
    assert obligation.standing is Standing.PENDING
    assert [(each.code, each.argument("amount")) for each in obligation.findings] == [
        ("servicing.return-late", back.amount)
    ]

    # It goes with the next month that is closed, once, and with none after it.
    november = close(Period.parse("2026-11")).value
    again = [each for each in november.claims if each.reference not in own(november, ready)]
    assert [(each.wallet, each.token_class, each.kind, each.amount) for each in again] == [
        (back.wallet, back.token_class, back.kind, back.amount)
    ]
    confirmed(kept, november, specimen_confirmations(november.instructions))
    december = close(Period.parse("2026-12")).value
    assert {each.reference for each in december.claims} == own(december, ready)
    confirmed(kept, december, specimen_confirmations(december.instructions))
    (obligation,) = eighth(kept, register, ready)
    assert (obligation.standing, obligation.findings) == (Standing.HOLDS, ())


def test_a_return_that_was_paid_again_and_is_then_said_to_have_been_paid_after_all_is_named(
    close, kept, register, ready
):
    september = close().value
    confirmed(kept, september, returned(september))
    october = close(OCTOBER).value
    confirmed(kept, october, specimen_confirmations(october.instructions))
    confirmed(kept, september, specimen_confirmations(september.instructions))
    (obligation,) = eighth(kept, register, ready)
    assert obligation.standing is Standing.BROKEN
    assert [each.code for each in obligation.findings] == ["servicing.carried-differs"]


def test_a_word_the_bank_takes_back_is_on_record_though_the_file_is_the_same(close, kept):
    september = close().value
    paid, back = specimen_confirmations(september.instructions), returned(september)
    for sent in (paid, back, paid, paid):
        confirmed(kept, september, sent)
    words = [body_of(kept, row)["file"] for row in kept.journal.acts(kind=CONFIRMED)]
    assert len(words) == 3
    assert words[0] == words[2] != words[1]
    assert not [each for each in close(OCTOBER).value.claims if each.amount == september.claims[0].amount]


def test_no_month_is_closed_before_the_bank_spoke_of_the_last(close, kept):
    close()
    outcome = close(OCTOBER)
    assert (outcome.value, codes(outcome)) == (None, ["servicing.payment-unconfirmed"])
    assert kinds(kept) == [COMPLETED, CLOSED]
