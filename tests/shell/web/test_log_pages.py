"""The log over HTTP: a foreign client finds what C2SP says, and every receipt verifies."""

import pytest

from tallystick.evidence.entries import leaf, read_entry
from tallystick.evidence.findings import Finding
from tallystick.evidence.log import open_checkpoint, parse_verifier_key, verify_receipt
from tallystick.evidence.log.tiles import tiles, unpack
from tallystick.evidence.merkle import Tree
from tests.shell.operations.example import FILING


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content


def test_the_tree_is_recomputed_from_the_tiles(onshore):
    key = parse_verifier_key(text(onshore, "/log/log.vkey").decode().strip())
    head = open_checkpoint(text(onshore, "/log/checkpoint"), key)
    assert not isinstance(head, Finding)
    assert head.size == 3
    bundles = [text(onshore, f"/log/{tile.path}") for tile in tiles(head.size) if tile.path.startswith("tile/entries")]
    leaves = [leaf for bundle in bundles for leaf in unpack(bundle) or ()]
    assert Tree.of(leaves).root() == head.root


@pytest.mark.parametrize("index", [0, 1, 2])
def test_each_receipt_proves_its_entry(onshore, index):
    key = parse_verifier_key(text(onshore, "/log/log.vkey").decode().strip())
    entry = read_entry(text(onshore, f"/log/{index}.entry"))
    assert not isinstance(entry, Finding)
    assert verify_receipt(text(onshore, f"/log/{index}.tlog-proof"), leaf(entry), key) == ()


def test_the_page_names_which_act_on_a_filing_each_entry_is(onshore):
    page = " ".join(text(onshore, "/log/").decode().split())
    named = ("submit", "file", "record a published notice")
    assert all(f"<td>act on a filing · {each}<" in page for each in named)


def test_what_crossed_proves_itself_overseas(overseas):
    top = f"/filings/{FILING}/proofs"
    key = parse_verifier_key(text(overseas, f"{top}/log.vkey").decode().strip())
    for name in ("submitted", "decided", "notice"):
        entry = read_entry(text(overseas, f"{top}/{name}.entry"))
        assert not isinstance(entry, Finding)
        assert verify_receipt(text(overseas, f"{top}/{name}.tlog-proof"), leaf(entry), key) == ()


def test_bodies_and_captures_are_not_public(overseas, onshore):
    for client in (overseas, onshore):
        for name in ("submitted.json", "notice.json", "notice-capture", "inventory.json"):
            assert client.get(f"/filings/{FILING}/proofs/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/log/3.tlog-proof",
        "/log/99999999999999999999.entry",
        "/log/tile/0/000",
        "/log/tile/0/000.p/9",
        "/log/tile/0/../../../secret",
        "/log/tile/99/000",
        "/log/tile/x",
        "/filings/../secret/",
        "/filings/none-such-v1/",
        "/static/../settings.py",
        "/verify/none",
    ],
)
def test_what_is_not_there_is_said_to_be_missing(onshore, path):
    answer = onshore.get(path)
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content


def test_the_page_names_who_cosigned(onshore):
    page = text(onshore, "/log/").decode()
    assert "tallystick/witness/nadia-osei" in page
    assert "standing-holds" in page
