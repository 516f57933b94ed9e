"""The acceptance of those whom a role nominated to hold it: what they sign, and the call that hands the role over.

    the role acts: nominate(members, number) -> its delay, in which it may cancel -> enough of the nominated sign
    Accept(nomination, nonce) -> accept(members, number, signatures), brought by anybody

It is written as an act of the role on itself, whose arguments are members and number; the ledger gives it no last
moment and the nominated sign none: `execute` keeps to the file's, and the ledger to the role's next act.
Source: contracts/src/interfaces/IThreshold.sol; EIP-712.
"""

from collections.abc import Sequence
from typing import Any, Final

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.acts.words import argument
from tallystick.shell.operations.ports.ledgers.roles import MemberError, RoleAct

__all__ = ["accepting", "is_acceptance", "nominated"]

_KINDS: Final = ("address[]", "uint256")
_FIELDS: Final = (("nomination", "bytes32"), ("nonce", "uint256"))


def is_acceptance(act: RoleAct) -> bool:
    """Whether an act is the acceptance of a nomination."""
    return (act.contract, act.function, act.target) == ("Threshold", "accept", act.role)


def nominated(act: RoleAct) -> tuple[list[str], int]:
    """Return the nominated members and how many of them act together.

    Raises:
        MemberError: they are not written so.
    """
    if len(act.arguments) != len(_KINDS):
        wanted = ", ".join(_KINDS)
        raise MemberError(finding("chain.call-unknown", contract=act.contract, function=act.function, wanted=wanted))
    members, threshold = (argument(kind, text) for kind, text in zip(_KINDS, act.arguments, strict=True))
    if not isinstance(members, list) or not isinstance(threshold, int):
        raise MemberError(finding("chain.argument-unreadable", value=act.arguments[0], kind=_KINDS[0]))
    return members, threshold


def accepting(act: RoleAct) -> tuple[Sequence[tuple[str, str]], dict[str, Any]]:
    """Return the fields and values of what the nominated sign.

    Raises:
        MemberError: members and number are not written so.
    """
    nomination = Web3.keccak(Web3().codec.encode(_KINDS, nominated(act)))
    return _FIELDS, {"nomination": bytes(nomination), "nonce": act.nonce}
