"""A ledger some of whose roles are held by several: what such a role is to do is proposed, and done once it is signed.

    asked -> signed by enough? -> no: written to the folder of acts, and asked for again later
                               -> yes: carried out under its number

One act of a role is open at a time, as its number is the next. Files of the folder are read as they lie, whoever put
them there: what counts is that enough members signed the very act that is asked for now, and the contract counts again.
Source: contracts/src/interfaces/IThreshold.sol; EIP-712.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.chain.accounts import ROLES, Signs
from tallystick.shell.chain.acts.members import FileMembers, kinds_of
from tallystick.shell.chain.acts.roles import RoleChain
from tallystick.shell.chain.acts.words import worded
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.refusals import unavailable
from tallystick.shell.chain.sending import Sender
from tallystick.shell.operations.issuance.roles.acts import SignedAct, propose_act, read_act
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.roles import RoleAct

__all__ = ["SeveralChain", "several_named"]

_THRESHOLD: Final = "Threshold"
_OPEN_FOR: Final = timedelta(days=14)
"""So long the signatures of a proposal hold."""


def several_named(text: str) -> dict[str, str]:
    """Read which roles are held by which contracts: ``agent=0x…,trustee=0x…``.

    Raises:
        ChainUnavailableError: one is no role, or named twice.
    """
    pairs = [each.strip().partition("=") for each in text.split(",") if each.strip()]
    held = {name: address for name, _, address in pairs}
    if len(held) != len(pairs) or not held.keys() <= set(ROLES) or not all(held.values()):
        raise unavailable(finding("chain.configuration", variable="TALLYSTICK_SEVERAL", value=text))
    return held


class SeveralChain(RoleChain):
    """Fulfils the ledger of a home; acts of the roles that several hold go through the folder of acts."""

    def __init__(
        self,
        connection: Connection,
        accounts: Signs,
        *,
        held: Mapping[str, str],
        acts: Path,
        sender: Sender | None = None,
        finality: int = 0,
    ) -> None:
        """Take which roles are held by which contracts, and the folder of acts; the rest as any ledger."""
        super().__init__(connection, accounts, sender=sender, finality=finality)
        self._held, self._acts_folder, self._members = dict(held), acts, FileMembers()

    def account(self, name: str) -> str:
        """Return the account of a role: the contract that holds it, where several do."""
        return self._held.get(name) or super().account(name)

    def _send(
        self, sender: str, contract: str, address: str, function: str, arguments: tuple[object, ...], at: datetime
    ) -> Act:
        if sender not in self._held or contract == _THRESHOLD:
            return super()._send(sender, contract, address, function, arguments, at)
        asked = self._asked(sender, contract, address, function, arguments)
        found = [each for each in self._read() if _same(each.act, asked)]
        chosen = max(found, key=lambda each: each.act.until, default=None)
        (needed,) = self._node.read(_THRESHOLD, asked.role, "threshold")
        if chosen is None or chosen.act.until <= self.head().at:
            chosen = self._proposed(asked, sender)
        signatures = {who: each for one in found if one.digest == chosen.digest for who, each in one.signatures.items()}
        members = {str(each) for each in self._node.read(_THRESHOLD, asked.role, "members")[0]}
        own = {who: each for who, each in signatures.items() if who.lower() in {each.lower() for each in members}}
        if len(own) < needed:
            file = str(self._acts_folder / _file_of(sender, chosen.act))
            signed, wanted = str(len(own)), str(needed)
            raise unavailable(finding("chain.act-waits", account=sender, file=file, signed=signed, needed=wanted))
        return self.carry_out(chosen.act, own, at=at)

    def _asked(self, sender: str, contract: str, address: str, function: str, arguments: Sequence[object]) -> RoleAct:
        kinds = kinds_of(contract, function)
        return RoleAct(
            chain_id=self.chain_id(),
            role=self._held[sender],
            contract=contract,
            target=address,
            function=function,
            arguments=tuple(worded(kind, each) for kind, each in zip(kinds, arguments, strict=True)),
            nonce=self.next_act(self._held[sender]),
            until=self.head().at + _OPEN_FOR,
        )

    def _read(self) -> list[SignedAct]:
        """Return every act of the folder, however deep it lies; what is none is passed over."""
        files = sorted(self._acts_folder.rglob("*.json")) if self._acts_folder.is_dir() else []
        read = [read_act(self._members, each.read_bytes(), each.name) for each in files]
        return [each for each in read if not isinstance(each, Finding)]

    def _proposed(self, asked: RoleAct, sender: str) -> SignedAct:
        told = propose_act(self._members, asked, self.signers(asked))
        if told.value is None:
            raise unavailable(told.findings[0])
        self._acts_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._acts_folder / _file_of(sender, asked)).write_bytes(told.value.content())
        return told.value


def _file_of(sender: str, act: RoleAct) -> str:
    return f"{sender}-{act.nonce}.json"


def _same(one: RoleAct, other: RoleAct) -> bool:
    """Whether two acts are one but for the moment until which they may be done."""
    return (one.chain_id, one.role, one.target, one.function, one.arguments, one.nonce) == (
        other.chain_id,
        other.role,
        other.target,
        other.function,
        other.arguments,
        other.nonce,
    )
