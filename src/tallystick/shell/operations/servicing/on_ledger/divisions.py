"""What the ledger shows of cash that was divided on it, beside what a replay gives.

    divided of a month = cash of the class by the replay, over the register of the record date
    brought >= divided, of months that are said to be paid; and nothing is missing from what was brought

Source: DESIGN.md section 6, obligation 8; contracts/src/Distributor.sol.
"""

from collections.abc import Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import asset_units, pays_on_ledger
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.confirmations import SettledClaim
from tallystick.servicing.proofs import PaymentRecord, class_cash
from tallystick.shell.operations.ports.ledgers.cash import Division
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.loading import holders_at

__all__ = ["divided_otherwise", "moved_since"]


def moved_since(
    reader: LedgerReader, token: str, certificate: Certificate, name: str, *, block: int
) -> tuple[str, ...]:
    """Return the accounts whose units after a block are not those of the record date.

    Args:
        reader: a node of the ledger.
        token: of the class.
        certificate: of the month.
        name: the class.
        block: the one that is looked at.
    """
    record = next(each.record for each in certificate.classes if each.token_class == name)
    then = holders_at(reader, {name: token}, record)[name]
    now = {each.account: each.amount for each in reader.holdings(token, block=block)}
    return tuple(sorted(who for who in then.keys() | now.keys() if then.get(who, 0) != now.get(who, 0)))


def divided_otherwise(
    reader: LedgerReader,
    distributor: str,
    tokens: Mapping[str, str],
    deal: Deal,
    replayed: Sequence[Certificate],
    records: Sequence[PaymentRecord],
) -> Iterator[Finding]:
    """Yield what was divided, brought or kept otherwise than the replay says; nothing where holders are paid by bank.

    Args:
        reader: a node of the ledger.
        distributor: of the filing.
        tokens: where each class's token stands.
        deal: as filed.
        replayed: certificates of the replay.
        records: what became of each month's claims.
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
            yield from _division(reader, token, name, each, certificates.get(each.period), due.get(each.period))
        paid_for = {each.period for each in records if any(one.paid.is_positive() for one in _own(each, name))}
        done = {each.period for each in divisions}
        if not by_bank:
            for period in sorted((due.keys() & paid_for) - done):
                yield finding("supervision.division-missing", period=str(period), token_class=name)
        account = reader.cash(distributor, token)
        needed = sum(each.amount for each in divisions if each.period in paid_for)
        if account.funded < needed:
            yield finding("supervision.cash-unfunded", token_class=name, found=account.funded, needed=needed)
        left += account.funded - account.collected
    there = reader.balance(asset.address, distributor)
    if there < left:
        yield finding("supervision.cash-missing", asset=asset.asset, found=there, needed=left)


def _division(
    reader: LedgerReader, token: str, name: str, made: Division, certificate: Certificate | None, due: int | None
) -> Iterator[Finding]:
    period = str(made.period)
    if certificate is None or due is None:
        yield finding("supervision.division-surplus", period=period, token_class=name, found=made.amount)
        return
    if made.amount != due:
        yield finding("supervision.division-differs", period=period, token_class=name, found=made.amount, replayed=due)
    moved = moved_since(reader, token, certificate, name, block=made.act.block)
    if moved:
        yield finding("supervision.division-register", period=period, token_class=name, accounts=moved)


def _own(record: PaymentRecord, name: str) -> Iterator[SettledClaim]:
    return (each for each in record.settled() if each.claim.token_class == name)
