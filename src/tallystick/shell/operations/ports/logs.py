"""What operations ask of logs: the register with its receipts, and the confidential log of commitments.

An act signs its entry, stores the row, and hands the leaf to the log; the receipt exists after `LogWriter.sequence`.
Source: DESIGN.md section 3, "Acts and evidence".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tallystick.evidence.audit.records import AuditRecord
from tallystick.evidence.log import Checkpoint, Policy, SignedHead, VerifierKey
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["AuditLog", "LogConflictError", "LogDamagedError", "LogReader", "LogWriter", "Stamped"]


class LogConflictError(RefusedError):
    """Leaves were offered for positions where the log already holds other leaves, or would leave a gap."""


class LogDamagedError(RefusedError):
    """The log's files do not add up to its own checkpoint; run ``tallystick fsck`` before going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A head and the answer of a timestamping authority over its text: size, signed note, DER of the answer."""

    size: int
    note: bytes
    token: bytes


class LogReader(Protocol):
    """A log as its files have it, for reading."""

    @property
    def key(self) -> VerifierKey:
        """The key under which readers check this log; its name is the origin."""

    def size(self) -> int:
        """Return how many leaves the last signed checkpoint covers."""

    def growth(self, old: int, to: int | None = None) -> tuple[bytes, ...]:
        """Return the consistency proof from the head of `old` leaves to one of `to`, or the last; empty from none."""

    def checkpoint(self) -> bytes:
        """Return the last signed checkpoint; empty bytes when nothing was ever sequenced."""

    def cosigned(self) -> tuple[SignedHead, ...]:
        """Return the earlier heads that are kept for their cosigners, by size.

        Raises `LogDamagedError` where one of them is not one that this log's key signed.
        """

    def stamps(self) -> tuple[Stamped, ...]:
        """Return the heads that were timestamped, by size."""


class LogWriter(LogReader, Protocol):
    """The installation's log, with the key that signs its checkpoints."""

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:
        """Make the log hold these leaves from position `first`, and sign the new head.

        May be called again with the same leaves after a crash at any moment: what is there already is
        compared, what is missing is written, nothing is written twice.

        Raises:
            LogConflictError: `first` is beyond the end, or another leaf already stands at one of the
                positions.
            LogDamagedError: the files do not add up to the last checkpoint.
        """

    def leaf(self, index: int) -> bytes:
        """Return the leaf at a position below `size`.

        Raises `LogConflictError` where there is none, `LogDamagedError` where its file is missing or cut short.
        """

    def cosign(self, witness: VerifierKey, *, at: int, signature: str) -> None:
        """Add a witness's signature, made `at` seconds since 1970, to the last checkpoint; later receipts carry it.

        Raises `LogConflictError` where it is not over the head, `LogDamagedError` where the head is not the log's.
        """

    def stamp(self, stamped: Stamped) -> None:
        """Keep an authority's token beside the head it is over; one a head, the last that was asked for."""

    def receipt(self, index: int, *, extra: bytes | None = None, policy: Policy | None = None) -> bytes:
        """Return the ``.tlog-proof`` of one leaf under the head that says most to a reader of this policy.

        That is the newest that satisfies it; else, and where the policy is not known, the one that most cosigned.

        Raises:
            LogConflictError: the log has no such leaf.
            LogDamagedError: the files do not add up to that head.
        """


class AuditLog(Protocol):
    """The confidential log: commitments to fields, and what opens those that were not erased."""

    @property
    def key(self) -> VerifierKey:
        """The key under which others check what is proved of it."""

    def size(self) -> int:
        """Return how many records there are."""

    def add(self, values: Mapping[str, str]) -> int:
        """Commit to fields, each under fresh salt, and return the record's position; `AuditError` for a wrong form."""

    def root(self, size: int) -> str:
        """Return the SHA-256 root over the first records, in hexadecimal; `LogDamagedError` where files do not fit."""

    def record(self, position: int) -> AuditRecord:
        """Return a record with what is left of it; `LogConflictError` where there is none at that position."""

    def erase(self, position: int, fields: Collection[str]) -> None:
        """Forget value and salt of fields; `AuditError` where the record has no such field."""

    def receipt(self, position: int) -> bytes:
        """Return the ``.tlog-proof`` of a record's leaf."""
