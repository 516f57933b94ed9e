"""Zip files: ours are always the same, a stranger's can do no harm."""

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.files.archives import read_zip, write_zip
from tallystick.shell.files.folders import FolderError, Limits

SMALL = Limits(file_bytes=10, total_bytes=25, files=3, depth=1)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def codes(findings):
    return [(each.code, each.place.file) for each in findings]


def zipped(*members, compression=zipfile.ZIP_STORED):
    """Return an archive as a stranger may make it; a member is a name or its description, and its bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content, compression)
    return stream.getvalue()


@given(st.dictionaries(names, st.binary(max_size=20)), st.randoms())
def test_the_same_files_give_the_same_bytes_and_read_back(contents, random):
    pairs = list(contents.items())
    random.shuffle(pairs)
    archive = write_zip(dict(pairs))
    assert archive == write_zip(contents)
    assert read_zip(archive) == (contents, ())


def test_the_bytes_are_the_same_everywhere_and_always():
    archive = write_zip({"manifest.json": b"{}", "documents/报告.pdf": b"pdf"})
    assert sha256_hex(archive) == "8818998ad2b5a9468fc675cbab7bf02a3547ac1e8124d45dd8e6cde9c7669c11"


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", ""])
def test_a_name_that_would_leave_its_folder_is_not_packed(name):
    with pytest.raises(FolderError):
        write_zip({name: b""})


def test_a_stranger_s_names_are_refused():
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = zipped(
        ("../up", b"x"), ("/root", b"x"), (link, b"/etc/passwd"), ("a/b/c", b"x"), ("folder/", b""), ("ok", b"x")
    )
    contents, refused = read_zip(archive, limits=SMALL, file="filing.zip")
    assert contents == {}
    assert codes(refused) == [("files.folder-too-large", "filing.zip")]
    contents, refused = read_zip(archive, limits=Limits(depth=1))
    assert contents == {"ok": b"x"}
    assert codes(refused) == [
        ("files.name-unsafe", "../up"),
        ("files.name-unsafe", "/root"),
        ("files.link", "link"),
        ("files.folder-too-deep", "a/b/c"),
    ]


def test_a_name_given_twice_is_read_once():
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = zipped(("a", b"first"), ("a", b"second"))
    contents, refused = read_zip(archive)
    assert (contents, codes(refused)) == ({"a": b"first"}, [("files.name-twice", "a")])


def test_a_bomb_is_not_unpacked():
    bomb = zipped(*((f"{number}", b"0" * 10) for number in range(3)), compression=zipfile.ZIP_DEFLATED)
    assert codes(read_zip(bomb, limits=SMALL)[1]) == [("files.folder-too-large", "")]
    large = zipped(("a", b"0" * 1_000_000), ("b", b"x"), compression=zipfile.ZIP_DEFLATED)
    contents, refused = read_zip(large, limits=SMALL)
    assert (contents, codes(refused)) == ({"b": b"x"}, [("files.file-too-large", "a")])


def test_an_encrypted_member_is_refused():
    archive = bytearray(zipped(("a", b"x"), ("b", b"y")))
    central = archive.index(b"PK\x01\x02")
    archive[central + 8] |= 1
    contents, refused = read_zip(bytes(archive))
    assert (contents, codes(refused)) == ({"b": b"y"}, [("files.member-encrypted", "a")])


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_damaged_archive_is_refused_or_gives_the_same_bytes(position, change):
    good = write_zip({"a": b"content of a", "b": b"content of b"})
    archive = bytearray(good)
    archive[position % len(archive)] ^= change
    contents, refused = read_zip(bytes(archive), file="x.zip")
    for content in contents.values():
        assert content in {b"content of a", b"content of b"}
    assert contents or refused


@pytest.mark.parametrize("content", [b"", b"not a zip", write_zip({"a": b"x" * 100})[:60]])
def test_bytes_that_are_no_archive_are_said_to_be_none(content):
    assert codes(read_zip(content, file="x.zip")[1]) == [("files.zip-damaged", "x.zip")]


def test_a_member_without_a_name_is_refused():
    archive = zipped(("?", b"x"), ("ok", b"x")).replace(b"?", b"\0")
    contents, refused = read_zip(archive, file="filing.zip")
    assert contents == {"ok": b"x"}
    assert codes(refused) == [("files.name-unsafe", "")]


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_compressed_bytes_were_changed_is_damaged(compression):
    archive = bytearray(zipped(("ok", bytes(range(256)) * 40), compression=compression))
    start = 30 + len("ok")
    for at in range(start + 4, start + 60):
        archive[at] ^= 0xFF
    contents, refused = read_zip(bytes(archive), file="filing.zip")
    assert contents == {}
    assert codes(refused) == [("files.zip-damaged", "filing.zip")]
