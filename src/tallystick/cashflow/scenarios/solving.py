"""Solving: the input at which something just holds, found by halving a range of whole steps.

    break-even   the largest multiple of the assumed defaults at which a class is paid in full and in time, and what
                 share of the pool then defaults and is lost
    first loss   likewise, but a class may wait: the multiple at which it first loses principal or interest for good
    coupon       the coupon at which a class sold at a price yields a target
    size         the largest size of a class at which it is paid in full at a multiple of the assumed defaults

Each is monotone where more cash never pays a class less; that is the caller's promise, as for `analytics.break_even`.

Source: 临界违约率 in rating and disclosure practice; CASHFLOW.md section 1.1 (root finder: first loss, split balance,
target yield) for what practitioners ask for.

It does not say that a solved size or coupon is inside what was filed: the caller sets them beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tallystick.cashflow.analytics.break_even import BreakEven, break_even
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.scenarios.class_figures import Pricing, class_figures
from tallystick.cashflow.scenarios.stressed import ClassUnderStress, StressedRuns
from tallystick.cashflow.waterfall import IssuedClass
from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms
from tallystick.units.money import Money
from tallystick.units.rates import Rate, Share

__all__ = ["NoCoupon", "Survived", "coupon_for_yield", "first_losses", "largest_size", "survivals"]


class NoCoupon(StrEnum):
    """Why no coupon is the answer."""

    FORMULA = "formula"
    """The rate of the class is a formula: what it is paid does not hang on the coupon."""
    ANY = "any"
    """The class yields the target with no coupon at all."""
    NONE = "none"
    """Not even the highest coupon yields it: the cash is not there, and more would only be owed."""


_COUPON_STEP = Fraction(1, 100_000)
_HIGHEST_COUPON = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survived:
    """The worst that a class stands.

    Attributes:
        found: between which multiples it stops.
        defaulted: share of all assets, those bought too, that defaults at the largest multiple that holds; None if none
            does.
        lost: share of it that is lost; likewise.
    """

    found: BreakEven
    defaulted: Share | None
    lost: Share | None


def survivals(
    runs: StressedRuns, classes: Sequence[str], *, tolerance: Fraction = Fraction(1, 100)
) -> dict[str, Survived]:
    """Return the worst multiple of defaults at which each class is paid in full and in time.

    Args:
        runs: of the deal; what others ran is not run again.
        classes: their ids.
        tolerance: how near the multiples are found.

    Raises:
        KeyError: the deal has no such class.
        MoneyError: the pool is empty.
    """
    return _worst(runs, classes, lambda each: each.in_full, tolerance)


def first_losses(
    runs: StressedRuns, classes: Sequence[str], *, tolerance: Fraction = Fraction(1, 100)
) -> dict[str, Survived]:
    """Return the worst multiple at which each class loses nothing for good, however late it is paid; see `survivals`.

    Raises:
        KeyError: the deal has no such class.
        MoneyError: the pool is empty.
    """
    return _worst(runs, classes, lambda each: each.unpaid.is_zero(), tolerance)


def coupon_for_yield(
    deal: Deal,
    pool: Pool,
    base: Assumptions,
    terms: ClassTerms,
    *,
    pricing: Pricing,
    price: Fraction,
    target: Fraction,
) -> Rate | NoCoupon:
    """Return the smallest coupon, in steps of a thousandth of a per cent, at which a class yields at least a target.

    Where none up to 50 % is the answer, why: at none the class yields as much, or without any it yields more.

    Raises:
        AnalyticsError: the price is not above zero.
    """
    if terms.rate is not None:
        return NoCoupon.FORMULA
    size = terms.size if isinstance(terms.size, Money) else terms.size.filed_max

    def reaches(steps: int, aim: Fraction = target) -> bool:
        coupon = Rate(per_annum=steps * _COUPON_STEP)
        run = project(deal, pool, base, issued={terms.id: IssuedClass(size=size, coupon=coupon)})
        found = class_figures(run, terms, pricing, price=price).annual_yield
        return found is not None and found >= aim

    steps = _least(reaches, int(_HIGHEST_COUPON / _COUPON_STEP))
    if steps is None:
        return NoCoupon.NONE
    if not steps and reaches(0, target + _COUPON_STEP):
        return NoCoupon.ANY
    return Rate(per_annum=steps * _COUPON_STEP)


def largest_size(
    deal: Deal, pool: Pool, base: Assumptions, terms: ClassTerms, *, multiple: Fraction, unit: Money, highest: Money
) -> Money | None:
    """Return the largest size of a class at which it is paid in full when defaults come at a multiple; None if none is.

    Args:
        deal: as filed; all other classes keep their sizes.
        pool: its loans.
        base: whose defaults are multiplied.
        terms: the class.
        multiple: of the assumed defaults, 0 or above.
        unit: the step in which sizes are tried, above zero.
        highest: the largest size tried.

    Raises:
        ValueError: the unit is not above zero.
    """
    if not unit.is_positive():
        raise ValueError(f"sizes in steps of {unit} never grow: give a unit above zero")
    stressed = base.stressed(multiple)
    coupon = project(deal, pool, stressed).flows(terms.id)[0].coupon

    def fails(units: int) -> bool:
        issued = {terms.id: IssuedClass(size=unit.times(units), coupon=coupon)}
        return not project(deal, pool, stressed, issued=issued).paid_in_full(terms.id)

    most = int(highest.ratio_to(unit))
    first = _least(lambda step: fails(step + 1), most - 1)
    units = most if first is None else first
    return unit.times(units) if units else None


def _worst(
    runs: StressedRuns, classes: Sequence[str], holds: Callable[[ClassUnderStress], bool], tolerance: Fraction
) -> dict[str, Survived]:
    def holds_for(class_id: str) -> Callable[[Fraction], bool]:
        return lambda multiple: holds(runs.at(multiple).classes[class_id])

    return {name: _told(runs, break_even(holds_for(name), tolerance=tolerance)) for name in classes}


def _told(runs: StressedRuns, found: BreakEven) -> Survived:
    if found.pays is None:
        return Survived(found=found, defaulted=None, lost=None)
    run = runs.at(found.pays)
    return Survived(found=found, defaulted=Share(value=run.defaulted), lost=Share(value=run.lost))


def _least(holds: Callable[[int], bool], highest: int) -> int | None:
    """Return the least whole number from 0 to `highest` that holds, given that all after it do; None if none does."""
    if highest < 0 or not holds(highest):
        return None
    low = -1
    while highest - low > 1:
        middle = (low + highest) // 2
        low, highest = (low, middle) if holds(middle) else (middle, highest)
    return highest
