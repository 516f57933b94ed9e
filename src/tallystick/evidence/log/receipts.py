"""Receipts: what lets anyone check, without a network and without us, that an entry is in the log.

    c2sp.org/tlog-proof@v1
    extra <base64>            optional, not authenticated
    index <decimal>           position of the entry, from 0
    <base64>                  the inclusion proof, one hash a line, the leaf's sibling first
                              an empty line
    <checkpoint>              the signed note, as the log published it

Source: C2SP tlog-proof; RFC 9162 section 2.1.3.2.
A receipt shows that an entry is in the log the key signs for; whether the entry is right is for
`verify_entry` to say.
"""

import re
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log.checkpoints import open_checkpoint
from tallystick.evidence.log.encoding import decode_base64, encode_base64
from tallystick.evidence.log.notes import VerifierKey
from tallystick.evidence.log.policy import Policy
from tallystick.evidence.merkle import HASH_BYTES, Tree, leaf_hash, verify_inclusion

__all__ = ["Receipt", "parse_receipt", "receipt", "verify_receipt"]

_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})", re.ASCII)
_MOST_HASHES = 64
_NO_POLICY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as read. Law: ``parse_receipt(receipt.content()) == receipt``.

    Attributes:
        index: position of the entry, from 0.
        proof: the inclusion proof, hashes of 32 bytes.
        checkpoint: the signed note, unopened.
        extra: bytes the issuer added; nobody vouches for them.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @property
    def lines_above(self) -> int:
        """How many lines of the file stand above the checkpoint, whose own lines are counted from 1."""
        return 2 + (self.extra is not None) + len(self.proof) + 1

    def content(self) -> bytes:
        """Return the bytes of the ``.tlog-proof`` file."""
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = [_HEAD, *extra, f"index {self.index}", *map(encode_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def receipt(tree: Tree, index: int, checkpoint: bytes, *, size: int, extra: bytes | None = None) -> Receipt:
    """Make the receipt of one entry.

    Args:
        tree: the log's tree, of at least `size` leaves.
        index: position of the entry, from 0.
        checkpoint: the signed checkpoint at `size`.
        size: the size the checkpoint states.
        extra: bytes to add; nobody will vouch for them.

    Raises:
        MerkleError: the tree at that size has no such leaf.
    """
    return Receipt(index=index, proof=tree.inclusion_proof(index, size), checkpoint=checkpoint, extra=extra)


def parse_receipt(content: bytes, *, file: str = "") -> Receipt | Finding:
    """Read a receipt without checking it, or say which line is wrong.

    Args:
        content: the bytes of a ``.tlog-proof`` file.
        file: name to give as the finding's place.

    Source: C2SP tlog-proof, "Format".
    """
    head, gap, checkpoint = content.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return finding("evidence.receipt-line", file=file, line=1)
    at, extra = 1, None
    if lines[0] != _HEAD or not gap:
        return finding("evidence.receipt-line", file=file, line=1)
    if len(lines) > at and lines[at].startswith("extra "):
        extra = decode_base64(lines[at].removeprefix("extra "))
        if extra is None:
            return finding("evidence.receipt-line", file=file, line=at + 1)
        at += 1
    index = _INDEX.fullmatch(lines[at]) if len(lines) > at else None
    if index is None:
        return finding("evidence.receipt-line", file=file, line=at + 1)
    proof: list[bytes] = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        sibling = decode_base64(line)
        if sibling is None or len(sibling) != HASH_BYTES or len(proof) == _MOST_HASHES:
            return finding("evidence.receipt-line", file=file, line=number)
        proof.append(sibling)
    return Receipt(index=int(index[1]), proof=tuple(proof), checkpoint=checkpoint, extra=extra)


def verify_receipt(
    content: bytes,
    leaf: bytes,
    log_key: VerifierKey,
    *,
    policy: Policy = _NO_POLICY,
    file: str = "",
) -> tuple[Finding, ...]:
    """Check that some bytes are a leaf of the log whose key signed the receipt's checkpoint.

    Args:
        content: the bytes of a ``.tlog-proof`` file.
        leaf: the bytes of the leaf; of an entry, `entries.leaf` of it.
        log_key: the key the reader trusts for this log; an origin that ends in ``/sm3`` is that of a tree of SM3.
        policy: who may cosign, and who must have.
        file: name to give as the findings' place.
    """
    given = parse_receipt(content, file=file)
    if isinstance(given, Finding):
        return (given,)
    checkpoint = open_checkpoint(given.checkpoint, log_key, policy=policy, file=file)
    if isinstance(checkpoint, Finding):
        return (_in_the_file(checkpoint, given),)
    algorithm = log_key.algorithm
    included = verify_inclusion(
        leaf=leaf_hash(leaf, algorithm),
        index=given.index,
        size=checkpoint.size,
        proof=given.proof,
        root=checkpoint.root,
        algorithm=algorithm,
    )
    if included:
        return ()
    return (finding("evidence.receipt-not-included", file=file, index=given.index, size=checkpoint.size),)


def _in_the_file(found: Finding, given: Receipt) -> Finding:
    """Return a finding about the checkpoint with its line counted from the top of the file."""
    if found.place.line is None:
        return found
    return replace(found, place=replace(found.place, line=found.place.line + given.lines_above))
