"""The log on disk: it grows, it repeats itself without doubling, and it never contradicts what it signed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.evidence.log import Checkpoint, KeyKind, Policy, VerifierKey, check_growth, open_checkpoint, to_cosign
from tallystick.evidence.log.receipts import Receipt, parse_receipt
from tallystick.evidence.log.tiles import ENTRIES, Tile, TileError, tiles, unpack
from tallystick.evidence.merkle import Tree, leaf_hash, root, verify_inclusion
from tallystick.shell.files.beside.growing import WritableFolderLog, keep_cosignature, sequence
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.log import FolderLog
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError, LogWriter
from tests.cast import AUDITOR
from tests.shell.files.logs import KEY, SIGNER, STRANGER, folder_log, some_leaves

WITNESS = VerifierKey(name="witness.example", public_key=AUDITOR.person.public_key, kind=KeyKind.COSIGNATURE)


@pytest.fixture
def log(tmp_path):
    return folder_log(tmp_path / "log")


def test_a_new_log_holds_nothing(log):
    assert (log.size(), log.checkpoint(), log.head()) == (0, b"", None)
    assert check_log(log) == ()


def test_sequenced_leaves_can_be_read_proved_and_checked_by_others(log):
    leaves = some_leaves(5)
    head = sequence(log, leaves, SIGNER, first=0)
    assert head == Checkpoint(origin=KEY.name, size=5, root=root(leaves))
    assert [log.leaf(index) for index in range(5)] == leaves
    for index in range(5):
        proof = parse_receipt(log.receipt(index, extra=b"x"))
        assert isinstance(proof, Receipt)
        assert proof.checkpoint == log.checkpoint()
        leaf = leaf_hash(leaves[index])
        assert verify_inclusion(leaf=leaf, index=index, size=5, proof=proof.proof, root=head.root)


def test_a_log_with_its_key_is_what_operations_ask_for(tmp_path):
    writer: LogWriter = WritableFolderLog(tmp_path / "log", KEY, SIGNER)
    writer.sequence([b"a"], first=0)
    assert writer.sequence([b"b"], first=1).size == writer.size() == 2


def test_running_again_adds_nothing(log):
    leaves = some_leaves(3)
    first = sequence(log, leaves, SIGNER, first=0)
    files = {path: path.stat().st_mtime_ns for path in log.folder.rglob("*") if path.name != "lock"}
    assert sequence(log, leaves, SIGNER, first=0) == first
    assert sequence(log, leaves[1:], SIGNER, first=1) == first
    assert sequence(log, [], SIGNER, first=3) == first
    assert {path: path.stat().st_mtime_ns for path in log.folder.rglob("*") if path.name != "lock"} == files


def test_rows_offered_again_with_new_ones_are_not_doubled(log):
    leaves = some_leaves(6)
    sequence(log, leaves[:4], SIGNER, first=0)
    assert sequence(log, leaves[2:], SIGNER, first=2).root == root(leaves)


def test_an_empty_log_may_be_signed(log):
    assert sequence(log, [], SIGNER, first=0) == Checkpoint(origin=KEY.name, size=0, root=root([]))
    assert check_log(log) == ()
    assert sequence(log, [b"a"], SIGNER, first=0).size == 1


@pytest.mark.parametrize("first", [-1, 2])
def test_a_gap_is_refused(log, first):
    sequence(log, [b"a"], SIGNER, first=0)
    with pytest.raises(LogConflictError, match="gap"):
        sequence(log, [b"b"], SIGNER, first=first)


def test_another_leaf_in_a_taken_place_is_refused(log):
    sequence(log, [b"a", b"b"], SIGNER, first=0)
    with pytest.raises(LogConflictError, match="Another entry stands at 1"):
        sequence(log, [b"a", b"B", b"c"], SIGNER, first=0)
    assert log.size() == 2


def test_another_key_does_not_sign_for_the_log(log):
    with pytest.raises(LogConflictError, match="not that of the log"):
        sequence(log, [b"a"], STRANGER, first=0)


def test_a_leaf_too_long_leaves_the_log_as_it_was(log):
    sequence(log, [b"a"], SIGNER, first=0)
    with pytest.raises(TileError):
        sequence(log, [b"x" * 65_536], SIGNER, first=1)
    assert (log.size(), check_log(log)) == (1, ())


@pytest.mark.parametrize("index", [-1, 1, 256])
def test_a_leaf_that_is_not_there_is_refused(log, index):
    sequence(log, [b"a"], SIGNER, first=0)
    for ask in (log.leaf, log.receipt):
        with pytest.raises(LogConflictError, match="1 entries"):
            ask(index)


def test_a_full_file_takes_the_place_of_its_parts(log):
    leaves = some_leaves(300)
    for size in (200, 250, 257, 300):
        sequence(log, leaves[:size], SIGNER, first=0)
    files = {path.relative_to(log.folder).as_posix() for path in log.folder.rglob("*") if path.is_file()}
    assert "tile/0/000" in files
    assert not [path for path in files if path.startswith(("tile/0/000.p", "tile/entries/000.p"))]
    assert {"tile/0/001.p/1", "tile/0/001.p/44"} <= files  # both sizes were signed


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=4), st.booleans())
def test_however_it_grew_the_log_is_the_same(tmp_path_factory, steps, doubled):
    log = folder_log(tmp_path_factory.mktemp("log"))
    leaves = some_leaves(sum(steps))
    done, heads = 0, list[Checkpoint]()
    for step in steps:
        for _ in range(2 if doubled else 1):
            heads.append(sequence(log, leaves[done : done + step], SIGNER, first=done))
        done += step
    assert heads[-1].root == root(leaves)
    assert check_log(log) == ()
    tree = Tree.of(leaves)
    for older in heads:
        if older.size:
            assert check_growth(older, heads[-1], tree.consistency_proof(older.size)) == ()
    for tile in tiles(done):
        assert log.read(tile)


def test_a_damaged_log_signs_nothing_more(log):
    sequence(log, some_leaves(300), SIGNER, first=0)
    tile = log.folder / Tile(level=0, index=0).path
    intact = tile.read_bytes()
    for damage in (intact[:-1], intact[:-32], bytes([intact[0] ^ 1]) + intact[1:]):
        tile.write_bytes(damage)
        with pytest.raises(LogDamagedError, match="fsck"):
            sequence(log, [b"new"], SIGNER, first=300)
    tile.unlink()
    with pytest.raises(LogDamagedError, match="missing"):
        log.receipt(0)
    tile.write_bytes(intact)
    assert sequence(log, [b"new"], SIGNER, first=300).size == 301


def test_a_damaged_leaf_is_never_handed_out(log):
    sequence(log, some_leaves(3), SIGNER, first=0)
    bundle = log.folder / "tile/entries/000.p/3"
    intact = bundle.read_bytes()
    for damage in (intact[:-1], intact.replace(b"leaf 1", b"leaf X")):
        bundle.write_bytes(damage)
        with pytest.raises(LogDamagedError, match="does not fit"):
            log.leaf(1)


def test_a_witness_s_line_is_kept_and_carried_by_receipts(log):
    head = sequence(log, some_leaves(3), SIGNER, first=0)
    keep_cosignature(log, WITNESS, at=7, signature=AUDITOR.sign(to_cosign(head.text(), 7)))
    kept = parse_receipt(log.receipt(1))
    assert isinstance(kept, Receipt)
    assert open_checkpoint(kept.checkpoint, KEY, policy=Policy.of([WITNESS], 1)) == head


def test_a_witness_s_line_on_an_older_head_is_refused(log):
    older = sequence(log, some_leaves(3), SIGNER, first=0)
    signature = AUDITOR.sign(to_cosign(older.text(), 7))
    sequence(log, [b"new"], SIGNER, first=3)
    with pytest.raises(LogConflictError, match="Ask the witness"):
        keep_cosignature(log, WITNESS, at=7, signature=signature)


def test_a_reader_who_saw_the_older_head_reads_on_while_the_log_grows(log):
    leaves = some_leaves(300)
    sequence(log, leaves[:250], SIGNER, first=0)
    older = log.checkpoint()
    sequence(log, leaves[250:], SIGNER, first=250)
    assert log.read(Tile(level=0, index=0, width=250)) == b"".join(map(leaf_hash, leaves[:250]))
    assert unpack(log.read(Tile(level=ENTRIES, index=0, width=250))) == tuple(leaves[:250])
    (log.folder / "checkpoint").write_bytes(older)
    assert log.leaf(249) == leaves[249]
    proof = parse_receipt(log.receipt(7))
    assert isinstance(proof, Receipt)
    assert proof.checkpoint == older


def test_a_receipt_is_under_the_checkpoint_it_carries_even_when_the_log_grew_meanwhile(log, monkeypatch):
    leaves = some_leaves(9)
    head = sequence(log, leaves[:5], SIGNER, first=0)

    def grown_meanwhile(self):
        monkeypatch.undo()
        sequence(folder_log(log.folder), leaves[5:], SIGNER, first=5)
        return self.tree()

    monkeypatch.setattr(FolderLog, "tree", grown_meanwhile)
    proof = parse_receipt(log.receipt(2))
    assert isinstance(proof, Receipt)
    leaf = leaf_hash(leaves[2])
    assert (log.size(), head.size) == (9, 5)
    assert verify_inclusion(leaf=leaf, index=2, size=5, proof=proof.proof, root=head.root)


def test_a_checkpoint_of_somebody_else_is_not_this_log_s(log):
    sequence(log, some_leaves(3), SIGNER, first=0)
    (log.folder / "checkpoint").write_bytes(log.checkpoint().replace(b"\n3\n", b"\n2\n"))
    with pytest.raises(LogDamagedError, match="not signed by"):
        log.size()
