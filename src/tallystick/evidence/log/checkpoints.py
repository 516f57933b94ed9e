"""Checkpoints: the size and root of a log at one moment, signed by the log and cosigned by its witnesses.

    origin            a name for the log, here also the name of its key
    tree size         decimal, no leading zeros
    root hash         base64 of 32 bytes
    extension lines   none are written here; those of others are kept and not interpreted

A checkpoint counts when the log's key signed it, its origin is that key's name, and the witnesses whom the reader's
policy asks for have cosigned it: then the log's operator alone could not show two people two histories.
Source: C2SP tlog-checkpoint; C2SP tlog-cosignature.
The hash is SHA-256: an SM3 tree has an origin of its own, ending in ``/sm3``, and never this file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log.encoding import decode_base64, encode_base64
from tallystick.evidence.log.notes import VerifierKey, open_note, tree_algorithm
from tallystick.evidence.log.policy import Policy
from tallystick.evidence.merkle import HASH_BYTES, verify_consistency

__all__ = ["Checkpoint", "CheckpointError", "check_growth", "open_checkpoint", "parse_checkpoint"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_NO_POLICY = Policy()


class CheckpointError(ValueError):
    """A checkpoint cannot be written this way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree head. Law: ``parse_checkpoint(checkpoint.text()) == checkpoint``.

    Attributes:
        origin: the log's name, such as ``register.example/onshore``; one line, not empty.
        size: leaves in the tree, below 10^18.
        root: RFC 6962 root at that size, 32 bytes.
        extensions: further lines, opaque.

    Raises:
        CheckpointError: a line would be empty or break in two, the size is out of range, or the root is not a
            hash.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would read back as another checkpoint."""
        lines = (self.origin, *self.extensions)
        if not all(line and "\n" not in line for line in lines):
            raise CheckpointError("the origin and each extension are one line of text, not empty")
        if not _SIZE.fullmatch(str(self.size)) or len(self.root) != HASH_BYTES:
            raise CheckpointError(f"size {self.size} with a root of {len(self.root)} bytes is no tree head")

    def text(self) -> str:
        """Return the text that is signed, ending in a newline."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str, *, file: str = "") -> Checkpoint | Finding:
    """Read the text of a checkpoint whose signatures were checked, or say which line is wrong.

    Args:
        text: the text of an opened note.
        file: name to give as the finding's place.

    Source: C2SP tlog-checkpoint, "Note text".
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        return finding("evidence.checkpoint-lines", file=file)
    origin, size, encoded, *extensions = lines
    if not _SIZE.fullmatch(size):
        return finding("evidence.checkpoint-size", file=file, line=2)
    root = decode_base64(encoded)
    if root is None or len(root) != HASH_BYTES:
        return finding("evidence.checkpoint-root", file=file, line=3)
    return Checkpoint(origin=origin, size=int(size), root=root, extensions=tuple(extensions))


def open_checkpoint(
    content: bytes,
    log_key: VerifierKey,
    *,
    policy: Policy = _NO_POLICY,
    file: str = "",
) -> Checkpoint | Finding:
    """Read a signed checkpoint and check who stands behind it, or say why it does not count.

    Args:
        content: the bytes of the signed note.
        log_key: the log's key, whose name is the origin that is expected.
        policy: who may cosign, and who must have.
        file: name to give as the finding's place.
    """
    note = open_note(content, (log_key, *policy.keys), file=file)
    if isinstance(note, Finding):
        return note
    signers = [each.key for each in note.signed]
    if log_key not in signers:
        return finding("evidence.note-not-signed", file=file, keys=(str(log_key),))
    if not policy.met(signers, log=log_key):
        missing, quorum = policy.missing(signers) or ("–",), policy.quorum.replace("+", " ")
        return finding("evidence.checkpoint-unwitnessed", file=file, quorum=quorum, missing=missing)
    checkpoint = parse_checkpoint(note.text, file=file)
    if isinstance(checkpoint, Checkpoint) and checkpoint.origin != log_key.name:
        return finding("evidence.checkpoint-origin", file=file, line=1, expected=log_key.name, origin=checkpoint.origin)
    return checkpoint


def check_growth(
    older: Checkpoint, newer: Checkpoint, proof: Iterable[bytes], *, file: str = ""
) -> tuple[Finding, ...]:
    """Check that a log only grew from one checkpoint to another.

    Args:
        older: the checkpoint seen first; of at least one leaf.
        newer: the checkpoint seen later.
        proof: the consistency proof between the two.
        file: name to give as the finding's place.

    Returns:
        Empty when the newer tree is the older one with leaves appended.
    """
    consistent = older.origin == newer.origin and verify_consistency(
        old_size=older.size,
        new_size=newer.size,
        old_root=older.root,
        new_root=newer.root,
        proof=tuple(proof),
        algorithm=tree_algorithm(newer.origin),
    )
    if consistent:
        return ()
    return (
        finding(
            "evidence.checkpoint-inconsistent",
            file=file,
            origin=newer.origin,
            older=older.size,
            newer=newer.size,
        ),
    )
