"""A made market run in its last month: what was planted is found, near-misses are not, and what is kept is used."""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.operations.supervision.market import monthly
from tallystick.shell.operations.supervision.market.market import market_run
from tallystick.supervision.market.alerts import Kind
from tallystick.supervision.market.kept.summaries import missing_of, pool_of, summary_of
from tallystick.supervision.market.kept.tapes import faults_of
from tallystick.supervision.market.records import PPM
from tallystick.units.money import Currency, Money
from tools.market.make import make_market
from tools.market.plan import TAPE_FAULTS, Size, name_of, plan_of, read_plants
from tools.market.score import score
from tools.market.trial import MONTH, Here, ran

SMALL = Size(deals=36, loans=100, months=12)
SEED = 20_280
DAY = 86_400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("market")
    make_market(made, seed=SEED, size=SMALL)
    return made  # type: ignore[return-value]


def test_what_was_planted_is_found_and_little_else(folder: Path):
    run = ran(folder)
    found = score(run.watched.alerts, read_plants(folder / "plants.json"), run.events)
    assert found.planted.total() >= 11
    assert found.recall >= 0.95, found.missed
    assert found.precision >= 0.9, found.wrong


def test_a_second_run_sums_up_nothing_and_finds_the_same(folder: Path):
    first, again = ran(folder), ran(folder)
    assert (again.made, again.deals) == (0, SMALL.deals)
    assert first.watched.digest == again.watched.digest


def test_what_no_run_used_for_a_quarter_is_dropped_and_what_was_used_stays(folder: Path):
    ran(folder)
    kept = folder / "market" / "kept"
    used = {place.name for place in kept.iterdir()}
    for place in kept.iterdir():
        os.utime(place, (DAY, DAY))
    for name, age in {"a.parquet": 93, "b.7.half": 93, "c.parquet": 91}.items():
        (kept / name).write_bytes(b"another month's")
        os.utime(kept / name, (time.time() - age * DAY,) * 2)
    seen = market_run(ParquetPartitions(folder / "market"), Here(), at=datetime(2028, 9, 25, tzinfo=UTC))
    assert seen.value is not None
    assert {place.name for place in kept.iterdir()} == {*used, "c.parquet"}
    (kept / "c.parquet").unlink()
    assert ran(folder).made == 0


def test_tags_compared_in_many_parts_are_those_compared_in_one(folder: Path, monkeypatch: pytest.MonkeyPatch):
    whole = ran(folder)
    assert any(each.kind is Kind.PLEDGED_TWICE for each in whole.watched.alerts)
    monkeypatch.setattr(monthly, "_BUCKET", 500)
    assert ran(folder).watched.digest == whole.watched.digest


def test_one_deal_that_changed_is_summed_up_alone(folder: Path, tmp_path: Path):
    ran(folder)
    store = ParquetPartitions(folder / "market")
    place = folder / "market" / "loans" / str(MONTH) / f"{store.deals(str(MONTH))[3]}.parquet"
    before = place.read_bytes()
    pl.read_parquet(place).with_columns(pl.col("balance") * 2).write_parquet(place)
    try:
        changed = ran(folder)
        assert (changed.made, changed.deals) == (2, SMALL.deals), "its loans summed up, and checked"
        assert any(each.kind.value == "pool-other" for each in changed.watched.alerts)
    finally:
        place.write_bytes(before)


def test_what_was_paid_past_the_waterfalls_is_told_with_both_amounts_until_it_is_made_good(folder: Path):
    plan = plan_of(SEED, SMALL)
    told = [each for each in ran(folder).watched.alerts if each.kind is Kind.PAID_OTHER]
    assert {each.deals for each in told} == {(name_of(deal),) for deal in plan.faults["paid-other"]}
    assert {each.about for each in told} == {"paid:A", "paid:B"}
    by_deal = {deal: [int(each.measured) for each in told if each.deals == deal] for deal in {e.deals for e in told}}
    assert all(sum(apart) == 0 for apart in by_deal.values())


def test_months_before_tokens_went_over_are_replayed_on_the_terms_they_were_paid_on(folder: Path):
    place = folder / "market" / "terms" / "deal-00003.json"
    issued, before = place.read_bytes(), place.with_name(f"deal-00003.until-{MONTH}.json")
    later = issued.replace(b'"coupon":"6.00%"', b'"coupon":"5.00%"')
    assert later != issued
    calm = {each for each in ran(folder).watched.alerts if "deal-00003" in each.deals}
    try:
        place.write_bytes(later)
        apart = {each for each in ran(folder).watched.alerts if "deal-00003" in each.deals} - calm
        assert {each.kind for each in apart} == {Kind.PAID_OTHER}, "on the later terms alone"
        before.write_bytes(issued)
        assert {each for each in ran(folder).watched.alerts if "deal-00003" in each.deals} == calm
        before.rename(before.with_name("deal-00003.until-never.json"))
        told = [each for each in ran(folder).watched.alerts if each.kind is Kind.REPLAY_STOPPED]
        assert [(each.deals, each.about) for each in told] == [(("deal-00003",), "deal.period-unreadable")]
    finally:
        place.write_bytes(issued)
        for left in place.parent.glob("*.until-*"):
            left.unlink()


def test_months_that_cannot_be_replayed_are_an_alert_and_stop_no_other_deal(folder: Path):
    place = folder / "market" / "collections" / "deal-00002.parquet"
    before = place.read_bytes()
    rows = pl.read_parquet(place)
    rows.filter(pl.col("period") != sorted(set(rows["period"]))[4]).write_parquet(place)
    try:
        told = [each for each in ran(folder).watched.alerts if each.kind is Kind.REPLAY_STOPPED]
        assert [(each.deals, each.about) for each in told] == [(("deal-00002",), "servicing.period-missing")]
    finally:
        place.write_bytes(before)


def test_a_tape_with_errors_is_named_with_the_error_and_its_first_loan(folder: Path):
    plan = plan_of(SEED, SMALL)
    told = [each for each in ran(folder).watched.alerts if each.kind is Kind.TAPE_FAULTY]
    planted = {(name_of(deal),): TAPE_FAULTS[deal % len(TAPE_FAULTS)] for deal in plan.faults["tape-faulty"]}
    assert {each.deals: each.about for each in told} == planted
    assert {dict(each.values)["first"] for each in told} <= {str(SMALL.loans - one) for one in (1, 2, 3)}


def test_cash_a_fifth_below_the_filed_forecast_is_an_event_of_every_deal_that_has_it(folder: Path):
    plan = plan_of(SEED, SMALL)
    found = {each.deal: each.fact for each in ran(folder).events if each.id == f"D2-3/{MONTH}"}
    assert set(found) == {name_of(deal) for deal in plan.faults["cash-short"]}
    for deal, fact in found.items():
        filed = pl.read_parquet(folder / "market" / "forecasts" / f"{deal}.parquet").filter(period=str(MONTH))["cash"][
            0
        ]
        assert f"filed forecast {Money(minor=filed, currency=Currency.CNY)}" in fact.en
        assert "备案预测" in fact.zh


def test_a_forecast_that_changed_is_held_against_the_months_again(folder: Path):
    place = folder / "market" / "forecasts" / "deal-00005.parquet"
    ran(folder)
    before, rows = place.read_bytes(), pl.read_parquet(place)
    try:
        rows.with_columns(pl.col("cash") * 2).write_parquet(place)
        again = ran(folder)
        assert again.made == 1
        assert ("deal-00005", f"D2-3/{MONTH}") in {(each.deal, each.id) for each in again.events}
    finally:
        place.write_bytes(before)


def test_what_is_wrong_with_loans_is_counted_and_what_is_not_is_left_alone():
    schema = {"asset": pl.UInt32, "payer": pl.String, "balance": pl.Int64}
    before = pl.DataFrame(
        [(1, "p", 1_000_00), (2, "p", 1_000_00), (3, "p", 500_00), (6, "q", 1)], schema=schema, orient="row"
    )
    calm = [(1, "p", 1_010_00), (2, "p", 0), (4, "q", 9_000_00)]
    assert faults_of(pl.DataFrame(calm, schema=schema, orient="row"), before).is_empty()
    bad = [(1, "p", 1_010_01), (2, "", -1), (3, None, None), (6, "q", 1), (6, "r", 9_000_00)]
    loans = pl.DataFrame(bad, schema=schema, orient="row")
    assert faults_of(loans, before).rows() == [
        ("asset-twice", 2, "6"),
        ("balance-missing", 1, "3"),
        ("balance-negative", 1, "2"),
        ("balance-risen", 1, "1"),
        ("payer-missing", 2, "2"),
    ]
    assert "balance-risen" not in faults_of(loans, None)["fault"]


def test_an_event_of_the_month_is_told_by_the_number_of_the_law_books(folder: Path):
    place = folder / "market" / "collections" / "deal-00005.parquet"
    before, calm = place.read_bytes(), set(ran(folder).events)
    rows, other = pl.read_parquet(place), {"scheduled-principal": "defaulted-principal"}
    other |= {name: item for item, name in other.items()}
    last = pl.col("period") == str(MONTH)
    turned = pl.when(last).then(pl.col("item").replace(other)).otherwise(pl.col("item"))
    try:
        rows.with_columns(turned.alias("item")).write_parquet(place)
        found = set(ran(folder).events) - calm
        own = {each.id for each in found}
        assert f"D2-2/{MONTH}/defaults" in own, "what was to be repaid defaulted instead"
        assert {each.deal for each in found} == {"deal-00005"}
        seen = market_run(ParquetPartitions(folder / "market"), Here(), at=datetime(2028, 9, 25, 4, tzinfo=UTC)).value
        assert seen is not None
        told = {(each.deal, each.id): each for each in seen.matters}
        matter = told["deal-00005", f"D2-2/{MONTH}/defaults"]
        assert matter.state == "undecided"
        assert (matter.due, matter.binding) == ("2028-09-04", False), "two trading days after the month, by analogy"
    finally:
        place.write_bytes(before)


def test_a_market_that_was_half_made_is_finished_to_the_same_bytes(tmp_path: Path):
    few = Size(deals=30, loans=60, months=7)
    plan = make_market(tmp_path, seed=SEED, size=few)
    market, parts = tmp_path / "market", sorted((tmp_path / "parts").iterdir())
    whole = {place: place.read_bytes() for place in sorted(market.rglob("*.*"))}
    assert len(parts) > 1
    (tmp_path / "plants.json").unlink()  # what says that the market is whole comes last
    shutil.rmtree(parts[-1])
    for place in market.rglob("*.*"):
        if place.parent == market or f"deal-{parts[-1].name}" <= place.name:
            place.unlink()
    assert make_market(tmp_path, seed=SEED, size=few) == plan
    assert {place: place.read_bytes() for place in sorted(market.rglob("*.*"))} == whole
    assert plan.faults != plan_of(SEED + 1, few).faults


def test_the_list_of_plants_lies_outside_the_market(folder: Path):
    named = {place.name for place in (folder / "market").rglob("*")}
    assert "plants.json" not in named
    assert "plan" not in " ".join(pl.read_parquet(folder / "market" / "deals.parquet").columns)


def test_a_summary_keeps_every_unit_and_names_who_is_heavy(folder: Path):
    loans = ParquetPartitions(folder / "market").loans(str(MONTH), "deal-00000")
    summary = summary_of(loans)
    assert pool_of(summary) == int(loans["balance"].sum())
    assert int(summary["loans"].sum()) == loans.height
    assert 0 < missing_of(summary) < PPM
    assert "deal-00000/p0" in summary["payer"].to_list()


def test_an_empty_store_is_an_empty_market(tmp_path: Path):
    run = ran(tmp_path)
    assert (run.watched.deals, run.watched.alerts, run.made) == (0, (), 0)
