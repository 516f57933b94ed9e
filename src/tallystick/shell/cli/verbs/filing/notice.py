"""`notice`: the notice of a filing for machines, signed, with its receipt; written onshore, checked by anyone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.log import NoteError, parse_verifier_key
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.filing.handing.notice import read_filing_notice, write_filing_notice
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("notice")
    group.command("write", cls=Verb)(command(operations, _write))
    group.command("read", cls=Verb)(command(operations, _read))
    app.add_typer(group)


def _write(
    call: Call,
    filing: Annotated[str, typer.Argument(metavar="FILING")],
    out: Annotated[str, typer.Option("--out", metavar="FILE")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    with call.installation(choice, side=Side.ONSHORE) as home:
        if home.evidence.journal.filing(filing) is None:
            raise WrongCallError(finding("filing.unknown", filing=filing))
        people = call.actors(acting, package_of(home.evidence, filing).contents)
        if len(people) != 1:
            raise WrongCallError(finding("cli.handover-one-person", given=len(people)))
        (signer,) = call.signers(home, people)
        outcome = write_filing_notice(home.evidence, filing, by=people[0], signer=signer, at=call.at(acting))
        key = home.evidence.log.key
    if outcome.value is None:
        return Reply(outcome=outcome)
    path = Path(out)
    written = call.write(str(path.parent), {path.name: outcome.value})
    body = (heading(call.say("cli.notice.written")), Prose(call.say("cli.notice.key", log=str(key))))
    value = {"filing": filing, "log": str(key)}
    return Reply(outcome=Outcome(value=None, findings=outcome.findings, written=written), value=value, body=body)


def _read(
    call: Call,
    document: Annotated[str, typer.Argument(metavar="FILE")],
    log: Annotated[str, typer.Option("--log-key", metavar="FILE")],
) -> Reply:
    try:
        key = parse_verifier_key(call.file(log).decode("utf-8", "replace").strip())
    except NoteError as error:
        raise WrongCallError(finding("cli.audit-key", name=log)) from error
    outcome = read_filing_notice(call.file(document), key, file=document)
    if outcome.value is None:
        return Reply(outcome=outcome)
    said, holds = outcome.value.said, not outcome.findings
    title = call.say("cli.notice.holds" if holds else "cli.notice.fails")
    rows = [(name, _told(call, value)) for name, value in said.items() if name != "statement"]
    statement = said.get("statement")
    words = statement.get(call.language.value) if isinstance(statement, Mapping) else None
    closing = (Prose(shown(str(words), call.language), "dim"),) if words else ()
    value = {"holds": holds, "notice": dict(said)}
    return Reply(outcome=outcome, value=value, body=(heading(title), facts(rows)), closing=closing)


def _told(call: Call, value: object) -> str:
    return shown(_plain(call, value), call.language)


def _plain(call: Call, value: object) -> str:
    """Return a member in words: a name in the language of the call, a record or a list as its members in a row."""
    match value:
        case {"zh": str(zh), "en": str(en)}:
            return zh if call.language is Language.ZH else en
        case bool():
            return call.say(f"cli.notice.{'yes' if value else 'no'}")
        case Mapping():
            return ", ".join(f"{name} {_plain(call, each)}" for name, each in value.items())
        case list():
            return "; ".join(_plain(call, each) for each in value)
    return str(value)
