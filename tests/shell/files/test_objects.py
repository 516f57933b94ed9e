"""Bytes under their own digest: stored once, checked at every reading."""

import pytest

from tallystick.evidence.digests import digests
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError, ObjectStore


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "objects"


@pytest.fixture
def objects(folder):
    store: ObjectStore = FolderObjects(folder)
    return store


def path_of(folder, sha256):
    return folder / sha256[:2] / sha256[2:4] / sha256


def test_what_is_stored_is_found_by_its_digest(objects, folder):
    stored = objects.put(b"a package")
    assert stored == digests(b"a package")
    assert objects.get(stored.sha256) == b"a package"
    assert objects.has(stored.sha256)
    assert path_of(folder, stored.sha256).is_file()


def test_storing_twice_is_storing_once(objects, folder):
    stored = objects.put(b"a")
    before = path_of(folder, stored.sha256).stat().st_mtime_ns
    objects.put(b"a")
    assert path_of(folder, stored.sha256).stat().st_mtime_ns == before
    assert list(objects.names()) == [stored.sha256]


def test_what_is_not_there_is_missing(objects):
    absent = digests(b"absent").sha256
    assert not objects.has(absent)
    with pytest.raises(ObjectMissingError, match=absent):
        objects.get(absent)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab"])
def test_a_name_that_is_no_digest_names_nothing(objects, name):
    for ask in (objects.get, objects.has):
        with pytest.raises(ObjectMissingError):
            ask(name)


def test_a_changed_object_is_never_handed_out_and_fsck_names_it(objects, folder):
    stored = objects.put(b"a")
    objects.put(b"b")
    assert objects.damaged() == ()
    path_of(folder, stored.sha256).write_bytes(b"A")
    with pytest.raises(ObjectDamagedError, match="Restore it"):
        objects.get(stored.sha256)
    (found,) = objects.damaged()
    assert (found.code, found.place.file) == (
        "files.object-damaged",
        path_of(folder, stored.sha256).relative_to(folder.parent).as_posix(),
    )


def test_storing_again_mends_a_damaged_object(objects, folder):
    stored = objects.put(b"a")
    path_of(folder, stored.sha256).write_bytes(b"")
    objects.put(b"a")
    assert objects.get(stored.sha256) == b"a"


def test_a_file_in_another_object_s_place_is_named(objects, folder):
    stored = objects.put(b"a")
    (folder / "stray").write_bytes(b"x")
    moved = folder / "00/00" / stored.sha256
    moved.parent.mkdir(parents=True)
    moved.write_bytes(b"a")
    assert [each.place.file for each in objects.damaged()] == [f"objects/00/00/{stored.sha256}", "objects/stray"]


def test_what_a_killed_writer_left_is_no_object(objects, folder):
    stored = objects.put(b"a")
    path_of(folder, stored.sha256).with_name(".writing-0123").write_bytes(b"hal")
    assert list(objects.names()) == [stored.sha256]
    assert objects.damaged() == ()
