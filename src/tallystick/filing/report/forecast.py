"""Sections B.5 and B.6: what the pool is expected to pay, on which assumptions, and what happens under stress.

Tables in the body are by calendar year of payment; the base case payment by payment stands in an annex. Coverage
in a year is the lowest of its payments, since an average hides a month that is short.
Source: CSRC1-4c, and B3 by analogy (forecast, assumptions, stress, coverage by period).
"""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.filing.report.cases.assumed import assumptions_table
from tallystick.filing.report.cases.balances import balances_by_case, case_name, currency_of, run_source
from tallystick.filing.report.content import Block, Cell, Column, Figure, Note, Paragraph, Section, Source, Table
from tallystick.filing.report.figures import Areas, Lines, Mirror, Series, Timeline
from tallystick.filing.report.filer import from_deal
from tallystick.filing.report.inputs import PeriodInput, ScenarioInput, ShortInput, VehicleInput
from tallystick.filing.report.wordings import (
    amount,
    both,
    cell,
    column,
    coverage,
    day,
    figure_value,
    full_amount,
    owes_no_principal,
    percent,
    quantity,
    said,
    table_unit,
    term_name,
    words,
)
from tallystick.units.money import Currency, Money, total

__all__ = ["BASE", "balance_figure", "dates_figure", "forecast_sections", "period_annex"]

BASE = "base"
_ISSUED = "offshore"
_ONE = Fraction(1)


def forecast_sections(deal: Deal, scenarios: tuple[ScenarioInput, ...]) -> tuple[Section, ...]:
    """Sections B.5 (base case by vehicle; the first where it is not among them) and B.6 (stress cases, break-even)."""
    base = next((each for each in scenarios if each.id == BASE), scenarios[0])
    blocks: list[Block] = [
        Paragraph(text=said(f"report.forecast.introduction{'-income' if owes_no_principal(deal) else ''}")),
        assumptions_table(deal),
        *(block for vehicle in base.vehicles for block in _vehicle(base, vehicle)),
        Note(text=said("report.forecast.rounding")),
        *_below_one(base, scenarios),
    ]
    return (
        Section(number="B.5", title=said("report.forecast.title"), blocks=tuple(blocks)),
        Section(number="B.6", title=said("report.forecast.stress"), blocks=tuple(_stress(deal, scenarios))),
    )


def period_annex(scenario: ScenarioInput) -> tuple[Table, ...]:
    """Return the base case payment by payment, one table a vehicle."""
    return tuple(_by_payment(scenario, vehicle) for vehicle in scenario.vehicles if vehicle.periods)


def balance_figure(scenario: ScenarioInput, vehicle: VehicleInput) -> Figure:
    """Return the balances of a vehicle's classes over its payments."""
    names = [name for _, name, _ in vehicle.periods[0].balances]
    return Figure(
        id=f"balances-{vehicle.vehicle}",
        caption=said(f"report.figure.balances-{vehicle.vehicle}"),
        alt=Name(
            zh=_balances_alt(vehicle, [name.zh for name in names]).zh,
            en=_balances_alt(vehicle, [name.en for name in names]).en,
        ),
        picture=Areas(
            periods=tuple(each.period for each in vehicle.periods),
            series=tuple(
                Series(name=name, values=tuple(figure_value(each.balances[index][2]) for each in vehicle.periods))
                for index, name in enumerate(names)
            ),
            unit=table_unit(currency_of(vehicle)),
        ),
        source=run_source(scenario, vehicle),
    )


def dates_figure(deal: Deal, plan: TokenPlan, scenarios: tuple[ScenarioInput, ...]) -> Figure:
    """Return the line of dates: cut-off, closing, issue window, first payment of the base case, final maturity."""
    vehicle = deal.structure.offshore or deal.structure.onshore
    base = next(each for each in scenarios if each.id == BASE)
    first = [each.periods[0].payment_date for each in base.vehicles if each.vehicle == _ISSUED and each.periods]
    dated = [
        (deal.assets.cutoff, said("report.date.cutoff")),
        (deal.structure.closing, said("report.date.closing")),
        (plan.valid_from, said("report.date.valid-from")),
        (plan.valid_until, said("report.date.valid-until")),
        *((day, said("report.date.first-payment")) for day in first),
        *((terms.final_maturity, said("report.date.final-maturity")) for terms in vehicle.classes),
    ]
    known = dict.fromkeys((day, name) for day, name in dated if day is not None)
    events = sorted(known, key=lambda event: event[0])
    return Figure(
        id="dates",
        caption=said("report.plan.dates"),
        alt=said("report.figure.dates-alt", dates=tuple(day.isoformat() for day, _ in events)),
        picture=Timeline(events=tuple(events)),
        source=from_deal("assets.cutoff, structure.closing, tokens.valid_from, tokens.valid_until, final_maturity"),
    )


def _vehicle(scenario: ScenarioInput, vehicle: VehicleInput) -> Iterator[Block]:
    if not vehicle.periods:
        return
    source = run_source(scenario, vehicle)
    yield _by_year(scenario, vehicle)
    yield Figure(
        id=f"cash-{vehicle.vehicle}",
        caption=said(f"report.figure.cash-{vehicle.vehicle}"),
        alt=said("report.figure.cash-alt", count=len(vehicle.periods)),
        picture=Mirror(
            periods=tuple(each.period for each in vehicle.periods),
            sources=_series([each.received for each in vehicle.periods]),
            uses=_series([each.paid for each in vehicle.periods]),
            unit=table_unit(currency_of(vehicle)),
        ),
        source=source,
    )
    covered = [each for each in vehicle.periods if each.coverage is not None]
    if covered:
        lowest = min(covered, key=lambda each: each.coverage or _ONE)
        yield Figure(
            id=f"coverage-{vehicle.vehicle}",
            caption=said(f"report.figure.coverage-{vehicle.vehicle}"),
            alt=said("report.figure.coverage-alt", lowest=coverage(lowest.coverage, source).text, period=lowest.period),
            picture=Lines(
                periods=tuple(each.period for each in covered),
                series=(
                    Series(
                        name=said("report.column.coverage"), values=tuple(each.coverage or _ONE for each in covered)
                    ),
                ),
                level=_ONE,
                level_name=said("report.figure.level"),
            ),
            source=source,
        )


def _below_one(base: ScenarioInput, scenarios: tuple[ScenarioInput, ...]) -> Iterator[Block]:
    """Say what a coverage below one means, where some case has one, and of the base case what pays the difference."""
    if all(vehicle.short is None for each in scenarios for vehicle in each.vehicles):
        return
    yield Note(text=said("report.forecast.below-one"))
    for vehicle in base.vehicles:
        short, source = vehicle.short, run_source(base, vehicle)
        if short is None or not short.unpaid:
            continue
        lowest = next(each for each in vehicle.periods if each.period == short.period)
        below = sum(each.coverage is not None and each.coverage < _ONE for each in vehicle.periods)
        text = said(
            "report.forecast.short",
            vehicle=said(f"report.vehicle.{vehicle.vehicle}"),
            count=below,
            lowest=coverage(lowest.coverage, source).text,
            date=short.payment_date,
            amount=full_amount(total((money for _, money in short.unpaid), currency_of(vehicle))).text,
            items=_listed(tuple(_priced(name, money) for name, money in short.unpaid)),
            made=_made_good(short),
        )
        yield Paragraph(text=text, source=source)


def _made_good(short: ShortInput) -> Name:
    """Say when and from which accounts the difference is paid."""
    if short.paid_on is None:
        return said("report.forecast.short-left")
    told = said("report.forecast.short-paid", date=short.paid_on, accounts=_listed(short.accounts))
    return said("report.forecast.short-fed", told=told, accounts=_listed(short.fed_by)) if short.fed_by else told


def _priced(name: Name, money: Money) -> Name:
    amount_of = full_amount(money).text
    return Name(zh=f"{name.zh}{amount_of.zh}", en=f"{name.en} {amount_of.en}")


def _listed(names: tuple[Name, ...]) -> Name:
    return Name(zh="、".join(each.zh for each in names), en=", ".join(each.en for each in names))


def _by_year(scenario: ScenarioInput, vehicle: VehicleInput) -> Table:
    source, currency = run_source(scenario, vehicle), currency_of(vehicle)
    years = sorted({each.payment_date.year for each in vehicle.periods})
    groups = [[each for each in vehicle.periods if each.payment_date.year == year] for year in years]
    labels = [*(both(str(year)) for year in years), said("report.total")]
    rows = tuple(
        (words(label), quantity(len(group), source), *_cash_cells(group, source=source, currency=currency))
        for label, group in zip(labels, [*groups, list(vehicle.periods)], strict=True)
    )
    return Table(
        id=f"years-{vehicle.vehicle}",
        caption=said(f"report.forecast.years-{vehicle.vehicle}"),
        columns=(
            column("report.column.year", width=3),
            column("report.column.payments", numeric=True, width=2),
            *_cash_columns(currency),
        ),
        rows=rows,
        totals=1,
    )


def _by_payment(scenario: ScenarioInput, vehicle: VehicleInput) -> Table:
    source, currency = run_source(scenario, vehicle), currency_of(vehicle)
    rows = tuple(
        (day(each.payment_date, source), *_cash_cells([each], source=source, currency=currency))
        for each in vehicle.periods
    )
    return Table(
        id=f"payments-{vehicle.vehicle}",
        caption=said(f"report.forecast.payments-{vehicle.vehicle}"),
        columns=(column("report.column.payment-date", width=3), *_cash_columns(currency)),
        rows=rows,
    )


def _cash_columns(currency: Currency) -> tuple[Column, ...]:
    unit = table_unit(currency)
    return (
        column("report.column.received", unit=unit, numeric=True, width=4),
        column("report.column.paid", unit=unit, numeric=True, width=4),
        column("report.column.classes", unit=unit, numeric=True, width=4),
        column("report.column.coverage", numeric=True, width=3),
    )


def _cash_cells(group: list[PeriodInput], *, source: Source, currency: Currency) -> tuple[Cell, ...]:
    ratios = [each.coverage for each in group if each.coverage is not None]
    return (
        amount(total((money for each in group for _, money in each.received), currency), source),
        amount(total((money for each in group for _, money in each.paid), currency), source),
        amount(total((money for _, _, money in group[-1].balances), currency), source),
        coverage(min(ratios) if ratios else None, source),
    )


def _stress(deal: Deal, scenarios: tuple[ScenarioInput, ...]) -> Iterator[Block]:
    yield Paragraph(text=said("report.forecast.stress-introduction"))
    rows = []
    for scenario in scenarios:
        for vehicle in (each for each in scenario.vehicles if each.periods):
            source = run_source(scenario, vehicle)
            ratios = [each.coverage for each in vehicle.periods if each.coverage is not None]
            owed = [money for name, money in scenario.unpaid if name in _class_ids(vehicle)]
            fees = [money for side, _, money in scenario.unpaid_fees if side == vehicle.vehicle]
            rows.append(
                (
                    words(case_name(scenario.id)),
                    words(said(f"report.vehicle.{vehicle.vehicle}")),
                    day(vehicle.periods[-1].payment_date, source),
                    coverage(min(ratios) if ratios else None, source),
                    amount(total(owed, currency_of(vehicle)), source),
                    amount(total(fees, currency_of(vehicle)), source),
                    words(table_unit(currency_of(vehicle))),
                )
            )
    yield Table(
        id="stress",
        caption=said("report.forecast.stress"),
        columns=(
            column("report.column.case", width=2),
            column("report.column.vehicle", width=2),
            column("report.column.last-payment", width=3),
            column("report.column.lowest-coverage", numeric=True, width=3),
            column("report.column.unpaid", numeric=True, width=3),
            column("report.column.unpaid-fees", numeric=True, width=3),
            column("report.column.unit", width=3),
        ),
        rows=tuple(rows),
    )
    yield from balances_by_case(scenarios)
    yield _unpaid(deal, scenarios)
    yield from _break_even(scenarios)


def _unpaid(deal: Deal, scenarios: tuple[ScenarioInput, ...]) -> Block:
    """Say of each case what is unpaid at the end: which class, which tax or fee, and how much of it."""
    rows = []
    for scenario in scenarios:
        for vehicle in (each for each in scenario.vehicles if each.periods):
            source, named = (
                run_source(scenario, vehicle),
                {name: title for name, title, _ in vehicle.periods[0].balances},
            )
            owed = [
                (said("report.forecast.unpaid-class", name=named[name]), money)
                for name, money in scenario.unpaid
                if name in named
            ]
            owed += [
                (term_name(deal.structure, fee), money)
                for side, fee, money in scenario.unpaid_fees
                if side == vehicle.vehicle
            ]
            rows += [
                (words(case_name(scenario.id)), words(name), full_amount(money, source))
                for name, money in owed
                if not money.is_zero()
            ]
    if not rows:
        return Paragraph(text=said("report.forecast.all-paid"))
    return Table(
        id="unpaid",
        caption=said("report.forecast.unpaid"),
        columns=(
            column("report.column.case", width=2),
            column("report.column.owed", width=6),
            column("report.column.unpaid-amount", numeric=True, width=4),
        ),
        rows=tuple(rows),
    )


def _break_even(scenarios: tuple[ScenarioInput, ...]) -> Iterator[Block]:
    survived = [(scenario, each) for scenario in scenarios for each in scenario.break_even]
    found = [(scenario, each) for scenario, each in survived if each.defaulted]
    if not found:
        yield from (Note(text=said("report.forecast.break-even-none")) for _ in survived[:1])
        return
    rows = []
    for scenario, each in found:
        source = Source(kind="projection", reference=f"{scenario.run} break-even")
        rows.append(
            (
                words(case_name(scenario.id)),
                cell(each.class_id),
                quantity(each.multiple, source, places=2),
                percent(each.defaulted, source),
            )
        )
    yield Table(
        id="break-even",
        caption=said("report.forecast.break-even"),
        columns=(
            column("report.column.case", width=2),
            column("report.column.class", width=2),
            column("report.column.multiple", numeric=True, width=3),
            column("report.column.break-even", numeric=True, width=3),
        ),
        rows=tuple(rows),
    )
    yield Note(text=said("report.forecast.break-even-note"))


def _series(by_period: list[tuple[tuple[Name, Money], ...]]) -> tuple[Series, ...]:
    names = list(dict.fromkeys(name for cash in by_period for name, _ in cash))
    return tuple(
        Series(
            name=name,
            values=tuple(
                sum((figure_value(money) for each, money in cash if each == name), Fraction(0)) for cash in by_period
            ),
        )
        for name in names
    )


def _class_ids(vehicle: VehicleInput) -> frozenset[str]:
    return frozenset(name for name, _, _ in vehicle.periods[0].balances)


def _balances_alt(vehicle: VehicleInput, classes: list[str]) -> Name:
    return said("report.figure.balances-alt", classes=tuple(classes), count=len(vehicle.periods))
