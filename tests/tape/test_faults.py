"""No fault is lost: the first are named, all are counted, every one can be exported."""

import polars as pl

from tallystick.evidence.findings import TOLD_ROWS
from tallystick.evidence.wording import Language, word
from tallystick.tape.faults import TIERS, Tier, fault_rows, findings_frame, findings_of, gathered, no_faults


def faults(count: int, *, value: str = "x", column: str = "owed") -> pl.DataFrame:
    rows = ((row, column, value, "1250.50") for row in range(1, count + 1))
    return fault_rows("tape.money-unreadable", rows)


def test_a_few_faults_of_a_kind_are_all_named():
    found = findings_of(faults(TOLD_ROWS), file="tape.csv")
    assert [(each.place.row, each.place.count) for each in found] == [(row, 1) for row in range(1, TOLD_ROWS + 1)]


def test_many_faults_of_a_kind_are_one_with_the_first_rows_their_number_and_a_value():
    (only,) = findings_of(faults(20_000), file="tape.csv")
    said = {language: word(only, language) for language in Language}
    assert said[Language.EN].where == "tape.csv, 20000 rows, first 1, 2, 3, 4, 5, column owed"
    assert said[Language.ZH].where == "tape.csv，共20000条记录，最先为第1、2、3、4、5条，owed列"
    assert said[Language.EN].what == 'The first of them: "x" is not an amount such as 1250.50.'
    assert "money-unreadable" not in "".join(f"{each}" for each in said.values())


def test_each_column_is_counted_by_itself():
    both = gathered([faults(25), faults(21, column="lent")])
    assert [(each.place.column, each.place.count) for each in findings_of(both, file="t")] == [
        ("owed", 25),
        ("lent", 21),
    ]


def test_no_faults_give_no_findings():
    assert findings_of(no_faults(), file="tape.csv") == ()
    assert findings_frame(no_faults()).height == 0


def test_every_fault_is_exported_with_its_words_in_both_languages():
    table = findings_frame(gathered([faults(50), faults(2, value="y", column="lent")]))
    assert table["row"].to_list() == [*range(1, 51), 1, 2]
    first, last = table.row(0, named=True), table.row(-1, named=True)
    assert (first["tier_zh"], first["tier_en"], first["severity"]) == ("格式", "schema", "error")
    for language in Language:
        assert "x" in first[f"what_{language}"]
        assert "y" in last[f"what_{language}"]
        assert first[f"why_{language}"]
        assert first[f"remedy_{language}"]
    assert "金额" in first["what_zh"]
    assert "amount" in first["what_en"]


def test_no_cell_of_the_export_is_a_formula():
    for value in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1"):
        table = findings_frame(faults(1, value=value))
        assert table["value"].item() == f"'{value}"
    assert findings_frame(faults(1, value="1-1"))["value"].item() == "1-1"


def test_a_long_value_is_shown_in_part():
    assert faults(1, value="9" * 500)["value"].item() == "9" * 80


def test_more_than_forty_checks_are_made_beyond_reading_and_each_is_worded_in_both_languages():
    codes = [code for code, tier in TIERS.items() if tier is not Tier.SCHEMA]
    assert len(codes) > 40
    for code in codes:
        (said,) = findings_of(fault_rows(code, [(1, "column", "found", "right")]), file="tape.csv")
        assert all(word(said, language).what and word(said, language).remedy for language in Language)


def test_a_row_of_the_file_of_findings_names_the_file_and_the_asset():
    assets = pl.DataFrame({"row": [1, 2], "asset": ["L1", "=1+1"]})
    table = findings_frame(faults(3), file="tape.csv", assets=assets)
    assert table["file"].to_list() == ["tape.csv"] * 3
    assert dict(table.select("row", "asset").rows()) == {1: "L1", 2: "'=1+1", 3: ""}
