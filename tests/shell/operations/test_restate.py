"""Correct an earlier month: with its trail, signed by two, carried by a later month, and never an overwrite."""

from dataclasses import replace

import pytest

from tallystick.evidence.canonical import parse_canonical
from tallystick.issuance.obligations import Standing
from tallystick.servicing.proofs import prove_certificates, prove_payments
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.restating.restate import restate
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.found.payments import payments_found
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    FILING,
    ISSUER,
    PAYING_AGENT,
    TRUSTEE,
    at,
    codes,
    folder,
    person,
    signer,
)
from tests.shell.operations.issued import TOKENS
from tests.shell.operations.twins import kinds

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
LATER = at("2027-10-01T02:00")
PEOPLE = (person(PAYING_AGENT), person(TRUSTEE))
KEYS = (signer(PAYING_AGENT), signer(TRUSTEE))
HEAD = "period,item,old,new,currency,carried_in,reason_zh,reason_en\n"
WHY = "漏记手续费,a fee was left out"


@pytest.fixture
def close(kept, register, ready):
    def closing(period, files=None):
        outcome = service(kept, register, ready, files or folder(), period, by=PEOPLE, signers=KEYS, at=LATER)
        if outcome.value is not None:
            sent = BankFile(
                content=specimen_confirmations(outcome.value.instructions),
                value_date=outcome.value.closed.flows()[0].day.paid,
                specimen=True,
            )
            confirm(kept, FILING, period, outcome.value.claims, sent, by=PEOPLE[0], signer=KEYS[0], at=LATER)
        return outcome

    return closing


def correct(kept, ready, rows, *, by=PEOPLE, signers=KEYS, moment=LATER):
    content = (HEAD + "\n".join(rows) + "\n").encode()
    return restate(kept, ready, folder(), content, by=by, signers=signers, at=moment)


FEES = f"2026-09,fees,79677.84,79777.84,CNY,2026-10,{WHY}"


def test_a_correction_leaves_the_month_as_it_was_and_the_next_one_carries_it(close, kept, ready):
    september = close(SEPTEMBER).value
    outcome = correct(kept, ready, [FEES])
    assert codes(outcome) == []
    again = close(SEPTEMBER).value
    assert again.files == september.files
    october = close(OCTOBER).value
    (line,) = october.certificate.corrections
    assert (str(line.period), line.item, str(line.old), str(line.new)) == (
        "2026-09",
        "fees",
        "79677.84 CNY",
        "79777.84 CNY",
    )
    received = october.closed.paid.onshore.received
    reported = october.closed.collection.amounts
    assert received["fees"] == reported["fees"] + Money.parse("100.00 CNY")
    assert kinds(kept)[:5] == [COMPLETED, CLOSED, "servicing.confirmed", RESTATED, CLOSED]


def test_the_trail_says_old_new_why_and_who_and_what_the_month_would_have_come_to(close, kept, ready):
    september = close(SEPTEMBER).value
    outcome = correct(kept, ready, [FEES])
    ((name, content),) = outcome.value.files.items()
    told = parse_canonical(content)
    assert isinstance(told, dict)
    assert name.startswith("restatement-2026-09-")
    assert told["certificate"] == september.certificate.digest
    (row,) = kept.journal.acts(kind=RESTATED)
    body = body_of(kept, row)
    assert (body["prepared_by"], body["approved_by"], row.entry.draft.actor) == (PAYING_AGENT, TRUSTEE, PAYING_AGENT)
    (correction,) = told["corrections"]
    assert (correction["reason_zh"], correction["reason_en"]) == ("漏记手续费", "a fee was left out")
    changed = {
        str(each.argument("entry")) for each in outcome.value.trails[SEPTEMBER] if "entry" in dict(each.arguments)
    }
    assert "fees" in changed
    assert any(each.startswith("onshore on-") for each in changed)


def test_a_corrected_balance_is_what_the_carrying_month_opens_with(close, kept, ready):
    close(SEPTEMBER)
    rows = [
        f"2026-09,prepaid-principal,6612856.11,6612756.11,CNY,2026-10,{WHY}",
        f"2026-09,closing-balance,935812003.77,935812103.77,CNY,2026-10,{WHY}",
    ]
    assert codes(correct(kept, ready, rows)) == []
    refused = close(OCTOBER)
    assert codes(refused) == ["servicing.opening-differs"]
    files = folder()
    name = "collections/2026-10.csv"
    text = files[name].decode().replace("opening-balance,935812003.77", "opening-balance,935812103.77")
    closing = next(line for line in text.splitlines() if line.startswith("closing-balance")).split(",")[1]
    files[name] = text.replace(f"closing-balance,{closing}", f"closing-balance,{hundred_more(closing)}").encode()
    assert close(OCTOBER, files).findings == ()


def test_a_correction_is_not_recorded_before_the_payment_it_corrects(close, kept, ready):
    close(SEPTEMBER)
    outcome = correct(kept, ready, [FEES], moment=at("2027-09-30T02:00"))
    assert (outcome.value, codes(outcome)) == (None, ["servicing.restated-earlier"])
    assert RESTATED not in kinds(kept)
    assert codes(correct(kept, ready, [FEES])) == []


def hundred_more(amount):
    """A hundred yuan more."""
    money = Money.parse(f"{amount} CNY") + Money.parse("100.00 CNY")
    return str(money).partition(" ")[0]


def test_recording_it_again_is_the_same_act_and_a_second_correction_starts_from_the_first(close, kept, ready):
    close(SEPTEMBER)
    first = correct(kept, ready, [FEES])
    assert correct(kept, ready, [FEES]).value == first.value
    assert len(kept.journal.acts(kind=RESTATED)) == 1
    stale = correct(kept, ready, [f"2026-09,fees,79677.84,79877.84,CNY,2026-10,{WHY}"])
    assert codes(stale) == ["servicing.correction-old-differs"]
    assert correct(kept, ready, [f"2026-09,fees,79777.84,79877.84,CNY,2026-10,{WHY}"]).findings == ()
    october = close(OCTOBER).value
    assert [str(each.new) for each in october.certificate.corrections] == ["79777.84 CNY", "79877.84 CNY"]
    assert str(october.closed.collection.shift("fees")) == "200.00 CNY"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([f"2026-10,fees,1.00,2.00,CNY,2026-11,{WHY}"], "servicing.correction-not-closed"),
        ([f"2026-09,gifts,1.00,2.00,CNY,2026-10,{WHY}"], "servicing.item-unknown"),
        ([f"2026-09,fees,1.00,2.00,CNY,2026-10,{WHY}"], "servicing.correction-old-differs"),
        ([f"2026-09,fees,79677.84,79677.84,CNY,2026-10,{WHY}"], "servicing.correction-nothing"),
        ([f"2026-09,fees,79677.84,-1.00,CNY,2026-10,{WHY}"], "servicing.correction-nothing"),
        ([f"2026-09,fees,79677.84,79777.84,CNY,2026-09,{WHY}"], "servicing.correction-too-early"),
        ([f"2026-09,fees,79677.84,79777.84,USD,2026-10,{WHY}"], "servicing.currency-differs"),
        ([FEES, FEES], "servicing.item-twice"),
        ([f"2026-09,scheduled-principal,58218007.86,58218007.85,CNY,2026-10,{WHY}"], "servicing.balance-breaks"),
        ([], "tape.table-rows-missing"),
    ],
)
def test_a_correction_that_cannot_stand_is_refused_whole(close, kept, ready, rows, code):
    close(SEPTEMBER)
    outcome = correct(kept, ready, rows)
    assert outcome.value is None
    assert code in codes(outcome)
    assert kept.journal.acts(kind=RESTATED) == ()


def test_what_is_wrong_with_a_file_is_told_in_one_pass_with_its_rows(close, kept, ready):
    close(SEPTEMBER)
    rows = [
        f"2026-09,fees,79677.84,79777.84,USD,2026-10,{WHY}",
        f"2026-09,fees,much,more,CNY,2026-10,{WHY}",
        f"2026-09,gifts,1.00,2.00,CNY,2026-10,{WHY}",
        f"2026-09,fees,79677.84,79777.84,CNY,2026-08,{WHY}",
    ]
    told = {(each.place.row, each.place.column, each.code) for each in correct(kept, ready, rows).findings}
    assert told == {
        (1, "currency", "servicing.currency-differs"),
        (2, "old", "servicing.amount-unreadable"),
        (2, "new", "servicing.amount-unreadable"),
        (3, "item", "servicing.item-unknown"),
        (4, "carried_in", "servicing.correction-too-early"),
    }


def test_a_file_recorded_by_others_again_is_not_carried_twice(close, kept, ready):
    close(SEPTEMBER)
    first = correct(kept, ready, [FEES])
    other = replace(PEOPLE[1], id="another-trustee-officer")
    assert correct(kept, ready, [FEES], by=(PEOPLE[0], other)).value == first.value
    assert len(kept.journal.acts(kind=RESTATED)) == 1
    assert str(close(OCTOBER).value.closed.collection.shift("fees")) == "100.00 CNY"


def test_a_file_of_a_closed_month_that_was_overwritten_stops_every_later_one(close, kept, ready):
    close(SEPTEMBER)
    name = "collections/2026-09.csv"
    rewritten = folder() | {name: folder()[name].replace(b"fees,79677.84", b"fees,79777.84")}
    refused = close(OCTOBER, rewritten)
    assert (refused.value, codes(refused)) == (None, ["servicing.month-overwritten"])
    content = (HEAD + f"2026-09,fees,79777.84,79877.84,CNY,2026-10,{WHY}\n").encode()
    again = restate(kept, ready, rewritten, content, by=PEOPLE, signers=KEYS, at=LATER)
    assert codes(again)[0] == "servicing.month-overwritten"
    assert close(OCTOBER).value is not None


def test_it_takes_the_same_two_people_as_a_payment(close, kept, ready):
    close(SEPTEMBER)
    alone = correct(kept, ready, [FEES], by=(PEOPLE[0], PEOPLE[0]), signers=(KEYS[0], KEYS[0]))
    other = correct(kept, ready, [FEES], by=(person(ISSUER), PEOPLE[1]), signers=(signer(ISSUER), KEYS[1]))
    assert (codes(alone), codes(other)) == (["issuance.same-person"], ["evidence.role-missing"])
    assert kept.journal.acts(kind=RESTATED) == ()


def test_what_cannot_be_carried_by_what_came_in_is_refused_when_the_month_is_closed(close, kept, ready):
    close(SEPTEMBER)
    assert correct(kept, ready, [f"2026-09,interest,6800462.18,0.00,CNY,2026-10,{WHY}"]).findings == ()
    assert codes(close(OCTOBER)) == ["servicing.correction-exceeds"]


def test_both_obligations_hold_over_a_correction(close, kept, ready, register):
    close(SEPTEMBER)
    correct(kept, ready, [FEES])
    close(OCTOBER)
    read, _ = read_collections(folder(), ready.received.deal)
    found = payments_found(kept, register, ready.received, ready.pricing, ready.placed.plan, TOKENS, read)
    seventh = prove_certificates(found.reported, found.replayed)
    eighth = prove_payments(found.records, found.replayed, TOKENS, found.late)
    assert (seventh.standing, seventh.findings) == (Standing.HOLDS, ())
    assert (eighth.standing, eighth.findings) == (Standing.HOLDS, ())
