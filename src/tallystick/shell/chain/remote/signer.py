"""Keys in another process: asked over its standard input for addresses and signatures, one JSON object a line.

    {"id": 1, "ask": "address", "account": "agent"}                        -> {"id": 1, "address": "0x…"}
    {"id": 2, "ask": "sign", "account": "agent", "transaction": {...}}     -> {"id": 2, "raw": "0x…"}
    {"id": 3, "ask": "sign-typed", "account": "trustee", "typed": {...}}   -> {"id": 3, "signature": "0x…"}
    it does not want to                                                    -> {"id": 2, "refused": "why"}

An account is a role, or ``deployer:LABEL`` for the account whose one transaction deploys that label. Numbers are
decimal texts. What comes back is read again before it is used: another sender, or another transaction than was asked
for, is refused here and never sent. No key and no passphrase enters this process or its logs.
Source: EIP-1559, EIP-2718 (typed transactions); EIP-712.
"""

import json
import shlex
import subprocess
from contextlib import suppress
from threading import Timer
from typing import Any, Final

from eth_account.messages import encode_typed_data
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes
from web3 import Account, Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.refusals import unavailable

__all__ = ["ExternalSigner"]

_PATIENCE: Final = 300
"""Seconds within which an answer comes: somebody may be asked for a finger on a device, and not for an evening."""
_LONGEST: Final = 1 << 20
_SHOWN: Final = 80
"""So much of what is no answer is shown: enough to know a message by, and no signature in full."""
_HELD: Final = ("chainId", "nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas", "value", "data", "to")


class ExternalSigner:
    """The accounts of another process; stands where `Accounts` stands."""

    def __init__(self, command: str, *, patience: int = _PATIENCE) -> None:
        """Start the process; it ends with `close`, and where it answers nothing for so many seconds.

        Raises:
            ChainUnavailableError: the command is none, or cannot be started.
        """
        self._command, self._patience = command, patience
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the program that the operator names
                shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        except (OSError, ValueError, IndexError) as error:  # no such program; a quotation without its end; nothing
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise unavailable(finding("chain.signer-unstarted", command=command, why=why)) from error
        self._asked, self._silent = 0, False
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        """Show nothing that signs."""
        return "ExternalSigner(...)"

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # it ended by itself, with something still to be read
                    stream.close()
        self._process.wait()

    def address(self, name: str) -> str:
        """Return the checksummed address of a role.

        Raises:
            ChainUnavailableError: the signer does not have it, or does not answer.
        """
        if name not in self._known:
            said = str(self._ask(ask="address", account=name).get("address", ""))
            if not Web3.is_address(said):
                raise unavailable(finding("chain.signer-differs", what=name))
            self._known[name] = str(Web3.to_checksum_address(said))
        return self._known[name]

    def deployer(self, label: str) -> str:
        """Return the address of the account that deploys this label."""
        return self.address(f"deployer:{label}")

    def sign(self, name: str, transaction: dict[str, Any]) -> bytes:
        """Sign as a role; returns the raw transaction.

        Raises:
            ChainUnavailableError: it refuses, does not answer, or signs something else.
        """
        asked = {key: value if isinstance(value, str) else str(value) for key, value in transaction.items()}
        raw = str(self._ask(ask="sign", account=name, transaction=asked).get("raw", ""))
        try:
            content = bytes.fromhex(raw.removeprefix("0x"))
            said = dict(TypedTransaction.from_bytes(HexBytes(content)).as_dict())
            sender = Account.recover_transaction(content)
        except Exception as error:
            raise unavailable(finding("chain.signer-differs", what="raw")) from error
        if sender != self.address(name):
            raise unavailable(finding("chain.signer-differs", what="sender"))
        for key in _HELD:
            if _plain(said.get(key)) != _plain(transaction.get(key)):
                raise unavailable(finding("chain.signer-differs", what=key))
        return content

    def sign_deployment(self, label: str, transaction: dict[str, Any]) -> bytes:
        """Sign as the account that deploys this label; returns the raw transaction."""
        return self.sign(f"deployer:{label}", transaction)

    def sign_typed(self, name: str, typed: dict[str, Any]) -> tuple[bytes, bytes]:
        """Sign typed data as a role; returns its hash, computed here, and the signature.

        Raises:
            ChainUnavailableError: it refuses, does not answer, or signs something else.
        """
        message = encode_typed_data(full_message=typed)
        signature = str(self._ask(ask="sign-typed", account=name, typed=_texts(typed)).get("signature", ""))
        try:
            content = bytes.fromhex(signature.removeprefix("0x"))
            signer = Account.recover_message(message, signature=content)
        except Exception as error:
            raise unavailable(finding("chain.signer-differs", what="signature")) from error
        if signer != self.address(name):
            raise unavailable(finding("chain.signer-differs", what="signer"))
        hashed = Web3.keccak(b"\x19" + message.version + message.header + message.body)
        return bytes(hashed), content

    def _ask(self, **asked: object) -> dict[str, object]:
        self._asked += 1
        line = json.dumps({"id": self._asked, **asked})
        late = Timer(self._patience, self._give_up)
        late.start()
        try:
            answer = self._exchange(line)
        except (OSError, UnicodeError) as error:
            raise unavailable(finding("chain.signer-ended", command=self._command)) from error
        finally:
            late.cancel()
        if not answer and self._silent:
            raise unavailable(finding("chain.signer-silent", command=self._command, seconds=self._patience))
        if not answer:
            raise unavailable(finding("chain.signer-ended", command=self._command))
        try:
            said = json.loads(answer)
        except ValueError:
            said = None
        if not isinstance(said, dict) or said.get("id") != self._asked:
            told = answer.strip()[:_SHOWN]
            raise unavailable(finding("chain.signer-unanswered", command=self._command, said=told))
        if "refused" in said:
            raise unavailable(finding("chain.signer-refused", said=str(said["refused"])))
        return said

    def _give_up(self) -> None:
        self._silent = True
        self._process.kill()

    def _exchange(self, line: str) -> str:
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            return ""
        sink.write(f"{line}\n")
        sink.flush()
        return source.readline(_LONGEST)


def _plain(value: object) -> object:
    """Write a member one way, however it came: bytes and hexadecimal texts as bytes, nothing as no bytes."""
    match value:
        case None | b"" | "" | "0x":
            return b""
        case bytes():
            return bytes(value)
        case str() if value.startswith("0x"):
            return bytes.fromhex(value[2:])
        case str() if value.isdecimal():
            return int(value)
    return value


def _texts(value: object) -> object:
    match value:
        case dict():
            return {key: _texts(member) for key, member in value.items()}
        case list() | tuple():
            return [_texts(member) for member in value]
        case bytes():
            return f"0x{value.hex()}"
        case int() if not isinstance(value, bool):
            return str(value)
    return value
