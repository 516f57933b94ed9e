"""`project --explain`: why somebody was paid what it was paid on a day: the clauses, step by step, and the triggers."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rich.console import RenderableType

from tallystick.cashflow.waterfall import Explanation, Payment
from tallystick.deal.structure import Structure
from tallystick.evidence.findings import finding
from tallystick.shell.cli.prose import Prose, decimal, grouped, shown
from tallystick.shell.cli.render import heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.cashflow.project import Case, Projected
from tallystick.units.periods import Period, PeriodError

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
    wording = _wording(call, projected.deal.structure)
    for each in found:
        paid = each.day.paid.isoformat()
        yield heading(call.say("cli.explain.title", target=shown(each.target, call.language), day=paid))
        rows = [_row(call, step, wording) for step in each.chain]
        yield table([call.say(f"cli.explain.{name}") for name in _HEADS], rows, right=(4, 5))
        for test in each.tests:
            value = "–" if test.value is None else _number(test.value)
            state = call.say("cli.explain.breached" if test.breached else "cli.explain.holds")
            side = call.say(f"cli.explain.{test.side}")
            told = {"trigger": test.trigger, "value": value, "side": side, "bound": _number(test.bound), "state": state}
            yield Prose(call.say("cli.explain.trigger", **told), "dim")


def explanation_value(found: tuple[Explanation, ...]) -> list[dict[str, object]]:
    """Return the chains as a plain value."""
    return [
        {
            "target": each.target,
            "day": each.day.paid.isoformat(),
            "clauses": list(each.clauses),
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
                    "value": None if test.value is None else str(test.value),
                    "bound": str(test.bound),
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


def _number(value: Fraction) -> str:
    return decimal(value, _PLACES)
