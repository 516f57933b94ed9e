"""Where every exchange of a home overseas stands: what was asked on which agreement, what came back, our receipt.

    asked -> their receipt -> their answer, proven, and our receipt of it

All of it is read from the acts of the side that asks, as `standing` reads those of the side that holds the filings.
"""

from dataclasses import dataclass
from enum import StrEnum

from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.supervision.exchange.abroad import ACKNOWLEDGED, PROVED, REQUESTED
from tallystick.shell.operations.supervision.exchange.reading import agreement_of, receipt_in
from tallystick.shell.operations.supervision.exchange.standing import OnRecord, on_record
from tallystick.supervision.exchange.messages import Agreement, Answer, Receipt, Request

__all__ = ["Awaited", "Requested", "requested"]


class Awaited(StrEnum):
    """What a request waits for from the other side."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """One request of the home and all that came back.

    Attributes:
        receipt: theirs, of the request.
        answer: the one that was proven; whoever put it on record signed our receipt of it.
        back: that receipt; None where the record has none, as older ones have not.
    """

    agreement: Agreement
    asked: OnRecord[Request]
    receipt: OnRecord[Receipt] | None
    answer: OnRecord[Answer] | None
    back: Receipt | None

    @property
    def awaited(self) -> Awaited:
        """What is to come; an answer may come before the receipt of its request."""
        if self.answer is not None:
            return Awaited.NOTHING
        return Awaited.RECEIPT if self.receipt is None else Awaited.ANSWER


def requested(evidence: Evidence, house: str) -> tuple[Requested, ...]:
    """Return every request that an authority made in a home, the youngest first.

    Args:
        evidence: of the overseas home.
        house: the authority, by its English name on the roll.
    """
    receipts = {each.message.of: each for each in on_record(evidence, ACKNOWLEDGED, Receipt, house)}
    answers = {each.message.request: each for each in on_record(evidence, PROVED, Answer, house)}
    found: dict[str, Requested] = {}
    for asked in on_record(evidence, REQUESTED, Request, house):
        sha256, agreement = asked.message.sha256, agreement_of(evidence, asked.row)
        if agreement is not None and sha256 not in found:
            answer = answers.get(sha256)
            back = None if answer is None else receipt_in(evidence, answer.row)
            found[sha256] = Requested(
                agreement=agreement, asked=asked, receipt=receipts.get(sha256), answer=answer, back=back
            )
    return tuple(reversed(found.values()))
