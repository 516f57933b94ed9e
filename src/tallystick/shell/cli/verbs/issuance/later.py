"""Acts on an issue that stands, each of two people and once: suspend, freeze, recover, point, pay, anchor, redeem."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.cli.written import month_of
from tallystick.shell.operations.issuance.holders.take_back import take_back
from tallystick.shell.operations.issuance.later.holders import freeze, recover
from tallystick.shell.operations.issuance.later.part_frozen import freeze_units
from tallystick.shell.operations.issuance.later.pointing import point
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.later.suspend import resume, suspend
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.operations.servicing.on_ledger.pay import pay
from tallystick.shell.operations.servicing.on_ledger.redeem import redeem

__all__ = ["desk_of", "register"]

_Export = Annotated[str, typer.Argument(metavar="EXPORT")]
_Paper = Annotated[str, typer.Option("--paper", metavar="FILE")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """So many units of one class, where not the whole account is meant."""

    token_class: Annotated[str | None, typer.Option("--class", metavar="CLASS")] = None
    units: Annotated[int | None, typer.Option("--units", metavar="NUMBER")] = None


_WHOLE = _Part()


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    for name, verb in _VERBS.items():
        app.command(name, cls=Verb)(command(operations, verb))


@contextmanager
def desk_of(call: Call, export: str, choice: HomeChoice, acting: Acting) -> Iterator[tuple[Desk, HolderLedger]]:
    """Open the home and its ledger for two people on the filing of an edition.

    Raises:
        WrongCallError: what crossed cannot be used, or not exactly two people were named.
    """
    crossed, _ = call.folder(export)
    received = open_received(crossed)
    if received.value is None or has_errors(received.findings):
        raise WrongCallError(next(iter(received.findings), finding("cli.folder-missing", folder=export)))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        people = call.actors(acting, {})
        if len(people) != 2:
            raise WrongCallError(finding("cli.persons-two", given=len(people)))
        first, second = call.signers(home, people)
        filing = received.value.edition.head.filing
        desk = Desk(
            evidence=home.evidence,
            filing=filing,
            by=(people[0], people[1]),
            signers=(first, second),
            at=call.at(acting),
            secret=home.secret,
        )
        with home.ledger() as ledger:
            yield desk, ledger


def _suspend(call: Call, export: _Export, paper: _Paper, choice: HomeChoice, acting: Acting) -> Reply:
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = suspend(desk, ledger, call.paper(paper))
    value = {"status": told.value.value} if told.value is not None else {}
    return _reply(call, told, {"status": call.say(f"chain.status.{told.value}") if told.value else ""}, value)


def _resume(call: Call, export: _Export, paper: _Paper, choice: HomeChoice, acting: Acting) -> Reply:
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = resume(desk, ledger, call.paper(paper))
    value = {"status": told.value.value} if told.value is not None else {}
    return _reply(call, told, {"status": call.say(f"chain.status.{told.value}") if told.value else ""}, value)


def _freeze(
    call: Call,
    export: _Export,
    account: Annotated[str, typer.Option("--account", metavar="ADDRESS")],
    paper: _Paper,
    choice: HomeChoice,
    acting: Acting,
    lift: Annotated[bool, typer.Option("--lift")] = False,
    part: _Part = _WHOLE,
) -> Reply:
    if lift and (part.token_class is not None or part.units is not None):
        raise WrongCallError(finding("cli.part-lifted"))
    if (part.token_class is None) is not (part.units is None):
        raise WrongCallError(finding("cli.part-incomplete"))
    if part.token_class is not None and part.units is not None:
        with desk_of(call, export, choice, acting) as (desk, ledger):
            some = freeze_units(desk, ledger, account, part.token_class, part.units, call.paper(paper))
        rows = {"account": account, "units": f"{part.token_class}: {part.units:,}", "free": f"{some.value or 0:,}"}
        return _reply(call, some, rows, {"account": account, "frozen": str(part.units), "free": str(some.value)})
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = freeze(desk, ledger, account, call.paper(paper), frozen=not lift)
    state = "lifted" if lift else "frozen"
    return _reply(call, told, {"account": account, "state": call.say(f"cli.later.{state}")}, {"account": account})


def _point(
    call: Call,
    export: _Export,
    name: Annotated[str, typer.Option("--name", metavar="NAME")],
    file: Annotated[str, typer.Option("--file", metavar="FILE")],
    place: Annotated[str, typer.Option("--uri", metavar="URI")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = point(desk, ledger, name, place, call.file(file))
    rows = {"document": name, "place": place, "sha256": told.value or ""}
    return _reply(call, told, rows, {"name": name, "uri": place, "sha256": told.value})


def _recover(
    call: Call,
    export: _Export,
    lost: Annotated[str, typer.Option("--lost", metavar="ADDRESS")],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS")],
    paper: _Paper,
    choice: HomeChoice,
    acting: Acting,
    withdraw: Annotated[bool, typer.Option("--withdraw")] = False,
) -> Reply:
    if withdraw:
        with desk_of(call, export, choice, acting) as (desk, ledger):
            back = take_back(desk, ledger, lost, to, call.paper(paper))
        count = 0 if back.value is None else back.value
        return Reply(outcome=back) if not count else _reply(call, back, {"withdrawn": str(count)}, {"withdrawn": count})
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = recover(desk, ledger, lost, to, call.paper(paper))
    if told.value is None:
        return Reply(outcome=told)
    done, waiting = list(told.value.moved), list(told.value.waiting)
    rows = {"to": to, "moved": ", ".join(done), "waiting": ", ".join(waiting)}
    return _reply(call, told, rows, {"moved": done, "waiting": waiting})


def _anchor(
    call: Call,
    export: _Export,
    period: Annotated[str, typer.Option("--period", metavar="2026-09")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    month = month_of(period)
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = anchor(desk, ledger, month)
    if told.value is None:
        return Reply(outcome=told)
    rows = {"certificate": told.value.report.outputs}
    roots = {each.token: each.root for each in told.value.entitled}
    return _reply(call, told, rows, {"certificate": told.value.report.outputs, "entitlements": roots})


def _pay(
    call: Call,
    export: _Export,
    period: Annotated[str, typer.Option("--period", metavar="2026-09")],
    choice: HomeChoice,
    acting: Acting,
    unsent: Annotated[str | None, typer.Option("--unsent", metavar="FILE")] = None,
) -> Reply:
    month, received = month_of(period), open_received(call.folder(export)[0]).value
    with desk_of(call, export, choice, acting) as (desk, ledger):
        if received is None:  # which opening the desk refuses already
            raise WrongCallError(finding("cli.folder-missing", folder=export))
        told = pay(desk, ledger, received.deal, month, unsent=call.file(unsent) if unsent is not None else b"")
    if told.value is None:
        return Reply(outcome=told)
    divided = {name: str(amount) for name, amount in told.value.divided.items()}
    asset = pays_on_ledger(received.deal.tokens)
    shown = divided if asset is None else told.value.in_asset(asset)
    body = facts([(call.say("cli.later.divided", name=name), text) for name, text in shown.items()])
    state = facts([(call.say("cli.later.brought"), call.say(f"cli.later.brought-{str(told.value.brought).lower()}"))])
    recorded = facts(
        [
            (call.say("cli.later.recorded", name=name), call.say("cli.later.recorded-accounts", count=str(count)))
            for name, count in told.value.recorded.items()
        ]
    )
    value = {"divided": divided, "recorded": dict(told.value.recorded), "brought": told.value.brought}
    return Reply(outcome=told, value=value, body=(heading(call.say("cli.later.title-pay")), body, recorded, state))


def _redeem(call: Call, export: _Export, choice: HomeChoice, acting: Acting) -> Reply:
    with desk_of(call, export, choice, acting) as (desk, ledger):
        told = redeem(desk, ledger)
    if told.value is None:
        return Reply(outcome=told)
    units = dict(told.value.units)
    rows = {"redeemed": ", ".join(f"{name}: {count:,}" for name, count in units.items())}
    return _reply(call, told, rows, {"redeemed": {name: str(count) for name, count in units.items()}})


def _reply(call: Call, told: Outcome[object], rows: Mapping[str, str], value: Mapping[str, object]) -> Reply:
    if told.value is None:
        return Reply(outcome=told)
    body = facts([(call.say(f"cli.later.{name}"), text) for name, text in rows.items() if text])
    return Reply(outcome=told, value=value, body=(heading(call.say(f"cli.later.title-{call.verb}")), body))


_VERBS: Mapping[str, Callable[..., Reply]] = {
    "suspend": _suspend,
    "resume": _resume,
    "freeze": _freeze,
    "recover": _recover,
    "point": _point,
    "pay": _pay,
    "anchor": _anchor,
    "redeem": _redeem,
}
