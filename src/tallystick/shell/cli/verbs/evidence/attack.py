"""`attack`: what files alone allow, tried on copies of a finished walk, and what caught each."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import word
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.attack import Tried, attack_walk
from tallystick.shell.operations.attack_kept import KEPT_FILES, attack_kept
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.walk.finished import FINISHED_FILE

__all__ = ["register"]

_COMPARED = frozenset({"supervision.copy-differs", "supervision.file-differs", "supervision.files-gone"})
"""What only a walk shows, which has two copies and its own record of them; a reader overseas has one."""


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("attack", cls=Verb)(command(operations, _attack))


def _attack(call: Call, walked: Annotated[str, typer.Argument(metavar="WALK")]) -> Reply:
    files, _ = call.folder(walked)
    missing = tuple(name for name in KEPT_FILES if name not in files)
    if FINISHED_FILE not in files and 0 < len(missing) < len(KEPT_FILES):
        raise WrongCallError(finding("supervision.kept-incomplete", file=walked, missing=missing))
    attack = attack_walk if missing else attack_kept
    with call.progress() as progress:
        outcome = attack(call.operations, walked, progress)
    if outcome.value is None:
        return Reply(outcome=outcome)
    return Reply(
        outcome=outcome,
        value={"attacks": [_value(call, each) for each in outcome.value]},
        body=tuple(_body(call, walked, outcome.value)),
    )


def _body(call: Call, walked: str, tried: tuple[Tried, ...]) -> Iterator[RenderableType]:
    yield heading(call.say("cli.attack.title", subject=shown(walked, call.language)))
    heads = [call.say(f"cli.attack.{name}") for name in ("target", "done", "caught")]
    rows = [
        (call.say(f"supervision.target.{each.attack.target}"), each.attack.told(call.language), _caught(call, each))
        for each in tried
    ]
    yield table(heads, rows)
    caught, possible = sum(bool(each.caught_by) for each in tried), sum(bool(each.changed) for each in tried)
    yield Prose(call.say("cli.attack.sum", caught=caught, tried=possible))


def _caught(call: Call, tried: Tried) -> str:
    if not tried.changed:
        return call.say("cli.attack.nothing-there")
    if not tried.caught_by:
        return call.say("cli.attack.unseen")
    first, *others = tried.caught_by
    told = word(first, call.language)
    said = f"{told.where} {told.what}".strip()
    caught = call.say("cli.attack.and-more", first=said, count=len(others)) if others else said
    compared = all(each.code in _COMPARED for each in tried.caught_by)
    return call.say("cli.attack.copies", caught=caught) if compared else caught


def _value(call: Call, tried: Tried) -> dict[str, object]:
    return {
        "attack": tried.attack.id,
        "target": tried.attack.target.value,
        "done": tried.attack.told(call.language),
        "changed": list(tried.changed),
        "caught_by": [{"code": each.code, "file": each.place.file} for each in tried.caught_by],
    }
