"""Whether units were moved by an order already, under this filing or under one that its tokens took over from."""

from tallystick.shell.operations.issuance.later.lineage import tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["moved_before"]


def moved_before(
    desk: Desk, ledger: HolderLedger, where: Stands, token_class: str, order: tuple[str, str, int], *, paper: str
) -> str:
    """Return the transaction by which an order was carried out; empty where it was not.

    Args:
        desk: on the filing.
        ledger: of the overseas home.
        where: the issue stands; mandates are of the issue, whatever its filing.
        token_class: the class.
        order: from whom, to whom, and how many units.
        paper: digest of what the order rests on.
    """
    earlier = [each[token_class] for each in tokens_before(desk.evidence, desk.filing) if token_class in each]
    for token in (*earlier, where.tokens[token_class]):
        done = ledger.moved(where.mandates, token, *order, paper=paper)
        if done:
            return done
    return ""
