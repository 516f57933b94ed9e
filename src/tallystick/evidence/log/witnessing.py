"""Asking a witness for its cosignature, and what a witness must see before it gives one.

    old <size>            the size of the head this witness cosigned last, 0 for none
    <base64>              the consistency proof from there, one hash a line, at most 63
                          an empty line
    <checkpoint>          the signed note

A witness remembers of each log the last head it cosigned. It cosigns a head that continues that one and refuses every
other: so an operator who shows two histories must find witnesses who never met.
Source: C2SP tlog-witness, "add-checkpoint".
What a witness remembers, and how, is its keeper's: here are values only.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.evidence.log.checkpoints import Checkpoint, check_growth, open_checkpoint, parse_checkpoint
from tallystick.evidence.log.encoding import decode_base64, encode_base64
from tallystick.evidence.log.notes import VerifierKey, open_note, parse_note
from tallystick.evidence.log.policy import Policy
from tallystick.evidence.merkle import HASH_BYTES, root

__all__ = [
    "AddCheckpoint",
    "Cosignature",
    "Refusal",
    "Refused",
    "judge_head",
    "log_of",
    "parse_add_checkpoint",
    "read_cosignature",
    "read_size",
]

_SIZE: Final = re.compile(rb"(0|[1-9][0-9]{0,17})\n?")
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,17})", re.ASCII)
_MOST_HASHES: Final = 63
_TIME_BYTES: Final = 8


class Refusal(StrEnum):
    """Why a witness does not cosign."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    UNKNOWN_LOG = "unknown-log"
    NOT_THE_LAST = "not-the-last"
    FORKED = "forked"
    INCONSISTENT = "inconsistent"

    @property
    def status(self) -> int:
        """The status with which HTTP says so."""
        return _STATUS[self]


_STATUS: Final = MappingProxyType(
    {
        Refusal.MALFORMED: 400,
        Refusal.UNSIGNED: 403,
        Refusal.UNKNOWN_LOG: 404,
        Refusal.NOT_THE_LAST: 409,
        Refusal.FORKED: 409,
        Refusal.INCONSISTENT: 422,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A head that is not cosigned.

    Attributes:
        why: the reason.
        size: of the last head that was cosigned, for `NOT_THE_LAST` and `FORKED`; else 0.
    """

    why: Refusal
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """What is sent to a witness. Law: ``parse_add_checkpoint(asked.content()) == asked``.

    Attributes:
        old: size of the head the witness cosigned last, as far as the log knows.
        proof: from there to the head, hashes of 32 bytes.
        checkpoint: the signed note of the head.
    """

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def content(self) -> bytes:
        """Return the bytes of the request."""
        lines = [f"old {self.old}", *map(encode_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """A witness's line: when it saw the head, in seconds since 1970 in UTC, and 128 hexadecimal digits."""

    at: int
    signature: str


def parse_add_checkpoint(content: bytes) -> AddCheckpoint | Refused:
    """Read a request; anything that does not have the form is `MALFORMED`."""
    head, gap, checkpoint = content.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return Refused(why=Refusal.MALFORMED)
    old, proof = _OLD.fullmatch(first), [decode_base64(line) for line in lines[: _MOST_HASHES + 1]]
    hashes = tuple(each for each in proof if each is not None and len(each) == HASH_BYTES)
    if old is None or not gap or len(hashes) != len(lines) or len(hashes) > _MOST_HASHES:
        return Refused(why=Refusal.MALFORMED)
    return AddCheckpoint(old=int(old[1]), proof=hashes, checkpoint=checkpoint)


def log_of(asked: AddCheckpoint, logs: Policy) -> VerifierKey | Refused:
    """Return the key of the log whose head this is, its signature checked; or why the head is not looked at.

    Args:
        asked: the request.
        logs: the logs a witness watches.
    """
    note = parse_note(asked.checkpoint)
    head = note if isinstance(note, Finding) else parse_checkpoint(note.text)
    if isinstance(head, Finding):
        return Refused(why=Refusal.MALFORMED)
    keys = logs.of_origin(head.origin)
    if not keys:
        return Refused(why=Refusal.UNKNOWN_LOG)
    signed = (key for key in keys if isinstance(open_checkpoint(asked.checkpoint, key), Checkpoint))
    return next(signed, Refused(why=Refusal.UNSIGNED))


def judge_head(asked: AddCheckpoint, log: VerifierKey, last: Checkpoint | None) -> Checkpoint | Refused:
    """Decide whether a witness may cosign a head.

    Args:
        asked: the request.
        log: the key that `log_of` found.
        last: the head that the witness cosigned last for this key; None where it never did.

    Returns:
        The head, which the witness has to remember before it says anything; or why not.
    """
    head = open_checkpoint(asked.checkpoint, log)
    if isinstance(head, Finding):
        return Refused(why=Refusal.UNSIGNED)
    if asked.old > head.size:
        return Refused(why=Refusal.MALFORMED)
    known = last.size if last else 0
    if asked.old != known:
        return Refused(why=Refusal.NOT_THE_LAST, size=known)
    if head.size == 0 and head.root != root((), log.algorithm):
        return Refused(why=Refusal.INCONSISTENT)
    if last is None or known == 0:
        return Refused(why=Refusal.INCONSISTENT) if asked.proof else head
    if head.size == known and head.root != last.root:
        return Refused(why=Refusal.FORKED, size=known)
    return Refused(why=Refusal.INCONSISTENT) if check_growth(last, head, asked.proof) else head


def read_cosignature(content: bytes, text: str, witness: VerifierKey) -> Cosignature | None:
    """Read what a witness answered; None where no line of its own key is over this text.

    Args:
        content: the body of the answer: signature lines, of which those of other keys are passed over.
        text: the text of the head that was sent.
        witness: the key that was asked.

    Source: C2SP tlog-witness, "The client MUST ignore any cosignatures from unknown keys".
    """
    whole = text.encode() + b"\n" + content
    note, opened = parse_note(whole), open_note(whole, (witness,))
    if isinstance(note, Finding) or isinstance(opened, Finding) or note.text != text:
        return None
    raw = next(each.signature for each in note.signatures if (each.name, each.key_id) == (witness.name, witness.key_id))
    return Cosignature(at=int.from_bytes(raw[:_TIME_BYTES], "big"), signature=raw[_TIME_BYTES:].hex())


def read_size(content: bytes) -> int | None:
    """Read the size of the head that a witness knows, as it answers with 409; None where it says something else."""
    read = _SIZE.fullmatch(content)
    return int(read[1]) if read else None
