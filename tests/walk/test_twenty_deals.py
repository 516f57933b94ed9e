"""The first twenty deals, each with its story: closing, amendment, trigger, default, a new servicer, a month restated,
enforcement, redemption. Small pools through the real waterfalls, duties and events; no ledger, seconds in all.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.deal.deal import Deal
from tallystick.deal.terms import parse_terms, terms_bytes
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.wording import Language
from tallystick.issuance.holders.amendments import changes, unfiled
from tallystick.servicing.certificate import Certificate, parse_certificate
from tallystick.servicing.lifecycle.calls import CallRights
from tallystick.servicing.lifecycle.checks import Surroundings, check_events
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.restatement import Correction, carry, restated
from tallystick.supervision.watching.drafts import drafts_of
from tallystick.supervision.watching.life import Told
from tallystick.supervision.watching.standing import DutyState
from tallystick.supervision.watching.watch import Watched
from tallystick.units.money import Money, total
from tests.walk.twenty import DEALS, FIRST, closed, deal_of, months, seen, watched

MARCH = date(2027, 3, 31)


def cny(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def state(on: Watched, duty: str) -> DutyState:
    return next(each.state for each in on.duties if each.expected.id == duty)


def rules(on: Watched) -> set[str]:
    return {each.event.rule for each in on.events}


def line(certificate: Certificate, name: str) -> Any:
    return next(each for each in certificate.classes if each.token_class == name)


@pytest.mark.parametrize("name", DEALS)
def test_each_of_the_twenty_is_read_paid_and_certified(name: str):
    deal = deal_of(name)
    (first, second) = closed(name, months(2))
    for certificate in (first, second):
        assert parse_certificate(certificate.content()) == (certificate, ())
        for step in certificate.steps:
            assert Money.parse(str(step.paid)) + step.shortfall == step.due
    principal = line(first, "senior").principal
    assert principal == cny("400.00")
    assert line(first, "senior").ending == line(second, "senior").beginning
    vehicles = {each.vehicle for each in first.classes}
    assert vehicles == ({"onshore", "offshore"} if DEALS[name].offshore else {"onshore"})
    assert deal.name.zh != deal.name.en


def test_excavators_are_issued_and_the_completion_report_is_awaited():
    before, after = date(2026, 9, 14), date(2026, 9, 22)
    assert state(watched("excavators", seen("excavators", months(1)), on=after), "completion-report") in {
        DutyState.DUE,
        DutyState.MISSING,
    }
    told = [Told(of="completion-report", day=date(2026, 9, 17), by="shen-yilan", report="ab" * 32)]
    assert state(watched("excavators", seen("excavators", months(1)), on=after, told=told), "completion-report") is (
        DutyState.TOLD
    )
    assert state(watched("excavators", seen("excavators", months(1)), on=before), "completion-report") is (
        DutyState.NOT_YET
    )


def test_cars_are_repaid_to_the_last_dollar_and_nothing_is_owed_after():
    given = months(4, last=True)
    through = seen("cars", given)
    assert all(each.ending.is_zero() for each in through[-1].certificate.classes if each.vehicle == "onshore")
    last = given[-1].period
    ended = watched("cars", through, on=date(2027, 6, 30), ended=last)
    running = watched("cars", through, on=date(2027, 6, 30))
    owed = {each.expected.id for each in ended.duties}
    assert f"distribution/{last}" in owed
    assert f"distribution/{last.next()}" not in owed
    assert f"distribution/{last.next()}" in {each.expected.id for each in running.duties}


def test_phones_hit_their_trigger_and_the_draft_says_it_in_both_languages():
    through = seen("phones", months(3, defaulted=(0, 0, 400)))
    on = watched("phones", through, on=date(2026, 12, 20))
    assert "D2-2" in rules(on)
    assert [each.breached for each in through[-1].certificate.triggers] == [True]
    files = drafts_of(on.events, deal_of("phones"), [each.certificate for each in through])
    assert {name.rpartition("-")[2] for name in files} == {f"{each}.md" for each in Language}


def test_suppliers_lose_more_than_a_tenth_in_a_year():
    on = watched("suppliers", seen("suppliers", months(3, defaulted=(300, 300, 500))), on=date(2026, 12, 20))
    assert any(each.event.id.startswith("D2-1/") for each in on.events)


def test_mills_bring_a_fifth_less_than_was_forecast():
    given = months(2)
    cash = cash_of(given[0])
    plenty, exactly = cash.times(2), cash
    short = watched("mills", seen("mills", given), on=date(2026, 11, 20), forecast=[plenty, plenty])
    assert {each.event.period for each in short.events if each.event.rule == "D2-3"} == {"2026-09", "2026-10"}
    assert "D2-3" not in rules(watched("mills", seen("mills", given), on=date(2026, 11, 20), forecast=[exactly] * 2))


def test_charging_gets_another_servicer_on_the_day_the_first_one_goes():
    swap = "2026-10-20,servicer-terminated,,,,servicer,insolvency\n2026-10-20,servicer-appointed,,,,back-up,-"
    through = seen("charging", months(2), swap)
    events = through[-1].events
    fit = check_events(events, deal_of("charging"), through[-1].collection, Surroundings(), file="events.csv")
    assert [*fit] == []
    assert "D2-10" in rules(watched("charging", through, on=date(2026, 11, 20)))


def test_roofs_restate_a_month_and_carry_the_difference_once():
    given = months(3)
    correction = Correction(
        period=FIRST,
        item="interest",
        old=cny("80.00"),
        new=cny("95.00"),
        carried_in=FIRST.add(2),
        reason_zh="九月份漏报一笔电费",
        reason_en="a September bill was left out",
    )
    carried = carry(given, [correction])
    should = [restated(each, [correction]) for each in given]
    nothing = cny("0.00")
    assert total((cash_of(each, carried=True) for each in carried), nothing.currency) == total(
        (cash_of(each) for each in should), nothing.currency
    )
    assert closed("roofs", carried)[0] == closed("roofs", given)[0], "what was paid in September stays as it was paid"
    assert closed("roofs", carried)[2] != closed("roofs", given)[2]


def test_flats_cannot_pay_their_interest():
    through = seen("flats", months(5, interest=0))
    on = watched("flats", through, on=date(2027, 2, 20))
    assert "D2-16" in rules(on)
    assert line(through[-1].certificate, "senior").interest < line(through[-1].certificate, "senior").interest_due


def test_a_bridge_pays_at_home_alone():
    (certificate,) = closed("bridge", months(1))
    assert all(each.given == each.received for each in certificate.exchanges), "no money changes its currency"
    assert {each.vehicle for each in certificate.accounts} == {"onshore"}


def amended(deal: Deal, **changed: object) -> Deal:
    plain: Any = parse_canonical(terms_bytes(deal))
    plain["structure"]["offshore"]["classes"][0] |= changed
    read, found = parse_terms(canonical(plain))
    assert read is not None, found
    return read


def test_offices_amend_a_coupon_inside_its_range_and_need_no_update():
    filed = deal_of("offices")
    found = changes(filed, amended(filed, coupon="4.75%"))
    assert found
    assert unfiled(found) == ()


def test_servers_want_a_larger_class_and_have_to_file_first():
    filed = deal_of("servers")
    found = changes(filed, amended(filed, size="801.00 USD"))
    assert {each.code for each in unfiled(found)} == {"issuance.amendment-unfiled"}


def test_batteries_have_a_payment_returned_by_the_bank():
    through = seen("batteries", months(2))
    through = (*through[:-1], replace(through[-1], returned=("2026-10/A/0007",)))
    on = watched("batteries", through, on=date(2026, 11, 30))
    assert "D2-16" in rules(on)


def test_water_buys_back_a_claim_that_should_not_have_been_sold():
    row = "2026-10-08,repurchase,L00017,88.00 CNY,88.41 CNY,filer,ineligible: title"
    through = seen("water", months(2), row)
    fit = check_events(through[-1].events, deal_of("water"), through[-1].collection, Surroundings(), file="events.csv")
    assert [*fit] == []


def test_homes_are_called_only_by_who_may_and_for_what_is_owed():
    row = "2026-10-20,clean-up-call,,,100.00 CNY,filer,-"
    through = seen("homes", months(2), row)
    month, events, deal = through[-1].collection, through[-1].events, deal_of("homes")
    told = [
        [each.code.removeprefix("servicing.") for each in check_events(events, deal, month, around, file="e")]
        for around in (
            Surroundings(rights=CallRights(held=None)),
            Surroundings(rights=CallRights(held=False), unpaid=cny("0.00")),
            Surroundings(rights=CallRights(held=True, prices=(cny("100.00"),)), unpaid=cny("0.01")),
        )
    ]
    assert told == [["call-no-right"], ["call-early"], ["call-below"]]


def test_storage_with_a_month_missing_is_watched_up_to_the_gap():
    through = seen("storage", months(4, defaulted=(0, 0, 0, 1_000)))
    assert "D2-2" in rules(watched("storage", through, on=MARCH))
    gap = (*through[:2], through[3])
    assert "D2-2" not in rules(watched("storage", gap, on=MARCH)), "sums over a gap are trusted by nobody"


def test_estates_report_nothing_and_ever_more_people_are_told():
    soon = watched("estates", seen("estates", months(1)), on=date(2026, 11, 20))
    late = watched("estates", seen("estates", months(1)), on=MARCH)
    for on in (soon, late):
        assert state(on, "distribution/2026-09") is DutyState.MISSING
    told = [
        next(each.escalated for each in on.duties if each.expected.id == "distribution/2026-09") for on in (soon, late)
    ]
    assert set(told[0]) <= set(told[1])
    assert told[1]


@pytest.mark.parametrize("name", ["trucks", "taxis"])
def test_trucks_and_taxis_are_enforced_after_default(name: str):
    before, _, after = closed(name, months(3, defaulted=(0, 400, 0)))
    assert {each.clause for each in before.steps if each.vehicle == "onshore"} >= {"9.1(d)"}
    onshore = {each.clause for each in after.steps if each.vehicle == "onshore"}
    assert onshore == {"12(a)", "12(b)", "12(c)", "12(d)"}
    assert line(after, "junior").interest.is_zero()
    assert line(after, "junior").principal.is_zero()


def test_clinics_trap_cash_at_their_own_lower_bound():
    bad = months(7, defaulted=(0, 110))
    strict, loose = closed("clinics", bad)[-1], closed("excavators", bad)[-1]
    assert [each.breached for each in (*strict.triggers, *loose.triggers)] == [True, False]
    assert line(strict, "senior").principal > line(loose, "senior").principal
    assert line(loose, "junior").residual > line(strict, "junior").residual


def test_invoices_have_an_event_that_a_person_decides_not_to_report():
    through = seen("invoices", months(3, defaulted=(0, 0, 400)))
    on = watched("invoices", through, on=date(2026, 12, 20))
    event = next(each.event for each in on.events if each.event.rule == "D2-2")
    reasons = "Paid in full the day after; agreed with the trustee."
    told = [Told(of=event.id, day=date(2026, 12, 10), by="shen-yilan", reasons=reasons)]
    decided = watched("invoices", through, on=date(2026, 12, 20), told=told)
    assert [each.decision is not None for each in decided.events if each.event.id == event.id] == [True]
    assert event.id not in {str(each.argument("event")) for each in decided.findings if "event-" in each.code}
    assert event.id in {str(each.argument("event")) for each in on.findings if "event-" in each.code}


@pytest.mark.parametrize("page", ["twenty-deals.md", "twenty-deals.zh.md"])
def test_the_page_tells_every_story(project: Path, page: str):
    told = (project / "docs" / page).read_text(encoding="utf-8")
    assert [line.split("`")[1] for line in told.splitlines() if line.startswith("| `")] == list(DEALS)
    for each in DEALS.values():
        assert f"| {each.zh if 'zh' in page else each.en} | {each.offshore or '-'} |" in told
