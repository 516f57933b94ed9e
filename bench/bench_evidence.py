"""Evidence: proofs from a kept tree against the recursion RFC 6962 prints; checked canonical bytes against json."""

import json
from collections.abc import Iterator, Sequence

from bench.timing import Result, compare
from tallystick.evidence.canonical import canonical
from tallystick.evidence.merkle import Tree, leaf_hash, node_hash

__all__ = ["results"]

_LEAVES = tuple(f"leaf {number}".encode() for number in range(4096))
_ASKED = range(0, len(_LEAVES), 512)
_ENTRY = {
    "schema": "tallystick/entry/v1",
    "kind": "filing",
    "subject": "auto-leases-2026-1",
    "amounts": [str(12_000_000_000 + number) for number in range(24)],
    "parties": {f"party-{number}": {"zh": "示例融资租赁有限公司", "en": "Example Leasing"} for number in range(8)},
}


def results() -> Iterator[Result]:
    """Yield the times of proofs and of canonical bytes."""
    yield compare("evidence.inclusion-proofs", _kept, twin=_printed, against="RFC 6962 recursion", runs=9)
    yield compare("evidence.canonical-bytes", _canonical, twin=_unchecked, against="json.dumps, unchecked")


def _kept() -> list[tuple[bytes, ...]]:
    tree = Tree.of(_LEAVES)
    return [tree.inclusion_proof(index) for index in _ASKED]


def _printed() -> list[tuple[bytes, ...]]:
    return [_path(index, _LEAVES) for index in _ASKED]


def _path(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """PATH(m, D[n]) of RFC 6962 section 2.1.1, nothing remembered."""
    if len(leaves) == 1:
        return ()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return (*_path(index, leaves[:split]), _hash(leaves[split:]))
    return (*_path(index - split, leaves[split:]), _hash(leaves[:split]))


def _hash(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(_hash(leaves[:split]), _hash(leaves[split:]))


def _canonical() -> list[bytes]:
    return [canonical(_ENTRY) for _ in range(200)]


def _unchecked() -> list[bytes]:
    return [json.dumps(_ENTRY, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() for _ in range(200)]
