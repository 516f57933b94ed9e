"""Repurchase, substitution, clean-up call and change of servicer, each held against month, loans and deal."""

import pytest

from tallystick.servicing.lifecycle.calls import CallRights
from tallystick.servicing.lifecycle.checks import Surroundings, check_events
from tallystick.servicing.lifecycle.events import EventKind, parse_events
from tallystick.servicing.lifecycle.servicers import Servicing, servicer_changes, servicing_after
from tallystick.units.money import Currency, Money
from tests.servicing.months import FIRST, months, priced_deal

HEAD = "on,kind,asset,principal,price,party,reason"
TAPES = Surroundings(eligible=frozenset({"L9"}))
REPURCHASE = "2026-09-08,repurchase,L1,100.00 CNY,101.00 CNY,filer,title"


def told(*rows, around=TAPES):
    events, wrong = parse_events("\n".join([HEAD, *rows, ""]).encode(), period=FIRST, currency=Currency.CNY, file="e")
    assert wrong == ()
    (month,) = months(1)
    return [
        each.code.removeprefix("servicing.") for each in check_events(events, priced_deal(), month, around, file="e")
    ]


def test_a_repurchase_at_par_and_more_of_a_loan_in_the_pool_is_in_order():
    assert told(REPURCHASE) == []


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([REPURCHASE.replace("101.00", "99.99")], ["repurchase-below"]),
        ([REPURCHASE, REPURCHASE], ["asset-left-before"]),
        ([REPURCHASE.replace("filer", "nobody")], ["event-party"]),
        (["2026-09-09,substitution-in,L9,50.00 CNY,,filer,-"], ["substitution-grows"]),
        (
            [
                "2026-09-09,substitution-out,L2,50.00 CNY,,filer,arrears",
                "2026-09-09,substitution-in,L8,50.00 CNY,,filer,-",
            ],
            ["substitute-unfit"],
        ),
        (["2026-09-20,clean-up-call,,,1.00 CNY,filer,-"], ["call-no-right"]),
        (["2026-09-20,servicer-terminated,,,,filer,insolvent"], []),
        (["2026-09-02,back-up-named,,,,trustee-onshore,x"], []),
    ],
)
def test_what_does_not_fit_is_named(rows, codes):
    assert told(*rows) == codes


def test_a_servicer_that_was_dismissed_does_not_succeed_itself_in_this_month_or_a_later_one():
    gone, again = "2026-09-20,servicer-terminated,,,,filer,x", "2026-09-21,servicer-appointed,,,,filer,-"
    other = "2026-09-21,servicer-appointed,,,,trustee-onshore,-"
    assert told(gone, again) == ["servicer-again"]
    assert told(again, around=Surroundings(servicing=Servicing(dismissed=frozenset({"filer"})))) == ["servicer-again"]
    assert told(gone, other, again.replace("09-21", "09-25")) == []
    assert told(again) == []


def test_who_is_appointed_on_the_day_of_the_dismissal_succeeds_for_the_months_after():
    rows = ["2026-09-20,servicer-terminated,,,,filer,x", "2026-09-20,servicer-appointed,,,,trustee-onshore,-"]
    content = "\n".join([HEAD, *rows, ""]).encode()
    events, _ = parse_events(content, period=FIRST, currency=Currency.CNY, file="e")
    parties = {"filer", "trustee-onshore"}
    assert servicing_after(events, parties).dismissed == frozenset()
    assert servicing_after(events[:1], parties).dismissed == {"filer"}
    assert not any(each.left_vacant for each in servicer_changes(events, parties))


def test_whom_one_month_appoints_services_when_the_next_dismisses_the_other():
    parties = {"filer", "trustee-onshore"}
    rows = ["2026-09-20,servicer-appointed,,,,trustee-onshore,-", "2026-10-05,servicer-terminated,,,,filer,x"]
    back = "2026-11-02,servicer-appointed,,,,filer,-"
    september, october, november = (
        parse_events(f"{HEAD}\n{row}\n".encode(), period=FIRST.add(later), currency=Currency.CNY, file="e")[0]
        for later, row in enumerate([*rows, back])
    )
    then = servicing_after(september, parties)
    (change,) = servicer_changes(october, parties, then)
    assert not change.left_vacant, "the other serves already"
    assert change.after == Servicing(serving=frozenset({"trustee-onshore"}))
    (change,) = servicer_changes(november, parties, change.after)
    assert change.came_to == "appointed", "whoever was succeeded may come back"
    every = [each.after for each in servicer_changes((*september, *october, *november), parties)]
    assert every[-1] == change.after, "month by month, or all at once"


def test_a_loan_that_left_in_an_earlier_month_does_not_leave_again():
    assert told(REPURCHASE, around=Surroundings(gone=frozenset({"L1"}))) == ["asset-left-before"]


def test_of_events_of_one_asset_the_one_further_down_the_file_is_named_whatever_their_days():
    rows = [REPURCHASE.replace("09-08", "09-09"), REPURCHASE.replace("L1", "L2"), REPURCHASE]
    events, _ = parse_events("\n".join([HEAD, *rows]).encode(), period=FIRST, currency=Currency.CNY, file="e")
    by_day = sorted(events, key=lambda each: each.on)
    (found,) = check_events(by_day, priced_deal(), months(1)[0], TAPES, file="e")
    assert (found.code, found.place.row) == ("servicing.asset-left-before", 3)


SUBSTITUTED = ("2026-09-09,substitution-out,L1,50.00 CNY,,filer,x", "2026-09-09,substitution-in,L9,50.00 CNY,,filer,-")


@pytest.mark.parametrize(
    ("rows", "around", "codes"),
    [
        ([REPURCHASE], {"pool": {"L1"}}, []),
        ([REPURCHASE], {"pool": {"L2"}}, ["asset-never-there"]),
        ([REPURCHASE], {"pool": {"L2"}, "came": {"L1"}}, []),
        (SUBSTITUTED, {"pool": {"L1"}}, []),
        (SUBSTITUTED, {"pool": {"L1", "L9"}}, ["asset-in-already"]),
        (SUBSTITUTED, {"pool": {"L1", "L9"}, "gone": frozenset({"L9"})}, []),
        (SUBSTITUTED, {"pool": {"L1"}, "came": {"L9"}}, ["asset-in-already"]),
    ],
)
def test_an_asset_leaves_a_pool_it_stood_in_and_comes_into_one_it_did_not(rows, around, codes):
    assert told(*rows, around=Surroundings(**around)) == codes


@pytest.mark.parametrize(
    ("callable_", "unpaid", "codes"),
    [
        (True, "0.00", ["call-unheld"]),
        (False, "0.00", ["call-early"]),
        (True, "0.01", ["call-unheld", "call-below"]),
        (None, "0.00", ["call-no-right"]),
    ],
)
def test_a_clean_up_call_needs_the_right_the_day_and_the_price(callable_, unpaid, codes):
    around = Surroundings(rights=CallRights(held=callable_), unpaid=Money.parse(f"{unpaid} CNY"))
    assert told("2026-09-20,clean-up-call,,,100.00 CNY,filer,-", around=around) == codes


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-09-08,gift,L1,1.00 CNY,1.00 CNY,filer,x", "servicing.event-unreadable"),
        ("2026-09-08,repurchase,,1.00 CNY,1.00 CNY,filer,x", "servicing.event-unreadable"),
        ("2026-09-08,repurchase,L1,,1.00 CNY,filer,x", "servicing.event-unreadable"),
        ("2026-09-08,repurchase,L1,1.00 USD,1.00 CNY,filer,x", "servicing.event-unreadable"),
        ("2026-09-08,repurchase,L1,1.00 CNY,-1.00 CNY,filer,x", "servicing.event-unreadable"),
        ("2026-10-08,repurchase,L1,1.00 CNY,1.00 CNY,filer,x", "servicing.event-outside"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_with_its_row(row, code):
    read, found = parse_events(f"{HEAD}\n{row}\n".encode(), period=FIRST, currency=Currency.CNY, file="e")
    assert (read, [(each.code, each.place.row) for each in found]) == ((), [(code, 1)])


def test_every_kind_is_read():
    rows = [f"2026-09-08,{kind},L1,1.00 CNY,1.00 CNY,filer,x" for kind in EventKind]
    read, found = parse_events("\n".join([HEAD, *rows]).encode(), period=FIRST, currency=Currency.CNY, file="e")
    assert ([each.kind for each in read], found) == ([*EventKind], ())
