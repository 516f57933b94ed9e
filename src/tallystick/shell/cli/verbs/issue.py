"""`issue`, `service` and `confirm`: the overseas acts on a filing that crossed; each can be repeated without harm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.cli.verbs.servicing.earlier import EarlierEditions
from tallystick.shell.cli.verbs.servicing.month import attention, attention_value
from tallystick.shell.cli.verbs.servicing.replay import replay_reply
from tallystick.shell.cli.written import month_of
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.issuance.issue import Issued, execute
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import Serviced, foresee
from tallystick.shell.operations.servicing.months import Words, service_months
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("issue", cls=Verb)(command(operations, _issue))
    app.command("service", cls=Verb)(command(operations, _service))
    app.command("confirm", cls=Verb)(command(operations, _confirm))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placing:
    """Where the pricing supplement and the order book lie."""

    placement: Annotated[str, typer.Option("--placement", metavar="DIR")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Month:
    """Which month, and where the reported collections lie (``collections/2026-09.csv`` below the folder)."""

    period: Annotated[str, typer.Option("--period", metavar="2026-09")]
    reported: Annotated[str, typer.Option("--reported", metavar="DIR")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """What is closed, up to which month, and where the bank's words on each lie; or what is replayed instead."""

    placement: Annotated[str | None, typer.Option("--placement", metavar="DIR")] = None
    period: Annotated[str | None, typer.Option("--period", metavar="2026-09")] = None
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None
    replay: Annotated[str | None, typer.Option("--replay", metavar="DIR")] = None
    through: Annotated[str | None, typer.Option("--through", metavar="2027-08")] = None
    words: Annotated[str | None, typer.Option("--words", metavar="DIR")] = None
    specimen: Annotated[bool, typer.Option("--specimen/--no-specimen")] = False
    dry: Annotated[bool, typer.Option("--dry-run")] = False
    earlier: EarlierEditions = None


def _issue(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placing: _Placing,
    choice: HomeChoice,
    acting: Acting,
    existing: Annotated[list[str] | None, typer.Option("--existing", metavar="CLASS=ADDRESS")] = None,
) -> Reply:
    crossed, refused = call.folder(export)
    placement, _ = call.folder(placing.placement)
    others = _existing(existing or [])
    at = call.at(acting)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        prepared = prepare(crossed, placement, at=at, evidence=home.evidence)
        findings = (*refused, *prepared.findings)
        if prepared.value is None:
            return Reply(outcome=Outcome(value=None, findings=findings))
        by = _two(call, acting, placement)
        signers = _keys(call, home, by)
        with home.ledger() as ledger:
            issued = execute(
                home.evidence,
                ledger,
                prepared.value,
                by=by,
                signers=signers,
                secret=home.secret,
                at=at,
                existing=others,
            )
    found = Outcome(value=issued.value, findings=(*findings, *issued.findings))
    if issued.value is None:
        return Reply(outcome=found)
    rows = _issued_rows(issued.value)
    heads = [call.say(f"cli.{key}") for key in ("project.class", "issue.token", "issue.minted", "issue.cap")]
    title = call.say("cli.issue.title", deal=prepared.value.received.deal.id)
    again = [(call.say("cli.issue.repeated"), "")] if issued.value.repeated else []
    return Reply(
        outcome=found,
        value={"classes": [dict(zip(("class", "token", "minted", "cap"), row, strict=True)) for row in rows]},
        body=(heading(title), table(heads, rows, right=(2, 3)), facts(again)),
    )


def _existing(given: Sequence[str]) -> dict[str, str]:
    """Read which classes are issued as tokens of other makers.

    Raises:
        WrongCallError: one is not a class and an address.
    """
    pairs = [each.partition("=") for each in given]
    wrong = next((each for each, (name, _, address) in zip(given, pairs, strict=True) if not (name and address)), None)
    if wrong is not None or len({name for name, _, _ in pairs}) != len(pairs):
        raise WrongCallError(finding("cli.existing-form", value=wrong or " ".join(given)))
    return {name: address for name, _, address in pairs}


def _issued_rows(issued: Issued) -> list[tuple[str, str, str, str]]:
    caps, plan = caps_of(issued.prepared.received.deal), issued.prepared.placed.plan
    tokens = issued.on_ledger.tokens.items()
    return [(name, token.address, f"{plan.units(name):,}", f"{caps[name]:,}") for name, token in tokens]


def _service(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    months: _Months,
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    if months.replay is not None:
        only = None if months.period is None else month_of(months.period)
        given, reported_in, before = months.placement, months.reported, months.earlier
        return replay_reply(
            call, export, months.replay, placement=given, reported=reported_in, only=only, earlier=before
        )
    call.destination(out)
    placing = _Placing(placement=_needed(months.placement, "--placement"))
    month = _Month(period=_needed(months.period, "--period"), reported=_needed(months.reported, "--reported"))
    reported, period, at = _month(call, month, acting)
    last = period if months.through is None else month_of(months.through)
    words = Words(files=call.folder(months.words)[0] if months.words is not None else {}, specimen=months.specimen)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        prepared = _prepared(call, export, placing, home, at)
        if prepared.value is None:
            return Reply(outcome=prepared)
        by = None if months.dry else _two(call, acting, reported)
        with home.ledger() as ledger:
            if by is None or call.asks_for_passphrases:
                seen = foresee(home.evidence, ledger, prepared.value, reported, period, at=at)
                if by is None:
                    return _foreseen(call, Outcome(value=seen.value, findings=(*prepared.findings, *seen.findings)))
                _show_before_signing(call, seen.value)
            own = (by, _keys(call, home, by))
            closed = service_months(
                home.evidence, ledger, prepared.value, reported, (period, last), words, acting=own, at=at
            )
    findings = (*prepared.findings, *closed.findings)
    if closed.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    files = {name: content for each in closed.value for name, content in each.files.items()}
    written = call.write(out, files) if out is not None else ()
    outcome = Outcome(value=closed.value, findings=findings, written=written)
    body = tuple(part for each in closed.value for part in _serviced_body(call, each))
    return Reply(outcome=outcome, value=_serviced_value(closed.value), body=body)


def _foreseen(call: Call, seen: Outcome[Serviced]) -> Reply:
    """Show what a month comes to before anybody signs it."""
    if seen.value is None:
        return Reply(outcome=seen)
    then = call.say("cli.service.unsigned", period=str(seen.value.closed.period))
    value = {**_serviced_value((seen.value,)), "dry_run": True}
    return Reply(
        outcome=seen, value=value, body=_serviced_body(call, seen.value, foreseen=True), closing=(Prose(then),)
    )


def _show_before_signing(call: Call, seen: Serviced | None) -> None:
    """Show whoever is about to be asked for a passphrase what it signs; nothing where no month can be closed."""
    if seen is not None:
        call.tell((*_serviced_body(call, seen, foreseen=True), Prose(call.say("cli.service.to-sign"))))


def _confirm(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placing: _Placing,
    month: _Month,
    choice: HomeChoice,
    acting: Acting,
    sent: Annotated[str | None, typer.Option("--file", metavar="CSV")] = None,
    specimen: Annotated[bool, typer.Option("--specimen/--no-specimen")] = False,
) -> Reply:
    reported, period, at = _month(call, month, acting)
    content = None if sent is None and specimen else call.file(_needed(sent, "--file"))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        prepared = _prepared(call, export, placing, home, at)
        if prepared.value is None:
            return Reply(outcome=prepared)
        by = _two(call, acting, reported)
        signers = _keys(call, home, by)
        with home.ledger() as ledger:
            closed = service(home.evidence, ledger, prepared.value, reported, period, by=by, signers=signers, at=at)
        if closed.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*prepared.findings, *closed.findings)))
        day = closed.value.closed.flows()[0].day.paid
        content = specimen_confirmations(closed.value.instructions) if content is None else content
        file = BankFile(content=content, value_date=day, specimen=specimen, name=sent or "specimen")
        filing = prepared.value.received.edition.head.filing
        told = confirm(home.evidence, filing, period, closed.value.claims, file, by=by[0], signer=signers[0], at=at)
    findings = (*prepared.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    _, paid, _, _ = told.value.sums(closed.value.closed.flows()[0].principal.currency)
    rows = [(call.say("cli.service.instructions"), str(len(told.value.settled)))]
    rows.append((call.say("cli.service.confirmed"), str(paid)))
    value = {"claims": len(told.value.settled), "paid": str(paid)}
    return Reply(outcome=Outcome(value=told.value, findings=findings), value=value, body=(facts(rows),))


def _prepared(call: Call, export: str, placing: _Placing, home: Installation, at: datetime) -> Outcome[Prepared]:
    """Prepare the issue again, as of the day on which it was allotted."""
    crossed, _ = call.folder(export)
    placement, _ = call.folder(placing.placement)
    return prepare(crossed, placement, at=at, evidence=home.evidence)


def _month(call: Call, month: _Month, acting: Acting) -> tuple[Mapping[str, bytes], Period, datetime]:
    reported, _ = call.folder(month.reported)
    return reported, month_of(month.period), call.at(acting)


def _needed(given: str | None, option: str) -> str:
    """Return what an option was given.

    Raises:
        WrongCallError: it was not given.
    """
    if given is None:
        raise WrongCallError(finding("cli.usage-missing", name=option))
    return given


def _two(call: Call, acting: Acting, files: Mapping[str, bytes]) -> tuple[Person, Person]:
    """Return the two people of a four-eyes act.

    Raises:
        WrongCallError: not exactly two were named.
    """
    people = call.actors(acting, files)
    if len(people) != 2:
        raise WrongCallError(finding("cli.persons-two", given=len(people)))
    return people[0], people[1]


def _keys(call: Call, home: Installation, by: tuple[Person, Person]) -> tuple[Signer, Signer]:
    first, second = call.signers(home, by)
    return first, second


def _serviced_body(call: Call, serviced: Serviced, *, foreseen: bool = False) -> tuple[RenderableType, ...]:
    heads = [call.say(f"cli.{key}") for key in ("project.class", "service.interest", "service.principal")]
    rows = [(flow.class_id, str(flow.interest), str(flow.principal)) for flow in serviced.closed.flows()]
    day = serviced.closed.flows()[0].day
    until = call.say("cli.service.until", day=day.record.isoformat(), moment=serviced.until.isoformat())
    about = [
        (call.say("cli.service.record"), until),
        (call.say("cli.service.date"), day.paid.isoformat()),
        (call.say("cli.service.instructions"), str(len(serviced.instructions))),
    ]
    title = call.say(f"cli.service.{'foreseen' if foreseen else 'title'}", period=str(serviced.closed.period))
    shown = attention(call, serviced.closed.deal, serviced.certificate)
    return heading(title), table(heads, rows, right=(1, 2)), *shown, facts(about)


def _serviced_value(closed: tuple[Serviced, ...]) -> dict[str, object]:
    months = [_month_value(each) for each in closed]
    return {**months[-1], "months": months}


def _month_value(serviced: Serviced) -> dict[str, object]:
    return {
        "period": str(serviced.closed.period),
        "certificate": serviced.certificate.digest,
        "classes": [
            {"class": flow.class_id, "interest": str(flow.interest), "principal": str(flow.principal)}
            for flow in serviced.closed.flows()
        ],
        "instructions": len(serviced.instructions),
        **attention_value(serviced.certificate),
    }
