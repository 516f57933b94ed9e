"""`audit`: the confidential log of a home: written, shown, proved in part to others, and erased by two people."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.audit.proofs import AuditProof, verify_audit_proof
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.auditing.audit import Kept, add_record, erase_fields, kept_record, prove_record
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]

_KIND = re.compile(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_KEY = "audit.vkey"


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("audit")
    for name, verb in (
        ("note", _note),
        ("records", _records),
        ("open", _open),
        ("recheck", _recheck),
        ("erase", _erase),
    ):
        group.command(name, cls=Verb)(command(operations, verb))
    app.add_typer(group)


def _note(
    call: Call,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    field: Annotated[list[str], typer.Option("--field", metavar="NAME=TEXT")],
    choice: HomeChoice,
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT")] = None,
) -> Reply:
    if not _KIND.fullmatch(kind):
        raise WrongCallError(finding("cli.audit-kind", kind=kind))
    values = dict(_pair(each) for each in field)
    with call.installation(choice) as home:
        outcome = add_record(home, kind, call.at(Acting(at=at)), values, now=call.operations.now())
    return _told(call, outcome)


def _records(call: Call, choice: HomeChoice) -> Reply:
    with call.installation(choice) as home:
        kept = [kept_record(home.audit, position).value for position in range(home.audit.size())]
        key = home.audit.key
    records = [each for each in kept if each is not None]
    heads = [call.say(f"cli.audit.{name}") for name in ("position", "kind", "at", "fields", "closed")]
    rows = [
        (str(each.position), *(_value_of(call, each, name) for name in ("kind", "at")), *_names(call, each))
        for each in records
    ]
    body = (heading(call.say("cli.audit.title", count=len(records))), table(heads, rows, right=(0,)))
    value = {"log": str(key), "records": [_record(each) for each in records]}
    return Reply(outcome=Outcome(value=None), value=value, body=body if records else body[:1])


def _open(
    call: Call,
    position: Annotated[int, typer.Argument(metavar="POSITION")],
    field: Annotated[list[str], typer.Option("--field", metavar="NAME")],
    out: Annotated[str, typer.Option("--out", metavar="FILE")],
    choice: HomeChoice,
) -> Reply:
    with call.installation(choice) as home:
        outcome = prove_record(home.audit, position, field)
        key = home.audit.key
    if outcome.value is None:
        return Reply(outcome=outcome)
    path = Path(out)
    written = call.write(str(path.parent), {path.name: outcome.value, _KEY: f"{key}\n".encode()})
    value = {"position": position, "fields": sorted(set(field)), "log": str(key)}
    body = (heading(call.say("cli.audit.opened", position=position)), Prose(call.say("cli.audit.key-apart", file=_KEY)))
    return Reply(outcome=Outcome(value=None, written=written), value=value, body=body)


def _recheck(
    call: Call,
    proof: Annotated[str, typer.Argument(metavar="FILE")],
    log: Annotated[str, typer.Option("--log-key", metavar="FILE")],
) -> Reply:
    key = call.log_key(log)
    shown_by, found = verify_audit_proof(call.file(proof), key, file=proof)
    if shown_by is None:
        return Reply(outcome=Outcome(value=None, findings=found))
    value = {"holds": not found, "fields": dict(shown_by.fields), "closed": list(shown_by.closed), "log": str(key)}
    outcome = Outcome(value=shown_by, findings=found)
    return Reply(outcome=outcome, value=value, body=tuple(_proven(call, shown_by, found)))


def _erase(
    call: Call,
    position: Annotated[int, typer.Argument(metavar="POSITION")],
    field: Annotated[list[str], typer.Option("--field", metavar="NAME")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    if not reason.strip():
        raise WrongCallError(finding("cli.usage-missing", name="--reason"))
    people = call.actors(acting, {})
    with call.installation(choice) as home:
        signers = call.signers(home, people)
        outcome = erase_fields(home, position, field, reason, by=people, signers=signers, at=call.at(acting))
    return _told(call, outcome)


def _told(call: Call, outcome: Outcome[Kept]) -> Reply:
    kept = outcome.value
    if kept is None:
        return Reply(outcome=outcome)
    rows = [(name, _value_of(call, kept, name)) for name in kept.record.commitments]
    body = (heading(call.say("cli.audit.record", position=kept.position)), facts(rows))
    return Reply(outcome=outcome, value=_record(kept), body=body)


def _proven(call: Call, proof: AuditProof, found: Sequence[Finding]) -> Iterator[RenderableType]:
    yield heading(call.say("cli.audit.fails" if found else "cli.audit.holds"))
    rows = [(name, shown(value, call.language)) for name, value in proof.fields.items()]
    yield facts([*rows, *((name, call.say("cli.audit.shut")) for name in proof.closed)])


def _record(kept: Kept) -> dict[str, object]:
    opened = {name: each.value for name, each in kept.record.openings.items()}
    return {"position": kept.position, "fields": opened, "erased": list(kept.record.closed)}


def _names(call: Call, kept: Kept) -> tuple[str, str]:
    told = [name for name in kept.record.openings if name not in {"kind", "at"}]
    join = call.say("evidence.join.values")
    return join.join(told), join.join(kept.record.closed)


def _value_of(call: Call, kept: Kept, name: str) -> str:
    opening = kept.record.openings.get(name)
    return call.say("cli.audit.erased") if opening is None else shown(opening.value, call.language)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise WrongCallError(finding("cli.audit-field", value=text))
    return name, value
