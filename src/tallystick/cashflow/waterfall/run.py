"""The run: collections in, payments out, one period after another; the same for a forecast and for what happened.

The engine does each period in whole minor units (`engine.period`); here its record becomes Money and the ledger grows.
Nothing is read but the structure, the state and the collections, so a replay of the same collections is equal.

Source: DESIGN.md section 6, number 7: each period's cash equals the waterfalls replayed from the filed model.

It does not know where collections come from.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tallystick.cashflow.waterfall.dates import payment_day
from tallystick.cashflow.waterfall.engine.arithmetic import EXACT, NothingToMeasureError
from tallystick.cashflow.waterfall.engine.period import Compiled, compiled, foreseen, pay, pay_one
from tallystick.cashflow.waterfall.engine.plan import Step, Table, plan_of
from tallystick.cashflow.waterfall.engine.readings import AmountError, Circumstances, RatioError, Readings
from tallystick.cashflow.waterfall.engine.totals import counted
from tallystick.cashflow.waterfall.exact import (
    facts_of,
    period_of,
    position_of,
    vehicle_period_of,
    vehicle_position_of,
    vehicle_state_of,
)
from tallystick.cashflow.waterfall.facts import PoolFacts
from tallystick.cashflow.waterfall.ledger import DealPeriod, Ledger, VehiclePeriod
from tallystick.cashflow.waterfall.state import DealState, VehicleState
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.structure import Structure, Vehicle
from tallystick.units.money import BOUND, Money, MoneyError, total
from tallystick.units.rates import Rate

__all__ = ["holds", "pay_period", "pay_vehicle", "run"]

_NO_FIXINGS: Mapping[str, Rate] = {}
_NO_TABLES: Mapping[str, Table] = {}


def run(
    structure: Structure,
    opening: DealState,
    collections: Iterable[PoolFacts],
    *,
    fixings: Mapping[str, Rate] = _NO_FIXINGS,
    schedules: Mapping[str, Table] = _NO_TABLES,
    after: Callable[[DealPeriod], None] | None = None,
) -> Ledger:
    """Run a deal through its collection periods.

    Args:
        structure: as filed.
        opening: at closing (`opening_state`), or as a ledger left it.
        collections: month after month, in order; they may be made as the run goes on.
        fixings: rates of floating classes, by class; where absent, the coupon.
        schedules: what schedules generated from the pool stand at, by schedule.
        after: told of each period once it is paid, before the next one is asked for.

    Raises:
        WaterfallError: the periods are not in order, a step or a fee names what does not exist, cash comes in
            that no account receives, or an amount grows beyond what money can be.
    """
    deal = compiled(structure, EXACT, schedules)
    state, periods = opening, []
    for facts in collections:
        period = _paid(deal, state, facts, fixings)
        periods.append(period)
        if after is not None:
            after(period)
        state = period.closing
    return Ledger(opening=opening, periods=tuple(periods))


def pay_period(
    structure: Structure,
    state: DealState,
    facts: PoolFacts,
    *,
    fixings: Mapping[str, Rate] = _NO_FIXINGS,
    schedules: Mapping[str, Table] = _NO_TABLES,
) -> DealPeriod:
    """Pay one collection period through both vehicles.

    Args:
        structure: as filed.
        state: as the period before left it.
        facts: what was collected.
        fixings: rates of floating classes for this period, by class.
        schedules: what schedules generated from the pool stand at, by schedule.

    Raises:
        WaterfallError: the period is not after the last one, a step or a fee names what does not exist, or cash
            comes in that no account receives.
    """
    return _paid(compiled(structure, EXACT, schedules), state, facts, fixings)


def _paid(deal: Compiled, state: DealState, facts: PoolFacts, fixings: Mapping[str, Rate]) -> DealPeriod:
    _check_currencies(deal.structure, facts)
    try:
        record = pay(deal, position_of(deal.structure, state), facts_of(facts, fixings))
    except NothingToMeasureError as error:
        raise RatioError(facts.period, error) from error
    try:
        return period_of(deal.structure, facts, record)
    except MoneyError as error:
        vehicles = (record.onshore, record.offshore)
        moves = (move for vehicle in vehicles if vehicle is not None for move in vehicle.moves)
        step = next((move.step.id for move in moves if max(abs(move.due), abs(move.left)) >= BOUND), "")
        raise AmountError(facts.period, step) from error


def holds(
    structure: Structure, state: DealState, facts: PoolFacts, condition: Formula, price: Formula | None
) -> tuple[bool, Money]:
    """Return whether a condition holds as a period is collected, before anything is paid, and what a price comes to.

    Args:
        structure: as filed.
        state: as the period before left it.
        facts: what was collected.
        condition: of the onshore vehicle.
        price: of the pool; None is its principal.

    Raises:
        WaterfallError: a formula names what does not exist, or is a ratio to nothing.
    """
    readings = foreseen(compiled(structure, EXACT, _NO_TABLES), position_of(structure, state), facts_of(facts, {}))
    try:
        wanted = bool(readings.value(condition))
        amount = facts.ending if price is None else replace(facts.ending, minor=readings.amount(price))
    except NothingToMeasureError as error:
        raise RatioError(facts.period, error) from error
    return wanted, amount


def _check_currencies(structure: Structure, facts: PoolFacts) -> None:
    """Refuse a month in another currency than the pool's vehicle: in minor units nobody could tell."""
    pool = (facts.beginning, facts.ending, facts.defaulted)
    total((*pool, *facts.collected.values(), *facts.reported.values()), structure.onshore.currency)


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
    """Pay one vehicle alone for one collection period.

    Args:
        vehicle: accounts, fees, classes, priorities and payment dates.
        state: as its last payment left it.
        facts: of the collection period.
        received: cash, by item, in the currency of the vehicle.
        breached: triggers that stand breached; every other stands sound.
        fixings: rates of floating classes for this period, by class.
        steps: what to carry out instead of the vehicle's own priorities.

    Returns:
        The record of the payment and what is carried on.

    Raises:
        WaterfallError: the payment is not after the last one, a step or a fee names what does not exist, or cash
            comes in that no account receives.
    """
    position, month = vehicle_position_of(vehicle, state), facts_of(facts, fixings)
    now = Circumstances(
        number=vehicle.payment.every or 1,
        month=facts.period,
        currency=facts.ending.currency,
        pool={**month.pool, **counted(_from(facts), month.pool, month.collected, month.reported, ())},
        collected=month.collected,
        reported=month.reported,
        events=month.events,
        indices=month.indices,
        fixings=month.fixings,
        breached=_Breached(breached),
    )
    readings = Readings(
        lane=EXACT,
        plan=plan_of(vehicle, generated={}),
        figures=dict(position.figures),
        now=now,
        day=payment_day(vehicle.payment, facts.period).scheduled,
        others={},
    )
    cash = {item: amount.minor for item, amount in received.items()}
    record, carried = pay_one(readings, position, received=cash, steps=steps)
    return vehicle_period_of(vehicle, record), vehicle_state_of(vehicle, carried)


def _from(facts: PoolFacts) -> dict[str, int]:
    """Return the totals of a pool that begins with a month."""
    return {"initial": facts.beginning.minor, "cumulative-defaults": 0}


class _Breached(dict[str, bool]):
    """How triggers stand when only the breached ones are told."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(dict.fromkeys(names, True))

    def __missing__(self, name: str) -> bool:
        return False
