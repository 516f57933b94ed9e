"""`forms`: the undertakings to be signed, one a class of signer."""

from typing import Annotated

import typer

from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, heading
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.filing.making.forms import make_forms
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("forms", cls=Verb)(command(operations, _forms))


def _forms(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
) -> Reply:
    files, refused = call.folder(deal)
    outcome = make_forms(files, call.operations.documents)
    findings = (*refused, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = call.write(out, outcome.value.files)
    told = call.say("cli.forms.written", count=len(written), folder=shown(out, call.language))
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings, written=written),
        value={"deal": outcome.value.deal, "files": sorted(outcome.value.files)},
        body=(heading(call.say("cli.forms.title")), Prose(told), Prose(call.say("cli.forms.note"), "dim")),
    )
