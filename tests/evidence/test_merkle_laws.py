"""Laws of the log: it only grows, and nothing in a proof can be changed unseen."""

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.digests import Algorithm
from tallystick.evidence.merkle import Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

logs = st.lists(st.binary(max_size=4), min_size=1, max_size=40)
algorithms = st.sampled_from(Algorithm)


def printed_root(hashes: list[bytes], algorithm: Algorithm) -> bytes:
    """Return the root as RFC 6962 section 2.1 prints it, a recursion without any memory."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    left, right = printed_root(hashes[:split], algorithm), printed_root(hashes[split:], algorithm)
    return node_hash(left, right, algorithm)


@given(logs, algorithms)
def test_the_kept_levels_give_the_root_the_standard_prints(leaves, algorithm):
    tree = Tree.of(leaves, algorithm)
    hashes = [leaf_hash(leaf, algorithm) for leaf in leaves]
    for size in range(1, len(leaves) + 1):
        assert tree.root(size) == printed_root(hashes[:size], algorithm)


@given(logs, algorithms)
def test_every_leaf_is_provable_at_every_size(leaves, algorithm):
    tree = Tree.of(leaves, algorithm)
    for size in range(1, len(leaves) + 1):
        for index in range(size):
            assert verify_inclusion(
                leaf=leaf_hash(leaves[index], algorithm),
                index=index,
                size=size,
                proof=tree.inclusion_proof(index, size),
                root=tree.root(size),
                algorithm=algorithm,
            )


@given(logs, logs)
def test_an_appended_log_keeps_every_older_proof_valid(leaves, more):
    before, after = Tree.of(leaves), Tree.of([*leaves, *more])
    size = len(leaves)
    assert after.root(size) == before.root()
    assert [after.inclusion_proof(index, size) for index in range(size)] == [
        before.inclusion_proof(index) for index in range(size)
    ]
    assert verify_consistency(
        old_size=size,
        new_size=after.size,
        old_root=before.root(),
        new_root=after.root(),
        proof=after.consistency_proof(size),
    )


@given(logs, st.data())
def test_a_log_whose_past_was_changed_is_not_consistent(leaves, choose):
    tree = Tree.of(leaves)
    older = choose.draw(st.integers(1, tree.size))
    changed = choose.draw(st.integers(0, older - 1))
    forged = Tree.of([*leaves[:changed], leaves[changed] + b"!", *leaves[changed + 1 :]])
    for proof in (tree.consistency_proof(older), forged.consistency_proof(older)):
        assert not verify_consistency(
            old_size=older, new_size=tree.size, old_root=tree.root(older), new_root=forged.root(), proof=proof
        )


@given(logs, st.data())
def test_any_flipped_bit_of_a_proof_is_refused(leaves, choose):
    tree = Tree.of(leaves)
    index = choose.draw(st.integers(0, tree.size - 1))
    parts = [leaf_hash(leaves[index]), tree.root(), *tree.inclusion_proof(index)]
    spoilt = choose.draw(st.integers(0, len(parts) - 1))
    bit = choose.draw(st.integers(0, 255))
    parts[spoilt] = (int.from_bytes(parts[spoilt]) ^ (1 << bit)).to_bytes(32)
    leaf, root, *proof = parts
    assert not verify_inclusion(leaf=leaf, index=index, size=tree.size, proof=proof, root=root)


@given(logs, st.integers(-2, 50), st.integers(-2, 50))
def test_a_leaf_is_nowhere_but_in_its_place(leaves, index, size):
    tree = Tree.of([b"%d:%b" % pair for pair in enumerate(leaves)])
    for place in range(tree.size):
        proven = verify_inclusion(
            leaf=tree.levels[0][place], index=index, size=tree.size, proof=tree.inclusion_proof(place), root=tree.root()
        )
        assert proven == (index == place)
    if size != tree.size:
        proof = tree.inclusion_proof(0)
        longer = verify_inclusion(leaf=tree.levels[0][0], index=0, size=size, proof=proof, root=tree.root())
        # the first leaf's proof reads the same in every tree of the same height; the checkpoint binds the size
        assert not longer or (size - 1).bit_length() == (tree.size - 1).bit_length()
