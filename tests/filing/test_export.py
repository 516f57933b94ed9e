"""The export edition: nothing of a single loan leaves, every field that leaves is listed with its basis."""

import csv
import io
import json
from dataclasses import replace

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.filing.export import bases, export, inventory, open_export
from tallystick.filing.manifest import EXPORT_PATH, Circulation
from tallystick.filing.package import PackageFile, seal
from tests.filing.stand_in import SECRET, files, head


def test_no_id_of_a_loan_or_debtor_is_anywhere_in_the_edition() -> None:
    package = seal(files(), head=head(), secret=SECRET)
    edition, _ = export(package)
    assert edition is not None
    rows = list(csv.DictReader(io.StringIO(package.contents["tape.csv"].decode())))
    ids = {row[name] for row in rows for name in ("asset_id", "obligor_id", "obligor_group_id") if row[name]}

    everything = b"\n".join([*edition.files().values(), *(path.encode() for path in edition.files())])

    assert len(ids) == 7
    assert not [each for each in ids if each.encode() in everything]
    assert b"tape.csv" not in everything
    assert b"deal.yaml" not in everything


def test_every_field_that_leaves_is_listed_with_its_basis() -> None:
    items = inventory(seal(files(), head=head(), secret=SECRET))

    assert [(item.path, item.field, item.clause, item.mark) for item in items] == [
        ("pool/strata.csv", "band", "DX-3", "Q"),
        ("pool/strata.csv", "count", "DX-3", "Q"),
        ("pool/strata.csv", "balance", "DX-3", "Q"),
        ("terms.json", "classes.A.cap", "DX-3", "Q"),
        ("terms.json", "symbols[]", "DX-3", "Q"),
    ]


def test_the_inventory_gives_a_reason_in_both_languages() -> None:
    assert all(basis.text.zh and basis.text.en and basis.mark in set("OQSAIR") for basis in bases().values())


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/csv", b"\xef\xbb\xbfasset_id,balance\r\nAL-1,1\r\n"),
        ("application/json", b'{"loans":[{"obligor_id":"OB-1"}]}'),
        ("application/json", b'{"asset_id":["AL-1"]}'),
    ],
)
def test_a_field_of_single_loans_stops_the_export(media_type: str, content: bytes) -> None:
    leak = PackageFile(path="leak", role="aggregates", media_type=media_type, content=content, side=Circulation.BOTH)

    edition, found = export(seal([*files(), leak], head=head(), secret=SECRET))

    assert edition is None
    assert [(each.code, each.place.file) for each in found] == [("filing.export-field-refused", "leak")]


def test_a_role_without_a_basis_stops_the_export() -> None:
    opened = [replace(file, side=Circulation.BOTH) for file in files() if file.role == "deal"]

    edition, found = export(seal(opened, head=head(), secret=SECRET))

    assert edition is None
    assert found[0].argument("role") == "deal"


@pytest.mark.parametrize("content", [b"{", b"[]", b"", b'"one"'])
def test_what_cannot_be_divided_into_fields_is_one_field(content: bytes) -> None:
    file = PackageFile(path="x", role="report", media_type="application/json", content=content, side=Circulation.BOTH)

    assert [item.field for item in inventory(seal([file], head=head(), secret=SECRET))] == ["*"]


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "tallystick/export/v2"},
        {"more": 1},
        {"package_root": "0" * 64},
        {"leaves": [{"leaf_sha256": "x", "leaf_sm3": "y"}]},
        {"leaves": [{"leaf_sha256": "G" * 64, "leaf_sm3": "0" * 64}]},
        {"inventory": [{"path": "x"}]},
    ],
)
def test_a_rewritten_list_of_leaves_is_not_believed(change: dict[str, object]) -> None:
    received = _received()
    received[EXPORT_PATH] = canonical(json.loads(received[EXPORT_PATH]) | change)

    opened, found = open_export(received)

    assert opened is None
    assert [each.code for each in found] == ["filing.export-list-altered"]


def test_a_member_smuggled_into_the_head_is_not_believed() -> None:
    received = _received()
    content = json.loads(received[EXPORT_PATH])
    content["head"]["note"] = "x"

    _, found = open_export({**received, EXPORT_PATH: canonical(content)})

    assert [each.code for each in found] == ["filing.export-list-altered"]


def test_an_edition_without_its_list_or_with_another_root_is_refused() -> None:
    received = _received()

    _, missing = open_export({path: each for path, each in received.items() if path != EXPORT_PATH})
    _, other = open_export(received, root="0" * 64)

    assert [each.code for each in missing] == ["filing.export-list-missing"]
    assert [each.code for each in other] == ["filing.root-differs"]


def _received() -> dict[str, bytes]:
    edition, found = export(seal(files(), head=head(), secret=SECRET))
    assert edition is not None, found
    return edition.files()


def test_an_inventory_that_says_something_else_of_what_left_is_named() -> None:
    edition, _ = export(seal(files(), head=head(), secret=SECRET))
    assert edition is not None
    received = edition.files()
    listed = json.loads(received[EXPORT_PATH])
    listed["inventory"][0]["clause"] = "DX-9"
    opened, found = open_export(received | {EXPORT_PATH: canonical(listed)})
    assert opened is None
    assert [(each.code, each.place.file) for each in found] == [("filing.export-list-altered", EXPORT_PATH)]
