"""What the months that were paid say of obligations 7 and 8: certificates, replays, claims and confirmations."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.mint_plan import MintPlan
from tallystick.issuance.pricing import Pricing, priced
from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.claims.excess import SetOff
from tallystick.servicing.close import Earlier
from tallystick.servicing.collections import Collection
from tallystick.servicing.confirmations import Reconciliation
from tallystick.servicing.entitlements import Claim, claims
from tallystick.servicing.proofs import PaymentRecord
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.bank_words import listed_claims, set_offs_in, told_so_far
from tallystick.shell.operations.servicing.close_records import payments_of
from tallystick.shell.operations.servicing.on_ledger.entitled import entitled_of
from tallystick.shell.operations.servicing.recouping.on_record import answered
from tallystick.shell.operations.servicing.recouping.set_off import unagreed
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.found.replays import replayed_months
from tallystick.units.periods import Period

__all__ = ["Payments", "entitled_otherwise", "late_of", "payments_found"]


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
    *,
    earlier: Sequence[Earlier] = (),
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
        earlier: terms of the filings before.
    """
    filing = received.edition.head.filing
    deal = priced(received.deal, pricing)
    issued = {name: plan.units(name) for name in tokens}
    history = replayed_months(
        evidence, reader, deal, filing, issued=issued, tokens=tokens, collections=collections, earlier=earlier
    )
    months = [*history]
    payments, records, listing = payments_of(evidence, filing), [], False
    for month in months:
        if month.paid is None:
            continue
        carried = carried_into(payments, month.period)
        asked = (*claims(deal.id, month.period, month.owed), *carried)
        paid = next(each for each in payments if each.period == month.period)
        paid = replace(paid, claims=asked, value_date=month.paid)
        settled = _reconciled(evidence, filing, paid, set_offs_in(evidence, month.files, month.period))
        listed = listed_claims(evidence, month.files, month.period)
        listing = listing or listed is not None  # from then on no month is held to what the bank is told
        records.append(
            PaymentRecord(
                period=month.period,
                owed=month.owed,
                claims=asked,
                carried=carried,
                reconciled=settled,
                listed=listed,
                told=() if listing else told_so_far(evidence, month.files, month.period),
            )
        )
    return Payments(
        reported=tuple(each.reported for each in months if each.reported is not None),
        replayed=tuple(each.again for each in months if each.again is not None),
        records=tuple(records),
        late=late_of(payments),
    )


def late_of(payments: Sequence[Payment]) -> tuple[Claim, ...]:
    """Return what came back of payments before the last after that one was made, and waits for the next."""
    if not payments:
        return ()
    *earlier, last = sorted(payments, key=lambda each: each.period)
    return carried_into([*earlier, replace(last, claims=())], last.period.next())


def entitled_otherwise(
    reader: LedgerReader,
    where: Addresses,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
    ends: Mapping[Period, dt.datetime],
) -> Iterator[Finding]:
    """Yield where what is anchored of a month is not every claim that it owes.

    Args:
        reader: a node of the ledger.
        where: the contracts, a distributor among them.
        replayed: certificates of the replay.
        records: what is owed of each month.
        ends: when the record date of each month is over.
    """
    certificates = {each.period: each for each in replayed}
    owed = {each.period: (each.claims, *each.told) for each in records if each.period in certificates}
    for name, token in where.tokens.items():
        for found in reader.entitlements(where.beside["distributor"], token):
            period, total = str(found.period), str(found.total)
            own = ([each for each in one if each.token_class == name] for one in owed.get(found.period, ()))
            of = [
                entitled_of(reader, certificates[found.period], name, token, each, until=ends[found.period])
                for each in own
            ]
            expected = of[0] if of else None
            if expected is None:
                yield finding("supervision.entitlements-surplus", period=period, token_class=name, found=total)
            elif found != expected:
                code = "supervision.entitlements-" + ("instructed" if found in of else "differ")
                yield finding(code, period=period, token_class=name, found=total, owed=str(expected.total))


def _reconciled(evidence: Evidence, filing: str, paid: Payment, made: Sequence[SetOff]) -> Reconciliation | None:
    if not paid.words and not made:
        return None
    reconciled, _ = answered(evidence, filing, paid.reconciled())
    return replace(reconciled, findings=(*reconciled.findings, *unagreed(evidence, filing, made)))
