"""A role that several hold, and the acts that enough of them sign: each at a place of their own, then brought together.

    proposed (what, on which contract, which number, until when) -> signed by each with their own key -> carried out

Who signs sees the function and its arguments, and signs what follows from them; nobody signs a digest alone.
Source: EIP-712; contracts/src/interfaces/IThreshold.sol.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["MemberError", "Members", "RoleAct", "RoleLedger"]


class MemberError(RefusedError):
    """A call cannot be written as the contract takes it, or a key cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAct:
    """One act of a role held by several.

    Attributes:
        chain_id: of the ledger.
        role: the contract that holds the role.
        contract: name of the contract acted on, as this package ships it.
        target: its address.
        function: what is called.
        arguments: as text: addresses with their checksum, numbers in decimals, bytes in hexadecimal digits, yes or no,
            and lists with commas.
        nonce: which act of the role this is, from 0.
        until: last moment at which the signatures hold, in whole seconds, aware.
    """

    chain_id: int
    role: str
    contract: str
    target: str
    function: str
    arguments: tuple[str, ...]
    nonce: int
    until: datetime


class Members(Protocol):
    """What a member of a role does with their own key, with no ledger at hand. Methods may raise `MemberError`."""

    def create(self, passphrase: str) -> tuple[str, bytes]:
        """Make a key; its address, and the file that holds it encrypted."""

    def digest(self, act: RoleAct) -> str:
        """Return what the members of a role sign for an act, 64 hexadecimal digits."""

    def sign(self, act: RoleAct, key: bytes, passphrase: str) -> tuple[str, str]:
        """Sign with the key of an encrypted file; the signer's address and the signature in hexadecimal digits."""


class RoleLedger(Protocol):
    """Reading and acting. Any method may raise `ChainRefusedError`, `ChainConflictError`, `ChainUnavailableError`."""

    def deploy_role(self, label: str, members: Sequence[str], threshold: int, *, delay: int, at: datetime) -> str:
        """Deploy a role held by several accounts; one label gives one contract, whose address is returned."""

    def next_act(self, role: str) -> int:
        """Return the number of the next act of a role."""

    def signers(self, act: RoleAct) -> tuple[str, ...]:
        """Return whose signatures count for an act: the members of its role, or those whom it nominated.

        Raises:
            MemberError: an acceptance does not name them.
        """

    def carry_out(self, act: RoleAct, signatures: Mapping[str, str], *, at: datetime) -> Act:
        """Carry out an act by the signatures of its members, by address; one number once."""
