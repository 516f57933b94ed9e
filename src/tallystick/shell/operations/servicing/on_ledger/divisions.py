"""What the ledger shows of cash that was divided on it, beside what a replay gives.

    divided of a month = cash of the class by the replay, over the register of the record date: who held otherwise when
                         it was divided is credited for what it held then
    brought >= divided, of months that are said to be paid; and nothing is missing from what was brought

Source: DESIGN.md section 6, obligation 8; contracts/src/Distributor.sol.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import asset_text, asset_units, pays_on_ledger
from tallystick.deal.tokens import SettlementAsset
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.confirmations import SettledClaim
from tallystick.servicing.proofs import PaymentRecord, class_cash
from tallystick.shell.operations.issuance.later.standing import Stands
from tallystick.shell.operations.ports.ledgers.cash import Division
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.on_ledger.record_units import on_record_date
from tallystick.units.periods import Period

__all__ = ["by_other_register", "divided_elsewhere", "divided_otherwise"]


def divided_otherwise(
    reader: LedgerReader,
    distributor: str,
    tokens: Mapping[str, str],
    deal: Deal,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
    ends: Mapping[Period, dt.datetime],
    before: Sequence[Mapping[str, str]] = (),
) -> Iterator[Finding]:
    """Yield what was divided, brought or kept otherwise than the replay says; nothing where holders are paid by bank.

    Args:
        reader: a node of the ledger.
        distributor: of the filing.
        tokens: where each class's token stands.
        deal: as filed.
        replayed: certificates of the replay.
        records: what became of each month's claims.
        ends: when the record date of each month is over.
        before: tokens of earlier filings by class, whose units count with these.
    """
    asset = pays_on_ledger(deal.tokens)
    if asset is None or deal.tokens is None:
        return
    certificates, left = {each.period: each for each in replayed}, 0
    by_bank = "bank" in deal.tokens.settlement.rails
    for name, token in tokens.items():
        divisions = reader.divisions(distributor, token)
        due = {
            period: asset_units(paid.minor, paid.currency, asset)
            for period, each in certificates.items()
            for each_class, paid in class_cash(each, (name,))
            if each_class == name and paid.is_positive()
        }
        for each in divisions:
            yield from _division(name, each, due.get(each.period), asset)
            until = ends.get(each.period)
            if until is not None:
                yield from by_other_register(
                    reader, token, name, each, until, [each[name] for each in before if name in each]
                )
        paid_for = {each.period for each in records if any(one.paid.is_positive() for one in _own(each, name))}
        done = {each.period for each in divisions}
        if not by_bank:
            for period in sorted((due.keys() & paid_for) - done):
                yield finding("supervision.division-missing", period=str(period), token_class=name)
        account = reader.cash(distributor, token)
        needed = sum(each.amount for each in divisions if each.period in paid_for)
        if account.funded < needed:
            found, asked = _text(account.funded, asset), _text(needed, asset)
            yield finding("supervision.cash-unfunded", token_class=name, found=found, needed=asked)
        left += account.funded - account.collected
    there = reader.balance(asset.address, distributor)
    if there < left:
        yield finding("supervision.cash-missing", found=_text(there, asset), needed=_text(left, asset))


def divided_elsewhere(
    reader: LedgerReader, where: Stands, units: Mapping[str, int], asset: SettlementAsset, period: Period
) -> Iterator[Finding]:
    """Say which class was divided for a month with another sum than these `units`: it is never divided again."""
    for name, due in units.items():
        for made in reader.divisions(where.distributor, where.tokens[name]):
            if made.period == period and made.amount != due:
                found, needed = _text(made.amount, asset), _text(due, asset)
                yield finding(
                    "servicing.divided-otherwise", period=str(period), token_class=name, found=found, due=needed
                )


def _division(name: str, made: Division, due: int | None, asset: SettlementAsset) -> Iterator[Finding]:
    period, found = str(made.period), _text(made.amount, asset)
    if due is None:
        yield finding("supervision.division-surplus", period=period, token_class=name, found=found)
    elif made.amount != due:
        yield finding(
            "supervision.division-differs", period=period, token_class=name, found=found, replayed=_text(due, asset)
        )


def by_other_register(
    reader: LedgerReader, token: str, name: str, made: Division, until: dt.datetime, before: Sequence[str]
) -> Iterator[Finding]:
    """Say for whom a month was divided by other units than those of its record date.

    Args:
        reader: a node of the ledger.
        token: of the class.
        name: of the class.
        made: the division.
        until: when the record date is over.
        before: the class's tokens of earlier filings.
    """
    _, moved = on_record_date(reader, token, until=until, block=made.act.block, before=before)
    due, credited = ({each.account: each.amount for each in every} for every in (moved, made.recorded))
    # An account recorded with what it holds anyway was credited for just that.
    now = {each.account: each.amount for each in reader.holdings(token, block=made.act.block)}
    wrong = {
        who
        for who in due.keys() | credited.keys()
        if due.get(who, now.get(who, 0)) != credited.get(who, now.get(who, 0))
    }
    if wrong:
        yield finding(
            "supervision.division-register", period=str(made.period), token_class=name, accounts=tuple(sorted(wrong))
        )


def _text(units: int, asset: SettlementAsset) -> str:
    return asset_text(units, asset.asset, asset.decimals)


def _own(record: PaymentRecord, name: str) -> Iterator[SettledClaim]:
    return (each for each in record.settled() if each.claim.token_class == name)
