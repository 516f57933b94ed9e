"""The loss distribution of each class: the deal run at more and more defaults, over the simulated share that defaults.

The multiple of the assumed defaults at which a class first loses for good is sought by the waterfall itself, so that
the probability of a loss is never approximated; beyond it the loss is taken at equal steps of the multiple, up to the
worst scenario drawn, and on the straight line between.

    loss = (principal and interest never paid) / original principal, at the end of the run

Source: `analytics.losses.one_factor` for the distribution; the correlation is the caller's.

It is a computed likelihood under stated assumptions, and no rating.
"""

from fractions import Fraction

from tallystick.cashflow.analytics.losses.loss_curve import LossCurve
from tallystick.cashflow.analytics.losses.one_factor import DefaultDistribution
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.scenarios.solving import first_loss
from tallystick.deal.deal import Deal
from tallystick.units.money import total

__all__ = ["loss_curve"]

_MOST_DOUBLINGS = 20
_STEPS = 24


def loss_curve(
    deal: Deal, pool: Pool, base: Assumptions, *, class_id: str, up_to: DefaultDistribution, steps: int = _STEPS
) -> LossCurve:
    """Return what a class loses by the share of the pool that defaults.

    Args:
        deal: as filed.
        pool: its loans.
        base: the assumptions whose defaults are multiplied.
        class_id: the class; one with principal.
        up_to: the distribution whose worst scenario the curve must reach, where the pool can default so much.
        steps: runs beyond the first loss, at least 1.

    Raises:
        KeyError: the deal has no such class.
        MoneyError: the pool is empty.
    """
    runs: dict[Fraction, Fraction] = {}

    def at(multiple: Fraction) -> Fraction:
        run = project(deal, pool, base.stressed(multiple))
        share = _defaulted(run)
        runs.setdefault(share, _lost(run, class_id))
        return share

    start = first_loss(deal, pool, base, class_id=class_id).found.pays or Fraction(0)
    reached, top, worst = at(start), max(start, Fraction(1)), Fraction(up_to.shares[-1])
    for _ in range(_MOST_DOUBLINGS):
        top, before, reached = top * 2, reached, at(top * 2)
        if reached >= worst or reached == before:
            break
    for step in range(1, steps):
        at(start + (top - start) * step / steps)
    shares = tuple(sorted(runs))
    return LossCurve(defaulted=shares, lost=tuple(runs[share] for share in shares))


def _defaulted(run: ClassCashFlows) -> Fraction:
    periods, opening = run.projection.periods, run.projection.opening
    return total((period.defaulted for period in periods), opening.currency).ratio_to(opening)


def _lost(run: ClassCashFlows, class_id: str) -> Fraction:
    flows = run.flows(class_id)
    return (flows[-1].ending + flows[-1].carried).ratio_to(flows[0].beginning)
