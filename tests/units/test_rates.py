"""Rates and shares: examples and laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.units.money import Money, Rounding
from tallystick.units.rates import Rate, RateError, Share
from tests.units.strategies import fractions_of_year, rates, shares, usd


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("4.50%", Fraction(9, 200), "4.50%"),
        ("4.5%", Fraction(9, 200), "4.50%"),
        ("5%", Fraction(1, 20), "5.00%"),
        ("-0.25%", Fraction(-1, 400), "-0.25%"),
        ("5.0327%", Fraction(50327, 1_000_000), "5.0327%"),
        ("100/3%", Fraction(1, 3), "100/3%"),
        ("0%", Fraction(0), "0.00%"),
        ("1000%", Fraction(10), "1000.00%"),
    ],
)
def test_a_rate_is_read_exactly_and_printed_with_two_decimals_or_more(text: str, value: Fraction, printed: str) -> None:
    assert Rate.parse(text).per_annum == value
    assert str(Rate.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "printed"), [("5%", "5%"), ("5.00%", "5%"), ("0.125%", "0.125%"), ("100%", "100%"), ("0%", "0%")]
)
def test_a_share_is_printed_with_the_decimals_it_needs(text: str, printed: str) -> None:
    assert str(Share.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4.5", "rate.percent-sign"),
        ("0.045", "rate.percent-sign"),
        ("-5", "rate.percent-sign"),
        ("", "rate.form"),
        ("%", "rate.form"),
        ("4.5 %", "rate.form"),
        ("4,5%", "rate.form"),
        ("+4.5%", "rate.form"),
        ("04.5%", "rate.form"),
        ("4.%", "rate.form"),
        ("1/0%", "rate.form"),
        ("1e1%", "rate.form"),
        ("４.5%", "rate.form"),
        ("4.5％", "rate.form"),
        ("nan%", "rate.form"),
        ("4.50%\n", "rate.form"),
        ("1." + "0" * 1000 + "%", "rate.form"),
        ("1." + "1" * 998 + "%", "rate.form"),
    ],
)
@pytest.mark.parametrize("kind", [Rate, Share])
def test_what_is_no_exact_percentage_is_refused(kind: type[Rate | Share], text: str, problem: str) -> None:
    with pytest.raises(RateError, match=r"4\.5 could mean 4\.5% or 450%") as refusal:
        kind.parse(text)
    assert refusal.value.problem == problem


@pytest.mark.parametrize("value", [4.5, True, None, b"4.5%"])
def test_what_is_not_text_is_no_rate(value: object) -> None:
    with pytest.raises(RateError, match="is not text"):
        Rate.parse(value)  # type: ignore[arg-type]


def test_only_a_fraction_makes_a_rate_or_a_share() -> None:
    with pytest.raises(RateError, match="is not a Fraction"):
        Rate(per_annum=0.045)  # type: ignore[arg-type]
    with pytest.raises(RateError, match="is not a Fraction"):
        Share(value=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1000.01%", "-1000.01%"])
def test_a_rate_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(RateError, match="multiplied by a hundred twice") as refusal:
        Rate.parse(text)
    assert refusal.value.problem == "rate.bound"


def test_what_a_program_computed_may_be_of_any_size_and_reads_back() -> None:
    rate = Rate(per_annum=Fraction(1329800, 17700))
    assert Rate.computed(str(rate)) == rate
    with pytest.raises(RateError, match="multiplied by a hundred twice"):
        Rate.parse(str(rate))


@pytest.mark.parametrize("text", ["100.01%", "-0.01%"])
def test_a_share_is_a_part_of_the_whole(text: str) -> None:
    with pytest.raises(RateError, match="not between 0% and 100%") as refusal:
        Share.parse(text)
    assert refusal.value.problem == "share.bound"


def test_interest_is_rounded_once() -> None:
    month = Fraction(30, 360)
    principal = Money.parse("350000000.00 USD")
    assert Rate.parse("4.59%").interest(principal, month) == Money.parse("1338750.00 USD")
    odd = Money.parse("100.00 USD")
    assert str(Rate.parse("5%").interest(odd, month)) == "0.42 USD"
    assert str(Rate.parse("5%").interest(odd, month, rounding=Rounding.DOWN)) == "0.41 USD"


def test_a_margin_is_added_and_taken_away() -> None:
    assert str(Rate.parse("4.25%") + Rate.parse("0.85%")) == "5.10%"
    assert str(Rate.parse("4.25%") - Rate.parse("0.85%")) == "3.40%"
    assert Rate.parse("4.25%") < Rate.parse("4.26%")


def test_a_share_of_an_amount_and_the_rest_of_it() -> None:
    retained = Share.parse("5%")
    pool = Money.parse("1000.10 CNY")
    assert retained.of(pool) == Money.parse("50.01 CNY")
    assert retained.of(pool, rounding=Rounding.DOWN) == Money.parse("50.00 CNY")
    assert retained.complement() == Share.parse("95%")


@given(rate=rates)
def test_parse_reads_back_the_rate_that_print_wrote(rate: Rate) -> None:
    assert Rate.parse(str(rate)) == rate


@given(share=shares)
def test_parse_reads_back_the_share_that_print_wrote(share: Share) -> None:
    assert Share.parse(str(share)) == share


@given(share=shares, amount=usd)
def test_a_share_rounded_down_and_the_rest_make_the_whole(share: Share, amount: Money) -> None:
    part = share.of(amount, rounding=Rounding.DOWN)
    rest = share.complement().of(amount, rounding=Rounding.UP)
    assert part + rest == amount


@given(rate=rates, amount=usd, years=fractions_of_year, more=st.integers(1, 5))
def test_interest_is_within_half_a_cent_of_the_exact_sum(rate: Rate, amount: Money, years: Fraction, more: int) -> None:
    exact = amount.minor * rate.per_annum * years * more
    assert abs(rate.interest(amount, years * more).minor - exact) <= Fraction(1, 2)


def test_the_longest_percentage_that_is_read_has_a_thousand_characters() -> None:
    assert Rate.parse("1." + "1" * 997 + "%").per_annum > 0


@pytest.mark.parametrize(("value", "printed"), [(Fraction(6, 5), "120%"), (Fraction(1001, 500), "200.2%")])
def test_a_share_beyond_the_whole_is_quoted_with_the_places_it_has(value: Fraction, printed: str) -> None:
    with pytest.raises(RateError, match=rf"A share of {printed} is not") as refusal:
        Share(value=value)
    assert refusal.value.problem == "share.bound"
