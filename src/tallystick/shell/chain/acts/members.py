"""What members of a role sign, and their keys: encrypted files that any wallet reads, opened only to sign.

The digest is made here from the function and its arguments, by the interface that this package ships, and the ledger's
own answer is compared with it before anything is sent.
Source: EIP-712; Web3 Secret Storage (version 3) for the files.
"""

import json
from datetime import UTC
from functools import cache
from typing import Any

from eth_account.messages import encode_typed_data
from web3 import Account, Web3
from web3.utils import get_abi_input_types

from tallystick.evidence.findings import finding
from tallystick.shell.chain.acts.acceptance import accepting, is_acceptance
from tallystick.shell.chain.acts.words import argument
from tallystick.shell.chain.artifacts import CONTRACTS, artifact
from tallystick.shell.operations.ports.ledgers.roles import MemberError, RoleAct

__all__ = ["FileMembers", "call_data", "kinds_of", "typed"]

_DOMAIN = (("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"))
_FIELDS = (("target", "address"), ("data", "bytes"), ("nonce", "uint256"), ("deadline", "uint256"))


class FileMembers:
    """Fulfils `Members` with keys in encrypted files."""

    def create(self, passphrase: str) -> tuple[str, bytes]:
        """Make a key; its address, and the file that holds it encrypted."""
        account = Account.create()
        kept = Account.encrypt(account.key, passphrase)
        return str(account.address), json.dumps(kept, indent=1).encode()

    def digest(self, act: RoleAct) -> str:
        """Return what the members of a role sign for an act, 64 hexadecimal digits."""
        message: Any = encode_typed_data(full_message=typed(act))
        return bytes(Web3.keccak(b"\x19" + message.version + message.header + message.body)).hex()

    def sign(self, act: RoleAct, key: bytes, passphrase: str) -> tuple[str, str]:
        """Sign an act with the key of an encrypted file; the signer's address and the signature in hexadecimal digits.

        Raises:
            MemberError: the file is no key, or not with this passphrase.
        """
        try:
            account: Any = Account.from_key(Account.decrypt(json.loads(key), passphrase))
        except (ValueError, TypeError, KeyError) as error:
            raise MemberError(finding("chain.member-key", said=type(error).__name__)) from error
        signed = account.sign_typed_data(full_message=typed(act))
        return str(account.address), bytes(signed.signature).hex()


def typed(act: RoleAct) -> dict[str, Any]:
    """Return an act as typed data.

    Raises:
        MemberError: the call cannot be written as the contract takes it.
    """
    domain = {"name": "Tallystick threshold", "version": "1", "chainId": act.chain_id, "verifyingContract": act.role}
    deadline = int(act.until.astimezone(UTC).timestamp())
    if is_acceptance(act):
        (fields, message), named = accepting(act), "Accept"
    else:
        fields, named = _FIELDS, "Execute"
        message = {"target": act.target, "data": call_data(act), "nonce": act.nonce, "deadline": deadline}
    return {
        "types": {
            "EIP712Domain": [{"name": name, "type": kind} for name, kind in _DOMAIN],
            named: [{"name": name, "type": kind} for name, kind in fields],
        },
        "primaryType": named,
        "domain": domain,
        "message": message,
    }


def call_data(act: RoleAct) -> bytes:
    """Return the call that an act makes.

    Raises:
        MemberError: there is no such function, or an argument is not of its type.
    """
    entry = _functions(act.contract).get(act.function) if act.contract in CONTRACTS else None
    types = get_abi_input_types(entry) if entry is not None else []
    if entry is None or len(types) != len(act.arguments) or not Web3.is_checksum_address(act.target):
        wanted = ", ".join(types) if entry is not None else "-"
        raise MemberError(finding("chain.call-unknown", contract=act.contract, function=act.function, wanted=wanted))
    said = [argument(kind, text) for kind, text in zip(types, act.arguments, strict=True)]
    selector = bytes(Web3.keccak(text=f"{act.function}({','.join(types)})")[:4])
    return selector + bytes(Web3().codec.encode(types, said))


def kinds_of(contract: str, function: str) -> tuple[str, ...]:
    """Return the types of a function's arguments; of a contract that this package ships."""
    return tuple(get_abi_input_types(_functions(contract)[function]))


@cache
def _functions(contract: str) -> dict[str, Any]:
    """Return the functions of a contract that change something, by name."""
    entries = [each for each in artifact(contract).abi if each["type"] == "function"]
    return {each["name"]: each for each in entries if each["stateMutability"] == "nonpayable"}
