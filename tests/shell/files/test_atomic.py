"""Writing a file whole, or not at all."""

import os
import stat

import pytest

from tallystick.shell.files.atomic import PRIVATE, is_temporary, write_atomically


def test_a_file_appears_with_the_folders_above_it(tmp_path):
    path = tmp_path / "a/b/file"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_private_file_was_never_readable_to_others(tmp_path):
    path = tmp_path / "key"
    write_atomically(path, b"secret", mode=PRIVATE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file(tmp_path, monkeypatch, call):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space") as refused:
        write_atomically(path, b"new")
    assert refused.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_of_two_who_draw_one_thing_the_first_has_drawn_it(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"first", over=False)
    write_atomically(path, b"second", over=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_leaves_is_known_for_what_it_is(tmp_path):
    assert is_temporary(tmp_path / ".writing-0123")
    assert not is_temporary(tmp_path / "checkpoint")
