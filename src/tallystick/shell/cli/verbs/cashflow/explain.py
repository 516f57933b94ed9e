"""`project --explain`: why somebody was paid what it was paid on a day: the clauses, step by step, and the triggers."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from rich.console import RenderableType

from tallystick.cashflow.waterfall import Explanation, Payment, TriggerTest
from tallystick.deal.checks.formulas import measured_currencies
from tallystick.deal.structure import Structure, Trigger
from tallystick.evidence.findings import finding
from tallystick.shell.cli.prose import Prose, decimal, grouped, percent, shown
from tallystick.shell.cli.render import heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.cashflow.project import Case, Projected
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period, PeriodError
from tallystick.units.rates import Share

__all__ = ["explained", "explanation_body", "explanation_value"]

_HEADS = ("clause", "step", "from", "to", "due", "paid", "reason")
_PLACES = 4


def explained(projected: Projected, asked: str, case: str) -> tuple[Explanation, ...]:
    """Return why a target was paid what it was, as ``A@2026-10-26`` or ``A@2026-09`` asks.

    Raises:
        WrongCallError: there is no such case, the text is no target and day, or no step names the target then.
    """
    target, _, when = asked.rpartition("@")
    known = {each.id: each for each in projected.cases}
    if case not in known:
        raise WrongCallError(finding("cashflow.case-unknown", name=case, known=tuple(known)))
    day = _when(when)
    if not target or day is None:
        raise WrongCallError(finding("cli.explain-unreadable", value=asked))
    found = known[case].flows.ledger.why(target, day)
    if not found:
        days, targets = _payments(known[case])
        raise WrongCallError(finding("cli.explain-nothing", target=target, when=when, targets=targets, days=days))
    return found


def explanation_body(call: Call, projected: Projected, found: tuple[Explanation, ...]) -> Iterator[RenderableType]:
    """Yield the chain of each vehicle, top to bottom, and below it the triggers with what was measured."""
    structure = projected.deal.structure
    wording = _wording(call, structure)
    triggers = {trigger.id: trigger for trigger in structure.triggers}
    currencies = measured_currencies(structure)
    for each in found:
        paid = each.day.paid.isoformat()
        yield heading(call.say("cli.explain.title", target=shown(each.target, call.language), day=paid))
        for before in each.upstream:
            told = {"vehicle": call.say("cli.explain.onshore"), "target": shown(before.target, call.language)}
            yield Prose(call.say("cli.explain.upstream", **told, day=before.day.paid.isoformat()))
            yield from _chain(call, before, wording)
            yield from _crossed(call, structure, before)
        yield from _chain(call, each, wording)
        yield from _crossed(call, structure, each)
        for test in each.tests:
            yield Prose(_trigger(call, test, triggers[test.trigger], currencies.get(test.trigger)), "dim")


def _trigger(call: Call, test: TriggerTest, trigger: Trigger, currency: Currency | None) -> str:
    """Word a trigger as it was tested: amounts with their currency, a share as a share, a condition as written."""
    condition = trigger.measure.text if trigger.above is None and trigger.below is None else None
    state = call.say("cli.explain.breached" if test.breached else "cli.explain.holds")
    if condition is not None and test.value is not None:
        holds = call.say(f"cli.explain.condition-{'holds' if test.fails else 'fails'}")
        told = {"trigger": test.trigger, "formula": condition, "holds": holds, "state": state}
        return call.say("cli.explain.condition", **told)
    share = isinstance(trigger.below if trigger.above is None else trigger.above, Share)
    value, bound = (_measured(call, test.told(each, currency), share=share) for each in (test.value, test.bound))
    how = "" if test.measured else "-unmeasured" if test.value is None else "-stated"
    told = {"trigger": test.trigger, "value": value, "state": state}
    told |= {"side": call.say(f"cli.explain.{test.side}"), "bound": bound}
    return call.say(f"cli.explain.trigger{how}", **told)


def _chain(call: Call, each: Explanation, wording: dict[str, str]) -> Iterator[RenderableType]:
    rows = [_row(call, step, wording) for step in each.chain]
    yield table([call.say(f"cli.explain.{name}") for name in _HEADS], rows, right=(4, 5))
    sums = {"opening": _sums(call, each.opening), "received": _sums(call, each.received)}
    yield Prose(call.say("cli.explain.cash", **sums), "dim")


def _sums(call: Call, amounts: Mapping[str, Money]) -> str:
    told = [f"{shown(name, call.language)} {grouped(amount)}" for name, amount in amounts.items()]
    return call.say("evidence.join.values").join(told) or call.say("cli.explain.nothing")


def _crossed(call: Call, structure: Structure, each: Explanation) -> Iterator[RenderableType]:
    """Say what crossed to the other vehicle and, where something still waits, why."""
    for one in each.exchanges:
        amounts = {"paid": one.paid.text(call.language), "received": one.received.text(call.language)}
        told = call.say("cli.explain.crossed", item=one.item, month=str(each.month), **amounts)
        if one.waiting.is_positive():
            reason = _why_it_waits(call, structure, each.month)
            told += " " + call.say("cli.explain.waits", waiting=one.waiting.text(call.language), reason=reason)
        yield Prose(told, "dim")


def _why_it_waits(call: Call, structure: Structure, month: Period) -> str:
    hedge = None if structure.offshore is None else structure.offshore.hedge
    if hedge is not None and (structure.first_period.months_to(month) + 1) % (hedge.every or 1):
        return call.say("cli.explain.waits-date", every=hedge.every or 1)
    if hedge is not None and hedge.when is not None:
        return call.say("cli.explain.waits-closed", condition=hedge.when.text)
    return call.say("cli.explain.waits-unit")


def explanation_value(projected: Projected, found: tuple[Explanation, ...]) -> list[dict[str, object]]:
    """Return the chains as a plain value."""
    currencies = measured_currencies(projected.deal.structure)
    return [
        {
            "target": each.target,
            "day": each.day.paid.isoformat(),
            "month": str(each.month),
            "clauses": list(each.clauses),
            "opening": {name: str(amount) for name, amount in each.opening.items()},
            "received": {item: str(amount) for item, amount in each.received.items()},
            "exchanges": [
                {
                    "item": one.item,
                    "paid": str(one.paid),
                    "received": str(one.received),
                    "waiting": str(one.waiting),
                }
                for one in each.exchanges
            ],
            "upstream": explanation_value(projected, each.upstream),
            "chain": [
                {
                    "step": step.priority,
                    "clause": step.clause,
                    "from": step.source,
                    "to": step.to,
                    "pay": step.pay,
                    "due": str(step.due),
                    "paid": str(step.paid),
                    "shortfall": str(step.shortfall),
                    "left": str(step.left),
                    "reason": step.reason.value,
                }
                for step in each.chain
            ],
            "triggers": [
                {
                    "trigger": test.trigger,
                    "value": None if test.value is None else str(test.told(test.value, currencies.get(test.trigger))),
                    "measured": test.measured,
                    "bound": str(test.told(test.bound, currencies.get(test.trigger))),
                    "side": test.side,
                    "breached": test.breached,
                }
                for test in each.tests
            ],
        }
        for each in found
    ]


def _row(call: Call, step: Payment, wording: dict[str, str]) -> tuple[str, ...]:
    return (
        step.clause,
        wording.get(step.priority, step.priority),
        shown(step.source, call.language),
        shown(step.to, call.language),
        grouped(step.due),
        grouped(step.paid),
        call.say(f"cashflow.reason.{step.reason.value}"),
    )


def _wording(call: Call, structure: Structure) -> dict[str, str]:
    """Return the wording of each step by its id, those of alternative waterfalls included."""
    vehicles = [structure.onshore, *([structure.offshore] if structure.offshore is not None else [])]
    steps = [step for vehicle in vehicles for step in vehicle.priorities]
    steps += [step for vehicle in vehicles for other in vehicle.waterfalls or () for step in other.priorities]
    return {step.id: call.name(step.text) for step in steps}


def _when(text: str) -> date | Period | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        try:
            return Period.parse(text)
        except PeriodError:
            return None


def _payments(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the first and last days of payment, and everybody a step names."""
    vehicles = [each for period in case.flows.ledger.periods for each in (period.onshore, period.offshore)]
    days = sorted({each.day.paid.isoformat() for each in vehicles if each is not None})
    targets = dict.fromkeys(step.to for each in vehicles if each is not None for step in each.payments)
    return tuple(dict.fromkeys((days[0], days[-1]))) if days else (), tuple(targets)


def _measured(call: Call, value: Money | Fraction | None, *, share: bool) -> str:
    """Write what was measured, or its bound: an amount, a share where the bound is written as one, or a number."""
    if isinstance(value, Money):
        return value.text(call.language)
    if value is None:
        return ""
    return percent(value, _PLACES) if share else decimal(value, _PLACES)
