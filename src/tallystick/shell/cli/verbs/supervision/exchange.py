"""`exchange`: an overseas authority asks, the side that holds the filing answers; agreed, consented, receipted, proven.

    overseas   request     acknowledge     examine
    onshore    accept      permit          respond     acknowledge

Each verb reads and writes files that the two authorities send each other by a channel of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import RenderableType

from tallystick.evidence.digests import digests
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.exchange import abroad, at_home
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.supervision.exchange.agreements import parse_agreement
from tallystick.supervision.exchange.exchanging import Exchange, prove_answer
from tallystick.supervision.exchange.messages import Agreement, Consent, Message, Receipt, Request

__all__ = ["register"]

_REQUEST, _RECEIPT = "request.json", "receipt.json"

_Kind = TypeVar("_Kind", bound=Message)


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("exchange")
    for verb in (_request, _accept, _permit, _respond, _examine, _acknowledge):
        group.command(verb.__name__.strip("_"), cls=Verb)(command(operations, verb))
    app.add_typer(group)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """On what the exchange rests: the agreement that both sides hold."""

    agreement: Annotated[str, typer.Option("--agreement", metavar="FILE")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked, as the command line says it."""

    id: Annotated[str, typer.Option("--id", metavar="ID")]
    deal: Annotated[str, typer.Option("--deal", metavar="ID")]
    root: Annotated[str, typer.Option("--root", metavar="ROOT")]
    part: Annotated[list[str], typer.Option("--file", metavar="PATH")]
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """The paper that consents, as the command line says it."""

    kind: Annotated[ConsentKind, typer.Option("--kind", metavar="csrc|department|screening")]
    authority: Annotated[str, typer.Option("--authority", metavar="NAME")]
    number: Annotated[str, typer.Option("--number", metavar="NUMBER")]
    day: Annotated[str, typer.Option("--date", metavar="DATE")]
    until: Annotated[str, typer.Option("--until", metavar="DATE")]
    capture: Annotated[str, typer.Option("--capture", metavar="FILE")]


def _request(
    call: Call,
    terms: _Terms,
    asked: _Asked,
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    call.destination(out)
    agreement = _agreement(call, terms)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        officers = _officers(call, home, acting)
        said = {"schema": "tallystick/exchange-request/v1", "id": asked.id, "agreement": agreement.id}
        said |= {"deal": asked.deal, "package_root": asked.root, "purpose": asked.purpose}
        unsigned = _made(Request, {**said, "files": sorted(set(asked.part)), "day": officers.day.isoformat()})
        between = Exchange(agreement=agreement, request=unsigned, people=call.people(acting, {}))
        outcome = abroad.request(home.evidence, between, officers)
    if outcome.value is None:
        return Reply(outcome=outcome)
    written = call.write(out, {_REQUEST: outcome.value.content()})
    return _told(call, outcome, "cli.exchange.requested", outcome.value, written)


def _accept(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    terms: _Terms,
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    call.destination(out)
    between = _between(call, request, terms, acting)
    with call.installation(choice, side=Side.ONSHORE) as home:
        outcome = at_home.ask(home.evidence, between, _officers(call, home, acting))
    if outcome.value is None:
        return Reply(outcome=outcome)
    written = call.write(out, {_RECEIPT: outcome.value.content()})
    return _told(call, outcome, "cli.exchange.accepted", between.request, written)


def _permit(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    terms: _Terms,
    paper: _Paper,
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    between, capture = _between(call, request, terms, acting), call.paper(paper.capture)
    said = {"schema": "tallystick/exchange-consent/v1", "request": between.request.sha256}
    said |= {
        "kind": paper.kind.value,
        "authority": paper.authority,
        "number": paper.number,
        "capture": digests(capture).sha256,
    }
    days = {"day": as_day("--date", paper.day).isoformat(), "until": as_day("--until", paper.until).isoformat()}
    with call.installation(choice, side=Side.ONSHORE) as home:
        consent, officers = _made(Consent, {**said, **days}), _officers(call, home, acting)
        outcome = at_home.consent(home.evidence, between, consent, officers, capture)
    return _told(call, outcome, "cli.exchange.permitted", between.request)


def _respond(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    terms: _Terms,
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    call.destination(out)
    between = _between(call, request, terms, acting)
    with call.installation(choice, side=Side.ONSHORE) as home:
        if home.evidence.journal.filing(filing) is None:
            raise WrongCallError(finding("filing.unknown", filing=filing))
        outcome = at_home.answer(home.evidence, between, filing, _officers(call, home, acting))
    if outcome.value is None:
        return Reply(outcome=outcome)
    written = call.write(out, outcome.value)
    return _told(call, outcome, "cli.exchange.responded", between.request, written)


def _examine(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    folder: Annotated[str, typer.Argument(metavar="DIR")],
    terms: _Terms,
    acting: Acting,
    choice: HomeChoice,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    if (out is None) is not (acting.by is None):
        raise WrongCallError(finding("cli.handover-receipt"))
    call.destination(out)
    between, (files, refused) = _between(call, request, terms, acting), call.folder(folder)
    if out is None:
        answer, found = prove_answer(between, files)
        proven: Outcome[object] = Outcome(value=answer, findings=(*refused, *found))
        return _told(call, proven, "cli.exchange.holds", between.request)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        outcome = abroad.prove(home.evidence, between, files, _officers(call, home, acting))
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=(*refused, *outcome.findings)))
    written = call.write(out, {_RECEIPT: outcome.value[1].content()})
    return _told(call, outcome, "cli.exchange.holds", between.request, written)


def _acknowledge(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT")],
    terms: _Terms,
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    between, back = _between(call, request, terms, acting), _message(call, receipt, Receipt)
    with call.installation(choice) as home:
        act = at_home.received if home.side is Side.ONSHORE else abroad.acknowledged
        outcome = act(home.evidence, between, back, _officers(call, home, acting))
    return _told(call, outcome, "cli.exchange.acknowledged", between.request)


def _agreement(call: Call, terms: _Terms) -> Agreement:
    """Return the agreement of the call.

    Raises:
        WrongCallError: it cannot be used; the first thing that is wrong is named.
    """
    agreement, found = parse_agreement(call.file(terms.agreement), file=terms.agreement)
    if agreement is None:
        raise WrongCallError(found[0])
    return agreement


def _between(call: Call, request: str, terms: _Terms, acting: Acting) -> Exchange:
    asked, people = _message(call, request, Request), call.people(acting, {})
    return Exchange(agreement=_agreement(call, terms), request=asked, people=people)


def _message(call: Call, path: str, kind: type[_Kind]) -> _Kind:
    read = kind.parse(call.file(path))
    if read is None:
        raise WrongCallError(finding("supervision.exchange-unreadable", file=path))
    return read


def _made(kind: type[_Kind], said: Mapping[str, object]) -> _Kind:
    """Return the message that the options say.

    Raises:
        WrongCallError: an option cannot stand in it, such as an id with a space.
    """
    try:
        return kind.model_validate(dict(said))
    except ValidationError as error:
        field = ".".join(str(each) for each in error.errors()[0]["loc"])
        raise WrongCallError(finding("supervision.exchange-value-wrong", field=field)) from error


def _officers(call: Call, home: Installation, acting: Acting) -> Officers:
    people = call.actors(acting, {})
    return Officers(by=people, signers=call.signers(home, people), at=call.at(acting))


def _told(call: Call, outcome: Outcome[object], title: str, request: Request, written: tuple[str, ...] = ()) -> Reply:
    if outcome.value is None:
        return Reply(outcome=outcome)
    rows = [
        (call.say("cli.exchange.request"), shown(f"{request.id} ({request.day.isoformat()})", call.language)),
        (call.say("cli.exchange.agreement"), shown(request.agreement, call.language)),
        (call.say("cli.exchange.deal"), shown(request.deal, call.language)),
        (call.say("cli.exchange.root"), shown(request.package_root, call.language)),
        (call.say("cli.exchange.files"), shown(", ".join(request.files), call.language)),
        (call.say("cli.exchange.purpose"), shown(request.purpose, call.language)),
    ]
    told: Outcome[None] = Outcome(value=None, findings=outcome.findings, written=written)
    body: tuple[RenderableType, ...] = (heading(call.say(title)), facts(rows))
    return Reply(outcome=told, value=_value(request), body=body)


def _value(request: Request) -> Mapping[str, object]:
    return {
        "request": request.id,
        "sha256": request.sha256,
        "agreement": request.agreement,
        "deal": request.deal,
        "package_root": request.package_root,
        "files": list(request.files),
    }
