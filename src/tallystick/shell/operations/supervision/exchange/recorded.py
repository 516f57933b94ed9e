"""Messages of an exchange as acts: who acts with which key, each message kept whole; `reading` finds them again.

The body of an act names, each by its digest, the message, the agreement it rests on and the files that came with it:
which list of fields was in force is on record with what was given under it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence, Intent, key_differs, other_side, perform, sequence
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.supervision.exchange.reading import (
    AGREEMENT,
    MESSAGE,
    RECEIPT,
    messages_between,
    receipt_in,
)
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Agreement, Message, Receipt

__all__ = ["Officers", "not_about", "own_keys", "put", "receipt_of", "recorded", "signed_for"]

_Kind = TypeVar("_Kind", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officers:
    """Who acts on a side, with their keys, and when."""

    by: tuple[Person, ...]
    signers: tuple[Signer, ...]
    at: dt.datetime

    def signed(self, message: _Kind) -> _Kind:
        """Return a message with the signature of each."""
        for signer in self.signers:
            message = message.signed(signer.person, signer.sign(message.unsigned()))
        return message

    @property
    def house(self) -> str:
        """The authority they are of, by its English name."""
        return self.by[0].organisation.en

    @property
    def day(self) -> dt.date:
        """The day of the act, in Beijing."""
        return beijing_day(self.at)


def receipt_of(message: Message, officers: Officers) -> Receipt:
    """Return the signed receipt of a message."""
    said = {"schema": "tallystick/exchange-receipt/v1", "of": message.sha256, "day": officers.day.isoformat()}
    return officers.signed(Receipt.model_validate(said))


def own_keys(officers: Officers, side: Side) -> tuple[Finding, ...]:
    """Say who acts with another's key, or on the other side; nothing where nobody does."""
    other = other_side(officers.by, side) or key_differs(officers.by, officers.signers)
    return () if other is None else (other,)


def not_about(exchange: Exchange) -> Finding:
    """Return that something does not answer the request."""
    return finding("supervision.exchange-answers-other", request=exchange.request.id)


def recorded(
    evidence: Evidence,
    kind: str,
    exchange: Exchange,
    message: Message,
    officers: Officers,
    *,
    files: Mapping[str, bytes] | None = None,
    receipt: Receipt | None = None,
) -> None:
    """Put a message on record, and beside it the agreement, the files that came with it, and our receipt of it.

    Args:
        evidence: of the home.
        kind: of the act.
        exchange: the request it is about.
        message: as it was signed.
        officers: who acts.
        files: that came with the message, by path; None where nothing did.
        receipt: that goes back for it; None where none does.
    """
    given = {} if receipt is None else {RECEIPT: receipt.content()}
    put(evidence, kind, exchange.request.deal, exchange.agreement, message, officers, {**(files or {}), **given})


def put(
    evidence: Evidence,
    kind: str,
    subject: str,
    agreement: Agreement,
    message: Message,
    officers: Officers,
    files: Mapping[str, bytes],
) -> None:
    """Put a message on record about a deal or an agreement, with the agreement and the files given."""
    kept = {AGREEMENT: agreement.content(), MESSAGE: message.content(), **files}
    named = {path: evidence.objects.put(content).sha256 for path, content in sorted(kept.items())}
    body = {"schema": "tallystick/exchange/v1", "agreement": agreement.id, "files": named}
    perform(evidence, Intent(kind=kind, subject=subject, at=officers.at, body=body), officers.signers[0])


def signed_for(evidence: Evidence, kind: str, exchange: Exchange, message: _Kind, officers: Officers) -> Receipt | None:
    """Return the receipt that was given for a message when it went on record; None where it never did.

    Where the record has none, as older ones have not, it is signed anew. What a killed process recorded and did not log
    is logged first: nothing is signed for that is not in the log.
    """
    sequence(evidence)
    for row, each in messages_between(evidence, kind, type(message), exchange):
        if each.sha256 == message.sha256:
            return receipt_in(evidence, row) or receipt_of(message, officers)
    return None
