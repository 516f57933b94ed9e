"""`pay`: a month that was closed, paid on the ledger in the asset that the filing names.

    certificate on record -> cash of each class divided over its units, as they were on the record date
    on the payment day    -> what was divided is brought, and put on record as paid: every claim, to the cent

Division fixes who is owed, bringing lets them collect. Each step asks first whether it was done, and happens once. What
moved after the record date carries no cash of it.
Source: contracts/src/interfaces/IDistributor.sol; DESIGN.md section 6, obligation 8.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import asset_text, asset_units, pays_on_ledger
from tallystick.deal.tokens import SettlementAsset
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.entitlements import Claim
from tallystick.servicing.proofs import class_cash
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.chapters import CONFIRMED, DIVIDED
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.servicing.close_records import kept_files
from tallystick.shell.operations.servicing.confirm import BankFile, confirm
from tallystick.shell.operations.servicing.on_ledger.anchor import claims_on_record, closed_month
from tallystick.shell.operations.servicing.on_ledger.divide import Divided, divide, paused_before
from tallystick.shell.operations.servicing.on_ledger.divisions import divided_elsewhere
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["PaidOnLedger", "pay"]

_PARTS: Final = (Part.PAYING_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOnLedger:
    """Cash of each class as it was divided, and whether it was brought as well.

    Attributes:
        recorded: for how many accounts of each class by other units than they hold now: those of the record date.
    """

    divided: Mapping[str, Money]
    recorded: Mapping[str, int]
    brought: bool

    def in_asset(self, asset: SettlementAsset) -> dict[str, str]:
        """Return what was divided as people write amounts of the asset in which it was paid."""
        units = {name: asset_units(each.minor, each.currency, asset) for name, each in self.divided.items()}
        return {name: asset_text(each, asset.asset, asset.decimals) for name, each in units.items()}


def pay(desk: Desk, ledger: AgentLedger, deal: Deal, period: Period, *, unsent: bytes = b"") -> Outcome[PaidOnLedger]:
    """Pay a month on the ledger.

    Args:
        desk: who acts for paying agent and trustee, on which filing.
        ledger: of the overseas home.
        deal: as filed.
        period: the month, which must have been closed.
        unsent: what shows that the bank was not instructed, where a file for it was made; kept with the division.
    """
    # LOAD
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    asset = pays_on_ledger(deal.tokens)
    refused = refused or (finding("servicing.rail-not-filed", period=str(period)) if asset is None else None)
    if refused is not None or where is None or asset is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    kept = closed_month(desk.evidence, desk.filing, period)
    if kept is None:
        return Outcome(value=None, findings=(finding("servicing.anchor-unclosed", period=str(period)),))
    (*_, certificate), _ = kept
    owed = claims_on_record(desk.evidence, desk.filing, period) or ()  # whoever is held back by bank is divided to
    whole = dict(class_cash(certificate, where.tokens.keys()))
    cash = {name: paid for name, paid in whole.items() if paid.is_positive()}
    # DECIDE
    subject = f"{desk.filing}/{period}"
    spoken = desk.evidence.journal.acts(subject=subject, kind=CONFIRMED)
    divided = desk.evidence.journal.acts(subject=subject, kind=DIVIDED)
    if spoken and not divided:
        return Outcome(value=None, findings=(finding("servicing.paid-by-bank", period=str(period)),))
    made_for = [name for name in kept_files(desk.evidence, desk.filing, period) if name.startswith("bank-")]
    if made_for and not divided and not unsent:
        told = finding("servicing.bank-file-made", file=made_for[0], period=str(period))
        return Outcome(value=None, findings=(told,))
    units = {name: asset_units(amount.minor, amount.currency, asset) for name, amount in cash.items()}
    wrong = (*_claimed_otherwise(whole, owed, period), *divided_elsewhere(ledger, where, units, asset, period))
    if wrong or not cash:  # where nobody is owed anything, there is nothing to divide
        return Outcome(value=None if wrong else PaidOnLedger(divided={}, recorded={}, brought=True), findings=wrong)
    # STORE
    classes = {name: str(amount) for name, amount in sorted(cash.items())}
    before = paused_before(desk, ledger, where, divided)
    said: dict[str, object] = {"period": str(period), "asset": asset.address, "classes": classes, **before.said()}
    said |= {"unsent": desk.evidence.objects.put(unsent).sha256} if unsent else {}
    if not divided:
        desk.put(DIVIDED, said, subject=subject)
    by = divide(desk, ledger, where, certificate, units, before)
    recorded = {name: each.recorded for name, each in by.items() if each.recorded}
    day = next(line.paid_on for line in certificate.classes if line.token_class in where.tokens)
    waiting = _waits(desk, day, period) or _short(ledger, where, cash, asset)
    if waiting is not None:
        return Outcome(value=PaidOnLedger(divided=cash, recorded=recorded, brought=False), findings=(waiting,))
    for token in (where.tokens[name] for name in cash):
        ledger.fund(where.distributor, token, declared=ledger.cash(where.distributor, token).declared, at=desk.at)
    # TELL
    paid = PaidOnLedger(divided=cash, recorded=recorded, brought=True)
    if spoken:
        return Outcome(value=paid)
    word = BankFile(content=_word(desk, owed, by), value_date=day, specimen=False, rail="ledger")
    heard = confirm(desk.evidence, desk.filing, period, owed, word, by=desk.by[0], signer=desk.signers[0], at=desk.at)
    return Outcome(value=paid if heard.value is not None else None, findings=heard.findings)


def _claimed_otherwise(cash: Mapping[str, Money], owed: Sequence[Claim], period: Period) -> Iterator[Finding]:
    """Say which class's claims are not its cash of the month: something came back by bank, and is paid by bank."""
    for name, amount in cash.items():
        own = total((each.amount for each in owed if each.token_class == name), amount.currency)
        if own > amount:  # less is owed to claims where a holder has no payee, whom the ledger needs no payee to pay
            yield finding("servicing.ledger-claims", period=str(period), token_class=name, cash=amount, claims=own)


def _waits(desk: Desk, day: dt.date, period: Period) -> Finding | None:
    return finding("servicing.payment-waits", period=str(period), day=day) if desk.at.date() < day else None


def _short(ledger: AgentLedger, where: Stands, cash: Mapping[str, Money], asset: SettlementAsset) -> Finding | None:
    accounts = [ledger.cash(where.distributor, where.tokens[name]) for name in cash]
    missing = sum(max(0, each.declared - each.funded) for each in accounts)
    agent = ledger.account("paying-agent")
    found = ledger.balance(asset.address, agent) if missing else 0
    if found >= missing:
        return None
    has, needs = (asset_text(each, asset.asset, asset.decimals) for each in (found, missing))
    return finding("servicing.cash-short", account=agent, found=has, needed=needs)


def _word(desk: Desk, owed: Sequence[Claim], by: Mapping[str, Divided]) -> bytes:
    """Return what the ledger says of each claim, in the form in which a bank would: paid by that division, today."""
    head, day = "reference,status,amount,currency,value_date,bank_reference", desk.at.date().isoformat()
    lines = [
        f"{one.reference},paid,{str(one.amount).partition(' ')[0]},{one.amount.currency.value},{day},"
        f"{by[one.token_class].transaction}/{place}"
        for place, one in enumerate(owed, start=1)
    ]
    return "\n".join([head, *lines, ""]).encode()
