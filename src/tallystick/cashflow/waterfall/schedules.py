"""Schedules that follow from the pool: planned (PAC) and targeted (TAC) amortisation, in the order of the deal file.

    paid(t)     = max(0, smallest principal of the pool in month t under the speeds of `bands` - paid by `after`)
    stands(t)   = max(0, initial - all paid so far), from the lockout on

Two speeds make a band: whatever the pool does between them, the plan can be paid. One speed makes a target. A second
plan that comes `after` the first takes what the first leaves (PAC II).

Source: CASHFLOW.md section 5: monthly minimum of pool principal at the two band speeds after the lockout.

It does not pay: a step says how far a class is brought, `balance(P) - schedule(plan)`.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from tallystick.cashflow.assumptions import Assumptions, Prepayments
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import project_pool
from tallystick.cashflow.waterfall.engine.plan import Table
from tallystick.deal.assets import PrepaymentSpeed
from tallystick.deal.liabilities.provisions import Schedule
from tallystick.deal.structure import Structure
from tallystick.units.periods import Period

__all__ = ["generated_schedules"]


def generated_schedules(structure: Structure, pool: Pool) -> Mapping[str, Table]:
    """Return what every schedule with bands stands at after each collection month, in minor units.

    Args:
        structure: whose schedules they are.
        pool: on which the principal of each speed is projected, without defaults.

    Raises:
        SpeedError: a speed is out of range.
    """
    tables: dict[str, Table] = {}
    paid: dict[str, list[int]] = {}
    for schedule in _with_bands(structure):
        principal = [_principal(pool, speed, structure.first_period) for speed in schedule.bands or ()]
        earlier = [paid.get(name, []) for name in schedule.after or ()]
        paid[schedule.id] = list(_payments(schedule, principal, earlier))
        tables[schedule.id] = dict(_standing(schedule, paid[schedule.id], structure.first_period))
    return tables


def _with_bands(structure: Structure) -> Iterator[Schedule]:
    for vehicle in (structure.onshore, structure.offshore):
        for schedule in () if vehicle is None else vehicle.schedules or ():
            if schedule.bands is not None:
                yield schedule


def _principal(pool: Pool, speed: PrepaymentSpeed, first: Period) -> list[int]:
    projection = project_pool(pool, Assumptions(prepayments=Prepayments.filed(speed)), first=first)
    return [(month.scheduled + month.prepaid).minor for month in projection.periods]


def _payments(schedule: Schedule, principal: list[list[int]], earlier: list[list[int]]) -> Iterator[int]:
    left = schedule.initial.minor
    smallest = [min(month) for month in zip_longest(*principal, fillvalue=0)]
    for number, available in enumerate(smallest):
        taken = sum(one[number] for one in earlier if number < len(one))
        paid = 0 if number < (schedule.lockout or 0) else min(max(available - taken, 0), left)
        left -= paid
        yield paid


def _standing(schedule: Schedule, payments: list[int], first: Period) -> Iterator[tuple[Period, int]]:
    left = schedule.initial.minor
    for number, paid in enumerate(payments):
        left -= paid
        yield first.add(number), left
