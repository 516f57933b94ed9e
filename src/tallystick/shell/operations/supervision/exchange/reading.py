"""Messages of an exchange found again: by kind of act and deal, each with its agreement and the files beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from tallystick.evidence.findings import finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Agreement, Message, Receipt

__all__ = [
    "AGREEMENT",
    "MESSAGE",
    "RECEIPT",
    "agreement_of",
    "beside",
    "kept",
    "messages",
    "read_message",
    "receipt_in",
]

AGREEMENT: Final = "exchange/agreement.json"
MESSAGE: Final = "exchange/message.json"
RECEIPT: Final = "exchange/receipt.json"
"""Under what an act names the agreement it rests on, the message, and the receipt that went back."""

_Kind = TypeVar("_Kind", bound=Message)


def read_message(kind: type[_Kind], content: bytes, file: str) -> Outcome[_Kind]:
    """Read a message that arrived as a file; for a process of its own."""
    read = kind.parse(content)
    found = () if read is not None else (finding("supervision.exchange-unreadable", file=file),)
    return Outcome(value=read, findings=found)


def receipt_in(evidence: Evidence, row: ActRow) -> Receipt | None:
    """Return our receipt as an act has it; None where it has none."""
    digest = _files(body_of(evidence, row)).get(RECEIPT)
    return None if digest is None else Receipt.parse(evidence.objects.get(digest))


def beside(evidence: Evidence, row: ActRow) -> dict[str, bytes]:
    """Return the files that came with the message of an act, by path."""
    own, files = {AGREEMENT, MESSAGE, RECEIPT}, _files(body_of(evidence, row))
    return {path: evidence.objects.get(digest) for path, digest in files.items() if path not in own}


def kept(evidence: Evidence, kind: str, exchange: Exchange, model: type[_Kind]) -> Sequence[_Kind]:
    """Return every message of a kind that is on record about the deal, in the order of the acts."""
    return [message for _, message in messages(evidence, kind, model, deal=exchange.request.deal)]


def messages(evidence: Evidence, kind: str, model: type[_Kind], *, deal: str = "") -> Iterator[tuple[ActRow, _Kind]]:
    """Yield every message of a kind on record, of one deal or of all, with its act, in the order of the acts."""
    for row in evidence.journal.acts(subject=deal, kind=kind):
        read = model.parse(evidence.objects.get(_files(body_of(evidence, row))[MESSAGE]))
        if read is not None:
            yield row, read


def agreement_of(evidence: Evidence, row: ActRow) -> Agreement | None:
    """Return the agreement that an act of an exchange rests on."""
    return Agreement.parse(evidence.objects.get(_files(body_of(evidence, row))[AGREEMENT]))


def _files(body: Mapping[str, object]) -> dict[str, str]:
    files = body["files"]
    return {str(path): str(digest) for path, digest in files.items()} if isinstance(files, dict) else {}
