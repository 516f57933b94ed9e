"""Precedents as people read them: before the second of two signs, and where a market is looked at."""

from collections.abc import Collection

from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import facts, heading
from tallystick.shell.cli.session import Call
from tallystick.supervision.market.precedents import Precedent
from tallystick.units.rates import Share

__all__ = ["precedent_row", "told_precedents"]


def told_precedents(call: Call, found: Collection[Precedent]) -> None:
    """Show on the terminal what was decided otherwise, before anybody's key is opened; nothing where JSON is asked."""
    if found and not call.quiet:
        rows = [precedent_row(call, each) for each in found]
        call.tell((heading(call.say("cli.market.precedents")), facts(rows)))


def precedent_row(call: Call, each: Precedent) -> tuple[str, str]:
    """Return the own question, and how and by whom it was decided otherwise."""
    own, other = each.own, each.other
    words = call.say(
        "cli.market.precedent",
        own=own.value,
        other=other.value,
        matter=shown(other.matter, call.language),
        day=other.date.isoformat(),
        persons=shown(", ".join(other.persons), call.language),
        likeness=str(Share(value=each.likeness)),
        apart=", ".join(each.apart) or "-",
    )
    return f"{own.matter} {own.question}", words
