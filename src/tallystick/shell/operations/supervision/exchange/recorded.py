"""Messages of an exchange as acts: who acts with which key, each message kept whole, found again by the deal.

The body of an act names, each by its digest, the message, the agreement it rests on and the files that came with it:
which list of fields was in force is on record with what was given under it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, key_differs, other_side, perform
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Agreement, Message, Receipt

__all__ = ["Officers", "agreement_of", "kept", "messages", "not_about", "own_keys", "receipt_of", "recorded"]

_AGREEMENT, _MESSAGE = "exchange/agreement.json", "exchange/message.json"

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


def recorded(
    evidence: Evidence,
    kind: str,
    exchange: Exchange,
    message: Message,
    officers: Officers,
    *,
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Put a message on record, and beside it the agreement, and the files that came with it.

    Args:
        evidence: of the home.
        kind: of the act.
        exchange: the request it is about.
        message: as it was signed.
        officers: who acts.
        files: that came with the message, by path; None where nothing did.
    """
    kept = {_AGREEMENT: exchange.agreement.content(), _MESSAGE: message.content(), **(files or {})}
    named = {path: evidence.objects.put(content).sha256 for path, content in sorted(kept.items())}
    body = {"schema": "tallystick/exchange/v1", "agreement": exchange.agreement.id, "files": named}
    perform(evidence, Intent(kind=kind, subject=exchange.request.deal, at=officers.at, body=body), officers.signers[0])


def kept(evidence: Evidence, kind: str, exchange: Exchange, model: type[_Kind]) -> Sequence[_Kind]:
    """Return every message of a kind that is on record about the deal, in the order of the acts."""
    return [message for _, message in messages(evidence, kind, model, deal=exchange.request.deal)]


def messages(evidence: Evidence, kind: str, model: type[_Kind], *, deal: str = "") -> Iterator[tuple[ActRow, _Kind]]:
    """Yield every message of a kind on record, of one deal or of all, with its act, in the order of the acts."""
    for row in evidence.journal.acts(subject=deal, kind=kind):
        read = model.parse(evidence.objects.get(_named(body_of(evidence, row), _MESSAGE)))
        if read is not None:
            yield row, read


def agreement_of(evidence: Evidence, row: ActRow) -> Agreement | None:
    """Return the agreement that an act of an exchange rests on."""
    return Agreement.parse(evidence.objects.get(_named(body_of(evidence, row), _AGREEMENT)))


def _named(body: Mapping[str, object], path: str) -> str:
    files = body["files"]
    return str(files[path]) if isinstance(files, dict) else ""
