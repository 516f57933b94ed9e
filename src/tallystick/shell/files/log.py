"""The log on disk: tiles, and a checkpoint that is written last.

    sequence: lock -> read the head -> compare what is there with what is offered -> write tiles -> sign ->
        checkpoint

Only the checkpoint says how long the log is. A crash before it leaves tiles that nobody's checkpoint reaches,
and the next run writes them again; a crash after it leaves a longer log, and the next run finds its leaves
there already. So running again doubles nothing. Before a head is signed, the old head's root is computed anew
from the tiles it covers: the log never signs a head that does not continue the one before.
Source: C2SP tlog-tiles, tlog-checkpoint.
A restored backup that lost signed heads is a fork this module cannot see; witnesses and holders of receipts
can.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import (
    Checkpoint,
    NoteSignature,
    VerifierKey,
    cosigned,
    note_bytes,
    open_checkpoint,
    receipt,
)
from tallystick.evidence.log.tiles import ENTRIES, WIDTH, Tile, pack, tile_bytes, tiles, unpack
from tallystick.evidence.merkle import HASH_BYTES, Tree, leaf_hash
from tallystick.shell.files.atomic import write_atomically
from tallystick.shell.files.locks import exclusive
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError, Stamped

__all__ = ["FolderLog", "WritableFolderLog", "drop_partials", "keep_cosignature", "sequence", "signed_head"]

_CHECKPOINT = "checkpoint"
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
        return self._opened(self.checkpoint())

    def _opened(self, content: bytes) -> Checkpoint | None:
        if not content:
            return None
        opened = open_checkpoint(content, self.key, file=_CHECKPOINT)
        if isinstance(opened, Finding):
            path = str(self.folder / _CHECKPOINT)
            raise LogDamagedError(finding("files.log-not-its-own", file=path, log=self.key.name))
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

    def receipt(self, index: int, *, extra: bytes | None = None) -> bytes:
        """Return the ``.tlog-proof`` of one leaf under the last checkpoint.

        Raises:
            LogConflictError: the log has no such leaf.
            LogDamagedError: the files do not add up to the last checkpoint.
        """
        checkpoint = self.checkpoint()  # before the tree, which may have grown by the time it is read
        head = self._opened(checkpoint)
        size = head.size if head else 0
        if not 0 <= index < size:
            raise LogConflictError(finding("files.log-no-entry", size=size, index=index))
        return receipt(self.tree(), index, checkpoint, size=size, extra=extra).content()

    def growth(self, old: int) -> tuple[bytes, ...]:
        """Return the consistency proof from the head of `old` leaves to the last one; empty from none.

        Raises:
            LogConflictError: the log has fewer leaves than that.
            LogDamagedError: the files do not add up to the last checkpoint.
        """
        tree = self.tree()
        if not 0 <= old <= tree.size:
            raise LogConflictError(finding("files.log-no-entry", size=tree.size, index=old))
        return tree.consistency_proof(old) if old else ()

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


@dataclass(frozen=True, slots=True)
class WritableFolderLog(FolderLog):
    """The same files with the log's own key opened: a `LogWriter`."""

    signer: Signer

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:
        """Make the log hold these leaves from position `first`, and sign the new head; see `sequence`.

        Raises:
            LogConflictError: there would be a gap, or another leaf already stands at a position.
            LogDamagedError: the files do not add up to the last checkpoint.
        """
        return sequence(self, leaves, self.signer, first=first)

    def stamp(self, stamped: Stamped) -> None:
        """Keep an authority's token beside the head it is over: the head first, so that no token stands alone."""
        path = self.folder / _STAMPS / f"{stamped.size}.checkpoint"
        write_atomically(path, stamped.note)
        write_atomically(path.with_suffix(".tsr"), stamped.token)

    def cosign(self, witness: VerifierKey, *, at: int, signature: str) -> None:
        """Add a witness's line to the last checkpoint; see `keep_cosignature`.

        Raises:
            LogConflictError: the signature is not over the present head.
            LogDamagedError: the checkpoint is not one this log's key signed.
        """
        keep_cosignature(self, witness, at=at, signature=signature)


def sequence(
    log: FolderLog,
    leaves: Sequence[bytes],
    signer: Signer,
    *,
    first: int,
    write: Callable[[Path, bytes], None] = write_atomically,
) -> Checkpoint:
    """Make the log hold these leaves from position `first`, and sign the new head.

    Args:
        log: the files, and the key that `signer` holds the private half of.
        leaves: leaves in order; those the log holds already are compared and passed over.
        signer: who signs the checkpoint, as the log.
        first: position of the first of `leaves`; at most the log's size.
        write: how a file is written; tests pass one that stops halfway.

    Returns:
        The head, which is the old one when there was nothing to add.

    Raises:
        LogConflictError: there would be a gap, or another leaf already stands at a position, or the signer
            holds another key than the log's.
        LogDamagedError: the files do not add up to the last checkpoint.
        TileError: a leaf is longer than 65,535 bytes.
    """
    if signer.public_key != log.key.public_key:
        raise LogConflictError(finding("files.log-other-key", person=signer.person, log=log.key.name))
    with exclusive(log.folder / "lock", wait=True):
        # LOAD
        head, old = log.head(), log.tree()

        # DECIDE
        new = _fresh(old, leaves, first)
        if head and not new:
            return head
        hashes = (*old.levels[0], *map(leaf_hash, new))
        tree = Tree.of_hashes(hashes)

        # STORE
        _write_tiles(log, old.size, new, tree, write)
        grown = Checkpoint(origin=log.key.name, size=tree.size, root=tree.root())
        write(log.folder / _CHECKPOINT, signed_head(grown, signer, log.key))
        drop_partials(log.folder, set(tiles(tree.size)) - set(tiles(old.size)))
        return grown


def keep_cosignature(log: FolderLog, witness: VerifierKey, *, at: int, signature: str) -> None:
    """Add a witness's line to the checkpoint, so that receipts made from now on carry it.

    Args:
        log: the files.
        witness: the witness's key, of the kind that cosigns.
        at: seconds since 1970 in UTC, as signed.
        signature: Ed25519 over the head's `to_cosign` bytes, 128 hexadecimal digits.

    Raises:
        LogConflictError: the signature is not over the present head; ask the witness again.
        LogDamagedError: the checkpoint is not one this log's key signed.
    """
    with exclusive(log.folder / "lock", wait=True):
        log.head()
        content = cosigned(log.checkpoint(), witness, at=at, signature=signature)
        if isinstance(content, Finding):
            raise LogConflictError(finding("files.log-cosignature", witness=witness.name))
        write_atomically(log.folder / _CHECKPOINT, content)


def _fresh(old: Tree, leaves: Sequence[bytes], first: int) -> Sequence[bytes]:
    if not 0 <= first <= old.size:
        raise LogConflictError(finding("files.log-gap", size=old.size, index=first))
    known = min(len(leaves), old.size - first)
    for offset in range(known):
        if leaf_hash(leaves[offset]) != old.levels[0][first + offset]:
            raise LogConflictError(finding("files.log-taken", index=first + offset))
    return leaves[known:]


def _write_tiles(
    log: FolderLog, old_size: int, new: Sequence[bytes], tree: Tree, write: Callable[[Path, bytes], None]
) -> None:
    written = set(tiles(old_size))
    partial = old_size - old_size % WIDTH
    tail = [*log.leaves(partial, old_size), *new]
    for tile in tiles(tree.size):
        if tile in written:
            continue
        if tile.level == ENTRIES:
            start = tile.start - partial
            content = pack(tail[start : start + tile.width])
        else:
            content = tile_bytes(tree, tile)
        write(log.folder / tile.path, content)


def signed_head(head: Checkpoint, signer: Signer, key: VerifierKey) -> bytes:
    """Return the signed note of a head."""
    signature = bytes.fromhex(signer.sign(head.text().encode()))
    line = NoteSignature(name=key.name, key_id=key.key_id, signature=signature)
    return note_bytes(head.text(), (line,))


def drop_partials(folder: Path, written: set[Tile]) -> None:
    """Remove partial files whose full file the head now covers; what a crash leaves behind does no harm."""
    for tile in written:
        if tile.is_full:
            shutil.rmtree(folder / f"{tile.path}.p", ignore_errors=True)


def _first(content: bytes, tile: Tile) -> bytes:
    """Return as much of a file as a tile of this width holds; bytes that do not unpack are left for the checks."""
    if tile.level != ENTRIES:
        return content[: tile.width * HASH_BYTES]
    bundle = unpack(content)
    return content if bundle is None else pack(bundle[: tile.width])


def _split(hashes: bytes) -> tuple[bytes, ...]:
    return tuple(hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES))
