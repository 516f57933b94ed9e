"""`reconcile`: reported months beside tapes and bank statements; every difference a break with owner and age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from tallystick.deal.answers.people import parse_people
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import finding
from tallystick.servicing.reconciliation.breaks import Break
from tallystick.servicing.restatement import Correction
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import PEOPLE_FILE, Call, WrongCallError, as_day
from tallystick.shell.cli.verbs.servicing.earlier import EarlierEditions, earlier_named
from tallystick.shell.cli.written import amount_of
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.reconcile import Bounds, Reconciled, reconcile_months
from tallystick.shell.operations.supervision.public.corrections import corrections_crossed
from tallystick.units.money import Money

__all__ = ["register"]

_COLUMNS = ("kind", "of", "expected", "found", "difference", "tolerance", "opened", "age", "owner", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crossed:
    """What came back from overseas: the public copy beside the edition, and the editions of filings before."""

    public: Annotated[str | None, typer.Option("--public", metavar="DIR")] = None
    earlier: EarlierEditions = None


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("reconcile", cls=Verb)(command(operations, _reconcile))


def _reconcile(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    back: _Crossed,
    statements: Annotated[str | None, typer.Option("--statements", metavar="DIR")] = None,
    tolerance: Annotated[str, typer.Option("--tolerance", metavar="0.00_CNY")] = "0.00 CNY",
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="2026-08-31")] = None,
    supported: Annotated[bool, typer.Option("--supported/--no-supported")] = False,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    public, earlier = back.public, back.earlier
    files, refused = call.folder(deal)
    sent = call.folder(statements)[0] if statements is not None else {}
    day = call.operations.now().date() if as_of is None else as_day("--as-of", as_of)
    bounds = Bounds(tolerance=_tolerance(tolerance), as_of=day, supported=supported)
    crossed = _crossed(call, files, public)
    if public is not None and crossed.value is None:
        return Reply(outcome=Outcome(value=None, findings=(*refused, *crossed.findings)))
    if earlier and public is None:
        raise WrongCallError(finding("cli.usage-missing", name="--public"))
    terms = earlier_named(call, call.folder(public)[0] if public is not None else {}, earlier, beside=files)
    if earlier and terms.value is None:
        return Reply(outcome=Outcome(value=None, findings=(*refused, *terms.findings)))
    before = terms.value.earlier if terms.value is not None else None
    outcome = reconcile_months(files, sent, bounds, crossed.value, before)
    findings = (*refused, *crossed.findings, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    rows = [_row(call, each) for each in outcome.value.breaks]
    heads = [call.say(f"cli.reconcile.{name}") for name in _COLUMNS]
    content = call.operations.documents.table(heads, rows)
    gone = call.operations.documents.table(("period", "asset_id", "owed"), _gone(outcome.value))
    written = call.write(out, {"breaks.csv": content, "gone.csv": gone}) if out is not None else ()
    shown = [(*row[:2], *row[4:]) for row in rows]
    columns = [*heads[:2], *heads[4:]]
    body = (heading(call.say("cli.reconcile.title")), facts(_facts(call, outcome.value)))
    told = (table(columns, shown, right=(2, 3, 5)),) if shown else ()
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings, written=written),
        value=_value(outcome.value),
        body=(*body, *told),
    )


def _crossed(call: Call, files: Mapping[str, bytes], public: str | None) -> Outcome[tuple[Correction, ...]]:
    """Return the corrections in a public copy that crossed; None where the call names none, or it cannot be used."""
    deal, _, _ = parse_deal(files.get(DEAL_FILE, b""))
    if public is None or deal is None:
        return Outcome(value=None)
    people, _ = parse_people(files[PEOPLE_FILE]) if PEOPLE_FILE in files else ((), ())
    return corrections_crossed(call.folder(public)[0], deal.id, {each.id: each for each in people})


def _tolerance(text: str) -> Money:
    money = amount_of(text)
    if money.is_negative():
        raise WrongCallError(finding("deal.money-unreadable", value=text))
    return money


def _state(each: Break) -> str:
    return "open" if each.is_open else "tolerated" if each.cured is None else "cured"


def _row(call: Call, each: Break) -> Sequence[str]:
    amounts = (each.expected, each.found, each.difference, each.tolerance)
    return (
        call.say(f"servicing.break.{each.kind}"),
        each.of,
        *(str(amount) for amount in amounts),
        each.opened.isoformat(),
        str(each.age),
        call.say(f"servicing.owner.{each.owner}"),
        call.say(f"cli.reconcile.{_state(each)}"),
    )


def _facts(call: Call, reconciled: Reconciled) -> list[tuple[str, str]]:
    lay, known = reconciled.exposure, reconciled.corrections
    named = {
        "months": str(len(reconciled.months)),
        "tapes": str(reconciled.tapes),
        "statements": str(reconciled.statements) + _refused(call, reconciled),
        "events": str(reconciled.events),
        "remittances": str(reconciled.remittances),
        "corrections": call.say("cli.reconcile.unseen") if known is None else str(known),
        "breaks": str(len(reconciled.breaks)),
    }
    if lay is None:
        named |= {"cash": call.say("cli.reconcile.unjudged")}
    else:
        peak = f"{lay.peak} ({lay.peak_on})" if lay.peak_on is not None else str(lay.peak)
        named |= {"peak": peak, "longest": str(lay.longest), "unswept": str(lay.unswept)}
    return [(call.say(f"cli.reconcile.{name}"), value) for name, value in named.items()]


def _refused(call: Call, reconciled: Reconciled) -> str:
    """Return how many statements could not be used, behind those that could."""
    return call.say("cli.reconcile.refused", count=reconciled.refused) if reconciled.refused else ""


def _gone(reconciled: Reconciled) -> list[tuple[str, str, str]]:
    """Return every loan that left the tape unannounced, with the month and what it owed."""
    return [(str(each.period), loan, str(owed)) for each in reconciled.gone for loan, owed in each.loans.items()]


def _value(reconciled: Reconciled) -> dict[str, object]:
    lay = reconciled.exposure
    return {
        "months": [str(each) for each in reconciled.months],
        "tapes": reconciled.tapes,
        "statements": reconciled.statements,
        "events": reconciled.events,
        "remittances": reconciled.remittances,
        "corrections": reconciled.corrections,
        "statements_refused": reconciled.refused,
        "exposure": None
        if lay is None
        else {
            "peak": str(lay.peak),
            "peak_on": None if lay.peak_on is None else lay.peak_on.isoformat(),
            "longest_days": lay.longest,
            "unswept": str(lay.unswept),
            "sweeps": lay.sweeps,
        },
        "gone": [
            {"period": str(each.period), "count": len(each.loans), "balance": str(each.balance), "loans": [*each.loans]}
            for each in reconciled.gone
        ],
        "breaks": [
            {
                "kind": each.kind.value,
                "of": each.of,
                "expected": str(each.expected),
                "found": str(each.found),
                "difference": str(each.difference),
                "tolerance": str(each.tolerance),
                "opened": each.opened.isoformat(),
                "age_days": each.age,
                "owner": each.owner.value,
                "state": _state(each),
            }
            for each in reconciled.breaks
        ],
    }
