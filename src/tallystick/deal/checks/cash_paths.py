"""Does every unit of cash have a way in and a way out? Checked before anything is run.

A collection item that no account receives would vanish; an account nobody pays from would trap cash, and so would
accounts that only pay each other; a step below an unconditional remainder can never be reached; a class or fee that no
step pays is a promise without a payer. Each is a finding.

Source: CASHFLOW.md sections 1.2 and 2 item 2 (unmapped sources that vanish silently are the peers' known fault).
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Constant
from tallystick.deal.liabilities.provisions import RateHedge
from tallystick.deal.liabilities.steps import Condition, Priority, tiers
from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Path
from tallystick.deal.structure import Account, ClassTerms, Fee, FiledRange, Structure, Vehicle
from tallystick.evidence.findings import Value

__all__ = [
    "COLLECTION_ITEMS",
    "SUBPOOL_FIGURES",
    "SUBPOOL_TOTALS",
    "check_cash_paths",
    "linked_items",
    "reported_names",
    "targets_of",
    "waterfalls_of",
]

COLLECTION_ITEMS: Final = ("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees")
SUBPOOL_FIGURES: Final = ("beginning", "ending", "defaulted", *COLLECTION_ITEMS)
"""What a month reports of each sub-pool, under its id: `fixed.interest`."""
SUBPOOL_TOTALS: Final = ("initial", "cumulative-defaults", "cumulative-recoveries")
"""What is counted of each since the first month, and read alike: `fixed.cumulative-defaults`."""

_Fault = tuple[str, Path, dict[str, Value]]

_OF_THE_POOL: Final = frozenset({"pool-balance", "collections", "interest"})
_TARGETS: Final = {
    "due": ("fees", "rate_hedges"),
    "interest": ("classes", "facilities"),
    "principal": ("classes",),
    "capitalise": ("classes",),
    "write-down": ("classes",),
    "target": ("accounts",),
    "losses": ("accounts",),
    "accretion": ("accounts",),
    "ledger": ("ledgers",),
    "repay": ("facilities",),
    "purchase": (),
    "excess": ("classes", "accounts"),
    "amount": ("classes", "accounts"),
    "remainder": ("classes", "accounts"),
}
"""The parts of a vehicle whose members a word may pay."""

_CASHLESS: Final = frozenset({"capitalise", "write-down"})
_TO_PARTIES: Final = frozenset({"excess", "amount", "remainder", "purchase"})
_FROM_ACCOUNTS: Final = frozenset({"excess", "remainder", "purchase", "accretion", "capitalise", "write-down"})
_OF_PRINCIPAL: Final = frozenset({"principal", "write-down", "capitalise"})


@judged
def check_cash_paths(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for every way in which cash could vanish, stay trapped or be promised by no step."""
    structure = deal.structure
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
        yield from _circles(path, vehicle)
        yield from _fees(path, vehicle, structure)
        yield from _unpaid(path, vehicle)
        if deal.purpose != "projection":  # a deal that others issued is as it is
            yield from _passed_over(path, vehicle)


@judged
def _link(structure: Structure) -> Iterator[_Fault]:
    if structure.offshore is not None and not linked_items(structure.onshore):
        yield "deal.link-missing", ("structure", "onshore", "classes"), {}


def linked_items(onshore: Vehicle) -> tuple[str, ...]:
    """Return the items that reach the offshore vehicle: interest and principal of each class the issuer holds."""
    held = [terms.id for terms in onshore.classes if terms.holder == "issuer"]
    return tuple(f"{name}.{kind}" for name in held for kind in ("interest", "principal"))


def reported_names(structure: Structure) -> tuple[str, ...]:
    """Return what a month reports beside its cash: amounts the structure declares, and the figures of its sub-pools."""
    parts = tuple(f"{name}.{figure}" for name in structure.subpools or {} for figure in SUBPOOL_FIGURES)
    return (*(structure.reported or {}), *parts)


def waterfalls_of(path: Path, vehicle: Vehicle) -> Iterator[tuple[Path, tuple[Priority, ...]]]:
    """Yield each list of priorities of a vehicle with its path: its own, and those that may stand in their place."""
    yield (*path, "priorities"), vehicle.priorities
    for number, alternative in each(vehicle.waterfalls or ()):
        yield (*path, "waterfalls", number, "priorities"), alternative.priorities


def targets_of(vehicle: Vehicle, step: Priority) -> tuple[str, ...]:
    """Return the targets of a step, groups taken apart."""
    return tuple(name for tier in tiers(step.to, vehicle.groups or {}) for name in tier)


@judged
def _received(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    items = linked_items(structure.onshore)
    if vehicle is structure.onshore:
        items = (*COLLECTION_ITEMS, *(structure.items or {}))
    items = (*items, *(hedge.id for hedge in vehicle.rate_hedges or ()))
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
    for where, priorities in waterfalls_of(path, vehicle):
        for number, step in each(priorities):
            yield from _source((*where, number, "from"), vehicle, step)
            yield from _target((*where, number, "to"), vehicle, step, deal)


@judged
def _source(path: Path, vehicle: Vehicle, step: Priority) -> Iterator[_Fault]:
    sources = {account.id for account in vehicle.accounts}
    if step.pay not in _FROM_ACCOUNTS:
        sources |= {facility.id for facility in vehicle.facilities or ()}
    if step.source not in sources:
        yield "deal.account-unknown", path, {"account": step.source, "known": tuple(sorted(sources))}


@judged
def _target(path: Path, vehicle: Vehicle, step: Priority, deal: Deal) -> Iterator[_Fault]:
    known = _targets(vehicle, step, deal.parties if step.pay in _TO_PARTIES else ())
    for name in targets_of(vehicle, step):
        if name not in known:
            offered = (*known, *(vehicle.groups or {}))
            yield "deal.target-unknown", path, {"target": name, "pay": step.pay, "known": offered}


@judged
def _unreachable(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    for where, priorities in waterfalls_of(path, vehicle):
        yield from _unreachable_in(where, priorities)


@judged
def _unreachable_in(path: Path, priorities: Iterable[Priority]) -> Iterator[_Fault]:
    """A step that pays into an emptied account fills it again."""
    emptied: dict[str, str] = {}
    for number, step in each(priorities):
        if step.source in emptied and step.pay not in _CASHLESS:
            before: dict[str, Value] = {"step": step.id, "before": emptied[step.source]}
            yield "deal.step-unreachable", (*path, number), before
        for name in (step.to, step.into):
            if isinstance(name, str):
                emptied.pop(name, None)
        if step.when is None and step.limit is None and step.pay == "remainder":
            emptied[step.source] = step.id


def _targets(vehicle: Vehicle, step: Priority, parties: Collection[str]) -> list[str]:
    found: list[str] = []
    for part in _TARGETS[step.pay]:
        for item in getattr(vehicle, part) or ():
            notional = part == "classes" and step.pay in _OF_PRINCIPAL and item.notional is not None
            if item.id != step.source and not notional:
                found.append(item.id)
    return [*found, *parties]


@judged
def _conditions(path: Path, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    for where, priorities in waterfalls_of(path, vehicle):
        for number, step in each(priorities):
            yield from _condition((*where, number, "when"), step, vehicle, structure)


@judged
def _condition(path: Path, step: Priority, vehicle: Vehicle, structure: Structure) -> Iterator[_Fault]:
    when = step.when
    if not isinstance(when, Condition):
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
    steps = [step for _, priorities in waterfalls_of(path, vehicle) for step in priorities]
    paid_from = {step.source for step in steps}
    paid_to = {name for step in steps for name in (*targets_of(vehicle, step), step.into)}
    for number, account in each(vehicle.accounts):
        yield from _account((*path, "accounts", number), account, paid_from, paid_to)


@judged
def _circles(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """Cash of an account leaves the vehicle, or reaches an account from which it does; else it goes round for ever."""
    accounts = {account.id for account in vehicle.accounts}
    onward: dict[str, set[str]] = {}
    for _, priorities in waterfalls_of(path, vehicle):
        for step in priorities:
            if step.pay not in _CASHLESS:
                reached = (step.into,) if step.pay == "ledger" else targets_of(vehicle, step)
                onward.setdefault(step.source, set()).update(name or "" for name in reached)
    leaving = {source for source, reached in onward.items() if reached - accounts}
    while more := {source for source, reached in onward.items() if reached & leaving} - leaving:
        leaving |= more
    for number, account in each(vehicle.accounts):
        if account.id in onward and account.id not in leaving:
            yield "deal.cash-never-leaves", (*path, "accounts", number), {"account": account.id}


@judged
def _account(path: Path, account: Account, paid_from: set[str], paid_to: set[str | None]) -> Iterator[_Fault]:
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
    if fee.accrues_on is not None and fee.base != "pool-balance":
        yield "deal.fee-accrues", (*path, "accrues_on"), {"fee": fee.id}


@judged
def _unpaid(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    paid: set[tuple[str, str]] = set()
    for _, priorities in waterfalls_of(path, vehicle):
        for step in priorities:
            paid |= {(name, step.pay) for name in targets_of(vehicle, step)}
            if step.of is not None:
                paid.add((step.of, step.pay))
    for number, fee in each(vehicle.fees):
        if fee.id is not UNREAD and (fee.id, "due") not in paid:
            yield "deal.fee-unpaid", (*path, "fees", number), {"fee": fee.id}
    for number, hedge in each(vehicle.rate_hedges or ()):
        if hedge.id is not UNREAD and (hedge.id, "due") not in paid and not _owes_nothing(hedge):
            yield "deal.hedge-unpaid", (*path, "rate_hedges", number), {"name": hedge.id}
    for number, ledger in each(vehicle.ledgers or ()):
        if ledger.id is not UNREAD and (ledger.id, "ledger") not in paid:
            yield "deal.ledger-unpaid", (*path, "ledgers", number), {"ledger": ledger.id}
    for number, terms in each(vehicle.classes):
        yield from _class_unpaid((*path, "classes", number), terms, paid)


@judged
def _passed_over(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    """Yield each remainder that leaves an account filled again after fees were paid from it and not asked once more.

    What fell short of those fees stays owed on the very day on which somebody else is paid what is left.
    """
    for where, priorities in waterfalls_of(path, vehicle):
        paid: dict[str, dict[str, None]] = {}
        waiting: dict[str, dict[str, None]] = {}
        for number, step in each(priorities):
            reached = targets_of(vehicle, step)
            if step.pay == "due":
                paid.setdefault(step.source, {}).update(dict.fromkeys(reached))
                waiting[step.source] = {name: None for name in waiting.get(step.source, {}) if name not in reached}
            for account in (name for name in reached if name in paid and step.pay not in _CASHLESS):
                waiting[account] = {**paid[account]}
            late = tuple(waiting.get(step.source, ()))
            if late and step.pay in {"remainder", "excess"} and not set(reached) & _accounts_of(vehicle):
                yield "deal.remainder-passes-fees", (*where, number), {"step": step.id, "fees": late}


def _accounts_of(vehicle: Vehicle) -> set[str]:
    return {account.id for account in vehicle.accounts}


def _owes_nothing(hedge: RateHedge) -> bool:
    """Whether a cap or a floor, bought at the outset, has nothing more to be paid for."""
    if hedge.kind is UNREAD or hedge.pays is UNREAD or hedge.kind not in {"cap", "floor"}:
        return False
    written = hedge.pays.tree
    return isinstance(written, Constant) and written.value == 0


@judged
def _class_unpaid(path: Path, terms: ClassTerms, paid: set[tuple[str, str]]) -> Iterator[_Fault]:
    if terms.notional is None and (terms.id, "principal") not in paid:
        yield "deal.class-principal-unpaid", path, {"name": terms.id}
    if not {(terms.id, word) for word in ("interest", "accretion", "capitalise")} & paid and _bears_interest(terms):
        yield "deal.class-interest-unpaid", path, {"name": terms.id}


def _bears_interest(terms: ClassTerms) -> bool:
    if terms.rate is not None:
        return True
    rate = terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon
    return rate.per_annum != 0
