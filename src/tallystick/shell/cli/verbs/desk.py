"""`submit`, `decide`, `record`: a filing handed in, decided on by the desk, and an authority's paper put on record."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.filing.notices import NoticeKind
from tallystick.filing.package import open_package
from tallystick.filing.states import PAPERS, Event, Standing, possible
from tallystick.law.clocks import clock_lines, clock_record
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.cli.verbs.filing.authority_set import write_set
from tallystick.shell.cli.verbs.supervision.otherwise import told_precedents
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.respond import Reply as Answered
from tallystick.shell.operations.filing.respond import respond
from tallystick.shell.operations.filing.review import Moved
from tallystick.shell.operations.filing.submit import package_of, submit
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.supervision.precedents import precedent_findings, precedents_of_filing

__all__ = ["register"]

_DESK = (Event.QUESTION, Event.CONSULT, Event.CONCLUDE, Event.SUSPEND, Event.RESUME, Event.FILE, Event.REFUSE)
_FILER = (Event.ANSWER, Event.WITHDRAW)
_LATER = frozenset(PAPERS.values()) - {Event.RECORD_NOTICE}
_STATED = {Event.FILE, Event.RECORD_NOTICE, Event.RECORD_CORRECTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaperOptions:
    """What an authority issued, as the command line says it."""

    kind: Annotated[NoticeKind, typer.Option("--kind", metavar="receipt|question|notice|correction|revocation|letter")]
    number: Annotated[str, typer.Option("--number", metavar="NUMBER")]
    day: Annotated[str, typer.Option("--date", metavar="DATE")]
    authority_zh: Annotated[str, typer.Option("--authority-zh", metavar="NAME")]
    authority_en: Annotated[str, typer.Option("--authority-en", metavar="NAME")]
    capture: Annotated[str, typer.Option("--capture", metavar="FILE")]
    specimen: Annotated[bool, typer.Option("--specimen/--no-specimen")]
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReplyOptions:
    """What is handed in with an answer."""

    reply: Annotated[list[str] | None, typer.Option("--reply", metavar="FILE")] = None
    questions: Annotated[str | None, typer.Option("--questions", metavar="FILE")] = None


_NO_REPLY = _ReplyOptions()


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("submit", cls=Verb)(command(operations, _submit))
    app.command("decide", cls=Verb)(command(operations, _decide))
    app.command("record", cls=Verb)(command(operations, _record))


def _submit(
    call: Call,
    package: Annotated[str, typer.Argument(metavar="PACKAGE")],
    acting: Acting,
    choice: HomeChoice,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    parameters: Annotated[str | None, typer.Option("--parameters", metavar="FILE")] = None,
) -> Reply:
    if out is not None:
        if acting.by:
            raise WrongCallError(finding("cli.submit-both"))
        return write_set(call, package, out, parameters)
    if parameters is not None:
        raise WrongCallError(finding("cli.usage-missing", name="--out"))
    files, refused = call.folder(package)
    _, wrong = open_package(files)
    if has_errors((*refused, *wrong)):
        return Reply(outcome=Outcome(value=None, findings=(*refused, *wrong)))
    with call.installation(choice, side=Side.ONSHORE) as installation:
        people = call.actors(acting, files)
        if len(people) != 1:
            count = finding("filing.act-persons", act=Event.SUBMIT.value, needed=1, given=len(people))
            return Reply(outcome=Outcome(value=None, findings=(count,)))
        (signer,) = call.signers(installation, people)
        outcome = submit(
            installation.evidence,
            files,
            by=people[0],
            signer=signer,
            at=call.at(acting),
            scanner=call.operations.scanner,
        )
    moved = None if outcome.value is None else outcome.value.moved
    return _moved(call, _on_that_day(Outcome(value=moved, findings=outcome.findings), acting), Event.SUBMIT, people)


def _decide(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    event: Annotated[str, typer.Option("--event", metavar="EVENT")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
    acting: Acting,
    choice: HomeChoice,
    standing: Annotated[Standing | None, typer.Option("--standing", metavar="rehearsal|adopted")] = None,
    attached: _ReplyOptions = _NO_REPLY,
) -> Reply:
    if event not in {*_DESK, *_FILER}:
        known = tuple(each.value for each in (*_DESK, *_FILER))
        raise WrongCallError(finding("cli.event-unknown", event=event, known=known))
    act = Event(event)
    if act in _DESK and standing is None:
        raise WrongCallError(finding("cli.usage-missing", name="--standing"))
    if act in _DESK and standing is Standing.ADOPTED:
        raise WrongCallError(finding("cli.decide-adopted"))
    reply = _attached(call, attached)
    if reply is not None and act is not Event.ANSWER:
        raise WrongCallError(finding("cli.reply-not-answer", event=event))
    with call.installation(choice, side=Side.ONSHORE) as installation:
        found = _unknown(installation, filing)
        if found is not None:
            return Reply(outcome=Outcome(value=None, findings=(found,)))
        otherwise = precedents_of_filing(installation.evidence, filing) if act in _STATED else ()
        told_precedents(call, otherwise)
        people, signers = _together(call, installation, filing, acting)
        evidence, at = installation.evidence, call.at(acting)
        if standing is None:
            outcome = respond(evidence, filing, act, by=people, signers=signers, reason=reason, at=at, reply=reply)
        else:
            outcome = decide(evidence, filing, act, by=people, signers=signers, standing=standing, reason=reason, at=at)
    outcome = replace(outcome, findings=(*outcome.findings, *precedent_findings(otherwise)))
    return _moved(call, _on_that_day(outcome, acting), act, people)


def _attached(call: Call, options: _ReplyOptions) -> Answered | None:
    """Return what the call hands in with an answer; None where it hands in nothing."""
    if not options.reply and options.questions is None:
        return None
    named = [(PurePath(path).name, path) for path in options.reply or ()]
    if len(dict(named)) != len(named):
        raise WrongCallError(finding("cli.reply-same-name"))
    asked = None if options.questions is None else call.file(options.questions)
    return Answered(
        papers={name: call.file(path) for name, path in named},
        round=asked,
        name=PurePath(options.questions or "").name,
        scanner=call.operations.scanner,
    )


def _record(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    paper: _PaperOptions,
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    captured = Paper(
        kind=paper.kind,
        number=paper.number,
        date=as_day("--date", paper.day),
        authority=Name(zh=paper.authority_zh, en=paper.authority_en),
        capture=call.paper(paper.capture),
        specimen=paper.specimen,
        reason=paper.reason,
    )
    with call.installation(choice, side=Side.ONSHORE) as installation:
        found = _unknown(installation, filing)
        if found is not None:
            return Reply(outcome=Outcome(value=None, findings=(found,)))
        people, signers = _together(call, installation, filing, acting)
        outcome = record(installation.evidence, filing, captured, by=people, signers=signers, at=call.at(acting))
    return _moved(call, _on_that_day(outcome, acting), PAPERS[paper.kind], people)


def _unknown(installation: Installation, filing: str) -> Finding | None:
    """Say that a filing was never submitted to this home, where that is so."""
    known = installation.evidence.journal.filing(filing) is not None
    return None if known else finding("filing.unknown", filing=filing)


def _together(
    call: Call, installation: Installation, filing: str, acting: Acting
) -> tuple[tuple[Person, ...], tuple[Signer, ...]]:
    """Return those who act, from the roll in the submitted package unless another is named, with their opened keys."""
    people = call.actors(acting, package_of(installation.evidence, filing).contents)
    return people, call.signers(installation, people)


def _on_that_day(outcome: Outcome[Moved], acting: Acting) -> Outcome[Moved]:
    """Refuse an act that the call dates, where it is on record under another day; undated, that is only said."""
    said = next((each for each in outcome.findings if each.code == "filing.act-done-before"), None)
    if said is None or acting.at is None:
        return outcome
    return Outcome(value=None, findings=(replace(said, code="filing.act-another-day"),))


def _moved(call: Call, outcome: Outcome[Moved], event: Event, people: tuple[Person, ...]) -> Reply:
    moved = outcome.value
    if moved is None:
        return Reply(outcome=outcome)
    review, row = moved.review, moved.row
    rows = [
        (call.say("cli.filing.act"), call.say(f"filing.event.{event.value}")),
        (call.say("cli.filing.phase"), call.say(f"filing.phase.{review.phase.value}")),
        (call.say("cli.filing.by"), ", ".join(f"{person.id} ({call.name(person.name)})" for person in people)),
        (call.say("cli.filing.position"), "–" if row.position is None else str(row.position)),
    ]
    if review.standing is not None:
        rows.insert(2, (call.say("cli.filing.standing"), call.say(f"cli.filing.standing.{review.standing.value}")))
    paper = review.notices[-1] if event in _LATER else None
    if paper is not None:
        rows.append((call.say("cli.filing.paper"), f"{shown(paper.number, call.language)}  {paper.date.isoformat()}"))
        if paper.reason:
            rows.append((call.say("cli.filing.reason"), shown(paper.reason, call.language)))
    published = review.published
    if published is not None:
        word = "cli.filing.specimen" if published.specimen else "cli.filing.notice"
        rows.append((call.say(word), f"{shown(published.number, call.language)}  {published.date.isoformat()}"))
    body: list[RenderableType] = [
        heading(call.say("cli.filing.title", filing=shown(review.filing, call.language))),
        facts(rows),
    ]
    if moved.clocks:
        body.append(heading(call.say("cli.filing.clocks")))
        stop = call.say("law.clock.join")
        body.append(
            facts(
                [(call.name(each.deadline.title), stop.join(clock_lines(each, call.language))) for each in moved.clocks]
            )
        )
    following = possible(review)
    if following:
        body.append(heading(call.say("cli.filing.next")))
        heads = [call.say(f"cli.filing.{name}") for name in ("act", "who", "persons")]
        told = [
            (call.say(f"filing.event.{each.event.value}"), call.say(f"cli.filing.{each.who}"), str(each.persons))
            for each in following
        ]
        body.append(table(heads, told, right=(2,)))
    closing = [Prose(call.say("cli.filing.statement"), "dim")] if event in _STATED else []
    return Reply(outcome=outcome, value=_value(moved, event, people), body=body, closing=closing)


def _value(moved: Moved, event: Event, people: tuple[Person, ...]) -> dict[str, object]:
    review, row = moved.review, moved.row
    return {
        "filing": review.filing,
        "event": event.value,
        "by": [person.id for person in people],
        "phase": review.phase.value,
        "standing": None if review.standing is None else review.standing.value,
        "act": row.act_id,
        "number": row.number,
        "position": row.position,
        "specimen": None if review.published is None else review.published.specimen,
        "clocks": [clock_record(each) for each in moved.clocks],
        "possible": [each.event.value for each in possible(review)],
    }
