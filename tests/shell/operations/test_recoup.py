"""An excess made good: by two people, on a paper; the next month sets off what was agreed, and a claim is no less."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.claims.excess import Way, parse_set_offs, set_off_file
from tallystick.servicing.proofs import prove_payments
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.issuance.issue_records import RECOVERY
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.servicing.bank_words import set_offs_in
from tallystick.shell.operations.servicing.close_records import closed_files, payments_of
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.recouping.on_record import RECOUPED, answered
from tallystick.shell.operations.servicing.recouping.recoup import Asked, recoup
from tallystick.shell.operations.servicing.recouping.set_off import set_off_with, unagreed
from tallystick.shell.operations.servicing.replaying.replay import replay_months
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.found.payments import payments_found
from tallystick.supervision.publication import stated_month
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    FILING,
    PAYING_AGENT,
    TRUSTEE,
    at,
    codes,
    crossed,
    folder,
    person,
    placement,
    signer,
)
from tests.shell.operations.issued import TOKENS

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
SOON, LATER = at("2026-10-22T02:00"), at("2027-02-01T02:00")
PAPER = b"Paid twice under BK-TWICE; the holder consents to a set-off."


def close(kept, register, ready, period):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    when = SOON if period == SEPTEMBER else LATER
    return service(kept, register, ready, folder(), period, by=by, signers=keys, at=when)


def heard(kept, month, content):
    sent = BankFile(content=content, value_date=month.closed.flows()[0].day.paid, specimen=True)
    by, key = person(PAYING_AGENT), signer(PAYING_AGENT)
    return confirm(kept, FILING, month.closed.period, month.claims, sent, by=by, signer=key, at=LATER)


def pair(first=PAYING_AGENT, second=TRUSTEE):
    return Pair(by=(person(first), person(second)), signers=(signer(first), signer(second)))


def asked(claim, amount=None, way=Way.CONSENT, period=SEPTEMBER):
    return Asked(period=period, reference=claim.reference, amount=amount or claim.amount, way=way, paper=PAPER)


@pytest.fixture
def twice(kept, register, ready):
    """September, whose first claim the bank paid twice: it said so of the second payment in a later file."""
    month = close(kept, register, ready, SEPTEMBER).value
    words = specimen_confirmations(month.instructions)
    assert heard(kept, month, words).findings == ()
    head, first, *_ = words.splitlines(keepends=True)
    again = heard(kept, month, head + first.replace(b"SPECIMEN-", b"BK-TWICE-"))
    assert "servicing.paid-over" in codes(again)
    return month, month.instructions[0].claim


def tally(kept, register, ready):
    terms, pricing = ready.received, ready.pricing
    collections = read_collections(folder(), terms.deal)[0]
    closed = [each for each in collections if each.period in closed_files(kept, FILING)]
    found = payments_found(kept, register, terms, pricing, ready.placed.plan, TOKENS, tuple(closed))
    return prove_payments(found.records, found.replayed, tuple(TOKENS), found.late)


def test_what_is_agreed_is_set_off_by_the_next_month_and_the_claim_is_paid_no_less(kept, register, ready, twice):
    _, over = twice
    told = recoup(kept, FILING, asked(over), pair=pair(), at=LATER)
    assert codes(told) == ["servicing.excess-left", "servicing.excess-agreed"]
    assert "servicing.excess-agreed" in [each.code for each in tally(kept, register, ready).findings]
    outcome = close(kept, register, ready, OCTOBER)
    month, told_off = outcome.value, [each for each in outcome.findings if each.code == "servicing.set-off"]
    off = parse_set_offs(month.files[f"set-off-{OCTOBER}.csv"], OCTOBER)
    assert set_off_file(off) == month.files[f"set-off-{OCTOBER}.csv"]
    assert total((each.claim.amount for each in off), Currency.USD) == over.amount
    assert {each.claim.wallet for each in off} == {over.wallet}
    assert len(told_off) == len(off)
    rows, _ = parse_bank_file(month.files[f"bank-{OCTOBER}.csv"])
    instructed = total((each.claim.amount for each in rows), Currency.USD)
    assert instructed + over.amount == total((each.amount for each in month.claims), Currency.USD)
    said = heard(kept, month, specimen_confirmations(month.instructions))
    assert said.findings == ()
    owed, paid, unpaid, carried = said.value.sums(Currency.USD)
    assert (owed, unpaid.is_zero(), carried.is_zero()) == (paid, True, True)
    assert close(kept, register, ready, OCTOBER).value.files == month.files
    assert len(kept.journal.acts(kind=CLOSED)) == 2
    done = tally(kept, register, ready)
    assert {each.code for each in done.findings} == {"servicing.excess-made-good"}
    sent = {f"confirmations-{OCTOBER}.csv": specimen_confirmations(month.instructions)} | twice[0].files | month.files
    again = replay_months(crossed(), placement(), folder(), sent, folder="paid")
    assert again.value is not None
    assert set(codes(again)) == {"servicing.set-off"}
    _, lines = answered(kept, FILING, payments_of(kept, FILING)[0].reconciled())
    stated = stated_month(SEPTEMBER, (), lines)
    assert [(each.made, each.reference) for each in stated.excess] == [(over.amount, over.reference)]
    assert [each.code for each in stated.findings()] == ["servicing.excess-made-good"]
    assert next(unagreed(kept, FILING, set_offs_in(kept, closed_files(kept, FILING)[OCTOBER], OCTOBER)), None) is None


def test_what_the_holder_gave_back_ends_the_break_in_parts_and_asks_for_two_people(kept, register, ready, twice):
    _, over = twice
    half = Money(minor=over.amount.minor // 2, currency=Currency.USD)
    alone = recoup(kept, FILING, asked(over, half, Way.RETURNED), pair=pair(PAYING_AGENT, PAYING_AGENT), at=LATER)
    assert (alone.value, codes(alone)) == (None, ["issuance.same-person"])
    for _ in range(2):  # asked twice, it is one act
        part = recoup(kept, FILING, asked(over, half, Way.RETURNED), pair=pair(), at=LATER)
        assert part.value is not None
        assert (codes(part), part.value.left) == (["servicing.excess-left"], over.amount - half)
    assert len(kept.journal.acts(kind=RECOUPED)) == 1
    more = recoup(kept, FILING, asked(over, way=Way.RETURNED), pair=pair(), at=LATER)
    assert (more.value, codes(more)) == (None, ["servicing.excess-beyond"])
    rest = recoup(kept, FILING, asked(over, over.amount - half, Way.RETURNED), pair=pair(), at=LATER)
    assert rest.value is not None
    assert (codes(rest), rest.value.left.is_zero()) == (["servicing.excess-made-good"], True)
    assert f"set-off-{OCTOBER}.csv" not in close(kept, register, ready, OCTOBER).value.files
    assert [each.code for each in tally(kept, register, ready).findings if "excess" in each.code] == [
        "servicing.excess-made-good"
    ]


def test_nothing_is_taken_from_a_holder_once_the_bank_took_the_excess_back(kept, register, ready, twice):
    month, over = twice
    recoup(kept, FILING, asked(over), pair=pair(), at=LATER)
    head, first, *_ = specimen_confirmations(month.instructions).splitlines(keepends=True)
    heard(kept, month, head + first.replace(b",paid,", b",returned,").replace(b"SPECIMEN-", b"RT-"))
    assert f"set-off-{OCTOBER}.csv" not in close(kept, register, ready, OCTOBER).value.files


def test_a_claim_that_was_not_paid_beyond_has_nothing_to_make_good(kept, twice):
    month, over = twice
    other = next(each for each in month.claims if each.wallet != over.wallet)
    for wrong in (asked(other), asked(over, period=OCTOBER)):
        told = recoup(kept, FILING, wrong, pair=pair(), at=LATER)
        assert (told.value, codes(told)) == (None, ["servicing.excess-none"])


def test_what_nobody_agreed_to_set_off_is_named(kept, register, ready, twice):
    _, over = twice
    recoup(kept, FILING, asked(over), pair=pair(), at=LATER)
    assert close(kept, register, ready, OCTOBER).value is not None
    made = set_offs_in(kept, closed_files(kept, FILING)[OCTOBER], OCTOBER)
    assert not list(unagreed(kept, FILING, made))
    astray = [replace(made[0], claim=replace(made[0].claim, wallet="0x" + "0" * 40))]
    assert [each.code for each in unagreed(kept, FILING, astray)] == ["servicing.set-off-unagreed"]


def test_what_was_agreed_is_taken_back_by_two_and_agreed_again(kept, register, ready, twice):
    _, over = twice
    recoup(kept, FILING, asked(over), pair=pair(), at=LATER)
    half = Money(minor=over.amount.minor // 2, currency=Currency.USD)
    for _ in range(2):  # asked twice, it is one act
        told = recoup(kept, FILING, asked(over, half, Way.TAKEN_BACK), pair=pair(), at=LATER)
        assert told.value is not None
        assert (told.value.agreed, told.value.left) == (over.amount - half, over.amount)
    more = recoup(kept, FILING, asked(over, way=Way.TAKEN_BACK), pair=pair(), at=LATER)
    assert (more.value, codes(more)) == (None, ["servicing.excess-beyond"])
    rest = recoup(kept, FILING, asked(over, over.amount - half, Way.TAKEN_BACK), pair=pair(), at=LATER)
    assert codes(rest) == ["servicing.excess-left"]
    again = recoup(kept, FILING, asked(over), pair=pair(), at=LATER + timedelta(days=1))
    assert again.value is not None
    assert again.value.agreed == over.amount, "and it is no repetition of the first"
    assert len(kept.journal.acts(kind=RECOUPED)) == 4
    off = parse_set_offs(close(kept, register, ready, OCTOBER).value.files[f"set-off-{OCTOBER}.csv"], OCTOBER)
    assert total((each.claim.amount for each in off), Currency.USD) == over.amount
    assert next(unagreed(kept, FILING, off), None) is None
    late = recoup(kept, FILING, asked(over, way=Way.TAKEN_BACK), pair=pair(), at=LATER)
    assert (late.value, codes(late)) == (None, ["servicing.excess-beyond"]), "what a month used is not taken back"


def test_a_set_off_follows_the_holder_to_the_address_that_took_the_lost_ones_place(kept, ready, twice):
    _, over = twice
    recoup(kept, FILING, asked(over), pair=pair(), at=LATER)
    new = "0x" + "7" * 40
    owed = [replace(over, reference="next", period=OCTOBER, wallet=new)]
    assert set_off_with(kept, FILING, OCTOBER, owed) == (), "a stranger's claim pays nothing"
    pair().put(kept, RECOVERY, FILING, {"lost": over.wallet, "to": new, "paper": "0" * 64}, at=LATER)
    (off,) = set_off_with(kept, FILING, OCTOBER, owed)
    assert (off.claim.wallet, off.claim.amount) == (new, over.amount)
