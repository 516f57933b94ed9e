"""Proofs of obligations 1 to 3: the package in the log, the notice before every mint, the filing record on the ledger.

    1  the root of the package = the root that a signed entry names; a receipt proves the entry; witnesses cosigned:
       a cosignature may be awaited for so many days after the last entry under the head; a wrong one is never a wait
    2  an authority's published notice, recorded by two persons, is dated and on record before the first mint;
       a specimen, or a decision of our own desk, is a rehearsal and said to be one
    3  the record on the ledger carries package, terms, caps, notice and named contracts as filed, and is active or
       suspended; pricing and closing pool lie inside what was filed

A day is a day in Beijing (UTC+8): an authority dates its notices there.
Source: DESIGN.md section 6; section 2, principle 3.
It opens no package, asks no log and no ledger: what was found there is passed in as plain values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final, Literal

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.issuance.obligations import Obligation, Standing, judged, pending

__all__ = [
    "LONGEST_WAIT",
    "FiledRecord",
    "LedgerRecord",
    "NoticeOnRecord",
    "PackageInLog",
    "prove_filing_record",
    "prove_notice",
    "prove_package",
]

_BEIJING: Final = timezone(timedelta(hours=8))
_HASH: Final = re.compile(r"[0-9a-f]{64}")
LONGEST_WAIT: Final = 14
"""Calendar days for which the cosignatures under a head may be awaited; what has not come then is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageInLog:
    """A package as opened, and what the register's log says of it.

    Attributes:
        root: package root of the files at hand, 64 hexadecimal digits.
        contents: what opening the package found.
        logged_root: the root that the entry's body names.
        entry: what verifying the entry found.
        receipt: what verifying its receipt found, and each cosignature that is none; None where the log has not given
            one yet.
        origin: name of the log.
        witnesses: names of those who cosigned the checkpoint.
        enough: whether they are those whom the reader's policy asks for; nobody is never enough.
        missing: names of witnesses whom the policy has and who did not; empty beside no witness where it has none.
        grown: the Beijing day of the youngest entry that is known to be under that checkpoint.
    """

    root: str
    contents: tuple[Finding, ...]
    logged_root: str
    entry: tuple[Finding, ...]
    receipt: tuple[Finding, ...] | None
    origin: str
    witnesses: tuple[str, ...]
    enough: bool
    grown: date
    missing: tuple[str, ...] = ()

    @property
    def due(self) -> date:
        """The last day on which the cosignatures may be awaited."""
        return self.grown + timedelta(days=LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOnRecord:
    """An authority's notice as recorded here, or the decision of our own desk.

    Attributes:
        source: ``authority``, or ``desk`` for our own decision, which shows nothing by itself.
        number: as the authority prints it.
        day: the day it bears.
        capture_sha256: digest of the capture, as recorded.
        captured: digest of the capture at hand; None where the reader has none.
        recorded_at: when it was put on record, aware, as its timestamp shows.
        recorded_by: the persons who did.
        specimen: whether it was made for training or an example.
        faults: what is wrong with the acts that put it on record, and with the decision before it: who signed, in
            which order.
    """

    source: Literal["authority", "desk"]
    number: str
    day: date
    capture_sha256: str
    captured: str | None
    recorded_at: datetime
    recorded_by: tuple[str, ...]
    specimen: bool
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRecord:
    """What the ledger's record must carry: digests of package, terms and notice, and filed units by class.

    `venues` are the contracts that may hold, `asset` what holders are paid in, empty where nothing is; in lower case.
    The chain is the one on which it must stand; None where the terms have no tokens.
    """

    package_sha256: str
    package_sm3: str
    terms_hash: str
    notice_digest: str
    caps: Mapping[str, int]
    venues: tuple[str, ...] = ()
    asset: str = ""
    chain_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """What it carries, and where it stands: ``none``, ``proposed``, ``active`` or ``suspended``."""

    carried: FiledRecord
    status: Literal["none", "proposed", "active", "suspended"]


def prove_package(package: PackageInLog | None, *, as_of: date) -> Obligation:
    """Obligation 1: the package root is in the register's log, by inclusion proof under a witnessed checkpoint.

    Args:
        package: None where nothing was submitted yet.
        as_of: the day of the question.
    """
    if package is None:
        return pending(1)
    found = [*package.contents, *package.entry, *(package.receipt or ())]
    if package.root != package.logged_root:
        found.append(finding("supervision.root-differs", root=package.root, logged=package.logged_root))
    if package.receipt is None:
        found.append(finding("supervision.receipt-missing", origin=package.origin))
    witnesses = set(package.witnesses)
    if not (witnesses and package.enough):
        found.append(_unwitnessed(package, as_of))
    shown = [
        ("supervision.evidence.root", package.root),
        ("supervision.evidence.log", package.origin),
        *(("supervision.evidence.witness", name) for name in sorted(witnesses)),
    ]
    return judged(1, found, shown)


def _unwitnessed(package: PackageInLog, as_of: date) -> Finding:
    """Say what the head lacks: a reader who trusts a witness, a line that is awaited, or one that is overdue."""
    if not (package.witnesses or package.missing):
        return finding("supervision.witnesses-unnamed")
    code = "supervision.witnesses-few" if as_of > package.due else "supervision.witnesses-awaited"
    return finding(code, found=len(set(package.witnesses)), missing=package.missing or ("–",), due=package.due)


def prove_notice(
    notice: NoticeOnRecord | None, *, first_mint: datetime | None, undated: tuple[str, ...] = ()
) -> Obligation:
    """Obligation 2: the authority's published notice precedes every mint; our own entry alone never satisfies this.

    Args:
        notice: None where none is on record.
        first_mint: time of the first mint of any class, aware; None where nothing was minted.
        undated: addresses of tokens that have minted nobody knows when.
    """
    unplaced = [finding("issuance.mint-undated", token=address) for address in undated]
    mint = [] if first_mint is None else [("supervision.evidence.first-mint", first_mint.isoformat())]
    if notice is None:
        missing = [] if first_mint is None else [finding("supervision.notice-missing", minted=first_mint.isoformat())]
        return judged(2, [*missing, *unplaced], mint, at_best=Standing.PENDING)
    genuine = notice.source == "authority" and not notice.specimen
    shown = [
        ("supervision.evidence.notice", notice.number),
        ("supervision.evidence.notice-day", notice.day.isoformat()),
        ("supervision.evidence.capture", notice.capture_sha256),
        ("supervision.evidence.recorded", notice.recorded_at.isoformat()),
        *(("supervision.evidence.recorder", person) for person in notice.recorded_by),
        *mint,
    ]
    found = [*notice.faults, *_notice_faults(notice), *_too_late(notice, first_mint), *unplaced]
    return judged(2, found, shown, at_best=Standing.HOLDS if genuine else Standing.REHEARSAL)


def _notice_faults(notice: NoticeOnRecord) -> Iterator[Finding]:
    if notice.source == "desk":
        yield finding("supervision.notice-own", number=notice.number)
    elif notice.specimen:
        yield finding("supervision.notice-specimen", number=notice.number)
    if not notice.number.strip():
        yield finding("supervision.notice-unnumbered")
    if _HASH.fullmatch(notice.capture_sha256) is None:
        yield finding("supervision.capture-missing", number=notice.number)
    elif notice.captured is not None and notice.captured != notice.capture_sha256:
        recorded, captured = notice.capture_sha256, notice.captured
        yield finding("supervision.capture-differs", number=notice.number, recorded=recorded, found=captured)
    if len(set(notice.recorded_by)) < 2:
        yield finding("supervision.notice-one-person", number=notice.number)
    recorded_on = notice.recorded_at.astimezone(_BEIJING).date()
    if notice.day > recorded_on:
        yield finding("supervision.notice-dated-ahead", number=notice.number, day=notice.day, recorded=recorded_on)


def _too_late(notice: NoticeOnRecord, first_mint: datetime | None) -> Iterator[Finding]:
    if first_mint is None:
        return
    if notice.day > first_mint.astimezone(_BEIJING).date():
        minted = first_mint.isoformat()
        yield finding("supervision.notice-after-mint", number=notice.number, day=notice.day, minted=minted)
    if notice.recorded_at >= first_mint:
        recorded, minted = notice.recorded_at.isoformat(), first_mint.isoformat()
        yield finding("supervision.recorded-after-mint", number=notice.number, recorded=recorded, minted=minted)


def prove_filing_record(
    record: LedgerRecord | None,
    filed: FiledRecord | None,
    *,
    package_root: str | None,
    priced: tuple[Finding, ...] | None,
    closing_pool: tuple[Finding, ...] | None,
    minted: bool,
) -> Obligation:
    """Obligation 3: the filing record on the ledger is what was filed; pricing and closing pool are inside it.

    Args:
        record: as the ledger holds it; None where there is none.
        filed: as filed; None where the package is not at hand, and then nothing can be compared.
        package_root: of the package that was opened; None where none is at hand.
        priced: what checking the pricing supplement found; None where nothing is priced yet.
        closing_pool: what checking the closing pool found; None where it is not drawn up yet.
        minted: whether anything was minted, for which a record must stand.
    """
    if filed is None:
        return pending(3)
    stands = record is not None and record.status in {"active", "suspended"}
    found: list[Finding] = [*(priced or ()), *(closing_pool or ())]
    if package_root is not None and package_root != filed.package_sha256:
        found.append(finding("supervision.root-differs", root=package_root, logged=filed.package_sha256))
    if record is not None and record.status != "none":
        found.extend(_record_faults(record.carried, filed))
    if minted and not stands:
        found.append(finding("supervision.record-missing", status="none" if record is None else record.status))
    if record is not None and record.status == "suspended":
        found.append(finding("supervision.record-suspended"))
    for name, checked in (("pricing", priced), ("closing-pool", closing_pool)):
        if minted and checked is None:
            found.append(finding("supervision.range-unchecked", what=both(f"supervision.range.{name}")))
    shown = [("supervision.evidence.terms", filed.terms_hash), ("supervision.evidence.root", filed.package_sha256)]
    shown += [("supervision.evidence.status", record.status)] if record is not None else []
    complete = stands and None not in (package_root, priced, closing_pool)
    return judged(3, found, shown, at_best=Standing.HOLDS if complete else Standing.PENDING)


def _record_faults(carried: FiledRecord, filed: FiledRecord) -> Iterator[Finding]:
    if carried.chain_id != filed.chain_id:
        yield finding("supervision.chain-differs", found=str(carried.chain_id), filed=str(filed.chain_id))
    for member in ("package_sha256", "package_sm3", "terms_hash", "notice_digest"):
        found, expected = getattr(carried, member), getattr(filed, member)
        if found != expected:
            yield finding("supervision.record-differs", member=member, found=found, filed=expected)
    for name in sorted(carried.caps.keys() | filed.caps.keys()):
        units, cap = carried.caps.get(name, 0), filed.caps.get(name, 0)
        if units != cap:
            yield finding("supervision.cap-differs", token_class=name, found=units, filed=cap)
    if (carried.venues, carried.asset) != (filed.venues, filed.asset):
        found, expected = (f"{', '.join(each.venues) or '-'}; {each.asset or '-'}" for each in (carried, filed))
        yield finding("supervision.named-differs", found=found, filed=expected)
