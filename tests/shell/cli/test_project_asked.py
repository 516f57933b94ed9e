"""`project` asked for more than the filed cases: calls, rates, events, groups and loans; unknown names are refused."""

from pathlib import Path

import polars as pl
import pytest

from tests.cashflow.test_runs_that_stop import files as deal_files
from tests.shell.cli.conftest import Tally, changed, snapshot

CALL = """  calls:
    - {id: clean-up, name: {zh: 清仓回购, en: clean-up call}, clause: "10", kind: clean-up,
       when: pool.ending <= 10% * pool.initial}
  events: {downgrade: {zh: 评级下调, en: downgrade}}
  onshore:
"""


def lives(told: Tally, *call: object) -> dict[str, str]:
    answer = told("project", *call, "--no-break-even", "--json")
    assert answer.exit == 0, answer.out
    value = answer.json["value"]
    return {each["class"]: each["last_payment"] for case in value["cases"] for each in case["classes"]}


def test_a_call_of_the_deal_ends_it_as_an_assumed_one_at_the_same_share(tally: Tally, harot: Path):
    changed(harot / "deal.yaml", "  onshore:\n", CALL)
    never, assumed = lives(tally, harot), lives(tally, harot, "--call", "10%")
    assert lives(tally, harot, "--calls", "clean-up") == assumed
    assert assumed["B"] < never["B"]


def test_an_event_stands_reported_from_its_month_on(tally: Tally, harot: Path):
    changed(harot / "deal.yaml", "  onshore:\n", CALL)
    changed(harot / "deal.yaml", "to: A-3, pay: principal}", "to: A-3, pay: principal, when: not event(downgrade)}")
    assert lives(tally, harot, "--events", "downgrade@2010-06")["A-3"] != lives(tally, harot)["A-3"]


def test_rates_stand_in_place_of_the_assumed_ones(tally: Tally, harot: Path, tmp_path: Path):
    indices = "  indices: {libor: {name: {zh: LIBOR, en: LIBOR}, assumed: 1%}}\n  onshore:\n"
    changed(harot / "deal.yaml", "  onshore:\n", indices)
    changed(harot / "deal.yaml", "coupon: 4.44%", "coupon: 4.44%, rate: index(libor) + 1.00%")
    path = tmp_path / "paths.csv"
    path.write_text("month,libor\n1,2.00%\n2,3.00%\n", encoding="utf-8")

    def interest(*asked: object) -> str:
        value = tally("project", harot, *asked, "--no-break-even", "--json").json["value"]
        return next(str(each["interest"]) for each in value["cases"][0]["classes"] if each["class"] == "A-2")

    assumed, flat, stepped = interest(), interest("--rates", "libor=3%"), interest("--rates", path)
    assert float(assumed.split()[0]) < float(stepped.split()[0]) < float(flat.split()[0])
    assert interest("--rates", "libor=1%") == assumed


@pytest.mark.parametrize("content", ["", "libor\n1%\n", "month,libor\n2,1%\n", "month,libor\n1,one\n"])
def test_a_file_that_is_no_path_of_rates_is_refused_with_its_line(
    tally: Tally, harot: Path, tmp_path: Path, content: str
):
    path = tmp_path / "paths.csv"
    path.write_text(content, encoding="utf-8")
    told = tally("project", harot, "--rates", path)
    assert told.exit == 2
    assert "is no path of rates" in " ".join(told.err.split())


@pytest.mark.parametrize(
    ("option", "asked"),
    [
        ("--cases", "worst"),
        ("--calls", "clean-up"),
        ("--events", "downgrade@2010-06"),
        ("--rates", "LPR=3%"),
        ("--groups", "region"),
    ],
)
def test_a_name_the_deal_does_not_have_is_refused_with_those_it_has(tally: Tally, harot: Path, option: str, asked: str):
    told = tally("project", harot, option, asked, "--json")
    assert told.exit == 1
    assert told.codes == ["cashflow.asked-unknown"]


def test_the_pool_is_shown_by_group_and_the_groups_add_up(tally: Tally, leases: Path, tmp_path: Path):
    told = tally(
        "project", leases, "--cases", "base", "--no-break-even", "--groups", "vehicle_type", "--out", tmp_path / "out"
    )
    assert told.exit == 0
    assert "pool by vehicle_type" in told.out
    assert "Case stress" not in told.out
    frame = pl.read_csv(tmp_path / "out" / "base-by-vehicle_type.csv")
    opening = frame.filter(pl.col("month") == frame["month"][0])["beginning"].str.strip_suffix(" CNY").cast(pl.Float64)
    assert opening.sum() == pytest.approx(1_001_500_000)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_loan_is_written_month_by_month_where_asked(tally: Tally, leases: Path, tmp_path: Path, kind: str):
    out = tmp_path / "out"
    told = tally("project", leases, "--cases", "base", "--no-break-even", "--per-loan", kind, "--out", out)
    assert told.exit == 0
    assert f"base-loans.{kind}" in snapshot(out)
    read = pl.read_csv if kind == "csv" else pl.read_parquet
    loans = read(out / f"base-loans.{kind}")
    assert loans.columns == ["loan", "month", "balance", "cash"]
    assert loans["loan"].str.starts_with("L").all()
    pool = pl.read_csv(out / "base-pool.csv")
    first = float(pool["ending"][0].removesuffix(" CNY"))
    assert loans.filter(pl.col("month") == 1)["balance"].cast(pl.Float64).sum() == pytest.approx(first, rel=1e-6)


def test_defaults_out_of_arrears_alone_are_told_with_all_that_is_assumed_and_break_even_too(tally: Tally, small: Path):
    late = "    delinquency: {entry: [1%], roll: [50%, 80%], cure: [30%, 10%]}\n    advances: {stop_after: 2}\n"
    text = (small / "deal.yaml").read_text(encoding="utf-8")
    head, case = text.split("  base:\n", 1)
    lines = case.splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number > 8 or "default:" not in line]
    (small / "deal.yaml").write_text(f"{head}  base:\n{late}{''.join(kept)}", encoding="utf-8")
    told = tally("project", small, "--cases", "base")
    said = " ".join(told.out.split())
    assert told.exit == 0, told.out + told.err
    assert "default out of arrears alone" in said
    assert "MDR 0.00%" not in said
    assert "rolling on 50.00%, 80.00%, cured 30.00%, 10.00%" in said
    assert "servicer advances interest, principal up to 2 payments behind" in said
    assert "Break-even defaults" in said


def test_loans_are_never_written_to_the_terminal(tally: Tally, leases: Path):
    told = tally("project", leases, "--per-loan", "csv")
    assert told.exit == 2
    assert "--per-loan needs --out" in told.err


def test_a_case_alone_is_written_too(tally: Tally, small: Path, tmp_path: Path):
    told = tally("project", small, "--cases", "stress", "--no-break-even", "--out", tmp_path / "made")
    assert told.exit == 0, told.out + told.err
    names = {each.name for each in (tmp_path / "made").iterdir()}
    assert {"stress-classes.csv", "stress-cash-onshore.svg", "projection.xlsx"} <= names
    assert not any(name.startswith("base") for name in names)


def test_representative_lines_that_tell_are_counted_whole_and_by_group(tally: Tally, tmp_path: Path):
    for name, content in deal_files().items():
        (tmp_path / name).write_bytes(content)
    head = "current_principal_balance,coupon,remaining_term_months,age_months,tag,loan_count"
    (tmp_path / "replines.csv").write_text(f"{head}\n60.00,6%,12,3,new,30\n40.00,6%,12,3,used,12\n", encoding="utf-8")
    value = tally("project", tmp_path, "--no-break-even", "--groups", "tag", "--json").json["value"]
    assert value["loans"] == 42
    assert {name: group["loans"] for name, group in value["cases"][0]["groups"].items()} == {"new": 30, "used": 12}
