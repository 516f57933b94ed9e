"""A bank statement: what an account opened with, every booked entry, and what it closed with.

    opening + entries = closing          for every statement, or it is a break of the bank's own

Money in is positive, money out negative. An entry that takes an earlier one back is a reversal: of a receipt it takes
from what was received, of a transfer from what was transferred, so that neither is counted as the other.
Source: ISO 20022, camt.053 (Bank-to-Customer Statement), whose terms these are.

It does not say what an entry was for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tallystick.units.money import Currency, Money, total

__all__ = ["Entry", "Statement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One booked entry.

    Attributes:
        row: its place in the file, from 1.
        booked: the day on which it was booked.
        amount: signed; positive where the account was credited.
        reversal: whether it takes an earlier entry back.
        reference: the bank's own.
        payment: what whoever paid calls it (camt.053, EndToEndId); empty where it is not told.
        counterparty: the account at the other end; empty where it is not told, or there are several.
        between: whether it moved money between accounts whose statements are here, so that nothing came or went.
    """

    row: int
    booked: date
    amount: Money
    reversal: bool
    reference: str
    payment: str = ""
    counterparty: str = ""
    between: bool = False

    @property
    def received(self) -> Money:
        """What this adds to money received: a receipt, or less where a receipt is taken back."""
        is_receipt = self.amount.is_negative() if self.reversal else not self.amount.is_negative()
        return self.amount if is_receipt and not self.between else Money.zero(self.amount.currency)

    @property
    def transferred(self) -> Money:
        """What this adds to money passed on, positive: a transfer, or less where one is taken back."""
        return Money.zero(self.amount.currency) if self.between else self.received - self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account. Law: every amount is of one currency.

    Attributes:
        file: where it was read.
        account: as the bank names it.
        first: the first day it covers.
        last: the last.
        opening: booked balance before the first entry.
        closing: booked balance after the last.
        entries: booked, in the order of the file.
        name: by which the bank names it (camt.053); empty where it does not.
        page: its number, from 1, where the bank wrote it in several parts.
    """

    file: str
    account: str
    first: date
    last: date
    opening: Money
    closing: Money
    entries: tuple[Entry, ...]
    name: str = ""
    page: int = 1

    @property
    def currency(self) -> Currency:
        """Of the account."""
        return self.opening.currency

    def expected_closing(self) -> Money:
        """Return what the balance must be after the entries."""
        return self.opening + _sum((entry.amount for entry in self.entries), self.currency)

    def continues(self, other: "Statement") -> bool:
        """Whether this is another page of the same statement."""
        return bool(self.name) and (self.account, self.name) == (other.account, other.name) and self.page != other.page

    def received(self) -> Money:
        """Return what came in, less what was taken back."""
        return _sum((entry.received for entry in self.entries), self.currency)

    def transferred(self) -> Money:
        """Return what was passed on, less what came back of it."""
        return _sum((entry.transferred for entry in self.entries), self.currency)


def _sum(amounts: Iterable[Money], currency: Currency) -> Money:
    return total(amounts, currency)
