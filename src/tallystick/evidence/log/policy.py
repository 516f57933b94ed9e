"""Who must have cosigned a head before a reader relies on it: a policy, in the file form that other clients read.

    log <verifier key> [<address>]               a log whose heads are accepted; one key may sign several, by name
    witness <name> <verifier key> [<address>]    a witness; the name is of this file alone
    group <name> all|any|<k> <member>...         k of its members, each a witness or an earlier group
    quorum <name>|none                           what a head needs; exactly one such line

So that a filer, an auditor and an authority overseas can be required together, or any two of them, and one operator
with many keys counts as one group. A witness is a member once: it counts in one way or not at all.
Source: C2SP tlog-policy. The operator of a log does not count as its own witness, under whatever name.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log.notes import KeyKind, NoteError, VerifierKey, parse_verifier_key

__all__ = ["Group", "KnownLog", "KnownWitness", "Policy", "parse_policy"]

_MOST_BYTES: Final = 1 << 16
_MOST_LINES: Final = 1024
_NONE: Final = "none"
_ANY: Final = "any"
_ALL: Final = "all"
_COUNT: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A log whose heads are accepted; `address` is empty where nobody has to reach it."""

    key: VerifierKey
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWitness:
    """A witness: its name in the policy, its key of the kind that cosigns, and the prefix of its address."""

    name: str
    key: VerifierKey
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Members of which so many must have witnessed a head. Law: 1 <= needed <= len(members)."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a reader asks for. Law: ``parse_policy(policy.content()) == policy``.

    Attributes:
        logs: whose heads are accepted; where empty, the reader knows the log by another way.
        witnesses: those who may cosign.
        groups: each names witnesses and earlier groups only.
        quorum: the name of a witness or group, or ``none``.
    """

    logs: tuple[KnownLog, ...] = ()
    witnesses: tuple[KnownWitness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = _NONE

    @classmethod
    def of(cls, witnesses: Sequence[VerifierKey], needed: int = 0) -> Self:
        """Ask for so many of these witnesses; a key under two names counts once.

        Args:
            witnesses: who may cosign, by the names of their keys.
            needed: how many must; where it is more than there are keys, no head is ever enough.
        """
        keys = {each.public_key: each for each in reversed(witnesses)}
        known = tuple(KnownWitness(name=each.name, key=each) for each in reversed(keys.values()))
        if not needed:
            return cls(witnesses=known)
        members = tuple(each.name for each in known)
        group = Group(name=f"{needed}+of+{len(known)}", needed=needed, members=members)  # no name of a key has a plus
        return cls(witnesses=known, groups=(group,), quorum=group.name)

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The keys of the witnesses."""
        return tuple(each.key for each in self.witnesses)

    def of_origin(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the keys of the logs of this origin; several where it had several, or two homes bear one name."""
        return tuple(each.key for each in self.logs if each.key.name == origin)

    def accepts(self, log: VerifierKey) -> bool:
        """Tell whether this log's heads are accepted: it is named, or no log is."""
        return not self.logs or any(each.key == log for each in self.logs)

    def met(self, cosigners: Collection[VerifierKey], *, log: VerifierKey) -> bool:
        """Tell whether these valid cosignatures make up the quorum.

        Args:
            cosigners: whose lines under the head hold.
            log: the log; a witness with its key does not count.
        """
        if self.quorum == _NONE:
            return True
        valid = {each.public_key for each in cosigners if each.kind is KeyKind.COSIGNATURE} - {log.public_key}
        met = {each.name: each.key.public_key in valid for each in self.witnesses}
        for group in self.groups:
            met[group.name] = sum(met[member] for member in group.members) >= group.needed
        return met[self.quorum]

    def missing(self, cosigners: Collection[VerifierKey]) -> tuple[str, ...]:
        """Return the names of the witnesses who have not cosigned, in the order of the file."""
        valid = {each.public_key for each in cosigners}
        return tuple(each.name for each in self.witnesses if each.key.public_key not in valid)

    def content(self) -> bytes:
        """Return the bytes of the policy file."""
        return "".join(f"{line}\n" for line in self._lines()).encode()

    def _lines(self) -> Iterator[str]:
        yield from (f"log {each.key} {each.address}".rstrip() for each in self.logs)
        yield from (f"witness {each.name} {each.key} {each.address}".rstrip() for each in self.witnesses)
        yield from (f"group {each.name} {each.needed} {' '.join(each.members)}" for each in self.groups)
        yield f"quorum {self.quorum}"


def parse_policy(content: bytes, *, file: str = "") -> Policy | tuple[Finding, ...]:
    """Read a policy, or say of every line that is wrong why.

    Args:
        content: the bytes of the file, at most 64 KiB and 1,024 lines.
        file: name to give as the findings' place.

    Source: C2SP tlog-policy, "Policy file syntax and structure".
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return (finding("evidence.policy-not-text", file=file),)
    lines = text.split("\n")
    if len(content) > _MOST_BYTES or len(lines) > _MOST_LINES or _CONTROL.search(text):
        return (finding("evidence.policy-not-text", file=file),)
    reading = _Reading(file=file)
    for number, line in enumerate(lines, start=1):
        words = line.replace("\t", " ").split(" ")
        reading.line(number, [word for word in words if word])
    if reading.quorum is None and not reading.found:
        reading.found.append(finding("evidence.policy-quorum", file=file, count=0))
    if reading.found or reading.quorum is None:
        return tuple(reading.found)
    return Policy(
        logs=tuple(reading.logs),
        witnesses=tuple(reading.witnesses),
        groups=tuple(reading.groups),
        quorum=reading.quorum,
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What was read of a policy so far."""

    file: str
    logs: list[KnownLog] = field(default_factory=list)
    witnesses: list[KnownWitness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    used: set[str] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)

    def line(self, number: int, words: Sequence[str]) -> None:
        match words:
            case [] | [_] if not words or words[0].startswith("#"):
                return
            case ["log", key, *address] if len(address) <= 1:
                self._log(number, key, "".join(address))
            case ["witness", name, key, *address] if len(address) <= 1:
                self._witness(number, name, key, "".join(address))
            case ["group", name, needed, *members] if members:
                self._group(number, name, needed, members)
            case ["quorum", name]:
                self._quorum(number, name)
            case [first, *_] if first.startswith("#"):
                return
            case _:
                self.found.append(finding("evidence.policy-line", file=self.file, line=number, text=" ".join(words)))

    def _log(self, number: int, text: str, address: str) -> None:
        key = self._key(number, text, KeyKind.ED25519)
        if key is None:
            return
        if any(each.key == key for each in self.logs):
            self.found.append(finding("evidence.policy-twice", file=self.file, line=number, name=key.name))
            return
        self.logs.append(KnownLog(key=key, address=address))

    def _witness(self, number: int, name: str, text: str, address: str) -> None:
        key = self._key(number, text, KeyKind.COSIGNATURE)
        if not self._new(number, name) or key is None:
            return
        if any(each.key.public_key == key.public_key for each in self.witnesses):
            self.found.append(finding("evidence.policy-twice", file=self.file, line=number, name=name))
            return
        self.witnesses.append(KnownWitness(name=name, key=key, address=address))

    def _group(self, number: int, name: str, needed: str, members: Sequence[str]) -> None:
        unknown = [each for each in members if each not in self._names()]
        twice = [each for at, each in enumerate(members) if each in self.used or each in members[:at]]
        for each in unknown:
            self.found.append(finding("evidence.policy-unknown", file=self.file, line=number, name=each))
        for each in twice:
            self.found.append(finding("evidence.policy-member-twice", file=self.file, line=number, name=each))
        count = {_ANY: 1, _ALL: len(members)}.get(needed) or (int(needed) if _COUNT.fullmatch(needed) else 0)
        if not 1 <= count <= len(members):
            self.found.append(
                finding("evidence.policy-threshold", file=self.file, line=number, text=needed, count=len(members))
            )
        elif self._new(number, name) and not unknown and not twice:
            self.used.update(members)
            self.groups.append(Group(name=name, needed=count, members=tuple(members)))

    def _quorum(self, number: int, name: str) -> None:
        if self.quorum is not None:
            self.found.append(finding("evidence.policy-quorum", file=self.file, line=number, count=2))
        elif name != _NONE and name not in self._names():
            self.found.append(finding("evidence.policy-unknown", file=self.file, line=number, name=name))
        else:
            self.quorum = name

    def _key(self, number: int, text: str, kind: KeyKind) -> VerifierKey | None:
        try:
            key = parse_verifier_key(text)
        except NoteError:
            key = None
        if key is None or key.kind is not kind:
            self.found.append(
                finding("evidence.policy-key", file=self.file, line=number, text=text, kind=f"{kind:02x}")
            )
            return None
        return key

    def _new(self, number: int, name: str) -> bool:
        if name == _NONE or name in self._names():
            self.found.append(finding("evidence.policy-twice", file=self.file, line=number, name=name))
            return False
        return True

    def _names(self) -> frozenset[str]:
        return frozenset((*(each.name for each in self.witnesses), *(each.name for each in self.groups)))
