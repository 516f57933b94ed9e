"""The confidential log on disk: commitments in tiles, and beside them what opens each, private and erasable.

    audit/checkpoint, audit/tile/..., audit/sm3/...    leaves of salted commitments
    audit/records/<SHA-256 of the leaf>                value and salt of each field that was not erased, mode 600

    add:    record -> leaf -> head signed       a crash in between leaves a record without a leaf, told by fsck
    erase:  the record written anew without the field; the leaf, and every proof, stays

What a file system or a backup keeps of a file that was written over is beyond this module, and SECURITY.md says so.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes

from tallystick.evidence.audit.records import SALT_BYTES, AuditError, AuditRecord, commit_record, read_leaf, read_record
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.shell.files.atomic import PRIVATE, is_temporary, write_atomically
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow
from tallystick.shell.files.fsck import check_log
from tallystick.shell.operations.ports.logs import LogDamagedError

__all__ = ["FolderAudit"]


@dataclass(frozen=True, slots=True)
class FolderAudit:
    """An `AuditLog` in a folder."""

    log: ShadowedLog

    @property
    def key(self) -> VerifierKey:
        """The key under which others check what is proved of it."""
        return self.log.key

    def size(self) -> int:
        """Return how many records there are."""
        return self.log.size()

    def add(self, values: Mapping[str, str]) -> int:
        """Commit to these fields, each under fresh salt, and return the record's position.

        Raises:
            AuditError: a field has another form than the log takes.
            LogDamagedError: the files do not add up to the last checkpoint.
        """
        record = commit_record(values, [token_bytes(SALT_BYTES) for _ in values])
        position = self.log.size()
        self._keep(record)
        self.log.sequence([record.leaf], first=position)
        return position

    def root(self, size: int) -> str:
        """Return the root over the first `size` records, in hexadecimal; see `AuditLog.root`."""
        return self.log.tree().root(size).hex()

    def record(self, position: int) -> AuditRecord:
        """Return a record, with what is left of its fields.

        Raises:
            LogConflictError: there is none at that position.
            LogDamagedError: its file is missing or is not what the leaf commits to.
        """
        leaf = self.log.leaf(position)
        try:
            record = read_record(self._path(leaf).read_bytes())
        except (OSError, AuditError) as error:
            lost = finding("files.audit-record-lost", file=str(self._path(leaf)), position=position)
            raise LogDamagedError(lost) from error
        if record.leaf != leaf:
            raise LogDamagedError(finding("files.audit-record-other", file=str(self._path(leaf)), position=position))
        return record

    def erase(self, position: int, fields: Collection[str]) -> None:
        """Forget value and salt of fields; the leaf and every proof of the others stay.

        Raises:
            AuditError: the record has no such field.
        """
        self._keep(self.record(position).without(fields))

    def receipt(self, position: int) -> bytes:
        """Return the ``.tlog-proof`` of a record's leaf."""
        return self.log.receipt(position)

    def damaged(self) -> Iterator[Finding]:
        """Yield what is wrong with the log's files, its SM3 tree and what opens its leaves."""
        found = (*check_log(self.log),)
        found = found or check_shadow(self.log, self.log.heads)
        for each in found:
            yield _below(each)
        if found:
            return
        leaves = self.log.leaves(0, self.log.size())
        for position, leaf in enumerate(leaves):
            name = f"audit/records/{sha256_hex(leaf)}"
            try:
                read_leaf(leaf)
                self.record(position)
            except (LogDamagedError, AuditError):
                yield finding("files.audit-record-damaged", file=name, position=position)
        known = {sha256_hex(leaf) for leaf in leaves}
        for path in sorted(self._records.glob("*")):
            if path.name not in known and not is_temporary(path):
                yield finding("files.audit-record-stray", file=f"audit/records/{path.name}")

    def _keep(self, record: AuditRecord) -> None:
        self._records.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self._path(record.leaf), record.content(), mode=PRIVATE)

    @property
    def _records(self) -> Path:
        return self.log.folder / "records"

    def _path(self, leaf: bytes) -> Path:
        return self._records / sha256_hex(leaf)


def _below(found: Finding) -> Finding:
    """Place a finding about a file of this log below the home, where the register has files of the same names."""
    return replace(found, place=replace(found.place, file=f"audit/{found.place.file}"))
