"""Sealing and opening: swapped files, foreign roots, paths that do not belong, golden roots."""

import json
from typing import Any

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import Algorithm
from tallystick.evidence.merkle import leaf_hash, verify_inclusion
from tallystick.filing.manifest import MANIFEST_PATH, Circulation, FileEntry, Manifest, ManifestError, PackageHead
from tallystick.filing.package import PackageFile, open_package, seal
from tests.filing.stand_in import SECRET, files, head


def test_two_files_that_changed_places_are_both_named() -> None:
    received = seal(files(), head=head(), secret=SECRET).files()
    swapped = {**received, "tape.csv": received["terms.json"], "terms.json": received["tape.csv"]}

    _, found = open_package(swapped)

    assert [(each.code, each.place.file, each.argument("other")) for each in found] == [
        ("filing.file-swapped", "tape.csv", "terms.json"),
        ("filing.file-swapped", "terms.json", "tape.csv"),
    ]


def test_a_package_without_manifest_is_not_opened() -> None:
    _, found = open_package({"deal.yaml": b""})

    assert [each.code for each in found] == ["filing.manifest-missing"]


def test_another_root_than_the_receipts_is_found() -> None:
    package = seal(files(), head=head(), secret=SECRET)

    _, found = open_package(package.files(), root="0" * 64)

    assert [each.code for each in found] == ["filing.root-differs"]
    assert found[0].argument("found") == package.root


def test_an_entry_proves_itself_under_the_root() -> None:
    manifest = seal(files(), head=head(), secret=SECRET).manifest
    tree = manifest.tree(Algorithm.SM3)

    assert verify_inclusion(
        leaf=leaf_hash(canonical(manifest.files[1].as_canonical()), Algorithm.SM3),
        index=2,
        size=5,
        proof=tree.inclusion_proof(2),
        root=bytes.fromhex(manifest.package_root_sm3),
        algorithm=Algorithm.SM3,
    )


@pytest.mark.parametrize(
    "path",
    [
        "../deal.yaml",
        "/deal.yaml",
        "a//b",
        "a/",
        "",
        "a\\b",
        "C:x",
        "manifest.json",
        "Export.JSON",
        "a/..",
        "a.",
        "a\n",
        "e\u0301",
    ],
)
def test_a_path_that_could_leave_the_folder_is_refused(path: str) -> None:
    file = PackageFile(path=path, role="deal", media_type="text/plain", content=b"")

    with pytest.raises(ManifestError):
        seal([file], head=head(), secret=SECRET)


def test_names_that_differ_only_in_capitals_are_refused() -> None:
    pair = [PackageFile(path=path, role="deal", media_type="text/plain", content=b"") for path in ("Deal", "deal")]

    with pytest.raises(ManifestError, match="capitals"):
        seal(pair, head=head(), secret=SECRET)


def test_an_empty_package_a_short_secret_and_a_broken_chain_are_refused() -> None:
    with pytest.raises(ManifestError, match="at least"):
        seal([], head=head(), secret=SECRET)
    with pytest.raises(ManifestError, match="16 bytes"):
        seal(files(), head=head(), secret=b"short")
    with pytest.raises(ManifestError, match="versions"):
        PackageHead(**(_members(head()) | {"version": 2}))
    with pytest.raises(ManifestError, match="64 hexadecimal"):
        PackageHead(**(_members(head()) | {"rule_set": "none"}))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": "tallystick/package/v2"}, "head"),
        ({"version": True}, "head"),
        ({"as_of": "2026-8-31"}, "day"),
        ({"as_of": "20260831"}, "day"),
        ({"extra": 1}, "does not know"),
        ({"package_root": "0" * 64}, "roots"),
        ({"files": "none"}, "missing"),
        ({"files": [{"path": "a"}]}, "lacks a member"),
    ],
)
def test_a_manifest_that_was_rewritten_says_where(change: dict[str, object], told: str) -> None:
    content = json.loads(seal(files(), head=head(), secret=SECRET).files()[MANIFEST_PATH])

    with pytest.raises(ManifestError, match=told):
        Manifest.parse(canonical(content | change))


@pytest.mark.parametrize(
    "change",
    [{"sha256": "short"}, {"size": -1}, {"salt": None}, {"salt": "short"}, {"side": Circulation.BOTH}],
)
def test_an_entry_that_could_not_be_checked_is_refused(change: dict[str, object]) -> None:
    entry = seal(files(), head=head(), secret=SECRET).manifest.files[0]

    with pytest.raises(ManifestError):
        FileEntry(**(_members(entry) | change))


def test_entries_out_of_order_have_no_root() -> None:
    manifest = seal(files(), head=head(), secret=SECRET).manifest

    with pytest.raises(ManifestError, match="sorted"):
        Manifest(head=manifest.head, files=manifest.files[::-1])


def test_the_root_of_this_package_never_moves() -> None:
    small = [PackageFile(path="deal.yaml", role="deal", media_type="application/yaml", content=b"id: x\n")]
    fixed = PackageHead(filing="F-1", deal="x", version=1, as_of=head().as_of, rule_set="a" * 64, calendar="b" * 64)
    manifest = seal(small, head=fixed, secret=SECRET).manifest

    assert manifest.package_root == "d2fe151c451026690de7faecc0578a414adf5cac660e09137df7a8fa319976c4"
    assert manifest.package_root_sm3 == "217ee090d15041e45bf806013a621e590a70f0ef746b581a38e39d0ee227a0f0"


def _members(value: PackageHead | FileEntry) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__slots__}
