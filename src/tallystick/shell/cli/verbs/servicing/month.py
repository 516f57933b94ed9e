"""What of a closed month asks for attention: triggers with what was measured, what fell short, corrections carried."""

from collections.abc import Iterator
from fractions import Fraction

from rich.console import RenderableType

from tallystick.deal.deal import Deal
from tallystick.deal.structure import Trigger
from tallystick.servicing.certificate import Certificate, StepLine, TriggerLine
from tallystick.servicing.collections import ITEMS
from tallystick.shell.cli.render import facts, heading, table
from tallystick.shell.cli.session import Call
from tallystick.units.money import Money, Rounding
from tallystick.units.rates import Share

__all__ = ["attention", "attention_value", "percent"]


def attention(call: Call, deal: Deal, certificate: Certificate) -> Iterator[RenderableType]:
    """Yield the triggers as tested, the steps that were not paid in full, and the corrections that were carried."""
    known = {each.id: each for each in deal.structure.triggers}
    if certificate.triggers:
        yield table(
            _heads(call, "trigger", "value", "bound", "state"),
            [
                (
                    call.name(known[line.trigger].name),
                    _measured(known[line.trigger], line.value),
                    _measured(known[line.trigger], line.bound),
                    call.say(f"servicing.report.state.{_state(line)}"),
                )
                for line in certificate.triggers
            ],
            right=(1, 2),
        )
    short = _short(certificate)
    if short:
        yield heading(call.say("cli.service.short"))
        heads = _heads(call, "clause", "to", "due", "paid", "shortfall")
        rows = [(each.clause, each.to, str(each.due), str(each.paid), str(each.shortfall)) for each in short]
        yield table(heads, rows, right=(2, 3, 4))
    else:
        yield facts([(call.say("cli.service.short"), call.say("cli.service.none"))])
    if certificate.corrections:
        yield heading(call.say("cli.service.corrections"))
        heads = _heads(call, "period", "item", "old", "new", "difference")
        carried = [
            (str(each.period), _item(call, each.item), str(each.old), str(each.new), str(each.new - each.old))
            for each in certificate.corrections
        ]
        yield table(heads, carried, right=(2, 3, 4))
    else:
        yield facts([(call.say("cli.service.corrections"), call.say("cli.service.none"))])


def attention_value(certificate: Certificate) -> dict[str, object]:
    """Return the same for programs; a trigger's value and bound as exact fractions."""
    return {
        "triggers": [
            {
                "trigger": line.trigger,
                "value": None if line.value is None else str(line.value),
                "bound": str(line.bound),
                "breached": line.breached,
            }
            for line in certificate.triggers
        ],
        "shortfalls": [
            {"vehicle": each.vehicle, "step": each.step, "to": each.to, "shortfall": str(each.shortfall)}
            for each in _short(certificate)
        ],
        "corrections": [
            {"period": str(each.period), "item": each.item, "difference": str(each.new - each.old)}
            for each in certificate.corrections or ()
        ],
    }


def percent(share: Fraction) -> str:
    """Return a share as a percentage of two decimals."""
    basis = Rounding.HALF_UP.whole(share * 10_000)
    return f"{basis // 100}.{basis % 100:02}%"


def _item(call: Call, item: str) -> str:
    return call.say(f"servicing.item.{item}") if item in ITEMS else item


def _heads(call: Call, *names: str) -> list[str]:
    return [call.say(f"servicing.report.column.{name}") for name in names]


def _state(line: TriggerLine) -> str:
    return "breached" if line.breached else "kept"


def _short(certificate: Certificate) -> list[StepLine]:
    return [each for each in certificate.steps if each.shortfall.is_positive()]


def _measured(trigger: Trigger, value: Money | Fraction | None) -> str:
    """Return a value in the form of its bound: an amount, a percentage, or a plain number; a dash for none."""
    bound = trigger.above if trigger.above is not None else trigger.below
    if value is None:
        return "–"
    if isinstance(value, Money):
        return str(value)
    whole = Rounding.HALF_UP.whole(value * 10_000)
    return percent(value) if isinstance(bound, Share) else f"{whole // 10_000}.{whole % 10_000:04}"
