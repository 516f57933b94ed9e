"""`verify` and `fsck`: establish what can be established, numbered, each line with its evidence."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text

from tallystick.shell.cli.command import command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.operations.walk.receipts import RECEIPT_SUFFIX, Examined, examine_receipt
from tallystick.supervision.drawing import tally_drawing, tally_sentence
from tallystick.supervision.tally import Tally

__all__ = ["register"]

_SHOWN = 4


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("verify")(command(operations, _verify))
    app.command("fsck")(command(operations, _fsck))


def _verify(call: Call, subject: Annotated[str, typer.Argument(metavar="WALK|PACKAGE|EXPORT|RECEIPT")]) -> Reply:
    if subject.endswith(RECEIPT_SUFFIX):
        call.file(subject)
        outcome = examine_receipt(call.operations, subject)
    else:
        call.folder(subject)
        outcome = examine_folder(call.operations, subject.rstrip("/"))
    examined = outcome.value
    if examined is None:
        return Reply(outcome=outcome)
    return Reply(outcome=outcome, value=_value(examined), body=tuple(_body(call, subject, examined)))


def _body(call: Call, subject: str, examined: Examined) -> Iterator[RenderableType]:
    yield heading(call.say("cli.verify.title", subject=shown(subject, call.language)))
    rows = [(call.say(f"cli.verify.kind.{examined.kind}"), examined.known_by)]
    if examined.acts:
        rows.append((call.say("cli.verify.acts"), str(examined.acts)))
    yield facts(rows)
    if examined.tally is not None:
        yield from _tally(call, examined.tally)


def _tally(call: Call, tally: Tally) -> Iterator[RenderableType]:
    yield Prose("")
    yield Text(tally_drawing(tally, call.language))
    yield Prose("")
    standings = [call.say(f"supervision.standing.{each.standing}") for each in tally.obligations]
    width = max(cell_len(standing) for standing in standings)
    for each, standing in zip(tally.obligations, standings, strict=True):
        title = call.say(f"supervision.obligation.{each.number}")
        yield Text(f"{each.number:>2}  {set_cell_size(standing, width)}  {title}")
        told = each.evidence if call.whole else each.evidence[:_SHOWN]
        for key, text in told:
            yield Prose(f"{call.say(key)}: {shown(text, call.language)}", "dim", indent=6)
        if len(told) < len(each.evidence):
            yield Prose(call.say("cli.more", count=len(each.evidence) - len(told)), "dim", indent=6)
    yield Prose("")
    yield Prose(tally_sentence(tally, call.language))


def _value(examined: Examined) -> dict[str, object]:
    obligations = examined.tally.obligations if examined.tally is not None else ()
    return {
        "kind": examined.kind.value,
        "known_by": examined.known_by,
        "acts": examined.acts,
        "obligations": [
            {"number": each.number, "standing": each.standing.value, "evidence": [list(pair) for pair in each.evidence]}
            for each in obligations
        ],
    }


def _fsck(call: Call, choice: HomeChoice, acting: Acting) -> Reply:
    people = call.people(acting, {}) if acting.people is not None else {}
    with call.installation(choice) as home:
        outcome = fsck(home, people)
    body = facts([(call.say("cli.verify.acts"), str(outcome.value or 0))])
    return Reply(outcome=outcome, value={"acts": outcome.value or 0}, body=(body,))
