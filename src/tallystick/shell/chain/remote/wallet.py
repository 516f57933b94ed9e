"""A holder's own key on a node that anybody runs: what is owed, and collecting it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.remote.keys import KeyAccounts
from tallystick.shell.chain.remote.sender import Fees, RemoteSender
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["KeyWallet", "key_wallet"]

_HOLDER: Final = "holder"


class KeyWallet:
    """Fulfils `Wallet`."""

    def __init__(self, chain: AgentChain) -> None:
        """Take the ledger, to act on it as the holder."""
        self._chain = chain

    @property
    def address(self) -> str:
        """The holder's account."""
        return self._chain.account(_HOLDER)

    def owed(self, token: str) -> int:
        """Return what the holder is owed of a class."""
        return self._chain.owed(token, self.address)

    def asset(self, token: str) -> tuple[str, int]:
        """Return in what a class is paid: name and decimals, by its contract's own word."""
        return self._chain.asset_of(self._chain.token(token).terms.distributor)

    def collect(self, token: str) -> Act:
        """Collect everything that the holder is owed of a class."""
        distributor = self._chain.token(token).terms.distributor
        return self._chain.claim(distributor, token, _HOLDER, at=datetime.now(tz=UTC))


@contextmanager
def key_wallet(url: str, key: bytes, passphrase: str, fees: Fees) -> Iterator[KeyWallet]:
    """Open a key on a node, for the length of a ``with`` block.

    Raises:
        ChainUnavailableError: the file is no key, or not with this passphrase; the node does not answer.
    """
    keys, node = KeyAccounts.of_files({_HOLDER: key}, passphrase), Connection(url)
    with TemporaryDirectory() as locks:
        chain_id = int(node.ask("eth_chainId"), 16)
        sender = RemoteSender(node, keys, chain_id=chain_id, fees=fees, locks=Path(locks))
        yield KeyWallet(AgentChain(node, keys, sender=sender))
