"""The exact lane's two doors: typed state and facts into whole minor units, and the engine's record back into Money.

Law: `state_of(position_of(state))` is `state`, but for figures that were never moved and stand at nothing.

It computes nothing.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from tallystick.cashflow.waterfall.engine.arithmetic import Number
from tallystick.cashflow.waterfall.engine.books import Move
from tallystick.cashflow.waterfall.engine.exchange import Exchanged
from tallystick.cashflow.waterfall.engine.period import (
    ClassRow,
    Facts,
    PeriodRecord,
    Position,
    VehiclePosition,
    VehicleRecord,
)
from tallystick.cashflow.waterfall.engine.readings import Figures
from tallystick.cashflow.waterfall.engine.triggers import Tested
from tallystick.cashflow.waterfall.facts import PoolFacts
from tallystick.cashflow.waterfall.ledger import (
    ClassFlow,
    DealPeriod,
    Exchange,
    Payment,
    Reason,
    TriggerTest,
    VehiclePeriod,
)
from tallystick.cashflow.waterfall.state import ClassState, DealState, SwapState, VehicleState
from tallystick.deal.structure import Structure, Vehicle
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate

__all__ = ["facts_of", "period_of", "position_of", "vehicle_period_of", "vehicle_position_of", "vehicle_state_of"]


def facts_of(facts: PoolFacts, fixings: Mapping[str, Rate]) -> Facts:
    """Return what a month reports in minor units and fractions."""
    return Facts(
        month=facts.period,
        pool={
            "beginning": facts.beginning.minor,
            "ending": facts.ending.minor,
            "defaulted": facts.defaulted.minor,
        },
        collected={item: amount.minor for item, amount in facts.collected.items()},
        reported={name: amount.minor for name, amount in facts.reported.items()},
        events=dict.fromkeys(facts.events, True),
        indices=facts.indices,
        fixings={name: rate.per_annum for name, rate in fixings.items()},
    )


def position_of(structure: Structure, state: DealState) -> Position:
    """Return a state as the engine's position."""
    offshore = structure.offshore
    return Position(
        onshore=vehicle_position_of(structure.onshore, state.onshore),
        offshore=None if offshore is None or state.offshore is None else vehicle_position_of(offshore, state.offshore),
        pool={
            "initial": state.initial_pool.minor,
            "cumulative-defaults": state.cumulative_defaults.minor,
            **{name: amount.minor for name, amount in state.totals.items()},
        },
        standings={
            trigger.id: (trigger.id in state.breached, *state.rows.get(trigger.id, (0, 0)))
            for trigger in structure.triggers
        },
        swap={
            (kind, item): amount.minor
            for kind, amounts in (
                ("given", state.swap.paid),
                ("received", state.swap.received),
                ("waiting", state.swap.waiting),
            )
            for item, amount in amounts.items()
        },
    )


def vehicle_position_of(vehicle: Vehicle, state: VehicleState) -> VehiclePosition:
    """Return the state of a vehicle as its figures."""
    figures: Figures = {("losses", ""): state.uncovered_losses.minor}
    figures |= {("cash", name): amount.minor for name, amount in state.accounts.items()}
    figures |= {("due", hedge.id): 0 for hedge in vehicle.rate_hedges or ()}
    figures |= {("due", name): amount.minor for name, amount in state.carried_fees.items()}
    figures |= {("ledger", ledger.id): 0 for ledger in vehicle.ledgers or ()}
    for facility in vehicle.facilities or ():
        figures |= {("drawn", facility.id): 0, ("interest", facility.id): 0}
    for name, owed in state.classes.items():
        figures |= {
            ("balance", name): owed.balance.minor,
            ("original", name): (owed.original or owed.balance).minor,
            ("issued-coupon", name): owed.coupon.per_annum,
            ("interest", name): owed.carried_interest.minor,
        }
    figures |= {("notional", terms.id): 1 for terms in vehicle.classes if terms.notional is not None}
    figures |= {figure: amount.minor for figure, amount in state.running.items()}
    return VehiclePosition(paid_to=state.paid_to, figures=figures)


def period_of(structure: Structure, facts: PoolFacts, record: PeriodRecord) -> DealPeriod:
    """Return the engine's record of a period as Money, and the state it leaves."""
    onshore, offshore = structure.onshore, structure.offshore
    closing = record.closing
    abroad = (offshore or onshore).currency
    return DealPeriod(
        facts=facts,
        tests=tuple(_test(one) for one in record.tests),
        onshore=vehicle_period_of(onshore, record.onshore),
        exchanges=tuple(_exchange(one, onshore.currency, abroad) for one in record.exchanges),
        offshore=None if offshore is None or record.offshore is None else vehicle_period_of(offshore, record.offshore),
        closing=DealState(
            onshore=vehicle_state_of(onshore, closing.onshore),
            offshore=None
            if offshore is None or closing.offshore is None
            else vehicle_state_of(offshore, closing.offshore),
            initial_pool=_money(closing.pool["initial"], onshore.currency),
            cumulative_defaults=_money(closing.pool["cumulative-defaults"], onshore.currency),
            totals=_moneys(
                {name: closing.pool[name] for name in closing.pool if name not in _STATED}, onshore.currency
            ),
            breached=frozenset(name for name, standing in closing.standings.items() if standing[0]),
            swap=SwapState(
                paid=_swapped(closing.swap, "given", onshore.currency),
                received=_swapped(closing.swap, "received", abroad),
                waiting=_swapped(closing.swap, "waiting", onshore.currency),
            ),
            rows={name: (failed, passed) for name, (_, failed, passed) in closing.standings.items()},
        ),
    )


def vehicle_period_of(vehicle: Vehicle, record: VehicleRecord) -> VehiclePeriod:
    """Return the engine's record of a vehicle as Money."""
    currency = vehicle.currency
    return VehiclePeriod(
        day=record.day,
        opening=_moneys(record.opening, currency),
        received=_moneys(record.received, currency),
        drawn=_moneys(record.drawn, currency),
        payments=tuple(_payment(move, currency) for move in record.moves),
        classes=tuple(_flow(row, record, currency) for row in record.classes),
        carried_fees=_moneys(record.dues, currency),
        closing=_moneys(record.closing, currency),
        purchased=_money(record.purchased, currency),
    )


def vehicle_state_of(vehicle: Vehicle, position: VehiclePosition) -> VehicleState:
    """Return the figures of a vehicle as its state."""
    currency, figures = vehicle.currency, position.figures
    known = {terms.id for terms in vehicle.classes}
    running = {
        (kind, name): _money(amount, currency)
        for (kind, name), amount in figures.items()
        if kind in _RUNNING or (kind == "interest" and name not in known)
    }
    return VehicleState(
        paid_to=position.paid_to,
        accounts={name: _money(amount, currency) for (kind, name), amount in figures.items() if kind == "cash"},
        classes={
            name: ClassState(
                coupon=Rate(per_annum=figures["issued-coupon", name]),
                balance=_money(figures["balance", name], currency),
                carried_interest=_money(figures["interest", name], currency),
                original=_money(figures["original", name], currency),
            )
            for name in (terms.id for terms in vehicle.classes)
        },
        carried_fees={name: _money(amount, currency) for (kind, name), amount in figures.items() if kind == "due"},
        uncovered_losses=_money(figures["losses", ""], currency),
        running=running,
    )


_STATED = frozenset({"initial", "cumulative-defaults"})
_RUNNING = frozenset({"ledger", "drawn", "paid-to-date", "paid-in-year"})


def _money(minor: Number, currency: Currency) -> Money:
    # Most figures of a period are nothing, and half of a run went into making that amount again.
    return Money(minor=minor, currency=currency) if minor else _nothing(currency)


@cache
def _nothing(currency: Currency) -> Money:
    return Money.zero(currency)


def _moneys(amounts: Mapping[str, Number], currency: Currency) -> dict[str, Money]:
    return {name: _money(amount, currency) for name, amount in amounts.items()}


def _swapped(figures: Figures, kind: str, currency: Currency) -> dict[str, Money]:
    return {item: _money(amount, currency) for (each, item), amount in figures.items() if each == kind}


def _test(one: Tested) -> TriggerTest:
    return TriggerTest(
        trigger=one.trigger.id,
        value=None if one.value is None else Fraction(one.value),
        measured=bool(one.measured),
        bound=Fraction(one.bound),
        side="above" if one.trigger.below is None else "below",
        fails=one.fails,
        breached=one.standing[0],
    )


def _exchange(one: Exchanged, paid: Currency, received: Currency) -> Exchange:
    units = Fraction(10**received.exponent, 10**paid.exponent)
    return Exchange(
        item=one.item,
        paid=_money(one.paid, paid),
        received=_money(one.received, received),
        waiting=_money(one.waiting, paid),
        unexchanged=Fraction(one.unexchanged),
        rate=Fraction(one.rate) * units,
        spot=None if one.spot is None else Fraction(one.spot) * units,
    )


def _payment(move: Move, currency: Currency) -> Payment:
    due = _money(move.due, currency)
    return Payment(
        priority=move.step.id,
        clause=move.step.clause,
        source=move.step.source,
        to=move.to,
        pay=move.step.pay,
        due=due,
        paid=due if move.paid == move.due else _money(move.paid, currency),
        shortfall=_money(move.due - move.paid, currency),
        left=_money(move.left, currency),
        reason=_reason(move),
    )


def _reason(move: Move) -> Reason:
    if not move.applies:
        return Reason.CONDITION
    if move.due == 0:
        return Reason.EMPTY if _finds_nothing(move) else Reason.NOTHING_DUE
    return Reason.PAID if move.paid == move.due else Reason.SHORT


def _finds_nothing(move: Move) -> bool:
    """Whether a step that passes on what its account holds found it empty."""
    passes = move.step.pay == "remainder" or (move.step.pay == "principal" and move.step.limit is None and move.owed)
    return bool(passes) and move.left == 0


def _flow(row: ClassRow, record: VehicleRecord, currency: Currency) -> ClassFlow:
    return ClassFlow(
        class_id=row.name,
        day=record.day,
        coupon=Rate(per_annum=Fraction(row.coupon)),
        computed=Rate(per_annum=Fraction(row.computed)),
        beginning=_money(row.beginning, currency),
        accrued=_money(row.accrued, currency),
        interest_due=_money(row.interest_due, currency),
        interest=_money(row.interest, currency),
        carried=_money(row.carried, currency),
        principal=_money(row.principal, currency),
        residual=_money(row.residual, currency),
        added=_money(row.added, currency),
        written_down=_money(row.written_down, currency),
        ending=_money(row.ending, currency),
    )
