"""Do the days of a deal follow each other? Cut-off, first month, closing, promises, first payment, maturity; and plans.

A day out of order would otherwise stop a run in the middle, or pay a period of no length.

It does not judge whether a day is a business day.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.findings import Value
from tallystick.units.periods import Period

__all__ = ["check_dates"]

_Fault = tuple[str, Path, dict[str, Value]]

_CALENDAR = 9000


@judged
def check_dates(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every day that comes before one it must follow."""
    structure, cutoff = deal.structure, deal.assets.cutoff
    if structure.first_period < Period(year=cutoff.year, month=cutoff.month):
        told: dict[str, Value] = {"month": str(structure.first_period), "cutoff": cutoff}
        yield "deal.first-period-early", ("structure", "first_period"), told
    sides: list[tuple[str, Vehicle]] = [("onshore", structure.onshore)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore))
    for side, vehicle in sides:
        yield from _first_payment(("structure", side, "payment"), vehicle, structure)
        yield from _maturities(("structure", side, "classes"), vehicle, structure)
        yield from _plans(("structure", side, "schedules"), vehicle)
    yield from _undertakings(deal)


@judged
def _undertakings(deal: Deal) -> Iterator[_Fault]:
    closing = deal.structure.closing
    for key, undertaking in (deal.undertakings or {}).items():
        if undertaking.due < closing:
            told: dict[str, Value] = {"name": key, "due": undertaking.due, "closing": closing}
            yield "deal.undertaking-early", ("undertakings", key, "due"), told


@judged
def _first_payment(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    if structure.first_period.year > _CALENDAR or vehicle.payment.months_after > _CALENDAR:
        return  # told as out of range; no calendar goes so far
    month = structure.first_period.add(vehicle.payment.months_after)
    day = date(month.year, month.month, min(max(vehicle.payment.day, 1), month.days))
    if day <= structure.closing:
        told: dict[str, Value] = {"month": str(structure.first_period), "day": day, "closing": structure.closing}
        yield "deal.first-payment-early", path, told


@judged
def _maturities(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    for number, terms in each(vehicle.classes):
        if terms.final_maturity is not None and terms.final_maturity <= structure.closing:
            told: dict[str, Value] = {"name": terms.id, "maturity": terms.final_maturity, "closing": structure.closing}
            yield "deal.maturity-early", (*path, number, "final_maturity"), told


@judged
def _plans(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    for number, schedule in each(vehicle.schedules or ()):
        amounts = schedule.amounts or {}
        months = sorted(amounts)
        for before, month in pairwise((None, *months)):
            standing = schedule.initial if before is None else amounts[before]
            if month is not None and standing.currency is amounts[month].currency and amounts[month] > standing:
                told: dict[str, Value] = {"name": schedule.id, "month": str(month)}
                told |= {"before": standing, "after": amounts[month]}
                yield "deal.schedule-rises", (*path, number, "amounts", str(month)), told
