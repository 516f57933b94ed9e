"""`project`: each case in tables and lines, and files for a spreadsheet where asked."""

import csv
import io
from pathlib import Path

import polars as pl

from tallystick.tape.reading.files.spreadsheet import read_workbook
from tallystick.tape.reading.files.table import Limits
from tests.shell.cli.conftest import Tally, changed, snapshot


def test_each_case_is_shown_with_its_classes(tally: Tally, leases: Path):
    told = tally("project", leases, "--no-break-even")
    assert told.exit == 0
    assert "Case base" in told.out
    assert "Case stress" in told.out
    assert "114,000,000.00" in told.out
    assert "✓ yes" in told.out
    assert "█" in told.out
    assert "Break-even" not in told.out


def test_machines_get_exact_values(tally: Tally, harot: Path):
    value = tally("project", harot, "--json").json["value"]
    (base,) = value["cases"]
    classes = {each["class"]: each for each in base["classes"]}
    assert classes["A-1"]["size"] == "503000000.00 USD"
    assert classes["A-1"]["principal"] == "503000000.00 USD"
    assert classes["A-1"]["paid_in_full"] is True
    assert "/" in classes["A-1"]["average_life"]


def test_a_class_that_is_not_paid_is_marked_by_more_than_colour(tally: Tally, leases: Path):
    told = tally("project", leases, "--no-break-even", "--lang", "zh")
    assert "× 否" in told.out


def test_tables_and_charts_are_written_where_asked(tally: Tally, harot: Path, tmp_path: Path):
    out = tmp_path / "out"
    told = tally("project", harot, "--out", out, "--no-break-even")
    assert told.exit == 0
    made = snapshot(out)
    assert {"base-pool.csv", "base-classes.csv", "base-steps.csv", "base-balances-onshore.svg"} <= set(made)
    rows = list(csv.DictReader(io.StringIO(made["base-classes.csv"].decode("utf-8-sig"))))
    assert {row["class"] for row in rows} == {"A-1", "A-2", "A-3", "B"}
    assert (rows[0]["period"], rows[0]["residual"]) == (rows[0]["payment_date"][:5] + "01", "0.00 USD")
    assert made["base-balances-onshore.svg"].startswith(b"<svg")


def test_the_same_tables_are_there_for_data_tools_and_for_a_spreadsheet(tally: Tally, harot: Path, tmp_path: Path):
    out = tmp_path / "out"
    tally("project", harot, "--out", out, "--no-break-even", "--lang", "zh")
    made = snapshot(out)
    printed = list(csv.DictReader(io.StringIO(made["base-classes.csv"].decode("utf-8-sig"))))
    frame = pl.read_parquet(io.BytesIO(made["base-classes.parquet"]))
    assert frame.schema["payment_date"] == pl.Date
    assert [f"{amount} {unit}" for amount, unit in zip(frame["principal"], frame["currency"], strict=True)] == [
        row["principal"] for row in printed
    ]
    table, findings = read_workbook(made["projection.xlsx"], file="projection.xlsx", limits=Limits(), sheet="base-pool")
    assert findings == ()
    assert table is not None
    assert table.cells.height == len(list(csv.DictReader(io.StringIO(made["base-pool.csv"].decode("utf-8-sig")))))


def test_nothing_is_written_where_not_asked(tally: Tally, harot: Path):
    before = snapshot(harot.parent)
    tally("project", harot)
    assert snapshot(harot.parent) == before


def test_a_folder_with_an_error_is_not_projected(tally: Tally, harot: Path, tmp_path: Path):
    changed(harot / "deal.yaml", "as_of: 2009-01-29", "as_of: 29 January 2009")
    told = tally("project", harot, "--out", tmp_path / "out")
    assert told.exit == 1
    assert not (tmp_path / "out").exists()


def test_a_deal_without_loans_says_so(tally: Tally, harot: Path):
    (harot / "replines.csv").unlink()
    told = tally("project", harot, "--json")
    assert told.exit == 1
    assert "deal.file-missing" in told.codes
