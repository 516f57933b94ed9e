"""What the deal's own rights say of a clean-up call in a month: whether one could be used, and for what price.

    principal of the event  ->  the month as it stood before the call  ->  each right's condition and price

Source: the deal's own documents (`structure.calls`). Without the principal that a call buys, what stood before it is
estimated by its price, and no price follows from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tallystick.cashflow.waterfall import WaterfallError, opening_state
from tallystick.cashflow.waterfall.run import holds
from tallystick.deal.deal import Deal
from tallystick.servicing.close import Earlier, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["CallRights", "calls_of", "rights_to_call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRights:
    """What the rights come to in a month.

    Attributes:
        held: whether a condition holds; None where the deal has no right that can be judged.
        prices: of the rights that hold, what each formula asks; none where the principal is not told.
    """

    held: bool | None
    prices: tuple[Money, ...] = ()


def calls_of(events: Sequence[PoolEvent]) -> tuple[PoolEvent, ...]:
    """Return the clean-up calls among events."""
    return tuple(each for each in events if each.kind is EventKind.CLEAN_UP_CALL)


def rights_to_call(
    deal: Deal, months: Sequence[Collection], period: Period, calls: Sequence[PoolEvent], earlier: Sequence[Earlier]
) -> CallRights:
    """Return what the clean-up rights of a deal come to, on the month's balance before the call.

    Args:
        deal: with its rights.
        months: as reported, following each other.
        period: the month of the calls.
        calls: of that month.
        earlier: terms of the filings before.
    """
    rights = [call for call in deal.structure.calls or () if call.kind == "clean-up"]
    upto = [month for month in months if month.period <= period]
    if not rights or not upto:
        return CallRights(held=None)
    before, _ = close_period(deal, months, period=period.previous(), earlier=earlier) if len(upto) > 1 else (None, ())
    state = before.paid.closing if before else opening_state(deal.structure, initial_pool=upto[0].opening)
    month = upto[-1].facts()
    currency, prepaid = month.ending.currency, month.collected["prepaid-principal"]
    told = all(each.principal.is_positive() for each in calls)
    bought = total((min(each.price, each.principal) if told else each.price for each in calls), currency)
    back = min(bought, prepaid)
    left = total((each.principal for each in calls), currency) if told else back
    collected = {**month.collected, "prepaid-principal": prepaid - back} if told else month.collected
    month = replace(month, ending=month.ending + left, collected=collected)
    try:
        judged = [holds(deal.structure, state, month, each.test, each.price) for each in rights]
    except WaterfallError:
        return CallRights(held=None)
    prices = tuple(price for held, price in judged if held) if told else ()
    return CallRights(held=any(held for held, _ in judged), prices=prices)
