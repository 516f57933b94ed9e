"""What the months that were paid say of obligations 7 and 8: certificates, replays, claims and confirmations."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.issuance.mint_plan import MintPlan
from tallystick.issuance.pricing import Pricing, priced
from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.close import Earlier
from tallystick.servicing.collections import Collection
from tallystick.servicing.confirmations import Reconciliation, last_word, reconcile
from tallystick.servicing.entitlements import Claim, claims
from tallystick.servicing.proofs import PaymentRecord
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.bank_words import bank_words, told_so_far
from tallystick.shell.operations.servicing.close_records import payments_of
from tallystick.shell.operations.supervision.found.replays import replayed_months
from tallystick.units.periods import Period

__all__ = ["Payments", "late_of", "payments_found"]


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
    payments, records = payments_of(evidence, filing), []
    for month in months:
        if month.paid is None:
            continue
        carried = carried_into(payments, month.period)
        asked = (*claims(deal.id, month.period, month.owed), *carried)
        settled = _reconciled(evidence, filing, month.period, asked, month.paid)
        told = told_so_far(evidence, month.files, month.period)
        sent = told[-1] if told else ()
        named = {each.reference for each in sent}
        waiting = tuple(each for each in asked if each.reference not in named)  # unpaid, and not put forward
        records.append(
            PaymentRecord(
                period=month.period,
                owed=month.owed,
                claims=(*sent, *waiting),
                carried=carried,
                reconciled=settled,
                told=told,
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


def _reconciled(
    evidence: Evidence, filing: str, period: Period, asked: tuple[Claim, ...], value_date: dt.date
) -> Reconciliation | None:
    said = [words for _, words in bank_words(evidence, filing, period)]
    if not said:
        return None
    return reconcile(asked, last_word(said, asked), value_date=value_date)
