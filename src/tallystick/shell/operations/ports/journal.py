"""What operations ask of the store: acts kept in order, each once, and the filing they move.

A row of the journal is written in the act's own transaction together with the state it changes, so that no state
exists without its act. The position in the log comes later, from the sequencer, and never changes.
Implementation: `shell.store`.
Source: DESIGN.md section 3, "Acts and evidence".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tallystick.evidence.entries import Entry
from tallystick.evidence.findings import finding
from tallystick.evidence.parsers import parser_problem
from tallystick.evidence.wording import labels
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["ActRow", "FilingChange", "FilingRow", "Journal", "OnRecord", "StaleStateError", "StoreRefusedError"]


class StaleStateError(RefusedError):
    """The filing is no longer in the state the act was decided on; somebody else acted in between."""

    def __init__(self, filing: str, state: str) -> None:
        """Say which filing, and the state it is in now; empty where there is none."""
        phase = labels().get(f"filing.phase.{state or 'draft'}", state)
        super().__init__(finding("filing.state-moved", filing=filing, phase=phase))


class StoreRefusedError(RefusedError):
    """The database cannot be read or written; nothing of the act is in it.

    Attributes:
        damaged: whether it is the file that is wrong, and not the machine, as on a full disk.
        detail: what the database said.
    """

    def __init__(self, said: str, *, place: str, damaged: bool = True) -> None:
        """Say why and where, and whether the file is to blame."""
        self.detail = parser_problem(said)
        super().__init__(finding("cli.store-refused", name=place, detail=self.detail))
        self.damaged = damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act as stored. `number` counts from 1 in this installation; `position` is None until it is in the log."""

    number: int
    act_id: str
    entry: Entry
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRow:
    """Where a filing stands: its deal, version, state and the package it is about."""

    id: str
    deal: str
    version: int
    state: str
    package_sha256: str
    package_sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingChange:
    """The new row of a filing, and the state it must still be in; `expected` is empty for a new filing."""

    row: FilingRow
    expected: str


class Journal(Protocol):
    """The acts and filings of one installation."""

    def record(self, act_id: str, entry: Entry, change: FilingChange | None = None) -> ActRow:
        """Write an act and the state it changes in one transaction; an act that is there already is returned as it is.

        Raises:
            StaleStateError: the filing is not in the expected state.
        """

    def find(self, act_id: str) -> ActRow | None:
        """Return the act with this identity, or None."""

    def acts(self, *, subject: str = "", kind: str = "") -> tuple[ActRow, ...]:
        """Return the acts on a subject, of a kind, or all, in the order they were recorded."""

    def last(self) -> int:
        """Return the number of the last act; 0 where there is none."""

    def filing(self, filing: str) -> FilingRow | None:
        """Return where a filing stands, or None where there is none."""

    def filings(self) -> tuple[FilingRow, ...]:
        """Return all filings, by id."""

    def place(self, numbers: Sequence[int], *, first: int) -> None:
        """Note that these acts, in this order, stand in the log from position `first`; repeating it changes nothing."""


class _Acts(Protocol):
    def acts(self, *, subject: str = "", kind: str = "") -> tuple[ActRow, ...]: ...


class _Bodies(Protocol):
    def get(self, sha256: str) -> bytes: ...


class OnRecord(Protocol):
    """Acts and bodies to read: of an installation, or of what one made public."""

    @property
    def journal(self) -> _Acts:
        """The acts, in their order."""

    @property
    def objects(self) -> _Bodies:
        """Bodies and files, by their SHA-256."""
