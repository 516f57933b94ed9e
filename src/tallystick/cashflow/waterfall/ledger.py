"""The ledger: everything that happened in every period, and the views that reports are made of.

Statements, certificates and investor reports read this one record; nothing is computed twice.

Laws, for each vehicle and period: cash at rest + received = paid out + cash at rest afterwards; for each
class: balance before = principal paid + balance after, interest due = paid + carried.

Source: CASHFLOW.md section 2 item 1.

It does not run anything (`run`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.cashflow.waterfall.dates import PaymentDay
from tallystick.cashflow.waterfall.dues import PoolFacts
from tallystick.cashflow.waterfall.state import DealState
from tallystick.cashflow.waterfall.steps import Payment
from tallystick.cashflow.waterfall.swap import Exchange
from tallystick.cashflow.waterfall.triggers import TriggerTest
from tallystick.units.money import Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate

__all__ = ["ClassFlow", "DealPeriod", "Ledger", "VehiclePeriod"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFlow:
    """One class at one payment.

    Attributes:
        class_id: the class.
        day: the payment.
        coupon: the rate at which interest accrued.
        beginning: balance before.
        accrued: interest of the period.
        interest_due: accrued and carried from before.
        interest: interest paid.
        carried: interest due and not paid.
        principal: principal paid.
        residual: paid beyond interest and principal: what remained for the class.
        ending: balance after.
    """

    class_id: str
    day: PaymentDay
    coupon: Rate
    beginning: Money
    accrued: Money
    interest_due: Money
    interest: Money
    carried: Money
    principal: Money
    residual: Money
    ending: Money

    @property
    def paid(self) -> Money:
        """All cash to the class."""
        return self.interest + self.principal + self.residual


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePeriod:
    """One vehicle at one payment.

    Attributes:
        day: the payment.
        opening: cash at rest before anything was received, by account.
        received: cash received, by item.
        payments: steps, in the order in which they were carried out.
        classes: in the order of the deal file.
        carried_fees: fees due and not paid, by fee.
        closing: cash at rest afterwards, by account.
    """

    day: PaymentDay
    opening: Mapping[str, Money]
    received: Mapping[str, Money]
    payments: tuple[Payment, ...]
    classes: tuple[ClassFlow, ...]
    carried_fees: Mapping[str, Money]
    closing: Mapping[str, Money]

    def class_flow(self, class_id: str) -> ClassFlow:
        """Return one class.

        Raises:
            KeyError: the vehicle has no such class.
        """
        return {flow.class_id: flow for flow in self.classes}[class_id]

    def paid_out(self) -> tuple[Payment, ...]:
        """Return the payments that left the vehicle: to fees, classes and parties, not between its accounts."""
        return tuple(payment for payment in self.payments if payment.to not in self.closing)

    def paid_to(self, target: str) -> Money:
        """Return all that one fee, class, account or party was paid."""
        currency = next(iter(self.closing.values())).currency
        return total((payment.paid for payment in self.payments if payment.to == target), currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPeriod:
    """One collection period of a deal, and the state it left.

    Attributes:
        facts: what was collected, and of which pool.
        tests: triggers, tested before anything was paid.
        onshore: the vehicle that holds the pool.
        exchanges: what went through the hedge.
        offshore: the issuer's vehicle, if there is one.
        closing: what is carried on.
    """

    facts: PoolFacts
    tests: tuple[TriggerTest, ...]
    onshore: VehiclePeriod
    exchanges: tuple[Exchange, ...]
    offshore: VehiclePeriod | None
    closing: DealState

    def vehicle_of(self, class_id: str) -> VehiclePeriod:
        """Return the vehicle that pays a class; of two classes of one name, the offshore one.

        Raises:
            KeyError: neither vehicle has the class.
        """
        for vehicle in (self.offshore, self.onshore):
            if vehicle is not None and any(flow.class_id == class_id for flow in vehicle.classes):
                return vehicle
        raise KeyError(class_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All periods of a run. Law: each period's closing state is the next one's opening.

    Attributes:
        opening: the state before the first period.
        periods: in order.
    """

    opening: DealState
    periods: tuple[DealPeriod, ...]

    @property
    def closing(self) -> DealState:
        """The state after the last period."""
        return self.periods[-1].closing if self.periods else self.opening

    def class_flows(self, class_id: str) -> tuple[ClassFlow, ...]:
        """Return one class, payment by payment.

        Raises:
            KeyError: neither vehicle has the class.
        """
        return tuple(period.vehicle_of(class_id).class_flow(class_id) for period in self.periods)

    def why(self, target: str, period: Period) -> tuple[Payment, ...]:
        """Return the steps that paid, or did not pay, a target in a period, in order, with their clauses."""
        return tuple(payment for payment in self._payments(period) if payment.to == target)

    def _payments(self, period: Period) -> Iterator[Payment]:
        for one in self.periods:
            if one.facts.period == period:
                yield from one.onshore.payments
                yield from () if one.offshore is None else one.offshore.payments
