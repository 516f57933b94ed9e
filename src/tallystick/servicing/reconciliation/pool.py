"""The tape rolled forward: the loans before, what became of each, the loans after; and the same as reported.

    before - gone - repaid + risen + added = after                      loan by loan, so for the pool
    gone + repaid - risen - added = scheduled + prepaid + defaulted     as the month reports

A loan that is on the tape after and was not before, or owes more than it did, is a break of its own: the pool of a
closed deal does not grow by itself. Nor does it shrink by itself: loans that are not on the tape any more, took no part
in an event and are more than the month reports as repaid or defaulted are one, once the difference is as large as the
least of them. Loans are named by the tape's own id, which stays onshore.
Source: CASHFLOW.md section 4 (a validator reports, it does not repair).
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.servicing.collections import Collection
from tallystick.servicing.reconciliation.breaks import Break, BreakKind
from tallystick.units.money import Currency, Money, total

__all__ = ["RollForward", "named", "pool_breaks", "roll_forward"]

_NAMED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """What became of the loans between two tapes. Law: before - gone - repaid + risen + added == after.

    Attributes:
        before: principal on the tape before.
        after: principal on the tape after.
        gone: what each loan owed that is not on the tape any more, by id; none that had owed nothing.
        repaid: by how much loans on both tapes owe less.
        risen: by how much each that owes more does, by id.
        added: what each loan owes that was not on the tape before, by id.
    """

    before: Money
    after: Money
    gone: Mapping[str, Money]
    repaid: Money
    risen: Mapping[str, Money]
    added: Mapping[str, Money]

    @property
    def reduction(self) -> Money:
        """By how much principal fell, growth left out: what repayments and defaults must explain."""
        return total(self.gone.values(), self.repaid.currency) + self.repaid


def roll_forward(before: Mapping[str, Money], after: Mapping[str, Money], currency: Currency) -> RollForward:
    """Set two tapes beside each other, loan by loan.

    Args:
        before: outstanding principal by loan.
        after: likewise, a month later.
        currency: of both.
    """
    both = sorted(before.keys() & after.keys())
    return RollForward(
        before=total(before.values(), currency),
        after=total(after.values(), currency),
        gone={loan: before[loan] for loan in sorted(before.keys() - after.keys()) if not before[loan].is_zero()},
        repaid=total((before[loan] - after[loan] for loan in both if after[loan] < before[loan]), currency),
        risen={loan: after[loan] - before[loan] for loan in both if after[loan] > before[loan]},
        added={loan: after[loan] for loan in sorted(after.keys() - before.keys())},
    )


def pool_breaks(
    rolled: RollForward,
    reported: Collection,
    *,
    tolerance: Money,
    as_of: date,
    bought: Money | None = None,
    left: Container[str] = frozenset(),
) -> Iterator[Break]:
    """Yield where a month's report and the tapes at both its ends disagree.

    Args:
        rolled: the tapes.
        reported: the month.
        tolerance: what may stand, of each difference.
        as_of: the day of the question.
        bought: principal that a substitution or purchase of the month put into the pool; growth no larger is its own
            explanation.
        left: loans that an event of the month took out.
    """
    nothing = Money.zero(tolerance.currency)
    amounts, last = reported.amounts, reported.period.last
    out = amounts["scheduled-principal"] + amounts["prepaid-principal"] + amounts["defaulted-principal"]
    grown = [(BreakKind.LOAN_ADDED, *each) for each in rolled.added.items()]
    grown += [(BreakKind.LOAN_ROSE, *each) for each in rolled.risen.items()]
    explained = total((more for _, _, more in grown), tolerance.currency) == (bought or nothing)
    pairs = [
        (BreakKind.POOL_OPENING, "opening-balance", reported.opening, rolled.before, reported.period.first),
        (BreakKind.POOL_REDUCTION, "principal", out, rolled.reduction, last),
        (BreakKind.POOL_CLOSING, "closing-balance", reported.closing + (bought or nothing), rolled.after, last),
    ]
    pairs += [] if explained else [(kind, loan, nothing, more, last) for kind, loan, more in grown]
    away = {loan: owed for loan, owed in rolled.gone.items() if loan not in left}
    owed, over = total(away.values(), tolerance.currency), rolled.reduction - out
    if away and over >= min(away.values()):
        pairs.append((BreakKind.LOAN_GONE, named(away), max(owed - over, nothing), owed, last))
    for kind, of, expected, found, opened in pairs:
        if expected != found:
            yield Break(
                kind=kind, of=of, expected=expected, found=found, tolerance=tolerance, opened=opened, as_of=as_of
            )


def named(loans: Mapping[str, Money]) -> str:
    """Return the ids of some loans as people are told them: the first few, and how many there are."""
    first = ", ".join(list(loans)[:_NAMED])
    return first if len(loans) <= _NAMED else f"{first}, … ({len(loans)})"
