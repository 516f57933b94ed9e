"""`project`: what pool and classes will pay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.cashflow.assumptions import Defaults, Prepayments
from tallystick.cashflow.kernels.door import DefaultKind
from tallystick.cashflow.kernels.flows import Advances
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import Projection
from tallystick.cashflow.scenarios.class_figures import class_life, standing_of
from tallystick.cashflow.waterfall import ClassFlow
from tallystick.deal.structure import ClassTerms, Vehicle
from tallystick.evidence.findings import finding
from tallystick.evidence.wording import labels
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, decimal, grouped, percent, shown, sparkline
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.cli.verbs.cashflow.explain import explained, explanation_body, explanation_value
from tallystick.shell.cli.verbs.cashflow.project_options import ProjectOptions, projection_inputs
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.exports import (
    loan_tables,
    projection_charts,
    projection_tables,
)
from tallystick.shell.operations.cashflow.project import Case, Projected, project_files
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Money, total

__all__ = ["register"]

_Progress = Callable[[str, int, int], None]

_LINE = 16
_MOST = 64


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("project", cls=Verb)(command(operations, _project))


def _project(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    options: ProjectOptions,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    explain: Annotated[str | None, typer.Option("--explain", metavar="TARGET@DATE")] = None,
    case: Annotated[str, typer.Option("--case", metavar="CASE")] = "base",
) -> Reply:
    if options.per_loan is not None and out is None:
        raise WrongCallError(finding("cli.per-loan-out"))
    call.destination(out)
    inputs = projection_inputs(call, options, explains=explain is not None)
    files, refused = call.folder(deal)
    made: dict[str, bytes] = {}
    with call.progress() as progress:
        outcome = project_files(files, inputs, progress=progress)
        if outcome.value is not None and out is not None:
            made = _files(call, outcome.value, inputs, options, progress)
    findings = (*refused, *outcome.findings)
    projected = outcome.value
    if projected is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    chains = () if explain is None else explained(projected, explain, case)
    written = call.write(out, made) if out is not None else ()
    return Reply(
        outcome=Outcome(value=projected, findings=findings, written=written),
        value=_value(projected, inputs) | ({"explained": explanation_value(projected, chains)} if chains else {}),
        body=tuple(explanation_body(call, projected, chains) if chains else _body(call, projected, inputs)),
    )


def _files(
    call: Call,
    projected: Projected,
    inputs: ProjectionInputs,
    options: ProjectOptions,
    progress: Callable[[str, int, int], None],
) -> dict[str, bytes]:
    documents = call.operations.documents
    made = projection_tables(projected, documents, call.language, by=inputs.by)
    made |= projection_charts(projected, documents, call.language)
    if inputs.per_loan:
        made |= loan_tables(projected, documents, parquet=options.per_loan == "parquet", progress=progress)
    return made


def _body(call: Call, projected: Projected, inputs: ProjectionInputs) -> Iterator[RenderableType]:
    yield heading(call.say("cli.project.title", name=call.name(projected.deal.name)))
    for case in projected.cases:
        yield heading(call.say("cli.project.case", case=_case(call, case.id)))
        yield _pool(call, case, projected.pool)
        if case.groups:
            yield Prose(f"\n{call.say('cli.project.by', field=shown(inputs.by or '', call.language))}")
            yield _groups(call, case, projected.pool.loans_by(inputs.by))
        for name, vehicle in _vehicles(projected):
            yield Prose(f"\n{call.say(f'cli.project.{name}')}  ({vehicle.currency})")
            yield _classes(call, case, vehicle)
            yield from _deferred(call, case, vehicle)
    survived = projected.base.break_even
    if survived and projected.base.assumptions.may_default:
        yield heading(call.say("cli.project.break-even"))
        heads = (call.say("cli.project.class"), call.say("cli.project.multiple"), call.say("cli.project.defaulted"))
        rows = [
            (shown(name, call.language), _multiple(multiple), percent(share.value))
            for name, (multiple, share) in survived.items()
        ]
        yield table(heads, rows, right=(1, 2))
        yield Prose(call.say("cli.project.break-even-note"), "dim")


def _case(call: Call, case: str) -> str:
    key = f"report.case.{case}"
    return call.say(key) if key in labels() else shown(case, call.language)


def _multiple(multiple: Fraction | None) -> str:
    """Word a break-even multiple; none pays at all, or the largest that is tried still pays."""
    if multiple is None:
        return "–"
    return f"{'≥ ' if multiple >= _MOST else ''}{decimal(multiple, 2)}×"


def _pool(call: Call, case: Case, pool: Pool) -> RenderableType:
    projection, assumed = case.flows.projection, case.assumptions
    opening = projection.opening
    defaulted = total((each.defaulted for each in projection.periods), opening.currency)
    lost = total((each.lost for each in projection.periods), opening.currency)
    rows = [(call.say("cli.project.assumed"), _assumed(call, case))]
    if opening.is_positive():
        line = _line([each.ending for each in projection.periods])
        rows.append((call.say("cli.project.pool"), f"{opening.text(call.language)}  {line}"))
    if pool.loan_count is not None and any(each.counts is not None for each in pool.rows):
        rows.append((call.say("cli.project.loans"), str(pool.loan_count)))
    if case.flows.assets != opening:
        rows.append((call.say("cli.project.bought"), (case.flows.assets - opening).text(call.language)))
    rows.append((call.say("cli.project.months"), str(len(projection.periods))))
    incomes = [each.interest for each in projection.periods]
    if not opening.is_positive():
        income = total(incomes, opening.currency)
        rows.append((call.say("cli.project.income"), f"{income.text(call.language)}  {_line(incomes)}"))
    diluted = total((each.diluted for each in projection.periods), opening.currency)
    if not diluted.is_zero():
        rows.append((call.say("cli.project.diluted"), _of(diluted, opening, call)))
    if opening.is_positive() and (assumed.row_severity or not defaulted.is_zero()):
        rows.append((call.say("cli.project.defaults"), _of(defaulted, case.flows.assets, call)))
        rows.append((call.say("cli.project.losses"), _of(lost, case.flows.assets, call)))
    return facts(rows)


def _groups(call: Call, case: Case, loans: Mapping[str, int | None]) -> RenderableType:
    heads = [call.say(f"cli.project.{name}") for name in ("group", "loans", "pool", "months", "defaults", "losses")]
    rows = []
    for value, projection in case.groups.items():
        parts = (grouped(_sum(projection, name)) for name in ("defaulted", "lost"))
        count = "–" if loans[value] is None else str(loans[value])
        sums = (count, grouped(projection.opening), str(len(projection.periods)), *parts)
        rows.append((shown(value, call.language), *sums))
    return table(heads, rows, right=(1, 2, 3, 4, 5))


def _assumed(call: Call, case: Case) -> str:
    assumed = case.assumptions
    told = [f"{call.say('cli.project.prepayment')} {_speed(assumed.prepayments)}"]
    late = assumed.delinquencies
    speed = (
        call.say("cli.project.from-arrears") if late and not any(assumed.defaults.rates) else _speed(assumed.defaults)
    )
    told += [f"{call.say('cli.project.default')} {speed}"]
    severities = (assumed.severity.value,) if assumed.severities is None else assumed.severities.rates
    told += [f"{call.say('cli.project.severity')} {_rates(severities)}"]
    told += [call.say("cli.project.lag", months=assumed.recovery_lag)]
    if late is not None:
        told += [
            f"{call.say(f'cli.project.{name}')} {_rates(getattr(late, name))}" for name in ("entry", "roll", "cure")
        ]
    if assumed.advances is not None:
        told += [_advances(call, assumed.advances)]
    if assumed.income != 1:
        told += [f"{call.say('cli.project.income')} × {percent(assumed.income)}"]
    if assumed.targets:
        told += [call.say("cli.project.targets", count=len(assumed.targets))]
    return call.say("evidence.join.values").join(told)


def _advances(call: Call, terms: Advances) -> str:
    what = [name for name in ("interest", "principal") if getattr(terms, name)]
    named = call.say("evidence.join.values").join(call.say(f"cli.project.advanced-{name}") for name in what)
    return call.say("cli.project.advances", what=named, months=terms.stop_after)


def _rates(rates: Sequence[Fraction]) -> str:
    return ", ".join(percent(rate) for rate in rates[:3]) + ("…" if len(rates) > 3 else "")


def _speed(speed: Prepayments | Defaults) -> str:
    if speed.kind is DefaultKind.CUMULATIVE:
        return f"{speed.kind.value.upper()} {percent(sum(speed.rates, Fraction(0)))}"
    return f"{speed.kind.value.upper()} {_rates(speed.rates)}"


def _of(part: Money, whole: Money, call: Call) -> str:
    share = "" if whole.is_zero() else f"  ({percent(part.ratio_to(whole))})"
    return f"{part.text(call.language)}{share}"


def _vehicles(projected: Projected) -> Iterator[tuple[str, Vehicle]]:
    structure = projected.deal.structure
    yield "onshore", structure.onshore
    if structure.offshore is not None:
        yield "offshore", structure.offshore


def _classes(call: Call, case: Case, vehicle: Vehicle) -> RenderableType:
    heads = [call.say(f"cli.project.{name}") for name in _HEADS]
    rows = []
    for terms in vehicle.classes:
        flows = case.flows.flows(terms.id)
        paid = case.flows.paid_in_full(terms.id)
        life = class_life(case.flows, terms)
        rows.append(
            (
                shown(terms.id, call.language),
                grouped(flows[0].beginning) if flows else "–",
                grouped(_interest(flows, vehicle)),
                "–" if life is None else decimal(life, 2),
                _last(flows),
                _standing(call, case, terms, paid=paid),
                _line([flow.ending for flow in flows]),
            )
        )
    return table(heads, rows, right=(1, 2, 3))


def _deferred(call: Call, case: Case, vehicle: Vehicle) -> Iterator[RenderableType]:
    """Say of each class that is paid in full what it deferred at most, and when that was made good."""
    for stands in (standing_of(case.flows, terms) for terms in vehicle.classes):
        if stands.made_good is not None and stands.paid_in_full:
            most, day = max(flow.carried for flow in stands.deferred), stands.made_good.isoformat()
            told = call.say("cli.project.deferred", name=stands.class_id, amount=most.text(call.language), day=day)
            yield Prose(told, "dim")


_HEADS = ("class", "size", "interest", "life", "last", "paid", "balance")


def _interest(flows: Sequence[ClassFlow], vehicle: Vehicle) -> Money:
    return total((flow.interest for flow in flows), vehicle.currency)


def _last(flows: Sequence[ClassFlow]) -> str:
    """Return the day of the last payment that brought anything."""
    days = [flow.day.paid for flow in flows if not flow.paid.is_zero()]
    return days[-1].isoformat() if days else "–"


def _standing(call: Call, case: Case, terms: ClassTerms, *, paid: bool) -> str:
    """Return whether a class is paid in full, and where it is only after its final maturity, that."""
    if terms.final_maturity is not None and standing_of(case.flows, terms).missed:
        return f"× {call.say('cli.project.after-maturity', day=terms.final_maturity.isoformat())}"
    return f"✓ {call.say('cli.yes')}" if paid else f"× {call.say('cli.no')}"


def _line(balances: Sequence[Money]) -> str:
    return sparkline([Fraction(max(each.minor, 0)) for each in balances], _LINE)


def _value(projected: Projected, inputs: ProjectionInputs) -> dict[str, object]:
    loans = projected.pool.loans_by(inputs.by)
    return {
        "deal": projected.deal.id,
        "loans": projected.pool.loan_count,
        "cases": [
            {
                "case": case.id,
                "pool": str(case.flows.projection.opening),
                "months": len(case.flows.projection.periods),
                "groups": {
                    value: {
                        "loans": loans[value],
                        "pool": str(projection.opening),
                        "months": len(projection.periods),
                        "defaulted": str(_sum(projection, "defaulted")),
                        "lost": str(_sum(projection, "lost")),
                    }
                    for value, projection in case.groups.items()
                },
                "classes": [
                    _class_value(case, terms, vehicle, name)
                    for name, vehicle in _vehicles(projected)
                    for terms in vehicle.classes
                ],
                "break_even": {
                    name: {"multiple": None if multiple is None else str(multiple), "defaulted": str(share)}
                    for name, (multiple, share) in case.break_even.items()
                },
            }
            for case in projected.cases
        ],
    }


def _sum(projection: Projection, name: str) -> Money:
    return total((getattr(period, name) for period in projection.periods), projection.opening.currency)


def _class_value(case: Case, terms: ClassTerms, vehicle: Vehicle, name: str) -> dict[str, object]:
    flows = case.flows.flows(terms.id)
    life, stands = class_life(case.flows, terms), standing_of(case.flows, terms)
    return {
        "vehicle": name,
        "class": terms.id,
        "size": str(flows[0].beginning) if flows else None,
        "interest": str(_interest(flows, vehicle)),
        "principal": str(total((flow.principal for flow in flows), vehicle.currency)),
        "average_life": None if life is None else str(life),
        "daycount": terms.daycount.value,
        "last_payment": _last(flows),
        "paid_in_full": stands.paid_in_full,
        "final_maturity": None if stands.final_maturity is None else stands.final_maturity.isoformat(),
        "left_at_maturity": None if stands.left is None else str(stands.left),
        "missed_maturity": stands.missed,
        "deferrable": stands.deferrable,
        "deferred": [{"date": flow.day.paid.isoformat(), "unpaid": str(flow.carried)} for flow in stands.deferred],
        "made_good": None if stands.made_good is None else stands.made_good.isoformat(),
    }
