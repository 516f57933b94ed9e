"""The closing of an issue on its papers: conditions met, uses that are the proceeds, money that has cleared.

    placement/closing.yaml   conditions precedent, uses of the proceeds, what came home
    placement/escrow.csv     the bank's statement of the subscription account

Nothing is minted before all of it is there; what differs or is open says so by itself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import Allotment
from tallystick.issuance.closing.escrow import (
    Payment,
    Position,
    Refund,
    excess,
    positions,
    read_payments,
    unfunded,
)
from tallystick.issuance.closing.papers import ClosingPapers, check_papers, read_papers
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Currency, Money, total

__all__ = ["CLOSING_FILE", "ESCROW_FILE", "Closing", "close_book"]

CLOSING_FILE: Final = "closing.yaml"
ESCROW_FILE: Final = "escrow.csv"
_FILES: Final = (CLOSING_FILE, ESCROW_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What an issue closes on.

    Attributes:
        as_of: the day of closing.
        papers: conditions and uses.
        payments: on the statement, up to the day.
        standing: of every subscriber.
        refunds: what cleared and is not owed.
        funds: digest of papers and statement, which the approver of the plan signs.
        ready: whether nothing is wrong or open, so that it may be minted.
    """

    as_of: dt.date
    papers: ClosingPapers
    payments: tuple[Payment, ...]
    standing: tuple[Position, ...]
    refunds: tuple[Refund, ...]
    funds: str
    ready: bool

    @property
    def cleared_on(self) -> dt.date | None:
        """The day on which the last of the money cleared."""
        return max((each.cleared for each in self.payments if each.cleared is not None), default=None)


def close_book(
    placement: Mapping[str, bytes], deal: Deal, allotments: Sequence[Allotment], *, as_of: dt.date
) -> Outcome[Closing]:
    """Read what an issue closes on; None where a paper is missing or cannot be read.

    Args:
        placement: the placement folder.
        deal: as filed.
        allotments: what everybody owes for.
        as_of: the day of closing.
    """
    missing = [finding("deal.file-missing", file=name, name=name) for name in _FILES if name not in placement]
    if missing:
        return Outcome(value=None, findings=tuple(missing))
    papers, document, found = read_papers(placement[CLOSING_FILE])
    payments, about = read_payments(placement[ESCROW_FILE], as_of=as_of)
    if papers is None or document is None:
        return Outcome(value=None, findings=(*found, *about))
    checked = check_papers(papers, document, deal, proceeds=_proceeds(allotments), as_of=as_of)
    standing = positions(payments, allotments, as_of=as_of)
    findings = (*found, *about, *checked, *unfunded(standing), *_unplaced(standing))
    digests = {name: sha256_hex(placement[name]) for name in _FILES}
    closing = Closing(
        as_of=as_of,
        papers=papers,
        payments=payments,
        standing=standing,
        refunds=excess(payments, standing, as_of=as_of),
        funds=sha256_hex(canonical(digests)),
        ready=Outcome(value=None, findings=findings).exit_code() == 0,
    )
    return Outcome(value=closing, findings=findings)


def _proceeds(allotments: Sequence[Allotment]) -> dict[Currency, Money]:
    currencies = {each.amount.currency for each in allotments}
    return {
        currency: total((each.owed for each in allotments if each.amount.currency is currency), currency)
        for currency in currencies
    }


def _unplaced(standing: Sequence[Position]) -> tuple[Finding, ...]:
    """Say whose money came although nothing was allotted to them: all of it goes back."""
    return tuple(
        finding("issuance.payment-unplaced", file=ESCROW_FILE, subscriber=each.subscriber, amount=each.cleared)
        for each in standing
        if not each.owed.minor and each.cleared.minor
    )
