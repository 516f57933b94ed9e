"""The Merkle tree of a log: one hash stands for all leaves, short proofs tie a leaf or an older tree to it.

    leaf hash = H(0x00 || leaf)        node hash = H(0x01 || left || right)
    root of n leaves: split at k, the largest power of two below n; the root of none is H("")

A `Tree` keeps, for every height, the hashes of the complete subtrees, so that a proof costs as many hashes as
the tree is high. The hash is SHA-256 or SM3; a proof of one never fits the other.
Source: RFC 6962 section 2.1 for the tree; RFC 9162 sections 2.1.3 and 2.1.4 for verification.
Verification is stricter than the text where the text is silent: a tree or an older tree of size zero, and a
hash that is not 32 bytes long, are refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from tallystick.evidence.digests import Algorithm, digest

__all__ = [
    "HASH_BYTES",
    "MerkleError",
    "Tree",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32


class MerkleError(ValueError):
    """A proof was asked for a leaf or a size that the tree does not have."""


def leaf_hash(leaf: bytes, algorithm: Algorithm = Algorithm.SHA256) -> bytes:
    """Return H(0x00 || leaf), 32 bytes.

    Source: RFC 6962 section 2.1.
    """
    return digest(b"\x00" + leaf, algorithm)


def node_hash(left: bytes, right: bytes, algorithm: Algorithm = Algorithm.SHA256) -> bytes:
    """Return H(0x01 || left || right), 32 bytes.

    Source: RFC 6962 section 2.1.
    """
    return digest(b"\x01" + left + right, algorithm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A tree with its inner hashes.

    Law: ``levels[h][i]`` is the root over the leaves from ``i * 2**h`` up to ``(i + 1) * 2**h``, excluded.
    """

    algorithm: Algorithm
    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, leaves: Iterable[bytes], algorithm: Algorithm = Algorithm.SHA256) -> Self:
        """Build the tree over leaves, given as their bytes."""
        return cls.of_hashes((leaf_hash(leaf, algorithm) for leaf in leaves), algorithm)

    @classmethod
    def of_hashes(cls, hashes: Iterable[bytes], algorithm: Algorithm = Algorithm.SHA256) -> Self:
        """Build the tree over leaves, given as their leaf hashes."""
        levels = [tuple(hashes)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            pairs = zip(below[0::2], below[1::2], strict=False)
            levels.append(tuple(node_hash(left, right, algorithm) for left, right in pairs))
        return cls(algorithm=algorithm, levels=tuple(levels))

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` leaves; of all of them when no size is given.

        Raises:
            MerkleError: the tree has fewer leaves.
        """
        wanted = self.size if size is None else size
        self._require(0 <= wanted <= self.size, f"the tree has {self.size} leaves, so no root at {wanted}")
        return self.subroot(0, wanted) if wanted else digest(b"", self.algorithm)

    def subroot(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from `start` up to `end`, itself excluded.

        Args:
            start: a multiple of the smallest power of two that is not below ``end - start``.
            end: above `start`, at most the size.
        """
        height = (end - start).bit_length() - 1
        if end - start == 1 << height:
            return self.levels[height][start >> height]
        split = start + _split(end - start)
        return node_hash(self.subroot(start, split), self.subroot(split, end), self.algorithm)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the hashes that tie leaf `index` (from 0) to the root at `size`, the leaf's sibling first.

        Raises:
            MerkleError: the tree at that size has no such leaf.

        Source: RFC 6962 section 2.1.1.
        """
        end = self.size if size is None else size
        self._require(0 <= index < end <= self.size, f"no leaf {index} in a tree of {end} of {self.size} leaves")
        start, path = 0, []
        while end - start > 1:
            split = start + _split(end - start)
            if index < split:
                path.append(self.subroot(split, end))
                end = split
            else:
                path.append(self.subroot(start, split))
                start = split
        return tuple(reversed(path))

    def consistency_proof(self, old_size: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the hashes that show the tree at `size` to be the tree at `old_size` with leaves appended.

        Raises:
            MerkleError: `old_size` is zero or above `size`, or the tree has fewer leaves.

        Source: RFC 6962 section 2.1.2.
        """
        end = self.size if size is None else size
        self._require(0 < old_size <= end <= self.size, f"no way from {old_size} to {end} of {self.size} leaves")
        start, path, old_root_known = 0, list[bytes](), True
        while old_size != end:
            split = start + _split(end - start)
            if old_size <= split:
                path.append(self.subroot(split, end))
                end = split
            else:
                path.append(self.subroot(start, split))
                start, old_root_known = split, False
        if not old_root_known:
            path.append(self.subroot(start, end))
        return tuple(reversed(path))

    @staticmethod
    def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - a condition, not a switch
        if not holds:
            raise MerkleError(otherwise)


def root(leaves: Iterable[bytes], algorithm: Algorithm = Algorithm.SHA256) -> bytes:
    """Return the root over leaves, given as their bytes."""
    return Tree.of(leaves, algorithm).root()


def inclusion_proof(leaves: Iterable[bytes], index: int, algorithm: Algorithm = Algorithm.SHA256) -> tuple[bytes, ...]:
    """Return the inclusion proof of one leaf; build a `Tree` once when several are wanted.

    Raises:
        MerkleError: there is no such leaf.
    """
    return Tree.of(leaves, algorithm).inclusion_proof(index)


def consistency_proof(
    leaves: Iterable[bytes], old_size: int, algorithm: Algorithm = Algorithm.SHA256
) -> tuple[bytes, ...]:
    """Return the consistency proof from the first `old_size` leaves to all of them.

    Raises:
        MerkleError: `old_size` is zero or above the number of leaves.
    """
    return Tree.of(leaves, algorithm).consistency_proof(old_size)


def verify_inclusion(
    *,
    leaf: bytes,
    index: int,
    size: int,
    proof: Sequence[bytes],
    root: bytes,
    algorithm: Algorithm = Algorithm.SHA256,
) -> bool:
    """Tell whether the proof ties the leaf hash at `index` to the root of a tree of `size` leaves.

    Args:
        leaf: the leaf *hash*, 32 bytes (see `leaf_hash`).
        index: position of the leaf, from 0.
        size: number of leaves under the root.
        proof: hashes from the leaf's sibling upwards.
        root: the root, 32 bytes.
        algorithm: the hash of the tree.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not (0 <= index < size and _all_hashes((leaf, root, *proof))):
        return False
    node, last, running = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            running = node_hash(sibling, running, algorithm)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            running = node_hash(running, sibling, algorithm)
        node, last = node >> 1, last >> 1
    return last == 0 and running == root


def verify_consistency(
    *,
    old_size: int,
    new_size: int,
    old_root: bytes,
    new_root: bytes,
    proof: Sequence[bytes],
    algorithm: Algorithm = Algorithm.SHA256,
) -> bool:
    """Tell whether the new tree is the old tree with leaves appended, nothing changed and nothing taken out.

    Args:
        old_size: leaves of the older tree; zero is refused, for an empty tree proves nothing.
        new_size: leaves of the newer tree.
        old_root: 32 bytes.
        new_root: 32 bytes.
        proof: hashes as `Tree.consistency_proof` gives them; empty exactly when the sizes are equal.
        algorithm: the hash of the tree.

    Source: RFC 9162 section 2.1.4.2.
    """
    if not (0 < old_size <= new_size and _all_hashes((old_root, new_root, *proof))):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_running = new_running = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_running = node_hash(sibling, old_running, algorithm)
            new_running = node_hash(sibling, new_running, algorithm)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_running = node_hash(new_running, sibling, algorithm)
        node, last = node >> 1, last >> 1
    return last == 0 and old_running == old_root and new_running == new_root


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _all_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)
