"""Where every exchange of a home stands: what was asked on which agreement, what consents, what was answered, receipts.

    asked -> every kind of consent -> answered, two approve -> received

All of it is read from the acts of the side that holds the filings; nothing is kept beside them. What each message was
checked for when it went on record is not checked again, but a paper may have run out since, and an agreement as well.
Source: as in `supervision.exchange`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.supervision.exchange.at_home import ANSWERED, ASKED, CONSENTED, RECEIVED
from tallystick.shell.operations.supervision.exchange.reading import agreement_of, messages, receipt_in
from tallystick.supervision.exchange.messages import Agreement, Answer, Consent, Message, Receipt, Request

__all__ = ["Exchanged", "OnRecord", "Step", "exchanged", "on_record"]

_Kind = TypeVar("_Kind", bound=Message)


class Step(StrEnum):
    """What an exchange waits for."""

    CONSENT = "consent"
    ANSWER = "answer"
    RECEIPT = "receipt"
    DONE = "done"
    LAPSED = "lapsed"
    """The agreement is not in force, and nothing was answered: nothing can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord(Generic[_Kind]):
    """A message, and the act that put it on record."""

    message: _Kind
    row: ActRow

    @property
    def at(self) -> dt.datetime:
        """The moment of the act."""
        return dt.datetime.fromisoformat(self.row.entry.draft.at)

    @property
    def actor(self) -> str:
        """Who put it on record."""
        return self.row.entry.draft.actor

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Who signed the message."""
        return tuple(self.message.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One request and all that followed.

    Attributes:
        asked: the request; whoever put it on record signed the receipt that went back for it.
        filing: of the home whose package was asked about; empty where there is none.
        papers: of each kind of consent the last that is on record, and whether it stands on the day; or None.
        answer: the last; None where nothing was answered.
        receipt: of that answer by the other side.
        back: our receipt of the request; None where the record has none, as older ones have not.
    """

    agreement: Agreement
    asked: OnRecord[Request]
    filing: str
    papers: tuple[tuple[ConsentKind, OnRecord[Consent] | None, bool], ...]
    answer: OnRecord[Answer] | None
    receipt: OnRecord[Receipt] | None
    step: Step
    back: Receipt | None

    @property
    def whitelist(self) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
        """Each file of the agreement with the fields that may pass, and whether it was asked for."""
        asked = self.asked.message.files
        return tuple((path, fields, path in asked) for path, fields in sorted(self.agreement.fields.items()))


def exchanged(evidence: Evidence, house: str, *, as_of: dt.date) -> tuple[Exchanged, ...]:
    """Return every exchange of an authority in a home as it stands on a day, the youngest request first."""
    filings = {row.package_sha256: row.id for row in evidence.journal.filings()}
    consents = list(on_record(evidence, CONSENTED, Consent, house))
    answers = {each.message.request: each for each in on_record(evidence, ANSWERED, Answer, house)}
    receipts = {each.message.of: each for each in on_record(evidence, RECEIVED, Receipt, house)}
    found: dict[str, Exchanged] = {}
    for asked in on_record(evidence, ASKED, Request, house):
        request = asked.message.sha256
        answer = answers.get(request)
        agreement = agreement_of(evidence, asked.row)
        own = {each.message.kind: each for each in consents if each.message.request == request}
        papers = tuple((kind, own.get(kind), _stands(own.get(kind), as_of)) for kind in ConsentKind)
        receipt = None if answer is None else receipts.get(answer.message.sha256)
        if agreement is not None and request not in found:
            found[request] = Exchanged(
                agreement=agreement,
                asked=asked,
                filing=filings.get(asked.message.package_root, ""),
                papers=papers,
                answer=answer,
                receipt=receipt,
                step=_step(agreement, papers, answer, receipt, as_of),
                back=receipt_in(evidence, asked.row),
            )
    return tuple(reversed(found.values()))


def on_record(evidence: Evidence, kind: str, model: type[_Kind], house: str) -> Iterator[OnRecord[_Kind]]:
    """Yield every message of a kind under agreements of an authority with its act, in the order of the acts."""
    for row, message in messages(evidence, kind, model, houses=frozenset({house})):
        yield OnRecord(message=message, row=row)


def _stands(paper: OnRecord[Consent] | None, as_of: dt.date) -> bool:
    return paper is not None and paper.message.day <= as_of <= paper.message.until


def _step(
    agreement: Agreement,
    papers: tuple[tuple[ConsentKind, OnRecord[Consent] | None, bool], ...],
    answer: OnRecord[Answer] | None,
    receipt: OnRecord[Receipt] | None,
    as_of: dt.date,
) -> Step:
    if answer is not None:
        return Step.RECEIPT if receipt is None else Step.DONE
    if not agreement.since <= as_of <= agreement.until:
        return Step.LAPSED
    return Step.ANSWER if all(stands for _, _, stands in papers) else Step.CONSENT
