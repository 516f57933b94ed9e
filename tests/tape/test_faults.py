"""No fault is lost: the first are named, all are counted, every one can be exported."""

import polars as pl

from tallystick.evidence.wording import Language
from tallystick.tape.faults import NAMED_ROWS, fault_rows, findings_frame, findings_of, gathered, no_faults


def faults(count: int, *, value: str = "x", column: str = "owed") -> pl.DataFrame:
    rows = ((row, column, value, "1250.50 CNY") for row in range(1, count + 1))
    return fault_rows("tape.money-unreadable", rows)


def test_up_to_twenty_faults_of_a_kind_are_all_named():
    found = findings_of(faults(NAMED_ROWS), file="tape.csv")
    assert [each.place.row for each in found] == list(range(1, NAMED_ROWS + 1))


def test_beyond_twenty_the_rest_are_counted():
    found = findings_of(faults(NAMED_ROWS + 5), file="tape.csv")
    assert len(found) == NAMED_ROWS + 1
    assert found[-1].code == "tape.more-rows"
    assert found[-1].argument("more") == 5


def test_each_column_is_counted_by_itself():
    both = gathered([faults(25), faults(21, column="lent")])
    assert [each.argument("total") for each in findings_of(both, file="t") if each.code == "tape.more-rows"] == [25, 21]


def test_no_faults_give_no_findings():
    assert findings_of(no_faults(), file="tape.csv") == ()
    assert findings_frame(no_faults(), Language.EN).height == 0


def test_every_fault_is_exported_with_its_words():
    table = findings_frame(faults(50), Language.ZH)
    assert table.height == 50
    assert table.row(0, named=True)["tier"] == "格式"
    assert "x" in table.row(0, named=True)["what"]


def test_no_cell_of_the_export_is_a_formula():
    for value in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1"):
        table = findings_frame(faults(1, value=value), Language.EN)
        assert table["value"].item() == f"'{value}"
    assert findings_frame(faults(1, value="1-1"), Language.EN)["value"].item() == "1-1"


def test_a_long_value_is_shown_in_part():
    assert faults(1, value="9" * 500)["value"].item() == "9" * 80
