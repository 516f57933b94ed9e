"""`walk`: one deal through the whole of it, as a rehearsal, with progress; a finished walk is only shown."""

import time
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.filing.making.destination import EXPORT, PACKAGE, foreign
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError, MissingFolderError
from tallystick.shell.operations.walk.finished import Walked
from tallystick.shell.operations.walk.walk import walk
from tallystick.shell.operations.walk.walking import Cast

__all__ = ["CAST_PASSPHRASE", "Steps", "register", "walk_ready"]

CAST_PASSPHRASE = "tallystick-example"  # noqa: S105 - published with the worthless keys of examples/cast


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("walk", cls=Verb)(command(operations, _walk))


def _walk(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    cast: Annotated[str | None, typer.Option("--cast", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    call.folder(deal)
    folder = cast or f"{deal.rstrip('/')}/../cast"
    walk_ready(call, folder, out)
    steps = Steps(call)
    walked = None
    try:
        outcome = walk(call.operations, deal, out, Cast(folder=folder, passphrase=CAST_PASSPHRASE), steps.begin)
        walked = outcome.value
    finally:
        steps.end(done=walked is not None)
    if walked is None:
        return Reply(outcome=outcome)
    told = Outcome(value=walked, findings=_without_pending(outcome), written=())
    return Reply(outcome=told, value=_value(walked), closing=tuple(_body(call, walked)))


def walk_ready(call: Call, cast: str, out: str) -> None:
    """See that the keys are there, and that nothing else lives where the results go.

    Raises:
        WrongCallError: there is no such cast; the results would go into a home, or onto one of the other side.
    """
    try:
        call.operations.folders.read(cast)
    except MissingFolderError as error:
        raise WrongCallError(finding("walk.cast-missing", folder=cast)) from error
    if any(_is_home(call, out, side) for side in Side):
        raise WrongCallError(finding("walk.out-is-home", folder=out))
    strangers = foreign(call.present(out, PACKAGE, EXPORT))
    if strangers:
        raise WrongCallError(finding("cli.folder-taken", folder=out, files=strangers[:3]))
    for side in Side:
        folder, other = f"{out}/{side.value}", Side.OVERSEAS if side is Side.ONSHORE else Side.ONSHORE
        if _is_home(call, folder, other):
            raise WrongCallError(finding("walk.out-other-side", home=folder, side=side.value))


def _is_home(call: Call, folder: str, side: Side) -> bool:
    """Return whether a folder is a home of one side."""
    try:
        with call.operations.open_home(folder, side):
            return True
    except (HomeMissingError, HomeSideError):
        return False


def _without_pending(outcome: Outcome[Walked]) -> tuple[Finding, ...]:
    """A walk ends with duties still to come; what waits for its day is shown in the tally, not as an open question."""
    return tuple(each for each in outcome.findings if each.code != "supervision.duty-open")


class Steps:
    """Tells each step with the seconds it took, on the error stream, as it ends."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._console = Console(stderr=True, highlight=False)
        self._name = ""
        self._since = time.monotonic()

    def begin(self, name: str) -> None:
        """End the step before and begin this one."""
        self.end()
        self._name, self._since = name, time.monotonic()

    def end(self, *, done: bool = True) -> None:
        """Tell the step that was going on, and whether it was done or is where the walk ended."""
        if self._name and not self._call.quiet:
            words = self._call.say(f"cli.walk.step.{self._name}")
            self._console.print(f"  {'✓' if done else '×'} {words}  {time.monotonic() - self._since:.1f} s")
        self._name = ""


def _body(call: Call, walked: Walked) -> Iterator[RenderableType]:
    name = walked.name_zh if call.language.value == "zh" else walked.name_en
    yield heading(call.say("cli.walk.title", name=name))
    if walked.before:
        yield Prose(call.say("cli.walk.done-before"))
    yield facts(
        [
            (call.say("cli.package.root"), walked.root),
            (call.say("cli.walk.filing"), walked.filing),
        ]
    )
    heads = [call.say(f"cli.{key}") for key in ("project.class", "issue.token", "issue.minted", "issue.cap")]
    rows = [(each.token_class, each.address, f"{each.minted:,}", f"{each.cap:,}") for each in walked.issued]
    yield table(heads, rows, right=(2, 3))
    yield heading(call.say("cli.service.title", period=walked.period))
    heads = [call.say(f"cli.{key}") for key in ("project.class", "service.interest", "service.principal")]
    heads.append(call.say("cli.service.factor"))
    paid = [(each.token_class, each.interest, each.principal, each.factor) for each in walked.paid]
    yield table(heads, paid, right=(1, 2, 3))
    yield facts(
        [
            (call.say("cli.service.instructions"), str(walked.claims)),
            (call.say("cli.service.confirmed"), walked.confirmed),
        ]
    )
    yield heading(call.say("cli.walk.tally"))
    standings = (call.say(f"supervision.standing.{each}") for each in walked.standings)
    yield facts(
        [
            (f"{number:>2}", standing, call.say(f"supervision.obligation.{number}"))
            for number, standing in enumerate(standings, start=1)
        ]
    )
    yield Prose("")
    yield Prose(call.say("cli.walk.specimen"))
    yield Prose(call.say("cli.walk.where", folder=walked.out))


def _value(walked: Walked) -> dict[str, object]:
    return {
        "deal": walked.deal,
        "filing": walked.filing,
        "root": walked.root,
        "period": walked.period,
        "standings": list(walked.standings),
        "out": walked.out,
        "before": walked.before,
    }
