"""What a filing takes over whose tokens are those of another, as the home has it on record: terms, book and history.

filed predecessor -> its own lineage -> the first deal and its price, the day of allotment, the terms of each month
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.close import Earlier
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.allot import PRICING_FILE
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later.chapters import earlier_terms
from tallystick.shell.operations.issuance.later.lineage import (
    kept_edition,
    lineage,
    planned_at,
    predecessor_of,
    tokens_of,
)
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.journal import OnRecord

__all__ = ["TakenOver", "issue_of", "taken_over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """The issue that is taken over.

    Attributes:
        names: its filings, oldest first.
        deal: the terms under which it was issued.
        at: when its plan was approved.
        pricing: as it was agreed then, as a record.
        earlier: the terms of each month that was closed under those filings.
    """

    names: tuple[str, ...]
    deal: Deal
    at: dt.datetime
    pricing: bytes
    earlier: tuple[Earlier, ...]

    def book(self, placement: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return a placement with the price of the issue: what was allotted then was allotted at it."""
        return {**placement, PRICING_FILE: self.pricing}


def taken_over(record: OnRecord | None, received: Received) -> TakenOver | Finding | None:
    """Return what the filed predecessor of an edition is; None where the edition names none.

    A finding where the home has no such issue on record, or not the terms of one of its filings.
    """
    named, filing = predecessor_of(received.deal), received.edition.head.filing
    if named is None:
        return None
    unknown = finding("issuance.predecessor-unknown", filing=filing, predecessor=named)
    if record is None or named == filing or not tokens_of(record, named):
        return unknown
    found = issue_of(record, lineage(record, named), lambda name: kept_edition(record, name))
    return unknown if isinstance(found, str) else found


def issue_of(record: OnRecord, names: Sequence[str], edition_of: Callable[[str], Received | None]) -> TakenOver | str:
    """Return the issue that stood under these filings; or the id of the filing whose edition or plan is not at hand.

    Args:
        record: of the overseas home, or its public copy.
        names: of the filings, oldest first.
        edition_of: the edition of one of them; None where it is not at hand.
    """
    first, at = edition_of(names[0]), planned_at(record, names[0])
    terms = earlier_terms(record, names, edition_of)
    if isinstance(terms, str) or first is None or at is None:
        return terms if isinstance(terms, str) else names[0]
    price = body_of(record, record.journal.acts(subject=names[0], kind=PLANNED)[-1])["pricing"]
    return TakenOver(names=tuple(names), deal=first.deal, at=at, pricing=canonical(price), earlier=terms)
