"""Tables of a projection: what CSV files and sheets are made of, values exactly as they were computed."""

from collections.abc import Iterator, Mapping
from datetime import date

from tallystick.cashflow.projection import Projection
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.cashflow.project import Case
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn
from tallystick.units.money import Money

__all__ = ["Table", "class_table", "group_table", "pool_table", "sheet_of", "step_table", "texts"]

Table = tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]
"""The names of the columns, and the rows."""

_POOL = (
    "month",
    "beginning",
    "scheduled",
    "prepaid",
    "defaulted",
    "diluted",
    "interest",
    "fees",
    "recovered",
    "lost",
    "ending",
)
_AMOUNTS = ("beginning", "interest_due", "interest", "carried", "principal", "residual", "ending")
_CLASSES = ("period", "payment_date", "class", *_AMOUNTS)
_STEPS = ("period", "vehicle", "payment_date", "priority", "clause", "from", "to", "pay", "due", "paid", "shortfall")


def texts(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return a table as CSV has it: every amount with its currency."""
    head, rows = table
    return head, [tuple(str(cell) for cell in row) for row in rows]


def sheet_of(name: str, title: Name, table: Table) -> Sheet:
    """Return a table as a sheet, where amounts are numbers and their currency stands in the last column.

    Args:
        name: of the sheet, such as ``base-pool``.
        title: for people.
        table: of which the sheet is made.
    """
    head, rows = table
    kinds = [_KINDS.get(type(cell), Kind.TEXT) for cell in rows[0]] if rows else [Kind.TEXT] * len(head)
    columns = [SheetColumn(id=one, title=_title(one), kind=kind) for one, kind in zip(head, kinds, strict=True)]
    columns.append(SheetColumn(id="currency", title=said("analysis.table.currency"), kind=Kind.TEXT))
    return Sheet(id=name, title=title, columns=tuple(columns), rows=tuple((*row, _currency(row)) for row in rows))


def _title(column: str) -> Name:
    key = f"analysis.table.{column}"
    return said(key) if key in labels() else both(column)


def _currency(row: tuple[Cell, ...]) -> Cell:
    return next((cell.currency.value for cell in row if isinstance(cell, Money)), None)


def pool_table(case: Case) -> Table:
    """Return the pool month by month. Law: beginning less scheduled, prepaid, defaulted and diluted is ending."""
    return _POOL, tuple(_pool_rows(case.flows.projection))


def group_table(case: Case, name: str) -> Table:
    """Return the pool month by month for each value of a field, which stands in the first column."""
    rows = ((value, *row) for value, projection in case.groups.items() for row in _pool_rows(projection))
    return (name, *_POOL), tuple(rows)


def _pool_rows(projection: Projection) -> Iterator[tuple[Cell, ...]]:
    for period in projection.periods:
        yield str(period.month), *(getattr(period, name) for name in _POOL[1:])


def class_table(case: Case) -> Table:
    """Return every class of both vehicles, payment by payment, with the month of collections that pays it."""
    rows = (
        (str(period.facts.period), flow.day.paid, flow.class_id, *(getattr(flow, name) for name in _AMOUNTS))
        for period in case.flows.ledger.periods
        for vehicle in (period.onshore, period.offshore)
        if vehicle is not None
        for flow in vehicle.classes
    )
    return _CLASSES, tuple(rows)


def step_table(case: Case) -> Table:
    """Return every step of both waterfalls with its clause."""
    rows: list[tuple[Cell, ...]] = []
    for period in case.flows.ledger.periods:
        for name, vehicle in (("onshore", period.onshore), ("offshore", period.offshore)):
            if vehicle is None:
                continue
            for step in vehicle.payments:
                named = (step.priority, step.clause, step.source, step.to, step.pay)
                amounts = (step.due, step.paid, step.shortfall)
                rows.append((str(period.facts.period), name, vehicle.day.paid, *named, *amounts))
    return _STEPS, tuple(rows)


_KINDS: Mapping[type, Kind] = {Money: Kind.MONEY, date: Kind.DAY}
