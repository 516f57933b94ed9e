"""Events and remittances beside month, tape and waterfall: each difference a break of its kind, with owner and age."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.lifecycle.events import parse_events
from tallystick.servicing.reconciliation.beside import Looked, Sent, event_breaks, remittance_breaks, servicer_breaks
from tallystick.servicing.reconciliation.breaks import Owner
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.remittance.records import parse_remittances
from tallystick.units.money import Currency, Money
from tests.servicing.months import FIRST, months
from tests.servicing.remittance.test_remittances import FIELDS

HEAD = "on,kind,asset,principal,price,party,reason"
LOOKED = Looked(tolerance=Money.zero(Currency.CNY), as_of=date(2026, 11, 10))
BEFORE = {"L1": Money.parse("100.00 CNY"), "L2": Money.parse("50.00 CNY")}
REPURCHASE = "2026-09-08,repurchase,L1,100.00 CNY,101.00 CNY,filer,title"
OUT = "2026-09-09,substitution-out,L2,50.00 CNY,,filer,arrears"
IN = "2026-09-09,substitution-in,L9,50.00 CNY,,filer,-"
GONE = "2026-09-20,servicer-terminated,,,,filer,insolvent"


def events(*rows):
    read, wrong = parse_events("\n".join([HEAD, *rows, ""]).encode(), period=FIRST, currency=Currency.CNY, file="e")
    assert wrong == ()
    return read


def told(*rows, before=BEFORE, after=None):
    (month,) = months(1)
    made = event_breaks(events(*rows), month, (before, after), LOOKED)
    return [(each.kind.value, each.of, str(each.difference)) for each in made]


def test_a_repurchased_asset_that_is_gone_has_no_break():
    assert told(REPURCHASE, after={"L2": BEFORE["L2"]}) == []


@pytest.mark.parametrize(
    ("rows", "after", "breaks"),
    [
        ([REPURCHASE.replace("L1", "L7")], None, [("asset-principal", "L7", "100.00 CNY")]),
        ([REPURCHASE.replace(",100.00", ",99.99")], None, [("asset-principal", "L1", "-0.01 CNY")]),
        ([REPURCHASE], {"L1": "0.01 CNY"}, [("asset-still-there", "L1", "0.01 CNY")]),
        (
            [OUT, IN],
            {"L9": "49.00 CNY"},
            [("asset-not-there", "L9", "-1.00 CNY"), ("came-unreported", "2026-09", "50.00 CNY")],
        ),
    ],
)
def test_what_left_or_came_is_held_against_the_tapes_and_the_month(rows, after, breaks):
    there = None if after is None else {loan: Money.parse(owed) for loan, owed in after.items()}
    assert told(*rows, after=there) == breaks


def test_more_bought_back_than_the_month_reports_is_a_break_of_the_servicer():
    (month,) = months(1)
    much = month.amounts["prepaid-principal"] + Money.parse("0.01 CNY")
    row = f"2026-09-08,repurchase,L1,{much},{much},filer,title"
    (one,) = event_breaks(events(row), month, (None, None), LOOKED)
    assert (one.kind, one.owner, one.age, one.is_open) == ("left-unreported", Owner.SERVICER, 41, True)
    assert str(one.difference) == "0.01 CNY", "more than reported reads as more"


def test_a_call_whose_price_never_came_and_whose_loans_stay_is_told_of_month_and_tape():
    (month,) = months(1)
    earned = cash_of(month) - month.amounts["scheduled-principal"]
    row = f"2026-09-30,clean-up-call,,,{earned + month.closing},filer,-"
    assert told(row, after=BEFORE) == [
        ("call-unreported", "2026-09", str(month.closing)),
        ("asset-still-there", "closing-balance", str(month.closing)),
        ("asset-still-there", "L1, L2", "150.00 CNY"),
    ]
    amounts = dict(month.amounts) | {
        "prepaid-principal": month.amounts["prepaid-principal"] + month.closing,
        "closing-balance": Money.zero(Currency.CNY),
    }
    called = replace(month, amounts=amounts)
    gone = {"L1": Money.zero(Currency.CNY)}
    row = f"2026-09-30,clean-up-call,,,{month.closing},filer,-"
    assert list(event_breaks(events(row), called, (BEFORE, gone), LOOKED)) == []


@pytest.mark.parametrize(
    ("rows", "ages"),
    [
        ([GONE], [(51, True)]),
        ([GONE, "2026-09-25,servicer-appointed,,,,trustee-onshore,x"], [(5, False)]),
        ([GONE, "2026-09-20,servicer-appointed,,,,trustee-onshore,x"], []),
        ([GONE, "2026-09-15,servicer-appointed,,,,trustee-onshore,x"], []),
        (["2026-09-02,back-up-named,,,,trustee-onshore,x"], []),
        ([GONE, "2026-09-20,servicer-appointed,,,,filer,x"], [(51, True)]),
        ([GONE, "2026-09-25,servicer-appointed,,,,filer,x"], [(51, True)]),
        (["2026-09-15,servicer-appointed,,,,filer,x", GONE], [(51, True)]),
        ([GONE, "2026-09-20,servicer-appointed,,,,nobody-known,x"], [(51, True)]),
        ([GONE, "2026-09-25,servicer-appointed,,,,nobody-known,x"], [(51, True)]),
        (
            [GONE, "2026-09-25,servicer-appointed,,,,trustee-onshore,x", "2026-09-28,servicer-appointed,,,,filer,x"],
            [(5, False)],
        ),
    ],
)
def test_days_without_a_servicer_are_a_break_of_the_trustee_cured_by_the_appointment_of_another_party(rows, ages):
    made = list(servicer_breaks(events(*rows), months(1), {"filer", "trustee-onshore"}, LOOKED))
    assert [(each.age, each.is_open) for each in made] == ages
    assert {each.owner for each in made} <= {Owner.TRUSTEE}


def test_a_servicer_that_goes_in_a_month_that_brought_nothing_is_a_break_all_the_same():
    (one,) = servicer_breaks(events(GONE), [], {"filer"}, LOOKED)
    assert (one.found.is_zero(), one.is_open, one.age) == (True, True, 51)


def records(*amounts, on="2026-10-19"):
    rows = [
        {**FIELDS, "reference": f"R-{place}", "gross": f"{amount} CNY", "sent_on": on}
        for place, amount in enumerate(amounts)
    ]
    text = "\n".join([",".join(FIELDS), *(",".join(row.values()) for row in rows), ""])
    return tuple(each for _, each in parse_remittances(text.encode(), file="r")[0])


def sent(due, *amounts, day=date(2026, 10, 19), on="2026-10-19", there=True):
    return Sent(due={"senior": Money.parse(f"{due} CNY")}, day=day, records=records(*amounts, on=on) if there else None)


def test_what_was_sent_in_parts_and_adds_up_has_no_break():
    assert list(remittance_breaks([sent("100.00", "60.00", "40.00")], LOOKED)) == []


@pytest.mark.parametrize(
    ("month", "kind", "difference"),
    [
        (sent("100.00", "99.99"), "remittance-short", "-0.01 CNY"),
        (sent("100.00", "100.01"), "remittance-over", "0.01 CNY"),
        (sent("100.00", there=False), "remittance-missing", "-100.00 CNY"),
        (sent("100.00"), "remittance-short", "-100.00 CNY"),
    ],
)
def test_what_was_sent_otherwise_is_a_break_of_the_trustee(month, kind, difference):
    (one,) = remittance_breaks([month], LOOKED)
    assert (one.kind, one.of, str(one.difference), one.owner, one.age) == (kind, "senior", difference, "trustee", 22)


def test_a_payment_that_is_not_due_yet_is_not_missing():
    assert list(remittance_breaks([sent("100.00", day=date(2026, 11, 11), there=False)], LOOKED)) == []


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_what_is_sent_late_makes_good_what_was_short_and_nothing_is_netted_away(short, extra):
    owed = 10**6
    months_ = [
        sent("10000.00", f"{(owed - short) // 100}.{(owed - short) % 100:02}"),
        sent("10000.00", f"{(owed + extra) // 100}.{(owed + extra) % 100:02}", day=date(2026, 11, 9), on="2026-11-09"),
    ]
    made = list(remittance_breaks(months_, LOOKED))
    assert sum(each.difference.minor for each in made if each.cured is None) == extra - short
    assert {each.age for each in made if each.cured is not None} == ({21} if extra else set())


def test_what_was_sent_too_much_is_made_good_by_what_a_later_month_sends_less():
    later = sent("100.00", "70.00", day=date(2026, 11, 9), on="2026-11-09")
    good, over = remittance_breaks([sent("100.00", "140.00"), later], LOOKED)
    assert (good.kind, str(good.difference), good.cured, good.age) == (
        "remittance-over",
        "30.00 CNY",
        date(2026, 11, 9),
        21,
    )
    assert (over.kind, str(over.difference), over.is_open) == ("remittance-over", "10.00 CNY", True)
