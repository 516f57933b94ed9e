"""The run: collections in, payments out, one period after another; the same for a forecast and for what happened.

One period of a deal:

    test      the triggers, on the pool as it ended the period
    onshore   collections are received, dues accrue, steps are carried out in order
    exchange  what classes held by the issuer were paid goes through the hedge
    offshore  the same again, on the issuer's own payment date
    carry     balances, unpaid interest and fees, losses not made good, breaches, the swap's running totals

Nothing is read but the structure, the state and the collections, so a replay of the same collections is
equal.

Source: DESIGN.md section 6, number 7: each period's cash equals the waterfalls replayed from the filed model.

It does not know where collections come from.
"""

from collections.abc import Iterable, Mapping

from tallystick.cashflow.waterfall.dates import PaymentDay, payment_day
from tallystick.cashflow.waterfall.dues import Dues, PoolFacts, WaterfallError, accrue
from tallystick.cashflow.waterfall.ledger import ClassFlow, DealPeriod, Ledger, VehiclePeriod
from tallystick.cashflow.waterfall.plan import Step, steps_of
from tallystick.cashflow.waterfall.state import ClassState, DealState, VehicleState
from tallystick.cashflow.waterfall.steps import Books, carry_out
from tallystick.cashflow.waterfall.swap import exchange
from tallystick.cashflow.waterfall.triggers import Measures, tested_triggers
from tallystick.deal.structure import Structure, Vehicle
from tallystick.units.money import Money, total
from tallystick.units.rates import Rate

__all__ = ["pay_period", "pay_vehicle", "run"]

_NO_FIXINGS: Mapping[str, Rate] = {}


def run(
    structure: Structure,
    opening: DealState,
    collections: Iterable[PoolFacts],
    *,
    fixings: Mapping[str, Rate] = _NO_FIXINGS,
) -> Ledger:
    """Run a deal through its collection periods.

    Args:
        structure: as filed.
        opening: at closing (`opening_state`), or as a ledger left it.
        collections: month after month, in order.
        fixings: rates of floating classes, by class; where absent, the coupon.

    Raises:
        WaterfallError: the periods are not in order, a step or a fee names what does not exist, or cash comes
            in that no account receives.
    """
    state, periods = opening, []
    for facts in collections:
        period = pay_period(structure, state, facts, fixings=fixings)
        periods.append(period)
        state = period.closing
    return Ledger(opening=opening, periods=tuple(periods))


def pay_period(
    structure: Structure, state: DealState, facts: PoolFacts, *, fixings: Mapping[str, Rate] = _NO_FIXINGS
) -> DealPeriod:
    """Pay one collection period through both vehicles.

    Args:
        structure: as filed.
        state: as the period before left it.
        facts: what was collected.
        fixings: rates of floating classes for this period, by class.

    Raises:
        WaterfallError: the period is not after the last one, a step or a fee names what does not exist, or
        cash
            comes in that no account receives.
    """
    defaults = state.cumulative_defaults + facts.defaulted
    measures = Measures(
        initial_pool=state.initial_pool,
        cumulative_defaults=defaults,
        pool_ending=facts.ending,
        class_balances=total((owed.balance for owed in state.onshore.classes.values()), facts.ending.currency),
    )
    tests = tested_triggers(structure.triggers, measures, breached=state.breached)
    breached = frozenset(test.trigger for test in tests if test.breached)
    onshore, onshore_state = pay_vehicle(
        structure.onshore, state.onshore, facts, received=facts.collected, breached=breached, fixings=fixings
    )
    exchanges, swap = exchange(
        _linked(structure.onshore, onshore),
        state.swap,
        hedge=None if structure.offshore is None else structure.offshore.hedge,
        currency=(structure.offshore or structure.onshore).currency,
    )
    offshore, offshore_state = None, None
    if structure.offshore is not None and state.offshore is not None:
        received = {one.item: one.received for one in exchanges}
        offshore, offshore_state = pay_vehicle(
            structure.offshore, state.offshore, facts, received=received, breached=breached, fixings=fixings
        )
    closing = DealState(
        onshore=onshore_state,
        offshore=offshore_state,
        initial_pool=state.initial_pool,
        cumulative_defaults=defaults,
        breached=breached,
        swap=swap,
    )
    return DealPeriod(
        facts=facts, tests=tests, onshore=onshore, exchanges=exchanges, offshore=offshore, closing=closing
    )


def pay_vehicle(
    vehicle: Vehicle,
    state: VehicleState,
    facts: PoolFacts,
    *,
    received: Mapping[str, Money],
    breached: frozenset[str] = frozenset(),
    fixings: Mapping[str, Rate] = _NO_FIXINGS,
    steps: tuple[Step, ...] | None = None,
) -> tuple[VehiclePeriod, VehicleState]:
    """Pay one vehicle for one collection period.

    Args:
        vehicle: accounts, fees, classes, priorities and payment dates.
        state: as its last payment left it.
        facts: of the collection period.
        received: cash, by item, in the currency of the vehicle.
        breached: triggers that stand breached.
        fixings: rates of floating classes for this period, by class.
        steps: what to carry out instead of the vehicle's own priorities.

    Returns:
        The record of the payment and what is carried on.

    Raises:
        WaterfallError: the payment is not after the last one, a step or a fee names what does not exist, or
        cash
            comes in that no account receives.
    """
    day = payment_day(vehicle.payment, facts.period)
    if day.scheduled <= state.paid_to.scheduled:
        raise WaterfallError(
            f"{facts.period} pays on {day.scheduled}; the vehicle is paid to {state.paid_to.scheduled}"
        )
    dues = accrue(vehicle, state, facts, day=day, fixings=fixings)
    zero = Money.zero(vehicle.currency)
    losses = state.uncovered_losses + (facts.defaulted if facts.defaulted.currency is vehicle.currency else zero)
    books = Books.opened(
        vehicle,
        state,
        dues,
        received=received,
        losses=losses,
        pool_ending=facts.ending,
        breached=breached,
    )
    for step in steps_of(vehicle) if steps is None else steps:
        carry_out(step, books)
    flows = tuple(_class_flow(terms.id, state, dues, books, day, fixings) for terms in vehicle.classes)
    record = VehiclePeriod(
        day=day,
        opening=state.accounts,
        received=received,
        payments=tuple(books.payments),
        classes=flows,
        carried_fees=books.fees,
        closing=books.accounts,
    )
    return record, _carried(state, books, day)


def _carried(state: VehicleState, books: Books, day: PaymentDay) -> VehicleState:
    return VehicleState(
        paid_to=day,
        accounts=books.accounts,
        classes={
            name: ClassState(coupon=owed.coupon, balance=books.balances[name], carried_interest=books.interest[name])
            for name, owed in state.classes.items()
        },
        carried_fees=books.fees,
        uncovered_losses=books.losses,
    )


def _class_flow(
    name: str, state: VehicleState, dues: Dues, books: Books, day: PaymentDay, fixings: Mapping[str, Rate]
) -> ClassFlow:
    owed = state.classes[name]
    residual = (payment.paid for payment in books.payments if payment.to == name and payment.pay == "remainder")
    return ClassFlow(
        class_id=name,
        day=day,
        coupon=fixings.get(name, owed.coupon),
        beginning=owed.balance,
        accrued=dues.accrued[name],
        interest_due=dues.interest[name],
        interest=dues.interest[name] - books.interest[name],
        carried=books.interest[name],
        principal=owed.balance - books.balances[name],
        residual=total(residual, owed.balance.currency),
        ending=books.balances[name],
    )


def _linked(vehicle: Vehicle, period: VehiclePeriod) -> dict[str, Money]:
    """Return what the classes held by the issuer were paid; what remains for one counts as interest."""
    items = {}
    for terms in vehicle.classes:
        if terms.holder == "issuer":
            flow = period.class_flow(terms.id)
            items[f"{terms.id}.interest"] = flow.interest + flow.residual
            items[f"{terms.id}.principal"] = flow.principal
    return items
