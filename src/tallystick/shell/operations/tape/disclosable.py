"""What may be disclosed of a deal: columns that may leave, on the basis on record by its day, of the tape as filed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.manifest import Manifest
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.tape.commitment import COMMITMENT_FILE, Commitment, read_commitment
from tallystick.tape.disclosures import ExportBasis, may_leave
from tallystick.tape.reading.tapes import Tape

__all__ = ["PROCEDURE", "basis_of", "before_basis", "staying", "unfiled"]

PROCEDURE: Final = "data-export"
_CLAUSE: Final = "DX-3"


def basis_of(deal: Deal) -> ExportBasis | None:
    """Return the procedure for data that leave, once it is done and says where and when."""
    found = deal.procedures.get(PROCEDURE)
    if found is None or found.state != "done" or found.reference is None or found.date is None:
        return None
    named = found.reference
    reference = named if isinstance(named, str) else f"{named.zh} / {named.en}"
    return ExportBasis(procedure=PROCEDURE, reference=reference, date=found.date.isoformat(), clause=_CLAUSE)


def before_basis(basis: ExportBasis, at: datetime) -> Iterator[Finding]:
    """Yield that rows are opened on a day before the one that the basis bears."""
    day = beijing_day(at).isoformat()
    if day < basis.date:
        yield finding("tape.disclosure-before-basis", opened=day, reference=basis.reference, date=basis.date)


def staying(tape: Tape, columns: frozenset[str]) -> tuple[Finding, ...]:
    """Return the columns that may not leave."""
    kept = sorted(columns - may_leave(tape.schema))
    return tuple(finding("tape.disclosure-column-stays", column=name, name=name) for name in kept)


def unfiled(evidence: Evidence, deal: str, opened: Commitment) -> Iterator[Finding]:
    """Yield that no version of the deal submitted to this home has this tape, or that none was submitted here."""
    filings = [each.id for each in evidence.journal.filings() if each.deal == deal]
    if not filings:
        yield finding("tape.disclosure-uncompared", deal=deal)
    elif all(opened not in _committed(evidence, each) for each in filings):
        yield finding("tape.disclosure-not-filed", deal=deal, filings=tuple(filings))


def _committed(evidence: Evidence, filing: str) -> Iterator[Commitment | None]:
    """Yield the commitment in the package of a filing, by the manifest that its submission keeps."""
    for row in evidence.journal.acts(subject=filing):
        note = body_of(evidence, row).get("note")
        listed = note.get("manifest") if isinstance(note, dict) else None
        if isinstance(listed, str):
            files = Manifest.parse(evidence.objects.get(listed)).files
            kept = (evidence.objects.get(each.sha256) for each in files if each.path == COMMITMENT_FILE)
            yield from map(read_commitment, kept)
