"""Does every unit of cash have a way in and a way out? Checked before anything is run.

A collection item that no account receives would vanish; an account nobody pays from would trap cash; a step
below an unconditional remainder can never be reached; a class or fee that no step pays is a promise without
a payer. Each is a finding.

Source: CASHFLOW.md sections 1.2 and 2 item 2 (unmapped sources that vanish silently are the peers' known fault).
"""

from collections.abc import Collection, Iterator
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import Account, ClassTerms, Fee, FiledRange, Priority, Structure, Vehicle
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


@judged
def check_cash_paths(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every way in which cash could vanish, stay trapped or be promised by no step."""
    structure = deal.structure
    yield from _triggers(structure)
    yield from _link(structure)
    sides = [("onshore", structure.onshore)]
    if structure.offshore is not None:
        sides.append(("offshore", structure.offshore))
    for side, vehicle in sides:
        path: Path = ("structure", side)
        yield from _received(path, vehicle, structure)
        yield from _steps(path, vehicle, deal)
        yield from _unreachable(path, vehicle)
        yield from _conditions(path, vehicle, structure)
        yield from _accounts(path, vehicle)
        yield from _fees(path, vehicle, structure)
        yield from _unpaid(path, vehicle)


@judged
def _triggers(structure: Structure) -> Iterator[_Fault]:
    for number, trigger in each(structure.triggers):
        if (trigger.above is None) == (trigger.below is None):
            yield "deal.trigger-bound", ("structure", "triggers", number), {"name": trigger.id}


@judged
def _link(structure: Structure) -> Iterator[_Fault]:
    if structure.offshore is not None and not linked_items(structure.onshore):
        yield "deal.link-missing", ("structure", "onshore", "classes"), {}


def linked_items(onshore: Vehicle) -> tuple[str, ...]:
    """Return the items that reach the offshore vehicle: interest and principal of each class the issuer holds."""
    held = [terms.id for terms in onshore.classes if terms.holder == "issuer"]
    return tuple(f"{name}.{kind}" for name in held for kind in ("interest", "principal"))


@judged
def _received(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    items = COLLECTION_ITEMS if vehicle is structure.onshore else linked_items(structure.onshore)
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


@judged
def _steps(path: Path, vehicle: Vehicle, deal: Deal) -> Iterator[_Fault]:
    for number, step in each(vehicle.priorities):
        yield from _source((*path, "priorities", number, "from"), vehicle, step)
        yield from _target((*path, "priorities", number, "to"), vehicle, step, deal)


@judged
def _source(path: Path, vehicle: Vehicle, step: Priority) -> Iterator[_Fault]:
    accounts = {account.id for account in vehicle.accounts}
    if step.source not in accounts:
        yield "deal.account-unknown", path, {"account": step.source, "known": tuple(sorted(accounts))}


@judged
def _target(path: Path, vehicle: Vehicle, step: Priority, deal: Deal) -> Iterator[_Fault]:
    targets = _targets(vehicle, step, deal.parties if step.pay == "remainder" else ())
    if step.to not in targets:
        yield "deal.target-unknown", path, {"target": step.to, "pay": step.pay, "known": tuple(targets)}


@judged
def _unreachable(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    emptied: dict[str, str] = {}
    for number, step in each(vehicle.priorities):
        if step.source in emptied:
            before: dict[str, Value] = {"step": step.id, "before": emptied[step.source]}
            yield "deal.step-unreachable", (*path, "priorities", number), before
        if step.when is None and step.pay == "remainder":
            emptied[step.source] = step.id


def _targets(vehicle: Vehicle, step: Priority, parties: Collection[str]) -> list[str]:
    if step.pay == "remainder":
        classes = [terms.id for terms in vehicle.classes]
        accounts = [account.id for account in vehicle.accounts if account.id != step.source]
        return [*classes, *accounts, *parties]
    targets: list[str] = [item.id for item in getattr(vehicle, _TARGETS[step.pay])]
    return [name for name in targets if name != step.source]


@judged
def _conditions(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    for number, step in each(vehicle.priorities):
        yield from _condition((*path, "priorities", number, "when"), step, vehicle, structure)


@judged
def _condition(path: Path, step: Priority, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    when = step.when
    if when is None:
        return
    named = [name for name in (when.breached, when.unbreached, when.repaid) if name is not None]
    if len(named) != 1:
        yield "deal.condition-not-one", path, {"step": step.id}
        return
    known = {one.id for one in (structure.triggers if when.repaid is None else vehicle.classes)}
    if named[0] not in known:
        yield "deal.condition-unknown", path, {"name": named[0], "known": tuple(sorted(known))}


@judged
def _accounts(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    paid_from = {step.source for step in vehicle.priorities}
    paid_to = {step.to for step in vehicle.priorities}
    for number, account in each(vehicle.accounts):
        yield from _account((*path, "accounts", number), account, paid_from, paid_to)


@judged
def _account(path: Path, account: Account, paid_from: set[str], paid_to: set[str]) -> Iterator[_Fault]:
    if account.id not in paid_from:
        yield "deal.account-trapped", path, {"account": account.id}
    if not account.receives and account.opening is None and account.id not in paid_to:
        yield "deal.account-dry", path, {"account": account.id}


@judged
def _fees(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    for number, fee in each(vehicle.fees):
        yield from _fee((*path, "fees", number), fee, vehicle, structure)


@judged
def _fee(path: Path, fee: Fee, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    """Only a vehicle that counts in the currency of the pool can take a part of what the pool pays."""
    baseless = fee.rate is not None and fee.base is None
    foreign = fee.base in _OF_THE_POOL and vehicle.currency.value != structure.onshore.currency.value
    if (fee.amount is None) == (fee.rate is None) or baseless or foreign:
        yield "deal.fee-basis", path, {"fee": fee.id}
    elif fee.base == "class-interest":
        classes = tuple(terms.id for terms in vehicle.classes)
        if fee.of not in classes:
            yield "deal.class-unknown", (*path, "of"), {"name": fee.of or "", "known": classes}
    elif fee.base == "pool-balance" and fee.daycount is None:
        yield "deal.fee-daycount", path, {"fee": fee.id}


@judged
def _unpaid(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    paid: set[tuple[str, str]] = {(step.to, step.pay) for step in vehicle.priorities}
    for number, fee in each(vehicle.fees):
        if fee.id is not UNREAD and (fee.id, "due") not in paid:
            yield "deal.fee-unpaid", (*path, "fees", number), {"fee": fee.id}
    for number, terms in each(vehicle.classes):
        yield from _class_unpaid((*path, "classes", number), terms, paid)


@judged
def _class_unpaid(path: Path, terms: ClassTerms, paid: set[tuple[str, str]]) -> Iterator[_Fault]:
    if (terms.id, "principal") not in paid:
        yield "deal.class-principal-unpaid", path, {"name": terms.id}
    if (terms.id, "interest") not in paid and _bears_interest(terms):
        yield "deal.class-interest-unpaid", path, {"name": terms.id}


def _bears_interest(terms: ClassTerms) -> bool:
    rate = terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon
    return rate.per_annum != 0
