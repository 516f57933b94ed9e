"""Take: check what was handed over, overseas, and give a receipt for it; close: put that receipt on record, onshore.

    handover.json, handed-over.*, submitted.*  + the onshore log's key    -> it belongs to the submitted version, or not
    -> act in the overseas register -> taken-over.*                       the receipt
    taken-over.* + the overseas log's key -> act in the onshore register  both sides hold both

Keys of logs come by another way than the files: a key that travels with what it proves proves nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.entries import read_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Person
from tallystick.filing.handover.handover import Handover, parse_handover, verify_handover
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.filing.act_records import ACT_KIND, write_person
from tallystick.shell.operations.filing.handing.give import HANDED_OVER, HANDOVER_FILE, proof_files
from tallystick.shell.operations.filing.handing.proven import ProvenAct, proven_act
from tallystick.shell.operations.filing.handing.receipts import (
    CLOSED,
    answered_early,
    closed_early,
    dated_back,
    unsupported,
    without_receipt,
)
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow

__all__ = ["TAKEN_OVER", "acknowledge", "check_handover", "close"]

TAKEN_OVER: Final = "filing.takeover"


def check_handover(files: Mapping[str, bytes], key: VerifierKey) -> Outcome[Handover]:
    """Check a hand-over by the key of the onshore log; the value is None where nothing in it can be relied on."""
    content = files.get(HANDOVER_FILE, b"")
    given = parse_handover(content)
    if given is None:
        return Outcome(value=None, findings=(finding("filing.handover-unreadable", file=HANDOVER_FILE),))
    submitted, handed = (proven_act(files, name, key) for name in ("submitted", "handed-over"))
    found = [*submitted.findings, *handed.findings]
    if submitted.value is None or handed.value is None:
        return Outcome(value=None, findings=tuple(found))
    told, filed = handed.value.body, submitted.value.body
    found += _kinds((submitted.value, ACT_KIND), (handed.value, HANDED_OVER))
    if told.get("handover_sha256") != sha256_hex(content) or told.get("counterpart") != given.counterpart:
        found.append(finding("filing.handover-other-act", file="handed-over.json"))
    if told.get("package_sha256") != filed.get("package_sha256") or told.get("filing") != filed.get("filing"):
        found.append(finding("filing.handover-other-act", file="submitted.json"))
    found += [*unsupported(given), *dated_back(given, submitted.value.entry, handed.value.entry)]
    found += verify_handover(given, root=str(filed.get("package_sha256")))
    return Outcome(value=given, findings=tuple(found))


def acknowledge(
    evidence: Evidence, files: Mapping[str, bytes], given: Handover, *, by: Person, signer: Signer, at: datetime
) -> Outcome[Mapping[str, bytes]]:
    """Record overseas that a checked hand-over was received; the value is the receipt's files, by name."""
    refused = unfit((by,), (Part.RECEIVER,), (signer,))
    handed = read_entry(files.get("handed-over.entry", b""), file="handed-over.entry")
    if refused is None and not isinstance(handed, Finding):
        refused = next(iter(answered_early(handed, at)), None)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    body = {
        "schema": "tallystick/taken-over/v1",
        "filing": given.head.filing,
        "handover_sha256": sha256_hex(files[HANDOVER_FILE]),
        "counterpart": given.counterpart,
        "items": list(given.items),
        "files": {name: evidence.objects.put(content).sha256 for name, content in files.items()},
        "by": [write_person(by)],
    }
    row = perform(evidence, Intent(kind=TAKEN_OVER, subject=given.head.filing, at=at, body=body), signer)
    return Outcome(value=proof_files(evidence, row, "taken-over"))


def close(
    evidence: Evidence,
    filing: str,
    files: Mapping[str, bytes],
    key: VerifierKey,
    *,
    by: Person,
    signer: Signer,
    at: datetime,
) -> Outcome[ActRow]:
    """Put the counterpart's receipt on record onshore; it must be for something this home handed over."""
    refused = unfit((by,), (Part.FILER,), (signer,))
    taken = proven_act(files, "taken-over", key)
    if refused is not None or taken.value is None or taken.findings:
        return Outcome(value=None, findings=(*(() if refused is None else (refused,)), *taken.findings))
    given = str(taken.value.body.get("handover_sha256"))
    acts = evidence.journal.acts(subject=filing, kind=HANDED_OVER)
    handed = [row.entry for row in acts if body_of(evidence, row).get("handover_sha256") == given]
    other = () if handed else (finding("filing.handover-other-act", file="taken-over.json"),)
    wrong = tuple(_kinds((taken.value, TAKEN_OVER))) or other or closed_early(handed[0], taken.value.entry, at)
    if wrong:
        return Outcome(value=None, findings=wrong)
    body = {
        "schema": "tallystick/handover-acknowledged/v1",
        "filing": filing,
        "handover_sha256": given,
        "log": str(key),
        "files": {name: evidence.objects.put(content).sha256 for name, content in files.items()},
        "by": [write_person(by)],
    }
    intent = Intent(kind=CLOSED, subject=filing, at=at, body=body)
    before = evidence.journal.find(intent.act_id)
    again = () if before is None else (finding("filing.handover-closed-before", at=before.entry.draft.at),)
    closed = perform(evidence, intent, signer)
    return Outcome(value=closed, findings=(*again, *without_receipt(evidence, filing)))


def _kinds(*expected: tuple[ProvenAct, str]) -> Iterator[Finding]:
    """Yield each act that is of another kind than its file name says."""
    for proven, kind in expected:
        if proven.entry.draft.kind != kind:
            yield finding("filing.handover-other-act", file=f"{kind.rpartition('.')[2]}.json")
