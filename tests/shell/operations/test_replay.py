"""Replay from files alone: certificates, bank files and the bank's words of three months, and every change in them."""

import pytest

from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.replaying.replay import replay_months
from tallystick.shell.operations.servicing.restating.restate import restate
from tallystick.shell.operations.servicing.service import service
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
from tests.shell.operations.issued import TOKENS, issued, overseas, register_of

LATER = at("2027-10-01T02:00")
MONTHS = [Period.parse(f"2026-{month}") for month in ("09", "10", "11")]
CORRECTION = (
    b"period,item,old,new,currency,carried_in,reason_zh,reason_en\n2026-09,fees,79677.84,79777.84,CNY,2026-11,x,x\n"
)


@pytest.fixture(scope="module")
def paid() -> dict[str, bytes]:
    """Everything that was written for three months: the first payment came back once, and a fee was corrected."""
    ready, kept = issued(), overseas()
    register = register_of(ready)
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    files: dict[str, bytes] = {}
    for period in MONTHS:
        closed = service(kept, register, ready, folder(), period, by=by, signers=keys, at=LATER).value
        assert closed is not None
        sent = specimen_confirmations(closed.instructions)
        if period == MONTHS[0]:
            head, first, *rest = sent.splitlines(keepends=True)
            sent = b"".join([head, first.replace(b",paid,", b",returned,"), *rest])
        day = closed.closed.flows()[0].day.paid
        word = BankFile(content=sent, value_date=day, specimen=True)
        confirm(kept, FILING, period, closed.claims, word, by=by[0], signer=keys[0], at=LATER)
        if period == MONTHS[1]:
            assert restate(kept, ready, folder(), CORRECTION, by=by, signers=keys, at=LATER).value is not None
        files |= dict(closed.files) | {f"confirmations-{period}.csv": sent}
    return files


def replayed(files, only=None):
    return replay_months(crossed(), placement(), folder(), files, folder="paid", only=only)


def test_what_was_reported_and_paid_is_what_the_files_give(paid):
    outcome = replayed(paid)
    assert codes(outcome) == []
    assert outcome.value.compared == outcome.value.agreeing > 0
    assert [str(period) for period, _ in outcome.value.paid] == [str(each) for each in MONTHS for _ in TOKENS]
    september, october = outcome.value.paid[0][1], outcome.value.paid[2][1]
    assert september.confirmed + september.returned == september.instructed == september.owed
    assert october.again == september.returned
    assert october.instructed == october.owed + october.again


@pytest.mark.parametrize("period", MONTHS)
def test_any_one_month_can_be_asked_for(paid, period):
    outcome = replayed(paid, period)
    assert codes(outcome) == []
    assert {each for each, _ in outcome.value.paid} == {period} or period == MONTHS[2]


@pytest.mark.parametrize("period", MONTHS)
def test_a_cent_in_a_certificate_is_found(paid, period):
    name = f"certificate-{period}.json"
    changed = paid[name].replace(b'"shortfall":"0.00 USD"', b'"shortfall":"0.01 USD"', 1)
    assert changed != paid[name]
    assert codes(replayed(paid | {name: changed}, period)) == ["servicing.certificate-differs"]


def test_a_cent_in_a_bank_file_or_in_the_banks_word_is_found(paid):
    name = f"bank-{MONTHS[1]}.csv"
    head, first, *rest = paid[name].splitlines(keepends=True)
    cells = first.split(b",")
    cells[3] = b"1.00"
    told = codes(replayed(paid | {name: b"".join([head, b",".join(cells), *rest])}))
    assert set(told) == {"servicing.replay-instructed", "servicing.replay-confirmed"}
    words = f"confirmations-{MONTHS[1]}.csv"
    short = b"".join(paid[words].splitlines(keepends=True)[:-1])
    assert codes(replayed(paid | {words: short})) == ["servicing.replay-confirmed"]


def test_a_folder_without_a_certificate_has_nothing_to_replay(paid):
    outcome = replayed({})
    assert (outcome.value, codes(outcome)) == (None, ["servicing.replay-nothing"])
