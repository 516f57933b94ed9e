"""`verify` and `fsck`: establish what can be established, numbered, each line with its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice
from tallystick.shell.operations.evidence.witness import cosign, witness_key
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.receipts import (
    RECEIPT_SUFFIX,
    Examined,
    Kind,
    edition_root,
    examine_receipt,
)
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.supervision.drawing import tally_drawing, tally_sentence
from tallystick.supervision.tally import Tally

__all__ = ["register"]

_SHOWN = 4


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("verify", cls=Verb)(command(operations, _verify))
    app.command("fsck", cls=Verb)(command(operations, _fsck))
    app.command("witness", cls=Verb)(command(operations, _witness))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    """What the ten obligations of an issue are read from beside the export edition; all of it overseas."""

    placement: Annotated[str | None, typer.Option("--placement", metavar="DIR")] = None
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None
    witness: Annotated[list[str] | None, typer.Option("--witness", metavar="PERSON")] = None


def _verify(
    call: Call,
    subject: Annotated[str, typer.Argument(metavar="WALK|PACKAGE|EXPORT|RECEIPT")],
    issue: _Issue,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    if issue.placement is not None:
        outcome = _issued(call, subject, issue, choice, acting)
    elif subject.endswith(RECEIPT_SUFFIX):
        call.file(subject)
        outcome = examine_receipt(call.operations, subject)
    else:
        call.folder(subject)
        outcome = examine_folder(call.operations, subject.rstrip("/"))
    examined = outcome.value
    if examined is None:
        return Reply(outcome=outcome)
    return Reply(outcome=outcome, value=_value(examined), body=tuple(_body(call, subject, examined)))


def _issued(call: Call, export: str, issue: _Issue, choice: HomeChoice, acting: Acting) -> Outcome[Examined]:
    """Establish the ten obligations of an issue from the overseas home, the edition and the ledger."""
    crossed, refused = call.folder(export)
    placement, _ = call.folder(issue.placement or export)
    reported: Mapping[str, bytes] = call.folder(issue.reported)[0] if issue.reported is not None else {}
    roll = call.people(acting, placement) if acting.people is not None or issue.witness else {}
    trusted = [witness_key(name, roll[name].public_key) for name in issue.witness or () if name in roll]
    with call.installation(choice, side=Side.OVERSEAS) as home, home.ledger() as ledger:
        checked = fsck(home, roll)
        judged = verify(home.evidence, ledger, crossed, placement, reported, witnesses=trusted, at=call.at(acting))
    findings = (*refused, *checked.findings, *judged.findings)
    if judged.value is None:
        return Outcome(value=None, findings=findings)
    acts = checked.value or 0
    examined = Examined(kind=Kind.EDITION, known_by=edition_root(crossed), tally=judged.value, acts=acts)
    return Outcome(value=examined, findings=findings)


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
            said = shown(_evidence(call, key, text), call.language)
            yield Prose(call.say("cli.verify.evidence", name=call.say(key), text=said), "dim", indent=6)
        if len(told) < len(each.evidence):
            yield Prose(call.say("cli.more", count=len(each.evidence) - len(told)), "dim", indent=6)
    yield Prose("")
    yield Prose(tally_sentence(tally, call.language))


def _evidence(call: Call, key: str, text: str) -> str:
    """Put words of fixed lists (a status, a role, a duty) into the language of the call; all else stays as it is."""
    word, colon, rest = text.partition(": ")
    match key:
        case "supervision.evidence.status":
            return _known(call, f"chain.status.{text}", text)
        case "supervision.evidence.duty-days" | "supervision.evidence.report":
            return f"{_known(call, f'supervision.duty.{word}', word)}{colon}{rest}"
        case "issuance.evidence.role":
            role, of, name = word.partition(" of ")
            told = _known(call, f"cli.verify.role.{role}", role)
            return f"{call.say('cli.verify.role-of-class', role=told, name=name) if of else told}{colon}{rest}"
    return text


def _known(call: Call, key: str, word: str) -> str:
    return call.say(key) if key in labels() else word


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


def _witness(
    call: Call,
    keys: Annotated[str, typer.Option("--keys", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    """Sign with keys of the witnesses' own home; nobody has a key on the side of the log they watch."""
    witnesses = call.actors(acting, {})
    with call.installation(HomeChoice(home=keys, side=witnesses[0].side)) as own:
        signers = call.signers(own, witnesses)
    with call.installation(choice) as home:
        for witness, signer in zip(witnesses, signers, strict=True):
            refused = cosign(home.evidence, witness, signer, at=call.at(acting))
            if refused is not None:
                return Reply(outcome=Outcome(value=None, findings=(refused,)))
        size = home.evidence.log.size()
    body = facts([(call.say("cli.witness.size"), str(size))])
    return Reply(outcome=Outcome(value=size), value={"size": size}, body=(body,))
