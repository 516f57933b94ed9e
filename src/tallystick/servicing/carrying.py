"""Carrying: a payment that the bank returned is claimed again, with the next month that is closed, and once.

    bank's word when a month was closed -> what had come back by then -> claimed again with that month
    bank's word after it was closed     -> claimed again with the next one that is

A late return changes no payment that was made: it waits for the next one. What is carried into a month follows from
the order in which months were closed and the bank spoke, so that closing a month again gives the same payment.
Laws: a return is claimed again with at most one month; once any later month is closed after the bank's word, with
exactly one.
Source: DESIGN.md section 6, obligation 8.

It does not know where closes and confirmations are kept: both are passed in with their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tallystick.servicing.confirmations import Confirmation, Reconciliation, carried_claims, last_word, reconcile
from tallystick.servicing.entitlements import Claim
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["Payment", "carried_into"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A month that was closed, and what the bank said of it since.

    Attributes:
        period: the month of collections.
        claims: all that it owes, whatever of it the bank was told so far; none where nobody was to be paid.
        value_date: the day that was instructed.
        closed: when it was closed, in the order of everything that was done.
        words: each of the bank's files with its place in the same order, as they came.
        set_off: what earlier excesses pay of its claims, by their references.
    """

    period: Period
    claims: tuple[Claim, ...]
    value_date: date
    closed: int
    words: tuple[tuple[int, tuple[Confirmation, ...]], ...]
    set_off: Mapping[str, Money] = field(default_factory=dict)

    def reconciled(self, until: int | None = None) -> Reconciliation:
        """Return what the bank had said of it when so much had been done; all so far for None."""
        known = [said for place, said in self.words if until is None or place < until]
        said = last_word(known, self.claims, self.set_off)
        return reconcile(self.claims, said, value_date=self.value_date, set_off=self.set_off)

    def again(self, period: Period, until: int | None) -> tuple[Claim, ...]:
        """Return what had come back when so much had been done, as claims of another month; all so far for None."""
        return carried_claims(self.reconciled(until), period)


def carried_into(payments: Sequence[Payment], period: Period) -> tuple[Claim, ...]:
    """Return the claims that earlier payments hand on to a month, by the order of their months.

    Args:
        payments: of every month that was closed, `period` itself among them where it was.
        period: the month that is closed, or was.
    """
    until = next((each.closed for each in payments if each.period == period), None)
    before = sorted((each for each in payments if each.period < period), key=lambda each: each.period)
    return tuple(claim for payment in before for claim in _owed(payment, payments, period, until))


def _owed(payment: Payment, payments: Iterable[Payment], period: Period, until: int | None) -> Iterable[Claim]:
    """Return what came back of one payment and is claimed with no month that was closed before this one."""
    closes = (each.closed for each in payments if each.period > payment.period)
    earlier = [place for place in closes if until is None or place < until]
    taken = {claim.reference for place in earlier for claim in payment.again(period, place)}
    return (claim for claim in payment.again(period, until) if claim.reference not in taken)
