"""Money, by law."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tallystick.units.money import Currency, Money, MoneyError, Rounding, total
from tests.units.strategies import minors, modest, moneys, usd, weights

_TWIN = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
}


@given(money=moneys)
def test_parse_reads_back_what_print_wrote(money: Money) -> None:
    assert Money.parse(str(money)) == money


@given(text=st.one_of(st.text(), st.from_regex(r"-?[0-9.,e]{1,8} (USD|JPY)", fullmatch=True)))
def test_a_text_is_an_amount_or_a_refusal_and_nothing_else(text: str) -> None:
    try:
        money = Money.parse(text)
    except MoneyError:
        return
    assert Money.parse(str(money)) == money


@given(minor=minors, exponent_ten=st.integers(1, 10**6), rounding=st.sampled_from(Rounding))
def test_rounding_agrees_with_the_decimal_standard(minor: int, exponent_ten: int, rounding: Rounding) -> None:
    value = Fraction(minor, 1000)
    twin = Decimal(minor).scaleb(-3).quantize(Decimal(1), rounding=_TWIN[rounding])
    assert rounding.whole(value) == int(twin)
    assert rounding.whole(-value) == -rounding.whole(value)
    assert abs(rounding.whole(Fraction(minor, exponent_ten)) - Fraction(minor, exponent_ten)) < 1


@given(money=usd, shares=st.lists(weights, min_size=1))
def test_dividing_loses_no_unit(money: Money, shares: list[Fraction | int]) -> None:
    assume(sum(shares) > 0)
    parts = money.allocate(shares)
    assert total(parts, Currency.USD) == money


@given(money=usd, shares=st.lists(weights, min_size=1))
def test_each_part_is_within_one_unit_of_its_exact_share(money: Money, shares: list[Fraction | int]) -> None:
    whole = sum(shares, Fraction(0))
    assume(whole > 0)
    for part, share in zip(money.allocate(shares), shares, strict=True):
        assert abs(part.minor - Fraction(money.minor) * share / whole) < 1
        assert share > 0 or part.is_zero()


@given(money=usd, shares=st.lists(st.integers(1, 10**6), min_size=1, unique=True))
def test_a_larger_weight_never_gets_less(money: Money, shares: list[int]) -> None:
    parts = dict(zip(shares, abs(money).allocate(shares), strict=True))
    ordered = [parts[share] for share in sorted(shares)]
    assert ordered == sorted(ordered)


@given(money=usd, shares=st.lists(weights, min_size=1), scale=st.fractions(min_value=Fraction(1, 99), max_value=99))
def test_the_unit_of_the_weights_does_not_matter(money: Money, shares: list[Fraction | int], scale: Fraction) -> None:
    assume(sum(shares) > 0)
    assert money.allocate(shares) == money.allocate([share * scale for share in shares])


@given(money=usd, shares=st.lists(weights, min_size=1))
def test_dividing_a_debt_mirrors_dividing_a_claim(money: Money, shares: list[Fraction | int]) -> None:
    assume(sum(shares) > 0)
    assert (-money).allocate(shares) == tuple(-part for part in money.allocate(shares))


@given(a=usd, b=usd, c=usd)
def test_addition_knows_no_order(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == total([a, b, c], Currency.USD)
    assert a - b == a + -b
    assert a + b - b == a


@given(a=usd, b=usd)
def test_amounts_are_ordered_as_their_minor_units(a: Money, b: Money) -> None:
    assert (a < b, a <= b, a > b, a >= b) == (
        a.minor < b.minor,
        a.minor <= b.minor,
        a.minor > b.minor,
        a.minor >= b.minor,
    )


@given(minor=modest, factor=st.fractions(min_value=-100, max_value=100))
def test_rounding_down_never_pays_more_and_up_never_less(minor: int, factor: Fraction) -> None:
    money = Money(minor=minor, currency=Currency.USD)
    down, up = (abs(money.times(factor, rounding=way)) for way in (Rounding.DOWN, Rounding.UP))
    assert down.minor <= abs(minor * factor) <= up.minor
    assert up.minor - down.minor <= 1


@given(money=moneys)
def test_the_exact_amount_rounds_to_itself(money: Money) -> None:
    for rounding in Rounding:
        assert Money.rounded(money.major, money.currency, rounding=rounding) == money


@given(money=moneys)
def test_a_text_for_readers_holds_the_same_figure(money: Money) -> None:
    for language in ("en", "zh"):
        digits = "".join(c for c in money.text(language) if c in "-0123456789.")
        assert Money.parse_amount(digits, money.currency) == money
