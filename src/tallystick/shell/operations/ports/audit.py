"""What operations ask of the confidential log: commitments to fields, and what opens those that were not erased.

Implementation: `shell.files.beside.audit`.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from tallystick.evidence.audit.records import AuditRecord
from tallystick.evidence.log import VerifierKey

__all__ = ["AuditLog"]


class AuditLog(Protocol):
    """The confidential log: commitments to fields, and what opens those that were not erased."""

    @property
    def key(self) -> VerifierKey:
        """The key under which others check what is proved of it."""

    def size(self) -> int:
        """Return how many records there are."""

    def add(self, values: Mapping[str, str]) -> int:
        """Commit to fields, each under fresh salt, and return the record's position; `AuditError` for a wrong form."""

    def record(self, position: int) -> AuditRecord:
        """Return a record with what is left of it; `LogConflictError` where there is none at that position."""

    def erase(self, position: int, fields: Collection[str]) -> None:
        """Forget value and salt of fields; `AuditError` where the record has no such field."""

    def receipt(self, position: int) -> bytes:
        """Return the ``.tlog-proof`` of a record's leaf."""
