"""The Merkle tree against published roots and proofs, and every way to spoil a proof."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tallystick.evidence.digests import Algorithm, digest
from tallystick.evidence.merkle import (
    MerkleError,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The eight reference leaves and the roots after each, published with Certificate Transparency.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (leaf from 0, size): proof
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (older size, newer size): proof
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): INCLUSION[1, 5][1:],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
OTHER = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def raw(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in proof]


def test_the_roots_are_the_published_ones():
    assert root([]).hex() == EMPTY_ROOT
    assert [root(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS
    assert [Tree.of(LEAVES).root(size).hex() for size in range(9)] == [EMPTY_ROOT, *ROOTS]


def test_the_tree_of_sm3_has_the_same_shape_and_other_hashes():
    first, second = (leaf_hash(leaf, Algorithm.SM3) for leaf in LEAVES[:2])
    assert first == digest(b"\x00", Algorithm.SM3)
    assert root(LEAVES[:2], Algorithm.SM3) == node_hash(first, second, Algorithm.SM3)
    assert root([], Algorithm.SM3) == digest(b"", Algorithm.SM3)


@pytest.mark.parametrize("place", INCLUSION)
def test_inclusion_proofs_are_the_published_ones(place):
    index, size = place
    assert inclusion_proof(LEAVES[:size], index) == tuple(raw(INCLUSION[place]))
    assert Tree.of(LEAVES).inclusion_proof(index, size) == tuple(raw(INCLUSION[place]))


@pytest.mark.parametrize("sizes", CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(sizes):
    older, newer = sizes
    assert consistency_proof(LEAVES[:newer], older) == tuple(raw(CONSISTENCY[sizes]))
    assert Tree.of(LEAVES).consistency_proof(older, newer) == tuple(raw(CONSISTENCY[sizes]))


def spoilt(proof: list[bytes], extra: bytes) -> Iterator[list[bytes]]:
    """Yield a proof with every single thing about it wrong that can be wrong."""
    yield from ([*proof, b""], [b"", *proof], [*proof, extra], [extra, *proof])
    for position, sibling in enumerate(proof):
        yield [*proof[:position], bytes([sibling[0] ^ 8]) + sibling[1:], *proof[position + 1 :]]
        yield [*proof[:position], *proof[position + 1 :]]
        yield [*proof[: position + 1], extra, *proof[position + 1 :]]
        yield [*proof[:position], sibling[:-1], *proof[position + 1 :]]


@pytest.mark.parametrize("place", INCLUSION)
def test_an_inclusion_proof_verifies_and_nothing_near_it_does(place):
    index, size = place
    good: dict[str, Any] = {
        "leaf": leaf_hash(LEAVES[index]),
        "index": index,
        "size": size,
        "proof": raw(INCLUSION[place]),
        "root": bytes.fromhex(ROOTS[size - 1]),
    }
    assert verify_inclusion(**good)
    changes: list[dict[str, Any]] = [
        *({"index": wrong} for wrong in (index - 1, index + 1, index ^ 2, -1)),
        *({"size": wrong} for wrong in (size * 2, size // 2, 0)),
        *({"leaf": wrong} for wrong in (b"WrongLeaf", b"", OTHER)),
        *({"root": wrong} for wrong in (bytes.fromhex(EMPTY_ROOT), OTHER, b"")),
        *({"proof": wrong} for wrong in spoilt(good["proof"], good["root"])),
    ]
    assert [change for change in changes if verify_inclusion(**{**good, **change})] == []


@pytest.mark.parametrize("sizes", CONSISTENCY)
def test_a_consistency_proof_verifies_and_nothing_near_it_does(sizes):
    older, newer = sizes
    good: dict[str, Any] = {
        "old_size": older,
        "new_size": newer,
        "old_root": bytes.fromhex(ROOTS[older - 1]),
        "new_root": bytes.fromhex(ROOTS[newer - 1]),
        "proof": raw(CONSISTENCY[sizes]),
    }
    assert verify_consistency(**good)
    changes: list[dict[str, Any]] = [
        *({"old_size": wrong} for wrong in (0, older - 1, older + 1, older ^ 2)),
        *({"new_size": wrong} for wrong in (0, newer * 2, newer // 2)),
        *({root_of: wrong} for root_of in ("old_root", "new_root") for wrong in (b"WrongRoot", b"", OTHER)),
        *({"proof": wrong} for wrong in spoilt(good["proof"], good["old_root"])),
        *({"proof": wrong} for wrong in spoilt(good["proof"], good["new_root"])),
        *([{"proof": []}, {"old_root": good["new_root"], "new_root": good["old_root"]}] if older != newer else []),
    ]
    assert [change for change in changes if verify_consistency(**{**good, **change})] == []


def test_an_empty_tree_proves_nothing():
    empty = bytes.fromhex(EMPTY_ROOT)
    assert not verify_inclusion(leaf=b"", index=0, size=1, proof=[], root=b"")
    assert not verify_inclusion(leaf=OTHER, index=0, size=0, proof=[], root=empty)
    for new_size, new_root in ((0, empty), (1, bytes.fromhex(ROOTS[0]))):
        grown: dict[str, Any] = {"old_size": 0, "new_size": new_size, "old_root": empty, "new_root": new_root}
        assert not verify_consistency(**grown, proof=[])
        assert not verify_consistency(**grown, proof=[OTHER])


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (5, 5), (0, 9), (0, 0)])
def test_a_proof_of_a_leaf_that_is_not_there_is_refused(index, size):
    with pytest.raises(MerkleError):
        Tree.of(LEAVES).inclusion_proof(index, size)


@pytest.mark.parametrize(("older", "newer"), [(0, 8), (6, 5), (1, 9), (-1, 8)])
def test_a_way_from_a_tree_that_never_was_is_refused(older, newer):
    with pytest.raises(MerkleError):
        Tree.of(LEAVES).consistency_proof(older, newer)


@pytest.mark.parametrize("size", [-1, 9])
def test_a_root_at_a_size_that_never_was_is_refused(size):
    with pytest.raises(MerkleError):
        Tree.of(LEAVES).root(size)


def test_a_proof_of_one_hash_does_not_fit_the_other():
    proof = inclusion_proof(LEAVES, 3, Algorithm.SM3)
    place: dict[str, Any] = {"leaf": leaf_hash(LEAVES[3], Algorithm.SM3), "index": 3, "size": 8, "proof": proof}
    assert verify_inclusion(**place, root=root(LEAVES, Algorithm.SM3), algorithm=Algorithm.SM3)
    assert not verify_inclusion(**place, root=root(LEAVES, Algorithm.SM3))


def test_a_leaf_cannot_pass_for_a_node():
    first, second = (leaf_hash(leaf) for leaf in LEAVES[:2])
    assert leaf_hash(first + second) != node_hash(first, second)
    assert len({root(LEAVES[:size]) for size in range(9)}) == len({*pairwise(range(10))})
