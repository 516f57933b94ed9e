"""A collection period of a deal, in either lane: test, receive, accrue, pay, exchange, and the same again offshore.

    opening    triggers that are tested as the period opens
    onshore    collections are received, the month and the payment accrue, triggers are tested, steps are carried out
    exchange   what classes held by the issuer were paid goes through the hedge, or waits
    offshore   the same again, on the issuer's own payment day
    carry      the figures that outlast the period

A vehicle that does not pay in a month receives and accrues all the same; its cash rests.

It does not know where collections come from, and keeps no record of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tallystick.cashflow.waterfall.dates import PaymentDay, payment_day
from tallystick.cashflow.waterfall.engine.arithmetic import Arithmetic, Number
from tallystick.cashflow.waterfall.engine.books import Books, Move
from tallystick.cashflow.waterfall.engine.dues import accrue_month, accrue_payment
from tallystick.cashflow.waterfall.engine.exchange import Crossing, Exchanged, exchange, minor_units
from tallystick.cashflow.waterfall.engine.plan import Plan, Step, Table, plan_of
from tallystick.cashflow.waterfall.engine.readings import Circumstances, Figures, Readings, WaterfallError
from tallystick.cashflow.waterfall.engine.totals import counted
from tallystick.cashflow.waterfall.engine.triggers import Standing, Tested, tested
from tallystick.deal.structure import Structure
from tallystick.evidence.wording import both
from tallystick.units.periods import Period

__all__ = [
    "ClassRow",
    "Compiled",
    "Facts",
    "PeriodRecord",
    "Position",
    "Triggers",
    "VehiclePosition",
    "VehicleRecord",
    "compiled",
    "foreseen",
    "pay",
    "pay_one",
]

_CARRIED: Final = frozenset({
    *("cash", "balance", "original", "issued-coupon", "interest", "due", "ledger", "drawn", "losses", "notional"),
    *("paid-to-date", "paid-in-year"),
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A deal ready to be run in a lane."""

    structure: Structure
    lane: Arithmetic
    onshore: Plan
    offshore: Plan | None


def compiled(structure: Structure, lane: Arithmetic, generated: Mapping[str, Table]) -> Compiled:
    """Compile a deal for a lane.

    Args:
        structure: as filed.
        lane: the arithmetic.
        generated: tables of the schedules that follow from the pool.
    """
    offshore = structure.offshore
    return Compiled(
        structure=structure,
        lane=lane,
        onshore=plan_of(structure.onshore, generated=generated),
        offshore=None if offshore is None else plan_of(offshore, generated=generated),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a month reports, in the lane: the pool, cash, further amounts, events, prices, fixings of classes."""

    month: Period
    pool: Mapping[str, Number]
    collected: Mapping[str, Number]
    reported: Mapping[str, Number]
    events: Mapping[str, Number]
    indices: Mapping[str, Number]
    fixings: Mapping[str, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePosition:
    """What a vehicle carries: its last payment, and its figures."""

    paid_to: PaymentDay
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a deal carries: its vehicles, the pool's running totals, how triggers stand, what was exchanged."""

    onshore: VehiclePosition
    offshore: VehiclePosition | None
    pool: Mapping[str, Number]
    standings: Mapping[str, Standing]
    swap: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class at one payment.

    Laws: beginning + added = principal + written_down + ending; interest_due = interest + added + carried.
    """

    name: str
    coupon: Number
    computed: Number
    beginning: Number
    accrued: Number
    interest_due: Number
    interest: Number
    carried: Number
    principal: Number
    residual: Number
    added: Number
    written_down: Number
    ending: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRecord:
    """One vehicle at one payment: cash before and after by account, what came in, steps, classes, fees not paid."""

    day: PaymentDay
    opening: Mapping[str, Number]
    received: Mapping[str, Number]
    drawn: Mapping[str, Number]
    moves: tuple[Move, ...]
    classes: tuple[ClassRow, ...]
    dues: Mapping[str, Number]
    closing: Mapping[str, Number]
    purchased: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord:
    """One period of a deal, and the position it left."""

    tests: tuple[Tested, ...]
    onshore: VehicleRecord
    exchanges: tuple[Exchanged, ...]
    offshore: VehicleRecord | None
    closing: Position


@dataclass(slots=True, kw_only=True)
class Triggers:
    """The triggers of a deal during one period; each test changes how one stands.

    Attributes:
        structure: whose triggers they are.
        standings: how each stands now.
        tests: made so far.
    """

    structure: Structure
    standings: dict[str, Standing]
    tests: list[Tested]

    def test(self, readings: Readings, *, side: str, at: str, before: str | None = None) -> None:
        """Test the triggers of a vehicle that are due at a point of the period, or just before a step."""
        offshore = self.structure.offshore is not None
        for trigger in self.structure.triggers:
            home = trigger.of if offshore and trigger.of is not None else "onshore"
            due = trigger.before == before if before is not None else _point(trigger.at, trigger.before) == at
            if home == side and due:
                found = tested(trigger, readings, self.standings[trigger.id])
                self.standings[trigger.id] = found.standing
                readings.now.breached[trigger.id] = found.standing[0]
                self.tests.append(found)

    def in_order(self) -> tuple[Tested, ...]:
        """Return the tests in the order of the deal file."""
        order = {trigger.id: place for place, trigger in enumerate(self.structure.triggers)}
        return tuple(sorted(self.tests, key=lambda one: order[one.trigger.id]))


def _point(at: str | None, before: str | None) -> str | None:
    return None if before is not None else at or "collected"


def pay(deal: Compiled, position: Position, facts: Facts) -> PeriodRecord:
    """Pay one collection period through both vehicles.

    Args:
        deal: compiled.
        position: as the period before left it.
        facts: of the month.

    Raises:
        WaterfallError: the period is not after the last one, a step or a formula names what does not exist, or cash
            comes in that no account receives.
    """
    structure, (home, figures) = deal.structure, _opened(deal, position, facts)
    now = home.now
    triggers = Triggers(structure=structure, standings=dict(position.standings), tests=[])
    triggers.test(home, side="onshore", at="opening")
    onshore, after = pay_one(home, position.onshore, received=facts.collected, side="onshore", triggers=triggers)
    exchanges, swap = exchange(
        _linked(deal.onshore, onshore), position.swap, crossing=_crossing(structure, home), lane=deal.lane
    )
    offshore, beyond = None, None
    if deal.offshore is not None and position.offshore is not None:
        abroad = _readings(deal.lane, deal.offshore, figures, "offshore", now)
        triggers.test(abroad, side="offshore", at="opening")
        received = {one.item: one.received for one in exchanges}
        offshore, beyond = pay_one(abroad, position.offshore, received=received, side="offshore", triggers=triggers)
    closing = Position(
        onshore=after,
        offshore=beyond,
        pool={name: value for name, value in now.pool.items() if name not in facts.pool},
        standings=triggers.standings,
        swap=swap,
    )
    return PeriodRecord(
        tests=triggers.in_order(), onshore=onshore, exchanges=exchanges, offshore=offshore, closing=closing
    )


def foreseen(deal: Compiled, position: Position, facts: Facts) -> Readings:
    """Return the readings of the onshore vehicle as a period is collected, before anything is received or paid."""
    return _opened(deal, position, facts)[0]


def _opened(deal: Compiled, position: Position, facts: Facts) -> tuple[Readings, dict[str, Figures]]:
    """Return the onshore readings of a period, and the figures of both vehicles, which paying changes."""
    structure = deal.structure
    totals = counted(position.pool, facts.pool, facts.collected, facts.reported, structure.subpools or ())
    figures = {"onshore": dict(position.onshore.figures)}
    if position.offshore is not None:
        figures["offshore"] = dict(position.offshore.figures)
    now = Circumstances(
        number=structure.first_period.months_to(facts.month) + 1,
        month=facts.month,
        currency=structure.onshore.currency,
        pool={**facts.pool, **totals},
        collected=facts.collected,
        reported=facts.reported,
        events=facts.events,
        indices={},
        fixings=facts.fixings,
        breached={name: standing[0] for name, standing in position.standings.items()},
    )
    home = _readings(deal.lane, deal.onshore, figures, "onshore", now)
    home.now = _with_indices(now, structure, facts, home)
    return home, figures


def _readings(lane: Arithmetic, plan: Plan, figures: Mapping[str, Figures], side: str, now: Circumstances) -> Readings:
    day = payment_day(plan.vehicle.payment, now.month)
    return Readings(lane=lane, plan=plan, figures=figures[side], now=now, day=day.scheduled, others=figures)


def _with_indices(now: Circumstances, structure: Structure, facts: Facts, readings: Readings) -> Circumstances:
    """Complete the reported rates and prices by what is assumed of the others."""
    now_indices = dict(facts.indices)
    for name, index in (structure.indices or {}).items():
        if name not in now_indices:
            now_indices[name] = readings.value(index.assumed)
    return replace(now, indices=now_indices)


def pay_one(
    readings: Readings,
    position: VehiclePosition,
    *,
    received: Mapping[str, Number],
    side: str = "onshore",
    triggers: Triggers | None = None,
    steps: tuple[Step, ...] | None = None,
) -> tuple[VehicleRecord, VehiclePosition]:
    """Pay one vehicle for one collection period.

    Args:
        readings: of the vehicle, with its figures, which are changed.
        position: as its last payment left it.
        received: cash, by item.
        side: ``onshore`` or ``offshore``.
        triggers: to be tested on the way; None tests none.
        steps: what to carry out instead of the vehicle's own priorities.

    Raises:
        WaterfallError: the payment is not after the last one, a step or a fee names what does not exist, or cash
            comes in that no account receives.
    """
    plan, figures, now = readings.plan, readings.figures, readings.now
    day = payment_day(plan.vehicle.payment, now.month)
    if day.scheduled <= position.paid_to.scheduled:
        raise WaterfallError.worded(
            both("cashflow.stopped.order", month=str(now.month), day=day.scheduled, paid_to=position.paid_to.scheduled)
        )
    pays = plan.pays_in(now.number)
    opening = _of_kind(figures, "cash")
    before = dict(figures)
    _receive(readings, received)
    if plan.vehicle.currency is now.currency:
        figures["losses", ""] = figures["losses", ""] + now.pool["defaulted"]
    if pays and day.scheduled.year != position.paid_to.scheduled.year:
        figures.update({figure: 0 for figure in figures if figure[0] == "paid-in-year"})
    accrue_month(readings)
    hedged: dict[str, Number] = {}
    if pays:
        hedged = accrue_payment(readings, last=position.paid_to, day=day)
        _receive(readings, hedged)
    readings.kept.clear()
    if triggers is not None:
        triggers.test(readings, side=side, at="collected")
    books = Books(readings=readings)
    for step, where in _chosen(readings, steps) if pays else ():
        if triggers is not None:
            triggers.test(readings, side=side, at="", before=step.id)
        books.carry_out(step, where=where)
    if triggers is not None:
        triggers.test(readings, side=side, at="paid")
    rows = tuple(_row(terms.id, before, readings, books) for terms in plan.vehicle.classes)
    record = VehicleRecord(
        day=day,
        opening=opening,
        received={**received, **hedged},
        drawn={each.id: figures.get(("draws", each.id), 0) for each in plan.vehicle.facilities or ()},
        moves=tuple(books.moves),
        classes=rows,
        dues=_of_kind(figures, "due"),
        closing=_of_kind(figures, "cash"),
        purchased=figures.get(("purchased", ""), 0),
    )
    return record, _carried(readings, position.paid_to if not pays else day)


def _chosen(readings: Readings, steps: tuple[Step, ...] | None) -> Iterator[tuple[Step, Number]]:
    """Yield the steps of the first alternative waterfall whose condition holds, else the vehicle's own.

    Scenarios of one run may differ in this, so each step comes with where it is to be carried out.
    """
    if steps is not None:
        yield from ((step, True) for step in steps)
        return
    lane, rest, waterfalls = readings.lane, True, []
    for condition, alternative in readings.plan.alternatives:
        holds = readings.value(condition)
        waterfalls.append((alternative, lane.both(rest, partial(_same, holds))))
        rest = lane.both(rest, partial(lane.negation, holds))
    waterfalls.append((readings.plan.steps, rest))
    for chosen, where in waterfalls:
        if not lane.nowhere(where):
            yield from ((step, where) for step in chosen)


def _same(value: Number) -> Number:
    return value


def _receive(readings: Readings, received: Mapping[str, Number]) -> None:
    figures, lane = readings.figures, readings.lane
    receivers = {item: account.id for account in readings.plan.vehicle.accounts for item in account.receives}
    for item, amount in received.items():
        if not lane.nowhere(amount < 0):
            raise WaterfallError.worded(both("cashflow.stopped.negative", item=item, amount=str(amount)))
        if item in receivers:
            figures["cash", receivers[item]] = figures["cash", receivers[item]] + amount
        elif not lane.nowhere(amount != 0):
            raise WaterfallError.worded(both("cashflow.stopped.vanish", item=item, amount=str(amount)))


def _of_kind(figures: Figures, kind: str) -> dict[str, Number]:
    return {name: value for (each, name), value in figures.items() if each == kind}


def _row(name: str, before: Figures, readings: Readings, books: Books) -> ClassRow:
    figures = readings.figures
    accrued, added = figures.get(("accrued", name), 0), figures.get(("added", name), 0)
    written_down = figures.get(("written-down", name), 0)
    beginning, ending = before["balance", name], figures["balance", name]
    if ("notional", name) in figures:
        terms = {each.id: each for each in readings.plan.vehicle.classes}[name]
        beginning = ending
        readings.kept.clear()
        ending = readings.amount(terms.notional) if terms.notional is not None else ending
        figures["balance", name] = ending
        written_down = beginning - ending
    due = before["interest", name] + accrued
    residual = sum(move.paid for move in books.moves if move.to == name and move.step.pay in _RESIDUAL)
    return ClassRow(
        name=name,
        coupon=figures.get(("coupon", name), figures["issued-coupon", name]),
        computed=figures.get(("computed-coupon", name), figures["issued-coupon", name]),
        beginning=beginning,
        accrued=accrued,
        interest_due=due,
        interest=due - figures["interest", name] - added,
        carried=figures["interest", name],
        principal=beginning + added - written_down - ending,
        residual=residual,
        added=added,
        written_down=written_down,
        ending=ending,
    )


_RESIDUAL: Final = frozenset({"remainder", "excess", "amount"})


def _carried(readings: Readings, paid_to: PaymentDay) -> VehiclePosition:
    figures = {figure: value for figure, value in readings.figures.items() if figure[0] in _CARRIED}
    for terms in readings.plan.vehicle.classes:
        if terms.unpaid == "lost" and ("accrued", terms.id) in readings.figures:
            figures["interest", terms.id] = 0 * figures["interest", terms.id]
    return VehiclePosition(paid_to=paid_to, figures=figures)


def _linked(plan: Plan, record: VehicleRecord) -> dict[str, Number]:
    """Return what the classes held by the issuer were paid; what remains for one counts as interest."""
    rows = {row.name: row for row in record.classes}
    items = {}
    for terms in plan.vehicle.classes:
        if terms.holder == "issuer":
            row = rows[terms.id]
            items[f"{terms.id}.interest"] = row.interest + row.residual
            items[f"{terms.id}.principal"] = row.principal
    return items


def _crossing(structure: Structure, readings: Readings) -> Crossing:
    hedge = None if structure.offshore is None else structure.offshore.hedge
    if hedge is None:
        return Crossing.unhedged()
    open_ = readings.now.number % (hedge.every or 1) == 0
    units = minor_units(hedge)
    return Crossing(
        open=readings.value(hedge.when) if open_ and hedge.when is not None else open_,
        rate=hedge.rate * units,
        scheduled=None if hedge.scheduled is None else readings.amount(hedge.scheduled),
        spot=None if hedge.spot is None else readings.value(hedge.spot) * readings.lane.constant(units),
        unprotected=hedge.kind == "spot",
    )
