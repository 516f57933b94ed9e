"""The twins keep the promises of the ports, as far as the acts rely on them."""

from pathlib import Path

import pytest

from tallystick.shell.files.disk import Disk
from tallystick.shell.operations.ports.evidence import (
    Keyring,
    KeyringError,
    ObjectDamagedError,
    ObjectMissingError,
    ObjectStore,
)
from tallystick.shell.operations.ports.folders import Folders, MissingFolderError
from tallystick.shell.operations.ports.journal import Journal
from tallystick.shell.operations.ports.logs import LogConflictError, LogWriter
from tests.shell.operations.example import log_signer
from tests.shell.operations.twins import MemoryFolders, MemoryJournal, MemoryKeyring, MemoryLog, MemoryObjects


def test_they_have_the_shape_of_the_ports():
    journal: Journal = MemoryJournal()
    objects: ObjectStore = MemoryObjects()
    log: LogWriter = MemoryLog(log_signer())
    keyring: Keyring = MemoryKeyring()
    folders: Folders = MemoryFolders()
    assert (journal.acts(), objects.has("00" * 32), log.size(), keyring.people()) == ((), False, 0, ())
    with pytest.raises(MissingFolderError):
        folders.read("nowhere")
    with pytest.raises(MissingFolderError):
        folders.read_file("nowhere")


def test_folders_give_back_what_was_written():
    folders = MemoryFolders()
    assert folders.write("out", {"a/b": b"1"}) == ("out/a/b",)
    assert folders.read("out") == ({"a/b": b"1"}, ())
    assert folders.read_file("out/a/b") == b"1"


@pytest.mark.parametrize("folders", [MemoryFolders(), Disk()])
def test_a_changed_copy_is_gone_afterwards_and_the_folder_as_it_was(folders: Folders, tmp_path: Path):
    folder = str(tmp_path / "out")
    folders.write(folder, {"a": b"1", "b/c": b"2"})
    with folders.changed_copy(folder, {"a": None, "b/c": b"3", "d": b"4"}) as copy:
        assert folders.read(copy) == ({"b/c": b"3", "d": b"4"}, ())
    with pytest.raises(MissingFolderError):
        folders.read(copy)
    assert folders.read(folder) == ({"a": b"1", "b/c": b"2"}, ())
    with pytest.raises(MissingFolderError), folders.changed_copy(f"{folder}/nowhere", {}):
        pass


def test_objects_notice_damage_and_absence():
    objects = MemoryObjects()
    name = objects.put(b"a").sha256
    objects.kept[name] = b"b"
    with pytest.raises(ObjectDamagedError):
        objects.get(name)
    with pytest.raises(ObjectMissingError):
        objects.get("00" * 32)


def test_the_log_is_never_rewritten():
    log = MemoryLog(log_signer())
    log.sequence([b"a", b"b"], first=0)
    assert log.sequence([b"b", b"c"], first=1).size == 3
    for leaves, first in (([b"x"], 1), ([b"d"], 4)):
        with pytest.raises(LogConflictError):
            log.sequence(leaves, first=first)
    with pytest.raises(LogConflictError):
        log.leaf(3)


def test_a_key_is_made_once():
    keyring = MemoryKeyring()
    assert keyring.create("a", "") == keyring.open("a", "")
    with pytest.raises(KeyringError):
        keyring.create("a", "")
    with pytest.raises(KeyringError):
        keyring.open("b", "")
