"""One act of the onshore side as it crossed: its body, its entry and its receipt, checked by the key of its log."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.canonical import CanonicalError, parse_canonical
from tallystick.evidence.entries import Entry, leaf, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey, verify_receipt
from tallystick.evidence.signatures import PublicKeyError
from tallystick.filing.export import ExportEdition
from tallystick.shell.operations.evidence.countersignatures import named_keys, unsigned_by
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.acted import misacted
from tallystick.shell.operations.filing.deliver import proves

__all__ = ["Proof", "read_proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One act of the onshore side: its body, its entry, and what is wrong with its receipt."""

    body: Mapping[str, object]
    entry: Entry
    findings: tuple[Finding, ...]


def read_proof(proofs: Mapping[str, bytes], name: str, key: VerifierKey | None, edition: ExportEdition) -> Proof | None:
    """Return an act with everything that is wrong with it; None where it is not there or cannot be read.

    Args:
        proofs: what crossed beside the edition, by name.
        name: of the act's files.
        key: of the log; None where it is not there or cannot be read.
        edition: that the act must be about.
    """
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
    found += misacted(entry, body, {}, file=f"{name}.json")
    if not proves(name, str(body.get("event"))) or entry.draft.kind != ACT_KIND:
        found.append(finding("issuance.other-act", file=f"{name}.json", act=str(body.get("event"))))
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
