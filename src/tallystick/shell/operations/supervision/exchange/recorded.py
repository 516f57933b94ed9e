"""Messages of an exchange as acts: who acts with which key, each message kept whole, found again by the deal.

The body of an act names the message and the agreement it rests on, each by its digest: which list of fields was in
force is on record with what was given under it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, key_differs, other_side, perform
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Message, Receipt

__all__ = ["Officers", "kept", "not_about", "own_keys", "receipt_of", "recorded"]

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


def recorded(evidence: Evidence, kind: str, exchange: Exchange, message: Message, officers: Officers) -> None:
    """Put a message on record, and the agreement beside it."""
    body = {
        "schema": "tallystick/exchange/v1",
        "agreement": evidence.objects.put(exchange.agreement.content()).sha256,
        "message": evidence.objects.put(message.content()).sha256,
    }
    perform(evidence, Intent(kind=kind, subject=exchange.request.deal, at=officers.at, body=body), officers.signers[0])


def kept(evidence: Evidence, kind: str, exchange: Exchange, model: type[_Kind]) -> Sequence[_Kind]:
    """Return every message of a kind that is on record about the deal, in the order of the acts."""
    rows = evidence.journal.acts(subject=exchange.request.deal, kind=kind)
    read = [model.parse(evidence.objects.get(str(body_of(evidence, row)["message"]))) for row in rows]
    return [each for each in read if each is not None]
