"""What the tokens themselves say is held and owed, beside what their events come to.

    balance of each account       = what transfers brought it, less what they took
    supply                        = all balances
    owed of all, and collected    = declared, but for less than one minor unit a holder and what is carried

A contract whose code is the filed one keeps these by itself; on a ledger whose operator can write anything it is asked.
Source: contracts/src/Holdings.sol.
"""

from collections.abc import Iterator

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.supervision.found.ledger import Addresses

__all__ = ["counted_otherwise"]


def counted_otherwise(reader: LedgerReader, where: Addresses) -> Iterator[Finding]:
    """Yield the accounts whose balance, and the classes whose sums, are not what the ledger's events come to.

    Args:
        reader: a node of the ledger.
        where: the contracts; tokens of other makers are left out.
    """
    known = reader.registered(where.eligibility).keys()
    for name, token in where.tokens.items():
        if name in where.existing:
            continue
        held = {each.account: each.amount for each in reader.holdings(token)}
        accounts = sorted(known | held.keys())
        states = reader.states(token, accounts)
        wrong = tuple(who for who in accounts if states[who].balance != held.get(who, 0))
        if wrong:
            yield finding("supervision.balance-differs", token_class=name, accounts=wrong)
        found, expected = reader.outstanding(token), sum(held.values())
        if found != expected:
            yield finding("supervision.supply-differs", token_class=name, found=found, expected=expected)
        if "distributor" in where.beside:
            owed = [each.owed for each in states.values()]
            account, declared = reader.cash(where.beside["distributor"], token), reader.declared(token)
            left = declared - account.collected - sum(owed)
            if declared != account.declared or not 0 <= left <= len(owed) + 1:
                yield finding(
                    "supervision.owed-differs",
                    token_class=name,
                    declared=declared,
                    collected=account.collected,
                    owed=sum(owed),
                )
