"""What the ledger cannot show of a class issued as a token of another maker, and what that token says of itself.

    4  what went through the adapter is within the cap; whether nothing else was minted, the token's code says. What
       was minted before the adapter's first mint is told apart: it was outstanding no more, or there were no mints
    5  the adapter is the filed build; the token behind it is not ours, and its code is told by its digest
    6  our roles are as filed; who else may mint, and who may let whom, the token's own events and code say
    9  every holder of this moment is one who was admitted; who may receive a transfer, the token's code says

So none of the four is said to hold; what differs in one of them is still named.
"""

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.supervision.found.ledger import Addresses

__all__ = ["behind", "by_its_word"]

_UNSHOWN = (4, 5, 6, 9)


def behind(where: Addresses, address: str, filing: str) -> Finding | None:
    """Say that an address is the token of another maker behind an adapter of a filing; None where it is not."""
    name = next((name for name, token in where.existing.items() if token == address), None)
    if name is None:
        return None
    return finding("supervision.token-behind", address=address, filing=filing, adapter=where.tokens[name])


def by_its_word(reader: LedgerReader, where: Addresses) -> dict[int, tuple[Finding, ...]]:
    """Return the obligations that rest on the word of tokens of other makers, and why; empty where there are none."""
    told = tuple(each for name, address in where.tokens.items() for each in _told(reader, name, address))
    return dict.fromkeys(_UNSHOWN, told) if told else {}


def _told(reader: LedgerReader, name: str, address: str) -> tuple[Finding, ...]:
    token = reader.existing(address)
    if token is None:
        return ()
    word = finding("supervision.existing-word", token_class=name, address=token.address, code=token.code_sha256)
    others = tuple(
        finding("supervision.existing-minter", token_class=name, address=token.address, account=each)
        for each in token.minters
    )
    earlier = -(-token.before // token.unit)
    apart = (finding("supervision.existing-before", token_class=name, address=token.address, units=earlier),)
    return (word, *others, *(apart if earlier else ()))
