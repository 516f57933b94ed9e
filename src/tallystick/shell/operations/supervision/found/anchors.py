"""What was anchored of paid months, beside what a replay gives: reports, factors, entitlements and confirmed sums."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.performance.factors import factor_after, factors_told
from tallystick.servicing.proofs import PaymentRecord
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.reports import Report
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.shell.operations.servicing.on_ledger.anchor import report_of
from tallystick.shell.operations.servicing.on_ledger.divisions import divided_otherwise
from tallystick.shell.operations.servicing.replaying.record_dates import register_end
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.found.payments import entitled_otherwise
from tallystick.shell.operations.supervision.found.replays import registers_told
from tallystick.shell.operations.supervision.found.states import counted_otherwise
from tallystick.shell.operations.supervision.found.units import migrated_otherwise, redeemed_early
from tallystick.shell.operations.supervision.found.unrecorded import unrecorded
from tallystick.units.periods import Period

__all__ = ["found_beside"]


def found_beside(
    record: OnRecord,
    reader: LedgerReader,
    where: Addresses,
    received: Received,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
) -> Iterator[Finding]:
    """Yield everything that differs beside the ten: redeemed early, not migrated, anchored otherwise, corrected.

    Args:
        record: of the overseas home, or its public copy.
        reader: a node of the ledger.
        where: the contracts.
        received: the edition.
        replayed: certificates of the replay, of the earlier filings as well.
        records: what was claimed of each month.
    """
    filing = received.edition.head.filing
    yield from redeemed_early(reader, where, replayed)
    yield from migrated_otherwise(reader, where)
    yield from counted_otherwise(reader, where)
    own = {month for month, row in closed_months(record, filing) if row.entry.draft.subject == f"{filing}/{month}"}
    ends = {
        each.period: register_end(record, filing, each.period, line.record)
        for each in replayed
        for line in each.classes
        if line.token_class in where.tokens
    }
    yield from _anchored_otherwise(reader, where, received.deal, replayed, records, own, ends)
    yield from registers_told(record, reader, received.deal, where.tokens, where.before, replayed, filing)
    yield from unrecorded(record, reader, where, filing)


def _anchored_otherwise(
    reader: LedgerReader,
    where: Addresses,
    deal: Deal,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
    own: Collection[Period],
    ends: Mapping[Period, dt.datetime],
) -> Iterator[Finding]:
    """Yield what the ledger was told of a month that the replay does not say; of what was not anchored, nothing.

    Args:
        reader: a node of the ledger.
        where: the contracts.
        deal: as filed.
        replayed: certificates of the replay.
        records: what was claimed of each month.
        own: the months that were closed under this filing; earlier ones are divided by the distributor of theirs.
        ends: when the record date of each month is over.
    """
    certificates = {each.period: each for each in replayed}
    yield from _factors(reader, where.tokens, replayed)
    if "reports" in where.beside:
        for report in reader.reported(where.beside["reports"]):
            yield from _report(report, certificates, replayed, where.tokens)
    if "distributor" in where.beside:
        yield from entitled_otherwise(reader, where, replayed, records, ends)
        for record in records:
            yield from _confirmed(reader, where, record)
        under = [each for each in replayed if each.period in own], [each for each in records if each.period in own]
        yield from divided_otherwise(
            reader, where.beside["distributor"], where.tokens, deal, *under, ends, where.before
        )


def _factors(reader: LedgerReader, tokens: Mapping[str, str], replayed: Sequence[Certificate]) -> Iterator[Finding]:
    certificates = {int(str(each.period).replace("-", "")): each for each in replayed}
    for name, token in tokens.items():
        month, found = reader.performance(token)
        if not month:
            continue
        expected = factor_after([each for number, each in certificates.items() if number <= month], name)
        if found != expected or month not in certificates:
            stated, again = factors_told(found, expected)
            period = f"{month // 100}-{month % 100:02d}"
            yield finding("supervision.anchor-differs", token_class=name, period=period, found=stated, replayed=again)


def _report(
    report: Report,
    certificates: Mapping[Period, Certificate],
    replayed: Sequence[Certificate],
    tokens: Mapping[str, str],
) -> Iterator[Finding]:
    period = str(report.period)
    if report.period not in certificates:
        yield finding("supervision.report-surplus", period=period)
        return
    expected = report_of([each for each in replayed if each.period <= report.period], tokens)
    for member in ("inputs", "outputs"):
        found, again = getattr(report, member), getattr(expected, member)
        if found != again:
            yield finding("supervision.report-differs", period=period, member=member, found=found, replayed=again)
    stated, figures = ({each.token: each for each in one.classes} for one in (report, expected))
    for token in sorted(stated.keys() | figures.keys()):
        if stated.get(token) != figures.get(token):
            told = str(stated[token].interest + stated[token].principal) if token in stated else "-"
            yield finding("supervision.figures-differ", period=period, token=token, found=told)


def _confirmed(reader: LedgerReader, where: Addresses, record: PaymentRecord) -> Iterator[Finding]:
    for name, token in where.tokens.items():
        _, _, confirmed = reader.entitled(where.beside["distributor"], token, record.period)
        paid = sum(each.paid.minor for each in record.settled() if each.claim.token_class == name)
        if confirmed > paid:
            yield finding(
                "supervision.confirmed-differs",
                period=str(record.period),
                token_class=name,
                found=str(confirmed),
                paid=str(paid),
            )
