"""`report`: the investor report of a month as PDF in both languages, workbook and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.servicing.report.month import Month
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError, as_day
from tallystick.shell.cli.verbs.servicing.earlier import EarlierEditions, earlier_named, without_public
from tallystick.shell.cli.verbs.servicing.month import attention, attention_value, percent
from tallystick.shell.cli.written import month_of
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.reporting.report import Asked, Reported, report_month
from tallystick.units.rates import RateError, Share

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("report", cls=Verb)(command(operations, _report))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reporting:
    """Which month is told of, and where its pricing, collections and issued certificates lie."""

    placement: Annotated[str, typer.Option("--placement", metavar="DIR")]
    period: Annotated[str, typer.Option("--period", metavar="2026-09")]
    reported: Annotated[str, typer.Option("--reported", metavar="DIR")]
    issued: Annotated[str, typer.Option("--issued", metavar="DIR")]
    earlier: EarlierEditions = None


def _report(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    told: _Reporting,
    disclosed: Annotated[str, typer.Option("--disclosed", metavar="10%")] = "0%",
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="2026-08-31")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    day = call.operations.now().date() if as_of is None else as_day("--as-of", as_of)
    asked = Asked(period=month_of(told.period), as_of=day, disclosed=_share(disclosed))
    crossed, placement = call.folder(export)[0], call.folder(told.placement)[0]
    collections = call.folder(told.reported)[0]
    certificates = call.folder(told.issued)[0]
    terms = earlier_named(call, crossed, told.earlier, beside=collections)
    if told.earlier and terms.value is None:
        return Reply(outcome=Outcome(value=None, findings=terms.findings))
    edition, documents = without_public(crossed), call.operations.documents
    before = terms.value.earlier if terms.value is not None else None
    outcome = report_month(edition, placement, collections, certificates, asked, documents, before)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    written = call.write(out, outcome.value.files) if out is not None else ()
    return Reply(
        outcome=Outcome(value=outcome.value, findings=outcome.findings, written=written),
        value=_value(outcome.value),
        body=tuple(_body(call, outcome.value)),
    )


def _share(text: str) -> Fraction:
    try:
        return Share.parse(text).value
    except RateError as error:
        raise WrongCallError(finding("deal.share-unreadable", value=text)) from error


def _body(call: Call, reported: Reported) -> Iterator[RenderableType]:
    month = reported.month
    yield heading(call.say("servicing.report.title", period=str(month.certificate.period)))
    heads = [call.say(f"servicing.report.column.{name}") for name in ("class", "interest", "principal", "ending")]
    rows = [
        (f"{each.vehicle} {each.token_class}", str(each.interest), str(each.principal), str(each.ending))
        for each in month.certificate.classes
    ]
    yield table(heads, rows, right=(1, 2, 3))
    yield from attention(call, month.deal, month.certificate)
    names = ("period", "forecast", "actual", "below", "below-so-far")
    heads = [call.say(f"servicing.report.column.{name}") for name in names]
    compared = [
        (
            str(each.period),
            str(each.forecast),
            str(each.actual),
            percent(each.shortfall),
            percent(each.shortfall_so_far),
        )
        for each in month.compared
    ]
    if compared:
        yield table(heads, compared, right=(1, 2, 3, 4))
    states = {True: "owed", False: "not-owed", None: "open"}
    yield facts(
        [
            (f"{each.event} {call.name(each.title)}", call.say(f"servicing.report.state.{states[each.owed]}"))
            for each in month.owed
        ]
    )
    yield facts([(each.event, _measured(call, month, each.event)) for each in month.owed])


def _measured(call: Call, month: Month, event: str) -> str:
    """Return what was measured behind an event: the loss of the year, or how far the month was below its forecast."""
    if event == "D2-1":
        loss = month.loss
        share = percent(loss.share(Fraction(0)))
        year = str(loss.year)
        return call.say(
            "servicing.report.loss", net=str(loss.net), year=year, share=share, outstanding=str(loss.outstanding)
        )
    return call.say("servicing.report.below", share=percent(month.compared[-1].shortfall))


def _value(reported: Reported) -> dict[str, object]:
    month = reported.month
    return {
        "period": str(month.certificate.period),
        "certificate": month.certificate.digest,
        "variance": [
            {
                "period": str(each.period),
                "forecast": str(each.forecast),
                "actual": str(each.actual),
                "shortfall": str(each.shortfall),
                "shortfall_so_far": str(each.shortfall_so_far),
            }
            for each in month.compared
        ],
        "loss": {"year": month.loss.year, "net": str(month.loss.net), "outstanding": str(month.loss.outstanding)},
        **attention_value(month.certificate),
        "reports": [{"event": each.event, "owed": each.owed, "deadline": each.deadline} for each in month.owed],
    }
