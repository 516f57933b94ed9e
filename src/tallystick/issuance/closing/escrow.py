"""The subscription account: what each subscriber paid in, whether it has cleared, and what goes back.

    paid in    a row of the bank's statement, whenever it arrived
    cleared    its money is good on the day of the question; what is received and not cleared is not money yet
    owed       for what was allotted to a subscriber, in one currency, at its price

A subscriber who has cleared less than is owed is *not known yet* to pay: the statement says nothing of tomorrow.
Laws: cleared = owed + given back, to the cent, once everybody has paid; each payment goes back at most once, never by
more than came, and to the account from which it came.
Source: LAW.md G3-1 (funds arrival); an issue closes against cleared funds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.deal.scalars import DateText, Identifier, MoneyText, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import Allotment
from tallystick.law.values import Truth
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Currency, Money, total

__all__ = ["Payment", "Position", "Refund", "excess", "positions", "read_payments", "refund_all", "unfunded"]


class Payment(Record):
    """One credit of the subscription account. `reference` is the bank's, `account` where the money came from."""

    reference: Identifier
    subscriber: Identifier
    account: Text
    amount: MoneyText
    received: DateText
    cleared: DateText | None = None

    def good(self, as_of: dt.date) -> bool:
        """Whether its money is good on a day."""
        return self.cleared is not None and self.cleared <= as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One subscriber in one currency: `waiting` is received and not cleared; nothing below zero."""

    subscriber: str
    owed: Money
    cleared: Money
    waiting: Money

    @property
    def funded(self) -> Truth:
        """Whether what is owed has cleared; less is unknown, since more may come."""
        return Truth.TRUE if self.cleared >= self.owed else Truth.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money that goes back. `reference` is that of the payment it came with, and so instructs the bank once."""

    reference: str
    subscriber: str
    account: str
    amount: Money


def read_payments(
    content: bytes, *, as_of: dt.date, file: str = "escrow.csv"
) -> tuple[tuple[Payment, ...], tuple[Finding, ...]]:
    """Read the statement of the subscription account as it stood at the end of a day.

    Args:
        content: the file.
        as_of: the day; a credit of a later day is named and left out.
        file: its name, for findings.

    Returns:
        Every payment that can be used, in the order of the file, and all findings.
    """
    rows, found = read_records(Payment, content, file=file)
    faults = [*found]
    taken: dict[str, Payment] = {}
    for row, each in rows:
        wrong = _fault(each, taken, as_of)
        if wrong is None:
            taken[each.reference] = each
        else:
            code, column, value = wrong
            faults.append(finding(code, file=file, row=row, column=column, reference=each.reference, value=value))
    return tuple(taken.values()), tuple(faults)


def _fault(each: Payment, taken: dict[str, Payment], as_of: dt.date) -> tuple[str, str, str] | None:
    if each.reference in taken:
        return "issuance.payment-twice", "reference", each.reference
    if each.amount.minor <= 0:
        return "issuance.payment-amount", "amount", str(each.amount)
    if each.received > as_of:
        return "issuance.payment-ahead", "received", each.received.isoformat()
    if each.cleared is not None and each.cleared < each.received:
        return "issuance.payment-cleared-first", "cleared", each.cleared.isoformat()
    return None


def positions(payments: Sequence[Payment], allotments: Sequence[Allotment], *, as_of: dt.date) -> tuple[Position, ...]:
    """Return how every subscriber stands who was allotted or paid anything, by subscriber and currency."""
    keys = {(each.subscriber, each.amount.currency) for each in payments}
    keys |= {(each.subscriber, each.amount.currency) for each in allotments}
    return tuple(
        _position(payments, allotments, who, currency, as_of)
        for who, currency in sorted(keys, key=lambda key: (key[0], key[1].value))
    )


def _position(
    payments: Sequence[Payment], allotments: Sequence[Allotment], who: str, currency: Currency, as_of: dt.date
) -> Position:
    owed = (each.owed for each in allotments if each.subscriber == who and _in(each.amount, currency))
    paid = _of(payments, who, currency)
    return Position(
        subscriber=who,
        owed=total(owed, currency),
        cleared=total((each.amount for each in paid if each.good(as_of)), currency),
        waiting=total((each.amount for each in paid if not each.good(as_of)), currency),
    )


def unfunded(standing: Iterable[Position], *, file: str = "escrow.csv") -> Iterator[Finding]:
    """Yield who has not cleared what is owed."""
    for each in standing:
        if each.funded is not Truth.TRUE:
            yield finding(
                "issuance.funds-open",
                file=file,
                subscriber=each.subscriber,
                owed=each.owed,
                cleared=each.cleared,
                waiting=each.waiting,
            )


def excess(payments: Sequence[Payment], standing: Iterable[Position], *, as_of: dt.date) -> tuple[Refund, ...]:
    """Return what goes back of money that cleared and is not owed: the last payment first."""
    found: list[Refund] = []
    for position in standing:
        left = max(position.cleared.minor - position.owed.minor, 0)
        for each in reversed(_of(payments, position.subscriber, position.owed.currency)):
            part = min(left, each.amount.minor) if each.good(as_of) else 0
            left -= part
            found += [_refund(each, part)] if part else []
    return tuple(sorted(found, key=lambda each: each.reference))


def refund_all(payments: Sequence[Payment], *, as_of: dt.date) -> tuple[Refund, ...]:
    """Return what goes back when an issue fails: everything that cleared."""
    back = [_refund(each, each.amount.minor) for each in payments if each.good(as_of)]
    return tuple(sorted(back, key=lambda each: each.reference))


def _refund(payment: Payment, minor: int) -> Refund:
    amount = Money(minor=minor, currency=payment.amount.currency)
    return Refund(reference=payment.reference, subscriber=payment.subscriber, account=payment.account, amount=amount)


def _of(payments: Sequence[Payment], who: str, currency: Currency) -> tuple[Payment, ...]:
    return tuple(each for each in payments if each.subscriber == who and _in(each.amount, currency))


def _in(amount: Money, currency: Currency) -> bool:
    return amount.currency is currency
