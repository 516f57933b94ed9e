"""Whether events fit the deal, the month and the loans.

    repurchase         the price covers the principal; the asset was in the pool, once; what came in is in the month
    substitution       no more principal in than out; what is in fits the deal's criteria; the month says it was bought
    clean-up call      the deal has the right, its condition holds, and the price repays every class
    servicer replaced  somebody is appointed the day the other goes; every party is one of the deal's

Source: LAW.md 5.3 (RC-title, RC-acct); the deal's own documents for the right to call.
It does not value an asset: a price below principal is said, and people decide.
"""

from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import PURCHASED, Collection
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.units.money import Money, total

__all__ = ["Surroundings", "check_events"]

_LEAVING = (EventKind.REPURCHASE, EventKind.SUBSTITUTION_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the events of a month.

    Attributes:
        before: principal by loan at its beginning; None where there is no tape.
        eligible: ids on the tape at its end that fit the deal's criteria; None where there is no tape.
        outstanding: of all classes of the pool's vehicle before the payment, interest due included.
        callable: whether the deal's clean-up condition holds in the month; None where the deal has no such right.
        gone: assets that left the pool in earlier months.
    """

    before: Mapping[str, Money] | None = None
    eligible: Container[str] | None = None
    outstanding: Money | None = None
    callable: bool | None = None
    gone: frozenset[str] = field(default_factory=frozenset)


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
                if around.eligible is not None and each.asset not in around.eligible:
                    yield _at(file, each, "asset", "servicing.substitute-unfit", asset=each.asset)
            case EventKind.CLEAN_UP_CALL:
                yield from _called(each, around, file)
            case _:
                pass
    yield from _twice(events, file)
    yield from _sums(events, month, file)
    yield from _servicers(events, file)


def _left(each: PoolEvent, around: Surroundings, file: str) -> Iterator[Finding]:
    if each.kind is EventKind.REPURCHASE and each.price < each.principal:
        yield _at(file, each, "price", "servicing.repurchase-below", price=each.price, principal=each.principal)
    if each.asset in around.gone:
        yield _at(file, each, "asset", "servicing.asset-left-before", asset=each.asset)
    elif around.before is not None and around.before.get(each.asset) != each.principal:
        stands = around.before.get(each.asset, Money.zero(each.principal.currency))
        yield _at(
            file,
            each,
            "principal",
            "servicing.asset-principal",
            asset=each.asset,
            principal=each.principal,
            stands=stands,
        )


def _called(each: PoolEvent, around: Surroundings, file: str) -> Iterator[Finding]:
    if around.callable is None:
        yield _at(file, each, "kind", "servicing.call-no-right", party=each.party)
    elif not around.callable:
        yield _at(file, each, "kind", "servicing.call-early", on=each.on)
    if around.outstanding is not None and each.price < around.outstanding:
        yield _at(file, each, "price", "servicing.call-below", price=each.price, outstanding=around.outstanding)


def _twice(events: Sequence[PoolEvent], file: str) -> Iterator[Finding]:
    counted = Counter(each.asset for each in events if each.kind in _LEAVING)
    for each in events:
        if each.kind in _LEAVING and counted.pop(each.asset, 1) > 1:
            yield _at(file, each, "asset", "servicing.asset-left-before", asset=each.asset)


def _sums(events: Sequence[PoolEvent], month: Collection, file: str) -> Iterator[Finding]:
    """Hold the events of assets against what the month reports: cash for what left, principal for what came."""
    currency = month.opening.currency

    def principal(*kinds: EventKind) -> Money:
        return total((each.principal for each in events if each.kind in kinds), currency)

    repurchased, out = principal(EventKind.REPURCHASE), principal(EventKind.SUBSTITUTION_OUT)
    came = principal(EventKind.SUBSTITUTION_IN)
    if repurchased + out > month.amounts["prepaid-principal"]:
        yield finding(
            "servicing.event-unreported",
            file=file,
            period=str(month.period),
            item="prepaid-principal",
            events=repurchased + out,
            reported=month.amounts["prepaid-principal"],
        )
    if came > out:
        yield finding("servicing.substitution-grows", file=file, period=str(month.period), came=came, out=out)
    bought = month.amounts.get(PURCHASED, Money.zero(currency))
    if came > bought:
        yield finding(
            "servicing.event-unreported",
            file=file,
            period=str(month.period),
            item=PURCHASED,
            events=came,
            reported=bought,
        )


def _servicers(events: Sequence[PoolEvent], file: str) -> Iterator[Finding]:
    """Say where a servicer goes and nobody is appointed by that day: collections have no one who passes them on."""
    appointed: list[date] = [each.on for each in events if each.kind is EventKind.SERVICER_APPOINTED]
    for each in events:
        if each.kind is not EventKind.SERVICER_TERMINATED:
            continue
        after = min((day for day in appointed if day >= each.on), default=None)
        if not any(day <= each.on for day in appointed):
            gap = -1 if after is None else (after - each.on).days
            yield _at(
                file,
                each,
                "on",
                "servicing.servicer-gap" if after is not None else "servicing.servicer-none",
                party=each.party,
                on=each.on,
                days=gap,
            )


def _at(file: str, each: PoolEvent, column: str, code: str, /, **arguments: object) -> Finding:
    return finding(code, file=file, row=each.row, column=column, **arguments)  # type: ignore[arg-type]
