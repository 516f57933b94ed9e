"""`tape`: by a deal or by a mapping; what is in the pool, how it divides, and every fault in a file of its own."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import polars as pl

from tallystick.tape.reading.files.kinds import read_file
from tallystick.tape.reading.files.table import Limits
from tests.shell.cli.conftest import Tally, Told, changed

_HEAD = "id,who,start,lent,owed,rate,term,left,late"
_MAPPING = """schema: tallystick/mapping/v1
asset_class: consumer-loan
currency: USD
cutoff: 2026-06-30
columns:
  asset_id: {from: id}
  obligor_id: {from: who}
  origination_date: {from: start}
  original_balance: {from: lent}
  current_balance: {from: owed}
  interest_rate: {from: rate}
  original_term_months: {from: term}
  remaining_term_months: {from: left}
  days_past_due: {from: late}
constants: {repayment_type: level-pay}
derived: {maturity_date: origination-plus-term}
"""


def _tape(folder: Path, *rows: str, head: str = _HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "mapping.yaml").write_text(_MAPPING, encoding="utf-8")
    path = folder / "loans.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


_SOUND = (
    "L1,P1,2025-12-31,1030.00,900.00,6.00%,36,30,0",
    "L2,P1,2025-12-31,3090.00,2700.00,8.00%,36,30,0",
)


def test_the_tape_of_a_deal_is_read_selected_and_divided(tally: Tally, leases: Path):
    told = tally("tape", leases)
    assert told.exit == 0
    assert "20,000" in told.out
    assert "CNY 1,001,500,000.00" in told.out
    assert "Interest rate a year" in told.out
    assert "█" in told.out


def test_a_tape_alone_is_read_by_the_mapping_beside_it(tally: Tally, tmp_path: Path):
    told = tally("tape", _tape(tmp_path / "t", *_SOUND), "--lang", "zh")
    assert told.exit == 0, told.out + told.err
    assert "3,600.00美元" in told.out
    assert "7.500%" in told.out
    assert "年利率" in told.out


def test_machines_get_exact_values(tally: Tally, tmp_path: Path):
    value = tally("tape", _tape(tmp_path / "t", *_SOUND), "--json").json["value"]
    assert value["balance"] == "3600.00 USD"
    assert value["payers"] == 1
    assert value["largest_payer"] == "1"
    assert value["faults"] == 0
    assert (value["rate"], value["past_due"]) == ("7.500000%", "0.000000%")


def test_averages_are_decimals_that_any_reader_takes(tally: Tally, tmp_path: Path):
    third = "L3,P3,2025-12-31,1030.00,700.00,6.00%,36,31,0"
    value = tally("tape", _tape(tmp_path / "t", *_SOUND, third), "--json").json["value"]
    assert (value["rate"], value["remaining_term"]) == ("7.255814%", "30.162791")


def test_without_a_mapping_nothing_is_guessed(tally: Tally, tmp_path: Path):
    path = _tape(tmp_path / "t", *_SOUND)
    (path.parent / "mapping.yaml").unlink()
    told = tally("tape", path)
    assert told.exit == 2
    assert "--mapping" in told.err


def test_a_source_column_that_is_not_there_is_an_error(tally: Tally, tmp_path: Path):
    told = tally("tape", _tape(tmp_path / "t", *_SOUND, head=_HEAD.replace("rate", "coupon")), "--json")
    assert told.exit == 1
    assert {"tape.column-missing", "tape.column-unmapped"} <= set(told.codes)


def test_every_fault_goes_to_the_file_and_no_cell_of_it_computes(tally: Tally, tmp_path: Path):
    bad = tuple(f"L{n},=SUM(A1:A9){n},2025-12-31,1000.00,many,6.00%,36,30,0" for n in range(40))
    out = tmp_path / "faults.csv"
    told = tally("tape", _tape(tmp_path / "t", *_SOUND, *bad), "--out", out)
    assert told.exit == 1
    assert str(out) in told.out
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    unreadable = [row for row in rows if row["code"] == "tape.money-unreadable"]
    assert len(unreadable) == 40
    assert ("不是" in unreadable[0]["what_zh"], "is not" in unreadable[0]["what_en"]) == (True, True)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_criterion_says_how_many_it_refused(tally: Tally, leases: Path):
    changed(leases / "deal.yaml", 'operator: at-most, value: "30"', 'operator: at-most, value: "0"')
    value = tally("tape", leases, "--json").json["value"]
    assert value["refused"] == value["refused_by"]["EC-1"] == 231
    assert value["eligible"] + value["refused"] == value["rows"]


def test_a_file_that_is_not_there_is_a_wrong_call(tally: Tally, tmp_path: Path):
    assert tally("tape", tmp_path / "none.csv").exit == 2


def test_the_tape_of_a_deal_may_be_a_workbook_or_parquet_but_there_is_only_one(tally: Tally, leases: Path):
    plain = without_digest(tally("tape", leases, "--json"))
    frame = pl.read_csv(leases / "tape.csv", infer_schema=False)
    frame.write_parquet(leases / "tape.parquet")
    both = tally("tape", leases, "--json")
    assert both.exit == 1
    assert "tape.file-twice" in both.codes
    (leases / "tape.csv").unlink()
    assert without_digest(tally("tape", leases, "--json")) == plain
    assert without_digest(tally("tape", leases / "tape.parquet", "--json")) == plain


def without_digest(told: Told) -> dict[str, object]:
    assert told.exit == 0
    return {name: value for name, value in told.json["value"].items() if name != "sha256"}


def test_a_column_that_cannot_be_read_is_one_error_with_its_count_and_where_to_have_every_row(
    tally: Tally, leases: Path, tmp_path: Path
):
    folder = tmp_path / "rates"
    shutil.copytree(leases, folder)
    head, *rows = (leases / "tape.csv").read_text(encoding="utf-8").splitlines()
    place = head.split(",").index("interest_rate")
    spoilt = [",".join([*cells[:place], "much", *cells[place + 1 :]]) for cells in (row.split(",") for row in rows)]
    (folder / "tape.csv").write_text("\n".join([head, *spoilt, ""]), encoding="utf-8")
    for verb in ("check", "project", "tape"):
        for language, many, more in (
            ("en", "20000 rows, first 1, 2, 3", "--out FILE.csv"),
            ("zh", "共20000条", "--out 文件.csv"),
        ):
            told = tally(verb, folder, "--lang", language)
            assert told.exit == 1
            assert told.out.count("“much”" if language == "zh" else '"much"') == 1
            assert many in told.out
            assert more in told.out
            assert "rate-unreadable" not in told.out


def test_findings_open_in_a_spreadsheet_and_none_of_them_computes(tally: Tally, tmp_path: Path):
    bad = ("=SUM(A1),P3,2025-12-31,1000.00,900.00,6.00%,36,30,0",)
    out = tmp_path / "faults.xlsx"
    assert tally("tape", _tape(tmp_path / "t", *_SOUND, *bad), "--out", out).exit == 1
    table, _ = read_file(out.read_bytes(), file="faults.xlsx", limits=Limits())
    assert table is not None
    assert "tape.identifier-formula" in table.cells["代码 code"].to_list()
    assert {"问题", "what is wrong", "如何处理", "what to do"} <= set(table.cells.columns)
    assert b"<f>" not in zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")


def test_a_tape_is_compared_with_the_last_one_and_reported(tally: Tally, tmp_path: Path):
    earlier = [row.replace(",30,0", ",31,0").replace("900.00", "930.00") for row in _SOUND]
    last = _tape(tmp_path / "last", *earlier, "L0,P0,2025-12-31,1030.00,900.00,6.00%,36,31,0")
    (last.parent / "mapping.yaml").write_text(_MAPPING.replace("2026-06-30", "2026-05-31"), encoding="utf-8")
    new = "L3,P3,2026-06-01,1000.00,1000.00,6.00%,36,36,0"
    told = tally("tape", _tape(tmp_path / "t", *_SOUND, new), "--last", last, "--report", tmp_path / "r", "--json")
    since = told.json["value"]["since_last"]
    assert (since["matched"], since["gone"], since["new"]) == (2, 1, 1)
    assert since["after"] == "3600.00 USD"
    written = {path.name for path in (tmp_path / "r").iterdir()}
    assert {"findings.csv", "findings.xlsx", "refused.csv", "disclosure.csv", "gone.csv", "new.csv"} <= written
    assert "strata-interest_rate.svg" in written
    assert "L0" in (tmp_path / "r" / "gone.csv").read_text(encoding="utf-8-sig")
    assert "与上一份明细表相比" in tally("tape", tmp_path / "t" / "loans.csv", "--last", last, "--lang", "zh").out


def test_tapes_of_one_day_cannot_be_compared(tally: Tally, tmp_path: Path):
    path = _tape(tmp_path / "t", *_SOUND)
    told = tally("tape", path, "--last", path, "--json")
    assert told.exit == 1
    assert told.codes == ["tape.last-unfit"]
    assert "截止日 2026-06-30 不晚于 2026-06-30" in tally("tape", path, "--last", path, "--lang", "zh").out


def test_an_asset_that_backs_another_deal_too_is_told(tally: Tally, tmp_path: Path):
    mine = _tape(tmp_path / "mine", *_SOUND)
    theirs = _tape(tmp_path / "theirs", _SOUND[0], "X9,P9,2025-12-31,7000.00,6000.00,6.00%,36,30,0")
    out = tmp_path / "faults.csv"
    told = tally("tape", mine, "--other", theirs, "--out", out, "--json")
    assert told.exit == 1
    assert told.json["value"]["elsewhere"] == 1
    assert told.codes == ["tape.asset-elsewhere"]
    assert "loans.csv: L1" in out.read_text(encoding="utf-8-sig")
    assert "另一份明细表中也有的资产" in tally("tape", mine, "--other", theirs, "--lang", "zh").out


def test_another_tape_that_cannot_be_read_or_compared_is_told(tally: Tally, tmp_path: Path):
    mine, theirs = _tape(tmp_path / "mine", *_SOUND), _tape(tmp_path / "theirs", *_SOUND)
    (theirs.parent / "mapping.yaml").write_text(_MAPPING.replace("USD", "EUR"), encoding="utf-8")
    assert tally("tape", mine, "--other", theirs, "--json").codes == ["tape.other-currency"]
    theirs.write_bytes(b"")
    assert tally("tape", mine, "--other", theirs, "--json").codes == ["tape.other-unreadable"]


def test_every_refused_loan_is_listed_with_what_it_fails(tally: Tally, leases: Path, tmp_path: Path):
    changed(leases / "deal.yaml", 'operator: at-most, value: "30"', 'operator: at-most, value: "0"')
    tally("tape", leases, "--report", tmp_path / "r")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r" / "refused.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 231
    assert {row["refused_by"] for row in rows} == {"EC-1"}


def test_quality_is_the_share_of_rows_that_can_be_relied_on(tally: Tally, tmp_path: Path):
    late = "L3,P3,2025-12-31,1030.00,900.00,6.00%,36,30,45"
    value = tally("tape", _tape(tmp_path / "t", *_SOUND, late), "--json").json["value"]["quality"]
    assert value == {"score": "275/3", "schema": 0, "hard": 0, "soft": 1}


def test_the_last_day_there_is_and_the_longest_term_are_faults_and_no_end_of_the_run(tally: Tally, tmp_path: Path):
    last = "L3,P3,9999-12-31,1030.00,900.00,6.00%,36,30,0"
    endless = "L4,P4,2025-12-31,1030.00,900.00,6.00%,99999999,30,0"
    told = tally("tape", _tape(tmp_path / "t", *_SOUND, last, endless), "--json")
    assert told.exit == 1
    assert {"tape.value-outside", "tape.origination-after-cutoff"} <= set(told.codes)


def test_day_numbers_of_a_spreadsheet_are_read_where_the_mapping_says_so(tally: Tally, tmp_path: Path):
    path = _tape(tmp_path / "t", *(row.replace("2025-12-31", "46022") for row in _SOUND))
    assert "tape.date-unreadable" in tally("tape", path, "--json").codes
    changed(path.parent / "mapping.yaml", "{from: start}", "{from: start, format: excel}")
    assert tally("tape", path, "--json").json["value"]["faults"] == 0


def test_a_row_that_is_in_no_total_is_told_beside_the_totals(tally: Tally, small: Path):
    tape = small / "tape.csv"
    tape.write_text(tape.read_text(encoding="utf-8") + "L-short,1\n", encoding="utf-8")
    told = tally("tape", small, "--json")
    counted = told.json["value"]["counted"]
    assert (counted["left_out"], counted["read"] + 1) == (1, told.json["value"]["rows"])
    assert "tape.rows-left-out" in told.codes
    assert "rows in no total" in tally("tape", small, "--lang", "en").out
