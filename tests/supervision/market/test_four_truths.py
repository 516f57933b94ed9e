"""What was filed, issued, reported and minted must agree; where it does not, an alert says since when and how much."""

import pytest

from tallystick.supervision.market.alerts import Kind, alert_findings, percent
from tallystick.supervision.market.records import Source
from tests.supervision.market.small import LAST, calm, kinds, said, watched, with_claims

A = "leases-2"


def test_where_all_agree_nothing_is_said():
    assert watched(calm()) == ()


@pytest.mark.parametrize(
    ("figure", "source", "by", "kind"),
    [
        ("issued:A", Source.LEDGER, {"minor": 100}, Kind.SUPPLY_OTHER),
        ("outstanding:A", Source.LEDGER, {"minor": 1}, Kind.OUTSTANDING_OTHER),
        ("pool", Source.SERVICER, {"ppm": 1_000_020}, Kind.POOL_OTHER),
        ("cash", Source.SERVICER, {"ppm": 998_000}, Kind.CASH_OTHER),
    ],
)
def test_each_pair_of_sources(figure: str, source: Source, by: dict[str, int], kind: Kind):
    (alert,) = watched(said(calm(), A, figure, source, 3, **by))
    assert (alert.kind, alert.deals, alert.about, alert.age) == (kind, (A,), figure, 3)
    assert alert.since == LAST.add(-2)
    assert dict(alert.values)[source.value] != dict(alert.values).get("tape")


def test_within_the_tolerance_is_no_difference():
    assert kinds(said(calm(), A, "pool", Source.SERVICER, 3, ppm=1_000_010)) == []
    assert kinds(said(calm(), A, "cash", Source.SERVICER, 3, ppm=999_000)) == []


def test_a_difference_that_was_made_good_is_none_any_more():
    market = said(calm(), A, "outstanding:A", Source.LEDGER, 3, minor=5)
    assert kinds(said(market, A, "outstanding:A", Source.LEDGER, 1, minor=-5)) == []


def test_issued_above_the_cap_and_exactly_at_it():
    last = 13
    assert kinds(said(calm(), A, "issued:A", Source.PLAN, last, ppm=1, minor=57_000_000_00 - 6_000)) == []
    found = kinds(said(calm(), A, "issued:A", Source.PLAN, last, minor=-4_000_000_00))
    assert found == [Kind.ISSUED_ABOVE_FILED]


def test_a_supply_nobody_reported():
    market = with_claims(calm(), lambda each: each.deal != A or each.source is not Source.COMPLETION)
    assert kinds(market) == [Kind.ISSUED_UNREPORTED]


def test_another_pool_than_was_filed():
    assert kinds(said(calm(), A, "closing-pool", Source.TAPE, 13, minor=-1)) == [Kind.CLOSING_OTHER]


def test_an_alert_reads_as_a_finding_with_its_formula_and_owner():
    alerts = watched(said(calm(), A, "cash", Source.SERVICER, 2, ppm=990_000))
    (told,) = alert_findings(alerts)
    assert told.argument("owner") == "servicer"
    assert told.argument("months") == 2
    assert percent(-1_500) == "-0.15%"
    assert (percent(149_000), percent(1_000_000), percent(10)) == ("14.9%", "100%", "0.001%")
