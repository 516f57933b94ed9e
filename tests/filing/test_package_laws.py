"""Laws of the package: whatever is changed, added, taken out or exchanged is found and named; order means nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tallystick.filing.export import export, open_export
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH, Circulation
from tallystick.filing.package import PackageFile, open_package, seal
from tests.filing.stand_in import SECRET, head

_NAMES = st.text("abcdefg文件-0123456789", min_size=1, max_size=8)
_PATHS = st.lists(_NAMES, min_size=1, max_size=3).map("/".join)


def _sealed(path: str, content: bytes, side: Circulation) -> PackageFile:
    role = "terms" if side is Circulation.BOTH else "tape"
    return PackageFile(path=path, role=role, media_type="application/octet-stream", content=content, side=side)


_FILES = st.lists(
    st.builds(_sealed, _PATHS, st.binary(max_size=40), st.sampled_from(Circulation)),
    min_size=1,
    max_size=6,
    unique_by=lambda file: file.path,
)


@given(files=_FILES, data=st.data())
def test_any_flipped_byte_of_any_file_is_named(files: list[PackageFile], data: st.DataObject) -> None:
    received = seal(files, head=head(), secret=SECRET).files()
    path = data.draw(st.sampled_from([path for path, content in sorted(received.items()) if content]))
    content = bytearray(received[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    package, found = open_package({**received, path: bytes(content)})

    assert package is None
    assert path in {each.place.file for each in found}


@given(files=_FILES, data=st.data())
def test_any_flipped_byte_of_an_export_edition_is_named(files: list[PackageFile], data: st.DataObject) -> None:
    edition, found = export(seal(files, head=head(), secret=SECRET))
    assert edition is not None, found
    received = edition.files()
    path = data.draw(st.sampled_from([path for path, content in sorted(received.items()) if content]))
    content = bytearray(received[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    opened, found = open_export({**received, path: bytes(content)}, root=edition.root)

    assert opened is None
    assert path in {each.place.file for each in found}


@given(files=_FILES, data=st.data())
def test_the_order_of_files_changes_nothing(files: list[PackageFile], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(files))

    assert seal(files, head=head(), secret=SECRET).files() == seal(shuffled, head=head(), secret=SECRET).files()


@given(files=_FILES)
def test_what_was_sealed_opens_and_keeps_its_root_across_the_border(files: list[PackageFile]) -> None:
    package = seal(files, head=head(), secret=SECRET)
    edition, _ = export(package)
    assert edition is not None

    assert open_package(package.files(), root=package.root) == (package, ())
    assert open_export(edition.files(), root=package.root) == (edition, ())
    assert (edition.root, edition.root_sm3) == (package.root, package.manifest.package_root_sm3)


@given(files=_FILES, data=st.data())
def test_a_missing_file_and_an_added_one_are_named(files: list[PackageFile], data: st.DataObject) -> None:
    received = seal(files, head=head(), secret=SECRET).files()
    lost = data.draw(st.sampled_from([file.path for file in files]))
    remaining = {path: content for path, content in received.items() if path != lost}

    _, found = open_package({**remaining, "zz/added.txt": b"added"})

    named = {(each.code, each.place.file) for each in found}
    assert ("filing.file-missing", lost) in named
    assert {code for code, path in named if path == "zz/added.txt"} == {"filing.file-added"}


@given(files=_FILES, version=st.integers(2, 9))
def test_any_change_of_the_head_changes_the_root(files: list[PackageFile], version: int) -> None:
    first = seal(files, head=head(), secret=SECRET)
    later = seal(files, head=replace(head(), version=version, previous=first.root), secret=SECRET)

    assert later.root != first.root


@given(files=_FILES)
def test_a_file_that_stays_is_hidden_behind_its_salt(files: list[PackageFile]) -> None:
    mine = seal(files, head=head(), secret=SECRET)
    other = seal(files, head=head(), secret=SECRET[::-1])

    for one, two in zip(mine.manifest.files, other.manifest.files, strict=True):
        assert (one == two) is (one.side is Circulation.BOTH)


def test_the_two_lists_have_names_of_their_own() -> None:
    assert MANIFEST_PATH != EXPORT_PATH
