"""`forms` and `reply`: undertakings to be signed, and the reply to a round of an authority's questions."""

from pathlib import PurePath
from typing import Annotated

import typer

from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.filing.making.forms import make_forms
from tallystick.shell.operations.filing.making.reply import make_reply
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("forms", cls=Verb)(command(operations, _forms))
    app.command("reply", cls=Verb)(command(operations, _reply))


def _forms(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
) -> Reply:
    call.destination(out)
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


def _reply(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    questions: Annotated[str, typer.Option("--questions", metavar="FILE")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
) -> Reply:
    call.destination(out)
    files, refused = call.folder(deal)
    outcome = make_reply(files, call.file(questions), call.operations.documents, name=PurePath(questions).name)
    findings = (*refused, *outcome.findings)
    made = outcome.value
    if made is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    rows = [
        (call.say("cli.reply.paper"), shown(made.paper, call.language)),
        (call.say("cli.reply.round"), str(made.round)),
        (call.say("cli.reply.answered"), f"{made.answered} / {made.questions}"),
    ]
    return Reply(
        outcome=Outcome(value=made, findings=findings, written=call.write(out, made.files)),
        value={"paper": made.paper, "round": made.round, "questions": made.questions, "answered": made.answered},
        body=(heading(call.say("cli.reply.title")), facts(rows)),
    )
