"""`restate`: correct an earlier month with its trail; what it changes is carried by a month that is not closed yet.

    corrections file -> checked against what stands on record -> the month as it should have been, beside as it was paid
    -> an act of two people: the file, the trail, and who signed

The month's own certificate, bank file and payments stay as they are; `service` carries the difference when it closes
the later month, and `verify` replays it so.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person
from tallystick.issuance.pricing import priced
from tallystick.servicing.certificate import ClassLine
from tallystick.servicing.restatement import Correction, check_corrections, parse_corrections
from tallystick.shell.operations.evidence.acts import Evidence, body_of, sequence
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.restating.trail import (
    RESTATED,
    as_corrected,
    certified,
    corrections_before,
    corrections_on_record,
    overwritten,
    recorded_later,
    trail_bytes,
    trail_of,
)
from tallystick.units.periods import Period

__all__ = ["Restated", "restate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """Corrections as recorded, the trail of each month they concern, its classes, and the files that tell of both.

    `beside` has each class of such a month as it was paid, and as it would have been.
    """

    corrections: tuple[Correction, ...]
    trails: Mapping[Period, tuple[Finding, ...]]
    beside: tuple[tuple[Period, ClassLine, ClassLine], ...]
    files: Mapping[str, bytes]


def restate(
    evidence: Evidence,
    prepared: Prepared,
    collections: Mapping[str, bytes],
    content: bytes,
    *,
    name: str = "corrections.csv",
    by: tuple[Person, Person],
    signers: tuple[Signer, Signer],
    at: dt.datetime,
) -> Outcome[Restated]:
    """Record corrections.

    Args:
        evidence: of the overseas home.
        prepared: the issue: terms and pricing.
        collections: the reported months, as they were filed.
        content: the corrections file.
        name: what people call it, for findings.
        by: who prepares them for the paying agent, and who approves them for the trustee.
        signers: their keys, in the same order.
        at: when.
    """
    # LOAD
    pair = Pair(by=by, signers=signers)
    refused = pair.refusal((Part.PAYING_AGENT, Part.TRUSTEE))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    filing, deal = prepared.received.edition.head.filing, priced(prepared.received.deal, prepared.pricing)
    read, found = read_collections(collections, prepared.received.deal)
    last = max((period for period, _ in closed_months(evidence, filing)), default=None)
    if last is not None:
        found = (*found, *overwritten(evidence, filing, collections, before=last.next()))
    rows, wrong = parse_corrections(content, currency=deal.assets.currency, file=name)
    corrections = tuple(each for _, each in rows)
    # DECIDE
    digest = sha256_hex(content)
    acts = acts_of(evidence, lineage(evidence, filing), RESTATED)
    known = any(body_of(evidence, row)["file"] == digest for row in acts)
    closed = [period for period, _ in closed_months(evidence, filing)]
    if not known:
        before = corrections_on_record(evidence, filing, deal)
        wrong = (*wrong, *check_corrections(rows, read, before, closed=closed, file=name))
        wrong = (*wrong, *recorded_later(evidence, filing, at))
    if has_errors((*found, *wrong)) or not corrections:
        return Outcome(value=None, findings=(*found, *wrong))
    upto = (*corrections_before(evidence, filing, deal, digest), *corrections)
    files, trails, beside = {}, {}, list[tuple[Period, ClassLine, ClassLine]]()
    for period in sorted({each.period for each in corrections}):
        was = certified(evidence, filing, period)
        new = as_corrected(deal, read, upto, period, earlier=prepared.earlier)
        trails[period] = () if was is None or new is None else trail_of(was, new)
        if was is not None and new is not None:
            beside += [(period, one, other) for one, other in zip(was.classes, new.classes, strict=True)]
        own = [each for each in corrections if each.period == period]
        files[f"restatement-{period}-{digest[:8]}.json"] = trail_bytes(deal, period, was, new, own, trails[period])
    # STORE
    if known:  # by these two or by others: a correction is carried once
        sequence(evidence)
    else:
        kept = {title: evidence.objects.put(each).sha256 for title, each in files.items()}
        stored = evidence.objects.put(content).sha256
        body: dict[str, object] = {"file": stored, "count": len(corrections), "files": kept}
        pair.put(evidence, RESTATED, filing, body, at=at)
    # TELL
    told = Restated(corrections=corrections, trails=trails, beside=tuple(beside), files=files)
    return Outcome(value=told, findings=(*found, *wrong))
