"""The trail of a correction: what stood on record, what stands now, and what the month would have come to."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate, certify, parse_certificate
from tallystick.servicing.close import Earlier, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.replay import differences
from tallystick.servicing.restatement import Correction, carry, parse_corrections, restated
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.units.periods import Period

__all__ = [
    "RESTATED",
    "as_corrected",
    "certified",
    "corrections_before",
    "corrections_on_record",
    "overwritten",
    "recorded_later",
    "trail_bytes",
    "trail_of",
]

RESTATED: Final = "servicing.restated"


def corrections_on_record(evidence: OnRecord, filing: str, deal: Deal) -> tuple[Correction, ...]:
    """Return every correction of a filing's months, in the order in which they were recorded.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        deal: the filed terms.
    """
    found: list[Correction] = []
    for row in acts_of(evidence, lineage(evidence, filing), RESTATED):
        content = evidence.objects.get(str(body_of(evidence, row)["file"]))
        found.extend(_read(content, deal))
    return tuple(found)


def corrections_before(evidence: Evidence, filing: str, deal: Deal, digest: str) -> tuple[Correction, ...]:
    """Return the corrections recorded before those of a file, so that recording it again writes the same trail."""
    found: list[Correction] = []
    for row in acts_of(evidence, lineage(evidence, filing), RESTATED):
        name = str(body_of(evidence, row)["file"])
        if name == digest:
            break
        found.extend(_read(evidence.objects.get(name), deal))
    return tuple(found)


def recorded_later(evidence: Evidence, filing: str, at: dt.datetime) -> Iterator[Finding]:
    """Say that an act on the months of a filing was recorded after a moment: none comes before what it follows."""
    acts = (
        *acts_of(evidence, lineage(evidence, filing), RESTATED),
        *(row for _, row in closed_months(evidence, filing)),
    )
    last = max((dt.datetime.fromisoformat(row.entry.draft.at) for row in acts), default=at)
    if last > at:
        yield finding("servicing.restated-earlier", at=at, last=last)


def _read(content: bytes, deal: Deal) -> Iterator[Correction]:
    return (each for _, each in parse_corrections(content, currency=deal.assets.currency)[0])


def certified(evidence: Evidence, filing: str, period: Period) -> Certificate | None:
    """Return the certificate of a month as it was issued."""
    row = next((row for month, row in closed_months(evidence, filing) if month == period), None)
    files = body_of(evidence, row)["files"] if row is not None else None
    if not isinstance(files, dict):
        return None
    return parse_certificate(evidence.objects.get(str(files[f"certificate-{period}.json"])))[0]


def overwritten(evidence: Evidence, filing: str, reported: Mapping[str, bytes], *, before: Period) -> Iterator[Finding]:
    """Yield which files of closed months are not those on which they were closed.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        reported: collections, by name.
        before: the month that is looked at; the months before it count.
    """
    closed = [period for period, _ in closed_months(evidence, filing) if period < before]
    last = certified(evidence, filing, closed[-1]) if closed else None
    for name, digest in (last.inputs if last is not None else {}).items():
        if name in reported and sha256_hex(reported[name]) != digest:
            yield finding("servicing.month-overwritten", file=name, sha256=digest)


def as_corrected(
    deal: Deal,
    read: tuple[Collection, ...],
    corrections: tuple[Correction, ...],
    period: Period,
    *,
    earlier: Sequence[Earlier] = (),
) -> Certificate | None:
    """Return what a month would have come to, had it and those before it been reported as corrected."""
    upto = [each for each in read if each.period <= period]
    due = [each for each in corrections if each.period <= period and each.carried_in <= period]
    months = [restated(each, corrections) if each.period == period else each for each in carry(upto, due)]
    closed, _ = close_period(deal, months, period=period, earlier=earlier)
    return None if closed is None else certify(closed)


def trail_of(was: Certificate, new: Certificate) -> tuple[Finding, ...]:
    """Return what the month would have come to otherwise; holders and inputs are not run again."""
    plain: dict[str, object] = {"entitled": (), "inputs": {}}
    return differences(was.model_copy(update=plain), new.model_copy(update=plain))


def trail_bytes(
    deal: Deal,
    period: Period,
    was: Certificate | None,
    new: Certificate | None,
    own: list[Correction],
    trail: tuple[Finding, ...],
) -> bytes:
    """Write the trail: what was corrected and why, and what the month would have come to, beside what it came to."""
    shown = ("period", "item", "old", "new", "carried_in", "reason_zh", "reason_en")
    return canonical(
        {
            "schema": "tallystick/restatement/v1",
            "deal": deal.id,
            "period": str(period),
            "certificate": "" if was is None else was.digest,
            "classes": [] if new is None else [line.model_dump(mode="json") for line in new.classes],
            "corrections": [{name: str(getattr(each, name)) for name in shown} for each in own],
            "differences": [each.as_canonical() for each in trail],
        }
    )
