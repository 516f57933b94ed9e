"""Reading a folder a stranger prepared."""

import os
import unicodedata

import pytest

from tallystick.shell.files.folders import FolderError, Limits, is_safe_name, read_folder, write_folder
from tallystick.shell.files.locks import exclusive

SMALL = Limits(file_bytes=10, total_bytes=25, files=4, depth=1)


def codes(findings):
    return [(each.code, each.place.file) for each in findings]


def test_a_folder_is_names_and_bytes(tmp_path):
    contents = {"deal.yaml": b"a", "documents/法律意见书.pdf": b"b", "documents/deep/er.txt": b""}
    write_folder(tmp_path, contents)
    assert read_folder(tmp_path) == (contents, ())


def test_what_a_killed_writer_left_is_cleared_and_what_is_being_written_stays(tmp_path):
    left, living = tmp_path / "charts" / ".writing-0123", tmp_path / "charts" / ".writing-4567"
    left.parent.mkdir()
    for path in (left, living):
        path.write_bytes(b"hal")
    with exclusive(living):
        write_folder(tmp_path, {"charts/tally.svg": b"whole"})
        assert sorted(path.name for path in left.parent.iterdir()) == [living.name, "tally.svg"]
    write_folder(tmp_path, {"charts/tally.svg": b"whole"})
    assert [path.name for path in left.parent.iterdir()] == ["tally.svg"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FolderError, match="is not a folder"):
        read_folder(tmp_path / "absent")


def test_hidden_files_are_passed_over(tmp_path):
    write_folder(tmp_path, {".DS_Store": b"x", ".git/config": b"x", "a": b"a"})
    assert read_folder(tmp_path) == ({"a": b"a"}, ())


@pytest.mark.parametrize("name", ["manifest.json", "export.json"])
def test_in_a_sealed_folder_nothing_is_hidden(tmp_path, name):
    contents = {name: b"{}", "documents/.side-letter.md": b"x", ".git/config": b"x"}
    write_folder(tmp_path, contents | {"documents/.DS_Store": b"x", "Thumbs.db": b"x"})
    read, found = read_folder(tmp_path)
    assert read == contents
    assert codes(found) == [("files.dust", "Thumbs.db"), ("files.dust", "documents/.DS_Store")]


def test_a_link_out_of_the_folder_is_refused_and_one_inside_it_is_read(tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    deal = tmp_path / "deal"
    write_folder(deal, {"a/real": b"real"})
    (deal / "inside").symlink_to("a/real")
    (deal / "outside").symlink_to("../secret")
    (deal / "absolute").symlink_to(tmp_path / "secret")
    (deal / "broken").symlink_to("nowhere")
    (deal / "folder").symlink_to("a")
    contents, refused = read_folder(deal)
    assert contents == {"a/real": b"real", "inside": b"real"}
    assert codes(refused) == [("files.link", name) for name in ("absolute", "broken", "folder", "outside")]


def test_a_folder_that_is_itself_a_link_may_be_read(tmp_path):
    write_folder(tmp_path / "real", {"a": b"a"})
    (tmp_path / "link").symlink_to("real")
    assert read_folder(tmp_path / "link") == ({"a": b"a"}, ())


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert codes(read_folder(tmp_path)[1]) == [("files.not-a-file", "pipe")]


def test_a_file_too_large_is_refused_and_the_others_are_read(tmp_path):
    write_folder(tmp_path, {"a": b"x" * 10, "b": b"x" * 11, "c": b"x"})
    contents, refused = read_folder(tmp_path, limits=SMALL)
    assert sorted(contents) == ["a", "c"]
    assert codes(refused) == [("files.file-too-large", "b")]


def test_a_file_too_deep_is_refused(tmp_path):
    write_folder(tmp_path, {"a/b": b"x", "a/c/d": b"x"})
    contents, refused = read_folder(tmp_path, limits=SMALL)
    assert sorted(contents) == ["a/b"]
    assert codes(refused) == [("files.folder-too-deep", "a/c")]


@pytest.mark.parametrize("contents", [dict.fromkeys("abcde", b""), dict.fromkeys("abc", b"x" * 10)])
def test_a_folder_too_large_is_read_no_further(tmp_path, contents):
    write_folder(tmp_path, contents)
    read, refused = read_folder(tmp_path, limits=SMALL)
    assert len(read) == len(contents) - 1
    assert codes(refused) == [("files.folder-too-large", max(contents))]


def test_two_spellings_of_one_name_are_one_name(tmp_path):
    composed, decomposed = "é.txt", unicodedata.normalize("NFD", "é.txt")
    for name in (composed, decomposed):
        (tmp_path / name).write_bytes(b"x")
    contents, refused = read_folder(tmp_path)
    assert (list(contents), codes(refused)) == ([composed], [("files.name-twice", composed)])


def test_a_name_other_systems_cannot_keep_is_refused(tmp_path):
    for name in ("a:b", "a\nb", "a\\b", " a"):
        (tmp_path / name).write_bytes(b"x")
    contents, refused = read_folder(tmp_path)
    assert contents == {}
    assert {code for code, _ in codes(refused)} == {"files.name-unsafe"}


@pytest.mark.parametrize(
    "name", ["", "/a", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "c:a", "a\x00", "a\u202eb", "a "]
)
def test_a_name_that_would_leave_the_folder_is_neither_safe_nor_written(tmp_path, name):
    assert not is_safe_name(name)
    with pytest.raises(FolderError):
        write_folder(tmp_path / "out", {"good": b"", name: b""})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["a", "a/b.c", "..a", "法律意见书（定稿）.pdf", "a b"])
def test_ordinary_names_are_safe(name):
    assert is_safe_name(name)
