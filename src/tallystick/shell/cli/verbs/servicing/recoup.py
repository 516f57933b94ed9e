"""`recoup`: how what the bank paid beyond a claim is made good, put on record by two people."""

from dataclasses import dataclass
from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.servicing.claims.excess import MadeGood, Way
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.cli.written import amount_of, month_of
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.servicing.recouping.recoup import Asked, recoup

__all__ = ["register"]

_SHOWN = ("reference", "wallet", "excess", "made", "agreed", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excess:
    """Which excess, and how much of it."""

    period: Annotated[str, typer.Option("--period", metavar="2026-09")]
    reference: Annotated[str, typer.Option("--reference", metavar="ID")]
    amount: Annotated[str, typer.Option("--amount", metavar="AMOUNT")]

    def asked(self, way: Way, paper: bytes) -> Asked:
        """Return what is to be put on record."""
        month, amount = month_of(self.period), amount_of(self.amount)
        return Asked(period=month, reference=self.reference, amount=amount, way=way, paper=paper)


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("recoup", cls=Verb)(command(operations, _recoup))


def _recoup(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    excess: _Excess,
    way: Annotated[Way, typer.Option("--way", metavar="returned|consent|terms|taken-back")],
    paper: Annotated[str, typer.Option("--paper", metavar="FILE")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    asked = excess.asked(way, call.paper(paper))
    opened = open_received(call.folder(export)[0])
    if opened.value is None or has_errors(opened.findings):
        return Reply(outcome=Outcome(value=None, findings=opened.findings))
    people = call.actors(acting, {})
    if len(people) != 2:
        raise WrongCallError(finding("cli.persons-two", given=len(people)))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        first, second = call.signers(home, people)
        pair = Pair(by=(people[0], people[1]), signers=(first, second))
        filing = opened.value.edition.head.filing
        told = recoup(home.evidence, filing, asked, pair=pair, at=call.at(acting))
    return _reply(call, told)


def _reply(call: Call, told: Outcome[MadeGood]) -> Reply:
    if told.value is None:
        return Reply(outcome=told)
    said = {name: str(getattr(told.value, name)) for name in _SHOWN}
    rows = [(call.say(f"cli.recoup.{name}"), text) for name, text in said.items()]
    return Reply(outcome=told, value=said, body=(heading(call.say("cli.recoup.title")), facts(rows)))
