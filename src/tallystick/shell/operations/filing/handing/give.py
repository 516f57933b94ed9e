"""Give: hand parts of a filed version to an overseas authority, once everything that must be on record is.

    filing + whitelist + what is asked for -> refused, or -> act of two in the register -> files that cross

The officer who receives it is a person: the name stands in the confidential log alone, where it can be erased.
Source: LAW.md (g) 7; SUPTECH.md section 8, items 5 and 18.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.entries import leaf
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person
from tallystick.filing.handover.consents import missing_consents
from tallystick.filing.handover.counterparts import parse_counterparts
from tallystick.filing.handover.handover import Handover, verify_handover
from tallystick.shell.operations.auditing.anchored import anchor
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.filing.act_records import ACT_KIND, write_person
from tallystick.shell.operations.filing.handing.consent import (
    consents_of,
    pair_faults,
    rested_on,
    too_early,
    unknown_items,
)
from tallystick.shell.operations.filing.handing.parts import AskedParts, ahead, made, unlisted_parts
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow

__all__ = ["HANDED_OVER", "HANDOVER_FILE", "Given", "give", "proof_files"]

HANDED_OVER: Final = "filing.handover"
HANDOVER_FILE: Final = "handover.json"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """A hand-over, its act, and the files that cross, by name."""

    handover: Handover
    row: ActRow
    files: Mapping[str, bytes]


def give(
    home: Installation,
    filing: str,
    asked: AskedParts,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    at: datetime,
) -> Outcome[Given]:
    """Hand over; the same parts to the same counterpart again is the same act."""
    evidence = home.evidence
    if evidence.journal.filing(filing) is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    package = package_of(evidence, filing)
    counterparts, found = parse_counterparts(asked.whitelist, file="counterparts.yaml")
    counterpart = counterparts.get(asked.counterpart)
    if counterpart is None and not found:
        known = tuple(counterparts)
        found = (finding("filing.counterpart-unknown", counterpart=asked.counterpart, known=known),)
    unknown = tuple(unknown_items(package, asked.items))
    there = asked.without({each.argument("item") for each in unknown})
    relied, without = missing_consents(consents_of(evidence, filing), there.items, asked.counterpart)
    stopped = (
        *found,
        *pair_faults(by, Part.FILER, signers),
        *(() if asked.items else (finding("filing.handover-nothing"),)),
        *(finding("filing.handover-unsaid", option=option) for option, said in asked.said if not said.strip()),
        *unknown,
        *too_early(rested_on(evidence, filing, relied), at),
        *(
            ()
            if counterpart is None
            else (*without, *unlisted_parts(package, counterpart, there), *ahead(counterpart, at))
        ),
    )
    if counterpart is None or stopped:
        return Outcome(value=None, findings=stopped)
    handover = made(package, counterpart, asked, [each.as_canonical() for each in relied])
    faults = verify_handover(handover, root=package.root)
    if faults:
        return Outcome(value=None, findings=faults)
    intent = _intent(evidence, filing, handover, asked, by, signers, at)
    if evidence.journal.find(intent.act_id) is None:
        moment = at.isoformat()
        named = {"counterpart": asked.counterpart, "officer": asked.officer, "items": "\n".join(asked.items)}
        home.audit.add({"kind": HANDED_OVER, "at": moment, "filing": filing, **named})
    row = perform(evidence, intent, signers[0])
    anchor(home, at=at)
    submitted = evidence.journal.acts(subject=filing, kind=ACT_KIND)[0]
    crossing = {
        HANDOVER_FILE: handover.content(),
        **proof_files(evidence, row, "handed-over"),
        **proof_files(evidence, submitted, "submitted"),
    }
    return Outcome(value=Given(handover=handover, row=row, files=crossing))


def proof_files(evidence: Evidence, row: ActRow, name: str) -> dict[str, bytes]:
    """Return body, entry and receipt of an act, as another home checks them."""
    receipt = b"" if row.position is None else evidence.log.receipt(row.position)
    body = canonical(body_of(evidence, row))
    return {f"{name}.json": body, f"{name}.entry": leaf(row.entry), f"{name}.tlog-proof": receipt}


def _intent(
    evidence: Evidence,
    filing: str,
    handover: Handover,
    asked: AskedParts,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    at: datetime,
) -> Intent:
    """Return the act of two; what was handed over, and the whitelist it was allowed by, are kept beside its body."""
    content = handover.content()
    body = {
        "schema": "tallystick/handed-over/v1",
        "filing": filing,
        "package_sha256": handover.roots[0],
        "handover_sha256": sha256_hex(content),
        "counterpart": asked.counterpart,
        "items": list(handover.items),
        "purpose": asked.purpose,
        "files": {
            HANDOVER_FILE: evidence.objects.put(content).sha256,
            "counterparts.yaml": evidence.objects.put(asked.whitelist).sha256,
        },
        "by": [write_person(each) for each in by],
    }
    return Intent(kind=HANDED_OVER, subject=filing, at=at, body=countersigned(body, signers))
