"""Record a paper without which nothing is handed to an overseas authority; two people, with its capture.

Source: LAW.md (g) 7.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tallystick.evidence.audit.records import AuditError
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.committed import FIELDS_FILE, read_fields
from tallystick.filing.handover.consents import Consent, check_consent, read_consent
from tallystick.filing.package import Package
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.filing.act_records import ACT_KIND, write_person
from tallystick.shell.operations.filing.submit import is_rehearsed, package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow

__all__ = [
    "CONSENTED",
    "LOANS",
    "Consented",
    "consents_of",
    "pair_faults",
    "record_consent",
    "rested_on",
    "too_early",
    "unknown_items",
]

CONSENTED: Final = "filing.consent"
LOANS: Final = "loans"
_PAIR: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """A paper on record, and its act."""

    consent: Consent
    row: ActRow


def record_consent(
    evidence: Evidence,
    filing: str,
    consent: Consent,
    capture: bytes,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    at: datetime,
) -> Outcome[Consented]:
    """Put a consent or the screening on record; the same paper again is the same act.

    Args:
        evidence: of the onshore home that keeps the filing.
        filing: its id.
        consent: what the paper says; its digests are taken from `capture`.
        capture: the paper as captured.
        by: the two who captured and compared it.
        signers: their keys, in the same order.
        at: when it is recorded.
    """
    if evidence.journal.filing(filing) is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    package = package_of(evidence, filing)
    found = (
        *pair_faults(by, Part.RECORDER, signers),
        *check_consent(consent, as_of=beijing_day(at), rehearsal=is_rehearsed(package)),
        *unknown_items(package, consent.covers),
        *too_early(rested_on(evidence, filing, ()), at),
        *(() if capture else (finding("filing.notice-without-capture", number=consent.number),)),
    )
    if found:
        return Outcome(value=None, findings=found)
    kept = evidence.objects.put(capture)
    paper = replace(consent, capture_sha256=kept.sha256, capture_sm3=kept.sm3)
    body = {
        "schema": "tallystick/consent-recorded/v1",
        "filing": filing,
        "package_sha256": package.root,
        "consent": paper.as_canonical(),
        "capture_sha256": kept.sha256,
        "by": [write_person(each) for each in by],
    }
    intent = Intent(kind=CONSENTED, subject=filing, at=at, body=countersigned(body, signers))
    return Outcome(value=Consented(consent=paper, row=perform(evidence, intent, signers[0])))


def consents_of(evidence: Evidence, filing: str) -> tuple[Consent, ...]:
    """Return the papers on record for a filing."""
    rows = evidence.journal.acts(subject=filing, kind=CONSENTED)
    return tuple(read_consent(body_of(evidence, row)) for row in rows)


def rested_on(evidence: Evidence, filing: str, papers: Collection[Consent]) -> Iterator[datetime]:
    """Yield when a filing was submitted, and when each of these papers was put on record."""
    acts = evidence.journal.acts(subject=filing, kind=ACT_KIND)[:1]
    kept = evidence.journal.acts(subject=filing, kind=CONSENTED)
    relied = [row for row in kept if read_consent(body_of(evidence, row)) in papers]
    yield from (datetime.fromisoformat(row.entry.draft.at) for row in (*acts, *relied))


def too_early(moments: Iterable[datetime], at: datetime, *, file: str = "") -> Iterator[Finding]:
    """Yield that an act is dated before the last of what it rests on.

    Args:
        moments: of what it rests on, aware.
        at: when it was done, aware.
        file: where it lies.
    """
    last = max(moments, default=at)
    if at < last:
        yield finding("filing.handover-dated-back", file=file, at=at.isoformat(), before=last.isoformat())


def pair_faults(by: tuple[Person, ...], part: Part, signers: tuple[Signer, ...]) -> Iterator[Finding]:
    """Yield why these are not two different people who act in this part with their own keys, of each what is first."""
    different = len({each.id for each in by})
    if len(by) != _PAIR or different != _PAIR:
        yield finding("filing.handover-two-persons", given=different)
        return
    for person, signer in zip(by, signers, strict=True):
        refused = unfit((person,), (part,), (signer,))
        if refused is not None:
            yield refused


def unknown_items(package: Package, items: Collection[str]) -> Iterator[Finding]:
    """Yield items that are neither a file nor a field of a package, nor its loans."""
    try:
        fields = set(read_fields(package.contents.get(FIELDS_FILE, b"")))
    except AuditError:
        fields = set()
    known = fields | package.contents.keys() | {LOANS}
    yield from (finding("filing.handover-no-item", item=each) for each in items if each not in known)
