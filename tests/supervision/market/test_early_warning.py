"""Deals that go otherwise than filed and than their peers are told early; a bad year for all of them is not."""

from dataclasses import replace
from datetime import date, timedelta

from tallystick.supervision.market.alerts import Kind
from tallystick.supervision.market.records import Source
from tests.supervision.market.small import DEALS, LAST, MONTHS, calm, changed, kinds, said, watched

A = "leases-1"


def test_losses_above_the_filing_and_above_peers():
    (alert,) = watched(changed(calm(), A, 4, loss=lambda back: (MONTHS - back) * 1_900))
    assert (alert.kind, alert.measured, alert.against) == (Kind.VINTAGE_WORSE, "190%", "150%")
    assert (alert.since, alert.age) == (LAST.add(-3), 4)
    assert dict(alert.values) == {"loss": "2.28%", "filed": "1.2%", "age": "12", "peers": "100%", "peers-counted": "5"}


def test_a_bad_year_for_the_whole_class_is_not_one_deals_alarm():
    market = calm()
    for deal in DEALS:
        market = changed(market, deal.deal, 6, loss=lambda back: (MONTHS - back) * 1_900)
    assert kinds(market) == []


def test_coverage_that_falls():
    (alert,) = watched(changed(calm(), A, 3, coverage=lambda back: 1_060_000 + 60_000 * back))
    assert (alert.kind, alert.measured, alert.age) == (Kind.COVERAGE_FALLING, "10.4%", 3)
    assert kinds(changed(calm(), A, 1, coverage=900_000)) == [], "one bad month is an event, not a trend"
    assert kinds(changed(calm(), A, 3, coverage=lambda back: 1_300_000 if back == 0 else 900_000)) == [], "made good"
    assert kinds(changed(calm(), A, 3, coverage=lambda back: 1_200_000 + 10_000 * back)) == []


def test_a_trigger_that_is_near_or_coming_nearer_fast():
    assert kinds(changed(calm(), A, 1, distance=99_999)) == [Kind.TRIGGER_NEAR]
    assert kinds(changed(calm(), A, 1, distance=250_000)) == []
    assert kinds(changed(calm(), A, 3, distance=lambda back: 180_000 + back * 70_000)) == [Kind.TRIGGER_NEAR]


def test_a_tape_that_says_less_than_it_did():
    assert kinds(changed(calm(), A, 1, missing=7_500)) == [Kind.QUALITY_DRIFT]
    assert kinds(changed(calm(), A, 1, missing=6_000)) == []


def test_reports_that_come_late_again_and_again():
    late = changed(calm(), A, 3, told=date(2027, 12, 1))
    (alert,) = watched(late)
    assert (alert.kind, alert.measured, alert.age) == (Kind.REPORTS_LATE, "3", 3)
    assert kinds(changed(calm(), A, 2, told=date(2027, 12, 1))) == []
    on_the_day = replace(calm(), months=tuple(replace(each, told=each.due) for each in calm().months))
    assert kinds(on_the_day) == []


def test_a_report_not_there_is_late_only_after_its_day():
    missing = changed(calm(), A, 3, told=None)
    assert kinds(missing) == [Kind.REPORTS_LATE]
    early = replace(missing, as_of=LAST.next().first + timedelta(days=19))
    assert kinds(early) == []


def drifting(*ppm: int):
    market = calm()
    for deal in ("leases-1", "leases-2"):
        for back, by in enumerate(reversed(ppm)):
            before = back + 1
            market = said(market, deal, "cash", Source.SERVICER, before, ppm=by)
            market = said(market, deal, "cash", Source.SERVICER, back, ppm=1_000_000 * 1_000_000 // by)
    return market


def test_a_servicer_that_drifts_from_its_tapes():
    drift = [each for each in watched(drifting(998_000, 994_000, 990_000, 985_000)) if "servicer" in each.kind]
    assert [(each.about, each.deals) for each in drift] == [("east", ("leases-1", "leases-2"))]
    assert drift[0].measured == "1.5%"


def test_one_month_of_late_postings_is_no_drift():
    assert Kind.SERVICER_DRIFT not in kinds(drifting(1_000_000, 1_000_000, 1_000_000, 985_000))
    assert Kind.SERVICER_DRIFT not in kinds(drifting(999_900, 999_800, 999_700, 999_500))


def test_turnover_and_price_as_never_before():
    assert kinds(changed(calm(), A, 1, turnover=300_000)) == [Kind.TURNOVER_ABNORMAL]
    assert kinds(changed(calm(), A, 1, price=960_000)) == [Kind.PRICE_ABNORMAL]
    assert kinds(changed(calm(), A, 1, turnover=60_000, price=975_000)) == []
    assert kinds(changed(calm(), A, MONTHS, turnover=None, price=None)) == []
