"""`market` as people call it, on a home at whose desk nothing was filed yet."""

from pathlib import Path

import polars as pl
import pytest

from tests.shell.cli.conftest import Tally
from tools.market.make import AS_OF, make_market
from tools.market.plan import Size


def test_a_home_without_filings_is_calm_and_says_what_was_not_looked_at(tally: Tally, cast: Path, tmp_path: Path):
    assert tally("keys", "--import-cast", cast).exit == 0
    told = tally("market", "--as-of", "2027-04-20")
    assert told.exit == 0
    assert "0 deals, to the end of 2027-03" in told.out
    assert "not looked at" in told.out
    assert "没有提示" in tally("market", "--lang", "zh", "--as-of", "2027-04-20").out
    value = tally("market", "--json", "--as-of", "2027-04-20").json["value"]
    assert (value["deals"], value["alerts"], value["impact"]) == (0, [], None)
    assert (value["ties"], value["matters"]) == ([], [])
    assert tally("market", "--keep", "--as-of", "2027-04-20").exit == 0
    assert [each.name for each in tmp_path.rglob("own-market/runs/*")] == ["2027-04-20.json"]


def test_overseas_there_is_nothing_to_look_at(tally: Tally):
    assert tally("market", "--side", "overseas").exit == 2


def test_a_market_in_partitions_is_run_in_the_month_before(tally: Tally, tmp_path: Path):
    plan = make_market(tmp_path, seed=3, size=Size(deals=25, loans=100, months=13))
    told = tally("market", "--partitions", tmp_path / "market", "--as-of", AS_OF.isoformat(), "--json")
    assert told.exit in {0, 3}
    value = told.json["value"]
    assert (value["deals"], value["period"]) == (25, "2028-08")
    events = {each["id"].partition("/")[0] for each in value["matters"]}
    assert {each.kind for each in plan.plants} <= {each["kind"] for each in value["alerts"]} | events
    assert all(each["formula"]["zh"] and each["values"] for each in value["alerts"])
    hidden = {plant.deals[0] for plant in plan.plants if plant.kind == "payer-hidden"}
    assert hidden <= {each["deal"] for each in value["ties"]}, "whoever hides behind a controller is tied to it"
    assert "pledged-twice" in tally("market", "--partitions", tmp_path / "market", "--as-of", AS_OF.isoformat()).out


@pytest.mark.parametrize("damage", ["cut", "column", "word", "text"])
def test_a_market_that_is_damaged_is_refused_with_a_reason(tally: Tally, tmp_path: Path, damage: str):
    make_market(tmp_path, seed=3, size=Size(deals=2, loans=60, months=2))
    place = tmp_path / "market" / ("loans/2028-08/deal-00000.parquet" if damage == "cut" else "claims.parquet")
    if damage == "cut":
        place.write_bytes(place.read_bytes()[:200])
    elif damage == "text":
        place.write_bytes(b"deal,period\n")
    else:
        claims = pl.read_parquet(place)
        claims = claims.drop("minor") if damage == "column" else claims.with_columns(pl.lit("rumour").alias("source"))
        claims.write_parquet(place)
    told = tally("market", "--partitions", tmp_path / "market", "--as-of", AS_OF.isoformat(), "--json")
    assert (told.exit, told.codes) == (1, ["supervision.market-partitions"])
