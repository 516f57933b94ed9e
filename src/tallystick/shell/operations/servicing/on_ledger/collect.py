"""`collect`: a holder takes what they are owed on the ledger, with their own key, by any node; no home is needed."""

from dataclasses import dataclass

from tallystick.deal.liabilities.settlement import asset_text
from tallystick.evidence.findings import finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.cash import Wallet

__all__ = ["Collected", "collect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Who collected how many smallest units of the asset, the same as people write it, and the transaction."""

    account: str
    amount: int
    told: str
    transaction: str


def collect(wallet: Wallet, token: str) -> Outcome[Collected]:
    """Collect all that is owed of a class.

    Args:
        wallet: the holder's key on a node.
        token: of the class.

    Raises:
        ChainError: the cash is not there yet, the holder is frozen or may not hold any more, or the node is silent.
    """
    owed = wallet.owed(token)
    if not owed:
        return Outcome(value=None, findings=(finding("servicing.nothing-owed", account=wallet.address, token=token),))
    told, act = asset_text(owed, *wallet.asset(token)), wallet.collect(token)
    return Outcome(value=Collected(account=wallet.address, amount=owed, told=told, transaction=act.transaction))
