"""Money, by example."""

from fractions import Fraction

import pytest

from tallystick.units.money import (
    BOUND,
    Currency,
    CurrencyMismatchError,
    Money,
    MoneyError,
    Rounding,
    total,
)


def usd(text: str) -> Money:
    return Money.parse(f"{text} USD")


def weight(value: object) -> Fraction:
    return value  # type: ignore[return-value]  # what a careless caller passes


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("120000000.00 USD", 12_000_000_000, Currency.USD),
        ("-0.01 CNY", -1, Currency.CNY),
        ("5 HKD", 500, Currency.HKD),
        ("5.5 EUR", 550, Currency.EUR),
        ("0.00 GBP", 0, Currency.GBP),
        ("-0 SGD", 0, Currency.SGD),
        ("1000 JPY", 1000, Currency.JPY),
    ],
)
def test_an_amount_is_read_exactly(text: str, minor: int, currency: Currency) -> None:
    assert Money.parse(text) == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1,000.00 USD", "money.separators"),
        ("1_000 USD", "money.separators"),
        ("1 000 USD", "money.separators"),
        ("1'000 USD", "money.separators"),
        ("1e5 USD", "money.exponent"),
        ("1.5E-3 USD", "money.exponent"),
        ("0.001 USD", "money.decimals"),
        ("1.0 JPY", "money.decimals"),
        ("１００ USD", "money.not-ascii"),
        ("¥100 CNY", "money.not-ascii"),
        ("٣ USD", "money.not-ascii"),
        ("NaN USD", "money.form"),
        ("Infinity USD", "money.form"),
        ("+1 USD", "money.form"),
        ("--1 USD", "money.form"),
        ("01 USD", "money.form"),
        (".5 USD", "money.form"),
        ("5. USD", "money.form"),
        (" 5 USD", "money.form"),
        ("5\n USD", "money.form"),
        (" USD", "money.form"),
        ("USD", "money.currency-missing"),
        ("100", "money.currency-missing"),
        ("100 usd", "money.currency-unknown"),
        ("100 RMB", "money.currency-unknown"),
        ("100 ", "money.currency-unknown"),
        ("1" * 41 + " USD", "money.bound"),
        ("1" * 5000 + " USD", "money.bound"),
        ("10000000000000000.00 USD", "money.bound"),
    ],
)
def test_what_is_no_exact_amount_is_refused_with_its_own_reason(text: str, problem: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        Money.parse(text)
    assert refusal.value.problem == problem


@pytest.mark.parametrize("value", [True, 5, 5.0, None, b"5 USD"])
def test_what_is_not_text_is_refused(value: object) -> None:
    for read in (Money.parse, lambda text: Money.parse_amount(text, Currency.USD)):
        with pytest.raises(MoneyError, match="is not text") as refusal:
            read(value)  # type: ignore[arg-type]
        assert refusal.value.problem == "money.not-text"


def test_a_refusal_says_what_why_and_what_to_do() -> None:
    with pytest.raises(MoneyError) as refusal:
        Money.parse("1,000.00 USD")
    assert str(refusal.value) == (
        "'1,000.00' has thousands separators. "
        "An amount is read exactly or not at all, so that the filed and the paid figure cannot differ by a "
        "guess. "
        "Write it like '120000000.00 USD': digits, a point, no separators, a space, the ISO 4217 code."
    )
    parts = (refusal.value.what, refusal.value.why, refusal.value.remedy)
    assert " ".join(parts) == str(refusal.value)


def test_an_amount_whose_currency_stands_in_the_heading_is_read() -> None:
    assert Money.parse_amount("-1250.5", Currency.CNY) == Money(minor=-125050, currency=Currency.CNY)


@pytest.mark.parametrize("minor", [True, 1.0, Fraction(1), "1"])
def test_money_is_made_of_whole_minor_units(minor: object) -> None:
    with pytest.raises(MoneyError, match="Minor units are whole"):
        Money(minor=minor, currency=Currency.USD)  # type: ignore[arg-type]


def test_money_is_made_of_a_known_currency() -> None:
    with pytest.raises(MoneyError, match="Minor units are whole"):
        Money(minor=1, currency="USD")  # type: ignore[arg-type]


def test_money_has_a_bound() -> None:
    assert Money(minor=BOUND - 1, currency=Currency.JPY).is_positive()
    for minor in (BOUND, -BOUND):
        with pytest.raises(MoneyError, match="beyond the bound"):
            Money(minor=minor, currency=Currency.JPY)


def test_sums_and_differences_keep_the_cent() -> None:
    assert usd("0.10") + usd("0.20") == usd("0.30")
    assert usd("0.10") - usd("0.20") == usd("-0.10")
    assert -usd("0.10") == usd("-0.10")
    assert abs(usd("-0.10")) == usd("0.10")


def test_the_sign_can_be_asked_for() -> None:
    assert usd("-1").is_negative()
    assert not usd("0").is_negative()
    assert not usd("0").is_positive()
    assert usd("1").is_positive()
    assert Money(minor=1, currency=Currency.USD).is_positive()
    assert Money(minor=-1, currency=Currency.USD).is_negative()
    assert usd("0").is_zero()
    assert not usd("1").is_zero()


def test_amounts_of_one_currency_are_ordered() -> None:
    assert usd("1") < usd("2") <= usd("2") and usd("2") > usd("1") >= usd("1")  # noqa: PT018 - one chain
    assert min(usd("2"), usd("1")) == usd("1")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__", "ratio_to"])
def test_two_currencies_never_meet(act: str) -> None:
    with pytest.raises(CurrencyMismatchError, match="of different currencies") as refusal:
        getattr(usd("1"), act)(Money.parse("1 CNY"))
    assert refusal.value.problem == "money.currency-mismatch"


def test_amounts_of_two_currencies_are_not_equal() -> None:
    assert Money.zero(Currency.USD) != Money.zero(Currency.CNY)


def test_a_bare_number_is_not_money() -> None:
    with pytest.raises(TypeError, match="name its currency"):
        usd("1") + 1  # type: ignore[operator]


def test_a_total_of_nothing_is_zero_of_the_currency() -> None:
    assert total([], Currency.CNY) == Money.zero(Currency.CNY)
    assert total((usd("1"), usd("2.50")), Currency.USD) == usd("3.50")
    with pytest.raises(CurrencyMismatchError):
        total([usd("1")], Currency.CNY)


@pytest.mark.parametrize(
    ("rounding", "rounded"),
    [
        (Rounding.HALF_UP, (3, 2, 2, -3, -2)),
        (Rounding.HALF_EVEN, (2, 2, 2, -2, -2)),
        (Rounding.DOWN, (2, 2, 1, -2, -1)),
        (Rounding.UP, (3, 2, 2, -3, -2)),
    ],
)
def test_each_rounding_goes_its_way_on_both_sides_of_zero(rounding: Rounding, rounded: tuple[int]) -> None:
    values = (Fraction(5, 2), Fraction(2), Fraction(17, 10), Fraction(-5, 2), Fraction(-17, 10))
    assert tuple(rounding.whole(value) for value in values) == rounded


def test_a_product_is_rounded_once() -> None:
    assert usd("100.00").times(Fraction(1, 3)) == usd("33.33")
    assert usd("100.00").times(Fraction(1, 3), rounding=Rounding.UP) == usd("33.34")
    assert usd("0.05").times(Fraction(1, 2)) == usd("0.03")
    assert usd("1.01").times(3) == usd("3.03")


@pytest.mark.parametrize("factor", [0.1, True, "2"])
def test_an_inexact_factor_is_refused(factor: object) -> None:
    with pytest.raises(MoneyError, match="not an exact number"):
        usd("1").times(weight(factor))


def test_an_exact_amount_is_rounded_to_the_minor_unit() -> None:
    assert Money.rounded(Fraction(10, 3), Currency.USD) == usd("3.33")
    assert Money.rounded(Fraction(7, 2), Currency.JPY) == Money.parse("4 JPY")
    assert usd("3.33").major == Fraction(333, 100)
    assert Money.parse("4 JPY").major == 4


def test_a_ratio_is_exact_and_has_no_answer_over_nothing() -> None:
    assert usd("1.00").ratio_to(usd("3.00")) == Fraction(1, 3)
    with pytest.raises(MoneyError, match="has no ratio to") as refusal:
        usd("1.00").ratio_to(usd("0"))
    assert refusal.value.problem == "money.ratio-to-zero"


def test_the_last_cent_goes_to_the_largest_remainder_and_a_tie_to_the_earlier() -> None:
    assert usd("1.00").allocate([1, 1, 1]) == (usd("0.34"), usd("0.33"), usd("0.33"))
    assert usd("0.05").allocate([Fraction(1, 10), Fraction(9, 10)]) == (usd("0.01"), usd("0.04"))
    assert usd("1.00").allocate([10, 20, 30]) == (usd("0.17"), usd("0.33"), usd("0.50"))
    assert usd("-1.00").allocate([1, 1, 1]) == (usd("-0.34"), usd("-0.33"), usd("-0.33"))


def test_nothing_can_be_divided_even_by_nothing() -> None:
    assert usd("0").allocate([0, 0]) == (usd("0"), usd("0"))
    assert usd("0").allocate([]) == ()


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_would_lose_or_turn_money_are_refused(weights: list[Fraction | int]) -> None:
    with pytest.raises(MoneyError, match="cannot be divided") as refusal:
        usd("1.00").allocate(weights)
    assert refusal.value.problem == "money.weights"


def test_an_inexact_weight_is_refused() -> None:
    with pytest.raises(MoneyError, match="not an exact number"):
        usd("1.00").allocate([weight(0.5)])


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("1234567.80 USD", "USD 1,234,567.80", "1,234,567.80美元"),
        ("-1234.00 CNY", "CNY -1,234.00", "人民币-1,234.00元"),
        ("-0.05 HKD", "HKD -0.05", "-0.05港元"),
        ("1234567 JPY", "JPY 1,234,567", "1,234,567日元"),
    ],
)
def test_an_amount_is_written_for_its_reader(text: str, en: str, zh: str) -> None:
    assert Money.parse(text).text("en-GB") == en
    assert Money.parse(text).text("zh") == zh


def test_every_currency_has_a_chinese_name() -> None:
    assert len({Money.zero(currency).text("zh") for currency in Currency}) == len(Currency)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(MoneyError, match="not written in 'fr'"):
        usd("1").text("fr")


@pytest.mark.parametrize(
    ("unit", "figure"),
    [
        ("元", "123,456,789.00"),
        ("万元", "12,345.68"),
        ("亿元", "1.23"),
        ("thousand", "123,456.79"),
        ("million", "123.46"),
    ],
)
def test_a_table_names_its_unit_once(unit: str, figure: str) -> None:
    assert Money.parse("123456789.00 CNY").in_units(unit) == figure


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(MoneyError, match="not a unit for tables"):
        usd("1").in_units("lakh")
