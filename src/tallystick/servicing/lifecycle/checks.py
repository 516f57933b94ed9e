"""Whether events fit the deal, the month and the loans.

    repurchase         the price covers the principal; an asset leaves once, and stood on the tape before or came since
    substitution       no more principal in than out; what is in fits the deal's criteria and was not in already
    clean-up call      the deal has the right, its condition holds, its price is what the formula asks, and every class
                       is repaid in its month
    every event        its party is one of the deal's
    servicer           nobody succeeds itself

Whether amounts agree with month and tapes, and a servicer follows another, `reconciliation.beside` says.

Source: LAW.md 5.3 (RC-title, RC-acct); the deal's own documents for the right to call.
It does not value an asset: a price below principal is said, and people decide.
"""

from collections.abc import Collection as Container
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.calls import CallRights
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.servicing.lifecycle.servicers import AT_CLOSING, Servicing, servicer_changes
from tallystick.units.money import Money, total

__all__ = ["Surroundings", "check_events"]

_LEAVING = (EventKind.REPURCHASE, EventKind.SUBSTITUTION_OUT)
_COMING = (EventKind.SUBSTITUTION_IN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the events of a month.

    Attributes:
        eligible: ids on the tape at its end that fit the deal's criteria; None where there is no tape.
        unpaid: what classes of the pool's vehicle are owed once all that the month brought, a price included, is paid
            out; None where it is not known.
        rights: what the deal's clean-up rights come to in the month of a call.
        gone: assets that left the pool in earlier months.
        pool: ids on the last tape before the month; None where there is none, not even the deal's own.
        came: assets put into the pool in earlier months.
        servicing: who services after the earlier months.
    """

    eligible: Container[str] | None = None
    unpaid: Money | None = None
    rights: CallRights = CallRights(held=None)  # noqa: RUF009  # frozen
    gone: frozenset[str] = field(default_factory=frozenset)
    pool: Container[str] | None = None
    came: Container[str] = field(default_factory=frozenset)
    servicing: Servicing = AT_CLOSING


def check_events(
    events: Sequence[PoolEvent], deal: Deal, month: Collection, around: Surroundings, *, file: str
) -> Iterator[Finding]:
    """Yield what does not fit.

    Args:
        events: of the month.
        deal: whose parties and rights count.
        month: as reported.
        around: what is known beside.
        file: of the events, for findings.
    """
    for each in events:
        if each.party not in deal.parties:
            known = tuple(deal.parties)
            yield _at(file, each, "party", "servicing.event-party", party=each.party, known=known)
        match each.kind:
            case EventKind.REPURCHASE | EventKind.SUBSTITUTION_OUT:
                yield from _left(each, around, file)
            case EventKind.SUBSTITUTION_IN:
                if each.asset in around.came or (each.asset in (around.pool or ()) and each.asset not in around.gone):
                    yield _at(file, each, "asset", "servicing.asset-in-already", asset=each.asset)
                if around.eligible is not None and each.asset not in around.eligible:
                    yield _at(file, each, "asset", "servicing.substitute-unfit", asset=each.asset)
            case EventKind.CLEAN_UP_CALL:
                yield from _called(each, around, file)
            case _:
                pass
    for change in servicer_changes(events, deal.parties, around.servicing):
        if change.came_to == "again":
            yield _at(file, change.event, "party", "servicing.servicer-again", party=change.event.party)
    yield from _twice(events, file)
    yield from _sums(events, month, file)


def _left(each: PoolEvent, around: Surroundings, file: str) -> Iterator[Finding]:
    if each.kind is EventKind.REPURCHASE and each.price < each.principal:
        yield _at(file, each, "price", "servicing.repurchase-below", price=each.price, principal=each.principal)
    if each.asset in around.gone:
        yield _at(file, each, "asset", "servicing.asset-left-before", asset=each.asset)
    elif around.pool is not None and each.asset not in around.pool and each.asset not in around.came:
        yield _at(file, each, "asset", "servicing.asset-never-there", asset=each.asset)


def _called(each: PoolEvent, around: Surroundings, file: str) -> Iterator[Finding]:
    rights = around.rights
    if rights.held is None:
        yield _at(file, each, "kind", "servicing.call-no-right", party=each.party)
    elif not rights.held:
        yield _at(file, each, "kind", "servicing.call-early", on=each.on)
    elif not rights.prices:
        yield _at(file, each, "principal", "servicing.call-unheld", price=each.price)
    elif all(abs(each.price.minor - asked.minor) > 1 for asked in rights.prices):
        asked = tuple(str(price) for price in rights.prices)
        yield _at(file, each, "price", "servicing.call-price", price=each.price, asked=asked)
    if around.unpaid is not None and around.unpaid.is_positive():
        yield _at(file, each, "price", "servicing.call-below", price=each.price, unpaid=around.unpaid)


def _twice(events: Sequence[PoolEvent], file: str) -> Iterator[Finding]:
    """Name every event but the first, in the order of the file, that takes out an asset or puts one in again."""
    for kinds, code in ((_LEAVING, "servicing.asset-left-before"), (_COMING, "servicing.asset-in-already")):
        first = set[str]()
        for each in sorted(events, key=lambda event: event.row):
            if each.kind in kinds and each.asset in first:
                yield _at(file, each, "asset", code, asset=each.asset)
            first |= {each.asset} if each.kind in kinds else set()


def _sums(events: Sequence[PoolEvent], month: Collection, file: str) -> Iterator[Finding]:
    """Say where substitution puts more principal into the pool than it takes out."""
    currency = month.opening.currency
    came, out = (
        total((each.principal for each in events if each.kind is kind), currency)
        for kind in (EventKind.SUBSTITUTION_IN, EventKind.SUBSTITUTION_OUT)
    )
    if came > out:
        yield finding("servicing.substitution-grows", file=file, period=str(month.period), came=came, out=out)


def _at(file: str, each: PoolEvent, column: str, code: str, /, **arguments: object) -> Finding:
    return finding(code, file=file, row=each.row, column=column, **arguments)  # type: ignore[arg-type]
