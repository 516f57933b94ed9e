"""`market`: every deal of a home beside the others: alerts, what hangs on whom, precedents, a change of the law."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.cli.verbs.supervision.otherwise import precedent_row
from tallystick.shell.operations.law.impact import ImpactFound
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.supervision.market.alerts import Alert, percent
from tallystick.supervision.market.sharing import Concentration

if TYPE_CHECKING:
    from tallystick.shell.operations.supervision.market.market import MarketSeen

__all__ = ["register"]

_MOST = 5


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("market", cls=Verb)(command(operations, _market))


def _market(
    call: Call,
    choice: HomeChoice,
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None,
    book: Annotated[list[str] | None, typer.Option("--book", metavar="FILE")] = None,
    partitions: Annotated[str | None, typer.Option("--partitions", metavar="DIR")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
) -> Reply:
    try:
        from tallystick.shell.operations.supervision.market.impact import register_impact
        from tallystick.shell.operations.supervision.market.market import market, market_run
    except ModuleNotFoundError as absent:
        raise WrongCallError(finding("cli.market-not-installed", missing=absent.name or "")) from absent
    day = None if as_of is None else as_day("--as-of", as_of)
    moment = call.operations.now() if day is None else datetime.combine(day, time(hour=4), tzinfo=UTC)
    files, refused = call.folder(reported) if reported is not None else ({}, ())
    amended = {path: call.file(path) for path in book or ()}
    if partitions is not None:
        outcome = market_run(call.operations.partitions(partitions), call.operations.workers, at=moment)
        if keep and outcome.value is not None:
            _keep(call, choice, partitions, outcome.value, moment)
    else:
        with call.installation(choice, side=Side.ONSHORE) as home:
            outcome = market(home.evidence, files, at=moment)
            if keep and outcome.value is not None:
                _keep_own(call, home, outcome.value, moment)
    seen = outcome.value
    if seen is None:
        return Reply(outcome=Outcome(value=None, findings=(*refused, *outcome.findings)))
    impact = None
    findings = (*refused, *outcome.findings)
    if amended:
        told = register_impact(seen, amended, call.operations.workers, as_of=day)
        impact, findings = told.value, (*findings, *told.findings)
    return Reply(
        outcome=Outcome(value=seen, findings=findings),
        value=_value(seen, impact),
        body=tuple(_body(call, seen, impact)),
        told=("supervision.market-alert",),
    )


def _keep(call: Call, choice: HomeChoice, partitions: str, seen: "MarketSeen", moment: datetime) -> None:
    """Keep a run beside its market, and give the market to the desk of the home that the call names."""
    from tallystick.shell.operations.market.runs import keep_run

    keep_run(call.operations.partitions(partitions), seen, beijing_day(moment))
    with call.installation(choice, side=Side.ONSHORE) as home:
        call.operations.give_market(home.home, partitions)


def _keep_own(call: Call, home: Installation, seen: "MarketSeen", moment: datetime) -> None:
    """Keep a run over a home's own filings below it, for its desk."""
    from tallystick.shell.operations.market.own import keep_own

    keep_own(call.operations.read_home(home.home, home.side).own_market, seen, beijing_day(moment))


def _body(call: Call, seen: "MarketSeen", impact: ImpactFound | None) -> Iterator[RenderableType]:
    watched = seen.watched
    yield heading(call.say("cli.market.title", deals=watched.deals, period=str(seen.period)))
    if watched.alerts:
        names = ("kind", "deals", "about", "measured", "against", "months", "owner")
        yield table([call.say(f"cli.market.{name}") for name in names], [_alert(call, each) for each in watched.alerts])
        yield from (
            Prose(f"{each.id}: {call.name(each.formula())}; {_figures(each)}", "dim") for each in watched.alerts
        )
    else:
        yield Prose(call.say("cli.market.calm"))
    yield heading(call.say("cli.market.concentration"))
    heads = [call.say(f"cli.market.{name}") for name in ("dimension", "value", "amount", "share", "count")]
    yield table(heads, [_concentration(call, each) for each in _top(call, watched.concentrations)], right=(2, 3, 4))
    if seen.precedents:
        yield heading(call.say("cli.market.precedents"))
        yield facts([precedent_row(call, each) for each in seen.precedents])
    if impact is not None:
        yield heading(call.say("cli.market.impact", count=impact.screenings))
        changed = [each for each in impact.deals if each.changed]
        yield facts([(each.screening, " → ".join(side.value for side in each.outcome)) for each in changed])


def _alert(call: Call, each: Alert) -> tuple[str, ...]:
    deals, about = shown(", ".join(each.deals), call.language), shown(each.about, call.language)
    return call.name(each.title()), deals, about, each.measured, each.against, str(each.age), each.owner


def _figures(alert: Alert) -> str:
    return ", ".join(f"{name} {figure}" for name, figure in alert.values)


def _top(call: Call, concentrations: tuple[Concentration, ...]) -> Iterator[Concentration]:
    """Yield the largest of each dimension, or all where everything is asked for."""
    seen: dict[tuple[str, str], int] = {}
    for each in concentrations:
        key = each.dimension, each.currency
        seen[key] = seen.get(key, 0) + 1
        if call.whole or seen[key] <= _MOST:
            yield each


def _concentration(call: Call, each: Concentration) -> tuple[str, ...]:
    value, amount = shown(each.value, call.language), f"{each.minor} {each.currency}"
    dimension = call.say(f"cli.market.dimension.{each.dimension}")
    return dimension, value, amount, percent(each.share), str(len(each.deals))


def _value(seen: "MarketSeen", impact: ImpactFound | None) -> dict[str, object]:
    watched = seen.watched
    return {
        "period": str(seen.period),
        "deals": watched.deals,
        "sha256": watched.digest,
        "alerts": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "deals": list(each.deals),
                "about": each.about,
                "since": str(each.since),
                "months": each.age,
                "measured": each.measured,
                "against": each.against,
                "owner": each.owner,
                "values": dict(each.values),
                "sources": list(each.sources),
                "formula": {"zh": each.formula().zh, "en": each.formula().en},
            }
            for each in watched.alerts
        ],
        "concentrations": [
            {
                "dimension": each.dimension,
                "value": each.value,
                "currency": each.currency,
                "minor": each.minor,
                "share": percent(each.share),
                "deals": list(each.deals),
            }
            for each in watched.concentrations
        ],
        "ties": [asdict(each) | {"minor": str(each.minor), "share": percent(each.share)} for each in watched.ties],
        "matters": [asdict(each) for each in seen.matters],
        "questions": [{"one": each.one, "other": each.other, "how": each.how} for each in watched.questions],
        "precedents": [
            {
                "matter": each.own.matter,
                "question": each.own.question,
                "value": each.own.value,
                "other": each.other.matter,
                "other_value": each.other.value,
                "other_sha256": each.other.sha256,
                "likeness": str(each.likeness),
                "apart": list(each.apart),
            }
            for each in seen.precedents
        ],
        "impact": None if impact is None else _impact(impact),
    }


def _impact(impact: ImpactFound) -> dict[str, object]:
    return {
        "screenings": impact.screenings,
        "deals": [
            {
                "filing": each.screening,
                "before": each.outcome[0].value,
                "after": each.outcome[1].value,
                "rules": [one.rule for one in each.affected],
            }
            for each in impact.deals
            if each.changed
        ],
    }
