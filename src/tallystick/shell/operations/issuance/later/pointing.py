"""`point`: where a document of the issue is to be found, with its digest, said on the ledger for whoever holds a token.

on record -> name, place and SHA-256 on the ledger, in place of what stood under the name (ERC-1643)

The file is kept by the home as it was pointed at; the ledger has its digest and place, not the file.
Source: ERC-1643; contracts/src/interfaces/IReportAnchor.sol.
"""

import re
from collections.abc import Iterator
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import POINTED
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["point"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_LONGEST: Final = 31
_LONGEST_PLACE: Final = 500
"""Characters: all of a place is kept on the ledger, and paid for."""
_PLACE: Final = re.compile(r"(https?|ipfs)://[!-~]+")


def point(desk: Desk, ledger: HolderLedger, name: str, place: str, content: bytes) -> Outcome[str]:
    """Point at a document; the value is its digest.

    Args:
        desk: issuer and trustee, on the filing.
        ledger: of the overseas home.
        name: what it is called there: printable ASCII, at most 31 characters.
        place: where it is to be found: an https, http or ipfs address without blanks, at most 500 characters.
        content: the document.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    wrong = tuple(_wrong(name, place, content))
    if wrong:
        return Outcome(value=None, findings=wrong)
    digest = desk.evidence.objects.put(content).sha256
    if ledger.document(where.reports, name) != (place, digest):
        desk.put(POINTED, {"name": name, "place": place, "sha256": digest, "block": str(ledger.head().number)})
    ledger.point(where.reports, name, place, digest, at=desk.at)
    return Outcome(value=digest)


def _wrong(name: str, place: str, content: bytes) -> Iterator[Finding]:
    if not (0 < len(name) <= _LONGEST and name.isascii() and name.isprintable() and name == name.strip()):
        yield finding("issuance.document-name", name=name)
    if len(place) > _LONGEST_PLACE or not _PLACE.fullmatch(place):
        shown = place if len(place) <= _LONGEST_PLACE else f"{place[:_LONGEST]}…"
        yield finding("issuance.document-place", place=shown, longest=_LONGEST_PLACE)
    if not content:
        yield finding("issuance.document-empty")
