"""`claims`, `claim` and `collect`: what each holder is told of a month, its check by a node, and taking the cash."""

from typing import Annotated

import typer

from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call, HomeChoice
from tallystick.shell.cli.written import month_of
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.on_ledger.claims import check_claim, claim_papers
from tallystick.shell.operations.servicing.on_ledger.collect import collect

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("claims", cls=Verb)(command(operations, _claims))
    app.command("claim", cls=Verb)(command(operations, _claim))
    app.command("collect", cls=Verb)(command(operations, _collect))


def _claims(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    period: Annotated[str, typer.Option("--period", metavar="2026-09")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    choice: HomeChoice,
) -> Reply:
    call.destination(out)
    month = month_of(period)
    opened = open_received(call.folder(export)[0])
    if opened.value is None:
        return Reply(outcome=Outcome(value=None, findings=opened.findings))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        told = claim_papers(home.evidence, opened.value.edition.head.filing, month)
    if told.value is None:
        return Reply(outcome=told)
    written = call.write(out, told.value)
    outcome = Outcome(value=told.value, findings=told.findings, written=written)
    rows = [(call.say("cli.claims.papers"), str(len(told.value)))]
    return Reply(outcome=outcome, value={"papers": len(told.value)}, body=(facts(rows),))


def _claim(
    call: Call,
    paper: Annotated[str, typer.Argument(metavar="FILE")],
    rpc: Annotated[str, typer.Option("--rpc", metavar="URL")],
) -> Reply:
    told = check_claim(call.operations.reader(rpc), call.file(paper), file=paper)
    if told.value is None:
        return Reply(outcome=told)
    lines = [dict(each.said) for each in told.value.lines]
    rows = [(each.get("kind", ""), each.get("amount", "")) for each in lines]
    value = {"period": told.value.period, "token": told.value.token, "claims": lines}
    return Reply(outcome=told, value=value, body=(heading(call.say("cli.claims.holds")), facts(rows)))


def _collect(
    call: Call,
    token: Annotated[str, typer.Argument(metavar="TOKEN")],
    rpc: Annotated[str, typer.Option("--rpc", metavar="URL")],
    key: Annotated[str, typer.Option("--key", metavar="FILE")],
) -> Reply:
    with call.operations.wallet(rpc, call.file(key), call.passphrase(key)) as wallet:
        told = collect(wallet, token)
    if told.value is None:
        return Reply(outcome=told)
    said = {"account": told.value.account, "amount": str(told.value.amount), "transaction": told.value.transaction}
    shown = {**said, "amount": told.value.told}
    rows = [(call.say(f"cli.collect.{name}"), text) for name, text in shown.items()]
    return Reply(
        outcome=told,
        value={**said, "told": told.value.told},
        body=(heading(call.say("cli.collect.title")), facts(rows)),
    )
