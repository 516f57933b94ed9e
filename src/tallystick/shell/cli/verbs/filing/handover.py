"""`handover`: part of a filed version to an overseas authority: consents on record, given by two, receipts on both."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.digests import digests
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.filing.handover.consents import Consent, ConsentKind
from tallystick.filing.handover.handover import Handover
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.operations.filing.handing.consent import record_consent
from tallystick.shell.operations.filing.handing.give import HANDOVER_FILE, give
from tallystick.shell.operations.filing.handing.parts import AskedParts
from tallystick.shell.operations.filing.handing.take import acknowledge, check_handover, close
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["register"]

_KEY = "log.vkey"


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("handover")
    for name, verb in (("consent", _consent), ("give", _give), ("take", _take), ("close", _close)):
        group.command(name, cls=Verb)(command(operations, verb))
    app.add_typer(group)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaperOptions:
    """A paper without which nothing is handed over, as the command line says it."""

    kind: Annotated[ConsentKind, typer.Option("--kind", metavar="csrc|department|screening")]
    counterpart: Annotated[str, typer.Option("--to", metavar="ID")]
    covers: Annotated[list[str], typer.Option("--covers", metavar="PATH|FIELD|loans")]
    number: Annotated[str, typer.Option("--number", metavar="NUMBER")]
    day: Annotated[str, typer.Option("--date", metavar="DATE")]
    authority_zh: Annotated[str, typer.Option("--authority-zh", metavar="NAME")]
    authority_en: Annotated[str, typer.Option("--authority-en", metavar="NAME")]
    capture: Annotated[str, typer.Option("--capture", metavar="FILE")]
    specimen: Annotated[bool, typer.Option("--specimen/--no-specimen")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartOptions:
    """What is handed to whom, as the command line says it."""

    counterpart: Annotated[str, typer.Option("--to", metavar="ID")]
    whitelist: Annotated[str, typer.Option("--counterparts", metavar="FILE")]
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT")]
    officer: Annotated[str, typer.Option("--officer", metavar="NAME")]
    part: Annotated[list[str] | None, typer.Option("--file", metavar="PATH")] = None
    field: Annotated[list[str] | None, typer.Option("--field", metavar="FIELD")] = None
    loans: Annotated[str | None, typer.Option("--loans", metavar="FILE")] = None


def _consent(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    paper: _PaperOptions,
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    capture = call.paper(paper.capture)
    captured = digests(capture)
    consent = Consent(
        kind=paper.kind,
        counterpart=paper.counterpart,
        covers=tuple(sorted(set(paper.covers))),
        number=paper.number,
        date=as_day("--date", paper.day),
        issuer=Name(zh=paper.authority_zh, en=paper.authority_en),
        capture_sha256=captured.sha256,
        capture_sm3=captured.sm3,
        specimen=paper.specimen,
    )
    with call.installation(choice, side=Side.ONSHORE) as home:
        people = _people(call, home, filing, acting)
        signers = call.signers(home, people)
        at = call.at(acting)
        outcome = record_consent(home.evidence, filing, consent, capture, by=people, signers=signers, at=at)
    if outcome.value is None:
        return Reply(outcome=outcome)
    value = {**outcome.value.consent.as_canonical(), "act": outcome.value.row.act_id}
    rows = [
        (call.say("cli.handover.kind"), call.say(f"cli.handover.kind.{consent.kind}")),
        (call.say("cli.handover.to"), shown(consent.counterpart, call.language)),
        (call.say("cli.handover.items"), shown(", ".join(consent.covers), call.language)),
        (call.say("cli.handover.number"), shown(f"{consent.number}, {consent.date.isoformat()}", call.language)),
    ]
    return Reply(outcome=outcome, value=value, body=(heading(call.say("cli.handover.consented")), facts(rows)))


def _give(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    parts: _PartOptions,
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    asked = AskedParts(
        counterpart=parts.counterpart,
        whitelist=call.file(parts.whitelist),
        purpose=parts.purpose,
        officer=parts.officer,
        files=tuple(sorted(set(parts.part or ()))),
        fields=tuple(sorted(set(parts.field or ()))),
        loans=b"" if parts.loans is None else call.file(parts.loans),
    )
    if (Path(out) / HANDOVER_FILE).exists():
        raise WrongCallError(finding("cli.folder-taken", folder=out, files=(HANDOVER_FILE,)))
    with call.installation(choice, side=Side.ONSHORE) as home:
        people = _people(call, home, filing, acting)
        signers = call.signers(home, people)
        outcome = give(home, filing, asked, by=people, signers=signers, at=call.at(acting))
        key = home.evidence.log.key
    if outcome.value is None:
        return Reply(outcome=outcome)
    given = outcome.value
    written = call.write(out, {**given.files, _KEY: f"{key}\n".encode()})
    value = {**_value(given.handover), "act": given.row.act_id, "log": str(key)}
    body = (*_shown(call, given.handover, "cli.handover.given"), Prose(call.say("cli.audit.key-apart", file=_KEY)))
    return Reply(outcome=Outcome(value=None, findings=outcome.findings, written=written), value=value, body=body)


def _take(
    call: Call,
    folder: Annotated[str, typer.Argument(metavar="DIR")],
    log: Annotated[str, typer.Option("--log-key", metavar="FILE")],
    acting: Acting,
    choice: HomeChoice,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    if (out is None) is not (acting.by is None):
        raise WrongCallError(finding("cli.handover-receipt"))
    key = call.log_key(log)
    files, refused = call.folder(folder)
    crossed = {name: content for name, content in files.items() if name != _KEY}
    outcome = check_handover(crossed, key)
    findings = (*refused, *outcome.findings)
    given = outcome.value
    if given is None or has_errors(findings) or out is None:
        fails = given is None or has_errors(findings)
        body = () if given is None else _shown(call, given, "cli.handover.fails" if fails else "cli.handover.holds")
        value = {} if given is None else {**_value(given), "holds": not fails}
        return Reply(outcome=Outcome(value=None, findings=findings), value=value, body=body)
    people = _one(call, acting)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        (signer,) = call.signers(home, people)
        taken = acknowledge(home.evidence, crossed, given, by=people[0], signer=signer, at=call.at(acting))
        own = home.evidence.log.key
    if taken.value is None:
        return Reply(outcome=taken)
    written = call.write(out, {**taken.value, _KEY: f"{own}\n".encode()})
    body = _shown(call, given, "cli.handover.holds")
    told: Outcome[None] = Outcome(value=None, findings=findings, written=written)
    return Reply(outcome=told, value={**_value(given), "holds": True, "log": str(own)}, body=body)


def _close(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    receipt: Annotated[str, typer.Argument(metavar="DIR")],
    log: Annotated[str, typer.Option("--log-key", metavar="FILE")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    key = call.log_key(log)
    files, refused = call.folder(receipt)
    crossed = {name: content for name, content in files.items() if name != _KEY}
    with call.installation(choice, side=Side.ONSHORE) as home:
        people = _people(call, home, filing, acting)
        if len(people) != 1:
            raise WrongCallError(finding("cli.handover-one-person", given=len(people)))
        (signer,) = call.signers(home, people)
        at = call.at(acting)
        outcome = close(home.evidence, filing, crossed, key, by=people[0], signer=signer, at=at)
    findings = (*refused, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    value = {"filing": filing, "act": outcome.value.act_id, "position": outcome.value.position}
    body = (heading(call.say("cli.handover.closed")),)
    return Reply(outcome=Outcome(value=None, findings=findings), value=value, body=body)


def _people(call: Call, home: Installation, filing: str, acting: Acting) -> tuple[Person, ...]:
    """Return those who act, from the roll in the submitted package unless another is named."""
    if home.evidence.journal.filing(filing) is None:
        raise WrongCallError(finding("filing.unknown", filing=filing))
    return call.actors(acting, package_of(home.evidence, filing).contents)


def _one(call: Call, acting: Acting) -> tuple[Person, ...]:
    people = call.actors(acting, {})
    if len(people) != 1:
        raise WrongCallError(finding("cli.handover-one-person", given=len(people)))
    return people


def _shown(call: Call, given: Handover, title: str) -> tuple[RenderableType, ...]:
    rows = [
        (call.say("cli.handover.to"), shown(given.counterpart, call.language)),
        (call.say("cli.handover.filing"), shown(f"{given.head.filing} ({given.head.version})", call.language)),
        (call.say("cli.handover.root"), shown(given.roots[0], call.language)),
        (call.say("cli.handover.items"), shown(", ".join(given.items), call.language)),
        (call.say("cli.handover.bases"), str(len(given.bases))),
    ]
    specimen = any(each.get("specimen") for each in given.bases)
    marked = (Prose(call.say("cli.handover.rehearsal"), "dim"),) if specimen else ()
    return (heading(call.say(title)), facts(rows), *marked)


def _value(given: Handover) -> dict[str, object]:
    return {
        "filing": given.head.filing,
        "version": given.head.version,
        "package_root": given.roots[0],
        "counterpart": given.counterpart,
        "items": list(given.items),
        "bases": [dict(each) for each in given.bases],
        "fields": {name: each.value for name, each in given.fields.items()},
    }
