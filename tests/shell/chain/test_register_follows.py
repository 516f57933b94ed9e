"""The register from events is the chain's own at every block, also after blocks were undone and others came instead."""

import pytest

from tallystick.shell.chain.client import Chain
from tests.shell.chain.stage import AT, Deal, live

pytestmark = pytest.mark.chain

HOLDERS = ("holder-0", "holder-1")


def balances_at(deal: Deal, block: int) -> dict[str, int]:
    """What the token itself says of each holder after a block."""
    found: dict[str, int] = {}
    for name in HOLDERS:
        account = deal.chain.account(name)
        call = {"to": deal.token, "input": f"0x70a08231{int(account, 16):064x}"}
        said = int(deal.chain._node.ask("eth_call", call, hex(block)), 16)
        found |= {account: said} if said else {}
    return found


def agree(deal: Deal, first: int) -> int:
    """The register is the chain's at every block from one on; the number of blocks that were compared."""
    last = deal.chain.head().number
    for block in range(first, last + 1):
        told = {each.account: each.amount for each in deal.chain.holdings(deal.token, block=block)}
        assert told == balances_at(deal, block), block
    return last + 1 - first


def test_the_register_is_the_chains_at_every_block_and_after_a_reorganisation(chain: Chain) -> None:
    deal = live(chain, "followed")
    first = chain.head().number
    to = {name: chain.account(name) for name in HOLDERS}
    chain.mint(deal.token, [deal.order("one", "holder-0", 600), deal.order("two", "holder-1", 400)], at=AT)
    for amount in (1, 250, 349):
        chain.transfer(deal.token, "holder-0", to["holder-1"], amount, at=AT)
    assert agree(deal, first) == 5
    assert to["holder-0"] not in {each.account for each in chain.holdings(deal.token)}, "who holds nothing is no holder"

    chain._node.ask("anvil_rollback", 2)
    assert agree(deal, first) == 3
    chain.transfer(deal.token, "holder-1", to["holder-0"], 7, at=AT)
    chain.redeem(deal.token, [deal.order("back", "holder-1", 100)], at=AT)
    chain.transfer(deal.token, "holder-0", to["holder-1"], 5, at=AT)
    assert agree(deal, first) == 6
    assert {each.account: each.amount for each in chain.holdings(deal.token)} == {
        to["holder-0"]: 601,
        to["holder-1"]: 299,
    }
