"""What must be on record before anything is handed to an overseas authority: consents, and the screening.

    csrc          consent of the CSRC
    department    consent of each competent department concerned; at least one is on record
    screening     the confidentiality screening, by the filer

Each is recorded by two people with number, day, capture, the counterpart it is for and the items it covers, and covers
nothing else. Whether the departments on record are all that are competent is for counsel: nothing here can know.
Source: LAW.md (g) 7: Securities Law art. 177, DSL art. 36, PIPL art. 41; TM-26 by analogy; CONF-44 (mark R and A).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name

__all__ = ["Consent", "ConsentKind", "check_consent", "missing_consents", "read_consent"]


class ConsentKind(StrEnum):
    """What a paper gives: a consent of the CSRC or of a competent department, or the outcome of the screening."""

    CSRC = "csrc"
    DEPARTMENT = "department"
    SCREENING = "screening"


_WITHOUT: Final = {
    ConsentKind.CSRC: "filing.handover-without-csrc",
    ConsentKind.DEPARTMENT: "filing.handover-without-department",
    ConsentKind.SCREENING: "filing.handover-without-screening",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One paper on record.

    Attributes:
        counterpart: the id of the authority it allows to be told.
        covers: paths of files, ids of fields, or ``loans``; nothing else is covered.
        number: as printed on it; `date` the day it bears; `issuer` who gave it.
        capture_sha256: digest of its capture; `capture_sm3` likewise.
        specimen: whether it was made for a rehearsal.
    """

    kind: ConsentKind
    counterpart: str
    covers: tuple[str, ...]
    number: str
    date: date
    issuer: Name
    capture_sha256: str
    capture_sm3: str
    specimen: bool

    def as_canonical(self) -> dict[str, object]:
        """Return the paper for an entry's body."""
        return {
            "schema": "tallystick/handover-consent/v1",
            "kind": self.kind.value,
            "counterpart": self.counterpart,
            "covers": sorted(self.covers),
            "number": self.number,
            "date": self.date.isoformat(),
            "issuer": {"zh": self.issuer.zh, "en": self.issuer.en},
            "capture_sha256": self.capture_sha256,
            "capture_sm3": self.capture_sm3,
            "specimen": self.specimen,
        }


def read_consent(body: Mapping[str, object]) -> Consent:
    """Read a paper back out of an entry's body.

    Raises:
        ValueError: the body has another form.
    """
    match body.get("consent"):
        case {
            "schema": "tallystick/handover-consent/v1",
            "kind": str(kind),
            "counterpart": str(counterpart),
            "covers": list(covers),
            "number": str(number),
            "date": str(day),
            "issuer": {"zh": str(zh), "en": str(en)},
            "capture_sha256": str(sha256),
            "capture_sm3": str(sm3),
            "specimen": bool(specimen),
        }:
            return Consent(
                kind=ConsentKind(kind),
                counterpart=counterpart,
                covers=tuple(str(each) for each in covers),
                number=number,
                date=date.fromisoformat(day),
                issuer=Name(zh=zh, en=en),
                capture_sha256=sha256,
                capture_sm3=sm3,
                specimen=specimen,
            )
    message = "a stored consent has another form than this version writes"
    raise ValueError(message)


def check_consent(consent: Consent, *, as_of: date, rehearsal: bool) -> Iterator[Finding]:
    """Yield what makes a paper unfit to be relied on.

    Args:
        consent: as two people recorded it.
        as_of: the day of recording.
        rehearsal: whether the deal is invented; then every paper about it is a specimen, and otherwise none is.
    """
    if not consent.number.strip() or not consent.covers:
        yield finding("filing.consent-incomplete", kind=consent.kind.value)
    if consent.date > as_of:
        yield finding("filing.consent-from-the-future", number=consent.number, date=consent.date, as_of=as_of)
    if consent.specimen is not rehearsal:
        yield finding("filing.consent-specimen" if consent.specimen else "filing.consent-of-invented")


def missing_consents(
    consents: Iterable[Consent], items: Collection[str], counterpart: str
) -> tuple[tuple[Consent, ...], tuple[Finding, ...]]:
    """Return the papers that carry a hand-over, and a finding for each item that a kind of paper does not cover."""
    relied = tuple(
        each for each in consents if each.counterpart == counterpart and not set(items).isdisjoint(each.covers)
    )
    found = []
    for kind in ConsentKind:
        covered = {item for each in relied if each.kind is kind for item in each.covers}
        uncovered = tuple(sorted(set(items) - covered))
        if uncovered:
            found.append(finding(_WITHOUT[kind], items=uncovered, counterpart=counterpart))
    return relied, tuple(found)
