"""What is written is read back, and nothing that is read was rounded."""

from datetime import date
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.reading.cells import FORMS, read_cells, written
from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency

BOUND = 10**17


def through_text(kind: Kind, value: object, currency: Currency) -> object:
    column = Column(name="x", kind=kind)
    text = pl.DataFrame({"x": [value]}).select(written(column, currency))
    return text.select(read_cells(pl.col("x"), column, currency, form=FORMS[kind][0])).item()


@given(st.integers(-BOUND, BOUND), st.sampled_from(Currency))
def test_money_survives_being_written(minor: int, currency: Currency):
    assert through_text(Kind.MONEY, minor, currency) == minor


@given(st.integers(-BOUND, BOUND))
def test_rates_survive_being_written(units: int):
    assert through_text(Kind.RATE, units, Currency.CNY) == units


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_days_survive_being_written(day: date):
    assert through_text(Kind.DATE, day, Currency.CNY) == day


@given(st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", fullmatch=True))
def test_what_is_read_is_the_number_that_was_written(text: str):
    column = Column(name="x", kind=Kind.MONEY)
    frame = pl.DataFrame({"x": [text]})
    minor = frame.select(read_cells(pl.col("x"), column, Currency.CNY, form="money")).item()
    if minor is not None:
        assert Fraction(minor, 100) == Fraction(text)


@given(st.text(max_size=30), st.sampled_from(Kind))
def test_any_text_is_read_or_not_read(text: str, kind: Kind):
    column = Column(name="x", kind=kind, choices=("a",))
    frame = pl.DataFrame({"x": [text]})
    for form in FORMS[kind]:
        frame.select(read_cells(pl.col("x"), column, Currency.CNY, form=form))
