"""Who is not paid by bank for now: an account that is frozen, or whose evidence is over, is owed and keeps its claim.

    registry of investors and tokens as they stand -> claims held back, each told -> the rest is instructed

What is held back is instructed in a further file of the month once the freeze is lifted or newer evidence admitted, as
it is for a payee who becomes known later. On the ledger the contracts themselves hold it back.
Source: DESIGN.md section 6, obligation 8.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.issuance.holders.recoveries import now_at
from tallystick.servicing.bank_file import Instruction, Payee, instructions
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.issuance.later.chapters import DIVIDED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage, tokens_before
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility
from tallystick.units.periods import Period

__all__ = ["held_back", "instructed_now", "rail_of", "unpaid_still"]


def rail_of(record: OnRecord, filing: str, period: Period, deal: Deal) -> Literal["bank", "ledger"]:
    """Say by which rail a month is paid: no bank is told of what only the ledger may pay, or has divided."""
    by_bank = deal.tokens is None or "bank" in deal.tokens.settlement.rails
    divided = acts_of(record, (f"{name}/{period}" for name in lineage(record, filing)), DIVIDED)
    return "bank" if by_bank and not divided else "ledger"


def instructed_now(
    owed: Sequence[Claim], known: Mapping[str, Payee], held: Mapping[str, Ineligibility], *, value_date: dt.date
) -> tuple[tuple[Instruction, ...], tuple[Finding, ...]]:
    """Make the instructions of one payment, without what is held back.

    Args:
        owed: every claim.
        known: payees by address, in lower case.
        held: whose claims wait, and why.
        value_date: the day on which holders are to have the money.

    Returns:
        The instructions, and a finding for each claim that stays unpaid.
    """
    made, unknown = instructions([each for each in owed if each.wallet not in held], known, value_date=value_date)
    waiting = tuple(
        finding(
            "servicing.holder-held-back",
            wallet=each.wallet,
            reference=each.reference,
            amount=each.amount,
            reason=both(f"chain.ineligibility.{held[each.wallet]}"),
        )
        for each in owed
        if each.wallet in held
    )
    return made, (*unknown, *waiting)


def unpaid_still(unknown: Iterable[Finding], made: Iterable[Instruction]) -> Iterator[Finding]:
    """Return what is told of claims that are unpaid, without those that an earlier file of the month pays."""
    paid = {each.claim.reference for each in made}
    return (each for each in unknown if each.argument("reference") not in paid)


def held_back(
    record: OnRecord, reader: LedgerReader, prepared: Prepared, owed: Sequence[Claim], *, at: dt.datetime
) -> dict[str, Ineligibility]:
    """Return whose claims wait, by address in lower case, and why.

    Args:
        record: of the overseas home.
        reader: a node of the ledger.
        prepared: the issue; an account that was recovered is judged by the address that took its place.
        owed: every claim.
        at: the moment.
    """
    filing = prepared.received.edition.head.filing
    where = stands(record, filing)
    if where is None:
        return {}
    later = {lost.lower(): to.lower() for lost, to in now_at(prepared.placed.recovered).items()}
    wallets = sorted({each.wallet for each in owed})
    accounts = {wallet: _last(wallet, later) for wallet in wallets}
    tokens = [each for issued in (*tokens_before(record, filing), where.tokens) for each in issued.values()]
    told = dict(_standing(reader, where.eligibility, at))
    for token in tokens:
        told |= dict.fromkeys(reader.frozen_on(token, sorted(set(accounts.values()))), Ineligibility.FROZEN)
    return {wallet: told[account] for wallet, account in accounts.items() if account in told}


def _standing(reader: LedgerReader, registry: str, at: dt.datetime) -> Iterator[tuple[str, Ineligibility]]:
    for account, standing in reader.registered(registry).items():
        if standing is not None and standing.frozen:
            yield account.lower(), Ineligibility.FROZEN
        elif standing is not None and standing.expires_at <= at:
            yield account.lower(), Ineligibility.EXPIRED


def _last(wallet: str, later: Mapping[str, str]) -> str:
    """Return the address at which an investor stands now, through as many recoveries as there were."""
    seen = {wallet}
    while (to := later.get(wallet)) is not None and to not in seen:
        seen.add(to)
        wallet = to
    return wallet
