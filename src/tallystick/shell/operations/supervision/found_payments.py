"""What the months that were paid say of obligations 7 and 8: certificates, replays, claims and confirmations."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.mint_plan import MintPlan
from tallystick.issuance.pricing import Pricing, priced
from tallystick.servicing.bank_file import Instruction, parse_bank_file
from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.certificate import Certificate, certify, parse_certificate
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.confirmations import Reconciliation, last_word, reconcile
from tallystick.servicing.entitlements import Claim, claims, entitlements
from tallystick.servicing.proofs import PaymentRecord
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.received import Received
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.bank_words import bank_words
from tallystick.shell.operations.servicing.close_records import closed_months, payments_of
from tallystick.shell.operations.servicing.loading import holders_at
from tallystick.shell.operations.servicing.on_ledger.anchor import factor_units
from tallystick.shell.operations.servicing.restating.trail import corrections_on_record
from tallystick.units.periods import Period

__all__ = ["Payments", "anchored_otherwise", "payments_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Certificates as issued and of the replay, what became of each month's claims, and what came back late."""

    reported: tuple[Certificate, ...]
    replayed: tuple[Certificate, ...]
    records: tuple[PaymentRecord, ...]
    late: tuple[Claim, ...]


def payments_found(
    evidence: Evidence,
    reader: LedgerReader,
    received: Received,
    pricing: Pricing,
    plan: MintPlan,
    tokens: Mapping[str, str],
    collections: tuple[Collection, ...],
) -> Payments:
    """Gather every month that was closed, and replay it.

    Args:
        evidence: of the overseas home, for certificates and confirmations as they were kept.
        reader: the ledger, whose registers of the record dates count.
        received: the filed terms.
        pricing: what was agreed.
        plan: what was minted.
        tokens: where each class's token stands.
        collections: the reported months.
    """
    filing = received.edition.head.filing
    deal = priced(received.deal, pricing)
    issued = {name: plan.units(name) for name in tokens}
    inputs = {f"collections/{each.period}.csv": each.sha256 for each in collections}
    corrections = corrections_on_record(evidence, filing, deal)
    months = carry(collections, corrections)
    reported, replayed, records = [], [], []
    payments = payments_of(evidence, filing)
    for period, row in closed_months(evidence, filing):
        body = body_of(evidence, row)
        files = body["files"] if isinstance(body["files"], dict) else {}
        certificate, _ = parse_certificate(evidence.objects.get(str(files[f"certificate-{period}.json"])))
        reported += [certificate] if certificate is not None else []
        closed, _ = close_period(deal, months, period=period)
        if closed is None:
            continue
        flows = closed.flows()
        owed, _ = entitlements(flows, holders_at(reader, tokens, flows[0].day.record), issued=issued)
        used = {name: digest for name, digest in inputs.items() if name <= f"collections/{period}.csv"}
        replayed.append(certify(closed, owed, inputs=used, corrections=corrections))
        carried = carried_into(payments, period)
        asked = (*claims(deal.id, period, owed), *carried)
        settled = _reconciled(evidence, filing, period, asked, flows[0].day.paid)
        put_forward = tuple(each.claim for each in _instructed(evidence, files, period)) or asked
        records.append(PaymentRecord(period=period, owed=owed, claims=put_forward, carried=carried, reconciled=settled))
    return Payments(reported=tuple(reported), replayed=tuple(replayed), records=tuple(records), late=_late(payments))


def anchored_otherwise(
    reader: LedgerReader, tokens: Mapping[str, str], replayed: Sequence[Certificate]
) -> Iterator[Finding]:
    """Yield each class whose factor on the ledger is not that of the replay; where none was anchored there is none."""
    certificates = {int(str(each.period).replace("-", "")): each for each in replayed}
    for name, token in tokens.items():
        month, found = reader.performance(token)
        if not month:
            continue
        expected = factor_units(certificates[month]).get(name) if month in certificates else None
        if found != expected:
            told = "?" if expected is None else str(expected)
            yield finding(
                "supervision.anchor-differs", token_class=name, period=str(month), found=str(found), replayed=told
            )


def _late(payments: Sequence[Payment]) -> tuple[Claim, ...]:
    """Return what came back of payments before the last after that one was made, and waits for the next."""
    if not payments:
        return ()
    *earlier, last = sorted(payments, key=lambda each: each.period)
    return carried_into([*earlier, replace(last, claims=())], last.period.next())


def _instructed(evidence: Evidence, files: Mapping[str, object], period: Period) -> tuple[Instruction, ...]:
    content = evidence.objects.get(str(files[f"bank-{period}.csv"]))
    return parse_bank_file(content)[0]


def _reconciled(
    evidence: Evidence, filing: str, period: Period, asked: tuple[Claim, ...], value_date: dt.date
) -> Reconciliation | None:
    said = [words for _, words in bank_words(evidence, filing, period)]
    if not said:
        return None
    return reconcile(asked, last_word(said, asked), value_date=value_date)
