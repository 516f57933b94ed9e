"""Purchases: assets bought in a revolving period, expected to flow as the pool does from its cut-off, in proportion.

What is assumed by month of the projection holds for them in the same month as for the pool; what is assumed by age
begins with them.

What is bought for a collection month belongs to the pool from the next one. Each purchase keeps its own ledger in whole
units, as the pool does: principal in is principal out, to the unit.

    performing  ending  = beginning - defaulted - diluted - prepaid - scheduled
    in default  waiting = waiting + defaulted - advanced - recovered - lost

What was really bought is held against what the waterfall says: a month reports it under `purchased-principal`.

Source: 循环购买 as trust deeds of consumer receivables have it; that what is bought is like the pool is an assumption.

It does not say what may be bought: the purchase steps and their conditions do.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments, Severities
from tallystick.cashflow.kernels.door import DefaultKind
from tallystick.cashflow.kernels.speeds import Axis
from tallystick.cashflow.projection import PoolPeriod, Projection
from tallystick.cashflow.waterfall.ledger import DealPeriod
from tallystick.evidence.findings import Finding, finding
from tallystick.units.money import Money, Rounding
from tallystick.units.periods import Period

__all__ = ["PURCHASED", "assumed_from", "bought", "check_purchased"]

PURCHASED: Final = "purchased-principal"
"""The name under which a month reports the principal of what was bought."""

_PERFORMING = ("defaulted", "diluted", "prepaid", "scheduled")
_WAITING = ("advanced_principal", "recovered", "lost")
_INTEREST = ("interest", "advanced_interest", "fees", "interest_advances", "principal_advances")
_STATES = ("interest_outstanding", "principal_outstanding")


def check_purchased(period: DealPeriod) -> Iterator[Finding]:
    """Say where a month reports another principal bought than its waterfall comes to; nothing where it reports none."""
    reported, computed = period.facts.reported.get(PURCHASED), period.onshore.purchased
    if reported is not None and reported != computed:
        month = str(period.facts.period)
        yield finding("cashflow.purchase-differs", month=month, reported=reported, computed=computed)


def assumed_from(assumed: Assumptions, months: int) -> Assumptions:
    """Return what is assumed of assets that join so many months after the first.

    Rates, shares and indices by month of the projection go on from there; those by age begin with the asset, and so do
    cumulative defaults, which are shares of its own balance.

    Args:
        assumed: of the whole pool.
        months: 0 or above.
    """
    if not months:
        return assumed
    late, how, defaults = assumed.delinquencies, assumed.conventions, assumed.defaults
    if late is not None and late.axis is Axis.PROJECTION_MONTH:
        late = replace(late, entry=late.entry[min(months, len(late.entry) - 1) :])
    return replace(
        assumed,
        prepayments=_gone_on(assumed.prepayments, months),
        defaults=defaults if defaults.kind is DefaultKind.CUMULATIVE else _gone_on(defaults, months),
        severities=None if assumed.severities is None else _gone_on(assumed.severities, months),
        delinquencies=late,
        conventions=how if how.first_period == 1 else replace(how, first_period=1),
        indices={name: path[min(months, len(path) - 1) :] for name, path in assumed.indices.items() if path},
        targets=tuple(replace(each, assumptions=assumed_from(each.assumptions, months)) for each in assumed.targets),
    )


_Vector = TypeVar("_Vector", Prepayments, Defaults, Severities)


def _gone_on(vector: _Vector, months: int) -> _Vector:
    if vector.axis is Axis.LOAN_MONTH:
        return vector
    return replace(vector, rates=vector.rates[min(months, len(vector.rates) - 1) :])


def bought(principal: Money, like: Projection, *, first: Period) -> tuple[PoolPeriod, ...]:
    """Return the months of what was bought.

    Args:
        principal: bought, above zero.
        like: the projection whose shape it has; not of an empty pool.
        first: the month in which it first pays.
    """
    return tuple(_months(principal, like, first))


def _months(principal: Money, like: Projection, first: Period) -> Iterator[PoolPeriod]:
    so_far = dict.fromkeys((*_PERFORMING, *_WAITING, *_INTEREST), 0)
    given = dict(so_far)
    performing, waiting = principal, Money.zero(principal.currency)
    share = principal.ratio_to(like.opening)
    last = max((place for place, month in enumerate(like.periods) if month.beginning.is_positive()), default=0)
    for place, month in enumerate(like.periods):
        entries: dict[str, Money] = {}
        for name in so_far:
            so_far[name] += getattr(month, name).minor
            whole = Rounding.HALF_UP.whole(so_far[name] * share)
            entries[name] = Money(minor=whole - given[name], currency=principal.currency)
            given[name] = whole
        beginning = performing
        for name in _PERFORMING:
            entries[name] = min(entries[name], performing)
            performing -= entries[name]
        if place == last:
            entries["scheduled"] += performing
            performing -= performing
        waiting += entries["defaulted"]
        for name in _WAITING:
            entries[name] = min(entries[name], waiting)
            waiting -= entries[name]
        if place == len(like.periods) - 1:
            entries["lost"] += waiting
        behind = min(month.delinquent.times(share), performing)
        yield PoolPeriod(
            number=place + 1,
            month=first.add(place),
            beginning=beginning,
            ending=performing,
            delinquent=behind,
            **entries,
            **{name: getattr(month, name).times(share) for name in _STATES},
        )
