"""`deliver`: what crosses from onshore to overseas: the export edition, and the proofs that go with it.

    export edition (same root, withheld leaves)
    +  for the submission, the decision, the recorded notice and its revocation: body, entry, receipt
    +  the key of the onshore log  +  a timestamp, where an authority gave one over the head of the receipts

Nothing else crosses. The overseas side checks all of it with `verify`, without asking back.
"""

from collections.abc import Iterator

from tallystick.deal.parsing import parse_deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.entries import leaf
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import parse_note
from tallystick.filing.consistency.answers import DATA_PROCEDURE
from tallystick.filing.export import export
from tallystick.filing.package import Package
from tallystick.filing.states import Event
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import ActRow

__all__ = ["CROSSING", "PROOFS", "PROOFS_INVENTORY", "PROVED", "STAMP", "deliver"]

PROOFS = "proofs"
STAMP = "checkpoint.tsr"
"""The token over the head under which the receipts were made."""
_SELF_AND_A_WITNESS = 2
PROVED = {
    Event.SUBMIT.value: "submitted",
    Event.FILE.value: "decided",
    Event.RECORD_NOTICE.value: "notice",
    Event.RECORD_REVOCATION.value: "revocation",
}
"""The acts that cross with an edition, by event, in the order in which they were done; the name of their files."""


CROSSING = frozenset(
    {f"{name}.{part}" for name in PROVED.values() for part in ("json", "entry", "tlog-proof")}
    | {"notice-capture", "revocation-capture", "inventory.json", "log.vkey", STAMP}
)
"""Every file that may lie among the proofs."""
PROOFS_INVENTORY = canonical(
    {
        "schema": "tallystick/proofs-inventory/v1",
        "fields": ["by.id", "by.name", "by.organisation", "by.roles", "by.public_key", "note", "notice", "shown"],
        "basis": {
            "mark": "I",
            "zh": "签署人的职务信息，仅用于证明备案行为由谁作出；签署人须事先同意其出境",
            "en": "names and offices of those who signed, to prove whose acts these are; they agree beforehand",
        },
    }
)
"""What crosses with the proofs beside the edition's own inventory; how it is lawful is inferred, and says so."""


def deliver(evidence: Evidence, filing: str) -> Outcome[dict[str, bytes]]:
    """Return the files that cross for a filing, by relative path.

    Args:
        evidence: of the onshore installation.
        filing: its id.
    """
    package = package_of(evidence, filing)
    edition, obstacles = export(package)
    obstacles = (*obstacles, *_undetermined(package))
    if edition is None or has_errors(obstacles):
        return Outcome(value=None, findings=obstacles)
    files = edition.files()
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        files |= dict(_proof(evidence, row))
    review = review_of(evidence, filing)
    for name, paper in (("notice", review.published), ("revocation", review.revocation)):
        if paper is not None:
            files[f"{PROOFS}/{name}-capture"] = evidence.objects.get(paper.capture_sha256)
    files[f"{PROOFS}/inventory.json"] = PROOFS_INVENTORY
    files[f"{PROOFS}/log.vkey"] = str(evidence.log.key).encode()
    files |= {f"{PROOFS}/{STAMP}": each.token for each in evidence.log.stamps() if each.size == evidence.log.size()}
    return Outcome(value=files, findings=(*obstacles, *_unwitnessed(evidence)))


def _undetermined(package: Package) -> Iterator[Finding]:
    """Yield that nothing may cross while the deal itself says that the basis for it is open."""
    deal, _, _ = parse_deal(package.contents[DEAL_FILE]) if DEAL_FILE in package.contents else (None, None, ())
    stated = None if deal is None else deal.procedures.get(DATA_PROCEDURE)
    if stated is not None and stated.state == "open":
        yield finding("filing.delivery-undetermined", file=DEAL_FILE, path=f"procedures.{DATA_PROCEDURE}")


def _unwitnessed(evidence: Evidence) -> Iterator[Finding]:
    """Warn where nobody but the log itself has signed the checkpoint that the receipts are made from."""
    head = parse_note(evidence.log.checkpoint())
    if not isinstance(head, Finding) and len(head.signatures) < _SELF_AND_A_WITNESS:
        yield finding("filing.delivered-unwitnessed")


def _proof(evidence: Evidence, row: ActRow) -> Iterator[tuple[str, bytes]]:
    body = body_of(evidence, row)
    name = PROVED.get(str(body["event"]))
    if name is None or row.position is None:
        return
    yield f"{PROOFS}/{name}.json", canonical(body)
    yield f"{PROOFS}/{name}.entry", leaf(row.entry)
    yield f"{PROOFS}/{name}.tlog-proof", evidence.log.receipt(row.position)
