"""Laws of text on a terminal: nothing is lost, nothing is too wide, nothing begins with a closing mark."""

import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tallystick.shell.cli.prose import Prose, bar, decimal, grouped, percent, sparkline
from tallystick.units.money import Currency, Money

_words = st.text(alphabet="abz 019，。（）“”券资产token:;-_/", max_size=200)


def _drawn(text: str, width: int, indent: int = 0) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, highlight=False).print(Prose(text, indent=indent))
    return stream.getvalue().split("\n")[:-1]


@given(text=_words, width=st.integers(8, 100), indent=st.integers(0, 4))
def test_no_line_is_wider_than_it_may_be(text: str, width: int, indent: int):
    assert all(cell_len(line) <= width for line in _drawn(text, width, indent))


@given(text=_words, width=st.integers(8, 100))
def test_nothing_but_spaces_is_lost(text: str, width: int):
    assert "".join("".join(_drawn(text, width)).split()) == "".join(text.split())


@given(
    clauses=st.lists(st.tuples(st.text(alphabet="资产支持证券", min_size=1, max_size=9), st.sampled_from("，。；"))),
    width=st.integers(20, 40),
)
def test_no_line_begins_with_a_closing_mark(clauses: list[tuple[str, str]], width: int):
    lines = _drawn("".join(words + mark for words, mark in clauses), width)
    assert not any(line.startswith(("，", "。", "；")) for line in lines)


def test_chinese_breaks_inside_a_sentence_and_english_between_words():
    assert _drawn("资产支持证券代币", 8) == ["资产支持", "证券代币"]
    assert _drawn("shortfall payment", 12) == ["shortfall", "payment"]
    assert _drawn("a-word-longer-than-the-line", 10) == ["a-word-lon", "ger-than-t", "he-line"]
    assert _drawn("结论：（一）明确", 8)[0] == "结论："


@given(values=st.lists(st.integers(0, 10**15), max_size=300), width=st.integers(1, 40))
def test_a_sparkline_fits_and_is_highest_where_the_values_are(values: list[int], width: int):
    drawn = sparkline([Fraction(value) for value in values], width)
    assert len(drawn) <= width
    if values and width >= len(values) and max(values):
        assert drawn[values.index(max(values))] == "█"
        assert all((mark == " ") == (value == 0) for mark, value in zip(drawn, values, strict=True))


@given(share=st.fractions(0, 1), width=st.integers(1, 40))
def test_a_bar_is_as_long_as_its_share(share: Fraction, width: int):
    drawn = bar(share, width)
    assert len(drawn) <= width
    assert bool(drawn) == bool(share)
    assert abs(len(drawn) - share * width) <= 1


@given(value=st.fractions(-(10**6), 10**6), places=st.integers(0, 6))
def test_a_printed_decimal_is_within_half_of_its_last_place(value: Fraction, places: int):
    assert abs(Fraction(decimal(value, places)) - value) * 2 <= Fraction(1, 10**places)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (12345678901, Currency.USD, "123,456,789.01"),
        (-5, Currency.USD, "-0.05"),
        (0, Currency.CNY, "0.00"),
        (1234567, Currency.JPY, "1,234,567"),
        (-1234567, Currency.JPY, "-1,234,567"),
    ],
)
def test_amounts_are_grouped_by_thousands(minor: int, currency: Currency, text: str):
    assert grouped(Money(minor=minor, currency=currency)) == text


def test_a_percentage_says_its_sign():
    assert percent(Fraction(1, 3)) == "33.33%"
    assert percent(Fraction(1), 0) == "100%"
