"""The fast way and the careful way are one: a quoted head, which only the careful way reads, changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.regular import LONGEST_LINE, divided
from tallystick.tape.reading.files.table import Layout, Limits, Table

BLANK = " \t\r\n\u3000\u00a0"

cells = st.text(alphabet=st.sampled_from("ab1.% ,;\u3000\u00a0\ufffd\x07\r资"), max_size=4)
rows = st.lists(st.lists(cells, min_size=1, max_size=4).map(",".join), max_size=5)


def shown(table: Table | None) -> object:
    if table is None:
        return None
    return (table.encoding, table.cells.rows(), table.numbers.to_list(), table.rows_in_file, table.faults.rows())


@given(rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n", "\n\n"]))
def test_both_ways_give_the_same_table_and_the_same_faults(lines: list[str], newline: str, end: str):
    text = newline.join(("asset,amount", *lines)) + end
    fast, fast_findings = read_table(text.encode(), file="t", limits=Limits(cell=3))
    slow, slow_findings = read_table(text.replace("asset", '"asset"', 1).encode(), file="t", limits=Limits(cell=3))
    assert shown(fast) == shown(slow)
    assert fast_findings == slow_findings


@given(
    rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]), st.sampled_from(["asset", "amount", "other"])
)
def test_a_column_that_nobody_uses_changes_nothing_of_the_others(lines: list[str], newline: str, end: str, used: str):
    text = newline.join(("asset,amount,note", *lines, "a,b,c")) + end
    layout = Layout(used=frozenset({used}))
    some, findings = read_table(text.encode(), file="t", limits=Limits(), layout=layout)
    every, every_finding = read_table(text.replace("asset", '"asset"', 1).encode(), file="t", limits=Limits())
    assert findings == every_finding
    assert (some is None) == (every is None)
    if some is not None and every is not None:
        assert some.faults.rows() == every.faults.rows()
        assert (some.numbers.to_list(), some.rows_in_file) == (every.numbers.to_list(), every.rows_in_file)
        assert some.head or some.cells.columns == every.cells.columns
        assert some.cells.rows() == every.cells.select(some.cells.columns).rows()


def test_rows_that_make_up_for_each_other_are_not_regular():
    used = frozenset({"a"})
    assert divided(b"a,b,c\n1,2,3,4\n5,6\n", ",", BLANK, wanted=used) is None
    assert divided(b"a,b,c\n1,,,\n5,\n", ",", BLANK, wanted=used) is None
    regular = divided(b"a,b,c\n1,,\n5,,\n", ",", BLANK, wanted=used)
    assert regular is not None
    assert regular.cells.columns == ["a"]
    assert regular.head == ("a", "b", "c")


def test_a_regular_text_is_divided_at_once():
    regular = divided(b"a, b\r\n1,2\r\n 3,4\n\n", ",", BLANK)
    assert regular is not None
    assert regular.cells.columns == ["a", "b"]
    assert regular.cells.rows() == [("1", "2"), ("3", "4")]


def test_what_is_not_regular_is_left_to_the_careful_way():
    for text in (
        "",
        "a,b",
        'a,b\n"1",2',
        "a,b\n1,2\n3",
        "a,b\n\n1,2",
        "a,b\n,\n1,2",
        "a,a\n1,2",
        "a,\n1,2",
        "a,b\r1,2",
        "a,b\n1," + "9" * LONGEST_LINE,
    ):
        assert divided(text.encode(), ",", BLANK) is None
