"""Twelve months, not one: each closed in its turn, each opening with what the one before left."""

from itertools import pairwise

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.servicing.certificate import parse_certificate
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.later.chapters import CLOSED, CONFIRMED
from tallystick.shell.operations.servicing.confirm import specimen_confirmations
from tallystick.shell.operations.servicing.months import Words, service_months
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    PAYING_AGENT,
    TRUSTEE,
    at,
    codes,
    folder,
    person,
    signer,
)
from tests.shell.operations.issued import overseas, register_of
from tests.shell.operations.twins import kinds

FIRST, LAST = Period.parse("2026-09"), Period.parse("2027-08")
LATER = at("2027-10-01T02:00")


def closer(kept, register, ready):
    """Close months at a home, by the paying agent and the trustee."""
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))

    def closing(first=FIRST, last=LAST, words=None):
        said = Words(files=words or {}, specimen=True)
        return service_months(kept, register, ready, folder(), (first, last), said, acting=(by, keys), at=LATER)

    return closing


@pytest.fixture
def close(kept, register, ready):
    return closer(kept, register, ready)


@pytest.fixture(scope="module")
def year(ready):
    """A home in which month after month was closed as the bank answered, what closes there, and the whole year."""
    kept, words = overseas(), {}
    close = closer(kept, register_of(ready), ready)
    for period in (FIRST.add(number) for number in range(12)):
        (closed,) = close(period, period).value
        words[f"confirmations-{period}.csv"] = specimen_confirmations(closed.instructions)
        close(period, period, words)
    return kept, close, close(words=words)


def test_twelve_months_are_closed_in_turn(year):
    kept, _, outcome = year
    assert outcome.findings == ()
    assert [str(each.closed.period) for each in outcome.value] == [str(FIRST.add(number)) for number in range(12)]
    assert kinds(kept) == [COMPLETED, *[CLOSED, CONFIRMED] * 12]


def test_each_certificate_opens_where_the_one_before_closed(year):
    closed = year[2].value
    read = (parse_certificate(each.files[f"certificate-{each.closed.period}.json"])[0] for each in closed)
    certificates = [each for each in read if each is not None]
    assert len(certificates) == 12
    for before, after in pairwise(certificates):
        left = {(line.vehicle, line.account): line.closing for line in before.accounts}
        assert {(line.vehicle, line.account): line.opening for line in after.accounts} == left
        owing = {(line.vehicle, line.token_class): line.ending for line in before.classes}
        assert {(line.vehicle, line.token_class): line.beginning for line in after.classes} == owing
        assert after.collections["opening-balance"] == before.collections["closing-balance"]


def test_months_in_turn_are_what_months_one_by_one_are(year):
    _, close, together = year
    for each in together.value:
        (alone,) = close(each.closed.period, each.closed.period).value
        assert alone.files == each.files
        assert canonical(alone.certificate.model_dump(mode="json")) == canonical(
            each.certificate.model_dump(mode="json")
        )


def test_it_stops_where_the_bank_has_not_spoken_and_says_so(close, kept):
    outcome = close()
    assert [str(each.closed.period) for each in outcome.value] == [str(FIRST)]
    assert codes(outcome) == ["servicing.payment-unconfirmed"]
    assert kinds(kept) == [COMPLETED, CLOSED]


@pytest.mark.parametrize("period", [FIRST.add(1), FIRST.add(2), LAST])
def test_a_month_out_of_turn_is_refused(close, kept, period):
    outcome = close(period, period)
    assert (outcome.value, codes(outcome)) == (None, ["servicing.period-out-of-turn"])
    assert outcome.findings[0].argument("expected") == str(FIRST)
    assert kinds(kept) == [COMPLETED]


def test_a_word_of_the_bank_that_does_not_fit_stops_the_months_after_it(close, kept):
    spoiled = b"reference,status,amount,currency,value_date,bank_reference\nnone,paid,1.00,USD,2026-10-26,X\n"
    outcome = close(words={f"confirmations-{FIRST}.csv": spoiled})
    assert [str(each.closed.period) for each in outcome.value] == [str(FIRST)]
    assert "servicing.confirmation-unknown" in codes(outcome)
    assert kinds(kept) == [COMPLETED, CLOSED, CONFIRMED]


def test_a_specimen_names_a_payment_by_its_claim_however_much_more_is_instructed(close):
    (closed,) = close(FIRST, FIRST).value
    fewer, all_told = (specimen_confirmations(closed.instructions[start:]).splitlines() for start in (1, 0))
    assert set(fewer) < set(all_told)
