"""`--earlier`: the editions of filings whose tokens went over to those of the one that is asked about."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from tallystick.deal.answers.people import parse_people
from tallystick.shell.cli.session import PEOPLE_FILE, Call
from tallystick.shell.operations.issuance.later.taking_over import TakenOver
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.public.before import earlier_crossed
from tallystick.shell.operations.supervision.public.copy import PUBLIC

__all__ = ["EarlierEditions", "earlier_named", "without_public"]

EarlierEditions = Annotated[list[str] | None, typer.Option("--earlier", metavar="DIR")]


def earlier_named(
    call: Call, crossed: Mapping[str, bytes], named: Sequence[str] | None, *, beside: Mapping[str, bytes]
) -> Outcome[TakenOver]:
    """Return the issue under the filings before; None where the call names none, or they cannot be used.

    Args:
        call: of the command line.
        crossed: the later filing's edition with its public copy, as `publish` writes them.
        named: folders with the editions before.
        beside: files among which the reader's own roll may be.
    """
    if not named:
        return Outcome(value=None)
    people, _ = parse_people(beside[PEOPLE_FILE]) if PEOPLE_FILE in beside else ((), ())
    return earlier_crossed(crossed, iter([call.folder(each)[0] for each in named]), {each.id: each for each in people})


def without_public(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an edition without the public copy that may lie beside it."""
    return {name: content for name, content in files.items() if not name.startswith(PUBLIC)}
