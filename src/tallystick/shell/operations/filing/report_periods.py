"""Each payment of each vehicle as the report shows it: cash by source and use, balances, coverage."""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.cashflow.waterfall import DealPeriod, VehiclePeriod
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.report.inputs import PeriodInput
from tallystick.units.money import Money, total

__all__ = ["period_inputs"]


def period_inputs(structure: Structure, periods: tuple[DealPeriod, ...], *, offshore: bool) -> Iterator[PeriodInput]:
    """Yield the payments of one vehicle until nothing is received or owed any more."""
    onshore = structure.onshore
    vehicle = structure.offshore if offshore and structure.offshore is not None else onshore
    names = {terms.id: Name(zh=terms.name.zh, en=terms.name.en) for terms in vehicle.classes}
    for period in periods:
        paid = period.offshore if offshore else period.onshore
        if paid is None or _is_over(paid):
            continue
        yield PeriodInput(
            period=str(period.facts.period),
            payment_date=paid.day.paid,
            received=(
                *((_item(item, onshore), amount) for item, amount in paid.received.items()),
                (_said("deal.item.reserve-use"), _change(paid, drawn=True)),
            ),
            paid=(*_uses(vehicle, paid), (_said("deal.item.reserve-change"), _change(paid, drawn=False))),
            balances=tuple((flow.class_id, names[flow.class_id], flow.ending) for flow in paid.classes),
            coverage=_coverage(period, paid),
        )


def _is_over(paid: VehiclePeriod) -> bool:
    nothing = all(amount.is_zero() for amount in paid.received.values())
    return nothing and all(flow.beginning.is_zero() for flow in paid.classes)


def _uses(vehicle: Vehicle, paid: VehiclePeriod) -> Iterator[tuple[Name, Money]]:
    names = {fee.id: Name(zh=fee.name.zh, en=fee.name.en) for fee in vehicle.fees}
    names |= {terms.id: Name(zh=terms.name.zh, en=terms.name.en) for terms in vehicle.classes}
    left = paid.paid_out()
    for target in dict.fromkeys(payment.to for payment in left):
        amount = total((payment.paid for payment in left if payment.to == target), vehicle.currency)
        yield names.get(target, Name(zh=target, en=target)), amount


def _change(paid: VehiclePeriod, *, drawn: bool) -> Money:
    """What was taken from the accounts (`drawn`) or added to them, never negative."""
    currency = next(iter(paid.closing.values())).currency
    grown = total(paid.closing.values(), currency) - total(paid.opening.values(), currency)
    return max(-grown if drawn else grown, Money.zero(currency))


def _said(key: str, **arguments: str | Name) -> Name:
    return Name(zh=say(key, Language.ZH, **arguments), en=say(key, Language.EN, **arguments))


def _item(item: str, onshore: Vehicle) -> Name:
    """Name a collection item, or what arrives offshore of a linked class."""
    class_id, dot, kind = item.partition(".")
    if not dot:
        return _said(f"deal.item.{item}")
    names = {terms.id: Name(zh=terms.name.zh, en=terms.name.en) for terms in onshore.classes}
    return _said(f"deal.item.class-{kind}", name=names[class_id])


def _coverage(period: DealPeriod, paid: VehiclePeriod) -> Fraction | None:
    """Cash after fees over what the first class is due: its interest, and principal by which the pool fell.

    Offshore, where the pool is not seen, principal due is what arrived as principal.
    """
    currency = next(iter(paid.closing.values())).currency
    senior = paid.classes[0]
    fallen = total((amount for item, amount in paid.received.items() if item.endswith(".principal")), currency)
    if currency is period.facts.beginning.currency:
        fallen = period.facts.beginning - period.facts.ending
    due = senior.interest_due + min(senior.beginning, fallen)
    if not due.is_positive():
        return None
    fees = total((step.paid for step in paid.payments if step.pay == "due"), currency)
    cash = total(paid.received.values(), currency) + total(paid.opening.values(), currency) - fees
    return cash.ratio_to(due)
