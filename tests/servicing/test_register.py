"""The registrar's register of a record date, and where the ledger's differs from it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding
from tallystick.servicing.claims.register import parse_register, register_breaks

DAY = dt.date(2026, 10, 21)
ONE, TWO = f"0x{1:040d}", f"0x{2:040d}"
SMALL = "0x1814844922dcd158fea2897222075cd1dce36bd5"
HEAD = "as_of,token_class,wallet,units"


def parsed(*lines: str) -> tuple[object, list[str]]:
    content = "\n".join([HEAD, *lines]).encode()
    register, found = parse_register(content, day=DAY, classes=("A", "B"), file="register")
    return register, [each.code for each in found]


def told(found: Finding) -> tuple[str, str]:
    return found.code.removeprefix("servicing.register-"), str(found.argument("wallet"))


def test_a_register_of_the_day_is_read_class_by_class() -> None:
    assert parsed(f"2026-10-21,A,{ONE},5", f"2026-10-21,B,{ONE},7") == ({"A": {ONE: 5}, "B": {ONE: 7}}, [])


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([f"2026-10-20,A,{ONE},5"], "servicing.register-day"),
        ([f"2026-10-21,C,{ONE},5"], "servicing.register-class"),
        ([f"2026-10-21,A,{ONE},0"], "servicing.register-units"),
        (["2026-10-21,A,somebody,5"], "servicing.register-wallet"),
        ([f"2026-10-21,A,{SMALL},5"], "servicing.register-wallet"),
        ([f"2026-10-21,A,{ONE},5", f"2026-10-21,A,{ONE},5"], "servicing.register-twice"),
    ],
    ids=["another day", "another class", "no units", "no address", "no checksum", "twice"],
)
def test_what_cannot_be_paid_by_is_named(lines: list[str], code: str) -> None:
    assert parsed(*lines) == (None, [code])


holdings = st.dictionaries(st.sampled_from([ONE, TWO, f"0x{3:040d}"]), st.integers(1, 5))


@given(ours=holdings, theirs=holdings)
def test_every_difference_is_one_break_of_its_kind_and_nothing_else_is(
    ours: dict[str, int], theirs: dict[str, int]
) -> None:
    expected = {("unledgered", each) for each in ours.keys() - theirs.keys()}
    expected |= {("unlisted", each) for each in theirs.keys() - ours.keys()}
    expected |= {("differs", each) for each in ours.keys() & theirs.keys() if ours[each] != theirs[each]}
    found = [told(each) for each in register_breaks({"A": ours}, {"A": theirs}, file="register")]
    assert (set(found), len(found)) == (expected, len(expected))
