"""Sheets of stress: coverage, break-even and first loss, the grid, shocks to yields and exchange."""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.cashflow.scenarios.class_figures import class_figures, class_price
from tallystick.cashflow.scenarios.solving import Survived, first_losses, survivals
from tallystick.cashflow.scenarios.sweeps import exchange_moved, followed_rates, grid
from tallystick.deal.terms import terms_hash
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.gathering import scenario_input
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column
from tallystick.shell.operations.cashflow.project import BASE
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet

__all__ = ["break_even_sheets", "coverage_sheets", "grid_sheets", "shock_sheets"]

_NOT = Fraction(0)


def coverage_sheets(study: Study) -> Sheets:
    """Return the coverage multiple of every payment of each vehicle, against the principal the base case pays."""
    structure = study.deal.structure
    case, run = study.inputs.case, terms_hash(study.deal)
    schedule = None
    if case != BASE and BASE in study.deal.assumptions:
        filed = Assumptions.filed(study.deal.assumptions[BASE])
        schedule = project(study.deal, study.pool, filed, call=study.inputs.call).ledger
    scenario = scenario_input(study.run.ledger, structure, case=case, run=run, base=schedule)
    rows = [
        (said(f"report.vehicle.{vehicle.vehicle}"), period.payment_date, period.coverage)
        for vehicle in scenario.vehicles
        for period in vehicle.periods
        if period.coverage is not None
    ]
    heads = (column("vehicle", Kind.TEXT), column("payment-date", Kind.DAY), column("coverage", Kind.NUMBER))
    notes = (said("analysis.note.coverage"),)
    sheet = Sheet(id="coverage", title=said("analysis.title.coverage"), columns=heads, rows=tuple(rows), notes=notes)
    return (sheet,), ()


def break_even_sheets(study: Study) -> tuple[Sheets, dict[str, Survived]]:
    """Return what each class stands, and the same for what is asked of it later."""
    names = [terms.id for terms in study.terms]
    stands, lasts = survivals(study.stressed, names), first_losses(study.stressed, names)
    rows = tuple((name, *_stood(stands[name]), *_stood(lasts[name])) for name in names)
    parts = (("is", Kind.TEXT), ("multiple", Kind.NUMBER), ("defaulted", Kind.PERCENT), ("lost", Kind.PERCENT))
    heads = [column(f"{when}-{name}", kind) for when in ("timely", "ultimate") for name, kind in parts]
    sheet = Sheet(
        id="break-even",
        title=said("analysis.title.break-even"),
        columns=(column("class", Kind.TEXT), *heads),
        rows=rows,
        notes=(said("analysis.note.break-even"),),
    )
    return ((sheet,), ()), stands


def grid_sheets(study: Study) -> Sheets:
    """Return life, yield and principal unpaid of each class over speed, defaults and severity.

    Exchange and rates are further dimensions where they are asked for; a deal that has none has nothing to move.
    """
    asked, rows = study.inputs, []
    if fixed := tuple(_fixed(study)):
        return (), fixed
    severities = asked.severities or (None if study.base.severities else study.base.severity,)
    speeds = asked.speeds or (study.speeds[0], study.base.prepayments.rates[0], study.speeds[-1])
    swept = tuple(dict.fromkeys(speeds))
    further = {"moves": asked.grid_moves or (_NOT,), "shifts": asked.grid_rates or (_NOT,)}
    cells = grid(
        study.deal, study.pool, study.base, speeds=swept, multiples=asked.multiples, severities=severities, **further
    )
    for cell in cells:
        for terms in study.terms:
            found = class_figures(cell.run, terms, study.pricing, price=asked.price)
            assumed = (cell.speed, cell.multiple, None if cell.severity is None else cell.severity.value, terms.id)
            paid = said("cli.yes" if found.paid_in_full else "cli.no")
            moved = (*([cell.move] if asked.grid_moves else []), *([cell.shift] if asked.grid_rates else []))
            rows.append((*assumed, *moved, found.average_life, found.annual_yield, paid, found.unpaid))
    heads = [column("speed", Kind.PERCENT), column("multiple", Kind.NUMBER), column("severity", Kind.PERCENT)]
    heads += [column("class", Kind.TEXT)]
    heads += [column("move", Kind.PERCENT)] if asked.grid_moves else []
    heads += [column("rate-shift", Kind.POINTS)] if asked.grid_rates else []
    heads += [column("life", Kind.NUMBER), column("yield", Kind.RATE)]
    heads += [column("in-full", Kind.TEXT), column("unpaid", Kind.MONEY)]
    kept = (*study.own_speeds(), *(study.own_severities() if asked.severities else ()))
    notes = (said("analysis.note.grid", kind=study.base.prepayments.kind.value.upper()), study.conventions(), *kept)
    sheet = Sheet(id="grid", title=said("analysis.title.grid"), columns=tuple(heads), rows=tuple(rows), notes=notes)
    return (sheet,), ()


def _fixed(study: Study) -> Iterator[Finding]:
    """Say which dimension was asked for that the deal does not have: every row would be the same."""
    offshore = study.deal.structure.offshore
    if any(study.inputs.grid_moves) and (offshore is None or offshore.hedge is None):
        yield finding("cashflow.grid-fixed", option="--grid-moves", what="exchange")
    if any(study.inputs.grid_rates) and not study.base.indices and not followed_rates(study.deal.structure):
        yield finding("cashflow.grid-fixed", option="--grid-rates", what="rates")


def shock_sheets(study: Study) -> Sheets:
    """Return prices at yields moved, and what classes are paid where the hedge's rate is moved."""
    return (_rates(study), *_exchange(study)), ()


def _stood(stands: Survived) -> tuple[Cell, ...]:
    """Return a mark where the multiple is only the largest that was tried, the multiple, and the shares then."""
    mark = "≥" if stands.found.pays is not None and stands.found.fails is None else None
    shares = (None if each is None else each.value for each in (stands.defaulted, stands.lost))
    return (mark, stands.found.pays, *shares)


def _rates(study: Study) -> Sheet:
    rows = list[tuple[Cell, ...]]()
    for terms in study.terms:
        found = class_figures(study.run, terms, study.pricing, price=study.inputs.price).annual_yield
        for shift in () if found is None else study.inputs.shifts:
            price = class_price(study.run, terms, study.pricing, annual_yield=found + shift) if found else None
            rows.append((terms.id, shift, found + shift if found else None, price))
    heads = [column("class", Kind.TEXT), column("shift", Kind.POINTS), column("yield", Kind.RATE)]
    return Sheet(
        id="rates",
        title=said("analysis.title.rates"),
        columns=(*heads, column("price", Kind.PRICE)),
        rows=tuple(rows),
        notes=(said("analysis.note.rates"), study.conventions()),
    )


def _exchange(study: Study) -> tuple[Sheet, ...]:
    rows = list[tuple[Cell, ...]]()
    for move in study.inputs.moves:
        run = exchange_moved(study.deal, study.pool, study.base, move)
        for terms in study.terms if run is not None else ():
            found = class_figures(run, terms, study.pricing, price=study.inputs.price) if run else None
            if found is not None:
                paid = said("cli.yes" if found.paid_in_full else "cli.no")
                rows.append((move, terms.id, found.average_life, found.annual_yield, paid, found.unpaid))
    if not rows:
        return ()
    heads = [column("move", Kind.PERCENT), column("class", Kind.TEXT), column("life", Kind.NUMBER)]
    heads += [column("yield", Kind.RATE), column("in-full", Kind.TEXT), column("unpaid", Kind.MONEY)]
    hedge = study.deal.structure.offshore and study.deal.structure.offshore.hedge
    note = "analysis.note.exchange-spot" if hedge and hedge.kind == "spot" else "analysis.note.exchange"
    title, notes = said("analysis.title.exchange"), (said(note), study.conventions())
    return (Sheet(id="exchange", title=title, columns=tuple(heads), rows=tuple(rows), notes=notes),)
