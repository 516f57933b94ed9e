"""Does every formula name what exists, and come to what is wanted where it stands? Checked before anything is run.

    amounts, limits, targets     money of the vehicle's currency
    rates, prices, indices       a number
    conditions                   a truth
    a trigger                    money against money, a number against a number, or a condition without a bound

Amounts of the deal may use each other, but not in a circle. Money of two currencies never mixes: offshore formulas read
the pool only as ratios.

Source: CASHFLOW.md section 2 item 2: unknown names are errors with a code and a fix, before a run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from tallystick.deal.checks.cash_paths import (
    COLLECTION_ITEMS,
    SUBPOOL_TOTALS,
    reported_names,
    targets_of,
    waterfalls_of,
)
from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Call, Constant, Formula, Name, Operation, Tree
from tallystick.deal.formulas.kinds import MONEY, NUMBER, TRUTH, Scope, problems
from tallystick.deal.liabilities.provisions import NamedAmount
from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import Structure, Trigger, Vehicle
from tallystick.evidence.findings import Value
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Share

__all__ = ["check_formulas", "measured_currencies"]

_Fault: TypeAlias = tuple[str, Path, dict[str, Value]]
_Wanted: TypeAlias = tuple[Path, object, str]

_PARTS: Final = (
    ("accounts", (("target", MONEY),)),
    ("fees", (("amount", MONEY),)),
    ("classes", (("rate", NUMBER), ("notional", MONEY))),
    ("ledgers", (("adds", MONEY),)),
    ("facilities", (("commitment", MONEY), ("when", TRUTH))),
    ("rate_hedges", (("notional", MONEY), ("pays", NUMBER), ("receives", NUMBER))),
    ("waterfalls", (("when", TRUTH),)),
)
_OF_STEPS: Final = (("when", TRUTH), ("limit", MONEY), ("amount", MONEY), ("price", NUMBER))


def measured_currencies(structure: Structure) -> dict[str, Currency]:
    """Return in which currency each trigger measures, of those that measure an amount; every other measures a number.

    A deal that checked without a fault has a kind for every measure.
    """
    scopes: dict[str, Scope] = {}
    for side, vehicle in _vehicles(structure):
        kinds: dict[str, str | None] = {}
        scopes[side] = replace(_scope(structure, vehicle, ()), amounts=kinds)
        tuple(_named((), vehicle.amounts or (), scopes[side], kinds))
    found = {}
    for trigger in structure.triggers:
        scope = scopes.get(trigger.of or "onshore", scopes["onshore"])
        kind, _ = problems(trigger.measure, scope, expected=None)
        word, _, other = (kind or "").partition(" ")
        if word == MONEY:
            found[trigger.id] = Currency(other or scope.currency)
    return found


@judged
def check_formulas(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every formula that cannot be computed or comes to the wrong kind of thing."""
    structure = deal.structure
    scopes: dict[str, Scope] = {}
    for side, vehicle in _vehicles(structure):
        path: Path = ("structure", side)
        kinds: dict[str, str | None] = {}
        scopes[side] = scope = replace(_scope(structure, vehicle, tuple(deal.parties)), amounts=kinds)
        yield from _named(path, vehicle.amounts or (), scope, kinds)
        yield from _circles(path, vehicle)
        for place, formula, kind in _wanted(path, vehicle):
            yield from _judge(place, formula, scope, kind)
    yield from _of_the_deal(structure, scopes)


def _vehicles(structure: Structure) -> list[tuple[str, Vehicle]]:
    offshore = structure.offshore
    return [("onshore", structure.onshore)] + ([] if offshore is None else [("offshore", offshore)])


def _scope(structure: Structure, vehicle: Vehicle, parties: tuple[str, ...]) -> Scope:
    steps = [step for _, priorities in waterfalls_of((), vehicle) for step in priorities]
    targets = [name for step in steps for name in targets_of(vehicle, step)]
    members = _members(vehicle) | {
        "items": (*COLLECTION_ITEMS, *(structure.items or {})),
        "reported": (*reported_names(structure), *_totals(structure)),
        "events": tuple(structure.events or {}),
        "indices": tuple(structure.indices or {}),
        "triggers": tuple(trigger.id for trigger in structure.triggers),
        "paid": (*(step.id for step in steps), *targets, *(vehicle.groups or {})),
        "targets": (*targets, *(vehicle.groups or {}), *parties),
    }
    other = {f"{side}.": _members(one) for side, one in _vehicles(structure)}
    return Scope(
        currency=vehicle.currency.value,
        pool=structure.onshore.currency.value,
        members=members,
        other=other,
        currencies={f"{side}.": one.currency.value for side, one in _vehicles(structure)},
    )


def _totals(structure: Structure) -> Iterator[str]:
    return (f"{name}.{total}" for name in structure.subpools or {} for total in SUBPOOL_TOTALS)


def _members(vehicle: Vehicle) -> dict[str, tuple[str, ...]]:
    return {
        "classes": (*(terms.id for terms in vehicle.classes), *(vehicle.groups or {})),
        "accounts": tuple(account.id for account in vehicle.accounts),
        "dues": (*(fee.id for fee in vehicle.fees), *(hedge.id for hedge in vehicle.rate_hedges or ())),
        "ledgers": tuple(ledger.id for ledger in vehicle.ledgers or ()),
        "facilities": tuple(facility.id for facility in vehicle.facilities or ()),
        "schedules": tuple(schedule.id for schedule in vehicle.schedules or ()),
    }


@judged
def _named(
    path: Path, amounts: tuple[NamedAmount, ...], scope: Scope, kinds: dict[str, str | None]
) -> Iterator[_Fault]:
    """Judge the amounts of a vehicle, those first on which others rest; `kinds` grows as they are known."""
    defined = {amount.id: (number, amount) for number, amount in each(amounts)}
    waiting = dict(defined)
    while waiting:
        ready = [name for name in waiting if not _names_in(waiting[name][1].formula.tree) & waiting.keys()]
        if not ready:
            yield from _unending(path, waiting)
            kinds.update(dict.fromkeys(waiting))
            return
        for name in ready:
            number, amount = waiting.pop(name)
            kind, found = problems(amount.formula, scope, expected=None)
            kinds[name] = kind
            yield from ((code, (*path, "amounts", number, "formula"), told) for code, told in found)


def _unending(path: Path, waiting: Mapping[str, tuple[int, NamedAmount]]) -> Iterator[_Fault]:
    """Name the amounts that are defined by themselves, each; else those that wait for each other, once."""
    alone = [(number, name) for name, (number, one) in waiting.items() if name in _names_in(one.formula.tree)]
    for number, name in alone:
        yield "deal.formula-itself", (*path, "amounts", number, "formula"), {"name": name}
    if not alone:
        yield "deal.formula-cycle", (*path, "amounts", next(iter(waiting.values()))[0]), {"names": tuple(waiting)}


def _names_in(tree: Tree) -> set[str]:
    match tree:
        case Constant():
            return set()
        case Name():
            return {tree.name}
        case Call():
            return {name for each_one in tree.arguments for name in _names_in(each_one)}
        case Operation():
            return {name for each_one in tree.operands for name in _names_in(each_one)}


@judged
def _circles(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """A target or a commitment that asks for itself, by whatever way, would be asked for without end."""
    nodes: dict[str, tuple[Path, set[str]]] = {}
    for number, amount in each(vehicle.amounts or ()):
        nodes[amount.id] = ((*path, "amounts", number), _asked_by(amount.formula))
    for number, account in each(vehicle.accounts):
        nodes[f"target({account.id})"] = ((*path, "accounts", number, "target"), _asked_by(account.target))
    for number, facility in each(vehicle.facilities or ()):
        asked = _asked_by(facility.commitment) | _asked_by(facility.when)
        nodes[f"available({facility.id})"] = ((*path, "facilities", number), asked)
    for name, (place, asked) in nodes.items():
        reached, more = set[str](), asked
        while more:
            reached |= more
            more = {further for each_one in more if each_one in nodes for further in nodes[each_one][1]} - reached
        if name in reached and "(" in name:
            names = tuple(sorted(reached & nodes.keys()))
            itself: _Fault = ("deal.formula-itself", place, {"name": name})
            yield itself if len(names) == 1 else ("deal.formula-cycle", place, {"names": names})


def _asked_by(formula: object) -> set[str]:
    """Return what a formula asks for that may be a formula itself: amounts by name, targets, what is available."""
    return _within(formula.tree) if isinstance(formula, Formula) and formula is not UNREAD else set()


def _within(tree: Tree) -> set[str]:
    match tree:
        case Call() if tree.function in {"target", "available"}:
            return {f"{tree.function}({name})" for name in tree.names()}
        case Call():
            return {name for each_one in tree.arguments for name in _within(each_one)}
        case Operation():
            return {name for each_one in tree.operands for name in _within(each_one)}
        case Name():
            return {tree.name}
        case _:
            return set()


def _wanted(path: Path, vehicle: Vehicle) -> Iterator[_Wanted]:
    for part, keys in _PARTS:
        for number, item in each(getattr(vehicle, part) or ()):
            for key, kind in keys:
                yield (*path, part, number, key), getattr(item, key), kind
    for where, priorities in waterfalls_of(path, vehicle):
        for number, step in each(priorities):
            for key, kind in _OF_STEPS:
                yield (*where, number, key), getattr(step, key), kind


def _judge(path: Path, formula: object, scope: Scope, expected: str | None) -> Iterator[_Fault]:
    if isinstance(formula, Formula) and formula is not UNREAD:
        _, found = problems(formula, scope, expected=expected)
        yield from ((code, path, told) for code, told in found)


@judged
def _of_the_deal(structure: Structure, scopes: Mapping[str, Scope]) -> Iterator[_Fault]:
    home = scopes["onshore"]
    for number, trigger in each(structure.triggers):
        yield from _trigger(("structure", "triggers", number), trigger, scopes.get(trigger.of or "onshore", home))
    yield from _trigger_circles(structure)
    for name, index in (structure.indices or {}).items():
        yield from _judge(("structure", "indices", name, "assumed"), index.assumed, home, NUMBER)
    for number, call in each(structure.calls or ()):
        if (call.when is None) == (call.share is None) or (call.tested is not None and call.share is None):
            yield "deal.call-test", ("structure", "calls", number), {"name": call.id}
        yield from _judge(("structure", "calls", number, "when"), call.when, home, TRUTH)
        yield from _judge(("structure", "calls", number, "price"), call.price, home, MONEY)
    hedge = None if structure.offshore is None else structure.offshore.hedge
    if hedge is not None:
        for key, kind in (("when", TRUTH), ("scheduled", MONEY), ("spot", NUMBER)):
            yield from _judge(("structure", "offshore", "hedge", key), getattr(hedge, key), home, kind)


@judged
def _trigger_circles(structure: Structure) -> Iterator[_Fault]:
    """Triggers breached by each other: which of them was first tested would decide."""
    asks = {trigger.id: _breaches(trigger.measure.tree) for _, trigger in each(structure.triggers)}
    told = set[str]()
    for number, trigger in each(structure.triggers):
        reached, more = set[str](), asks[trigger.id]
        while more:
            reached |= more
            more = {further for name in more for further in asks.get(name, ())} - reached
        if trigger.id in reached and trigger.id not in told:
            circle = {name for name in reached if name in asks}
            told |= circle
            names = tuple(name for name in asks if name in circle)
            yield "deal.trigger-circle", ("structure", "triggers", number, "measure"), {"names": names}


def _breaches(tree: Tree) -> set[str]:
    match tree:
        case Call() if tree.function == "breached":
            return set(tree.names())
        case Call():
            return {name for one in tree.arguments for name in _breaches(one)}
        case Operation():
            return {name for one in tree.operands for name in _breaches(one)}
        case _:
            return set()


@judged
def _trigger(path: Path, trigger: Trigger, scope: Scope) -> Iterator[_Fault]:
    kind, found = problems(trigger.measure, scope, expected=None)
    yield from ((code, (*path, "measure"), told) for code, told in found)
    bounds = [bound for bound in (trigger.above, trigger.below) if bound is not None]
    if len(bounds) != (0 if kind == TRUTH else 1):
        yield "deal.trigger-bound", path, {"name": trigger.id}
    if kind == TRUTH and trigger.otherwise is not None:
        yield (
            "deal.trigger-otherwise",
            (*path, "otherwise"),
            {"name": trigger.id, "nothing": str(Money.zero(Currency(scope.pool)))},
        )
        return
    for key in ("above", "below", "otherwise"):
        bound = getattr(trigger, key)
        if isinstance(bound, Share) and kind not in {NUMBER, None}:
            told: dict[str, Value] = {"formula": str(trigger.measure), "kind": kind or "", "expected": NUMBER}
            yield "deal.formula-kind", (*path, "measure"), told
        yield from _judge((*path, key), bound, scope, kind)
