"""`complete`: the report of a completed issue, signed by issuer and trustee and put on record with its day.

    closing papers + ledger -> completion report -> two signatures -> the act that obligation 10 is judged by

It is signed once: what was signed is returned again, and another report of the same issue is refused. The filing
entity's legal representative signs onshore what is handed over here.
Source: LAW.md G3-1 (by analogy A); CSRC1-6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import digests
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.closing_files import closing_files
from tallystick.shell.operations.issuance.issue_records import REPORTED
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["Completed", "complete"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_REPORT: Final = "completion-report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The report as it was signed: its SHA-256, who signed, and the files to hand over."""

    digest: str
    signed_by: tuple[str, ...]
    files: Mapping[str, bytes]


def complete(desk: Desk, documents: Documents, prepared: Prepared) -> Outcome[Completed]:
    """Sign the completion report and put it on record.

    Args:
        desk: issuer and trustee, on the filing.
        documents: makes the tables beside it.
        prepared: the issue.
    """
    closing, refused = prepared.closing.value, desk.refusal(_PARTS)
    if refused is not None or closing is None:
        found = (refused,) if refused is not None else prepared.closing.findings
        return Outcome(value=None, findings=found)
    report = closing_files(documents, desk.evidence, prepared, closing).files.get(_REPORT)
    if report is None:
        return Outcome(value=None, findings=(finding("issuance.not-issued", person=desk.by[0].id),))
    other = _otherwise(desk, report)
    if other is not None:
        return Outcome(value=None, findings=(other,))
    kept = desk.evidence.objects.put(report)
    if not desk.evidence.journal.acts(subject=desk.filing, kind=REPORTED):
        desk.put(REPORTED, {"report": kept.sha256, "report_sm3": kept.sm3, "form": "G3-1", "mark": "A"})
    row = desk.evidence.journal.acts(subject=desk.filing, kind=REPORTED)[0]
    body = body_of(desk.evidence, row)
    signed = (str(body["prepared_by"]), str(body["approved_by"]))
    entry = row.entry
    signatures = {
        "schema": "tallystick/signed-report/v1",
        "report_sha256": kept.sha256,
        "act": body,
        "signed": [
            {"person": signed[0], "over": "entry", "signature": entry.signature},
            {"person": signed[1], "over": "act", "signature": body["approval"]},
        ],
        "at": entry.draft.at,
    }
    files = {_REPORT: report, "completion-report.signatures.json": canonical(signatures)}
    return Outcome(value=Completed(digest=kept.sha256, signed_by=signed, files=files))


def _otherwise(desk: Desk, report: bytes) -> Finding | None:
    """Say that another report of this issue was signed: an issue is completed once."""
    rows = desk.evidence.journal.acts(subject=desk.filing, kind=REPORTED)
    before = str(body_of(desk.evidence, rows[0])["report"]) if rows else None
    if before is None or before == digests(report).sha256:
        return None
    return finding("issuance.reported-otherwise", filing=desk.filing, sha256=before)
