"""What deals share: an asset in two pools, payers under one control, and how much hangs on whom."""

from dataclasses import replace
from typing import Any

import polars as pl

from tallystick.supervision.market.alerts import Kind
from tallystick.supervision.market.links import groups_of
from tallystick.supervision.market.records import PAYERS, PartyRecord, frame_of
from tallystick.supervision.market.sharing import concentration, hidden_payers
from tallystick.supervision.market.ties import ties
from tests.supervision.market.small import SPEECH, calm, kinds, watched

A = "leases-1"


def with_payers(rows: list[tuple[str, str, int]], *parties: PartyRecord, material: frozenset[str] = frozenset()):
    market = calm()
    deals = tuple(replace(each, material=material) if each.deal == A else each for each in market.deals)
    return replace(market, deals=deals, payers=frame_of(PAYERS, rows), parties=parties)


def company(name: str, number: int, **more: Any) -> PartyRecord:
    return PartyRecord(id=f"p{number}", name=name, **more)


SPREAD = [(A, "p1", 8), (A, "p2", 8), (A, "p3", 84)]


def test_one_asset_in_two_pools():
    market = calm()
    twice = pl.DataFrame({"deal": ["leases-4"], "tag": [7]}, schema=market.pledges.schema)
    (alert,) = watched(replace(market, pledges=pl.concat([market.pledges, twice])))
    assert (alert.kind, alert.deals, alert.measured) == (Kind.PLEDGED_TWICE, ("leases-1", "leases-4"), "1")
    assert alert.values == (("tag 1", f"{7:016x}"),)


def test_an_asset_listed_twice_in_its_own_pool_is_not_pledged_twice():
    market = calm()
    assert kinds(replace(market, pledges=pl.concat([market.pledges, market.pledges.head(3)]))) == []


def test_two_payers_of_one_controller_are_one_payer():
    parties = (
        company("东海运输有限公司", 1, controller="c"),
        company("西山物流有限公司", 2, controller="c"),
        PartyRecord(id="c", name="陈大文", person=True),
    )
    market = with_payers(SPREAD, *parties)
    (alert,) = hidden_payers(market, groups_of(market.parties, SPEECH))
    assert (alert.measured, alert.against, alert.about) == ("16%", "15%", "c")
    assert dict(alert.values) == {"p1": "8", "p2": "8", "pool": "100"}


def test_one_company_in_two_scripts_is_one_payer():
    market = with_payers(SPREAD, company("东海运输有限公司", 1), company("東海運輸有限公司", 2))
    assert [each.measured for each in hidden_payers(market, groups_of(market.parties, SPEECH))] == ["16%"]


def test_controllers_who_only_share_a_name_are_asked_about():
    parties = (
        company("东海运输有限公司", 1, controller="c1"),
        company("西山物流有限公司", 2, controller="c2"),
        PartyRecord(id="c1", name="张伟", person=True),
        PartyRecord(id="c2", name="Zhang Wei", person=True),
    )
    groups = groups_of(parties, SPEECH)
    assert hidden_payers(with_payers(SPREAD, *parties), groups) == ()
    assert [(each.one, each.other) for each in groups.questions] == [("c1", "c2")]
    coded = tuple(replace(each, identifier="1101") if each.person else each for each in parties)
    assert len(hidden_payers(with_payers(SPREAD, *coded), groups_of(coded, SPEECH))) == 1


def test_what_the_filing_names_is_not_hidden_and_exactly_fifteen_is_not_above():
    parties = (company("东海运输有限公司", 1), company("東海運輸有限公司", 2))
    named = with_payers(SPREAD, *parties, material=frozenset({"p2"}))
    assert hidden_payers(named, groups_of(parties, SPEECH)) == ()
    exactly = with_payers([(A, "p1", 75), (A, "p2", 75), (A, "p3", 850)], *parties)
    assert hidden_payers(exactly, groups_of(parties, SPEECH)) == ()


def test_concentration_adds_no_two_currencies_and_sums_to_the_whole():
    market = calm()
    deals = tuple(replace(each, currency="HKD") if each.deal == A else each for each in market.deals)
    found = concentration(replace(market, deals=deals), groups_of(market.parties, SPEECH))
    servicers = {(each.value, each.currency): each.share for each in found if each.dimension == "servicer"}
    assert servicers == {("east", "HKD"): 1_000_000, ("east", "CNY"): 250_000, ("west", "CNY"): 750_000}
    assert {each.dimension for each in found} == {
        "payer",
        "servicer",
        "originator",
        "issuer",
        "asset_class",
        "region",
    }
    (originator,) = [each for each in found if each.dimension == "originator" and each.currency == "CNY"]
    assert originator.deals == ("leases-2", "leases-3", "leases-4", "leases-5")


def test_a_payer_of_two_deals_and_payers_of_one_controller_are_tied():
    parties = (
        company("东海运输有限公司", 1, controller="c"),
        company("西山物流有限公司", 2, controller="c"),
        PartyRecord(id="c", name="陈大文", person=True),
        company("北方钢铁有限公司", 4, identifier="9144"),
        company("北方鋼鐵有限公司", 5, identifier="9144"),
    )
    rows = [*SPREAD, ("leases-1", "p4", 100), ("leases-2", "p5", 50), ("leases-2", "p6", 50)]
    market = with_payers(rows, *parties)
    found = ties(market, groups_of(market.parties, SPEECH))
    assert [(each.joined, each.payer, each.deal, each.minor) for each in found] == [
        ("北方钢铁有限公司", "p4", "leases-1", 100),
        ("北方钢铁有限公司", "p5", "leases-2", 50),
        ("陈大文", "p1", "leases-1", 8),
        ("陈大文", "p2", "leases-1", 8),
    ], "who stands alone in one deal ties nothing; the group of two deals comes first"
    assert [each.share for each in found] == [500_000, 500_000, 40_000, 40_000]
    assert len(ties(market, groups_of(market.parties, SPEECH), most=1)) == 2
