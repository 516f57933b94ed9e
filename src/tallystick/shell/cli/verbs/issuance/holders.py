"""Holders after an issue: who may buy, what they decide and trade, and how a wrong entry is put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import typer

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.cli.verbs.issuance.later import desk_of
from tallystick.shell.operations.issuance.closing_files import refund_table
from tallystick.shell.operations.issuance.holders.register import Correction, correct
from tallystick.shell.operations.issuance.holders.trade import settle
from tallystick.shell.operations.issuance.later.admit import admit_investors
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.meetings.meet import enforce, meet
from tallystick.units.money import Currency, Money

__all__ = ["register"]

_Export = Annotated[str, typer.Argument(metavar="EXPORT")]
_Paper = Annotated[str, typer.Option("--paper", metavar="FILE")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """What is written wrongly, and where it belongs."""

    token_class: Annotated[str, typer.Option("--class", metavar="CLASS")]
    wallet: Annotated[str, typer.Option("--from", metavar="ADDRESS")]
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS")]
    units: Annotated[int, typer.Option("--units", metavar="NUMBER")]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    for name, verb in (
        ("admit", _admit),
        ("meet", _meet),
        ("enforce", _enforce),
        ("settle", _settle),
        ("correct", _correct),
    ):
        app.command(name, cls=Verb)(command(operations, verb))


def _admit(
    call: Call,
    export: _Export,
    investors: Annotated[str, typer.Option("--investors", metavar="CSV")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    deal = _filed(call, export)
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = admit_investors(desk, ledger, deal, call.file(investors))
    wallets = list(told.value or ())
    return _reply(call, told, {"admitted": ", ".join(wallets)}, {"admitted": wallets})


def _meet(
    call: Call,
    export: _Export,
    papers: Annotated[str, typer.Option("--papers", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    deal, files = _filed(call, export), call.folder(papers)[0]
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = meet(desk, ledger, deal, files)
    if told.value is None:
        return Reply(outcome=told)
    counted = told.value.poll
    value: dict[str, object] = {name: str(each) for name, each in counted.sums.items()}
    value |= {"base": str(counted.base), "quorum": counted.quorum.value, "passed": counted.passed.value}
    value |= {"effective": told.value.effective.value, "changes": [each.path for each in told.value.changes]}
    unit = (deal.structure.offshore or deal.structure.onshore).currency
    shown = {str(name): _weighed(each, counted.base, unit) for name, each in counted.sums.items()}
    shown["base"] = str(Money(minor=int(counted.base), currency=unit))
    truths = {name: call.say(f"cli.holders.{name}-{value[name]}") for name in ("quorum", "passed", "effective")}
    return _reply(call, told, {**shown, **truths}, value)


def _enforce(
    call: Call,
    export: _Export,
    meeting: Annotated[str, typer.Option("--meeting", metavar="ID")],
    paper: _Paper,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    with desk_of(call, export, choice, acting) as (desk, _):
        told = enforce(desk, meeting, call.paper(paper))
    return _reply(call, told, {"paper": told.value or ""}, {"paper": told.value})


def _settle(
    call: Call,
    export: _Export,
    trade: Annotated[str, typer.Option("--trade", metavar="FILE")],
    statement: Annotated[str, typer.Option("--statement", metavar="CSV")],
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    deal = _filed(call, export)
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = settle(desk, ledger, deal, call.file(trade), call.file(statement))
    if told.value is None:
        return Reply(outcome=told)
    documents, released = call.operations.documents, [told.value.trade.released] if told.value.transaction else []
    files = {"refunds.csv": refund_table(documents, told.value.back), "payments.csv": refund_table(documents, released)}
    written = call.write(out, files) if out is not None else ()
    rows = {"transaction": told.value.transaction, "back": ", ".join(str(each.amount) for each in told.value.back)}
    value = {"transaction": told.value.transaction, "back": [each.reference for each in told.value.back]}
    return _reply(call, Outcome(value=told.value, findings=told.findings, written=written), rows, value)


def _correct(
    call: Call,
    export: _Export,
    wrong: _Wrong,
    paper: _Paper,
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    deal = _filed(call, export)
    what = Correction(token_class=wrong.token_class, wallet=wrong.wallet, to=wrong.to, units=wrong.units)
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = correct(desk, ledger, deal, what, call.paper(paper))
    return _reply(call, told, {"transaction": told.value or ""}, {"transaction": told.value})


def _filed(call: Call, export: str) -> Deal:
    """Return the deal as it was filed.

    Raises:
        WrongCallError: what crossed cannot be used.
    """
    received = open_received(call.folder(export)[0])
    if received.value is None:
        raise WrongCallError(next(iter(received.findings), finding("cli.folder-missing", folder=export)))
    return received.value.deal


def _weighed(part: Fraction, whole: Fraction, unit: Currency) -> str:
    """Write unpaid principal that voted one way, and its share of the base with two decimals, both rounded down."""
    steps = part * 10_000 // whole if whole else 0
    return f"{steps // 100}.{steps % 100:02d}%  {Money(minor=int(part), currency=unit)}"


def _reply(call: Call, told: Outcome[object], rows: Mapping[str, str], value: Mapping[str, object]) -> Reply:
    if told.value is None:
        return Reply(outcome=told)
    body = facts([(call.say(f"cli.holders.{name}"), text) for name, text in rows.items() if text])
    return Reply(outcome=told, value=value, body=(heading(call.say(f"cli.holders.title-{call.verb}")), body))
