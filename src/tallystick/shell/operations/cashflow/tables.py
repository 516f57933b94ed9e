"""Tables of a projection: what a spreadsheet or a chart is made of, as texts that say exactly what was computed."""

from collections.abc import Iterator

from tallystick.cashflow.projection import Projection
from tallystick.cashflow.waterfall import VehiclePeriod
from tallystick.shell.operations.cashflow.project import Case

__all__ = ["Table", "class_table", "group_table", "pool_table", "step_table"]

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]

_POOL = (
    "month",
    "beginning",
    "scheduled",
    "prepaid",
    "defaulted",
    "interest",
    "recovered",
    "lost",
    "ending",
)
_CLASSES = ("payment_date", "class", "beginning", "interest_due", "interest", "carried", "principal", "ending")
_STEPS = ("period", "vehicle", "payment_date", "priority", "clause", "from", "to", "pay", "due", "paid", "shortfall")


def pool_table(case: Case) -> Table:
    """Return the pool month by month; amounts in major units of the currency in the head's place."""
    return _POOL, tuple(_pool_rows(case.flows.projection))


def group_table(case: Case, name: str) -> Table:
    """Return the pool month by month for each value of a field, which stands in the first column."""
    rows = ((value, *row) for value, projection in case.groups.items() for row in _pool_rows(projection))
    return (name, *_POOL), tuple(rows)


def _pool_rows(projection: Projection) -> Iterator[tuple[str, ...]]:
    for period in projection.periods:
        yield str(period.month), *(str(getattr(period, name)) for name in _POOL[1:])


def class_table(case: Case) -> Table:
    """Return every class of both vehicles, payment by payment."""
    rows = (
        (flow.day.paid.isoformat(), flow.class_id, *(str(getattr(flow, name)) for name in _CLASSES[2:]))
        for _, vehicle in _vehicles(case)
        for flow in vehicle.classes
    )
    return _CLASSES, tuple(rows)


def step_table(case: Case) -> Table:
    """Return every step of both waterfalls with its clause."""
    rows = []
    for period in case.flows.ledger.periods:
        for name, vehicle in (("onshore", period.onshore), ("offshore", period.offshore)):
            if vehicle is None:
                continue
            day = vehicle.day.paid.isoformat()
            for step in vehicle.payments:
                named = (step.priority, step.clause, step.source, step.to, step.pay)
                amounts = (str(step.due), str(step.paid), str(step.shortfall))
                rows.append((str(period.facts.period), name, day, *named, *amounts))
    return _STEPS, tuple(rows)


def _vehicles(case: Case) -> Iterator[tuple[str, VehiclePeriod]]:
    for period in case.flows.ledger.periods:
        yield "onshore", period.onshore
        if period.offshore is not None:
            yield "offshore", period.offshore
