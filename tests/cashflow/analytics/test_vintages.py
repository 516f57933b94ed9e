"""Static pools completed by chain ladder, against the triangle on which the method was published."""

from fractions import Fraction

import pytest

from tallystick.cashflow.analytics.decrement import printed
from tallystick.cashflow.analytics.losses.vintages import Vintage, completed
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.units.money import Currency, Money

# T. Mack (1993), data of the Reinsurance Association of America: cumulative amounts by origin year and age.
RAA = (
    (5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834),
    (106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704),
    (3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466),
    (5655, 11555, 15766, 21266, 23425, 26083, 27067),
    (1092, 9565, 15836, 22169, 25955, 26180),
    (1513, 6445, 11702, 12935, 15852),
    (557, 4020, 10946, 12314),
    (1351, 6947, 13112),
    (3133, 5395),
    (2063,),
)


def cny(minor: int) -> Money:
    return Money(minor=minor, currency=Currency.CNY)


def vintage(name: str, row: tuple[int, ...], original: int = 1_000_000) -> Vintage:
    monthly = (now - then for now, then in zip(row, (0, *row), strict=False))
    return Vintage(id=name, original=cny(original), defaulted=tuple(cny(amount) for amount in monthly))


def test_factors_and_completed_amounts_are_those_of_the_paper():
    pools = completed([vintage(str(number), row) for number, row in enumerate(RAA)])
    shown = [printed(factor or Fraction(0), 3) for factor in pools.factors]
    assert shown == ["2.999", "1.624", "1.271", "1.172", "1.113", "1.042", "1.033", "1.017", "1.009"]
    completed_now = sum((shares[-1] * 1_000_000 for shares in pools.shares), Fraction(0))
    still_to_come = completed_now - sum(row[-1] for row in RAA)
    assert printed(still_to_come, 0) == "52135"


def test_what_was_observed_is_never_changed():
    pools = completed([vintage("old", (10, 30, 40)), vintage("young", (20, 50))])
    assert pools.shares[0] == tuple(Fraction(part, 1_000_000) for part in (10, 30, 40))
    assert pools.shares[1][:2] == tuple(Fraction(part, 1_000_000) for part in (20, 50))


def test_a_young_vintage_is_carried_on_by_the_older_ones():
    pools = completed([vintage("old", (10, 30, 45)), vintage("young", (20, 50))])
    assert pools.factors == (Fraction(80, 30), Fraction(3, 2))
    assert pools.shares[1][2] == Fraction(75, 1_000_000)
    assert pools.lifetime == Fraction(120, 2_000_000)
    assert sum(pools.timing) == 1


def test_the_average_weighs_vintages_by_their_original_balance():
    pools = completed([vintage("large", (30,), original=3000), vintage("small", (30,), original=1000)])
    assert pools.average == (Fraction(60, 4000),)


def test_what_has_not_begun_cannot_be_completed():
    pools = completed([vintage("old", (0, 0, 5)), vintage("young", (0,))])
    assert pools.factors == (None, None)
    assert len(pools.shares[1]) == 1
    assert len(pools.average) == 1
    assert pools.timing == ()


@pytest.mark.parametrize("vintages", [[], [Vintage(id="empty", original=cny(1), defaulted=())]])
def test_an_empty_history_is_refused(vintages):
    with pytest.raises(AnalyticsError) as caught:
        completed(vintages)
    assert caught.value.finding.code == "cashflow.history-none"
