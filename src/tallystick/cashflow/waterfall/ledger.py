"""The ledger: everything that happened in every period, and the views that reports are made of.

Statements, certificates and investor reports read this one record; nothing is computed twice.

Laws, for each vehicle and period: cash at rest + received + drawn = paid out + cash at rest afterwards; for each
class: balance before + added = principal paid + written down + balance after, interest due = paid + added + carried.

Source: CASHFLOW.md section 2 item 1.

It does not run anything (`run`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tallystick.cashflow.waterfall.dates import PaymentDay
from tallystick.cashflow.waterfall.facts import PoolFacts
from tallystick.cashflow.waterfall.state import DealState
from tallystick.units.money import Currency, Money, Rounding, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate

__all__ = [
    "ClassFlow",
    "DealPeriod",
    "Exchange",
    "Explanation",
    "Ledger",
    "Payment",
    "Reason",
    "TriggerTest",
    "VehiclePeriod",
]


class Reason(StrEnum):
    """Why a step paid what it paid."""

    PAID = "paid"
    """All that was due."""
    NOTHING_DUE = "nothing-due"
    """Nothing was owed."""
    EMPTY = "empty"
    """The step passes on what its account holds, and that was nothing."""
    SHORT = "short"
    """The account held less than was due."""
    CONDITION = "condition-not-met"
    """The step did not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One step carried out towards one target. Law: paid + shortfall = due; all amounts are not negative.

    Attributes:
        priority: id of the step.
        clause: the clause it carries out.
        source: account it took from.
        to: fee, class, account or party.
        pay: what kind of payment it is.
        due: what was owed at this step.
        paid: what was paid.
        shortfall: what was owed and not paid at this step.
        left: cash in the source account afterwards; of a facility, what is drawn.
        reason: why.
    """

    priority: str
    clause: str
    source: str
    to: str
    pay: str
    due: Money
    paid: Money
    shortfall: Money
    left: Money
    reason: Reason

    @property
    def leaves(self) -> bool:
        """Whether cash left for whoever is paid; a ledger is made good by filling an account."""
        return self.moves_cash and self.pay != "ledger"

    @property
    def moves_cash(self) -> bool:
        """Whether cash moved; adding interest to principal and writing principal down move none."""
        return self.pay not in {"capitalise", "write-down"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerTest:
    """One trigger tested once.

    Attributes:
        trigger: its id.
        value: what was measured, exact, amounts in minor units; where there is nothing to measure against, what the
            trigger states `otherwise`, or None.
        measured: whether there was something to measure against.
        bound: what it was compared with.
        side: ``above`` or ``below``, the side on which it is a breach.
        fails: whether this test is a breach.
        breached: whether the trigger stands breached now.
    """

    trigger: str
    value: Fraction | None
    measured: bool
    bound: Fraction
    side: str
    fails: bool
    breached: bool

    def told(self, value: Fraction | None, currency: Currency | None) -> Money | Fraction | None:
        """Return the value or the bound as it is told: an amount to the minor unit where there is a currency."""
        if value is None or currency is None:
            return value
        return Money(minor=Rounding.HALF_UP.whole(value), currency=currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One item exchanged at one payment.

    Attributes:
        item: such as ``senior.interest``.
        paid: given by the onshore class.
        received: by the offshore vehicle.
        waiting: given, now or before, and not yet exchanged.
        unexchanged: what of all exchanged so far is less than one unit of the other currency, in units of the paid.
        rate: at which it crossed: units of the paid currency for one of the received.
        spot: at which more of it than was scheduled crossed; None where all crossed at `rate`.
    """

    item: str
    paid: Money
    received: Money
    waiting: Money
    unexchanged: Fraction
    rate: Fraction
    spot: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFlow:
    """One class at one payment.

    Attributes:
        class_id: the class.
        day: the payment.
        coupon: the rate at which interest accrued; never below zero.
        computed: what the formula or the fixing of the rate came to; the coupon where it is not below zero.
        beginning: balance before.
        accrued: interest of the period.
        interest_due: accrued and carried from before.
        interest: interest paid.
        carried: interest due and not paid.
        principal: principal paid.
        residual: paid beyond interest and principal: what remained for the class.
        added: interest that became principal.
        written_down: principal given up; of an interest-only class, by how much its notional fell.
        ending: balance after.
    """

    class_id: str
    day: PaymentDay
    coupon: Rate
    computed: Rate
    beginning: Money
    accrued: Money
    interest_due: Money
    interest: Money
    carried: Money
    principal: Money
    residual: Money
    added: Money
    written_down: Money
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
        drawn: cash drawn of facilities, by facility.
        payments: steps, in the order in which they were carried out.
        classes: in the order of the deal file.
        carried_fees: fees due and not paid, by fee.
        closing: cash at rest afterwards, by account.
        purchased: principal of the assets that were bought.
    """

    day: PaymentDay
    opening: Mapping[str, Money]
    received: Mapping[str, Money]
    drawn: Mapping[str, Money]
    payments: tuple[Payment, ...]
    classes: tuple[ClassFlow, ...]
    carried_fees: Mapping[str, Money]
    closing: Mapping[str, Money]
    purchased: Money

    def class_flow(self, class_id: str) -> ClassFlow:
        """Return one class.

        Raises:
            KeyError: the vehicle has no such class.
        """
        return {flow.class_id: flow for flow in self.classes}[class_id]

    def paid_out(self) -> tuple[Payment, ...]:
        """Return the payments that left the vehicle: to fees, classes and parties, not between its accounts."""
        return tuple(one for one in self.payments if one.to not in self.closing and one.leaves)

    def paid_to(self, target: str) -> Money:
        """Return all that one fee, class, account or party was paid."""
        currency = next(iter(self.closing.values())).currency
        return total((one.paid for one in self.payments if one.to == target and one.moves_cash), currency)


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
class Explanation:
    """Why a target was paid what it was paid, in one vehicle at one payment.

    Attributes:
        target: whom it is about.
        day: the payment.
        month: of collections.
        chain: the steps to the target, paid or not and why, and before them every step that moved cash into or out
            of the accounts they take from; each with its clause, in the order in which they were carried out.
        tests: the triggers of the period, with the tested values.
        opening: cash that rested before, in the accounts of the chain.
        received: what came into the vehicle, by item.
        exchanges: what of the target's own payments then crossed to the other vehicle, or waits to cross.
        upstream: for a vehicle that is paid by the other, why each class of that one which feeds it was paid what it
            was, since this vehicle last paid; with the exchanges between them.
    """

    target: str
    day: PaymentDay
    month: Period
    chain: tuple[Payment, ...]
    tests: tuple[TriggerTest, ...]
    opening: Mapping[str, Money]
    received: Mapping[str, Money]
    exchanges: tuple[Exchange, ...] = ()
    upstream: tuple["Explanation", ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of the chain, each once, those of the other vehicle first."""
        before = [clause for each in self.upstream for clause in each.clauses]
        return tuple(dict.fromkeys((*before, *(step.clause for step in self.chain))))


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

    def why(self, target: str, when: Period | date) -> tuple[Explanation, ...]:
        """Explain what a target was paid: the clause chain, in each vehicle that could have paid it.

        Args:
            target: a class, fee, account, ledger, facility or party.
            when: the month of collections, or a day on which was paid or should have been.

        Returns:
            Nothing where no step names it then.
        """
        found, feeding = list[Explanation](), list[Explanation]()
        for period in self.periods:
            crossing = (period.facts.period, period.onshore.day.paid, period.onshore.day.scheduled)
            if when in crossing:
                found.append(_explained(period, period.onshore, target))
            if period.offshore is None:
                continue
            linked = dict.fromkeys(one.item.rpartition(".")[0] for one in period.exchanges)
            feeding += (_explained(period, period.onshore, name) for name in linked)
            day = period.offshore.day
            if when in (period.facts.period, day.paid, day.scheduled):
                found.append(
                    replace(_explained(period, period.offshore, target), exchanges=(), upstream=tuple(feeding))
                )
            if period.offshore.payments:
                feeding.clear()
        return tuple(one for one in found if one.chain)


def _explained(period: DealPeriod, vehicle: VehiclePeriod, target: str) -> Explanation:
    chain = tuple(_chain(vehicle, target))
    accounts = dict.fromkeys(name for step in chain for name in (step.source, step.to) if name in vehicle.opening)
    return Explanation(
        target=target,
        day=vehicle.day,
        month=period.facts.period,
        chain=chain,
        tests=period.tests,
        opening={name: vehicle.opening[name] for name in accounts},
        received={item: amount for item, amount in vehicle.received.items() if amount.is_positive()},
        exchanges=tuple(one for one in period.exchanges if one.item.rpartition(".")[0] == target),
    )


def _chain(vehicle: VehiclePeriod, target: str) -> Iterator[Payment]:
    """Yield the steps to a target, and those that filled or emptied the accounts these take from, in order."""
    steps = vehicle.payments
    reached = [place for place, step in enumerate(steps) if step.to == target]
    kept, accounts = set(reached), set()
    for place in range(max(reached, default=-1), -1, -1):
        step = steps[place]
        if place in reached:
            accounts.add(step.source)
        elif step.paid.is_positive() and (step.source in accounts or step.to in accounts):
            kept.add(place)
            if step.to in accounts:
                accounts.add(step.source)
    yield from (steps[place] for place in sorted(kept))
