"""Computing a log anew from its leaves, and naming the first file that does not fit.

    leaves give the signed root    -> the leaves are right; the first hash tile that differs from them is
    wrong leaves do not                  -> the first leaf that differs from its stored hash is wrong
    no leaf differs, root does     -> leaves and hashes were changed together, or the checkpoint is another
    log's

Source: C2SP tlog-tiles; RFC 6962 section 2.1.
It repairs nothing: what was signed is restored from a copy, never from a guess.
"""

from collections.abc import Sequence

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, open_checkpoint
from tallystick.evidence.log.tiles import ENTRIES, Tile, TileError, parse_path, tile_bytes, tiles, unpack
from tallystick.evidence.merkle import HASH_BYTES, Tree, leaf_hash
from tallystick.shell.files.log import FolderLog
from tallystick.shell.operations.ports.logs import LogDamagedError

__all__ = ["check_log", "wrong_cosigned", "wrong_earlier"]


def check_log(log: FolderLog) -> tuple[Finding, ...]:
    """Compute the log anew and compare every file its checkpoint covers.

    Returns:
        Empty when all fits; otherwise the first thing that does not.
    """
    content = log.checkpoint()
    if not content:
        unsigned = any((log.folder / "tile").glob("**/*"))
        return (finding("files.log-unsigned", file="checkpoint"),) if unsigned else ()
    head = open_checkpoint(content, log.key, file="checkpoint")
    if isinstance(head, Finding):
        return (head,)
    leaves: list[bytes] = []
    for tile in _of_level(head, ENTRIES):
        bundle = _bundle(log, tile)
        if isinstance(bundle, Finding):
            return (bundle,)
        leaves.extend(bundle)
    tree = Tree.of(leaves)
    if tree.root() != head.root:
        wrong = _wrong_leaf(log, leaves, head)
    else:
        wrong = _wrong_tile(log, tree, head) or wrong_earlier(log, tree, leaves) or wrong_cosigned(log, tree)
    return () if wrong is None else (wrong,)


def _bundle(log: FolderLog, tile: Tile) -> tuple[bytes, ...] | Finding:
    path = log.folder / tile.path
    if not path.is_file():
        return finding("files.tile-missing", file=tile.path)
    bundle = unpack(path.read_bytes())
    if bundle is None or len(bundle) != tile.width:
        return finding("files.tile-damaged", file=tile.path)
    return bundle


def _wrong_tile(log: FolderLog, tree: Tree, head: Checkpoint) -> Finding | None:
    for tile in tiles(head.size):
        if tile.level == ENTRIES:
            continue
        path = log.folder / tile.path
        if not path.is_file():
            return finding("files.tile-missing", file=tile.path)
        if path.read_bytes() != tile_bytes(tree, tile):
            return finding("files.tile-damaged", file=tile.path)
    return None


def wrong_earlier(log: FolderLog, tree: Tree, leaves: Sequence[bytes]) -> Finding | None:
    """Return the first tile of an earlier, shorter head that is not what it was; readers of that head ask for it.

    What lies beyond the head was never signed, as after a kill, and nothing is said of it.
    """
    for path in sorted(each for each in (log.folder / "tile").glob("**/*.p/*") if each.is_file()):
        name = path.relative_to(log.folder).as_posix()
        tile = parse_path(name)
        if tile is not None and not _fits(path.read_bytes(), tile, tree, leaves):
            return finding("files.tile-damaged", file=name)
    return None


def wrong_cosigned(log: FolderLog, tree: Tree) -> Finding | None:
    """Return the first head kept for its cosigners that is not the log's, or that the present one does not continue."""
    try:
        kept = log.cosigned()
    except LogDamagedError as error:
        return error.finding
    sizes = (
        each.checkpoint.size for each in kept if tree.root(min(each.checkpoint.size, tree.size)) != each.checkpoint.root
    )
    return next((finding("files.log-root", file=f"cosigned/{size}.checkpoint", size=size) for size in sizes), None)


def _fits(content: bytes, tile: Tile, tree: Tree, leaves: Sequence[bytes]) -> bool:
    if tile.level == ENTRIES:
        kept = tuple(leaves[tile.start : tile.start + tile.width])
        return len(kept) < tile.width or unpack(content) == kept
    try:
        return content == tile_bytes(tree, tile)
    except TileError:
        return True


def _wrong_leaf(log: FolderLog, leaves: list[bytes], head: Checkpoint) -> Finding | None:
    for tile in _of_level(head, 0):
        path = log.folder / tile.path
        if not path.is_file():
            return finding("files.tile-missing", file=tile.path)
        hashes = path.read_bytes()
        if len(hashes) != tile.width * HASH_BYTES:
            return finding("files.tile-damaged", file=tile.path)
        for offset in range(tile.width):
            stored = hashes[offset * HASH_BYTES : (offset + 1) * HASH_BYTES]
            index = tile.start + offset
            if leaf_hash(leaves[index]) != stored:
                bundle = Tile(level=ENTRIES, index=tile.index, width=tile.width)
                return finding("files.leaf-damaged", file=bundle.path, index=index)
    return finding("files.log-root", file="checkpoint", size=head.size)


def _of_level(head: Checkpoint, level: int) -> list[Tile]:
    return [tile for tile in tiles(head.size) if tile.level == level]
