"""Tiles: names and bytes as the standard lays them down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.log.tiles import ENTRIES, Tile, TileError, pack, parse_path, tile_bytes, tiles, unpack
from tallystick.evidence.merkle import Tree, leaf_hash, node_hash

sizes = st.integers(0, 300_000)
some_tiles = st.builds(
    lambda level, index, width: Tile(level=level, index=index, width=width),
    st.integers(ENTRIES, 63),
    st.integers(0, 10**12),
    st.integers(1, 256),
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(level=0, index=0), "tile/0/000"),
        (Tile(level=0, index=1_234_067), "tile/0/x001/x234/067"),
        (Tile(level=0, index=273, width=112), "tile/0/273.p/112"),
        (Tile(level=63, index=1000, width=1), "tile/63/x001/000.p/1"),
        (Tile(level=ENTRIES, index=5), "tile/entries/005"),
        (Tile(level=ENTRIES, index=1000, width=255), "tile/entries/x001/000.p/255"),
    ],
)
def test_a_file_has_the_name_the_standard_gives_it(tile, path):
    assert tile.path == path
    assert parse_path(path) == tile


@given(some_tiles)
def test_a_name_reads_back(tile):
    assert parse_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/000",
        "tile/0/x000/001",
        "tile/0/x1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/../000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
    ],
)
def test_a_path_that_no_log_may_serve_names_nothing(path):
    assert parse_path(path) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 64, "index": 0},
        {"level": -2, "index": 0},
        {"level": 0, "index": -1},
        {"level": 0, "index": 0, "width": 0},
        {"level": 0, "index": 0, "width": 257},
    ],
)
def test_an_impossible_tile_is_refused(wrong):
    with pytest.raises(TileError):
        Tile(**wrong)


def test_a_log_of_70_000_has_the_files_the_standard_counts():
    of_level = {level: [tile for tile in tiles(70_000) if tile.level == level] for level in range(ENTRIES, 4)}
    assert [tile.width for tile in of_level[0]] == [256] * 273 + [112]
    assert [tile.width for tile in of_level[ENTRIES]] == [256] * 273 + [112]
    assert [tile.width for tile in of_level[1]] == [256, 17]
    assert [tile.width for tile in of_level[2]] == [1]
    assert of_level[3] == []


def test_a_log_of_256_has_a_full_tile_and_one_hash_above_it():
    assert [tile.path for tile in tiles(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


def test_an_empty_log_has_no_file():
    assert list(tiles(0)) == []


@given(sizes)
def test_every_leaf_is_in_exactly_one_file_and_no_file_is_empty(size):
    entries = [tile for tile in tiles(size) if tile.level == ENTRIES]
    assert sum(tile.width for tile in entries) == size
    assert [tile.start for tile in entries] == list(range(0, size, 256))
    assert all(tile.width for tile in tiles(size))


@given(st.integers(1, 10**9))
def test_a_level_holds_one_hash_for_every_full_file_below(size):
    count: dict[int, int] = {}
    full: dict[int, int] = {}
    for level in range(4):
        count[level] = size // 256**level
        full[level] = count[level] // 256
    for tile in (Tile(level=level, index=full[level], width=max(1, count[level] % 256)) for level in range(4)):
        assert parse_path(tile.path) == tile
    assert all(count[level + 1] == full[level] for level in range(3))


def test_a_tile_holds_the_roots_of_full_tiles_below():
    leaves = [b"%d" % number for number in range(600)]
    tree = Tree.of(leaves)
    bottom = tile_bytes(tree, Tile(level=0, index=1))
    assert bottom == b"".join(map(leaf_hash, leaves[256:512]))
    above = tile_bytes(tree, Tile(level=1, index=0, width=2))
    assert above == tree.subroot(0, 256) + tree.subroot(256, 512)
    assert node_hash(above[:32], above[32:]) == tree.root(512)


@pytest.mark.parametrize(
    "tile", [Tile(level=0, index=2), Tile(level=2, index=0, width=1), Tile(level=ENTRIES, index=0)]
)
def test_a_tile_beyond_the_tree_is_refused(tile):
    with pytest.raises(TileError):
        tile_bytes(Tree.of([b"a"] * 600), tile)


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_packed_leaves_unpack(leaves):
    assert unpack(pack(leaves)) == tuple(leaves)


def test_a_leaf_is_packed_after_its_length_in_two_bytes():
    assert pack([b"abc", b""]) == b"\x00\x03abc\x00\x00"


def test_a_leaf_too_long_for_two_bytes_is_refused():
    assert unpack(pack([b"x" * 65_535])) == (b"x" * 65_535,)
    with pytest.raises(TileError, match="65536 bytes"):
        pack([b"x" * 65_536])


@pytest.mark.parametrize("content", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\xff\xff" + b"x" * 65_534])
def test_bytes_cut_short_unpack_to_nothing(content):
    assert unpack(content) is None
