"""The quick way and the careful way are one: whatever a cell holds, and however often it recurs."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tallystick.tape.reading.cells import FORMS, STORED, read_cells
from tallystick.tape.reading.plain import CellReader, read_columns, read_plain
from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency

DATE_FORMS = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y/%-m/%-d", "%b-%Y", "%Y年%m月%d日"]
HOSTILE = [
    *("1e308", "1E5", "NaN", "inf", "-0", "-0.00", "+5", "--5", "007", "12.", ".5", "1,250.00", "１２", "٣", "12\n"),
    *("99999999999999999", "9999999999999999.99", "9223372036854775808", "-9223372036854775808", "0.00000001"),
    *("12.3400", "12.345", "6.85%", "6.85%%", "%", "6.85 %", "-100.000000%", "36.0", "0" * 20),
    *("1900-01-01", "0000-01-01", "0999-12-31", "9999-12-31", "10000-01-01", "2026-02-30", "2024-02-29", "46265"),
    *("20260831", "31.08.2026", "2026/8/1", "2026年08月01日", "Mar-2018", "2026-08-31 00:00", "+2026-08-31"),
    *("=1+1", "\ufeff1", "1\x00", "L 1", "L" * 65, "red", "Red", ""),
]
numbers = st.from_regex(r"-?[0-9]{1,19}(\.[0-9]{1,9})?%?", fullmatch=True)
days = st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
cells = st.one_of(st.none(), st.sampled_from(HOSTILE), numbers, days, st.text(max_size=8))
columns = st.sampled_from([(kind, form) for kind, forms in FORMS.items() for form in forms])


def column_of(kind: Kind) -> Column:
    return Column(name="x", kind=kind, choices=("red", "green"))


@given(st.lists(cells, min_size=1, max_size=12), columns, st.sampled_from(DATE_FORMS), st.integers(0, 8))
@example(HOSTILE, (Kind.MONEY, "money"), "%Y-%m-%d", 0)
@example(HOSTILE, (Kind.RATE, "percent-sign"), "%Y-%m-%d", 0)
@example(HOSTILE, (Kind.DATE, "date"), "%Y-%m-%d", 0)
def test_what_is_read_quickly_is_what_is_read_with_care(texts, kind_and_form, date_form, places):
    kind, form = kind_and_form
    frame = pl.DataFrame({"x": texts}, schema={"x": pl.String})
    for currency in (Currency.CNY, Currency.JPY):
        how = {"form": form, "date_form": date_form, "places": places}
        careful = frame.select(read_cells(pl.col("x"), column_of(kind), currency, **how).cast(STORED[kind]))
        quick = read_columns(frame, {"x": CellReader(column=column_of(kind), currency=currency, **how)})
        assert quick.rows() == careful.rows()
        assert quick.schema == careful.schema


@given(st.lists(cells, min_size=1, max_size=8), columns)
def test_texts_that_recur_are_read_as_the_same_texts_once(texts, kind_and_form):
    kind, form = kind_and_form
    reader = CellReader(column=column_of(kind), currency=Currency.CNY, form=form, date_form="%Y-%m-%d", places=0)
    once = pl.DataFrame({"x": texts}, schema={"x": pl.String})
    often = pl.concat([once] * 6_000)
    assert read_columns(often, {"x": reader}).equals(pl.concat([read_columns(once, {"x": reader})] * 6_000))


def test_honest_cells_need_no_care():
    honest = [
        (Kind.MONEY, "money", "12500.50", 1_250_050),
        (Kind.RATE, "percent-sign", "6.85%", 6_850_000),
        (Kind.RATE, "fraction", "0.0685", 6_850_000),
        (Kind.INTEGER, "integer", "36", 36),
    ]
    for kind, form, text, value in honest:
        frame = pl.DataFrame({"x": [text]})
        read = read_plain(pl.col("x"), column_of(kind), Currency.CNY, form=form, date_form="%Y-%m-%d", places=0)
        assert frame.select(read).item() == value
