"""The standard error of chain ladder, against the two triangles on which it is published."""

from fractions import Fraction
from itertools import accumulate
from math import sqrt

import pytest

from tallystick.cashflow.analytics.losses.uncertainty import uncertainty
from tallystick.cashflow.analytics.losses.vintages import Vintage
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tests.cashflow.analytics.test_vintages import RAA, vintage

# G. C. Taylor and F. R. Ashe (1983), as in T. Mack, ASTIN Bulletin 23 (1993): payments by origin year and age.
TAYLOR_ASHE = (
    (357848, 766940, 610542, 482940, 527326, 574398, 146342, 139950, 227229, 67948),
    (352118, 884021, 933894, 1183289, 445745, 320996, 527804, 266172, 425046),
    (290507, 1001799, 926219, 1016654, 750816, 146923, 495992, 280405),
    (310608, 1108250, 776189, 1562400, 272482, 352053, 206286),
    (443160, 693190, 991983, 769488, 504851, 470639),
    (396132, 937085, 847498, 805037, 705960),
    (440832, 847631, 1131398, 1063269),
    (359480, 1061648, 1443370),
    (376686, 986608),
    (344014,),
)


def history(rows: tuple[tuple[int, ...], ...]) -> list[Vintage]:
    return [vintage(str(number), tuple(accumulate(row)), original=100_000_000) for number, row in enumerate(rows)]


def test_the_reserve_and_its_error_are_those_published():
    """Source: T. Mack (1993), example of Taylor and Ashe: 18,680,856 in all, standard error 2,447,095."""
    found = uncertainty(history(TAYLOR_ASHE))
    assert round(found.total) == 18_680_856
    assert round(found.error) == 2_447_095


def test_each_origin_year_has_the_error_published():
    """Source: T. Mack (1993), table of the same example, per cent of the reserve of origin years 2 to 10."""
    found = uncertainty(history(TAYLOR_ASHE))
    assert found.errors[0] == 0
    shares = [round(100 * error / reserve) for error, reserve in zip(found.errors[1:], found.to_come[1:], strict=True)]
    assert shares == [80, 26, 19, 27, 29, 26, 22, 23, 29]


def test_the_order_in_which_vintages_are_told_changes_nothing():
    rows = history(TAYLOR_ASHE)
    told, turned = uncertainty(rows), uncertainty(rows[::-1])
    assert turned.errors == told.errors[::-1]
    assert float(turned.error) == pytest.approx(float(told.error), rel=1e-12)


def test_errors_of_the_second_published_triangle():
    """Source: T. Mack (1993), data of the Reinsurance Association of America: 52,135 in all, standard error 26,909."""
    found = uncertainty([vintage(str(number), row) for number, row in enumerate(RAA)])
    assert (round(found.total), round(found.error)) == (52_135, 26_909)


def test_vintages_that_develop_alike_have_no_error():
    rows = [
        tuple(size * part for part in (10, 20, 30, 40, 50)[: 5 - late]) for late, size in enumerate((7, 8, 9, 10, 11))
    ]
    found = uncertainty([vintage(str(number), row) for number, row in enumerate(rows)])
    assert found.error == 0
    assert found.total == sum(size * (50 - seen) for size, seen in zip((8, 9, 10, 11), (40, 30, 20, 10), strict=True))


@pytest.mark.parametrize(
    "rows", [((10, 20, 30), (10, 20)), ((0, 20, 30, 40), (10, 20, 30), (10, 20), (10,)), ((1, 2, 3, 4),)]
)
def test_too_little_history_is_refused(rows):
    with pytest.raises(AnalyticsError) as refused:
        uncertainty([vintage(str(number), row) for number, row in enumerate(rows)])
    assert refused.value.finding.code == "cashflow.history-thin"


def test_the_error_of_two_vintages_and_four_ages_by_hand():
    """Factors 2, 3/2 and 4/3 exactly but for the first: rows 10 20 30 40 and 10 22 33, then 20 alone."""
    rows = ((10, 20, 30, 40), (10, 22, 33), (20, 42), (30,))
    found = uncertainty([vintage(str(number), row) for number, row in enumerate(rows)])
    factor = Fraction(20 + 22 + 42, 10 + 10 + 20)
    variance = (
        10 * (Fraction(20, 10) - factor) ** 2
        + 10 * (Fraction(22, 10) - factor) ** 2
        + 20 * (Fraction(42, 20) - factor) ** 2
    ) / 2
    end = 30 * factor * Fraction(63, 42) * Fraction(40, 30)
    # The later factors have no scatter, so the youngest vintage's error is that of the first factor alone.
    expected = sqrt(float(end**2 * variance / factor**2 * (Fraction(1, 30) + Fraction(1, 40))))
    assert float(found.errors[3]) == pytest.approx(expected, rel=1e-9)
