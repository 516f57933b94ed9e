"""What the export edition, its proofs and the ledger's record say of obligations 2 and 3."""

import datetime as dt
from collections.abc import Mapping, Sequence

from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.pricing import parse_pricing
from tallystick.issuance.proofs import filed_units
from tallystick.servicing.collections import Collection
from tallystick.shell.operations.evidence.countersignatures import named_keys
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.issuance.allot import PRICING_FILE
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import venues_of
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.vouching.logged import notice_awaited
from tallystick.supervision.proofs_filing import FiledRecord, LedgerRecord, NoticeOnRecord
from tallystick.units.money import Money

__all__ = ["closing_pool", "filed_record", "ledger_record", "notice_on_record", "pricing_findings"]


def notice_on_record(
    received: Received, crossed: Mapping[str, bytes], trusted: Trusted, *, as_of: dt.date
) -> NoticeOnRecord | None:
    """Return the notice as recorded; where there is none, the desk's own decision, which shows nothing by itself.

    Args:
        received: the edition with its proofs.
        crossed: its files.
        trusted: the witnesses and logs that the reader trusts.
        as_of: the day of the question.
    """
    notice, day = received.notice, received.notice_day
    if notice is None or day is None:
        return _own_decision(received)
    awaited = notice_awaited(received, crossed, trusted, as_of=as_of)
    record, capture = received.notice_record, crossed.get(f"{PROOFS}/notice-capture")
    by = record.get("recorded_by")
    return NoticeOnRecord(
        source="authority",
        number=str(record["number"]),
        day=day,
        capture_sha256=str(record["capture_sha256"]),
        captured=sha256_hex(capture) if capture is not None else None,
        recorded_at=dt.datetime.fromisoformat(notice.entry.draft.at),
        recorded_by=tuple(str(each) for each in by) if isinstance(by, list) else (),
        specimen=record.get("specimen") is not False,
        faults=(*notice.findings, *(received.decided.findings if received.decided is not None else ()), *awaited),
    )


def _own_decision(received: Received) -> NoticeOnRecord | None:
    decided = received.decided
    if decided is None:
        return None
    at = dt.datetime.fromisoformat(decided.entry.draft.at)
    return NoticeOnRecord(
        source="desk",
        number=received.edition.head.filing,
        day=at.date(),
        capture_sha256=decided.entry.draft.body_sha256,
        captured=None,
        recorded_at=at,
        recorded_by=tuple(named_keys(decided.body)),
        specimen=True,
        faults=decided.findings,
    )


def filed_record(received: Received) -> FiledRecord:
    """Return what the ledger's record must carry."""
    asset = pays_on_ledger(received.deal.tokens)
    return FiledRecord(
        package_sha256=received.edition.root,
        package_sm3=received.edition.root_sm3,
        terms_hash=received.terms_hash,
        notice_digest=str(received.notice_record.get("capture_sha256", "")),
        caps=filed_units(received.deal),
        venues=tuple(sorted(each.lower() for each in venues_of(received.deal))),
        asset=asset.address.lower() if asset is not None else "",
        chain_id=received.deal.tokens.ledger.chain_id if received.deal.tokens is not None else None,
    )


def ledger_record(reader: LedgerReader, registry: str, received: Received) -> LedgerRecord | None:
    """Return what the ledger's record carries, or None where there is none."""
    state = reader.filing(registry, identifier(received.edition.head.filing))
    if state is None:
        return None
    names = {identifier(name): name for name in filed_units(received.deal)}
    carried = FiledRecord(
        package_sha256=state.record.package_sha256,
        package_sm3=state.record.package_sm3,
        terms_hash=state.record.terms_hash,
        notice_digest=state.record.notice_digest,
        caps={names.get(each.class_id, each.class_id): each.cap for each in state.record.caps},
        venues=tuple(sorted(each.lower() for each in state.record.venues)),
        asset=state.record.asset.lower(),
        chain_id=reader.chain_id(),
    )
    return LedgerRecord(carried=carried, status=state.status.value)


def pricing_findings(received: Received, placement: Mapping[str, bytes]) -> tuple[Finding, ...] | None:
    """Return what lies outside the filed ranges; None where nothing is priced."""
    if PRICING_FILE not in placement:
        return None
    return parse_pricing(placement[PRICING_FILE], received.deal)[1]


def closing_pool(received: Received, collections: Sequence[Collection], filed: Money) -> tuple[Finding, ...] | None:
    """Return whether the pool that closed is the one that was filed; None before the first month is reported.

    The first reported month must open with the balance of the tape that was filed.
    """
    first = next((each for each in collections if each.period == received.deal.structure.first_period), None)
    if first is None:
        return None
    if first.opening == filed:
        return ()
    return (finding("supervision.pool-differs", opening=first.opening, filed=filed),)
