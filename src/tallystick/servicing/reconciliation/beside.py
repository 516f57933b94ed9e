"""What left the pool, came into it, and was sent over the border, beside month, tape and waterfall: breaks.

    an asset that left or came       its principal = the tape's; on the tape after it came, and not after it left
    prepaid principal, bought        as the month reports, no less than all that left, all that came
    a clean-up call                  its price among what the month reports; nothing left in the pool or on the tape
    a servicer that goes             another is appointed by that day, or collections have nobody who passes them on
    sent of an item                  = what the onshore waterfall paid to it; late or early money makes good the rest

Source: LAW.md 5.3 (RC-title, RC-acct); CASHFLOW.md section 7 (Must 4).
It does not judge a price or a party: `lifecycle.checks` does.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.servicing.collections import PURCHASED, Collection
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.servicing.lifecycle.servicers import servicer_changes
from tallystick.servicing.reconciliation.breaks import Break, BreakKind, cured, used_up
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.reconciliation.pool import named
from tallystick.servicing.remittance.records import Remittance, remitted
from tallystick.units.money import Money, total

__all__ = ["Looked", "Sent", "event_breaks", "remittance_breaks", "servicer_breaks"]

_LEFT = (EventKind.REPURCHASE, EventKind.SUBSTITUTION_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What may stand of each difference, and the day of the question."""

    tolerance: Money
    as_of: date

    def apart(
        self, kind: BreakKind, of: str, expected: Money, found: Money, opened: date, *, only: str = ""
    ) -> Iterator[Break]:
        """Yield a break where two amounts differ; `only` where ``less`` was found, or only where ``more`` was."""
        if (found < expected and only != "more") or (found > expected and only != "less"):
            yield Break(
                kind=kind,
                of=of,
                expected=expected,
                found=found,
                tolerance=self.tolerance,
                opened=opened,
                as_of=self.as_of,
            )

    def gap(self, of: str, expected: Money, found: Money, opened: date) -> Break:
        """Return the break of a servicer that went, whatever cash the month brought."""
        return Break(
            kind=BreakKind.SERVICER_GAP,
            of=of,
            expected=expected,
            found=found,
            tolerance=self.tolerance,
            opened=opened,
            as_of=self.as_of,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was due over the border for a month and what was sent; no records where the month has no file.

    Attributes:
        due: by item, what the onshore waterfall paid to it.
        day: the day on which it was paid.
        records: as recorded; None where there is no file of the month.
    """

    due: Mapping[str, Money]
    day: date
    records: Sequence[Remittance] | None


def event_breaks(
    events: Sequence[PoolEvent],
    month: Collection,
    tapes: tuple[Mapping[str, Money] | None, Mapping[str, Money] | None],
    looked: Looked,
) -> Iterator[Break]:
    """Yield where events of assets, a month and the tapes at its ends disagree.

    Args:
        events: of the month.
        month: as reported.
        tapes: principal by loan at its beginning and at its end; None where there is no tape.
        looked: what may stand, and when.
    """
    before, after = tapes
    nothing, last = Money.zero(month.opening.currency), month.period.last
    for each in events:
        if each.kind in _LEFT and before is not None:
            stands = before.get(each.asset, nothing)
            yield from looked.apart(BreakKind.ASSET_PRINCIPAL, each.asset, stands, each.principal, each.on)
        if each.kind in _LEFT and after is not None:
            stands = after.get(each.asset, nothing)
            yield from looked.apart(BreakKind.ASSET_STILL_THERE, each.asset, nothing, stands, last)
        if each.kind is EventKind.SUBSTITUTION_IN and after is not None:
            stands = after.get(each.asset, nothing)
            yield from looked.apart(BreakKind.ASSET_NOT_THERE, each.asset, each.principal, stands, last)
    left = total((each.principal for each in events if each.kind in _LEFT), nothing.currency)
    came = total((each.principal for each in events if each.kind is EventKind.SUBSTITUTION_IN), nothing.currency)
    sums = (
        (BreakKind.LEFT_UNREPORTED, month.amounts["prepaid-principal"], left),
        (BreakKind.CAME_UNREPORTED, month.amounts.get(PURCHASED, nothing), came),
    )
    for kind, reported, found in sums:
        yield from looked.apart(kind, str(month.period), reported, found, last, only="more")
    if called := [each.price for each in events if each.kind is EventKind.CLEAN_UP_CALL]:
        yield from _call_breaks(left + total(called, nothing.currency), month, after, looked)


def _call_breaks(price: Money, month: Collection, after: Mapping[str, Money] | None, looked: Looked) -> Iterator[Break]:
    """Yield where the price of a call, and of what was bought back beside it, is not there, or loans still are."""
    last, nothing = month.period.last, Money.zero(price.currency)
    bought = cash_of(month) - month.amounts["scheduled-principal"]
    yield from looked.apart(BreakKind.CALL_UNREPORTED, str(month.period), bought, price, last, only="more")
    still = {loan: owed for loan, owed in (after or {}).items() if not owed.is_zero()}
    left = (("closing-balance", month.closing), (named(still), total(still.values(), price.currency)))
    for of, owed in left:
        yield from looked.apart(BreakKind.ASSET_STILL_THERE, of, nothing, owed, last)


def servicer_breaks(
    events: Sequence[PoolEvent], months: Sequence[Collection], parties: Container[str], looked: Looked
) -> Iterator[Break]:
    """Yield where a servicer went and nobody was appointed by that day; cured on the day another was.

    What was found is the cash of the month in which it went: what nobody was charged with passing on.

    Args:
        events: of every month.
        months: as reported.
        parties: ids the deal knows; nobody else takes over, nor does whoever was dismissed.
        looked: what may stand, and when.
    """
    cash = {each.period.last: cash_of(each) for each in months}
    nothing, gap = Money.zero(looked.tolerance.currency), list[Break]()
    for each in servicer_changes(events, parties):
        event = each.event
        if each.came_to == "appointed":
            yield from (one.made_good(event.on) for one in gap)
            gap = []
        elif each.left_vacant:
            last = min((day for day in cash if day >= event.on), default=None)
            found = nothing if last is None else cash[last]
            gap.append(looked.gap(event.party, nothing, found, event.on))
    yield from gap


def remittance_breaks(sent: Sequence[Sent], looked: Looked) -> Iterator[Break]:
    """Yield where what was sent of an item is not what was due, and what other months made good.

    Args:
        sent: month by month, in their order.
        looked: what may stand, and when.
    """
    items = dict.fromkeys(item for month in sent for item in month.due)
    for item in items:
        short: list[Break] = []
        early: list[Break] = []
        for month in sent:
            due = month.due.get(item, Money.zero(looked.tolerance.currency))
            if month.records is None:
                missing = looked.apart(
                    BreakKind.REMITTANCE_MISSING, item, due, Money.zero(due.currency), month.day, only="less"
                )
                short += missing if month.day <= looked.as_of else ()
                continue
            came = remitted(month.records, item, due.currency)
            if came < due:
                spent, early, lacking = used_up(early, due - came)
                yield from (each.made_good(month.day) for each in spent)
                short += looked.apart(BreakKind.REMITTANCE_SHORT, item, due, due - lacking, month.day)
                continue
            day = max((each.sent_on for each in month.records if each.item == item), default=month.day)
            good, short, over = cured(short, came - due)
            yield from (each.made_good(day) for each, _ in good)
            early += looked.apart(BreakKind.REMITTANCE_OVER, item, due, due + over, month.day)
        yield from (*early, *short)
