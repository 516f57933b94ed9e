"""An act that another home's register proves, out of the files that crossed: body, entry and receipt."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.entries import Entry, leaf, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey, verify_receipt
from tallystick.evidence.signatures import PublicKeyError
from tallystick.shell.operations.evidence.acts import read_body
from tallystick.shell.operations.evidence.countersignatures import named_keys, unsigned_by
from tallystick.shell.operations.outcome import Outcome

__all__ = ["ProvenAct", "proven_act"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenAct:
    """An act that another home's register proves: its entry and body."""

    entry: Entry
    body: Mapping[str, object]


def proven_act(files: Mapping[str, bytes], name: str, key: VerifierKey) -> Outcome[ProvenAct]:
    """Check body, signatures and receipt of an act; None where one of its files is missing or unreadable.

    Args:
        files: those that crossed.
        name: what its three files are called.
        key: of the other home's log, which came by another way.
    """
    content, line, proof = (files.get(f"{name}.{part}", b"") for part in ("json", "entry", "tlog-proof"))
    entry, body = read_entry(line, file=f"{name}.entry"), read_body(content)
    if isinstance(entry, Finding):
        return Outcome(value=None, findings=(entry,))
    if not body:
        return Outcome(value=None, findings=(finding("filing.handover-unreadable", file=f"{name}.json"),))
    actor = entry.draft.actor
    try:
        signed = verify_entry(entry, named_keys(body).get(actor, ""), content)
    except PublicKeyError:
        signed = (finding("evidence.entry-signature", actor=actor, kind=entry.draft.kind),)
    others = (finding("evidence.countersignature", file=f"{name}.json", person=each) for each in unsigned_by(body))
    found = (*signed, *others, *verify_receipt(proof, leaf(entry), key, file=f"{name}.tlog-proof"))
    return Outcome(value=ProvenAct(entry=entry, body=body), findings=found)
