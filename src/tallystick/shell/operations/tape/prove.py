"""`prove`: hold a file of disclosed rows against the commitment of an export edition, with no tape present."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.findings import finding
from tallystick.filing.export import open_export
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.commitment import COMMITMENT_FILE, read_commitment
from tallystick.tape.disclosures import DisclosedRows, parse_disclosed, verify_rows

__all__ = ["Proven", "prove_rows"]

_PROOFS: Final = "proofs/"
"""What `deliver` puts beside an edition; it is none of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A file of rows beside the filed commitment: `holds` where every row lies under it."""

    disclosed: DisclosedRows
    package_root: str
    holds: bool


def prove_rows(content: bytes, edition: Mapping[str, bytes], *, file: str) -> Outcome[Proven]:
    """Hold a file of rows against the commitment of an export edition, whose own leaves are checked first.

    The edition may be as `package` made it or as `deliver` wrote it, with its proofs beside it.
    """
    disclosed = parse_disclosed(content)
    if disclosed is None:
        return Outcome(value=None, findings=(finding("tape.disclosure-unreadable", file=file),))
    opened, found = open_export({name: each for name, each in edition.items() if not name.startswith(_PROOFS)})
    if opened is None:
        return Outcome(value=None, findings=found)
    filed = read_commitment(opened.contents.get(COMMITMENT_FILE, b""))
    if filed is None:
        return Outcome(value=None, findings=(*found, finding("tape.disclosure-nothing-filed", file=COMMITMENT_FILE)))
    own = disclosed.deal == opened.head.deal
    proven = Proven(disclosed=disclosed, package_root=opened.root, holds=own and verify_rows(disclosed, filed))
    if not own:
        found = (*found, finding("tape.disclosure-other-deal", file=file, deal=disclosed.deal, filed=opened.head.deal))
    elif not proven.holds:
        found = (*found, finding("tape.disclosure-differs", file=file))
    else:
        found = (*found, finding("tape.disclosure-basis-said", file=file, reference=disclosed.basis.reference))
    return Outcome(value=proven, findings=found)
