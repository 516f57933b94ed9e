"""Ledgers: the local chain of an overseas home, or a node that the environment names, with keys in another process.

The chain is imported when a ledger is opened, so that an installation without that extra runs all up to the desk.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError, LedgerReader
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.roles import Members
from tallystick.shell.wiring.extras import extra

if TYPE_CHECKING:
    from tallystick.shell.chain.remote.configured import Remote

__all__ = ["copied_ledger", "ledger", "members", "reader"]


def ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[HolderLedger]]:
    """Return how the ledger of a home is opened to act on it; refused onshore."""

    @contextmanager
    def opened() -> Iterator[HolderLedger]:
        _overseas_only(side)
        with extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.accounts import Accounts
            from tallystick.shell.chain.acts.roles import RoleChain
            from tallystick.shell.chain.anvil import local_node
            from tallystick.shell.chain.connection import Connection
            from tallystick.shell.chain.remote.configured import configured

        remote = configured(os.environ)
        if remote is not None:
            with _remote_ledger(remote, home.chain / "nonces") as ledger:
                yield ledger
            return
        with local_node(home.chain) as node:
            yield RoleChain(Connection(node.url), Accounts.open(home.chain))

    return opened


@contextmanager
def _remote_ledger(remote: "Remote", locks: Path) -> Iterator[HolderLedger]:
    """Act on a ledger that is not our own, with keys in another process, for the length of a ``with`` block."""
    from tallystick.shell.chain.acts.roles import RoleChain
    from tallystick.shell.chain.connection import Connection
    from tallystick.shell.chain.remote.sender import RemoteSender
    from tallystick.shell.chain.remote.signer import ExternalSigner

    node, signer = Connection(remote.url), ExternalSigner(remote.signer)
    try:
        sender = RemoteSender(node, signer, chain_id=remote.chain_id, fees=remote.fees, locks=locks)
        yield RoleChain(node, signer, sender=sender, finality=remote.finality)
    finally:
        signer.close()


def copied_ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[LedgerReader]]:
    """Return how a copy of a home's ledger is opened for reading; refused onshore."""

    @contextmanager
    def opened() -> Iterator[LedgerReader]:
        _overseas_only(side)
        with extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.anvil import copied_node
            from tallystick.shell.chain.remote.configured import configured

        remote = configured(os.environ)
        if remote is not None:
            yield reader(remote.url, finality=remote.finality)
            return
        with copied_node(home.chain) as node:
            yield reader(node.url)

    return opened


def _overseas_only(side: Side) -> None:
    if side is not Side.OVERSEAS:
        raise ChainUnavailableError(finding("chain.onshore"))


def reader(url: str, *, finality: int = 0) -> LedgerReader:
    """Open a node at an address for reading; a block that is asked about must lie `finality` blocks deep."""
    with extra("chain.not-installed", ChainUnavailableError):
        from tallystick.shell.chain.connection import Connection
        from tallystick.shell.chain.reading import ChainReader
    return ChainReader(Connection(url), finality=finality)


def members() -> Members:
    """Return what members of a role make keys and signatures with."""
    with extra("chain.not-installed", ChainUnavailableError):
        from tallystick.shell.chain.acts.members import FileMembers
    return FileMembers()
