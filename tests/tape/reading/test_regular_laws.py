"""The fast way and the careful way are one, with quotes and without."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding
from tallystick.tape.reading.files import delimited, quotes
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


def carefully(content: bytes, limits: Limits) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read row by row, whatever the text is like."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "divided", lambda *_, **__: None)
        return read_table(content, file="t", limits=limits)


within = st.text(alphabet=st.sampled_from('ab",\n\r ;资'), max_size=6)
quoted = within.map(lambda text: '"' + text.replace('"', '""') + '"')
broken = st.text(alphabet=st.sampled_from('ab"", '), max_size=5)
quoted_rows = st.lists(
    st.lists(st.one_of(cells, quoted, quoted, broken), min_size=2, max_size=2).map(",".join), min_size=1, max_size=4
)


@given(quoted_rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]), st.sampled_from([1, 2, 5, 1 << 20]))
@example(['"a""b","c,d"', '"e\nf",""""'], "\n", "", 1)
@example(['"","x"', '"a"b,c'], "\r\n", "\n", 2)
def test_quotes_are_taken_off_all_at_once_as_they_are_row_by_row(lines: list[str], newline: str, end: str, piece: int):
    content = (newline.join(('"asset",amount', *lines)) + end).encode()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quotes, "_PIECE", piece)
        fast = read_table(content, file="t", limits=Limits(cell=5))
    slow = carefully(content, Limits(cell=5))
    assert (shown(fast[0]), fast[1]) == (shown(slow[0]), slow[1])


def test_a_text_in_quotes_is_divided_at_once_with_what_divides_nothing():
    regular = divided(b'a,"b, or c"\r\n"1","2,00"\r\n"say ""so""","3\n4"\r\n', ",", BLANK)
    assert regular is not None
    assert regular.head == ("a", "b, or c")
    assert regular.cells.rows() == [("1", "2,00"), ('say "so"', "3\n4")]


@pytest.mark.parametrize("text", ['a,b\n"1,2\n', 'a,b\n1",2\n', 'a,b\n"1"x,2\n', 'a,b\n"\x1c",2\n'])
def test_a_quote_that_is_wrong_is_left_to_the_careful_way(text: str):
    assert divided(text.encode(), ",", BLANK) is None


@given(rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n", "\n\n"]))
@example(["1", ",1,"], "\n", "")
def test_both_ways_give_the_same_table_and_the_same_faults(lines: list[str], newline: str, end: str):
    text = newline.join(("asset,amount", *lines)) + end
    fast, fast_findings = read_table(text.encode(), file="t", limits=Limits(cell=3))
    slow, slow_findings = carefully(text.encode(), Limits(cell=3))
    assert shown(fast) == shown(slow)
    assert fast_findings == slow_findings


@given(
    rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]), st.sampled_from(["asset", "amount", "other"])
)
def test_a_column_that_nobody_uses_changes_nothing_of_the_others(lines: list[str], newline: str, end: str, used: str):
    text = newline.join(("asset,amount,note", *lines, "a,b,c")) + end
    layout = Layout(used=frozenset({used}))
    some, findings = read_table(text.encode(), file="t", limits=Limits(), layout=layout)
    every, every_finding = carefully(text.encode(), Limits())
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
        "a,b\n1,2\n3",
        "a,b\n\n1,2",
        "a,b\n,\n1,2",
        "a,a\n1,2",
        "a,\n1,2",
        "a,b\r1,2",
        "a,b\n1," + "9" * LONGEST_LINE,
    ):
        assert divided(text.encode(), ",", BLANK) is None
