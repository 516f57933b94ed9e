"""Dues: what fees, classes, facilities and rate hedges are owed, before any of it is paid.

Each collection month, whether the vehicle pays for it or not:

    fee, amount            the amount, or what its formula comes to
    fee, pool-balance      rate x pool at the beginning (or end, `accrues_on`) x part of a year in the collection month
    fee, collections       rate x all cash collected in the month
    fee, interest          rate x interest collected in the month
    ledger                 what it adds

At each payment:

    fee, class-interest    rate x interest that accrues on the class
    class                  rate, at least nothing, x balance (or notional) before payment x part of a year
    facility               rate x drawn x part of a year
    rate hedge             notional x (received - paid rate) x part of a year, net

Each is rounded once, half-up, to the minor unit. What earlier periods left unpaid is added; it bears interest only
where the class says so. A collection month counts as 30 days of 360 under 30/360 and by its own days otherwise.

Source: the fees and classes of the deal file; 2006 ISDA Definitions, section 4.16, for day counts.

It does not pay (`books`).
"""

from fractions import Fraction

from tallystick.cashflow.waterfall.dates import PaymentDay, accrued_years
from tallystick.cashflow.waterfall.engine.arithmetic import Number
from tallystick.cashflow.waterfall.engine.readings import Readings, WaterfallError
from tallystick.deal.structure import ClassTerms, Fee
from tallystick.evidence.wording import both
from tallystick.units.daycounts import DayCount, year_fraction
from tallystick.units.rates import Rate

__all__ = ["accrue_month", "accrue_payment"]


def accrue_month(readings: Readings) -> None:
    """Add what a collection month owes to the figures: fees, and what ledgers take up.

    Args:
        readings: of the vehicle; its figures ``due`` and ``ledger`` grow.

    Raises:
        WaterfallError: a fee has no base.
    """
    for fee in readings.plan.vehicle.fees:
        if fee.base != "class-interest":
            readings.add("due", fee.id, _fee(fee, readings))
    for ledger in readings.plan.vehicle.ledgers or ():
        stands = readings.figures["ledger", ledger.id]
        added = readings.lane.whole(readings.value(ledger.adds))
        readings.add("ledger", ledger.id, readings.lane.most(added, -stands))


def accrue_payment(readings: Readings, *, last: PaymentDay, day: PaymentDay) -> dict[str, Number]:
    """Add what accrues from one payment to the next to the figures.

    Args:
        readings: of the vehicle; its figures ``interest``, ``accrued``, ``coupon``, ``facility-interest`` and ``due``
            change, and the ``balance`` of a class with a notional.
        last: the payment before.
        day: this one.

    Returns:
        What rate hedges pay to the vehicle, by hedge.

    Raises:
        WaterfallError: a fee names a class that does not exist.
        DayCountError: the payment is before the last one.
    """
    for terms in readings.plan.vehicle.classes:
        _class(terms, readings, last=last, day=day)
    for facility in readings.plan.vehicle.facilities or ():
        if facility.rate is not None:
            years = accrued_years(last, day, facility.daycount or DayCount.ACT_365F)
            rate = _at(readings, facility.rate) * _years_in_lane(readings, years)
            owed = readings.lane.whole(readings.figures["drawn", facility.id] * rate)
            readings.add("interest", facility.id, owed)
    for fee in readings.plan.vehicle.fees:
        if fee.base == "class-interest":
            readings.add("due", fee.id, _fee(fee, readings))
    received = {}
    for hedge in readings.plan.vehicle.rate_hedges or ():
        rate = readings.value(hedge.receives) - readings.value(hedge.pays)
        years = _years_in_lane(readings, accrued_years(last, day, hedge.daycount))
        net = readings.lane.whole(readings.amount(hedge.notional) * rate * years)
        received[hedge.id] = readings.lane.most(net, 0)
        readings.add("due", hedge.id, readings.lane.most(-net, 0))
    return received


def _years_in_lane(readings: Readings, years: Fraction) -> Number:
    """Return a part of a year in the lane."""
    return readings.lane.constant(years)


def _class(terms: ClassTerms, readings: Readings, *, last: PaymentDay, day: PaymentDay) -> None:
    figures = readings.figures
    if terms.notional is not None:
        figures["balance", terms.id] = readings.amount(terms.notional)
    computed = _rate(terms, readings)
    rate = readings.lane.most(computed, 0)
    years = _years_in_lane(readings, _years(terms, readings, last=last, day=day))
    accrued = readings.lane.whole(figures["balance", terms.id] * rate * years)
    if terms.unpaid == "bears-interest":
        accrued = accrued + readings.lane.whole(figures["interest", terms.id] * rate * years)
    figures["coupon", terms.id] = rate
    figures["computed-coupon", terms.id] = computed
    figures["accrued", terms.id] = accrued
    readings.add("interest", terms.id, accrued)


def _rate(terms: ClassTerms, readings: Readings) -> Number:
    if terms.id in readings.now.fixings:
        return readings.now.fixings[terms.id]
    if terms.rate is not None:
        return readings.value(terms.rate)
    return readings.figures["issued-coupon", terms.id]


def _years(terms: ClassTerms, readings: Readings, *, last: PaymentDay, day: PaymentDay) -> Fraction:
    if terms.accrues != "month":
        return accrued_years(last, day, terms.daycount)
    month = readings.now.month
    first = month.add(1 - (readings.plan.vehicle.payment.every or 1))
    return year_fraction(first.first, month.next().first, terms.daycount)


def _at(readings: Readings, rate: Rate) -> Number:
    return readings.lane.constant(rate.per_annum)


def _fee(fee: Fee, readings: Readings) -> Number:
    if fee.rate is None:
        if fee.amount is None:
            raise WaterfallError.worded(both("cashflow.stopped.fee", fee=fee.id))
        return readings.amount(fee.amount)
    rate, now = _at(readings, fee.rate), readings.now
    match fee.base:
        case "pool-balance" if fee.daycount is not None:
            years = year_fraction(now.month.first, now.month.next().first, fee.daycount)
            balance = now.pool[fee.accrues_on or "beginning"]
            return readings.lane.whole(balance * rate * _years_in_lane(readings, years))
        case "collections":
            return readings.lane.whole(sum(now.collected.values()) * rate)
        case "interest":
            return readings.lane.whole(now.collected.get("interest", 0) * rate)
        case "class-interest" if ("accrued", fee.of or "") in readings.figures:
            return readings.lane.whole(readings.figures["accrued", fee.of or ""] * rate)
        case _:
            raise WaterfallError.worded(both("cashflow.stopped.fee-base", fee=fee.id, base=fee.base or "-"))
