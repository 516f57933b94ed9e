"""The plan: a vehicle compiled into steps that can be carried out one after another.

A step takes from one account or facility and pays tiers of targets: one tier after another, the targets of a tier in
proportion to what each is owed. Names of groups are resolved here, so that nothing further on knows them.

Source: the priorities of the deal file.

It does not carry anything out (`books`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.liabilities.provisions import Schedule
from tallystick.deal.liabilities.steps import Condition, Priority, tiers
from tallystick.deal.structure import Vehicle
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["Plan", "Step", "Table", "plan_of", "steps_of"]

Table = Mapping[Period, int]
"""What a schedule stands at from a month on, in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One numbered step of a waterfall.

    Attributes:
        id: its id in the deal file.
        clause: the clause of the legal document it carries out.
        source: the account or facility it takes from.
        to: tiers of targets, one after another; those of a tier share in proportion to what is owed.
        pay: one of the words of the deal file.
        when: the condition under which it applies; None is always.
        limit: the most it may ask for.
        amount: what an ``amount`` step owes.
        shares: fixed parts, by target, in place of proportion.
        into: the account a ``ledger`` step fills.
        of: the class whose interest an ``accretion`` step adds to its principal.
        price: what a ``purchase`` pays for one unit of principal.
    """

    id: str
    clause: str
    source: str
    to: tuple[tuple[str, ...], ...]
    pay: str
    when: Condition | Formula | None = None
    limit: Money | Formula | None = None
    amount: Money | Formula | None = None
    shares: Mapping[str, Fraction] | None = None
    into: str | None = None
    of: str | None = None
    price: Formula | None = None

    def targets(self) -> tuple[str, ...]:
        """Return all targets in their order."""
        return tuple(name for tier in self.to for name in tier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A vehicle ready to be run.

    Attributes:
        vehicle: as filed.
        steps: its priorities.
        alternatives: conditions and the steps that then stand in their place, first come first.
        schedules: what each schedule stands at, month by month, and at first.
        groups: names for several targets, resolved.
    """

    vehicle: Vehicle
    steps: tuple[Step, ...]
    alternatives: tuple[tuple[Formula, tuple[Step, ...]], ...]
    schedules: Mapping[str, tuple[int, Table]]
    groups: Mapping[str, tuple[str, ...]]

    def members(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return names with every group in them taken apart."""
        return tuple(member for name in names for member in self.groups.get(name, (name,)))

    def pays_in(self, number: int) -> bool:
        """Whether the vehicle pays for a collection period, counted from 1."""
        return number % (self.vehicle.payment.every or 1) == 0

    def scheduled(self, name: str, month: Period) -> int:
        """Return what a schedule stands at for a month, in minor units.

        Raises:
            KeyError: there is no such schedule, or it was not generated.
        """
        first, table = self.schedules[name]
        past = [known for known in table if known <= month]
        return table[max(past)] if past else first


def plan_of(vehicle: Vehicle, *, generated: Mapping[str, Table]) -> Plan:
    """Compile a vehicle.

    Args:
        vehicle: as filed.
        generated: tables of the schedules that follow from the pool, by schedule.
    """
    schedules = {}
    for schedule in vehicle.schedules or ():
        table = _written(schedule) if schedule.bands is None else generated.get(schedule.id)
        if table is not None:
            schedules[schedule.id] = (schedule.initial.minor, table)
    return Plan(
        vehicle=vehicle,
        steps=steps_of(vehicle),
        alternatives=tuple((each.when, _steps(vehicle, each.priorities)) for each in vehicle.waterfalls or ()),
        schedules=schedules,
        groups={
            name: tuple(target for tier in tiers(targets, vehicle.groups or {}) for target in tier)
            for name, targets in (vehicle.groups or {}).items()
        },
    )


def steps_of(vehicle: Vehicle) -> tuple[Step, ...]:
    """Return the steps of a vehicle in the order of its deal file."""
    return _steps(vehicle, vehicle.priorities)


def _steps(vehicle: Vehicle, priorities: Sequence[Priority]) -> tuple[Step, ...]:
    return tuple(_step(vehicle, priority) for priority in priorities)


def _step(vehicle: Vehicle, priority: Priority) -> Step:
    to = tiers(priority.to, vehicle.groups or {})
    if priority.order == "pro-rata" or priority.shares is not None:
        to = (tuple(name for tier in to for name in tier),)
    return Step(
        id=priority.id,
        clause=priority.clause,
        source=priority.source,
        to=to,
        pay=priority.pay,
        when=priority.when,
        limit=priority.limit,
        amount=priority.amount,
        shares=None if priority.shares is None else {name: part.value for name, part in priority.shares.items()},
        into=priority.into,
        of=priority.of,
        price=priority.price,
    )


def _written(schedule: Schedule) -> Table:
    return {month: amount.minor for month, amount in (schedule.amounts or {}).items()}
