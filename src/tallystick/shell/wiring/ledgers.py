"""Ledgers: the local chain of an overseas home, or a node that the environment names, with its keys elsewhere.

The chain is imported when a ledger is opened, so that an installation without that extra runs all up to the desk.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.ledgers.cash import Wallet
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError, LedgerReader
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.roles import Members
from tallystick.shell.wiring.extras import extra

if TYPE_CHECKING:
    from tallystick.shell.chain.accounts import Signs
    from tallystick.shell.chain.anvil import LocalNode
    from tallystick.shell.chain.connection import Connection
    from tallystick.shell.chain.remote.configured import Remote
    from tallystick.shell.chain.sending import Sender

__all__ = ["copied_ledger", "found_ledger", "ledger", "members", "reader", "wallet"]


def ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[HolderLedger]]:
    """Return how the ledger of a home is opened to act on it; refused onshore."""

    @contextmanager
    def opened() -> Iterator[HolderLedger]:
        _overseas_only(side)
        with extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.accounts import Accounts
            from tallystick.shell.chain.anvil import local_node
            from tallystick.shell.chain.connection import Connection
            from tallystick.shell.chain.remote.configured import configured

        remote = configured(os.environ)
        if remote is not None:
            with _remote_ledger(remote, home.chain) as ledger:
                yield ledger
            return
        with local_node(home.chain) as node:
            yield _chain(Connection(node.url), Accounts.open(home.chain), home.chain)

    return opened


def _chain(
    node: "Connection", signer: "Signs", folder: Path, sender: "Sender | None" = None, finality: int = 0
) -> HolderLedger:
    """Return a ledger to act on; where the environment says that several hold a role, one that proposes its acts."""
    from tallystick.shell.chain.acts.roles import RoleChain
    from tallystick.shell.chain.acts.several import SeveralChain, several_named

    held = several_named(os.environ.get("TALLYSTICK_SEVERAL", ""))
    if not held:
        return RoleChain(node, signer, sender=sender, finality=finality)
    acts = Path(os.environ.get("TALLYSTICK_ACTS") or folder.parent / "acts")
    return SeveralChain(node, signer, held=held, acts=acts, sender=sender, finality=finality)


@contextmanager
def _remote_ledger(remote: "Remote", folder: Path) -> Iterator[HolderLedger]:
    """Act on a ledger that is not our own, for the length of a ``with`` block; keys are best in another process."""
    from tallystick.shell.chain.connection import Connection
    from tallystick.shell.chain.remote.sender import RemoteSender

    node = Connection(remote.url)
    with _signs(remote) as signer:
        sender = RemoteSender(node, signer, chain_id=remote.chain_id, fees=remote.fees, locks=folder / "nonces")
        yield _chain(node, signer, folder, sender, remote.finality)


@contextmanager
def _signs(remote: "Remote") -> "Iterator[Signs]":
    """Open whatever signs: another process, encrypted files, or keys in variables."""
    from tallystick.shell.chain.remote.keys import KeyAccounts
    from tallystick.shell.chain.remote.signer import ExternalSigner

    if remote.signer:
        signer = ExternalSigner(remote.signer)
        try:
            yield signer
        finally:
            signer.close()
    elif remote.keys:
        files = {each.stem: each.read_bytes() for each in sorted(Path(remote.keys).glob("*.json"))}
        yield KeyAccounts.of_files(files, os.environ.get("TALLYSTICK_KEYS_PASSPHRASE", ""))
    else:
        yield KeyAccounts.of_variables(os.environ)


def copied_ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[LedgerReader]]:
    """Return how a copy of a home's ledger is opened for reading; refused onshore."""

    def local() -> "AbstractContextManager[LocalNode]":
        from tallystick.shell.chain.anvil import copied_node

        return copied_node(home.chain)

    return _to_read(side, local)


def found_ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[LedgerReader]]:
    """Return how a home's ledger is opened for reading where it answers; nothing is started or copied."""

    def local() -> "AbstractContextManager[LocalNode]":
        from tallystick.shell.chain.anvil import found_node

        return nullcontext(found_node(home.chain))

    return _to_read(side, local)


def _to_read(
    side: Side, local: "Callable[[], AbstractContextManager[LocalNode]]"
) -> Callable[[], AbstractContextManager[LedgerReader]]:
    """Return how a ledger is opened for reading: the one that the environment names, else the home's own node."""

    @contextmanager
    def opened() -> Iterator[LedgerReader]:
        _overseas_only(side)
        with extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.remote.configured import configured

            remote = configured(os.environ)
            node = local() if remote is None else nullcontext(remote)
        with node as found:
            yield reader(found.url, finality=0 if remote is None else remote.finality)

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


@contextmanager
def wallet(url: str, key: bytes, passphrase: str) -> Iterator[Wallet]:
    """Open a holder's key on a node, for a ``with`` block; it pays the fees that the environment names."""
    with extra("chain.not-installed", ChainUnavailableError):
        from tallystick.shell.chain.remote.configured import fees_named
        from tallystick.shell.chain.remote.wallet import key_wallet
    with key_wallet(url, key, passphrase, fees_named(os.environ)) as opened:
        yield opened
