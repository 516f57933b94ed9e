"""`verify` and `fsck`: establish what can be established, numbered, each line with its evidence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text

from tallystick.evidence.findings import Severity, finding
from tallystick.evidence.log import Policy
from tallystick.evidence.persons import Person, Side
from tallystick.evidence.wording import labels, severity
from tallystick.filing.clocks import beijing_day
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import PEOPLE_FILE, Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.cli.verbs.evidence.pdf import verify_pdf
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import MissingFolderError
from tallystick.shell.operations.supervision.beside import RECEIPT_SUFFIX
from tallystick.shell.operations.supervision.examined import Examined, Kind, Logged, edition_root
from tallystick.shell.operations.supervision.fsck import UNREADABLE, fsck
from tallystick.shell.operations.supervision.public.by_token import verify_token
from tallystick.shell.operations.supervision.public.log_folder import examine_log
from tallystick.shell.operations.supervision.receipts import examine_receipt
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.supervision.drawing import tally_drawing, tally_sentence
from tallystick.supervision.tally import Tally
from tallystick.supervision.told_evidence import told_evidence
from tallystick.units.wallets import checksummed, is_address

__all__ = ["register"]

_SHOWN = 4


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("verify", cls=Verb)(command(operations, _verify))
    app.command("fsck", cls=Verb)(command(operations, _fsck))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    """What the ten obligations of an issue are read from beside the export edition; all of it overseas."""

    placement: Annotated[str | None, typer.Option("--placement", metavar="DIR")] = None
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None
    witness: Annotated[list[str] | None, typer.Option("--witness", metavar="PERSON")] = None
    policy: Annotated[str | None, typer.Option("--policy", metavar="FILE")] = None
    roots: Annotated[str | None, typer.Option("--roots", metavar="FILE")] = None
    log_key: Annotated[str | None, typer.Option("--log-key", metavar="FILE")] = None
    sm2_key: Annotated[str | None, typer.Option("--sm2-key", metavar="FILE")] = None
    tsa_roots: Annotated[str | None, typer.Option("--tsa-roots", metavar="FILE")] = None
    rpc: Annotated[str | None, typer.Option("--rpc", metavar="URL")] = None
    export: Annotated[list[str] | None, typer.Option("--export", metavar="DIR")] = None


def _verify(
    call: Call,
    subject: Annotated[str, typer.Argument(metavar="WALK|PACKAGE|EXPORT|RECEIPT|LOG|PDF|TOKEN")],
    issue: _Issue,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    if subject.lower().endswith(".pdf"):
        return verify_pdf(call, subject, issue.roots, acting)
    if issue.rpc is not None:
        outcome = _on_node(call, subject, issue, acting)
    elif issue.log_key is not None:
        outcome = _copied_log(call, subject, issue.log_key, issue)
    elif issue.placement is not None:
        outcome = _issued(call, subject, issue, choice, acting)
    elif subject.endswith(RECEIPT_SUFFIX):
        outcome = _received(call, subject, issue, acting)
    else:
        outcome = _laid_out(call, subject, issue, acting)
    examined = outcome.value
    if examined is None:
        return Reply(outcome=outcome)
    return Reply(outcome=outcome, value=_value(examined), body=tuple(_body(call, subject, examined)))


def _copied_log(call: Call, folder: str, key: str, issue: _Issue) -> Outcome[Examined]:
    """Check the folder of a log, such as a copy of one that is published."""
    call.folder(folder)
    policy = call.policy(issue.policy) if issue.policy is not None else Policy()
    times = call.timestamps(issue.tsa_roots) if issue.tsa_roots is not None else None
    sm2 = call.file(issue.sm2_key).decode("utf-8", "replace").strip() if issue.sm2_key is not None else ""
    try:
        return examine_log(call.operations, folder, call.log_key(key), policy, times, sm2=sm2)
    except ValueError as error:
        raise WrongCallError(finding("cli.sm2-key", name=issue.sm2_key or "")) from error


def _on_node(call: Call, token: str, issue: _Issue, acting: Acting) -> Outcome[Examined]:
    """Establish what a token's address, a node and the export edition show, without a home.

    Raises:
        WrongCallError: no edition is named, or the subject is no address.
    """
    if not issue.export:
        raise WrongCallError(finding("cli.usage-missing", name="--export"))
    if not is_address(token):
        raise WrongCallError(finding("cli.address-unreadable", value=token))
    (crossed, refused), *others = (call.folder(each) for each in issue.export)
    before = [files for files, _ in others]
    roll = call.people(acting, {}) if acting.people is not None or issue.witness else {}
    trusted = _trusted(call, roll, issue.witness or (), issue)
    reader = call.operations.reader(issue.rpc or "")
    judged = verify_token(
        reader, checksummed(token), crossed, trusted=trusted, roll=roll, at=call.at(acting), before=before
    )
    findings = (*refused, *judged.findings)
    if judged.value is None:
        return Outcome(value=None, findings=findings)
    examined = Examined(kind=Kind.TOKEN, known_by=edition_root(crossed), tally=judged.value)
    return Outcome(value=examined, findings=findings)


def _received(call: Call, receipt: str, issue: _Issue, acting: Acting) -> Outcome[Examined]:
    """Check a receipt; of a roll that the call names, every witness is trusted unless it names the witnesses too."""
    call.file(receipt)
    roll = call.people(acting, {}) if acting.people is not None or issue.witness else {}
    names = issue.witness or [person.id for person in roll.values() if any(map(person.has_role, ROLES[Part.WITNESS]))]
    policy = _trusted(call, roll, names, issue).policy
    times = call.timestamps(issue.tsa_roots) if issue.tsa_roots is not None else None
    asked = policy if issue.witness or issue.policy else Policy.of(policy.keys)
    as_of = beijing_day(call.at(acting))
    return examine_receipt(call.operations.folders.read_file, receipt, roll, asked, times, as_of=as_of)


def _trusted(call: Call, roll: Mapping[str, Person], names: Iterable[str], issue: _Issue) -> Trusted:
    """Return whom the call trusts: its policy, else these witnesses; and the logs of the roll.

    Raises:
        WrongCallError: somebody is not on the roll.
    """
    unknown = next((name for name in names if name not in roll), None)
    if unknown is not None:
        raise WrongCallError(finding("cli.person-unknown", person=unknown, people=tuple(sorted(roll))))
    return Trusted.of(roll, names, call.policy(issue.policy) if issue.policy is not None else None)


def _laid_out(call: Call, subject: str, issue: _Issue, acting: Acting) -> Outcome[Examined]:
    """Check a folder by what is in it, and each receipt that lies with an edition as a receipt by itself.

    Raises:
        WrongCallError, MissingFolderError: it is a file, or nothing at all.
    """
    try:
        files, _ = call.folder(subject)
    except MissingFolderError:
        call.file(subject)
        raise WrongCallError(finding("cli.file-unverifiable", name=subject, suffix=RECEIPT_SUFFIX)) from None
    folder = subject.rstrip("/")
    outcome = examine_folder(call.operations, folder)
    asked = bool(issue.witness) or issue.policy is not None
    if outcome.value is None or not (outcome.value.kind is Kind.EDITION or asked):
        return outcome
    names = sorted(name for name in files if name.endswith(RECEIPT_SUFFIX))
    if asked and not names:
        nothing = finding("supervision.nothing-cosigned", file=subject)
        return Outcome(value=outcome.value, findings=(*outcome.findings, nothing))
    each = [_received(call, f"{folder}/{name}", issue, acting) for name in names]
    told = {one.code for one in outcome.findings}
    new = [one for receipt in each for one in receipt.findings if one.code not in told]
    found = [one for one in new if asked or acting.people is not None or severity(one) is Severity.ERROR]
    receipts = tuple(one.value.logged for one in each if one.value is not None and one.value.logged is not None)
    return Outcome(value=replace(outcome.value, receipts=receipts), findings=(*outcome.findings, *found))


def _issued(call: Call, export: str, issue: _Issue, choice: HomeChoice, acting: Acting) -> Outcome[Examined]:
    """Establish the ten obligations of an issue from the overseas home, the edition and the ledger."""
    crossed, refused = call.folder(export)
    placement, _ = call.folder(issue.placement or export)
    reported: Mapping[str, bytes] = call.folder(issue.reported)[0] if issue.reported is not None else {}
    at_hand = {**reported, **placement}
    roll = call.people(acting, at_hand) if acting.people or issue.witness or PEOPLE_FILE in at_hand else {}
    trusted = _trusted(call, roll, issue.witness or (), issue)
    with call.installation(choice, side=Side.OVERSEAS) as home, home.copied_ledger() as ledger:
        checked = fsck(home, roll)
        if UNREADABLE & {each.code for each in checked.findings}:
            return Outcome(value=None, findings=(*refused, *checked.findings))
        judged = verify(home.evidence, ledger, crossed, placement, reported, trusted=trusted, at=call.at(acting))
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
    if examined.logged is not None:
        yield facts([*_logged(call, examined.logged)])
    for each in examined.receipts:
        yield Prose("")
        yield facts([*_logged(call, each)])
    if examined.kind is Kind.EDITION and examined.receipts:
        yield Prose("")
        yield Prose(call.say("cli.verify.upto", size=max(each.size for each in examined.receipts)), "dim")


def _logged(call: Call, logged: Logged) -> Iterator[tuple[str, str]]:
    yield call.say("cli.filing.act"), _known(call, f"filing.event.{logged.act}", logged.act)
    yield call.say("cli.verify.subject"), shown(logged.subject, call.language)
    yield call.say("cli.verify.at"), logged.at
    named = (f"{person} ({call.name(name)})" if name is not None else person for person, name in logged.signers)
    yield call.say("cli.verify.signers"), ", ".join(named)
    yield call.say("cli.verify.keys"), call.say("cli.verify.keys-of-roll" if logged.by_roll else "cli.verify.keys-own")
    yield call.say("cli.verify.body"), logged.body if logged.body_here else call.say("cli.verify.not-here")
    if logged.capture:
        yield call.say("cli.verify.capture"), logged.capture
    yield call.say("cli.verify.log"), str(logged.log)
    yield call.say("cli.verify.log-by"), call.say("cli.verify.log-roll" if logged.log_by_roll else "cli.verify.log-own")
    yield call.say("cli.verify.place"), call.say("cli.verify.place-of", index=logged.index, size=logged.size)
    yield call.say("cli.verify.root"), logged.root
    if logged.stamped_at:
        yield call.say("cli.verify.stamped"), logged.stamped_at
    for each in logged.cosigners:
        if each.key is None or each.at is None:
            yield call.say("cli.verify.cosigner"), call.say("cli.verify.unchecked", name=each.name)
        else:
            seen = datetime.fromtimestamp(each.at, UTC).isoformat()
            yield call.say("cli.verify.cosigner"), call.say("cli.verify.checked", verifier=str(each.key), at=seen)
    if not logged.cosigners:
        yield call.say("cli.verify.cosigner"), call.say("cli.verify.no-cosigner")


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
            said = shown(told_evidence(key, text, call.language), call.language)
            yield Prose(call.say("cli.verify.evidence", name=call.say(key), text=said), "dim", indent=6)
        if len(told) < len(each.evidence):
            yield Prose(call.say("cli.more", count=len(each.evidence) - len(told)), "dim", indent=6)
    yield Prose("")
    yield Prose(tally_sentence(tally, call.language))


def _known(call: Call, key: str, word: str) -> str:
    return call.say(key) if key in labels() else word


def _value(examined: Examined) -> dict[str, object]:
    obligations = examined.tally.obligations if examined.tally is not None else ()
    return {
        "kind": examined.kind.value,
        "known_by": examined.known_by,
        "acts": examined.acts,
        **({"logged": _logged_value(examined.logged)} if examined.logged is not None else {}),
        **({"receipts": [_logged_value(each) for each in examined.receipts]} if examined.receipts else {}),
        "obligations": [
            {"number": each.number, "standing": each.standing.value, "evidence": [list(pair) for pair in each.evidence]}
            for each in obligations
        ],
    }


def _logged_value(logged: Logged) -> dict[str, object]:
    return {
        "act": logged.act,
        "subject": logged.subject,
        "at": logged.at,
        "signers": [person for person, _ in logged.signers],
        "by_roll": logged.by_roll,
        "body_sha256": logged.body,
        "body_here": logged.body_here,
        "capture_sha256": logged.capture,
        "log": str(logged.log),
        "log_by_roll": logged.log_by_roll,
        "index": logged.index,
        "size": logged.size,
        "root": logged.root,
        "stamped_at": logged.stamped_at,
        "cosigners": [
            {"name": each.name, "key": None if each.key is None else str(each.key), "at": each.at}
            for each in logged.cosigners
        ],
    }


def _fsck(
    call: Call,
    choice: HomeChoice,
    acting: Acting,
    tsa_roots: Annotated[str | None, typer.Option("--tsa-roots", metavar="FILE")] = None,
) -> Reply:
    people = call.people(acting, {}) if acting.people is not None else {}
    times = None if tsa_roots is None else call.timestamps(tsa_roots)
    with call.examined(choice) as home:
        outcome = fsck(home, people, times, now=call.operations.now())
    body = facts([(call.say("cli.verify.acts"), str(outcome.value or 0))])
    return Reply(outcome=outcome, value={"acts": outcome.value or 0}, body=(body,))
