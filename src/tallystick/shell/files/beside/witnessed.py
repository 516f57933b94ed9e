"""What each witness of a home remembers, on disk: of each log the last head it cosigned, and one proof that it forked.

    witness/<SHA-256 of the log's verifier key, a space, the witness's>   the note, with both their lines
    witness/<the same>.fork                                               a head of the same size with another root

A lock on each log's own file is held from reading the last head to writing the next, and the file reaches the disk
before anything is answered: two requests at once, or a kill in between, never let a witness go back.
Source: C2SP tlog-witness, "The witness MUST persist the new checkpoint before responding".
A witness whose folder is deleted or restored from a copy has forgotten; that is for its keeper to prevent.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.files.atomic import clear_abandoned, write_atomically
from tallystick.shell.files.locks import exclusive
from tallystick.shell.operations.ports.services.outside import Answer, Decided

__all__ = ["FolderMemory"]

_FORK: Final = ".fork"


class FolderMemory:
    """A `WitnessMemory` in a folder."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def update(self, log: str, decide: Callable[[bytes], Decided]) -> Answer:
        """Let `decide` see the note kept last, and keep what it decides, before anybody else is let in."""
        path = self._folder / sha256_hex(log.encode())
        with exclusive(path.with_name(f"{path.name}.lock"), wait=True):
            decided = decide(path.read_bytes() if path.exists() else b"")
            if decided.keep is not None:
                clear_abandoned(self._folder)
                write_atomically(path, decided.keep)
            fork = path.with_name(f"{path.name}{_FORK}")
            if decided.fork is not None and not fork.exists():
                write_atomically(fork, decided.fork)
            return decided.answer
