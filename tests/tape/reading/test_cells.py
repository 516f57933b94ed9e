"""A text is read exactly or not at all."""

from datetime import date

import polars as pl
import pytest

from tallystick.tape.reading.cells import FORMS, STORED, UNREADABLE, is_date_form, read_cells, scale_places
from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency


def value_of(text: str | None, kind: Kind, *, currency: Currency = Currency.CNY, **options) -> object:
    options.setdefault("form", FORMS[kind][0])
    column = Column(name="x", kind=kind, choices=("red", "green"))
    frame = pl.DataFrame({"x": [text]}, schema={"x": pl.String})
    return frame.select(read_cells(pl.col("x"), column, currency, **options)).item()


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1250.5", 125_050),
        ("0", 0),
        ("-3.05", -305),
        ("12.3400", 1_234),
        ("9999999999999999", 999_999_999_999_999_900),
        ("99999999999999999", None),
        ("12.345", None),
        ("1,250.00", None),
        ("1e5", None),
        ("¥12", None),
        ("１２", None),
        ("12.", None),
        (".5", None),
        ("007", None),
        ("+5", None),
        ("--5", None),
        ("(5.00)", None),
        ("12\n", None),
        ("NaN", None),
        ("inf", None),
        ("", None),
        (None, None),
    ],
)
def test_money_is_whole_minor_units(text: str | None, minor: int | None):
    assert value_of(text, Kind.MONEY) == minor


def test_yen_have_no_decimals():
    assert value_of("1250", Kind.MONEY, currency=Currency.JPY) == 1250
    assert value_of("1250.5", Kind.MONEY, currency=Currency.JPY) is None


def test_a_column_in_ten_thousands_is_scaled_up_without_rounding():
    assert value_of("12.345678", Kind.MONEY, places=scale_places("10000")) == 12_345_678
    assert value_of("12.3456789", Kind.MONEY, places=scale_places("10000")) is None


@pytest.mark.parametrize("scale", ["", "0", "20", "10.0", "1000000000", "-10"])
def test_a_scale_is_a_power_of_ten(scale: str):
    with pytest.raises(ValueError, match=f"^{scale}$"):
        scale_places(scale)


@pytest.mark.parametrize(
    ("text", "form", "units"),
    [
        ("6.85%", "percent-sign", 6_850_000),
        ("6.85", "percent-sign", None),
        ("6.85", "percent", 6_850_000),
        ("6.85%", "percent", None),
        ("0.0685", "fraction", 6_850_000),
        ("0.00000001", "fraction", 1),
        ("0.000000001", "fraction", None),
        ("0.0000001%", "percent-sign", None),
        ("-0.5%", "percent-sign", -500_000),
        ("%", "percent-sign", None),
        ("6.85%%", "percent-sign", None),
        ("6.85 %", "percent-sign", None),
    ],
)
def test_rates_are_whole_units_of_ten_to_the_minus_eight(text: str, form: str, units: int | None):
    assert value_of(text, Kind.RATE, form=form) == units


@pytest.mark.parametrize(("text", "number"), [("36", 36), ("36.0", 36), ("36.5", None), ("036", None), ("-1", -1)])
def test_integers_are_whole(text: str, number: int | None):
    assert value_of(text, Kind.INTEGER) == number


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026-08-31", "%Y-%m-%d", date(2026, 8, 31)),
        ("2026-8-31", "%Y-%m-%d", None),
        ("2026-02-30", "%Y-%m-%d", None),
        ("2026-08-31 00:00", "%Y-%m-%d", None),
        ("20260831", "%Y%m%d", date(2026, 8, 31)),
        ("2026/8/1", "%Y/%-m/%-d", date(2026, 8, 1)),
        ("2026/08/01", "%Y/%-m/%-d", None),
        ("2026年8月1日", "%Y年%-m月%-d日", date(2026, 8, 1)),
        ("Mar-2018", "%b-%Y", date(2018, 3, 1)),
        ("mar-2018", "%b-%Y", None),
        ("03/2018", "%m/%Y", date(2018, 3, 1)),
        ("46265", "excel", date(2026, 8, 31)),
        ("61", "excel", date(1900, 3, 1)),
        ("60", "excel", None),
        ("2958465", "excel", date(9999, 12, 31)),
        ("2958466", "excel", None),
        ("46265.5", "excel", None),
        ("-46265", "excel", None),
        ("+12026-08-31", "%Y-%m-%d", None),
        ("46265", "%Y-%m-%d", None),
    ],
)
def test_a_date_is_one_that_writes_itself_again(text: str, form: str, day: date | None):
    assert value_of(text, Kind.DATE, date_form=form) == day


@pytest.mark.parametrize("form", ["%y-%m-%d", "%Y", "%Y-%m-%m", "%Y-%d-%d-%m", "%H%Y%m", "", "Y-m-d", "%Y-%j"])
def test_a_date_form_fixes_one_day(form: str):
    assert not is_date_form(form)


def test_choices_and_identifiers_are_themselves():
    assert value_of("red", Kind.CHOICE) == "red"
    assert value_of("Red", Kind.CHOICE) is None
    assert value_of("L-1", Kind.IDENTIFIER) == "L-1"
    assert value_of("鲁A12345", Kind.IDENTIFIER) == "鲁A12345"
    assert value_of("L 1", Kind.IDENTIFIER) is None
    assert value_of("L" * 65, Kind.IDENTIFIER) is None
    for invisible in ("L1\u200b", "\u202eL1", "\ufeffL1", "L\u00ad1", "L1\x85"):
        assert value_of(invisible, Kind.IDENTIFIER) is None
    assert value_of("any text", Kind.TEXT) == "any text"


def test_every_kind_has_its_forms_its_type_and_its_fault():
    assert set(FORMS) == set(STORED) == set(UNREADABLE) == set(Kind)
