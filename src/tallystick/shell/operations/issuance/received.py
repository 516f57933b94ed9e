"""What arrived overseas: an export edition and its proofs, checked before anything stands on them.

edition under its root -> filed terms -> the submission and the published notice, each an entry with its receipt
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.deal.terms import TERMS_FILE, parse_terms
from tallystick.evidence.canonical import CanonicalError, parse_canonical
from tallystick.evidence.digests import digests, sha256_hex
from tallystick.evidence.entries import Entry, leaf, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, VerifierKey, parse_verifier_key, verify_receipt
from tallystick.evidence.signatures import PublicKeyError
from tallystick.filing.export import ExportEdition, open_export
from tallystick.shell.operations.evidence.countersignatures import named_keys, unsigned_by
from tallystick.shell.operations.filing.deliver import PROOFS, PROOFS_INVENTORY
from tallystick.shell.operations.outcome import Outcome

__all__ = ["Proof", "Received", "open_received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One act of the onshore side: its body, its entry, and what is wrong with its receipt."""

    body: Mapping[str, object]
    entry: Entry
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Received:
    """An export edition with what proves it; `files` is all of it as it came.

    `notice` is None where no published notice came with it.
    """

    files: Mapping[str, bytes]
    edition: ExportEdition
    deal: Deal
    terms_hash: str
    submitted: Proof | None
    decided: Proof | None
    notice: Proof | None
    log_key: VerifierKey | None

    @property
    def notice_record(self) -> Mapping[str, object]:
        """The notice as recorded; empty where there is none."""
        record = self.notice.body.get("notice") if self.notice is not None else None
        return record if isinstance(record, dict) else {}

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
    submitted, decided, notice = (_proof(proofs, name, key, edition) for name in ("submitted", "decided", "notice"))
    about_capture = _capture(proofs, notice)
    if proofs.get("inventory.json") != PROOFS_INVENTORY:
        about_capture = (*about_capture, finding("issuance.inventory-differs", file="inventory.json"))
    received = Received(
        files=files,
        edition=edition,
        deal=deal,
        terms_hash=sha256_hex(edition.contents[TERMS_FILE]),
        submitted=submitted,
        decided=decided,
        notice=notice,
        log_key=key,
    )
    wrong = [each for proof in (submitted, decided, notice) if proof is not None for each in proof.findings]
    return Outcome(value=received, findings=(*found, *about_terms, *wrong, *about_capture))


def _log_key(proofs: Mapping[str, bytes]) -> VerifierKey | None:
    try:
        return parse_verifier_key(proofs["log.vkey"].decode().strip())
    except (KeyError, NoteError, UnicodeDecodeError):
        return None


def _proof(proofs: Mapping[str, bytes], name: str, key: VerifierKey | None, edition: ExportEdition) -> Proof | None:
    content, line, proof = (proofs.get(f"{name}.{part}") for part in ("json", "entry", "tlog-proof"))
    if content is None or line is None or proof is None:
        return None
    entry = read_entry(line, file=f"{name}.entry")
    if isinstance(entry, Finding):
        return None
    try:
        body = parse_canonical(content)
    except CanonicalError:
        return None
    if not isinstance(body, dict):
        return None
    found = [*_signature(entry, body, content)]
    found += [finding("evidence.countersignature", file=f"{name}.json", person=each) for each in unsigned_by(body)]
    if key is None:
        there = "log.vkey" in proofs
        code = "issuance.log-key-unreadable" if there else "issuance.log-key-missing"
        found.append(finding(code, file="log.vkey"))
    else:
        found.extend(verify_receipt(proof, leaf(entry), key, file=f"{name}.tlog-proof"))
    if body.get("package_sha256") != edition.root:
        found.append(finding("issuance.other-package", file=f"{name}.json", root=edition.root))
    return Proof(body=body, entry=entry, findings=tuple(found))


def _signature(entry: Entry, body: Mapping[str, object], content: bytes) -> tuple[Finding, ...]:
    """Check the entry by the key the act itself names; whose key that is, is for the filer's published roll to say."""
    draft = entry.draft
    try:
        return verify_entry(entry, named_keys(body).get(draft.actor, ""), content)
    except PublicKeyError:
        return (finding("evidence.entry-signature", actor=draft.actor, kind=draft.kind),)


def _capture(proofs: Mapping[str, bytes], notice: Proof | None) -> tuple[Finding, ...]:
    record = notice.body.get("notice") if notice is not None else None
    if not isinstance(record, dict):
        return ()
    if digests(proofs.get("notice-capture", b"")).sha256 != record.get("capture_sha256"):
        return (finding("issuance.capture-differs", file="notice-capture"),)
    return ()
