"""`analyse`: sheets for people, programs and spreadsheets; every assumption told; nothing silent where it cannot be."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from tallystick.tape.reading.files.spreadsheet import read_workbook
from tallystick.tape.reading.files.table import Limits
from tests.cashflow.test_runs_that_stop import DEFERRING
from tests.cashflow.test_runs_that_stop import files as deal_files
from tests.shell.cli.conftest import Tally, changed, snapshot


def parse_xml(content: bytes) -> str:
    """The name of the root of a document; anything that is not well-formed raises."""
    return str(ET.fromstring(content).tag)  # noqa: S314 - our own output


@pytest.fixture
def short(small: Path) -> Path:
    """The leases as one line of nine months, so that a hundred runs take as long as twelve of the tape."""
    (small / "tape.csv").unlink()
    head = "current_principal_balance,coupon,remaining_term_months,age_months"
    (small / "replines.csv").write_text(f"{head}\n1001500000.00,9.00%,9,6\n", encoding="utf-8")
    return small


def rows(told, sheet: str) -> list[dict[str, str | None]]:
    found = told.json["value"]["sheets"][sheet]["rows"]
    assert isinstance(found, list)
    return found


def test_lives_to_call_and_to_maturity_are_those_that_honda_printed(tally: Tally, harot: Path):
    """Printed at ABS 1.30 %, to the 10 % call: 0.35, 1.00, 1.93, 2.46; A-1 at six speeds without it."""
    asked = ("--daycount", "30/360", "--speeds", "0.5%,1.0%,1.3%,1.5%,1.7%,2.0%")
    told = tally("analyse", harot, "--only", "decrement", "--call", "10%", *asked, "--json")
    called = [rows(told, f"decrement-{name}")[-2]["ABS 1.30%"] for name in ("A-1", "A-2", "A-3", "B")]
    assert called == ["0.35", "1.00", "1.93", "2.46"]
    to_maturity = list(rows(told, "decrement-A-1")[-1].values())[1:]
    assert to_maturity == ["0.46", "0.40", "0.35", "0.33", "0.30", "0.26"]


def test_percentages_outstanding_are_those_that_honda_printed_in_whole_per_cents(tally: Tally, harot: Path):
    """Class A-1 at ABS 1.30 %: 87.53, 75.31, 63.34, 51.64, 40.20, 29.02, 18.10, 7.45, nothing."""
    told = tally("analyse", harot, "--only", "decrement", "--speeds", "1.3%", "--json")
    cells = [row["ABS 1.30%"] for row in rows(told, "decrement-A-1")]
    assert cells[:10] == ["100", "88", "75", "63", "52", "40", "29", "18", "7", "0"]


@pytest.mark.parametrize(
    "asked", [("--speeds", "1%,1.3%,1.00%"), ("--prices", "99,99.0"), ("--moves", "5%,5%"), ("--multiples", "2,1,2.0")]
)
def test_a_value_asked_for_twice_is_refused_before_anything_is_run(tally: Tally, harot: Path, asked: tuple[str, str]):
    told = tally("analyse", harot, *asked)
    assert told.exit == 2
    assert asked[0] in told.out + told.err


def test_speeds_and_prices_a_hair_apart_are_columns_rows_and_lines_of_their_own(tally: Tally, harot: Path):
    asked = ("--speeds", "1.3%,1.301%", "--prices", "99,99.001")
    told = tally("analyse", harot, "--only", "yields", *asked, "--json")
    first, second, *_ = rows(told, "yields-A-1")
    assert list(first) == ["item", "ABS 1.30%", "ABS 1.301%"]
    assert first["item"] != second["item"]


def test_json_says_of_each_class_what_it_deferred_and_how_it_stands_at_its_maturity(tally: Tally, tmp_path: Path):
    for name, content in deal_files(*DEFERRING).items():
        (tmp_path / name).write_bytes(content)
    (case,) = tally("project", tmp_path, "--json").json["value"]["cases"]
    senior, _, junior = case["classes"]
    assert junior["deferred"][-1] == {"date": "2026-12-18", "unpaid": "0.16 CNY"}
    assert (junior["made_good"], junior["final_maturity"]) == ("2027-01-18", "2027-03-18")
    assert (junior["left_at_maturity"], junior["missed_maturity"]) == ("10.00 CNY", True)
    assert (senior["deferred"], senior["left_at_maturity"], senior["missed_maturity"]) == ([], None, False)


def test_where_a_part_is_refused_nothing_is_written_and_that_is_said(tally: Tally, small: Path, tmp_path: Path):
    (small / "vintages.csv").write_text("vintage,month\n2026-01,1\n", encoding="utf-8")
    told = tally("analyse", small, "--only", "classes,vintages", "--out", tmp_path / "out", "--json")
    assert told.exit == 1
    assert told.json["written"] == []
    assert not (tmp_path / "out").exists()
    assert "cli.analysis-unwritten" in {each["code"] for each in told.json["findings"]}


def test_a_class_is_shown_with_its_conventions(tally: Tally, harot: Path):
    told = tally("analyse", harot, "--only", "classes", "--index", "1%")
    assert told.exit == 0
    assert "discount margin, bp" in told.out
    assert "settled 2009-01-29; yields compound 2 times a year; years are counted by each class's own day count" in (
        " ".join(told.out.split())
    )


def test_every_part_has_a_sheet_a_file_and_a_chart(tally: Tally, short: Path, tmp_path: Path):
    out = tmp_path / "out"
    told = tally("analyse", short, "--out", out, "--scenarios", "200", "--target-yield", "5%", "--lang", "zh")
    assert told.exit == 0, told.out
    made = snapshot(out)
    for sheet in ("classes", "yields-A", "decrement-B", "coverage", "break-even", "grid", "rates", "exchange"):
        assert {f"{sheet}.csv", f"{sheet}.parquet"} <= set(made)
    for sheet in ("losses", "not-paid", "class-losses", "vintages", "funding", "funding-assumptions", "solve"):
        assert {f"{sheet}.csv", f"{sheet}.parquet"} <= set(made)
    drawn = {name for name in made if name.endswith(".svg")}
    assert drawn >= {"yields-A.svg", "decrement-A.svg", "coverage-onshore.svg", "break-even.svg", "grid.svg"}
    assert drawn >= {"rates.svg", "exchange.svg", "losses.svg", "vintages.svg", "funding.svg"}
    assert {name.removesuffix(".json") for name in made if name.endswith(".json")} == {
        name.removesuffix(".svg") for name in drawn
    }
    assert all(parse_xml(made[name]).endswith("svg") for name in drawn)
    assert "静态池" in made["vintages.svg"].decode()


def test_files_hold_what_was_computed_and_not_what_was_shown(tally: Tally, harot: Path, tmp_path: Path):
    out = tmp_path / "out"
    tally("analyse", harot, "--only", "classes,grid", "--out", out)
    made = snapshot(out)
    table = list(csv.DictReader(io.StringIO(made["classes.csv"].decode("utf-8-sig"))))
    assert len(table[0]["yield"].partition(".")[2]) > 6
    frame = pl.read_parquet(io.BytesIO(made["classes.parquet"]))
    assert frame.schema["yield"] == pl.Float64
    assert frame.schema["first_principal"] == pl.Date
    assert frame["yield"][0] == pytest.approx(float(table[0]["yield"]), abs=1e-12)
    grid = pl.read_parquet(io.BytesIO(made["grid.parquet"]))
    assert isinstance(grid.schema["unpaid"], pl.Decimal)


def test_the_workbook_is_sound_has_no_formula_and_is_the_same_each_time(tally: Tally, harot: Path, tmp_path: Path):
    for name in ("one", "two"):
        tally("analyse", harot, "--only", "classes", "--out", tmp_path / name)
    content = (tmp_path / "one" / "analysis.xlsx").read_bytes()
    assert content == (tmp_path / "two" / "analysis.xlsx").read_bytes()
    table, findings = read_workbook(content, file="analysis.xlsx", limits=Limits(), sheet="classes")
    assert findings == ()
    assert table is not None
    assert table.cells.to_series(0).to_list()[:1] == ["A-1"]


def test_coverage_of_a_stress_case_is_held_against_what_the_base_case_pays(tally: Tally, small: Path):
    """The report prints it so (ADR 0009): a case that pays less must not look as well covered as the base."""
    base, stress = (
        [float(row["coverage"] or "nan") for row in rows(tally("analyse", small, *asked, "--json"), "coverage")]
        for asked in (("--only", "coverage"), ("--only", "coverage", "--case", "stress"))
    )
    assert min(stress) < 0.98 < min(base)


def test_a_price_and_a_coupon_are_sought_for_a_yield(tally: Tally, small: Path):
    """What is sold at the price for 5 % yields 5 %; at par, compounded monthly, that is the coupon but for a stub.

    The first period has 41 days, so simple interest falls short of compound interest by about a tenth of a point.
    """
    asked = ("--compounding", "12", "--json")
    sought = {
        row["sought"]: row["found"]
        for row in rows(tally("analyse", small, "--target-yield", "5%", "--only", "solve", *asked), "solve")
        if row["class"] == "A"
    }
    price = sought["price that yields 5.00%"]
    told = rows(tally("analyse", small, "--only", "classes", "--price", str(price), *asked), "classes")
    assert float(told[0]["yield"] or "nan") == pytest.approx(0.05, abs=2e-6)
    coupon = sought["coupon that yields 5.00% at 100"] or "nan%"
    assert 5.0 < float(coupon.rstrip("%")) < 5.005


def test_exchange_and_rates_are_dimensions_of_the_grid_where_asked(tally: Tally, small: Path):
    """A tenth more yuan for a dollar pays the issuer less of everything, so Class B lacks more."""
    one = ("--multiples", "6", "--speeds", "8%", "--only", "grid", "--json")
    cells = rows(tally("analyse", small, *one, "--grid-moves", "-10%,0%,10%"), "grid")
    assert [(row["move"], row["class"]) for row in cells][:3] == [("-0.1", "A"), ("-0.1", "B"), ("0", "A")]
    lacking = [float(row["unpaid"] or "nan") for row in cells if row["class"] == "B"]
    assert lacking[0] <= lacking[1] < lacking[2]
    assert "rate_shift" not in cells[0]


def test_a_case_with_paths_of_rates_has_them_moved_in_the_grid(tally: Tally, small: Path):
    """What the assets follow moves, and the deal's pool here follows nothing: the yields stay, in rows of their own."""
    changed(small / "deal.yaml", "  base:\n", "  base:\n    rates: {LPR5Y: [3.50%]}\n")
    asked = ("--multiples", "1", "--speeds", "8%", "--only", "grid", "--grid-rates", "-1%,1%", "--json")
    cells = rows(tally("analyse", small, *asked), "grid")
    assert [row["rate_shift"] for row in cells if row["class"] == "A"] == ["-0.01", "0.01"]


@pytest.mark.parametrize("asked", [("--grid-moves", "5%"), ("--grid-rates", "1%")])
def test_what_a_deal_does_not_have_is_no_dimension_of_its_grid(tally: Tally, harot: Path, asked: tuple[str, str]):
    told = tally("analyse", harot, "--only", "grid", *asked, "--json")
    assert (told.exit, told.codes) == (1, ["cashflow.grid-fixed"])


def test_a_spread_over_a_flat_curve_is_the_yield_less_the_curve(tally: Tally, harot: Path):
    of_classes = rows(tally("analyse", harot, "--only", "classes", "--json"), "classes")
    told = tally("analyse", harot, "--only", "spreads", "--spots", "1=1.00%,30=1.00%", "--json")
    for one, other in zip(of_classes, rows(told, "spreads"), strict=True):
        assert float(other["spread"] or "nan") == pytest.approx(float(one["yield"] or "nan") - 0.01, abs=1e-9)
    assert "1: 1.00%, 30: 1.00%" in told.json["value"]["sheets"]["spreads"]["notes"][0]


def test_spreads_need_a_curve_whose_years_ascend(tally: Tally, harot: Path):
    assert tally("analyse", harot, "--only", "spreads", "--json").codes == ["cashflow.curve-none"]
    told = tally("analyse", harot, "--only", "spreads", "--spots", "3=2%,1=2%", "--json")
    assert (told.exit, told.codes) == (1, ["cashflow.payments-order"])


def test_one_seed_has_one_result(tally: Tally, short: Path):
    asked = ("analyse", short, "--only", "losses", "--scenarios", "300", "--seed", "7", "--json")
    assert rows(tally(*asked), "losses") == rows(tally(*asked), "losses")


def test_every_figure_of_the_comparison_is_listed_with_its_source_and_mark(tally: Tally, small: Path):
    told = tally("analyse", small, "--only", "funding", "--json")
    listed = rows(told, "funding-assumptions")
    assert {"13.00% of the interest of a class", "3.40%", "CNY 4,200,000.00", "CPR 8.00%"} <= {
        row["value"] for row in listed
    }
    assert all(row["source"] for row in listed)
    assert {row["mark"] for row in listed} == {"A", "I", "R", None}
    (all_in,) = [row for row in rows(told, "funding") if row["item"] == "annual cost: all in"]
    here, there, apart = (float(all_in[name] or "nan") for name in ("token", "domestic", "difference"))
    assert here - there == pytest.approx(apart, abs=1e-11)
    assert "advises nothing" in told.json["value"]["sheets"]["funding"]["notes"][0]


def test_a_class_that_is_not_paid_is_a_dash_and_a_warning_never_a_zero(tally: Tally, small: Path):
    changed(small / "deal.yaml", "default: {kind: cdr, rate: 1.2%}", "default: {kind: mdr, rate: 100%}")
    changed(small / "deal.yaml", "severity: 55%", "severity: 100%")
    told = tally("analyse", small, "--only", "classes", "--json")
    assert told.exit == 0
    assert "cashflow.class-unpriced" in told.codes
    senior = rows(told, "classes")[0]
    assert [senior["yield"], senior["life"]] == [None, None]
    assert "–" in tally("analyse", small, "--only", "classes").out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--price", "0"), "cashflow.price-zero"),
        (("--prices", "99,-1"), "cashflow.price-zero"),
        (("--price", "nan"), "cli.usage-value"),
        (("--speeds", "8"), "cli.usage-value"),
        (("--speeds", "-1%"), "cli.usage-value"),
        (("--moves", "-100%"), "cli.usage-value"),
        (("--compounding", "3"), "cli.usage-value"),
        (("--spots", "0=2%"), "cli.usage-value"),
        (("--spots", "1=-100%"), "cli.usage-value"),
        (("--grid-moves", "-100%"), "cli.usage-value"),
        (("--daycount", "30/365"), "cli.usage-value"),
        (("--only", "everything"), "cli.usage-value"),
        (("--seed", "-1"), "cli.usage-value"),
        (("--every", "0"), "cli.usage-value"),
        (("--settlement", "soon"), "cli.day-unreadable"),
    ],
)
def test_a_wrong_option_is_refused_with_what_was_expected(tally: Tally, harot: Path, asked, said):
    told = tally("analyse", harot, *asked, "--json")
    assert told.exit == 2
    assert told.codes == [said]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--case", "boom"), "cashflow.case-unknown"),
        (("--only", "losses", "--correlation", "0%"), "cashflow.correlation-range"),
        (("--only", "losses", "--correlation", "100%"), "cashflow.correlation-range"),
        (("--only", "losses", "--levels", "100%"), "cashflow.level-range"),
        (("--only", "losses", "--scenarios", "0"), "cashflow.simulation-range"),
        (("--only", "vintages"), "cashflow.history-none"),
        (("--only", "solve"), "cashflow.solve-nothing"),
        (("--only", "yields", "--speeds", "101%"), "cashflow.speed-asked"),
        (("--only", "funding"), "deal.file-missing"),
    ],
)
def test_what_cannot_be_analysed_says_why_and_fails(tally: Tally, small: Path, asked, said):
    (small / "vintages.csv").unlink()
    (small / "funding.yaml").unlink()
    told = tally("analyse", small, *asked, "--json")
    assert told.exit == 1
    assert said in told.codes


def test_a_multiple_of_cumulative_defaults_that_finds_too_little_left_is_told_beside_the_grid(
    tally: Tally, harot: Path
):
    """Thirty per cent default in the fourth month, by when more is left; three times that is not there."""
    speed = "    prepayment: {kind: abs, rate: 1.30%}"
    late = "    default: {kind: cumulative, rate: 30%, timing: [0%, 0%, 0%, 100%]}\n    severity: 0%"
    changed(harot / "deal.yaml", speed, f"{speed}\n{late}")
    asked = ("--speeds", "1.30%", "--only", "grid", "--json")
    assert tally("analyse", harot, *asked, "--multiples", "1").codes == []
    told = tally("analyse", harot, *asked, "--multiples", "1,3")
    assert (told.exit, told.codes) == (0, ["cashflow.defaults-unplaced"])
    assert "× 3" in told.out


def test_an_option_that_cannot_be_meant_is_refused_before_anything_is_run(
    tally: Tally, harot: Path, monkeypatch: pytest.MonkeyPatch
):
    def nobody(*_: object, **__: object) -> None:
        pytest.fail("the deal was run")

    monkeypatch.setattr("tallystick.shell.operations.cashflow.analysis.analyse.project", nobody)
    for asked in (("--correlation", "0%"), ("--levels", "100%"), ("--scenarios", "0"), ("--speeds", "101%")):
        told = tally("analyse", harot, *asked, "--json")
        assert told.exit == 1, asked
    assert tally("analyse", harot, "--only", "solve", "--json").codes == ["cashflow.solve-nothing"]


def test_a_base_case_without_defaults_leaves_losses_out_unless_asked(tally: Tally, harot: Path):
    told = tally("analyse", harot, "--only", "losses", "--json")
    assert told.exit == 1
    assert "cashflow.probability-range" in told.codes


def test_a_settlement_after_the_last_payment_has_no_price(tally: Tally, harot: Path):
    told = tally("analyse", harot, "--only", "classes", "--settlement", "2040-01-01", "--json")
    assert "cashflow.class-unpriced" in told.codes


def test_the_committed_history_is_what_its_script_makes(project: Path):
    folder = project / "examples" / "auto-leases"
    namespace: dict[str, object] = {"__name__": "made", "__file__": str(folder / "make_vintages.py")}
    exec(compile((folder / "make_vintages.py").read_text(encoding="utf-8"), "make_vintages.py", "exec"), namespace)  # noqa: S102
    made = namespace["table"]
    assert callable(made)
    assert made() == (folder / "vintages.csv").read_text(encoding="utf-8")


def test_tables_of_speeds_say_which_part_of_the_pool_keeps_its_own(tally: Tally):
    told = tally(
        "analyse", "tests/cashflow/folders/auto-sub-pools", "--only", "decrement", "--speeds", "1%", "--every", "12"
    )
    words = " ".join(told.out.split())
    assert "tag: subvented, tag: used stay at their own in every column" in words
    assert "state a speed of their own in targets and keep it" in words


def test_two_parts_that_warn_of_one_thing_warn_once(tally: Tally):
    told = tally("analyse", "tests/cashflow/folders/auto-sub-pools", "--only", "decrement,yields", "--every", "12")
    assert " ".join(told.out.split()).count("state a speed of their own in targets and keep it") == 1


def test_a_break_even_that_the_search_did_not_reach_is_said_to_be_at_least(tally: Tally, short: Path, tmp_path: Path):
    for folder, sign in (("tests/cashflow/folders/auto-sub-pools", "≥"), (short, "")):
        out = tmp_path / f"out{sign}"
        tally("analyse", folder, "--only", "break-even", "--out", out)
        rows = list(csv.DictReader(io.StringIO((out / "break-even.csv").read_text("utf-8-sig"))))
        assert sign in {row["timely_is"] for row in rows}
        assert all((row["timely_is"] == "≥") is (row["timely_multiple"] == "64") for row in rows)


def test_a_solved_size_that_is_where_the_search_ends_is_told_to_be_no_more(tally: Tally):
    told = tally("analyse", "tests/cashflow/folders/overcollateralisation-turbo", "--only", "solve", "--size-at", "0")
    assert "is the largest that is tried" in " ".join(told.out.split())
