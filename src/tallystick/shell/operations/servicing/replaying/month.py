"""One month of a replay: its certificate beside the replay's, and its bank file row by row beside what is owed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.bank_file import payees
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.claims.instructed import Book, check_instructions
from tallystick.servicing.close import Earlier
from tallystick.servicing.collections import Collection
from tallystick.servicing.replay import Paid, differences, paid_apart
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.issuance.allot import agree
from tallystick.shell.operations.issuance.later.taking_over import TakenOver
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.servicing.recouping.set_off import told_set_off
from tallystick.shell.operations.servicing.replaying.bank_answers import Answers
from tallystick.shell.operations.servicing.replaying.owed import entitled_at_closing, owed_by, paid_by_class
from tallystick.shell.operations.servicing.replaying.recomputed import corrections_of, figures_of, recomputed
from tallystick.units.periods import Period

__all__ = ["Desk", "Month", "book_allotted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month recomputed: its classes, how many figures and rows were compared, and where they differ."""

    period: Period
    paid: tuple[Paid, ...]
    compared: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a month is recomputed from, and what it is set beside."""

    deal: Deal
    read: tuple[Collection, ...]
    certificates: tuple[Certificate, ...]
    answers: Answers
    book: Book | None
    earlier: tuple[Earlier, ...] = ()

    def month(self, period: Period) -> Month:
        """Recompute a month; one without a certificate is told, and its bank file compared all the same."""
        issued = {each.digest: each for each in self.certificates if each.period == period}
        reported = next(iter(issued.values()), None)
        found = [*_certified(period, len(issued))]
        corrections = corrections_of({each.digest: each for each in self.certificates}.values())
        inputs = {one.file: one.sha256 for one in self.read if one.period <= period}
        months = carry(self.read, corrections)
        again, wrong = recomputed(self.deal, months, reported, period, inputs, corrections, self.earlier)
        found += wrong
        if again is None:
            return Month(period=period, paid=(), compared=0, findings=tuple(found))
        if reported is None:
            again = entitled_at_closing(again, self.book.units if self.book is not None else {})
        else:
            found += differences(reported, again)
        paid, rows, apart = self._paid(again)
        compared = rows + (figures_of(again) if reported is not None else 0)
        return Month(period=period, paid=paid, compared=compared, findings=(*found, *apart))

    def _paid(self, again: Certificate) -> tuple[tuple[Paid, ...], int, tuple[Finding, ...]]:
        """Return the classes of a month as they were paid, how many rows its bank file has, and what is wrong there."""
        sent = self.answers.instructed.get(again.period)
        if sent is None:
            return (), 0, ()
        owed = owed_by(again, self.answers)
        paid = tuple(paid_by_class(again, self.answers, owed))
        sums = (fault for one in paid for fault in paid_apart(one, str(again.period)))
        known = self.book.payees if self.book is not None else {}
        rows = check_instructions(self.answers.owing(again.period, known), owed, self.book, file=sent.file)
        off = told_set_off(self.answers.set_off(again.period))
        return paid, len(sent.made), (*sent.unreadable, *sums, *rows, *off)


def _certified(period: Period, count: int) -> Iterator[Finding]:
    """Say that a month has no certificate, or several that differ."""
    if count != 1:
        yield finding("servicing.replay-unissued" if not count else "servicing.certificate-surplus", period=str(period))


def book_allotted(
    placement: Mapping[str, bytes], received: Received, closing: dt.date, before: TakenOver | None
) -> Book | None:
    """Return the order book as it was allotted; None where it is not at hand, or was not sold.

    Args:
        placement: with the order book.
        received: the edition.
        closing: the day of issue.
        before: the issue under the filings before: its book was allotted by their terms, and at their price.
    """
    deal, filing = received.deal, received.edition.head.filing
    if before is not None:
        placement, deal, filing, closing = before.book(placement), before.deal, before.names[0], before.at.date()
    agreed = agree(placement, deal, filing=filing, as_of=closing).value
    if agreed is None:
        return None
    units: dict[str, dict[str, int]] = {}
    for order in agreed.placed.plan.orders:
        units.setdefault(order.token_class, {})[order.wallet.lower()] = order.units
    return Book(payees=payees(one.subscription for one in agreed.placed.admissions), units=units)
