"""Tiles: the hashes and entries of a log as plain files, 256 to a file.

    tile/<level>/<index>       hashes of complete subtrees of 256**level leaves
    tile/entries/<index>       the leaves themselves, each after its length as two bytes
    index                      three digits to a folder: 1234067 is x001/x234/067
    .p/<width>                 appended while a file holds fewer than 256

A full file never changes. A partial one is written anew, under a new name, for every size the log signed.
Source: C2SP tlog-tiles.
It names files and makes their bytes; reading and writing them is `shell.files`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tallystick.evidence.merkle import Tree

__all__ = ["ENTRIES", "WIDTH", "Tile", "TileError", "pack", "parse_path", "tile_bytes", "tiles", "unpack"]

ENTRIES = -1
WIDTH = 256

_BITS = 8
_HIGHEST = 63
_LENGTH_BYTES = 2
_LONGEST = 2**16 - 1
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<index>(x\d{3}/)*\d{3})(\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII
)


class TileError(ValueError):
    """A tile cannot exist, or a leaf is too long to be kept in one."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tile:
    """One file of a log. Law: ``parse_path(tile.path) == tile``.

    Attributes:
        level: 0 for leaf hashes, up to 63; ``ENTRIES`` for the leaves themselves.
        index: which file of the level, from 0.
        width: how many hashes or leaves it holds, 1 to 256.

    Raises:
        TileError: a part is out of range.
    """

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse a file that no log may serve."""
        if not (ENTRIES <= self.level <= _HIGHEST and self.index >= 0 and 0 < self.width <= WIDTH):
            raise TileError(f"no log has a tile of level {self.level}, index {self.index}, width {self.width}")

    @property
    def is_full(self) -> bool:
        """Whether the file will never change again."""
        return self.width == WIDTH

    @property
    def start(self) -> int:
        """Position of the first hash or leaf within the level."""
        return self.index * WIDTH

    @property
    def path(self) -> str:
        """Where the file lies, relative to the log."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        index = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{level}/{index}" + ("" if self.is_full else f".p/{self.width}")


def parse_path(path: str) -> Tile | None:
    """Return the tile a path names, or None where no log has such a file."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = ENTRIES if found["level"] == "entries" else int(found["level"])
    index = int(found["index"].replace("x", "").replace("/", ""))
    width = WIDTH if found["width"] is None else int(found["width"])
    if level > _HIGHEST or width > WIDTH:
        return None
    tile = Tile(level=level, index=index, width=width)
    return tile if tile.path == path else None


def tiles(size: int) -> Iterator[Tile]:
    """Name every file of a log of `size` leaves: entries first, then hashes from level 0 upwards."""
    yield from _level(ENTRIES, size)
    level, count = 0, size
    while count:
        yield from _level(level, count)
        level, count = level + 1, count >> _BITS


def tile_bytes(tree: Tree, tile: Tile) -> bytes:
    """Return the hashes of a tile of level 0 or above, joined.

    Args:
        tree: a tree large enough for the tile.
        tile: not of ``ENTRIES``; the leaves are not in the tree.

    Raises:
        TileError: the tree does not reach so far.
    """
    height = tile.level * _BITS
    if not 0 <= height < len(tree.levels) or tile.start + tile.width > len(tree.levels[height]):
        raise TileError(f"a tree of {tree.size} leaves has no {tile.path}")
    return b"".join(tree.levels[height][tile.start : tile.start + tile.width])


def pack(leaves: Sequence[bytes]) -> bytes:
    """Join up to 256 leaves, each after its length.

    Raises:
        TileError: a leaf is longer than 65,535 bytes.
    """
    longest = max(map(len, leaves), default=0)
    if longest > _LONGEST:
        raise TileError(f"a leaf of {longest} bytes does not fit a log, which takes up to {_LONGEST}")
    return b"".join(len(leaf).to_bytes(_LENGTH_BYTES, "big") + leaf for leaf in leaves)


def unpack(content: bytes) -> tuple[bytes, ...] | None:
    """Return the leaves `pack` joined, or None where lengths and bytes do not add up."""
    leaves, at = [], 0
    while at < len(content):
        start = at + _LENGTH_BYTES
        end = start + int.from_bytes(content[at:start], "big")
        if start > len(content) or end > len(content):
            return None
        leaves.append(content[start:end])
        at = end
    return tuple(leaves)


def _level(level: int, count: int) -> Iterator[Tile]:
    for index in range(count // WIDTH):
        yield Tile(level=level, index=index)
    if count % WIDTH:
        yield Tile(level=level, index=count // WIDTH, width=count % WIDTH)
