"""Heads and labels made of numbers: two numbers that differ never read alike."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.shell.operations.cashflow.names import bin_names, cell_names, exact_name, points_name, share_name
from tallystick.shell.operations.ports.sheets import Kind, Sheet, SheetColumn

decimals = st.decimals(-1000, 1000, places=7, allow_nan=False).map(Fraction)


@given(decimals, decimals)
def test_two_numbers_have_two_names(one: Fraction, other: Fraction):
    assert (exact_name(one) == exact_name(other)) == (one == other)
    assert (share_name(one) == share_name(other)) == (one == other)


def test_numbers_are_written_as_short_as_they_are():
    assert [exact_name(Fraction(each)) for each in ("99", "-0.5", "1.301")] == ["99.00", "-0.50", "1.301"]
    assert [points_name(Fraction(each, 100_000)) for each in (-2000, 0, 5)] == ["-200", "0", "+0.5"]
    assert exact_name(Fraction(1, 3)) == "0.33"


def test_the_bins_of_a_narrow_histogram_have_names_of_their_own():
    for highest in (Fraction(1), Fraction(1, 10_000), Fraction(7, 10**7)):
        assert len(set(bin_names(highest, 24))) == 24


def grid(*rows: tuple[Fraction | str | None, ...]) -> Sheet:
    heads = ("speed", "multiple", "severity", "class", "move", "rate_shift", "life")
    columns = tuple(SheetColumn(id=each, title=Name(zh=f"{each}列", en=each), kind=Kind.NUMBER) for each in heads)
    return Sheet(id="grid", title=Name(zh="格", en="grid"), columns=columns, rows=rows, notes=())


def test_cells_of_a_grid_are_named_by_whatever_differs_between_them():
    """Two severities had one label, and the bars of the second stood under the names of other cells."""
    tenth, half, one = Fraction(1, 10), Fraction(1, 2), Fraction(1)
    rows = [(tenth, one, severity, name, tenth, half, one) for severity in (half, one) for name in ("A", "B")]
    names = cell_names(grid(*rows), 6)
    assert [name.en for name in names] == ["10.00% ×1 severity 50.00%", "10.00% ×1 severity 100.00%"]
    assert [name.zh for name in names] == ["10.00% ×1 severity列 50.00%", "10.00% ×1 severity列 100.00%"]
    moved = [(tenth, one, None, "A", *shift, one) for shift in ((tenth, half), (half, tenth))]
    assert len(set(cell_names(grid(*moved), 6))) == 2
