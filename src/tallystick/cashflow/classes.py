"""A deal projected: its pool under assumptions, and what its classes are then paid.

The pool is projected to the unit, each month becomes the collections of one period, and the same waterfalls
that will pay real collections pay these. A clean-up call, if assumed, is exercised in the first month that
ends at or below a share of the opening pool: what still performs is bought at par and counts as prepaid, and
recoveries still expected go with it.

Source: DESIGN.md section 2, principle 1: what is filed is what runs.

It does not say how likely any of it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.analytics.break_even import BreakEven, break_even
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import PoolPeriod, Projection, project_pool
from tallystick.cashflow.waterfall import ClassFlow, IssuedClass, Ledger, PoolFacts, opening_state, run
from tallystick.deal.deal import Deal
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money, total
from tallystick.units.rates import Share

__all__ = ["ClassCashFlows", "break_even_defaults", "called", "pool_facts", "project"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCashFlows:
    """A deal under one set of assumptions.

    Attributes:
        projection: the pool.
        ledger: every payment.
    """

    projection: Projection
    ledger: Ledger

    def flows(self, class_id: str) -> tuple[ClassFlow, ...]:
        """Return one class, payment by payment.

        Raises:
            KeyError: the deal has no such class.
        """
        return self.ledger.class_flows(class_id)

    def paid_in_full(self, class_id: str) -> bool:
        """Whether a class gets all its principal, and all its interest on every payment date.

        Raises:
            KeyError: the deal has no such class.
        """
        flows = self.flows(class_id)
        return bool(flows) and flows[-1].ending.is_zero() and all(flow.carried.is_zero() for flow in flows)

    def average_life(self, *class_ids: str, convention: DayCount) -> Fraction | None:
        """Return the weighted average life, in years from closing, of one class or of several together.

        Args:
            class_ids: classes of one currency.
            convention: how years are counted, to the scheduled payment dates.

        Raises:
            KeyError: the deal has no such class.
        """
        closing = self.ledger.opening.onshore.paid_to.scheduled
        payments = [(flow.day.scheduled, flow.principal) for name in class_ids for flow in self.flows(name)]
        return average_life(payments, settlement=closing, convention=convention)


def project(
    deal: Deal,
    pool: Pool,
    assumptions: Assumptions,
    *,
    call: Share | None = None,
    issued: Mapping[str, IssuedClass] | None = None,
) -> ClassCashFlows:
    """Project a deal: what its pool will pay, and what its classes are then paid.

    Args:
        deal: the deal as filed.
        pool: its loans.
        assumptions: speeds, severity and lag.
        call: share of the opening pool at which the clean-up call is exercised; None is never.
        issued: sizes and coupons set at pricing, by class; where absent, the filed maximum and assumed
            coupon.

    Raises:
        SpeedError: a speed is out of range.
        RoundingError: an amount is too large to be exact.
        WaterfallError: the structure names what it does not define.
    """
    structure = deal.structure
    projection = project_pool(pool, assumptions, first=structure.first_period)
    if call is not None:
        projection = called(projection, call)
    opening = opening_state(structure, initial_pool=pool.balance, issued=issued)
    ledger = run(structure, opening, [pool_facts(period) for period in projection.periods])
    return ClassCashFlows(projection=projection, ledger=ledger)


def pool_facts(period: PoolPeriod) -> PoolFacts:
    """Return a projected month as the collections of one period."""
    return PoolFacts(
        period=period.month,
        beginning=period.beginning,
        ending=period.ending,
        defaulted=period.defaulted,
        collected=period.collections(),
    )


def called(projection: Projection, share: Share) -> Projection:
    """Return the projection ended by a clean-up call.

    Law: principal, recoveries and losses of all months still add up to the opening balance.

    Args:
        projection: without a call.
        share: of the opening pool; the first month that ends at or below it, with something left, is the
            last.
    """
    waiting = Money.zero(projection.opening.currency)
    for place, period in enumerate(projection.periods):
        waiting += period.defaulted - period.recovered - period.lost - period.advanced_principal
        if period.ending.is_positive() and period.ending.ratio_to(projection.opening) <= share.value:
            last = replace(
                period,
                prepaid=period.prepaid + period.ending,
                ending=Money.zero(period.ending.currency),
                lost=period.lost + waiting,
            )
            return replace(projection, periods=(*projection.periods[:place], last))
    return projection


def break_even_defaults(
    deal: Deal, pool: Pool, assumptions: Assumptions, *, class_id: str, tolerance: Fraction = Fraction(1, 100)
) -> tuple[BreakEven, Share]:
    """Find the multiple of the assumed defaults at which a class stops being paid in full.

    Args:
        deal: the deal as filed.
        pool: its loans.
        assumptions: whose defaults are multiplied.
        class_id: the class.
        tolerance: how close the multiple is taken.

    Returns:
        The multiple, and the share of the opening pool that defaults over the life at the largest one that
        pays.

    Raises:
        KeyError: the deal has no such class.
        MoneyError: the pool is empty.
    """

    def pays(multiple: Fraction) -> bool:
        return project(deal, pool, assumptions.stressed(multiple)).paid_in_full(class_id)

    found = break_even(pays, tolerance=tolerance)
    stressed = assumptions.stressed(found.pays or Fraction(0))
    periods = project_pool(pool, stressed, first=deal.structure.first_period).periods
    defaulted = total((period.defaulted for period in periods), pool.balance.currency)
    return found, Share(value=defaulted.ratio_to(pool.balance))
