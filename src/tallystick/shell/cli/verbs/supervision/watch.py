"""`watch` and `tell`: what must be told of a live deal and by when, and the record that it was."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language
from tallystick.filing.manifest import EXPORT_PATH
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.cli.verbs.supervision.values import watched_value
from tallystick.shell.operations.law.clock import YEARS
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.watching.sources import Sources
from tallystick.shell.operations.supervision.watching.tell import Word, tell
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.shell.operations.walk.finished import FINISHED_FILE
from tallystick.shell.operations.walk.leftovers import INPUTS
from tallystick.supervision.coming import coming_dates
from tallystick.supervision.watching.events import EventLine
from tallystick.supervision.watching.standing import DutyLine, DutyState
from tallystick.supervision.watching.watch import Watched

__all__ = ["register"]

_PLACEMENT = "placement/"
_NEXT = 5
_QUIET = (DutyState.NOT_YET, DutyState.TOLD)


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("watch", cls=Verb)(command(operations, _watch))
    app.command("tell", cls=Verb)(command(operations, _tell))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is looked at beside the subject; a deal folder and a walk have most of it in them."""

    export: Annotated[str | None, typer.Option("--export", metavar="DIR")] = None
    placement: Annotated[str | None, typer.Option("--placement", metavar="DIR")] = None
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None


def _watch(
    call: Call,
    subject: Annotated[str, typer.Argument(metavar="DEAL|EXPORT|WALK")],
    beside: _Beside,
    choice: HomeChoice,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    chart: Annotated[str | None, typer.Option("--chart", metavar="DIR")] = None,
) -> Reply:
    call.destination(out, chart)
    sources, refused, choice = _sources(call, subject, beside, choice)
    with _home(call, choice) as home:
        outcome = watch(sources, home, at=_moment(call, beside))
    findings = (*refused, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    watched = outcome.value.watched
    written = call.write(out, outcome.value.files) if out is not None else ()
    if chart is not None:
        drawn = coming_dates(watched)
        made = {f"coming-{each}.svg": call.operations.documents.chart(drawn, each) for each in Language}
        written = (*written, *call.write(chart, made))
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings, written=written),
        value=watched_value(watched),
        body=tuple(_body(call, subject, watched)),
        closing=tuple(_coming(call, watched)),
    )


def _tell(
    call: Call,
    subject: Annotated[str, typer.Argument(metavar="DEAL|EXPORT|WALK")],
    of: Annotated[str, typer.Argument(metavar="ID")],
    beside: _Beside,
    choice: HomeChoice,
    acting: Acting,
    paper: Annotated[str | None, typer.Option("--paper", metavar="FILE")] = None,
    why_not: Annotated[str | None, typer.Option("--why-not", metavar="TEXT")] = None,
) -> Reply:
    sources, refused, choice = _sources(call, subject, beside, choice)
    word = Word(of=of, report=call.paper(paper) if paper is not None else None, reasons=why_not or "")
    at = call.at(acting)
    with call.installation(choice) as home:
        people = call.actors(acting, {**sources.reported, **sources.folder})
        if len(people) != 1:
            raise WrongCallError(finding("cli.persons-one", given=len(people)))
        (signer,) = call.signers(home, people)
        watching = watch(sources, home, at=at)
        if watching.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*refused, *watching.findings)))
        told = tell(home, watching.value.watched, word, by=people[0], signer=signer, at=at)
    if told.value is None:
        return Reply(outcome=told)
    draft = told.value.entry.draft
    rows = [
        (call.say("cli.tell.of"), of),
        (call.say("cli.tell.by"), draft.actor),
        (call.say("cli.tell.at"), draft.at),
        (call.say("cli.tell.body"), draft.body_sha256),
    ]
    value = {"of": of, "by": draft.actor, "at": draft.at, "body_sha256": draft.body_sha256}
    return Reply(outcome=told, value=value, body=(heading(call.say("cli.tell.title")), facts(rows)))


def _home(call: Call, choice: HomeChoice) -> AbstractContextManager[Installation | None]:
    """Open the home the call names; none is opened where it names none."""
    return call.installation(choice) if choice.home is not None else nullcontext(None)


def _moment(call: Call, beside: _Beside) -> datetime:
    """Return noon of the day asked for, in UTC: in Beijing the same day; now where none is asked for."""
    if beside.as_of is None:
        return call.operations.now().replace(microsecond=0)
    day = as_day("--as-of", beside.as_of)
    if day.year not in YEARS:
        raise WrongCallError(finding("law.clock-day-far", event="--as-of", day=day))
    return datetime.combine(day, time(hour=4), tzinfo=UTC)


def _sources(
    call: Call, subject: str, beside: _Beside, choice: HomeChoice
) -> tuple[Sources, tuple[Finding, ...], HomeChoice]:
    """Read what there is: a deal folder, an edition, or a walk with its edition, inputs and overseas home."""
    files, refused = call.folder(subject)
    if FINISHED_FILE in files:
        inputs = _below(files, f"{INPUTS}/")
        sources = Sources(crossed=_below(files, "export/"), placement=_below(inputs, _PLACEMENT), reported=inputs)
        home = choice if choice.home is not None else replace(choice, home=f"{subject.rstrip('/')}/overseas")
        return sources, refused, home
    if EXPORT_PATH in files:
        sources = Sources(crossed=files)
    else:
        sources = Sources(folder=files, placement=_below(files, _PLACEMENT), reported=files)
    named = {"crossed": beside.export, "placement": beside.placement, "reported": beside.reported}
    given = {name: call.folder(path)[0] for name, path in named.items() if path is not None}
    sources = Sources(**({part: getattr(sources, part) for part in ("folder", *named)} | given))
    return sources, refused, choice


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}


def _body(call: Call, subject: str, watched: Watched) -> Iterator[RenderableType]:
    title = call.say("cli.watch.title", subject=shown(subject, call.language), day=watched.as_of.isoformat())
    yield heading(title)
    lines = [each for each in watched.duties if call.whole or each.state not in _QUIET]
    if lines:
        names = ("id", "duty", "due", "state", "days", "owner")
        yield table(
            [call.say(f"cli.watch.{name}") for name in names], [_duty(call, each) for each in lines], right=(4,)
        )
        yield Prose(call.say("cli.watch.marks"), "dim")
    else:
        yield Prose(call.say("cli.watch.nothing-owed"))
    if watched.events:
        yield heading(call.say("cli.watch.events"))
        columns = ("id", "event", "figure", "threshold", "due", "state")
        heads = [call.say(f"cli.watch.{name}") for name in columns]
        yield table(heads, [_event(call, each) for each in watched.events])
        yield facts([(each.event.id, shown(call.name(each.event.fact), call.language)) for each in watched.events])


def _duty(call: Call, line: DutyLine) -> tuple[str, ...]:
    expected = line.expected
    name, state = call.name(expected.name), call.say(f"cli.watch.state.{line.state}")
    return shown(expected.id, call.language), name, _due(call, line), state, str(line.days), expected.owner


def _due(call: Call, line: DutyLine | EventLine) -> str:
    """Return the last day with the mark of the text that gives it, so that an analogy is not taken for what binds."""
    deadline = line.event.deadline if isinstance(line, EventLine) else line.expected.deadline
    if line.due is None:
        return call.say("cli.watch.no-number")
    return line.due.isoformat() if deadline is None else f"{line.due.isoformat()} {deadline.mark.value}"


def _event(call: Call, line: EventLine) -> tuple[str, ...]:
    event, decision = line.event, line.decision
    state = "undecided" if decision is None else "reported" if decision.report else "not-reported"
    state = state if line.earlier is None else "changed"
    title, told = call.name(event.title), call.say(f"cli.watch.state.{state}")
    return shown(event.id, call.language), title, event.figure, event.threshold, _due(call, line), told


def _coming(call: Call, watched: Watched) -> Iterator[RenderableType]:
    ahead = watched.coming()[:_NEXT]
    if ahead:
        yield heading(call.say("cli.watch.next"))
        yield facts([(_day(each), call.name(each.expected.name), each.expected.id) for each in ahead])


def _day(line: DutyLine) -> str:
    return line.due.isoformat() if line.due is not None else ""
