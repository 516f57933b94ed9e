"""Is every step and every provision whole? What a word needs, shares that are one, groups without circles.

Source: CASHFLOW.md section 2 item 2: splits that do not sum are errors with a code and a fix, before a run.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from tallystick.deal.checks.cash_paths import SUBPOOL_FIGURES, SUBPOOL_TOTALS, targets_of, waterfalls_of
from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.provisions import Schedule
from tallystick.deal.liabilities.steps import Priority, Targets
from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.findings import Value

__all__ = ["check_provisions"]

_Fault: TypeAlias = tuple[str, Path, dict[str, Value]]

_NEEDS: Final = {"amount": "amount", "ledger": "into", "accretion": "of", "write-down": "limit"}
"""The key that a step of a word cannot do without."""

_OF_ONE_AMOUNT: Final = frozenset({"amount", "remainder", "excess", "purchase", "target", "losses", "accretion"})
"""Words whose due is one amount, so that several targets need shares to divide it by."""


@judged
def check_provisions(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every step or provision that lacks something or contradicts itself."""
    structure = deal.structure
    sides: list[tuple[str, Vehicle]] = [("onshore", structure.onshore)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore))
    for side, vehicle in sides:
        path: Path = ("structure", side)
        yield from _groups(path, vehicle)
        yield from _schedules(path, vehicle)
        for where, priorities in waterfalls_of(path, vehicle):
            for number, step in each(priorities):
                yield from _step((*where, number), step, vehicle)
        yield from _frequency((*path, "payment", "every"), vehicle.payment.every)
        if deal.purpose != "projection":
            yield from _written(path, vehicle)
    yield from _triggers(structure)
    yield from _subpools(structure)
    classes = [
        (side, ("classes", number, "id"), terms.id) for side, each_ in sides for number, terms in each(each_.classes)
    ]
    yield from _alike([(("structure", side, *at), name) for side, at, name in classes])
    yield from _alike([(("assumptions", name), name) for name in deal.assumptions])


@judged
def _alike(names: list[tuple[Path, str]]) -> Iterator[_Fault]:
    """Classes and cases are files, sheets and lines of a chart: no two may have a name that reads or files alike.

    A name that stands twice in one place is told as such elsewhere.
    """
    first: dict[str, tuple[Path, str]] = {}
    for path, name in names:
        if name is UNREAD:
            continue
        at, other = first.setdefault(name.casefold(), (path, name))
        if at != path and (other != name or at[:2] != path[:2]):
            yield "deal.name-alike", path, {"name": name, "other": other}


@judged
def _subpools(structure: Structure) -> Iterator[_Fault]:
    """Assets belong to one sub-pool at most, and what a month reports of it has a name of its own."""
    taken: dict[tuple[str, str], str] = {}
    names = {*(structure.reported or {}), *(structure.items or {})}
    for name, part in (structure.subpools or {}).items():
        path: Path = ("structure", "subpools", name)
        if not part.values:
            yield "deal.list-length", (*path, "values"), {}
        for number, value in enumerate(part.values):
            other = taken.setdefault((part.field, value), name)
            if other != name:
                told: dict[str, Value] = {"name": name, "other": other, "field": part.field, "value": value}
                yield "deal.subpool-shared", (*path, "values", number), told
        for figure in (*SUBPOOL_FIGURES, *SUBPOOL_TOTALS):
            if f"{name}.{figure}" in names:
                yield "deal.subpool-name", path, {"name": name, "taken": f"{name}.{figure}"}


@judged
def _groups(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    groups = vehicle.groups or {}
    for name in groups:
        if name in _within(groups, name, set()):
            yield "deal.group-circle", (*path, "groups", name), {"group": name}


def _within(groups: dict[str, Targets], name: str, seen: set[str]) -> set[str]:
    """Return every name inside a group, at any depth."""
    targets = groups.get(name, ())
    for each_one in (targets,) if isinstance(targets, str) else targets:
        for inner in (each_one,) if isinstance(each_one, str) else each_one:
            if inner not in seen:
                seen.add(inner)
                _within(groups, inner, seen)
    return seen


@judged
def _step(path: Path, step: Priority, vehicle: Vehicle) -> Iterator[_Fault]:
    needed = _NEEDS.get(step.pay)
    if needed is not None and getattr(step, needed) is None:
        yield "deal.step-lacks", path, {"step": step.id, "pay": step.pay, "key": needed}
    if step.into is not None and step.into not in {account.id for account in vehicle.accounts}:
        known = tuple(sorted(account.id for account in vehicle.accounts))
        yield "deal.account-unknown", (*path, "into"), {"account": step.into, "known": known}
    classes = tuple(terms.id for terms in vehicle.classes)
    if step.of is not None and step.of not in classes:
        yield "deal.class-unknown", (*path, "of"), {"name": step.of, "known": classes}
    if step.pay == "purchase" and step.when is None:
        yield "deal.purchase-endless", path, {"step": step.id}
    targets = targets_of(vehicle, step)
    twice = tuple(dict.fromkeys(name for name in targets if targets.count(name) > 1))
    if twice:
        yield "deal.target-twice", (*path, "to"), {"step": step.id, "targets": twice}
    yield from _shares(path, step, targets)


@judged
def _shares(path: Path, step: Priority, targets: tuple[str, ...]) -> Iterator[_Fault]:
    if step.shares is None:
        if step.pay in _OF_ONE_AMOUNT and len(targets) > 1:
            yield "deal.shares-missing", path, {"step": step.id, "targets": targets}
        return
    if set(step.shares) != set(targets):
        yield "deal.shares-targets", (*path, "shares"), {"step": step.id, "targets": targets}
    summed = sum((share.value for share in step.shares.values()), Fraction(0))
    if summed != 1:
        yield "deal.shares-sum", (*path, "shares"), {"step": step.id, "sum": f"{summed * 100}%"}


@judged
def _schedules(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    names = tuple(schedule.id for _, schedule in each(vehicle.schedules or ()))
    for number, schedule in each(vehicle.schedules or ()):
        yield from _schedule((*path, "schedules", number), schedule, vehicle, names)


@judged
def _schedule(path: Path, schedule: Schedule, vehicle: Vehicle, names: tuple[str, ...]) -> Iterator[_Fault]:
    if (schedule.amounts is None) == (schedule.bands is None):
        yield "deal.schedule-source", path, {"name": schedule.id}
    for place, name in enumerate(schedule.after or ()):
        if name not in names[: names.index(schedule.id)]:
            yield "deal.formula-name", (*path, "after", place), {"name": name, "known": names}
    for amount in (schedule.initial, *(schedule.amounts or {}).values()):
        if amount.currency is not vehicle.currency:
            yield "deal.currency-differs", path, {"amount": amount, "currency": vehicle.currency.value}


@judged
def _written(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """What is filed is what runs: a plan that follows from a tape cannot be replayed where the tape may not go."""
    for number, schedule in each(vehicle.schedules or ()):
        if schedule.bands is not None:
            yield "deal.schedule-generated", (*path, "schedules", number, "bands"), {"name": schedule.id}


@judged
def _frequency(path: Path, every: int | None) -> Iterator[_Fault]:
    if every == 0:
        yield "deal.count-zero", path, {"key": str(path[-1])}


@judged
def _triggers(structure: Structure) -> Iterator[_Fault]:
    vehicles = [vehicle for vehicle in (structure.onshore, structure.offshore) if vehicle is not None]
    steps = [step.id for one in vehicles for _, found in waterfalls_of((), one) for _, step in each(found)]
    for number, trigger in each(structure.triggers):
        path: Path = ("structure", "triggers", number)
        if trigger.before is not None and trigger.before not in steps:
            yield "deal.formula-name", (*path, "before"), {"name": trigger.before, "known": tuple(steps)}
        for key in ("breaches_after", "cures_after"):
            yield from _frequency((*path, key), getattr(trigger, key))
    if structure.offshore is not None and structure.offshore.hedge is not None:
        yield from _frequency(("structure", "offshore", "hedge", "every"), structure.offshore.hedge.every)
