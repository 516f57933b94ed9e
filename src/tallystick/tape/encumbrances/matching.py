"""Matching: what crosses between a filer and the desk so that one asset in two filings is found, and neither tape seen.

    request    blinded identifiers, signed by a person of the filer     filer -> desk
    answer     the same under the desk's key of an epoch, with proofs   desk -> filer
    tags       the outputs, sorted, signed                              filer -> desk
    met        tags that two filings have                               desk

A tag says nothing of an asset to whoever has not the key of the epoch; sorted, it does not even say which row it is of.
Tags of two epochs have nothing in common.
Source: RFC 9497 (verifiable mode); RFC 8785 for the bytes of each file.
It blinds nothing itself, and trusts no file: what does not read is None.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex

__all__ = ["BATCH", "Answer", "Met", "Request", "Tags", "met", "parse_answer", "parse_request", "parse_tags"]

BATCH: Final = 1_000
"""How many identifiers one proof is about."""

_REQUEST: Final = "tallystick/match-request/v1"
_ANSWER: Final = "tallystick/match-answer/v1"
_TAGS: Final = "tallystick/match-tags/v1"
_MOST: Final = 2_000_000
_EPOCH: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_ELEMENT: Final = re.compile(r"[0-9a-f]{64}")
_WIDE: Final = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Blinded identifiers, each 64 hexadecimal digits, and who asks; `at` tells one request from another."""

    deal: str
    person: str
    epoch: str
    at: str
    elements: tuple[str, ...]
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """Return what the person signs."""
        return canonical(self._plain())

    def content(self) -> bytes:
        """Return the file."""
        return canonical(self._plain() | {"signature": self.signature})

    @property
    def sha256(self) -> str:
        """The digest of what was signed, by which an answer names its request."""
        return sha256_hex(self.signed_bytes())

    def _plain(self) -> dict[str, object]:
        return {
            "schema": _REQUEST,
            "deal": self.deal,
            "person": self.person,
            "epoch": self.epoch,
            "at": self.at,
            "elements": list(self.elements),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk made of a request: elements in its order, one proof for each `BATCH` of them, its public key."""

    request: str
    epoch: str
    public_key: str
    elements: tuple[str, ...]
    proofs: tuple[str, ...]

    def content(self) -> bytes:
        """Return the file."""
        return canonical(
            {
                "schema": _ANSWER,
                "request": self.request,
                "epoch": self.epoch,
                "public_key": self.public_key,
                "elements": list(self.elements),
                "proofs": list(self.proofs),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags of one filing under one key, sorted, and who says so. Law: none stands twice."""

    deal: str
    person: str
    epoch: str
    public_key: str
    tags: tuple[str, ...]
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """Return what the person signs."""
        return canonical(self._plain())

    def content(self) -> bytes:
        """Return the file."""
        return canonical(self._plain() | {"signature": self.signature})

    def _plain(self) -> dict[str, object]:
        return {
            "schema": _TAGS,
            "deal": self.deal,
            "person": self.person,
            "epoch": self.epoch,
            "public_key": self.public_key,
            "tags": list(self.tags),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A tag that several filings have."""

    tag: str
    deals: tuple[str, ...]


def met(filings: Iterable[Tags]) -> tuple[Met, ...]:
    """Return every tag that filings of two deals have, in their order; files of one deal are one filing."""
    holders: dict[str, set[str]] = {}
    for filing in filings:
        for tag in filing.tags:
            holders.setdefault(tag, set()).add(filing.deal)
    return tuple(Met(tag=tag, deals=tuple(sorted(deals))) for tag, deals in sorted(holders.items()) if len(deals) > 1)


def parse_request(content: bytes) -> Request | None:
    """Read a request; None where the bytes are none, or an element stands twice."""
    read = _read(content, _REQUEST, ("deal", "person", "epoch", "at", "signature"), {"elements": _ELEMENT})
    if read is None:
        return None
    texts, lists = read
    elements = lists["elements"]
    return Request(**texts, elements=elements) if elements and len(set(elements)) == len(elements) else None


def parse_answer(content: bytes) -> Answer | None:
    """Read an answer; None where the bytes are none."""
    read = _read(content, _ANSWER, ("request", "epoch", "public_key"), {"elements": _ELEMENT, "proofs": _WIDE})
    if read is None:
        return None
    texts, lists = read
    return Answer(**texts, elements=lists["elements"], proofs=lists["proofs"])


def parse_tags(content: bytes) -> Tags | None:
    """Read tags; None where the bytes are none, or the tags do not ascend."""
    read = _read(content, _TAGS, ("deal", "person", "epoch", "public_key", "signature"), {"tags": _ELEMENT})
    if read is None:
        return None
    texts, lists = read
    tags = lists["tags"]
    ascend = all(before < after for before, after in pairwise(tags))
    return Tags(**texts, tags=tags) if ascend else None


def _read(
    content: bytes, schema: str, texts: Sequence[str], lists: Mapping[str, re.Pattern[str]]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]] | None:
    """Return the members of a canonical object that are texts and lists of texts; None where it is not of the form."""
    try:
        value = parse_canonical(content)
    except CanonicalError:
        return None
    if not isinstance(value, dict) or value.keys() != {"schema", *texts, *lists} or value["schema"] != schema:
        return None
    told = {name: text for name in texts if isinstance(text := value[name], str)}
    listed: dict[str, tuple[str, ...]] = {}
    for name, form in lists.items():
        items = value[name]
        if not isinstance(items, list | tuple) or len(items) > _MOST:
            return None
        cells = tuple(item for item in items if isinstance(item, str) and form.fullmatch(item))
        if len(cells) != len(items):
            return None
        listed[name] = cells
    if len(told) != len(texts) or not _EPOCH.fullmatch(told["epoch"]):
        return None
    return told, listed
