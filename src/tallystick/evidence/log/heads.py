"""Signed heads that a log keeps because witnesses stood under them: an entry once witnessed never waits again.

    a log grows          -> its cosigned head is kept as it was signed, beside the new one that nobody has seen yet
    a head is kept       -> until a later one has all of its cosigners, and so can stand in for it to every reader
    a receipt is asked   -> the newest head over the entry that satisfies the reader; else the one with most cosigners

Lines are never moved from one head to another: a witness is shown over the text it signed and no other.
Source: C2SP tlog-proof (a receipt has any checkpoint that covers its entry); C2SP tlog-cosignature.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.evidence.log.checkpoints import Checkpoint, open_checkpoint
from tallystick.evidence.log.notes import VerifierKey, parse_note
from tallystick.evidence.log.policy import Policy

__all__ = ["SignedHead", "best_head", "open_head", "outlived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head as its log signed it: the note, what it says, and the names and key ids of those who cosigned."""

    note: bytes
    checkpoint: Checkpoint
    cosigners: frozenset[tuple[str, bytes]]


def open_head(content: bytes, key: VerifierKey, *, file: str = "") -> SignedHead | Finding:
    """Read a note and check the log's own signature, or say why it is none of its heads.

    Args:
        content: the bytes of the signed note.
        key: the log's key.
        file: name to give as the finding's place.
    """
    checkpoint, note = open_checkpoint(content, key, file=file), parse_note(content, file=file)
    if isinstance(checkpoint, Finding):
        return checkpoint
    if isinstance(note, Finding):
        return note
    lines = {(each.name, each.key_id) for each in note.signatures}
    return SignedHead(note=content, checkpoint=checkpoint, cosigners=frozenset(lines - {(key.name, key.key_id)}))


def outlived(kept: Iterable[SignedHead], later: SignedHead) -> tuple[SignedHead, ...]:
    """Return the heads that need not be kept beside a later one: it covers their entries and has their cosigners."""
    size, cosigners = later.checkpoint.size, later.cosigners
    return tuple(each for each in kept if each.checkpoint.size < size and each.cosigners <= cosigners)


def best_head(
    heads: Iterable[SignedHead], index: int, key: VerifierKey, policy: Policy | None = None
) -> SignedHead | None:
    """Return the head under which a receipt is given; None where none covers the entry.

    Args:
        heads: those of one log.
        index: position of the entry, from 0.
        key: the log's key.
        policy: who must have cosigned for the reader of the receipt; None where that is not known.
    """
    covering = [each for each in heads if index < each.checkpoint.size]

    def rank(head: SignedHead) -> tuple[bool, int, int]:
        met = policy is not None and isinstance(open_checkpoint(head.note, key, policy=policy), Checkpoint)
        return met, 0 if met else len(head.cosigners), head.checkpoint.size

    return max(covering, key=rank, default=None)
