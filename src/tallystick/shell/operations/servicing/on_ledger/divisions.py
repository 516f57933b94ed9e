"""What the ledger shows of cash that was divided on it, beside what a replay gives.

    divided of a month = cash of the class by the replay, over the register of the record date
    brought >= divided, of months that are said to be paid; and nothing is missing from what was brought

Source: DESIGN.md section 6, obligation 8; contracts/src/Distributor.sol.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import asset_text, asset_units, pays_on_ledger
from tallystick.deal.tokens import SettlementAsset
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.confirmations import SettledClaim
from tallystick.servicing.proofs import PaymentRecord, class_cash
from tallystick.shell.operations.issuance.later.standing import Stands
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.cash import Division
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.loading import holders_at
from tallystick.shell.operations.servicing.replaying.record_dates import register_end
from tallystick.units.periods import Period

__all__ = ["divided_otherwise", "register_moved"]


def _moved_since(reader: LedgerReader, token: str, name: str, *, until: dt.datetime, block: int) -> tuple[str, ...]:
    """Return the accounts whose units after a block are not those of the record date, which is over at `until`."""
    then = holders_at(reader, {name: token}, until)[name]
    now = {each.account: each.amount for each in reader.holdings(token, block=block)}
    return tuple(sorted(who for who in then.keys() | now.keys() if then.get(who, 0) != now.get(who, 0)))


def register_moved(
    record: OnRecord, filing: str, ledger: LedgerReader, where: Stands, certificate: Certificate, names: Iterable[str]
) -> Iterator[Finding]:
    """Yield the classes whose units are not where they were on the record date, unless their cash is divided already.

    Args:
        record: of the overseas home.
        filing: id of the filing.
        ledger: as it stands.
        where: the contracts.
        certificate: of the month.
        names: classes whose cash is to be divided.
    """
    period, last = certificate.period, ledger.head().number
    day = next(each.record for each in certificate.classes if each.token_class in where.tokens)
    until = register_end(record, filing, period, day)
    for name in names:
        token = where.tokens[name]
        if not any(each.period == period for each in ledger.divisions(where.distributor, token)):
            moved = _moved_since(ledger, token, name, until=until, block=last)
            if moved:
                yield finding("servicing.register-moved", period=str(period), token_class=name, accounts=moved)


def divided_otherwise(
    reader: LedgerReader,
    distributor: str,
    tokens: Mapping[str, str],
    deal: Deal,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
    ends: Mapping[Period, dt.datetime],
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
            yield from _division(reader, token, name, each, due.get(each.period), ends.get(each.period), asset)
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


def _division(
    reader: LedgerReader,
    token: str,
    name: str,
    made: Division,
    due: int | None,
    until: dt.datetime | None,
    asset: SettlementAsset,
) -> Iterator[Finding]:
    period, found = str(made.period), _text(made.amount, asset)
    if until is None or due is None:
        yield finding("supervision.division-surplus", period=period, token_class=name, found=found)
        return
    if made.amount != due:
        yield finding(
            "supervision.division-differs", period=period, token_class=name, found=found, replayed=_text(due, asset)
        )
    moved = _moved_since(reader, token, name, until=until, block=made.act.block)
    if moved:
        yield finding("supervision.division-register", period=period, token_class=name, accounts=moved)


def _text(units: int, asset: SettlementAsset) -> str:
    return asset_text(units, asset.asset, asset.decimals)


def _own(record: PaymentRecord, name: str) -> Iterator[SettledClaim]:
    return (each for each in record.settled() if each.claim.token_class == name)
