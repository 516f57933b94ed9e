"""The SM3 tree beside a log: the same leaves under another hash, never ahead, and each changed byte of it named."""

import pytest

from tallystick.evidence.digests import Algorithm
from tallystick.evidence.findings import finding
from tallystick.evidence.log import Checkpoint, check_growth, open_checkpoint
from tallystick.evidence.log.receipts import verify_receipt
from tallystick.evidence.merkle import Tree, root
from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow, keep_shadow, shadow_of
from tallystick.shell.files.fsck import check_log
from tallystick.shell.operations.ports.logs import LogDamagedError
from tests.shell.files.logs import KEY, SIGNER, some_leaves


class Heads:
    """A second signer for the tests: it marks the text, or cannot."""

    able = True

    def sign(self, origin, text):
        return f"{text}\n{origin}".encode() if self.able else b""

    def fault(self, origin, text, content, file):
        return None if content == self.sign(origin, text) else finding("files.sm2-differs", file=file)


@pytest.fixture
def log(tmp_path):
    return ShadowedLog(tmp_path / "log", KEY, SIGNER)


@pytest.mark.parametrize("steps", [(1,), (3, 2), (255, 1, 1), (300, 300)])
def test_the_shadow_has_the_sm3_root_of_the_same_leaves(log, steps):
    leaves, done = some_leaves(sum(steps)), 0
    for step in steps:
        log.sequence(leaves[done : done + step], first=done)
        done += step
    head = open_checkpoint(shadow_of(log).checkpoint(), KEY.shadow())
    assert head == Checkpoint(origin=f"{KEY.name}/sm3", size=done, root=root(leaves, Algorithm.SM3))
    assert (check_log(log), check_shadow(log)) == ((), ())


def test_a_receipt_under_sm3_proves_a_leaf_and_never_under_the_other_key(log):
    leaves = some_leaves(5)
    log.sequence(leaves, first=0)
    proof = shadow_of(log).receipt(3)
    assert verify_receipt(proof, leaves[3], KEY.shadow()) == ()
    assert [each.code for each in verify_receipt(proof, leaves[2], KEY.shadow())] == ["evidence.receipt-not-included"]
    assert [each.code for each in verify_receipt(proof, leaves[3], KEY)] == ["evidence.note-not-signed"]
    assert [each.code for each in verify_receipt(log.receipt(3), leaves[3], KEY.shadow())] == [
        "evidence.note-not-signed"
    ]


def test_its_growth_is_checked_with_its_own_hash(log):
    leaves = some_leaves(9)
    log.sequence(leaves[:4], first=0)
    older = shadow_of(log).head()
    log.sequence(leaves[4:], first=4)
    newer = shadow_of(log).head()
    assert older is not None
    assert newer is not None
    assert check_growth(older, newer, Tree.of(leaves, Algorithm.SM3).consistency_proof(4)) == ()
    assert check_growth(older, newer, Tree.of(leaves).consistency_proof(4))


def test_a_log_written_without_one_gets_it_from_the_first_leaf(log):
    leaves = some_leaves(300)
    WritableFolderLog.sequence(log, leaves, first=0)
    assert [each.code for each in check_shadow(log)] == ["files.shadow-missing"]
    log.sequence([b"next"], first=300)
    assert check_shadow(log) == ()


def test_a_shadow_left_behind_by_a_crash_is_told_and_brought_up(log):
    log.sequence(some_leaves(3), first=0)
    WritableFolderLog.sequence(log, [b"more"], first=3)
    assert [each.code for each in check_shadow(log)] == ["files.shadow-behind"]
    keep_shadow(log, SIGNER)
    assert check_shadow(log) == ()


def test_each_changed_file_of_the_shadow_is_named(log):
    log.sequence(some_leaves(300), first=0)
    for path in sorted((log.folder / "sm3").rglob("*")):
        if not path.is_file():
            continue
        intact = path.read_bytes()
        path.write_bytes(intact[:-20] + bytes([intact[-20] ^ 1]) + intact[-19:])
        (found,) = check_shadow(log)
        assert found.place.file.endswith(path.relative_to(log.folder).as_posix()) or path.name == "checkpoint"
        path.unlink()
        assert check_shadow(log) != ()
        path.write_bytes(intact)
        assert check_shadow(log) == ()


def test_a_shadow_longer_than_its_log_is_not_signed_over(log, tmp_path):
    other = ShadowedLog(tmp_path / "other", KEY, SIGNER)
    other.sequence(some_leaves(5), first=0)
    log.sequence(some_leaves(2), first=0)
    for name in ("checkpoint", "tile/0/000.p/5"):
        path = log.folder / "sm3" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((other.folder / "sm3" / name).read_bytes())
    with pytest.raises(LogDamagedError, match="fsck"):
        log.sequence([b"x"], first=2)
    assert [each.code for each in check_shadow(log)] == ["files.shadow-differs"]


def test_the_head_bears_a_second_signature_where_the_platform_can(tmp_path):
    heads = Heads()
    log = ShadowedLog(tmp_path / "log", KEY, SIGNER, heads)
    second = log.folder / "sm3" / "checkpoint.sm2"
    for number in range(2):
        log.sequence([b"%d" % number], first=number)
        assert check_shadow(log, heads) == ()
        assert second.read_bytes().startswith(f"{KEY.name}/sm3\n{number + 1}\n".encode())
    second.write_bytes(second.read_bytes()[:-1])
    assert [each.code for each in check_shadow(log, heads)] == ["files.sm2-differs"]
    heads.able = False
    log.sequence([b"2"], first=2)
    assert not second.exists()  # none rather than one over an older head
    assert check_shadow(log, heads) == ()
