"""Canonical bytes: one value, one byte string, in every implementation.

Accepted are text, truth values, None, integers whose magnitude is below 2^53, lists, tuples and mappings with
text keys. Floats are refused because two implementations may print them differently; larger integers because
a JavaScript reader would change them silently: write either as text.
Source: RFC 8785 (JSON Canonicalization Scheme); RFC 7493 section 2 for the bounds.
It does not decide what a document means, and it is not for tapes: those are hashed as the raw bytes they came
in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn, TypeAlias, cast

import rfc8785

__all__ = ["EXACT_BELOW", "CanonicalError", "Plain", "canonical", "nested_beyond", "parse_canonical"]

Plain: TypeAlias = "str | int | bool | Sequence[Plain] | Mapping[str, Plain] | None"

EXACT_BELOW = 2**53
_DEEPEST = 64
_OPENING = b"[{"
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class CanonicalError(ValueError):
    """A value has no canonical form, or bytes are not the canonical form of any value."""


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes of a value.

    Raises:
        CanonicalError: the value holds a float, an integer of 2^53 or more, a lone surrogate, a key that is
            not text, another type, or is nested more than 64 deep; the message names the path.

    Source: RFC 8785 section 3.2.
    """
    try:
        return _JSON.encode(_ordered(value, 0)).encode()
    except (_UnusualError, UnicodeEncodeError):
        plain = _plain(value, "$", 0)
    return rfc8785.dumps(cast("dict[str, object]", plain))  # type: ignore[arg-type]


def parse_canonical(content: bytes) -> Plain:
    """Read canonical bytes back; dictionaries and lists, never tuples.

    Raises:
        CanonicalError: the bytes are not JSON, repeat a key, hold a float, are nested more than 64 deep, or differ by
            a single byte from the canonical form of what they say (white space, key order, escapes, numbers).
    """
    if nested_beyond(content, _DEEPEST):
        raise CanonicalError(f"the bytes are nested more than {_DEEPEST} deep")
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except CanonicalError:
        raise
    except ValueError as error:
        raise CanonicalError(
            f"the bytes are not JSON text in UTF-8 ({type(error).__name__}); nothing can be checked against them"
        ) from error
    if canonical(value) != content:
        raise CanonicalError(
            "the bytes are JSON but not canonical (RFC 8785), so their digest is not the digest of what they say"
        )
    return cast("Plain", value)


def nested_beyond(content: bytes, deepest: int) -> bool:
    """Return whether the brackets of JSON nest deeper than a bound; to be asked before a parser meets them.

    How deep a parser goes before it raises is a setting of the whole process, which any library may have changed: one
    beneath web3 does, and then the parser ends the process instead.

    Args:
        content: text in a superset of ASCII; whether it is JSON is for the parser to say.
        deepest: the most brackets that may be open at once.
    """
    if content.count(b"[") + content.count(b"{") <= deepest:
        return False
    if b"\\" in content:
        content = content.replace(rb"\\", b"").replace(rb"\"", b"")
    outside = b"".join(content.split(b'"')[::2])
    depth = 0
    for bracket in outside.translate(None, _NO_BRACKETS):
        depth += 1 if bracket in _OPENING else -1
        if depth > deepest:
            return True
    return False


class _UnusualError(Exception):
    """A value holds more than the built-in types themselves, or what has no form: it goes the long way, which says."""


def _ordered(value: object, depth: int) -> object:
    """Return a value with its keys in order, so that the encoder of the standard library writes its one form.

    Ten thousands of rows and leaves go this way, five times as fast as by `_plain` and the library of the standard.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int and -EXACT_BELOW < cast("int", value) < EXACT_BELOW:
        return value
    if depth < _DEEPEST:
        if kind is dict:
            return _in_order(cast("dict[object, object]", value), depth)
        if kind is list or kind is tuple:
            return [_ordered(part, depth + 1) for part in cast("list[object]", value)]
    raise _UnusualError


def _in_order(value: dict[object, object], depth: int) -> dict[str, object]:
    if any(type(name) is not str for name in value):
        raise _UnusualError
    names = cast("dict[str, object]", value)
    code_units = None if all(map(str.isascii, names)) else _code_units
    return {name: _ordered(names[name], depth + 1) for name in sorted(names, key=code_units)}


def _code_units(name: str) -> bytes:
    return name.encode("utf-16-be")


def _plain(value: object, path: str, depth: int) -> Plain:
    if depth > _DEEPEST:
        raise CanonicalError(f"{path} is nested more than {_DEEPEST} deep")
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, path)
        case int():
            return _whole(value, path)
        case Mapping():
            return _object(value, path, depth)
        case list() | tuple():
            return [_plain(part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value)]
        case _:
            raise CanonicalError(f"{path} is a {type(value).__name__}, which has no canonical form; write it as text")


def _object(value: Mapping[object, object], path: str, depth: int) -> dict[str, Plain]:
    members: dict[str, Plain] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise CanonicalError(f"{path} has the key {key!r}, which is not text")
        name = _text(key, path)
        members[name] = _plain(member, f"{path}.{name}", depth + 1)
    return members


def _text(value: str, path: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError(f"{path} holds half of a surrogate pair, which no UTF-8 text can carry") from error
    return str(value)


def _whole(value: int, path: str) -> int:
    if abs(value) >= EXACT_BELOW:
        raise CanonicalError(
            f"{path} is an integer of 2^53 or more, which other readers would change silently; write it as text"
        )
    return int(value)


def _without_repeats(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for key, member in pairs:
        if key in members:
            raise CanonicalError(f"the key {key!r} appears twice; readers would disagree on which one counts")
        members[key] = member
    return members


def _refuse_number(text: str) -> NoReturn:
    raise CanonicalError(f"{text} is not an integer; write amounts and rates as text")
