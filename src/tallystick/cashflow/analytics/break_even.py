"""Break-even (临界违约率): the largest multiple of the assumed defaults under which a class is still paid in full.

Found by bisection: a multiple that pays and one that does not are halved until they are closer than a tolerance.
That a class which pays at some multiple also pays at every smaller one is the caller's promise; it holds for
waterfalls in which more cash never pays a class less.

Source: 临界违约率 in rating and disclosure practice; CASHFLOW.md section 7 (break-even CDR).

It does not project: the caller answers whether a multiple pays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["BreakEven", "break_even"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Between which multiples a class stops being paid in full.

    Attributes:
        pays: the largest multiple tried that pays; None if not even the smallest does.
        fails: the smallest multiple tried that does not; None if even the largest pays.
        tried: how many multiples were tried.
    """

    pays: Fraction | None
    fails: Fraction | None
    tried: int


def break_even(
    pays: Callable[[Fraction], bool],
    *,
    lowest: Fraction = Fraction(0),
    highest: Fraction = Fraction(64),
    tolerance: Fraction = Fraction(1, 100),
) -> BreakEven:
    """Bisect for the multiple at which a class stops being paid in full.

    Args:
        pays: whether the class is paid in full at a multiple.
        lowest: first multiple tried.
        highest: largest multiple tried.
        tolerance: how close the answer is taken, above 0.

    Raises:
        ValueError: the tolerance is not above zero, or the range is empty.
    """
    if tolerance <= 0 or lowest >= highest:
        raise ValueError(f"cannot bisect from {lowest} to {highest} within {tolerance}: give a range and a tolerance")
    if not pays(lowest):
        return BreakEven(pays=None, fails=lowest, tried=1)
    if pays(highest):
        return BreakEven(pays=highest, fails=None, tried=2)
    tried = 2
    while highest - lowest > tolerance:
        middle = (lowest + highest) / 2
        lowest, highest = (middle, highest) if pays(middle) else (lowest, middle)
        tried += 1
    return BreakEven(pays=lowest, fails=highest, tried=tried)
