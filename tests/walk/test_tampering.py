"""After a finished walk, change one thing anywhere: it is found, and what was changed is named."""

import json
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH, Manifest
from tallystick.filing.package import Package, open_package
from tallystick.issuance.obligations import Standing as Shown
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tests.walk.stage import FILING, below, examined, issued, recomputed, tally_of

pytestmark = pytest.mark.chain


def flip(path: Path, place: int = -5) -> None:
    """Change one bit."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def found(outcome):
    return {(each.code, each.place.file) for each in outcome.findings}


# Files


# Changed together are files of which none hides what is said of another.
CHANGED = {
    "package": [("package/tape.csv", "filing.file-altered", "tape.csv")],
    "package-documents": [
        ("package/answers.yaml", "filing.file-altered", "answers.yaml"),
        ("package/documents/M6-legal-opinion.md", "filing.file-altered", "documents/M6-legal-opinion.md"),
        ("export/statistics.json", "filing.file-altered", "statistics.json"),
        ("export/projection/base-classes.csv", "filing.file-altered", "projection/base-classes.csv"),
    ],
    "package-manifest": [(f"package/{MANIFEST_PATH}", "filing.manifest-altered", MANIFEST_PATH)],
    "edition-list": [(f"export/{EXPORT_PATH}", "filing.export-list-altered", EXPORT_PATH)],
    "capture": [("export/proofs/notice-capture", "issuance.capture-differs", "notice-capture")],
    "log-key": [("export/proofs/log.vkey", "issuance.log-key-unreadable", "log.vkey")],
    "copies": [
        ("payments/2026-09/certificate-2026-09.json", "supervision.copy-differs", None),
        ("payments/2026-09/bank-2026-09.csv", "supervision.copy-differs", None),
        ("payments/2026-09/confirmations-2026-09-specimen.csv", "supervision.copy-differs", None),
        ("report-zh.pdf", "supervision.copy-differs", None),
        ("tables/base-classes.csv", "supervision.copy-differs", None),
        ("receipts/notice.entry", "supervision.copy-differs", None),
    ],
    "list": [
        ("inputs/walk.yaml", "supervision.file-differs", None),
        ("inputs/placement/subscriptions.csv", "supervision.file-differs", None),
        ("charts/tally-zh.svg", "supervision.file-differs", None),
        ("READ-ME.md", "supervision.file-differs", None),
    ],
    "walk": [("walk.json", "supervision.walk-unsealed", None)],
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_a_changed_file_is_named(copy, changed):
    for path, _, _ in changed:
        flip(copy / path)
    outcome = examined(copy)
    assert outcome.exit_code() == 1
    for path, code, file in changed:
        assert [each for each, where in found(outcome) if each.startswith(code) and where == (file or path)], path


@pytest.mark.parametrize(
    ("path", "after", "code", "file"),
    [
        (f"export/{EXPORT_PATH}", b'"inventory":[{"clause":"D', "filing.export-list-altered", EXPORT_PATH),
        ("export/proofs/inventory.json", b"by.organi", "issuance.inventory-differs", "inventory.json"),
        (
            "export/proofs/submitted.tlog-proof",
            b"nadia-osei r1aL",
            "supervision.cosignature-damaged",
            "proofs/submitted.tlog-proof",
        ),
    ],
)
def test_a_bit_turned_in_an_inventory_or_a_witness_line_is_named(copy, path, after, code, file):
    content = (copy / path).read_bytes()
    flip(copy / path, content.index(after) + len(after))
    outcome = examined(copy)
    assert outcome.exit_code() == 1
    assert (code, file or path) in found(outcome)


CHAIN_FILES = [
    ("state.json", -5, "chain.file-changed"),
    ("state.json", 20, "chain.file-changed"),
    ("state.kept.json", -5, "chain.file-changed"),
    ("mnemonic", 5, "chain.file-changed"),
    ("node.json", 20, "chain.file-changed"),
    ("SHA256SUMS", 5, "chain.list-changed"),
    ("SHA256SUMS", 64, "chain.list-changed"),
    ("SHA256SUMS", -1, "chain.list-changed"),
    ("SHA256SUMS", -20, "chain.list-changed"),
]
NAMED_AGAIN = {("state.json", -5), ("SHA256SUMS", 5)}
"""Of each kind one: looking must not take what was changed for what is right."""


def of_the_chain(outcome):
    return {(code, file) for code, file in found(outcome) if code.startswith("chain.")}


def test_a_changed_file_of_the_chain_is_named_and_named_again(copy):
    with issued(copy):
        pass  # a start keeps a copy of the state and writes node.json
    assert of_the_chain(examined(copy)) == set()
    for name, place, code in CHAIN_FILES:
        path = copy / "overseas" / "chain" / name
        flip(path, place)
        outcome = examined(copy)
        assert of_the_chain(outcome) == {(code, str(path))}, (name, place)
        assert outcome.exit_code() == 1
        if (name, place) in NAMED_AGAIN:
            assert of_the_chain(examined(copy)) == {(code, str(path))}, (name, place)
        flip(path, place)
    assert of_the_chain(examined(copy)) == set()


def test_a_list_of_digests_that_was_taken_away_is_named(copy):
    path = copy / "overseas" / "chain" / "SHA256SUMS"
    path.unlink()
    assert of_the_chain(examined(copy)) == {("chain.list-changed", str(path))}


def test_looking_writes_nothing_but_who_holds_the_home(copy):
    def files():
        return {
            each.relative_to(copy).as_posix(): each.read_bytes()
            for each in copy.rglob("*")
            if each.is_file() and each.name != "lock"
        }

    before = files()
    examined(copy)
    assert files() == before


def test_a_changed_state_is_not_copied_over_the_one_that_was_kept(copy):
    chain = copy / "overseas" / "chain"
    with issued(copy):
        pass
    kept = (chain / "state.kept.json").read_bytes()
    flip(chain / "state.json")
    with suppress(ChainUnavailableError), issued(copy):
        pass
    assert (chain / "state.kept.json").read_bytes() == kept
    (chain / "state.json").write_bytes(kept)
    assert "chain.file-changed" not in {each.code for each in examined(copy).findings}


@pytest.mark.parametrize("contract", ["filings", "A"])
def test_a_bit_turned_in_what_a_contract_holds_is_named(copy, finished, contract):
    with issued(finished) as (_, _, where):
        address = where[contract].lower()
    path = copy / "overseas" / "chain" / "state.json"
    state = json.loads(path.read_bytes())
    slots = state["accounts"][address]["storage"]
    for slot in slots:
        slots[slot] = f"0x{int(slots[slot], 16) ^ 1:064x}"
    path.write_text(json.dumps(state), encoding="utf-8")
    outcome = examined(copy)
    assert outcome.exit_code() == 1


YEAR = 365 * 86_400


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda word: word + YEAR, "issuance.registered-until"),
        (lambda word: word | (2**64 - 1), "issuance.registered-until"),
        (lambda word: word ^ (3 << 64), "issuance.registered-classes"),
        (lambda word: word ^ (702 << 96) ^ (344 << 96), "issuance.registered-place"),
        (lambda _: 0, "issuance.registration-missing"),
    ],
    ids=["a year longer", "for ever", "other classes", "another place", "forgotten"],
)
def test_a_registry_of_investors_that_was_written_over_is_named(copy, finished, change, code):
    with issued(finished) as (_, _, where):
        address = where["eligibility"].lower()
    path = copy / "overseas" / "chain" / "state.json"
    state = json.loads(path.read_bytes())
    slots = state["accounts"][address]["storage"]
    slot = min(slots)
    slots[slot] = f"0x{change(int(slots[slot], 16)):064x}"
    path.write_text(json.dumps(state), encoding="utf-8")
    outcome = examined(copy)
    assert tally_of(outcome)[9].standing is Shown.BROKEN
    assert code in {each.code for each in tally_of(outcome)[9].findings}


@pytest.mark.parametrize("act", ["submitted", "decided", "notice"])
def test_a_receipt_that_was_changed_proves_nothing(copy, act):
    path = copy / "export" / "proofs" / f"{act}.tlog-proof"
    flip(path, path.read_bytes().index(b"\n\n") - 5)
    codes = {each.code for each in examined(copy).findings if each.place.file == path.name}
    assert codes <= {"evidence.receipt-not-included", "evidence.receipt-line"}
    assert codes


@pytest.mark.parametrize("folder", ["package", "export", "receipts", "payments", "charts", "inputs"])
def test_what_was_taken_away_is_named(copy, folder):
    shutil.rmtree(copy / folder)
    assert ("supervision.files-gone", folder) in found(examined(copy))


@pytest.mark.parametrize("side", Side)
def test_a_home_that_was_taken_away_is_named_and_not_made_again(copy, side):
    shutil.rmtree(copy / side)
    outcome = examined(copy)
    assert ("supervision.home-gone", side.value) in found(outcome)
    assert not (copy / side).exists()


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("said", "code"), [("other", "cli.home-other"), ("nowhere", "files.side-damaged")])
def test_a_home_of_the_wrong_side_is_named(copy, side, said, code):
    other = next(each.value for each in Side if each is not side)
    (copy / side / "side").write_text(other if said == "other" else said, encoding="utf-8")
    outcome = examined(copy)
    assert outcome.exit_code() == 1
    assert code in {each.code for each in outcome.findings}


def test_changed_collections_break_the_replay(copy):
    path = copy / "inputs" / "collections" / "2026-09.csv"
    path.write_bytes(path.read_bytes().replace(b"interest,6800462.18", b"interest,6800463.18"))
    outcome = examined(copy)
    assert tally_of(outcome)[7].standing is Shown.BROKEN
    assert any(each.code.startswith("servicing.certificate") for each in tally_of(outcome)[7].findings)


def test_a_package_sealed_anew_is_not_the_one_that_was_filed(copy):
    package, _ = open_package(below(copy, "package"))
    assert package is not None
    entries = tuple(each for each in package.manifest.files if each.path != "documents/M6-legal-opinion.md")
    contents = {each.path: package.contents[each.path] for each in entries}
    other = Package(manifest=Manifest(head=package.manifest.head, files=entries), contents=contents)
    (copy / "package" / "documents" / "M6-legal-opinion.md").unlink()
    write_folder(copy / "package", other.files())
    assert ("filing.root-differs", MANIFEST_PATH) in found(examined(copy))


# Homes


@pytest.fixture(params=Side, ids=lambda side: side.value)
def side(request):
    return request.param


def change(out, side, statement):
    """Change rows behind the program's back."""
    path = out / side.value / "store.sqlite3"
    with sqlite3.connect(path) as rows:
        assert rows.execute(statement).rowcount > 0
    rows.close()


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        (f"body_sha256 = '{'0' * 64}'", {"supervision.row-differs", "supervision.body-lost"}),
        (f"body_sm3 = '{'0' * 64}'", {"supervision.row-differs", "supervision.body-differs"}),
        (f"signature = '{'0' * 128}'", {"supervision.row-differs", "evidence.entry-signature"}),
        ("at = '2020-01-01T00:00:00Z'", {"supervision.row-differs", "evidence.entry-signature"}),
        ("subject = 'another'", {"supervision.row-differs", "supervision.identity-differs"}),
        ("kind = 'another.act'", {"supervision.row-differs", "supervision.identity-differs"}),
        ("actor = 'gu-wenbo'", {"supervision.row-differs"}),
        (f"act_id = '{'0' * 64}'", {"supervision.identity-differs"}),
        ("position = 99", {"supervision.leaf-unreadable"}),
        ("position = null", {"supervision.act-unsequenced", "supervision.log-length"}),
    ],
    ids=lambda value: value.split(" ")[0] if isinstance(value, str) else "",
)
def test_a_changed_row_is_named(copy, side, statement, codes):
    change(copy, side, f"update store_act set {statement} where id = 2")  # noqa: S608 - our own table
    findings = recomputed(copy, side)
    assert codes <= {each.code for each in findings}
    # Of an act that is dated back its kind is told, not its number.
    acts = {dict(each.arguments).get("act", "2") for each in findings if each.code != "filing.act-dated-back"}
    assert acts == {"2"}


def test_a_row_taken_out_is_noticed(copy, side):
    change(copy, side, "delete from store_act where id = 2")
    assert "supervision.log-length" in {each.code for each in recomputed(copy, side)}


def test_a_changed_state_is_named(copy):
    change(copy, Side.ONSHORE, "update store_filing set state = 'submitted'")
    (only,) = recomputed(copy, Side.ONSHORE)
    assert (only.code, only.argument("filing")) == ("supervision.state-differs", FILING)
    assert (only.argument("stored"), only.argument("replayed")) == ("submitted", "recorded")


def test_a_package_written_over_in_a_filing_is_named(copy):
    change(copy, Side.ONSHORE, f"update store_filing set package_sha256 = '{'0' * 64}'")  # noqa: S608 - our own table
    (only,) = recomputed(copy, Side.ONSHORE)
    assert (only.code, only.argument("member")) == ("supervision.filing-differs", "package_sha256")
    assert only.argument("stored") == "0" * 64


def test_a_state_taken_out_is_named(copy):
    change(copy, Side.ONSHORE, "delete from store_filing")
    assert [each.code for each in recomputed(copy, Side.ONSHORE)] == ["supervision.state-differs"]


def last(folder: Path) -> Path:
    """The widest file of a tile."""
    return max(folder.glob("000.p/*"), key=lambda path: int(path.name))


@pytest.mark.parametrize(("tile", "code"), [("tile/entries", "files.leaf-damaged"), ("tile/0", "files.tile-damaged")])
def test_a_changed_tile_is_named(copy, side, tile, code):
    log = copy / side.value / "log"
    path = last(log / tile)
    flip(path)
    assert (code, path.relative_to(log).as_posix()) in {(each.code, each.place.file) for each in recomputed(copy, side)}


def test_a_changed_checkpoint_is_named(copy, side):
    path = copy / side.value / "log" / "checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\n3\n", b"\n2\n").replace(b"\n5\n", b"\n4\n"))
    findings = recomputed(copy, side)
    assert "checkpoint" in {each.place.file for each in findings}
    assert "supervision.log-unreadable" in {each.code for each in findings}


def test_each_changed_line_of_a_witness_is_named_with_the_checkpoint(copy):
    path = copy / Side.ONSHORE.value / "log" / "checkpoint"
    lines = path.read_text().split("\n")
    witnessed = [number for number, line in enumerate(lines) if "tallystick/witness/" in line]
    assert witnessed
    for number in witnessed:
        before, line = path.read_text(), lines[number]
        turned = line[:-10] + ("A" if line[-10] != "A" else "B") + line[-9:]
        path.write_text(before.replace(line, turned))
        (only,) = recomputed(copy, Side.ONSHORE)
        assert (only.code, only.place.line) == ("supervision.cosignature-wrong", number + 1)
        assert only.place.file == "log/checkpoint"
        assert only.argument("name") == lines[number].split(" ")[1]
        assert only in examined(copy).findings
        path.write_text(before)


def test_every_changed_object_is_named(copy, side):
    objects = sorted((copy / side.value / "objects").glob("??/??/*"))
    for path in objects[:: max(1, len(objects) // 12)]:
        flip(path)
        findings = recomputed(copy, side)
        assert [each.place.file for each in findings if each.code == "files.object-damaged"] == [
            path.relative_to(copy / side.value).as_posix()
        ]
        flip(path)
    assert recomputed(copy, side) == ()


def test_a_lost_body_is_named(copy, side):
    with sqlite3.connect(copy / side.value / "store.sqlite3") as rows:
        ((sha256,),) = rows.execute("select body_sha256 from store_act where id = 2")
    rows.close()
    (copy / side.value / "objects" / sha256[:2] / sha256[2:4] / sha256).unlink()
    lost = [each for each in recomputed(copy, side) if each.code == "supervision.body-lost"]
    assert [each.argument("sha256") for each in lost] == [sha256]
    assert examined(copy).exit_code() == 1


def index_page(content: bytes) -> int:
    """Return where a leaf of an index begins; its first byte is 10. Source: SQLite file format, section 1.6."""
    size = int.from_bytes(content[16:18])
    return next(place for place in range(size, len(content), size) if content[place] == 10)


def test_a_store_whose_index_was_changed_is_named_and_the_rest_checked(copy, side):
    store = copy / side.value / "store.sqlite3"
    flip(store, index_page(store.read_bytes()))
    assert ("files.store-damaged", str(store)) in found(examined(copy))
    flip(last(copy / side.value / "log" / "tile/entries"))
    assert {"files.store-damaged", "files.leaf-damaged"} <= {each.code for each in recomputed(copy, side)}
    outcome = examined(copy)
    assert {"files.store-damaged", "files.leaf-damaged"} <= {each.code for each in outcome.findings}
    assert outcome.exit_code() == 1


def test_a_store_that_is_no_database_any_more_is_named_and_the_rest_checked(copy, side):
    store = copy / side.value / "store.sqlite3"
    flip(store, 3)
    flip(copy / "charts" / "tally-zh.svg")
    outcome = examined(copy)
    assert {("files.store-damaged", str(store)), ("supervision.file-differs", "charts/tally-zh.svg")} <= found(outcome)
    assert outcome.value is not None
    assert outcome.value.acts > 0
    assert outcome.exit_code() == 1


def test_a_row_that_is_no_entry_any_more_is_named(copy, side):
    change(copy, side, "update store_act set kind = 'filing`act' where id = 2")
    (only,) = recomputed(copy, side)
    assert only.code == "files.store-damaged"
    assert "filing`act" in str(only.argument("detail"))
