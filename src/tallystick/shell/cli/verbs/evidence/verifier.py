"""`verifier`: write the page with which anyone checks what they were given, without this program or a network."""

from typing import Annotated

import typer

from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]

_PAGE = "verifier.html"


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("verifier", cls=Verb)(command(operations, _verifier))


def _verifier(call: Call, out: Annotated[str, typer.Option("--out", metavar="DIR")]) -> Reply:
    call.destination(out)
    written = call.write(out, {_PAGE: call.operations.documents.verifier()})
    told = Prose(call.say("cli.verifier.open", file=_PAGE))
    return Reply(outcome=Outcome(value=None, written=written), value={"page": _PAGE}, body=(told,))
