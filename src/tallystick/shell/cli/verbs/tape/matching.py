"""`match`: whether one asset is in two filings, found without either tape being seen.

filer   blind -> a request        desk   key, evaluate -> an answer
filer   finalise -> tags          desk   enter -> kept, and held against all before; met -> what filings share
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.tape.matching.desk import ALLOWANCE, Allowance, evaluate
from tallystick.shell.operations.tape.matching.entered import enter, standing_met
from tallystick.shell.operations.tape.matching.filer import Filer, blind, finalise
from tallystick.shell.operations.tape.matching.published import DeskPerson, PublishedKey, publish_key, read_published
from tallystick.tape.encumbrances.matching import Met

__all__ = ["register"]

_EPOCH = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_KEY = re.compile(r"[0-9a-f]{64}")
_SHOWN = 20
_STEPS = "cli.match.step"

_Epoch = Annotated[str, typer.Option("--epoch", metavar="NAME")]
_Out = Annotated[str, typer.Option("--out", metavar="FILE")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeskKey:
    """Which key the desk has published: by the receipt of its publication, or as it was read elsewhere."""

    key_from: Annotated[str | None, typer.Option("--key-from", metavar="RECEIPT")] = None
    key: Annotated[str | None, typer.Option("--key", metavar="KEY")] = None

    def read(self, call: Call, acting: Acting) -> Outcome[PublishedKey]:
        """Return the key; from a receipt only where everything about it holds."""
        if self.key_from is not None:
            return read_published(call.operations.folders.read_file, self.key_from, call.people(acting, {}))
        if self.key is None:
            raise WrongCallError(finding("cli.usage-missing", name="--key-from"))
        return Outcome(value=PublishedKey(epoch="", key=_public(self.key), files={}))


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("match")
    for name, verb in (
        ("key", _key),
        ("blind", _blind),
        ("evaluate", _evaluate),
        ("finalise", _finalise),
        ("enter", _enter),
        ("met", _met),
    ):
        group.command(name, cls=Verb)(command(operations, verb))
    app.add_typer(group)


def _key(
    call: Call,
    epoch: _Epoch,
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    named = _epoch(epoch)
    with call.installation(choice, side=Side.ONSHORE) as home:
        outcome = publish_key(home.evidence, home.matching, _desk_person(call, home, acting), epoch=named)
    if outcome.value is None:
        return Reply(outcome=outcome)
    key = outcome.value.key
    rows = [(call.say("cli.match.epoch"), epoch), (call.say("cli.match.key"), key)]
    written = call.write(out, outcome.value.files) if out is not None else ()
    told = Outcome(value=outcome.value, findings=outcome.findings, written=written)
    value = {"epoch": epoch, "public_key": key}
    return Reply(outcome=told, value=value, body=(heading(call.say("cli.match.key-title")), facts(rows)))


def _blind(
    call: Call,
    identifiers: Annotated[str, typer.Argument(metavar="CSV")],
    deal: Annotated[str, typer.Option("--deal", metavar="ID")],
    epoch: _Epoch,
    out: _Out,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    call.destination(str(Path(out).parent))
    content, at = call.file(identifiers), call.at(acting)
    with call.installation(choice, side=Side.ONSHORE) as home:
        filer = _filer(call, home.secret, call.signers(home, call.actors(acting, {}))[0])
    name = Path(identifiers).name
    with call.progress(_STEPS) as progress:
        filer = replace(filer, progress=progress)
        outcome = blind(content, filer, deal=deal, epoch=_epoch(epoch), at=at, file=name)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    files = {Path(out).name: outcome.value.content()}
    return _wrote(call, str(Path(out).parent), files, len(outcome.value.elements), outcome)


def _evaluate(
    call: Call,
    request: Annotated[str, typer.Argument(metavar="FILE")],
    epoch: _Epoch,
    out: _Out,
    choice: HomeChoice,
    acting: Acting,
    limit: Annotated[int, typer.Option("--limit", metavar="NUMBER", min=1)] = ALLOWANCE,
) -> Reply:
    call.destination(str(Path(out).parent))
    content, people, at = call.file(request), call.people(acting, {}), call.at(acting)
    with call.installation(choice, side=Side.ONSHORE) as home:
        allowance = Allowance(book=home.matching.allowances, period=f"{at:%Y-%m}", limit=limit)
        key = home.matching.key(_epoch(epoch))
        name = Path(request).name
        with call.progress(_STEPS) as told:
            outcome = evaluate(content, people, key, epoch=epoch, allowance=allowance, file=name, progress=told)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    files = {Path(out).name: outcome.value.content()}
    return _wrote(call, str(Path(out).parent), files, len(outcome.value.elements), outcome)


def _finalise(
    call: Call,
    identifiers: Annotated[str, typer.Argument(metavar="CSV")],
    request: Annotated[str, typer.Argument(metavar="REQUEST")],
    answered: Annotated[str, typer.Argument(metavar="ANSWER")],
    desk: _DeskKey,
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    call.destination(out)
    contents = call.file(identifiers), call.file(request), call.file(answered)
    key = desk.read(call, acting)
    if key.value is None:
        return Reply(outcome=Outcome(value=None, findings=key.findings))
    with call.installation(choice, side=Side.ONSHORE) as home:
        filer = _filer(call, home.secret, call.signers(home, call.actors(acting, {}))[0])
    with call.progress(_STEPS) as progress:
        filer = replace(filer, progress=progress)
        name, published = Path(identifiers).name, key.value
        outcome = finalise(*contents, filer, key=published.key, file=name, epoch=published.epoch or None)
    outcome = replace(outcome, findings=(*key.findings, *outcome.findings))
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    tags = outcome.value.tags
    rows = [[tag, asset] for tag, asset in outcome.value.assets.items()]
    kept = call.operations.documents.table(["tag", "asset_id"], rows)
    return _wrote(call, out, {"tags.json": tags.content(), "assets.csv": kept}, len(tags.tags), outcome)


def _enter(
    call: Call, tags: Annotated[str, typer.Argument(metavar="FILE")], choice: HomeChoice, acting: Acting
) -> Reply:
    content, people = call.file(tags), call.people(acting, {})
    with call.installation(choice, side=Side.ONSHORE) as home:
        by = _desk_person(call, home, acting)
        outcome = enter(home.evidence, content, people, by, file=Path(tags).name)
    return _shared(call, outcome)


def _met(call: Call, choice: HomeChoice, deal: Annotated[str, typer.Option("--deal", metavar="ID")] = "") -> Reply:
    with call.installation(choice, side=Side.ONSHORE) as home:
        outcome = standing_met(home.evidence, deal)
    return _shared(call, outcome)


def _shared(call: Call, outcome: Outcome[tuple[Met, ...]]) -> Reply:
    found = outcome.value or ()
    rows = [(each.tag[:16], shown(", ".join(each.deals), call.language)) for each in found[:_SHOWN]]
    drawn = [table((call.say("cli.match.tag"), call.say("cli.match.deals")), rows)] if rows else []
    counted = facts([(call.say("cli.match.met"), f"{len(found):,}")])
    return Reply(
        outcome=outcome,
        value={"met": [{"tag": each.tag, "deals": list(each.deals)} for each in found]},
        body=() if outcome.value is None else (heading(call.say("cli.match.meet-title")), counted, *drawn),
    )


def _desk_person(call: Call, home: Installation, acting: Acting) -> DeskPerson:
    people = call.actors(acting, {})
    (signer, *_) = call.signers(home, people)
    return DeskPerson(person=people[0], signer=signer, at=call.at(acting))


def _filer(call: Call, secret: bytes, signer: Signer) -> Filer:
    return Filer(signer=signer, secret=secret, blinding=call.operations.blinding())


def _wrote(call: Call, folder: str, files: Mapping[str, bytes], count: int, outcome: Outcome[Any]) -> Reply:
    written = call.write(folder, files)
    rows = [(call.say("cli.match.identifiers"), f"{count:,}")]
    value = {"identifiers": count, "files": list(written)}
    told = Outcome(value=value, findings=outcome.findings, written=written)
    return Reply(outcome=told, value=value, body=(facts(rows),))


def _epoch(epoch: str) -> str:
    if not _EPOCH.fullmatch(epoch):
        raise WrongCallError(finding("cli.match-epoch", value=epoch))
    return epoch


def _public(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise WrongCallError(finding("cli.match-key", value=key))
    return key
