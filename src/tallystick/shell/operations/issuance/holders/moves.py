"""What is asked of the ledger before units are moved by an order: whether they were moved, and whether they may be.

An order of the trustee asks less of the token than a transfer does: neither the minimum holding nor the number of
holders. An order of a court may do that; a trade or a correction may not.
"""

from collections.abc import Iterable

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.issuance.later.lineage import tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["moved_before", "outside_limits"]


def moved_before(
    desk: Desk, ledger: HolderLedger, where: Stands, token_class: str, order: tuple[str, str, int], *, paper: str
) -> str:
    """Return the transaction by which an order was carried out, under this filing or an earlier one of the issue.

    Args:
        desk: on the filing.
        ledger: of the overseas home.
        where: the issue stands; mandates are of the issue, whatever its filing.
        token_class: the class.
        order: from whom, to whom, and how many units.
        paper: digest of what the order rests on.

    Returns:
        The transaction; empty where it was not carried out.
    """
    earlier = [each[token_class] for each in tokens_before(desk.evidence, desk.filing) if token_class in each]
    for token in (*earlier, where.tokens[token_class]):
        done = ledger.moved(where.mandates, token, *order, paper=paper)
        if done:
            return done
    return ""


def outside_limits(
    desk: Desk, ledger: HolderLedger, where: Stands, token_class: str, order: tuple[str, str, int]
) -> Finding | None:
    """Say who would hold less than the filed minimum, or that too many would hold; None where neither is so.

    Args:
        desk: on the filing.
        ledger: of the overseas home.
        where: the issue stands; its tokens have the limits that were filed.
        token_class: the class.
        order: from whom, to whom, and how many units; whoever gives them holds as many.
    """
    (giver, taker, units), token = order, where.tokens[token_class]
    terms, held = ledger.token(token).terms, _held(ledger, [token])
    after = {giver: held.get(giver, 0) - units, taker: held.get(taker, 0) + units}
    for account, balance in after.items():
        if 0 < balance < terms.minimum_holding:
            least = terms.minimum_holding
            return finding("chain.holding-too-small", account=account, balance=balance, minimum_holding=least)
    issued = (*tokens_before(desk.evidence, desk.filing), where.tokens)
    elsewhere = _held(ledger, [each for tokens in issued for each in tokens.values() if each != token])
    before = elsewhere.keys() | held.keys()
    holders = elsewhere.keys() | {account for account, balance in (held | after).items() if balance}
    if 0 < terms.holder_limit < len(holders) and len(before) < len(holders):
        return finding("chain.too-many-holders", holder_limit=terms.holder_limit)
    return None


def _held(ledger: HolderLedger, tokens: Iterable[str]) -> dict[str, int]:
    return {each.account: each.amount for token in tokens for each in ledger.holdings(token)}
