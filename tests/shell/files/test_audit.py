"""The confidential log on disk: what is erased is gone from every file, and what is damaged is named."""

import stat

import pytest

from tallystick.evidence.audit.records import AuditError
from tallystick.evidence.log import VerifierKey
from tallystick.shell.files.beside.audit import FolderAudit
from tallystick.shell.files.beside.shadow import ShadowedLog
from tallystick.shell.operations.ports.logs import AuditLog, LogConflictError, LogDamagedError
from tests.shell.files.logs import SIGNER

FIELDS = {"kind": "desk.file-read", "at": "2026-09-01T08:00:00Z", "person": "Wang Xiaoming"}


@pytest.fixture
def audit(tmp_path):
    key = VerifierKey(name="register.example/audit", public_key=SIGNER.public_key)
    return FolderAudit(ShadowedLog(tmp_path / "audit", key, SIGNER))


def everything(audit):
    return b"".join(path.read_bytes() for path in audit.log.folder.rglob("*") if path.is_file())


def test_an_erased_value_is_in_no_file_and_the_log_is_as_it_was(audit):
    port: AuditLog = audit
    assert [port.add(FIELDS), port.add(FIELDS)] == [0, 1]
    head, leaf, salt = audit.log.checkpoint(), audit.log.leaf(0), audit.record(0).openings["person"].salt
    audit.erase(0, {"person"})
    assert salt.encode() not in everything(audit)
    audit.erase(1, {"person"})
    assert b"Wang" not in everything(audit)
    assert (audit.log.checkpoint(), audit.log.leaf(0)) == (head, leaf)
    assert audit.record(0).closed == ("person",)
    assert list(audit.damaged()) == []


def test_records_are_private_and_every_salt_is_new(audit):
    audit.add(FIELDS)
    audit.add(FIELDS)
    salts = [each.salt for position in (0, 1) for each in audit.record(position).openings.values()]
    assert len(set(salts)) == 6
    for path in (audit.log.folder / "records").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_malformed_field_leaves_the_log_as_it_was(audit):
    with pytest.raises(AuditError):
        audit.add({"Not A Name": "x"})
    assert audit.size() == 0
    assert list(audit.damaged()) == []


def test_a_record_that_is_not_there_is_refused(audit):
    audit.add(FIELDS)
    with pytest.raises(LogConflictError):
        audit.record(1)


def test_each_kind_of_damage_is_named(audit):
    audit.add(FIELDS)
    audit.add(FIELDS)
    (one, two) = sorted((audit.log.folder / "records").iterdir())
    intact = one.read_bytes()
    for damage in (intact.replace(b"Wang", b"Zhao"), intact[:-1], b"", two.read_bytes()):
        one.write_bytes(damage)
        assert [each.code for each in audit.damaged()] == ["files.audit-record-damaged"]
    one.unlink()
    (found,) = audit.damaged()
    assert found.place.file == f"audit/records/{one.name}"
    with pytest.raises(LogDamagedError):
        audit.record(int(str(found.argument("position"))))
    one.write_bytes(intact)
    (one.parent / ("0" * 64)).write_bytes(intact)
    assert [each.code for each in audit.damaged()] == ["files.audit-record-stray"]


def test_a_changed_tile_is_named_below_the_audit_folder(audit):
    audit.add(FIELDS)
    path = audit.log.folder / "tile/entries/000.p/1"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert [each.place.file for each in audit.damaged()] == ["audit/tile/entries/000.p/1"]
