"""Sheets over prepayment speeds, with their figures: yields of prices, and decrement tables as documents print them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from tallystick.cashflow.analytics.decrement import decrement_table, prospectus_rows
from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.scenarios.class_figures import ClassFigures, class_figures
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Figure
from tallystick.filing.report.figures import Curves, Series
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column, figure, named, number, speed_name
from tallystick.shell.operations.cashflow.names import exact_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet

__all__ = ["decrement_sheets", "speed_figures", "yield_sheets"]

_PERCENT = both("%")


def yield_sheets(study: Study) -> Sheets:
    """Return for each class the yields of prices at speeds, with lives, windows and durations below."""
    runs = study.at_speeds(called=True)
    return tuple(_yields(study, terms, runs) for terms in study.terms), study.found_speeds()


def decrement_sheets(study: Study) -> Sheets:
    """Return for each class what per cent is outstanding after each payment, speed beside speed."""
    runs, ended = study.at_speeds(called=True), study.at_speeds(called=False)
    return tuple(_decrement(study, terms, runs, ended) for terms in study.terms), study.found_speeds()


def _yields(study: Study, terms: ClassTerms, runs: Sequence[ClassCashFlows]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for price in study.inputs.prices:
        at = [class_figures(run, terms, study.pricing, price=price).annual_yield for run in runs]
        rows.append((said("analysis.row.price", price=_plain(price)), *at))
    priced = [class_figures(run, terms, study.pricing, price=study.inputs.price) for run in runs]
    below = [_below(each) for each in priced]
    ended = "life" if study.inputs.call is None else "life-call"
    for place, name in enumerate((ended, "first", "last", "duration")):
        rows.append((said(f"analysis.row.{name}"), *(each[place] for each in below)))
    return Sheet(
        id=f"yields-{terms.id}",
        title=said("analysis.title.yields", class_id=terms.id),
        columns=(
            column("item", Kind.TEXT),
            *(named(speed_name(study, speed), both(speed_name(study, speed)), Kind.RATE) for speed in study.speeds),
        ),
        rows=tuple(rows),
        notes=(study.conventions(), _called(study), *study.own_speeds(), *study.residual(terms.id)),
    )


def speed_figures(study: Study, sheets: Sequence[Sheet]) -> tuple[Figure, ...]:
    """Return decrement curves and yields by speed, one figure a class."""
    return tuple(_by_speed(study, sheet) for sheet in sheets)


def _below(found: ClassFigures) -> tuple[str | None, ...]:
    """Return life, first and last payment of principal, and modified duration, as texts under a table of yields."""
    life = None if found.average_life is None else _two(found.average_life)
    window = found.window
    months = (None, None) if window is None else (_month(window.first), _month(window.last))
    return (life, *months, None if found.moved is None else _two(found.moved.modified))


def _decrement(
    study: Study, terms: ClassTerms, runs: Sequence[ClassCashFlows], ended: Sequence[ClassCashFlows]
) -> Sheet:
    names = [speed_name(study, speed) for speed in study.speeds]
    flows = [run.flows(terms.id) for run in runs]
    longest = max(flows, key=len)
    table = decrement_table(
        terms.id,
        original=longest[0].beginning,
        dates=[study.pricing.day(flow, terms) for flow in longest],
        balances={name: [flow.ending for flow in each] for name, each in zip(names, flows, strict=True)},
    )
    rows: list[tuple[Cell, ...]] = [
        (said("analysis.row.issue") if day is None else day.isoformat(), *cells)
        for day, cells in prospectus_rows(table, every=study.inputs.every)
    ]
    if study.inputs.call is not None:
        rows.append((said("analysis.row.life-call"), *(_life(study, terms, run) for run in runs)))
    rows.append((said("analysis.row.life"), *(_life(study, terms, run) for run in ended)))
    return Sheet(
        id=f"decrement-{terms.id}",
        title=said("analysis.title.decrement", class_id=terms.id),
        columns=(column("payment-date", Kind.TEXT), *(named(name, both(name), Kind.COUNT) for name in names)),
        rows=tuple(rows),
        notes=(said("analysis.note.decrement"), _called(study), *study.own_speeds()),
    )


def _life(study: Study, terms: ClassTerms, run: ClassCashFlows) -> str | None:
    life = class_figures(run, terms, study.pricing, price=study.inputs.price).average_life
    return None if life is None else _two(life)


def _called(study: Study) -> Name:
    call = study.inputs.call
    return said("analysis.note.no-call") if call is None else said("analysis.note.call", share=str(call))


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _two(value: Fraction) -> str:
    return f"{round(value * 100) // 100}.{round(value * 100) % 100:02d}"


def _plain(price: Fraction) -> str:
    return str(price.numerator) if price.denominator == 1 else exact_name(price)


def _by_speed(study: Study, sheet: Sheet) -> Figure:
    speeds = sheet.columns[1:]
    if sheet.id.startswith("decrement"):
        rows = [row for row in sheet.rows if all(isinstance(cell, str) and "." not in cell for cell in row[1:])]
        labels = tuple(_label(row[0]) for row in rows)
        series = tuple(
            Series(name=head.title, values=tuple(_whole(row[place]) for row in rows))
            for place, head in enumerate(speeds, 1)
        )
        return figure(study, sheet.id, sheet.title, Curves(labels=labels, series=series, unit=_PERCENT))
    priced = sheet.rows[: len(study.inputs.prices)]
    series = tuple(
        Series(
            name=row[0] if isinstance(row[0], Name) else both(str(row[0])),
            values=tuple(number(cell) * 100 for cell in row[1:]),
        )
        for row in priced
    )
    labels = tuple(head.title.en for head in speeds)
    return figure(study, sheet.id, sheet.title, Curves(labels=labels, series=series, unit=_PERCENT))


def _whole(cell: Cell) -> Fraction:
    return Fraction(cell) if isinstance(cell, str) and cell.isdigit() else Fraction(0)


def _label(cell: Cell) -> str:
    return cell[:7] if isinstance(cell, str) else "0"
