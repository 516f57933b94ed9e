"""The arguments of a call as text and back: what a member of a role reads before signing, and signs.

addresses with their checksum · numbers in decimals · bytes in hexadecimal digits · yes or no · texts as they are
lists of these with commas · structs, and lists of them, as JSON of such texts

Law: `argument(kind, worded(kind, value))` is `value`.
Source: Solidity's contract ABI specification for the types.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from eth_abi.grammar import TupleType, parse
from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.ledgers.roles import MemberError

__all__ = ["argument", "worded"]

_TRUTHS: Final = {"yes": True, "no": False}


def argument(kind: str, text: str) -> object:
    """Return an argument as the contract takes it.

    Args:
        kind: its type, as the ABI says it; a struct as the tuple of its parts.
        text: in the forms above.

    Raises:
        MemberError: the text is not of the type.
    """
    try:
        if "(" in kind:
            return _read(parse(kind), json.loads(text))
        if kind.endswith("[]"):
            return [_plain(kind.removesuffix("[]"), each) for each in text.split(",")] if text else []
        return _plain(kind, text)
    except (KeyError, TypeError, ValueError) as error:
        raise MemberError(finding("chain.argument-unreadable", value=text, kind=kind)) from error


def worded(kind: str, value: Any) -> str:  # noqa: ANN401 - whatever the ABI has
    """Return the text of an argument."""
    if "(" in kind:
        return json.dumps(_told(parse(kind), value), ensure_ascii=False, separators=(",", ":"))
    if kind.endswith("[]"):
        return ",".join(_word(kind.removesuffix("[]"), each) for each in value)
    return _word(kind, value)


def _read(kind: Any, said: Any) -> object:  # noqa: ANN401 - types of a grammar, and JSON
    if kind.is_array:
        return [_read(kind.item_type, each) for each in _listed(said)]
    if isinstance(kind, TupleType):
        parts = _listed(said)
        return tuple(_read(each, part) for each, part in zip(kind.components, parts, strict=True))
    return _plain(kind.to_type_str(), said)


def _told(kind: Any, value: Any) -> object:  # noqa: ANN401 - likewise
    if kind.is_array:
        return [_told(kind.item_type, each) for each in value]
    if isinstance(kind, TupleType):
        return [_told(each, part) for each, part in zip(kind.components, value, strict=True)]
    return _word(kind.to_type_str(), value)


def _listed(said: object) -> Sequence[object]:
    if not isinstance(said, list):
        raise TypeError("a list is meant")
    return said


def _plain(kind: str, text: object) -> object:
    if not isinstance(text, str):
        raise TypeError("a text is meant")
    if kind == "string":
        return text
    if kind == "bool":
        return _TRUTHS[text]
    if kind == "address" and Web3.is_checksum_address(text):
        return text
    if kind.startswith("uint") and text.isascii() and text.isdecimal() and int(text) < 1 << int(kind[4:]):
        return int(text)
    if kind.startswith("bytes"):
        content = bytes.fromhex(text)
        if kind == "bytes" or len(content) == int(kind[5:]):
            return content
    raise ValueError(kind)


def _word(kind: str, value: Any) -> str:  # noqa: ANN401 - whatever the ABI has
    if kind == "bool":
        return "yes" if value else "no"
    if kind == "address":
        return str(Web3.to_checksum_address(value))
    return bytes(value).hex() if kind.startswith("bytes") else str(value)
