"""Which of the editions of a filing that arrived is the later one: by the places of their acts in the onshore log.

An edition shows the acts up to the day it was delivered. One whose last act comes before an act that arrived with
another is older, whatever day it arrives; a genuine notice after a specimen comes later and is none.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import parse_receipt
from tallystick.evidence.wording import both
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.filing.deliver import PROOFS, PROVED
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, Received
from tallystick.shell.operations.ports.journal import OnRecord

__all__ = ["older"]

_KEY: Final = f"{PROOFS}/log.vkey"
_RECEIPT: Final = ".tlog-proof"
_EVENTS: Final = {name: event for event, name in PROVED.items()}


def older(evidence: OnRecord, received: Received) -> Finding | None:
    """Say that an edition of the same filing that shows a later act arrived before; None where none did.

    Args:
        evidence: of the overseas home.
        received: the edition in question.
    """
    last = max((place for place, _ in _acts(received.files)), default=-1)
    filing = received.edition.head.filing
    for row in evidence.journal.acts(subject=filing, kind=RECEIVED):
        named = body_of(evidence, row).get("files")
        kept = {str(name): str(digest) for name, digest in named.items()} if isinstance(named, dict) else {}
        wanted = {name: evidence.objects.get(digest) for name, digest in kept.items() if name.endswith(_RECEIPT)}
        place, act = max(_acts(wanted), default=(-1, ""))
        key = evidence.objects.get(kept[_KEY]) if _KEY in kept else b""
        same_log = key.strip() == received.files.get(_KEY, b"").strip()  # spaces around a key make it no other key
        if same_log and place > last:
            said, day = both(f"filing.event.{act}"), row.entry.draft.at[:10]
            return finding("issuance.edition-older", filing=filing, act=said, place=place, last=last, received=day)
    return None


def _acts(files: Mapping[str, bytes]) -> Iterable[tuple[int, str]]:
    """Yield the acts whose receipts are among files: each with its place in the log, and its event."""
    for name, content in files.items():
        stem = name.removeprefix(f"{PROOFS}/").removesuffix(_RECEIPT)
        event, read = _EVENTS.get(stem.partition("-")[0]), parse_receipt(content) if name.endswith(_RECEIPT) else None
        if event is not None and read is not None and not isinstance(read, Finding):
            yield read.index, event
