"""The SM3 tree beside a log: the same leaves, other hashes, an origin and a folder of its own.

    log/checkpoint, log/tile/...          SHA-256, as every client of such logs reads it
    log/sm3/checkpoint, log/sm3/tile/...  SM3 over the same leaves; origin of the log with ``/sm3``
    log/sm3/checkpoint.sm2                the same head under SM2, where the platform has it

It is brought up after the log's own head is signed, from leaves already checked against that head. A crash in between
leaves a shadow that is behind, never ahead, and the next run brings it up; one that was never written is made from the
first leaf.
Source: SUPTECH.md 3.5, item 5; GB/T 32905-2016.
Leaves are not kept twice: the shadow holds hashes alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from tallystick.evidence.digests import Algorithm
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, open_checkpoint
from tallystick.evidence.log.tiles import ENTRIES, WIDTH, tile_bytes, tiles
from tallystick.evidence.merkle import Tree, leaf_hash
from tallystick.shell.files.atomic import write_atomically
from tallystick.shell.files.beside.growing import WritableFolderLog, drop_partials, keep_head, signed_head
from tallystick.shell.files.fsck import wrong_cosigned, wrong_earlier
from tallystick.shell.files.locks import exclusive
from tallystick.shell.files.log import FolderLog
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import LogDamagedError

__all__ = ["HeadReader", "HeadSigner", "ShadowedLog", "check_shadow", "keep_shadow", "shadow_of", "writable_shadow"]

_FOLDER: Final = "sm3"
_CHECKPOINT: Final = "checkpoint"
_SECOND: Final = "checkpoint.sm2"


class HeadReader(Protocol):
    """Who judges the second signature under the head of an SM3 tree."""

    def fault(self, origin: str, text: str, content: bytes, file: str) -> Finding | None:
        """Say what is wrong with a kept note; None where it holds."""


class HeadSigner(HeadReader, Protocol):
    """Who puts that signature there; `shell.signing.sm2_heads` does both."""

    def sign(self, origin: str, text: str) -> bytes:
        """Return a signed note over the text; empty where this platform cannot."""


@dataclass(frozen=True, slots=True)
class ShadowedLog(WritableFolderLog):
    """A log that keeps its SM3 tree up as it grows: a `LogWriter`; `heads` puts SM2 under the tree's head as well."""

    heads: HeadSigner | None = None

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:
        """Make the log hold these leaves and sign both heads, SHA-256 first; see `WritableFolderLog.sequence`."""
        head = WritableFolderLog.sequence(self, leaves, first=first)
        keep_shadow(self, self.signer, self.heads)
        return head


def shadow_of(log: FolderLog) -> FolderLog:
    """Return the SM3 tree beside a log, for reading; it has hashes and a checkpoint, and no leaves of its own."""
    return FolderLog(log.folder / _FOLDER, log.key.shadow())


def writable_shadow(log: ShadowedLog) -> WritableFolderLog:
    """Return the SM3 tree beside a log, so that lines and timestamps can be put to its head; it grows with its log."""
    shadow = shadow_of(log)
    return WritableFolderLog(shadow.folder, shadow.key, log.signer)


def keep_shadow(log: FolderLog, signer: Signer, heads: HeadSigner | None = None) -> Checkpoint:
    """Bring the SM3 tree up to the log's present size, and sign its head.

    Raises:
        LogDamagedError: the shadow's files do not add up, or it is longer than its log, as after a restored copy.
    """
    shadow = shadow_of(log)
    with exclusive(log.folder / "lock", wait=True):
        # LOAD
        head, old, size = shadow.head(), shadow.tree(), log.size()

        # DECIDE
        if head and head.size == size:
            _keep_second(shadow, head, heads)
            return head
        if old.size > size:
            raise LogDamagedError(finding("files.shadow-beyond", file=str(shadow.folder), covered=old.size, size=size))
        start = old.size - old.size % WIDTH
        new = log.leaves(start, size)[old.size - start :]
        tree = Tree.of_hashes((*old.levels[0], *(leaf_hash(each, Algorithm.SM3) for each in new)), Algorithm.SM3)

        # STORE
        written = set(tiles(old.size))
        for tile in tiles(size):
            if tile.level != ENTRIES and tile not in written:
                write_atomically(shadow.folder / tile.path, tile_bytes(tree, tile))
        grown = Checkpoint(origin=shadow.key.name, size=size, root=tree.root())
        keep_head(shadow)
        write_atomically(shadow.folder / _CHECKPOINT, signed_head(grown, signer, shadow.key))
        drop_partials(shadow.folder, set(tiles(size)) - written)
        _keep_second(shadow, grown, heads)
        return grown


def _keep_second(shadow: FolderLog, head: Checkpoint, heads: HeadSigner | None) -> None:
    """Write the second signature, where there is none over this head yet."""
    path = shadow.folder / _SECOND
    if heads is None or (path.is_file() and path.read_bytes().startswith(f"{head.text()}\n".encode())):
        return
    content = heads.sign(shadow.key.name, head.text())
    if content:
        write_atomically(path, content)
    else:
        path.unlink(missing_ok=True)  # one over an older head would say that this platform can


def check_shadow(log: FolderLog, heads: HeadReader | None = None) -> tuple[Finding, ...]:
    """Compute the SM3 tree anew from the log's leaves, which `check_log` found sound, and compare it.

    Returns:
        Empty when all fits; otherwise the first thing that does not.
    """
    shadow, size, place = shadow_of(log), log.size(), f"{_FOLDER}/{_CHECKPOINT}"
    content = shadow.checkpoint()
    if not content:
        return (finding("files.shadow-missing", file=place),) if size else ()
    head = open_checkpoint(content, shadow.key, file=place)
    if isinstance(head, Finding):
        return (head,)
    tree = Tree.of(log.leaves(0, size), Algorithm.SM3)
    if head.size > size or tree.root(head.size) != head.root:
        return (finding("files.shadow-differs", file=place, size=head.size),)
    for tile in tiles(head.size):
        path = shadow.folder / tile.path
        if tile.level == ENTRIES:
            continue
        if not path.is_file():
            return (finding("files.tile-missing", file=f"{_FOLDER}/{tile.path}"),)
        if path.read_bytes() != tile_bytes(tree, tile):
            return (finding("files.tile-damaged", file=f"{_FOLDER}/{tile.path}"),)
    earlier = wrong_earlier(shadow, tree, ()) or wrong_cosigned(shadow, tree)
    if earlier is not None:
        return (replace(earlier, place=replace(earlier.place, file=f"{_FOLDER}/{earlier.place.file}")),)
    if head.size < size:
        return (finding("files.shadow-behind", file=place, size=head.size, leaves=size),)
    second = shadow.folder / _SECOND
    if heads is None or not second.is_file():
        return ()
    fault = heads.fault(shadow.key.name, head.text(), second.read_bytes(), f"{_FOLDER}/{_SECOND}")
    return () if fault is None else (fault,)
