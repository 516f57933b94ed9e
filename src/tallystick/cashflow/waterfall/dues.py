"""Dues: what fees and classes are owed for a period, exactly, before any of it is paid.

    fee, amount            the amount
    fee, pool-balance      rate x pool at the beginning x part of a year in the collection month
    fee, collections       rate x all cash collected in the month
    fee, interest          rate x interest collected in the month
    fee, class-interest    rate x interest that accrues on the class in the period
    class                  coupon x balance before payment x part of a year since the last payment

Each is rounded once, half-up, to the minor unit; what earlier periods left unpaid is added and bears no
interest. A collection month counts as 30 days of 360 under 30/360 and by its own days otherwise.

Source: the fees and classes of the deal file; 2006 ISDA Definitions, section 4.16, for day counts.

It does not pay (`steps`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.cashflow.waterfall.dates import PaymentDay, accrued_years
from tallystick.cashflow.waterfall.state import VehicleState
from tallystick.deal.structure import Fee, Vehicle
from tallystick.units.daycounts import year_fraction
from tallystick.units.money import Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate

__all__ = ["Dues", "PoolFacts", "WaterfallError", "accrue"]


class WaterfallError(ValueError):
    """A waterfall that cannot be run as asked: a name nobody defines, or cash that no account receives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFacts:
    """What a collection period reports of the pool, in its currency, none negative.

    Attributes:
        period: the month of collections.
        beginning: performing principal at its beginning.
        ending: performing principal at its end.
        defaulted: principal that stopped performing in it.
        collected: cash, by collection item.
    """

    period: Period
    beginning: Money
    ending: Money
    defaulted: Money
    collected: Mapping[str, Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """What a vehicle owes at a payment.

    Attributes:
        accrued: interest of this period, by class.
        interest: accrued and carried, by class.
        fees: of this period and carried, by fee.
    """

    accrued: Mapping[str, Money]
    interest: Mapping[str, Money]
    fees: Mapping[str, Money]


def accrue(
    vehicle: Vehicle,
    state: VehicleState,
    facts: PoolFacts,
    *,
    day: PaymentDay,
    fixings: Mapping[str, Rate],
) -> Dues:
    """Return what a vehicle owes at a payment.

    Args:
        vehicle: its fees and classes.
        state: as its last payment left it.
        facts: of the collection period.
        day: the payment.
        fixings: rates of floating classes for this period, by class; they replace the coupon.

    Raises:
        WaterfallError: a fee names a class or a base that does not exist.
        CurrencyMismatchError: a fee of the pool is charged in another currency.
        DayCountError: the payment is before the last one.
    """
    accrued = {}
    for terms in vehicle.classes:
        owed = state.classes[terms.id]
        coupon = fixings.get(terms.id, owed.coupon)
        accrued[terms.id] = coupon.interest(owed.balance, accrued_years(state.paid_to, day, terms.daycount))
    fees = {fee.id: _fee(fee, vehicle, facts, accrued) for fee in vehicle.fees}
    return Dues(
        accrued=accrued,
        interest={name: amount + state.classes[name].carried_interest for name, amount in accrued.items()},
        fees={name: amount + state.carried_fees[name] for name, amount in fees.items()},
    )


def _fee(fee: Fee, vehicle: Vehicle, facts: PoolFacts, accrued: Mapping[str, Money]) -> Money:
    if fee.rate is None:
        if fee.amount is None:
            raise WaterfallError(f"fee {fee.id!r} has neither amount nor rate, so nobody can say what is owed")
        return fee.amount
    match fee.base:
        case "pool-balance" if fee.daycount is not None:
            month = facts.period
            return fee.rate.interest(facts.beginning, year_fraction(month.first, month.next().first, fee.daycount))
        case "collections":
            return total(facts.collected.values(), vehicle.currency).times(fee.rate.per_annum)
        case "interest":
            return facts.collected.get("interest", Money.zero(vehicle.currency)).times(fee.rate.per_annum)
        case "class-interest" if fee.of is not None and fee.of in accrued:
            return accrued[fee.of].times(fee.rate.per_annum)
        case _:
            raise WaterfallError(f"fee {fee.id!r} is a rate of {fee.base!r} without its day count or its class")
