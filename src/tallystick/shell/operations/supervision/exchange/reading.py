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
    "messages_between",
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
    """Return every message of a kind that is on record between the two about the deal, in the order of the acts."""
    return [message for _, message in messages_between(evidence, kind, model, exchange)]


def messages_between(
    evidence: Evidence, kind: str, model: type[_Kind], exchange: Exchange
) -> Iterator[tuple[ActRow, _Kind]]:
    """Yield every message of a kind between the two authorities of an exchange about its deal, with its act."""
    two = frozenset({exchange.agreement.home, exchange.agreement.abroad})
    return messages(evidence, kind, model, deal=exchange.request.deal, houses=two)


def messages(
    evidence: Evidence, kind: str, model: type[_Kind], *, deal: str = "", houses: frozenset[str] = frozenset()
) -> Iterator[tuple[ActRow, _Kind]]:
    """Yield every message of a kind on record with its act, in the order of the acts.

    Args:
        evidence: of the home.
        kind: of the acts.
        model: of the messages.
        deal: about which; about any where it is empty.
        houses: authorities that are all party to the agreement; others that share the home have exchanges of their own.
    """
    for row in evidence.journal.acts(subject=deal, kind=kind):
        read = model.parse(evidence.objects.get(_files(body_of(evidence, row))[MESSAGE]))
        if read is not None and (not houses or houses <= _parties(evidence, row)):
            yield row, read


def _parties(evidence: Evidence, row: ActRow) -> frozenset[str]:
    agreed = agreement_of(evidence, row)
    return frozenset() if agreed is None else frozenset({agreed.home, agreed.abroad})


def agreement_of(evidence: Evidence, row: ActRow) -> Agreement | None:
    """Return the agreement that an act of an exchange rests on."""
    return Agreement.parse(evidence.objects.get(_files(body_of(evidence, row))[AGREEMENT]))


def _files(body: Mapping[str, object]) -> dict[str, str]:
    files = body["files"]
    return {str(path): str(digest) for path, digest in files.items()} if isinstance(files, dict) else {}
