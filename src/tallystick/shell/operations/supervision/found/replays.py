"""Every month that was closed, replayed: on the filed terms, the reported collections and the ledger's own register."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import parse_canonical
from tallystick.evidence.findings import Finding
from tallystick.servicing.certificate import Certificate, certify, parse_certificate
from tallystick.servicing.close import Earlier, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.entitlements import Entitlement, entitlements
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.later.lineage import tokens_before
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.shell.operations.servicing.replaying.record_dates import register_end
from tallystick.shell.operations.servicing.replaying.registers import (
    Registered,
    kept_register,
    register_on,
    registrar_beside,
)
from tallystick.shell.operations.servicing.restating.trail import corrections_on_record
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["ReplayedMonth", "filed_balance", "registers_told", "replayed_months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedMonth:
    """A month that was closed: its files by digest, its certificate as issued, and what a replay gives.

    `again` and `paid` are None where the month cannot be closed on what was reported.
    """

    period: Period
    files: Mapping[str, object]
    reported: Certificate | None
    again: Certificate | None
    owed: tuple[Entitlement, ...]
    paid: dt.date | None


def filed_balance(received: Received) -> Money:
    """Return the balance of the tape that was filed, with which the first month opens."""
    statistics = parse_canonical(received.edition.contents["statistics.json"])
    balance = statistics["balance"] if isinstance(statistics, dict) else ""
    return Money.parse(str(balance))


def replayed_months(
    record: OnRecord,
    reader: LedgerReader,
    deal: Deal,
    filing: str,
    *,
    issued: Mapping[str, int],
    tokens: Mapping[str, str],
    collections: tuple[Collection, ...],
    earlier: Sequence[Earlier] = (),
) -> Iterator[ReplayedMonth]:
    """Replay every month that was closed, each once for every certificate that was issued of it.

    Args:
        record: what was closed and corrected.
        reader: the ledger, whose registers of the record dates count.
        deal: as priced.
        filing: its id.
        issued: units by class.
        tokens: where each class's token stands.
        collections: the reported months.
        earlier: terms of the filings before.
    """
    before = tokens_before(record, filing)
    corrections = corrections_on_record(record, filing, deal)
    months = carry(collections, corrections)
    rows = ((period, body_of(record, row)) for period, row in closed_months(record, filing))
    for (period, _), body in {(period, str(body["certificate"])): body for period, body in rows}.items():
        files = body["files"] if isinstance(body["files"], dict) else {}
        certificate, _ = parse_certificate(record.objects.get(str(files[f"certificate-{period}.json"])))
        closed, _ = close_period(deal, months, period=period, earlier=earlier)
        if closed is None:
            yield ReplayedMonth(period=period, files=files, reported=certificate, again=None, owed=(), paid=None)
            continue
        flows = closed.flows()
        day = flows[0].day.record
        stated = kept_register(record, files, period)
        until = register_end(record, filing, period, day)
        register = register_on(reader, closed.deal, stated, tokens, day, until=until, before=before)
        owed, _ = entitlements(flows, register.units, issued=issued) if isinstance(register, Registered) else ((), ())
        used = {each.file: each.sha256 for each in collections if each.period <= period}
        again = certify(closed, owed, inputs=used, corrections=corrections)
        paid = flows[0].day.paid
        yield ReplayedMonth(period=period, files=files, reported=certificate, again=again, owed=owed, paid=paid)


def registers_told(
    record: OnRecord,
    reader: LedgerReader,
    deal: Deal,
    tokens: Mapping[str, str],
    before: Sequence[Mapping[str, str]],
    replayed: Sequence[Certificate],
    filing: str,
) -> Iterator[Finding]:
    """Yield where the registrar's register of a month that was closed and the ledger's differ.

    Args:
        record: what was closed.
        reader: the ledger.
        deal: as filed.
        tokens: where each class's token stands.
        before: tokens of earlier filings.
        replayed: certificates of the replay.
        filing: its id.
    """
    days = {each.period: next(line.record for line in each.classes if line.token_class in tokens) for each in replayed}
    for period, row in closed_months(record, filing):
        files = body_of(record, row)["files"]
        stated = kept_register(record, files, period) if isinstance(files, dict) and period in days else {}
        if stated:
            until = register_end(record, filing, period, days[period])
            told = registrar_beside(reader, deal, stated, tokens, days[period], until=until, before=before)
            yield from told.breaks if isinstance(told, Registered) else told
