"""`point`: where a document of the issue is to be found, with its digest, said on the ledger for whoever holds a token.

on record -> name, place and SHA-256 on the ledger, in place of what stood under the name (ERC-1643)

The file is kept by the home as it was pointed at; the ledger has its digest and place, not the file.
Source: ERC-1643; contracts/src/interfaces/IReportAnchor.sol.
"""

from typing import Final

from tallystick.evidence.findings import finding
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import POINTED
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["point"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_LONGEST: Final = 31


def point(desk: Desk, ledger: HolderLedger, name: str, place: str, content: bytes) -> Outcome[str]:
    """Point at a document; the value is its digest.

    Args:
        desk: issuer and trustee, on the filing.
        ledger: of the overseas home.
        name: what it is called there: printable ASCII, at most 31 characters.
        place: where it is to be found.
        content: the document.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    if not (0 < len(name) <= _LONGEST and name.isascii() and name.isprintable() and place.isprintable() and place):
        return Outcome(value=None, findings=(finding("issuance.document-name", name=name, place=place),))
    digest = desk.evidence.objects.put(content).sha256
    if ledger.document(where.reports, name) != (place, digest):
        desk.put(POINTED, {"name": name, "place": place, "sha256": digest, "block": str(ledger.head().number)})
    ledger.point(where.reports, name, place, digest, at=desk.at)
    return Outcome(value=digest)
