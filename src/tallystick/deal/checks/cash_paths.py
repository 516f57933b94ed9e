"""Does every unit of cash have a way in and a way out? Checked before anything is run.

A collection item that no account receives would vanish; an account nobody pays from would trap cash; a step
below an unconditional remainder can never be reached; a class or fee that no step pays is a promise without
a payer. Each is a finding.

Source: CASHFLOW.md sections 1.2 and 2 item 2 (unmapped sources that vanish silently are the peers' known fault).
"""

from collections.abc import Collection, Iterator
from typing import Final

from tallystick.deal.reading import Path
from tallystick.deal.structure import ClassTerms, FiledRange, Priority, Structure, Vehicle
from tallystick.evidence.findings import Value

__all__ = ["COLLECTION_ITEMS", "check_cash_paths", "linked_items"]

COLLECTION_ITEMS: Final = ("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees")

_Fault = tuple[str, Path, dict[str, Value]]

_OF_THE_POOL: Final = frozenset({"pool-balance", "collections", "interest"})
_TARGETS = {
    "due": "fees",
    "interest": "classes",
    "principal": "classes",
    "target": "accounts",
    "losses": "accounts",
}


def check_cash_paths(structure: Structure, parties: Collection[str]) -> Iterator[_Fault]:
    """Yield a fault for every way in which cash could vanish, stay trapped or be promised by no step.

    Args:
        structure: the vehicles whose steps are followed.
        parties: ids of the parties of the deal; a remainder may be paid to one of them.
    """
    triggers = {trigger.id for trigger in structure.triggers}
    for number, trigger in enumerate(structure.triggers):
        if (trigger.above is None) == (trigger.below is None):
            yield "deal.trigger-bound", ("structure", "triggers", number), {"name": trigger.id}
    sides: list[tuple[str, Vehicle, tuple[str, ...]]] = [("onshore", structure.onshore, COLLECTION_ITEMS)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore, linked_items(structure.onshore)))
        if not linked_items(structure.onshore):
            yield "deal.link-missing", ("structure", "onshore", "classes"), {}
    for side, vehicle, items in sides:
        path: Path = ("structure", side)
        yield from _received(path, vehicle, items)
        yield from _steps(path, vehicle, triggers, parties)
        yield from _accounts(path, vehicle)
        yield from _promises(path, vehicle, pooled=vehicle.currency is structure.onshore.currency)


def linked_items(onshore: Vehicle) -> tuple[str, ...]:
    """Return the items that reach the offshore vehicle: interest and principal of each class the issuer holds."""
    held = [terms.id for terms in onshore.classes if terms.holder == "issuer"]
    return tuple(f"{name}.{kind}" for name in held for kind in ("interest", "principal"))


def _received(path: Path, vehicle: Vehicle, items: tuple[str, ...]) -> Iterator[_Fault]:
    receivers: dict[str, list[str]] = {item: [] for item in items}
    for number, account in enumerate(vehicle.accounts):
        for position, item in enumerate(account.receives):
            if item in receivers:
                receivers[item].append(account.id)
            else:
                where = (*path, "accounts", number, "receives", position)
                yield "deal.item-unknown", where, {"item": item, "known": items}
    for item, accounts in receivers.items():
        if not accounts:
            yield "deal.cash-unmapped", (*path, "accounts"), {"item": item}
        elif len(accounts) > 1:
            yield "deal.cash-mapped-twice", (*path, "accounts"), {"item": item, "accounts": tuple(accounts)}


def _steps(path: Path, vehicle: Vehicle, triggers: set[str], parties: Collection[str]) -> Iterator[_Fault]:
    accounts = {account.id for account in vehicle.accounts}
    classes = {terms.id for terms in vehicle.classes}
    emptied: dict[str, str] = {}
    for number, step in enumerate(vehicle.priorities):
        where = (*path, "priorities", number)
        if step.source not in accounts:
            yield (
                "deal.account-unknown",
                (*where, "from"),
                {"account": step.source, "known": tuple(sorted(accounts))},
            )
        targets = _targets(vehicle, step, parties)
        if step.to not in targets:
            known: dict[str, Value] = {"target": step.to, "pay": step.pay, "known": tuple(targets)}
            yield "deal.target-unknown", (*where, "to"), known
        if step.source in emptied:
            yield "deal.step-unreachable", where, {"step": step.id, "before": emptied[step.source]}
        if step.pay == "remainder" and step.when is None:
            emptied[step.source] = step.id
        yield from _condition(where, step, triggers, classes)


def _targets(vehicle: Vehicle, step: Priority, parties: Collection[str]) -> list[str]:
    if step.pay == "remainder":
        classes = [terms.id for terms in vehicle.classes]
        accounts = [account.id for account in vehicle.accounts if account.id != step.source]
        return [*classes, *accounts, *parties]
    targets: list[str] = [item.id for item in getattr(vehicle, _TARGETS[step.pay])]
    return [name for name in targets if name != step.source]


def _condition(where: Path, step: Priority, triggers: set[str], classes: set[str]) -> Iterator[_Fault]:
    when = step.when
    if when is None:
        return
    named = [name for name in (when.breached, when.unbreached, when.repaid) if name is not None]
    if len(named) != 1:
        yield "deal.condition-not-one", (*where, "when"), {"step": step.id}
        return
    known = classes if when.repaid is not None else triggers
    if named[0] not in known:
        yield "deal.condition-unknown", (*where, "when"), {"name": named[0], "known": tuple(sorted(known))}


def _accounts(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    paid_from = {step.source for step in vehicle.priorities}
    paid_to = {step.to for step in vehicle.priorities}
    for number, account in enumerate(vehicle.accounts):
        where = (*path, "accounts", number)
        if account.id not in paid_from:
            yield "deal.account-trapped", where, {"account": account.id}
        if not account.receives and account.opening is None and account.id not in paid_to:
            yield "deal.account-dry", where, {"account": account.id}


def _promises(path: Path, vehicle: Vehicle, *, pooled: bool) -> Iterator[_Fault]:
    """`pooled`: the vehicle counts in the currency of the pool, so that its fees may be a part of collections."""
    paid = {(step.to, step.pay) for step in vehicle.priorities}
    classes = tuple(terms.id for terms in vehicle.classes)
    for number, fee in enumerate(vehicle.fees):
        where = (*path, "fees", number)
        if (fee.id, "due") not in paid:
            yield "deal.fee-unpaid", where, {"fee": fee.id}
        baseless = fee.rate is not None and fee.base is None
        if (fee.amount is None) == (fee.rate is None) or baseless or (fee.base in _OF_THE_POOL and not pooled):
            yield "deal.fee-basis", where, {"fee": fee.id}
        elif fee.base == "class-interest" and fee.of not in classes:
            yield "deal.class-unknown", (*where, "of"), {"name": fee.of or "", "known": classes}
        elif fee.base == "pool-balance" and fee.daycount is None:
            yield "deal.fee-daycount", where, {"fee": fee.id}
    for number, terms in enumerate(vehicle.classes):
        where = (*path, "classes", number)
        if (terms.id, "principal") not in paid:
            yield "deal.class-principal-unpaid", where, {"name": terms.id}
        if _bears_interest(terms) and (terms.id, "interest") not in paid:
            yield "deal.class-interest-unpaid", where, {"name": terms.id}


def _bears_interest(terms: ClassTerms) -> bool:
    rate = terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon
    return rate.per_annum != 0
