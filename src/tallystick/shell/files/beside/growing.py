"""A log that grows: leaves become tiles, the cosigned head is kept, and the new head is written last.

    sequence: lock -> read the head -> compare what is there with what is offered -> write tiles -> keep the old head
        where witnesses stand under it -> sign -> checkpoint

A crash before the checkpoint leaves tiles that nobody's checkpoint reaches,
and the next run writes them again; a crash after it leaves a longer log, and the next run finds its leaves
there already. So running again doubles nothing. Before a head is signed, the old head's root is computed anew
from the tiles it covers: the log never signs a head that does not continue the one before. The head that is written
over is kept in ``cosigned`` where a witness stands under it, so that receipts of its entries wait for nobody again.
Source: C2SP tlog-tiles, tlog-checkpoint.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, NoteSignature, SignedHead, VerifierKey, cosigned, note_bytes, outlived
from tallystick.evidence.log.tiles import ENTRIES, WIDTH, Tile, pack, tile_bytes, tiles
from tallystick.evidence.merkle import Tree, leaf_hash
from tallystick.shell.files.atomic import write_atomically
from tallystick.shell.files.locks import exclusive
from tallystick.shell.files.log import COSIGNED, FolderLog
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import LogConflictError, Stamped

__all__ = ["WritableFolderLog", "drop_partials", "keep_cosignature", "keep_head", "sequence", "signed_head"]

_CHECKPOINT = "checkpoint"
_STAMPS = "timestamps"


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
        keep_head(log, write=write)
        write(log.folder / _CHECKPOINT, signed_head(grown, signer, log.key))
        drop_partials(log.folder, set(tiles(tree.size)) - set(tiles(old.size)))
        return grown


def keep_head(log: FolderLog, *, write: Callable[[Path, bytes], None] = write_atomically) -> None:
    """Keep the present head where somebody cosigned it, before a new one is written over it; the lock is held.

    Args:
        log: the files.
        write: how a file is written.
    """
    head = log.present()
    if head is None or not head.cosigners:
        return
    write(_kept_at(log, head), head.note)
    for each in outlived(log.cosigned(), head):
        _kept_at(log, each).unlink(missing_ok=True)


def _kept_at(log: FolderLog, head: SignedHead) -> Path:
    return log.folder / COSIGNED / f"{head.checkpoint.size}.checkpoint"


def keep_cosignature(log: FolderLog, witness: VerifierKey, *, at: int, signature: str) -> None:
    """Add a witness's line to the checkpoint, so that receipts made from now on carry it, also when the log has grown.

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
