"""What arrived overseas: an export edition and its proofs, checked before anything stands on them.

edition under its root -> filed terms -> the submission and the published notice, each an entry with its receipt
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.deal.terms import TERMS_FILE, parse_terms
from tallystick.evidence.digests import digests, sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, VerifierKey, parse_verifier_key
from tallystick.evidence.log.growth import growth_faults
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.filing.export import ExportEdition, open_export
from tallystick.shell.operations.filing.acted import in_order
from tallystick.shell.operations.filing.deliver import PROOFS, PROOFS_INVENTORY, PROVED, may_cross, proof_names
from tallystick.shell.operations.issuance.receiving.proof import Proof, read_proof
from tallystick.shell.operations.outcome import Outcome

__all__ = ["RECEIVED", "Received", "open_received"]

RECEIVED = "issuance.received"  # the kind of act by which an edition is on record overseas


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Received:
    """An export edition with what proves it; `files` is all of it as it came.

    `notice` is None where no published notice came with it, `revocation` where no revocation of it did; `corrections`
    of it are in the order in which they were recorded.
    """

    files: Mapping[str, bytes]
    edition: ExportEdition
    deal: Deal
    terms_hash: str
    submitted: Proof | None
    decided: Proof | None
    notice: Proof | None
    corrections: tuple[Proof, ...]
    revocation: Proof | None
    log_key: VerifierKey | None

    @property
    def notice_record(self) -> Mapping[str, object]:
        """The notice as recorded; empty where there is none."""
        return _paper(self.notice)

    @property
    def standing(self) -> str:
        """As what the desk decided, ``rehearsal`` or ``adopted``; empty where no decision came with it."""
        return str(self.decided.body.get("standing", "")) if self.decided is not None else ""

    @property
    def notice_day(self) -> dt.date | None:
        """The day the published notice bears."""
        day = self.notice_record.get("date")
        return dt.date.fromisoformat(day) if isinstance(day, str) else None


def open_received(files: Mapping[str, bytes]) -> Outcome[Received]:
    """Check what crossed; None where the edition or its terms cannot be used.

    Args:
        files: as `deliver` wrote them.
    """
    proofs = {name.removeprefix(f"{PROOFS}/"): content for name, content in files.items() if name.startswith(PROOFS)}
    edition, found = open_export({name: content for name, content in files.items() if not name.startswith(PROOFS)})
    if edition is None:
        return Outcome(value=None, findings=found)
    if TERMS_FILE not in edition.contents:
        return Outcome(value=None, findings=(*found, finding("deal.file-missing", name=TERMS_FILE)))
    deal, about_terms = parse_terms(edition.contents[TERMS_FILE])
    if deal is None:
        return Outcome(value=None, findings=(*found, *about_terms))
    key = _log_key(proofs)
    read = {name: read_proof(proofs, name, key, edition) for name in proof_names(proofs)}
    submitted, decided, notice, *corrections, revocation = read.values()
    expected = {name.rpartition(".")[0] for name in proofs} | {name for name in read if name not in PROVED.values()}
    partial = expected & {name for name, each in read.items() if each is None}
    unread = tuple(finding("issuance.proof-unreadable", file=f"{PROOFS}/{name}") for name in sorted(partial))
    about_capture = tuple(each for name, proof in read.items() for each in _capture(proofs, name, proof))
    if not proofs:
        about_capture = (finding("issuance.not-delivered", file=PROOFS),)
    elif proofs.get("inventory.json") != PROOFS_INVENTORY:
        about_capture = (*about_capture, finding("issuance.inventory-differs", file="inventory.json"))
    added = (each for each in sorted(proofs) if not may_cross(each))
    stray = tuple(finding("filing.file-added", file=f"{PROOFS}/{each}") for each in added)
    received = Received(
        files=files,
        edition=edition,
        deal=deal,
        terms_hash=sha256_hex(edition.contents[TERMS_FILE]),
        submitted=submitted,
        decided=decided,
        notice=notice,
        corrections=tuple(each for each in corrections if each is not None),
        revocation=revocation,
        log_key=key,
    )
    proved = [proof for proof in read.values() if proof is not None]
    wrong = [*(each for proof in proved for each in proof.findings), *growth_faults(proofs, key)]
    entries = [proof.entry for proof in proved]
    again = [name for name, proof in read.items() if proof is not None and entries.count(proof.entry) > 1]
    wrong += [finding("filing.file-added", file=f"{PROOFS}/{name}.entry") for name in again]
    wrong += in_order(edition.head.filing, [(each.entry, each.body) for each in proved], sound=not (wrong or unread))
    later = (*map(_corrected, received.corrections), *_revoked(revocation))
    return Outcome(value=received, findings=(*found, *about_terms, *unread, *wrong, *about_capture, *stray, *later))


def _log_key(proofs: Mapping[str, bytes]) -> VerifierKey | None:
    try:
        return parse_verifier_key(proofs["log.vkey"].decode().strip())
    except (KeyError, NoteError, UnicodeDecodeError):
        return None


def _paper(proof: Proof | None) -> Mapping[str, object]:
    record = proof.body.get("notice") if proof is not None else None
    return record if isinstance(record, dict) else {}


def _capture(proofs: Mapping[str, bytes], name: str, proof: Proof | None) -> tuple[Finding, ...]:
    record, file = _paper(proof), f"{name}-capture"
    differs = record and digests(proofs.get(file, b"")).sha256 != record.get("capture_sha256")
    return (finding("issuance.capture-differs", file=file),) if differs else ()


def _corrected(proof: Proof) -> Finding:
    """Say that the authority corrected its notice, and whether that paper is a specimen."""
    number, day, marked, reason = _told(_paper(proof))
    return finding("filing.corrected", number=number, date=day, specimen=marked, reason=reason)


def _revoked(proof: Proof | None) -> tuple[Finding, ...]:
    """Say that the authority took its notice back, and whether that paper is a specimen."""
    if not _paper(proof):
        return ()
    number, day, marked, reason = _told(_paper(proof))
    return (finding("filing.revoked", number=number, date=day, specimen=marked, reason=reason),)


def _told(record: Mapping[str, object]) -> tuple[str, str, Name | str, Name | str]:
    marked = both("filing.paper.specimen") if record.get("specimen") else ""
    reason = both("filing.paper.reason", reason=str(record["reason"])) if record.get("reason") else ""
    return str(record.get("number")), str(record.get("date")), marked, reason
