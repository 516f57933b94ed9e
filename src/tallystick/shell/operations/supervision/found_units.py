"""What the ledger says of units: what was minted, for obligation 4, and what was redeemed before its time."""

from collections.abc import Iterator, Sequence

from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.proofs import MintedToken
from tallystick.servicing.certificate import Certificate
from tallystick.shell.operations.ports.chain import LedgerReader
from tallystick.shell.operations.supervision.found_ledger import Addresses

__all__ = ["minted_tokens", "redeemed_early"]


def minted_tokens(reader: LedgerReader, where: Addresses) -> tuple[MintedToken, ...]:
    """Return what each token minted, from its own events and by its own count."""
    return tuple(_minted(reader, name, address) for name, address in where.tokens.items())


def _minted(reader: LedgerReader, name: str, address: str) -> MintedToken:
    mints = reader.mints(address)
    return MintedToken(
        token_class=name,
        address=address,
        minted=sum(each.order.amount for each in mints),
        counted=reader.token(address).cumulative,
        first=min((each.act.at for each in mints), default=None),
    )


def redeemed_early(reader: LedgerReader, where: Addresses, certificates: Sequence[Certificate]) -> Iterator[Finding]:
    """Yield the units that were redeemed while principal of their class is outstanding.

    Units stay and the factor falls: before the last payment nobody's units are taken back.

    Args:
        reader: a node of the ledger.
        where: the tokens.
        certificates: of every month so far, as replayed.
    """
    last = max(certificates, key=lambda each: each.period, default=None)
    outstanding = {line.token_class: line.ending for line in last.classes} if last is not None else {}
    for name, address in where.tokens.items():
        left = outstanding.get(name)
        if left is not None and left.is_zero():
            continue
        for each in reader.redemptions(address):
            wallet, units = each.order.holder, each.order.amount
            yield finding("supervision.redeemed-early", token_class=name, wallet=wallet, units=units)
