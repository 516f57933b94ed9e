"""fsck: any changed byte of a log or an object is found, and the first bad file named."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.evidence.log.tiles import ENTRIES, Tile, pack, unpack
from tallystick.evidence.merkle import leaf_hash
from tallystick.shell.files.beside.growing import sequence
from tallystick.shell.files.fsck import check_log
from tests.shell.files.logs import SIGNER, folder_log, some_leaves


@pytest.fixture
def log(tmp_path):
    log = folder_log(tmp_path / "log")
    sequence(log, some_leaves(300), SIGNER, first=0)
    return log


def leaves_of(bundle: Path) -> tuple[bytes, ...]:
    leaves = unpack(bundle.read_bytes())
    assert leaves is not None
    return leaves


def found(log):
    return [(each.code, each.place.file) for each in check_log(log)]


def test_an_intact_log_has_nothing_wrong(log):
    assert check_log(log) == ()


@pytest.mark.parametrize("path", ["tile/entries/001.p/44", "tile/0/000", "tile/1/000.p/1"])
def test_a_missing_file_is_named(log, path):
    (log.folder / path).unlink()
    assert found(log) == [("files.tile-missing", path)]


def test_a_changed_hash_is_named_by_its_file(log):
    tile = log.folder / "tile/0/001.p/44"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\x00")
    assert found(log) == [("files.tile-damaged", "tile/0/001.p/44")]


@pytest.mark.parametrize("path", ["tile/0/000.p/5", "tile/entries/000.p/5"])
def test_a_changed_tile_of_an_earlier_head_is_named(tmp_path, path):
    log = folder_log(tmp_path / "log")
    leaves = some_leaves(9)
    sequence(log, leaves[:5], SIGNER, first=0)
    sequence(log, leaves[5:], SIGNER, first=5)
    assert check_log(log) == ()
    tile = log.folder / path
    tile.write_bytes(tile.read_bytes()[:-1] + b"\x00")
    assert found(log) == [("files.tile-damaged", path)]


def test_a_tile_beyond_the_head_is_nobodys_word_yet(tmp_path):
    log = folder_log(tmp_path / "log")
    sequence(log, some_leaves(5), SIGNER, first=0)
    beyond = log.folder / "tile/0/000.p/7"
    beyond.write_bytes(b"\x00" * 32 * 7)
    assert check_log(log) == ()


def test_a_changed_leaf_is_named_by_its_number(log):
    bundle = log.folder / Tile(level=ENTRIES, index=1, width=44).path
    leaves = list(leaves_of(bundle))
    leaves[2] = b"leaf 9999"
    leaves[7] = b"another"
    bundle.write_bytes(pack(leaves))
    (finding,) = check_log(log)
    assert (finding.code, finding.argument("index")) == ("files.leaf-damaged", 258)


def test_a_leaf_changed_where_hashes_are_lost_too_names_the_hashes(log):
    bundle = log.folder / Tile(level=ENTRIES, index=0).path
    bundle.write_bytes(bundle.read_bytes().replace(b"leaf 3", b"leaf x", 1))
    tile = log.folder / "tile/0/000"
    intact = tile.read_bytes()
    tile.write_bytes(intact[:-1])
    assert found(log) == [("files.tile-damaged", "tile/0/000")]
    tile.unlink()
    assert found(log) == [("files.tile-missing", "tile/0/000")]


def test_leaves_and_hashes_changed_together_are_found_by_the_signed_root(log):
    bundle, tile = log.folder / Tile(level=ENTRIES, index=0).path, log.folder / "tile/0/000"
    leaves = [b"forged", *leaves_of(bundle)[1:]]
    bundle.write_bytes(pack(leaves))
    tile.write_bytes(b"".join(map(leaf_hash, leaves)))
    assert found(log) == [("files.log-root", "checkpoint")]


@pytest.mark.parametrize("cut", [1, 9])
def test_a_bundle_cut_short_is_named(log, cut):
    bundle = log.folder / "tile/entries/000"
    content = bundle.read_bytes()
    bundle.write_bytes(content[: -cut * 8] if cut == 9 else content[:-cut])
    assert found(log)[0][1].startswith("tile/entries/000")


def test_a_bundle_with_a_leaf_too_few_is_named(log):
    bundle = log.folder / "tile/entries/000"
    bundle.write_bytes(pack(leaves_of(bundle)[:-1]))
    assert found(log) == [("files.tile-damaged", "tile/entries/000")]


def test_a_lost_checkpoint_is_a_warning_since_a_crash_leaves_the_same(log):
    (log.folder / "checkpoint").unlink()
    assert found(log) == [("files.log-unsigned", "checkpoint")]


def test_a_changed_checkpoint_is_refused(log):
    (log.folder / "checkpoint").write_bytes(log.checkpoint().replace(b"300", b"299"))
    assert found(log) == [("evidence.note-signature-wrong", "checkpoint")]


@settings(max_examples=40, deadline=None)
@given(st.integers(0), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_any_file_is_found(tmp_path_factory, which, position, change):
    log = folder_log(tmp_path_factory.mktemp("log"))
    sequence(log, some_leaves(258), SIGNER, first=0)
    files = sorted(path for path in log.folder.rglob("*") if path.is_file() and path.name != "lock")
    path = files[which % len(files)]
    content = bytearray(path.read_bytes())
    content[position % len(content)] ^= change
    path.write_bytes(content)
    assert check_log(log) != ()
