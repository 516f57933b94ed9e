"""Every month's tapes rolled forward, beside its events and its report: breaks, and the loans that left unannounced.

A loan may leave the tape because it is repaid, defaulted, bought back or exchanged. The last two are events. For the
others nothing but the month's sums speaks, so that whoever left without an event is always named, with what it owed,
whether or not the sums agree.
Source: CASHFLOW.md section 4 (a validator reports, it does not repair).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import PURCHASED, Collection
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.servicing.reconciliation.beside import Looked, event_breaks
from tallystick.servicing.reconciliation.breaks import Break, BreakKind
from tallystick.servicing.reconciliation.pool import RollForward, named, pool_breaks, roll_forward
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["Gone", "Rolled", "rolled_months"]

_TAKES_OUT = frozenset({EventKind.REPURCHASE, EventKind.SUBSTITUTION_OUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Loans that are not on the tape at the end of a month any more although no event took them out.

    Attributes:
        period: the month.
        loans: what each owed on the tape before, by id; at least one.
        reported: all that the month reports as repaid or defaulted.
    """

    period: Period
    loans: Mapping[str, Money]
    reported: Money

    @property
    def balance(self) -> Money:
        """What they owed together."""
        return total(self.loans.values(), self.reported.currency)

    def told(self) -> Finding:
        """Return the same for people."""
        return finding(
            "servicing.loans-gone",
            file=f"tapes/{self.period}.csv",
            loans=named(self.loans),
            count=len(self.loans),
            balance=self.balance,
            reported=self.reported,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """What the months' tapes and events show: every break, and the loans that left unannounced, month by month.

    `untaped` are the months without a tape at their end, where another month has one.
    """

    breaks: tuple[Break, ...]
    gone: tuple[Gone, ...]
    untaped: tuple[Period, ...] = ()

    def told(self) -> Iterator[Finding]:
        """Yield the same for people, the breaks left out."""
        yield from (each.told() for each in self.gone)
        if self.untaped:
            files = tuple(f"tapes/{period}.csv" for period in self.untaped)
            yield finding("servicing.tapes-missing", files=files)


def rolled_months(
    months: Sequence[Collection],
    tapes: Mapping[Period, Mapping[str, Money]],
    events: Mapping[Period, tuple[PoolEvent, ...]],
    looked: Looked,
) -> Rolled:
    """Roll every month forward that has a tape at both ends, and hold every month's events against what is there.

    A month with a tape at one end has its balance at that end held against it.

    Args:
        months: as reported.
        tapes: principal by loan at the end of each month that has a tape.
        events: of the months that had some.
        looked: what may stand, and when.
    """
    breaks: list[Break] = []
    gone: list[Gone] = []
    for month in months:
        own = events.get(month.period, ())
        before, after = tapes.get(month.period.previous()), tapes.get(month.period)
        breaks += event_breaks(own, month, (before, after), looked)
        if before is not None and after is not None:
            rolled = roll_forward(before, after, looked.tolerance.currency)
            breaks += _of_pool(rolled, month, own, looked)
            gone += _unannounced(rolled, month, own)
        else:
            breaks += _of_ends(before, after, month, own, looked)
    lacking = tuple(month.period for month in months if month.period not in tapes)
    untaped = lacking if len(lacking) < len(months) else ()
    return Rolled(breaks=tuple(breaks), gone=tuple(gone), untaped=untaped)


def _of_pool(rolled: RollForward, month: Collection, events: Sequence[PoolEvent], looked: Looked) -> Iterator[Break]:
    bought, left = _bought(month, events), _left(rolled, events)
    return pool_breaks(rolled, month, tolerance=looked.tolerance, as_of=looked.as_of, bought=bought, left=left)


def _of_ends(
    before: Mapping[str, Money] | None,
    after: Mapping[str, Money] | None,
    month: Collection,
    events: Sequence[PoolEvent],
    looked: Looked,
) -> Iterator[Break]:
    """Yield where the balance of a month differs from the tape at one of its ends, the other being without one."""
    closing = month.closing + _bought(month, events)
    ends = (
        (BreakKind.POOL_OPENING, "opening-balance", month.opening, before, month.period.first),
        (BreakKind.POOL_CLOSING, "closing-balance", closing, after, month.period.last),
    )
    for kind, of, balance, tape, day in ends:
        if tape is not None:
            yield from looked.apart(kind, of, balance, total(tape.values(), balance.currency), day)


def _bought(month: Collection, events: Sequence[PoolEvent]) -> Money:
    came = (each.principal for each in events if each.kind is EventKind.SUBSTITUTION_IN)
    return month.amounts.get(PURCHASED) or total(came, month.opening.currency)


def _unannounced(rolled: RollForward, month: Collection, events: Sequence[PoolEvent]) -> Iterator[Gone]:
    left = _left(rolled, events)
    loans = {loan: owed for loan, owed in rolled.gone.items() if loan not in left}
    if loans:
        amounts = month.amounts
        out = amounts["scheduled-principal"] + amounts["prepaid-principal"] + amounts["defaulted-principal"]
        yield Gone(period=month.period, loans=loans, reported=out)


def _left(rolled: RollForward, events: Sequence[PoolEvent]) -> frozenset[str]:
    """Return the loans that an event took out; a clean-up call takes out all that are gone."""
    if any(each.kind is EventKind.CLEAN_UP_CALL for each in events):
        return frozenset(rolled.gone)
    return frozenset(each.asset for each in events if each.kind in _TAKES_OUT)
