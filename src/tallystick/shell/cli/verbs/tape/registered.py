"""What the register shows of a tape, as `tape` tells it: who was searched when, what stands, for whom."""

from collections.abc import Iterator

from rich.console import RenderableType

from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import facts, heading
from tallystick.shell.cli.session import Call
from tallystick.tape.encumbrances.reconciling import Reconciled

__all__ = ["registered_body", "registered_value"]


def registered_body(call: Call, found: Reconciled | None) -> Iterator[RenderableType]:
    """Yield the searches and what is in force; nothing where the folder has no extract."""
    if found is None:
        return
    yield heading(call.say("cli.tape.registered"))
    searched = [
        call.say(
            "cli.tape.searched-by",
            day=search.day.isoformat(),
            guarantor=shown(search.guarantor, call.language),
            certificate=shown(search.certificate, call.language),
        )
        for search in found.searches
    ]
    yield facts(
        [
            *((call.say("cli.tape.searched"), told) for told in searched),
            (call.say("cli.tape.ours"), f"{found.ours:,} / {found.covered:,}"),
            (call.say("cli.tape.others"), f"{found.others:,} / {found.disputed:,}"),
            (call.say("cli.tape.unmatched"), f"{found.unmatched:,}"),
        ]
    )


def registered_value(found: Reconciled) -> dict[str, object]:
    """Return the same for machines; `another_holds` is None where the extract cannot tell."""
    return {
        "searches": [
            {"guarantor": each.guarantor, "day": each.day.isoformat(), "certificate": each.certificate}
            for each in found.searches
        ],
        "ours": found.ours,
        "covered": found.covered,
        "others": found.others,
        "disputed": found.disputed,
        "unmatched": found.unmatched,
        "another_holds": found.another_holds,
    }
