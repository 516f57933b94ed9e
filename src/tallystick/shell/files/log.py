"""The log on disk, for reading: tiles, the checkpoint that says how long it is, and heads kept for their cosigners.

Only the checkpoint says how long the log is; see `beside.growing` for what is written in which order.
Source: C2SP tlog-tiles, tlog-checkpoint.
A restored backup that lost signed heads is a fork this module cannot see; witnesses and holders of receipts
can.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import (
    Checkpoint,
    Policy,
    SignedHead,
    VerifierKey,
    best_head,
    open_head,
    receipt,
)
from tallystick.evidence.log.tiles import ENTRIES, WIDTH, Tile, pack, tiles, unpack
from tallystick.evidence.merkle import HASH_BYTES, Tree, leaf_hash
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError, Stamped

__all__ = ["COSIGNED", "FolderLog"]

_CHECKPOINT = "checkpoint"
COSIGNED = "cosigned"
"""Folder of the heads that are kept for their cosigners, ``<size>.checkpoint`` each."""
_STAMPS = "timestamps"


@dataclass(frozen=True, slots=True)
class FolderLog:
    """The files of one log, for reading. Law: what it returns is under the root its key signed, or it raises.

    Attributes:
        folder: where the tiles and the checkpoint lie.
        key: the log's key; its name is the origin.
    """

    folder: Path
    key: VerifierKey

    def checkpoint(self) -> bytes:
        """Return the last signed checkpoint; empty bytes when nothing was ever sequenced."""
        path = self.folder / _CHECKPOINT
        return path.read_bytes() if path.exists() else b""

    def head(self) -> Checkpoint | None:
        """Return the last checkpoint, opened; None when nothing was ever sequenced.

        Raises:
            LogDamagedError: the checkpoint is not one this log's key signed.
        """
        head = self.present()
        return head.checkpoint if head else None

    def present(self) -> SignedHead | None:
        """Return the last head with those who cosigned it; None when nothing was ever sequenced.

        Raises:
            LogDamagedError: the checkpoint is not one this log's key signed.
        """
        content = self.checkpoint()
        return self._opened(content, self.folder / _CHECKPOINT) if content else None

    def cosigned(self) -> tuple[SignedHead, ...]:
        """Return the earlier heads that are kept for their cosigners, by size; see `evidence.log.heads`.

        Raises:
            LogDamagedError: one of them is not one this log's key signed.
        """
        found = list[SignedHead]()
        for path in (self.folder / COSIGNED).glob("*.checkpoint"):
            with suppress(FileNotFoundError):  # a later head may take its place meanwhile
                found.append(self._opened(path.read_bytes(), path))
        return tuple(sorted(found, key=lambda each: each.checkpoint.size))

    def _opened(self, content: bytes, path: Path) -> SignedHead:
        opened = open_head(content, self.key)
        if isinstance(opened, Finding):
            raise LogDamagedError(finding("files.log-not-its-own", file=str(path), log=self.key.name))
        return opened

    def size(self) -> int:
        """Return how many leaves the last signed checkpoint covers."""
        head = self.head()
        return head.size if head else 0

    def leaf(self, index: int) -> bytes:
        """Return one leaf, checked against its hash in the tree.

        Raises:
            LogConflictError: the log has no such leaf.
            LogDamagedError: its file is missing or damaged.
        """
        size = self.size()
        if not 0 <= index < size:
            raise LogConflictError(finding("files.log-no-entry", size=size, index=index))
        return self.leaves(index - index % WIDTH, min(size, index - index % WIDTH + WIDTH))[index % WIDTH]

    def leaves(self, start: int, end: int) -> tuple[bytes, ...]:
        """Return the leaves from `start` up to `end` (excluded), each checked against its hash in the tree.

        Args:
            start: a multiple of 256.
            end: at most `size`.

        Raises:
            LogDamagedError: a file is missing or damaged.
        """
        size, found = self.size(), list[bytes]()
        for tile in tiles(size):
            if tile.level == ENTRIES and start <= tile.start < end:
                bundle = unpack(self.read(tile))
                hashes = _split(self.read(Tile(level=0, index=tile.index, width=tile.width)))
                if bundle is None or tuple(map(leaf_hash, bundle)) != hashes:
                    raise LogDamagedError(finding("files.tile-damaged", file=str(self.folder / tile.path)))
                found.extend(bundle)
        return tuple(found[: end - start])

    def tree(self) -> Tree:
        """Return the tree under the last checkpoint, computed from its leaf hashes.

        Raises:
            LogDamagedError: a file is missing, or the tree's root is not the one that was signed.
        """
        head = self.head()
        size = head.size if head else 0
        level = [tile for tile in tiles(size) if tile.level == 0]
        tree = Tree.of_hashes((each for tile in level for each in _split(self.read(tile))), self.key.algorithm)
        if head and (tree.size != head.size or tree.root() != head.root):
            raise LogDamagedError(finding("files.log-hashes", file=str(self.folder)))
        return tree

    def receipt(self, index: int, *, extra: bytes | None = None, policy: Policy | None = None) -> bytes:
        """Return the ``.tlog-proof`` of one leaf, under the head that says most to its reader; see `best_head`.

        Args:
            index: position of the leaf, from 0.
            extra: bytes to add; nobody will vouch for them.
            policy: who must have cosigned for the reader; None where that is not known.

        Raises:
            LogConflictError: the log has no such leaf.
            LogDamagedError: the files do not add up to that head.
        """
        present, kept = self.present(), self.cosigned()  # before the tree, which may have grown when it is read
        head = best_head((*kept, *((present,) if present else ())), index, self.key, policy) if index >= 0 else None
        if present is None or head is None:
            size = present.checkpoint.size if present else 0
            raise LogConflictError(finding("files.log-no-entry", size=size, index=index))
        tree, size = self.tree(), head.checkpoint.size
        if size > tree.size or tree.root(size) != head.checkpoint.root:
            raise LogDamagedError(finding("files.log-hashes", file=str(self.folder)))
        return receipt(tree, index, head.note, size=size, extra=extra).content()

    def growth(self, old: int, to: int | None = None) -> tuple[bytes, ...]:
        """Return the consistency proof from the head of `old` leaves to one of `to`, or the last; empty from none.

        Raises:
            LogConflictError: the log has fewer leaves than that.
            LogDamagedError: the files do not add up to the last checkpoint.
        """
        tree = self.tree()
        later = tree.size if to is None else to
        if not 0 <= old <= later <= tree.size:
            raise LogConflictError(finding("files.log-no-entry", size=tree.size, index=max(old, later)))
        return tree.consistency_proof(old, later) if old else ()

    def stamps(self) -> tuple[Stamped, ...]:
        """Return the heads that were timestamped, by size; a file whose name is no size is not looked at."""
        tokens = [path for path in (self.folder / _STAMPS).glob("*.tsr") if path.stem.isdecimal()]
        return tuple(
            Stamped(
                size=int(path.stem),
                note=note.read_bytes() if (note := path.with_suffix(".checkpoint")).is_file() else b"",
                token=path.read_bytes(),
            )
            for path in sorted(tokens, key=lambda each: int(each.stem))
        )

    def read(self, tile: Tile) -> bytes:
        """Return the bytes of one tile, out of the full file where that has taken the place of a partial one.

        Raises:
            LogDamagedError: the file is missing.
        """
        full = Tile(level=tile.level, index=tile.index)
        for candidate in (tile, full):
            with suppress(FileNotFoundError):
                return _first((self.folder / candidate.path).read_bytes(), tile)
        raise LogDamagedError(finding("files.tile-missing", file=str(self.folder / tile.path)))


def _first(content: bytes, tile: Tile) -> bytes:
    """Return as much of a file as a tile of this width holds; bytes that do not unpack are left for the checks."""
    if tile.level != ENTRIES:
        return content[: tile.width * HASH_BYTES]
    bundle = unpack(content)
    return content if bundle is None else pack(bundle[: tile.width])


def _split(hashes: bytes) -> tuple[bytes, ...]:
    return tuple(hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES))
