"""The page finds each list in what it is given, and holds it against its form and every file beside it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.filing.manifest import Circulation, PackageHead
from tallystick.filing.notices import NoticeKind
from tallystick.filing.package import PackageFile, seal
from tallystick.filing.states import Event
from tallystick.shell.documents.pages.verifier_page import verifier_page
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.filing.deliver import deliver, may_cross
from tests.shell.operations.example import FILING, SECRET, crossed, desk, packaged, paper, recorded

HARNESS = Path(__file__).resolve().parents[2] / "walk" / "verifier.mjs"
LIST, EXPORT = "manifest.json", "export.json"
NAMES = ("notice-capture", "decided-capture", "correction-12.json", "correction-0.json", "evil.txt")
Line = tuple[str, str, bool | None]


def package() -> dict[str, bytes]:
    """A package of two files, one of which stays onshore."""
    head: PackageHead = packaged().package.manifest.head
    kept = PackageFile(path="documents/M1.md", role="document", media_type="text/markdown", content=b"kept")
    shown = PackageFile(path="a.md", role="report", media_type="text/markdown", content=b"b", side=Circulation.BOTH)
    return seal([kept, shown], head=head, secret=SECRET).files()


def edition(changes: Mapping[str, bytes | None] | None = None) -> dict[str, bytes]:
    """The edition of the example with its proofs, changed."""
    files: Mapping[str, bytes | None] = {**crossed(), **(changes or {})}
    return {name: content for name, content in files.items() if content is not None}


def revoked() -> dict[str, bytes]:
    """What was delivered after the notice was revoked."""
    kept = desk(Event.FILE)
    for paper_of in (NoticeKind.NOTICE, NoticeKind.REVOCATION):
        assert recorded(kept, paper(paper_of, f"{paper_of.value}-1")).value is not None
    return dict(deliver(kept, FILING).value or {})


def without(start: str) -> dict[str, bytes | None]:
    """What takes the files of a name away."""
    return {name: None for name in crossed() if name.startswith(start)}


def relisted(files: dict[str, bytes], name: str, change: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    """Files whose list was changed and written in canonical form again."""
    plain = json.loads(files[name])
    change(plain)
    return files | {name: canonical(plain)}


def below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same one folder lower."""
    return {f"{folder}/{name}": content for name, content in files.items()}


def _hashed(plain: dict[str, Any]) -> None:
    plain["files"][1] = {"leaf_sha256": "0" * 64, "leaf_sm3": "0" * 64}


def _false_head(plain: dict[str, Any]) -> None:
    told = {name: plain[name] for name in plain if name not in {"files", "package_root", "package_root_sm3"}}
    plain |= {"head": told, "as_of": "2020-01-01", "filing": "other"}


def _misnamed() -> dict[str, bytes | None]:
    ends = ("json", "entry", "tlog-proof")
    return {f"proofs/decided.{end}": crossed()[f"proofs/submitted.{end}"] for end in ends}


def _cases() -> dict[str, dict[str, bytes]]:
    kept = package()
    taken = {name: content for name, content in kept.items() if name != "documents/M1.md"}
    return {
        "package": kept,
        "edition": edition(),
        "below": below("crossed", edition({"terms.json": b"{}"})) | {"notes.txt": b"a"},
        "withheld": relisted(taken, LIST, _hashed),
        "head": relisted(kept, LIST, _false_head),
        "row": relisted(kept, LIST, lambda plain: plain.update(files=[None])),
        "rows": relisted(kept, LIST, lambda plain: plain.update(files=None)),
        "null": {LIST: b"null"},
        "member": relisted(edition(), EXPORT, lambda plain: plain.update(approved_by="CSRC")),
        "member-of-head": relisted(edition(), EXPORT, lambda plain: plain["head"].update(approved_by="CSRC")),
        "inventory": relisted(edition(), EXPORT, lambda plain: plain.update(inventory=[])),
        "proofs-altered": edition({"proofs/inventory.json": b"{}"}),
        "proofs-unsaid": edition({"proofs/inventory.json": None}),
        "capture": edition({"proofs/notice-capture": None}),
        "key": edition({"proofs/log.vkey": None}),
        "receipt": edition({"proofs/decided.tlog-proof": None}),
        "misnamed": edition(_misnamed()),
        "bare": edition(without("proofs/")),
        "unproved": edition(without("proofs/notice")),
        "revoked": revoked(),
        "names": edition({f"proofs/{name}": b"x" for name in NAMES}),
        "hidden": {**kept, ".side-letter.md": b"x", ".git/x": b"x", "documents/.DS_Store": b"x"},
    }


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Line]]:
    """What the page says of each case: place, word, and whether it holds."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    top, cases = tmp_path_factory.mktemp("lists"), _cases()
    (top / "verifier.html").write_bytes(verifier_page())
    for name, files in cases.items():
        write_folder(top / name, files)
    call = [node, *map(str, (HARNESS, top / "verifier.html", *(top / name for name in cases)))]
    found = json.loads(subprocess.run(call, capture_output=True, check=True).stdout)
    return {
        name: [(line["place"], line["said"], line["holds"]) for line in one["lines"]]
        for name, one in zip(cases, found, strict=True)
    }


@pytest.mark.parametrize("name", ["package", "edition", "revoked"])
def test_what_nobody_touched_fits(lines, name):
    assert [line for line in lines[name] if line[2] is False] == []
    assert "files-hold" in {said for _, said, _ in lines[name]}


def test_a_list_one_folder_lower_is_looked_at(lines):
    assert ("crossed/terms.json", "file-altered", False) in lines["below"]
    assert ("notes.txt", "not-listed", None) in lines["below"]


@pytest.mark.parametrize("name", ["withheld", "head", "row", "rows", "null", "member", "member-of-head"])
def test_a_list_of_another_form_is_refused(lines, name):
    assert (EXPORT if name.startswith("member") else LIST, "list-malformed", False) in lines[name]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("inventory", EXPORT, "inventory-differs"),
        ("proofs-altered", "proofs/inventory.json", "file-altered"),
        ("proofs-unsaid", "proofs/inventory.json", "file-missing"),
        ("capture", "proofs/notice-capture", "capture-missing"),
        ("key", "proofs/notice.tlog-proof", "key-missing"),
        ("receipt", "proofs/decided", "receipt-missing"),
        ("misnamed", "proofs/decided.tlog-proof", "act-misnamed"),
        ("hidden", ".side-letter.md", "file-added"),
        ("hidden", ".git/x", "file-added"),
    ],
)
def test_what_does_not_belong_is_told(lines, name, place, said):
    assert (place, said, False) in lines[name]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("bare", "proofs/", "proofs-missing"),
        ("unproved", "proofs/notice", "act-missing"),
        ("hidden", "documents/.DS_Store", "file-dust"),
        ("revoked", "proofs/revocation.tlog-proof", "revoked"),
    ],
)
def test_what_is_not_known_is_said_without_blame(lines, name, place, said):
    assert (place, said, None) in lines[name]


@pytest.mark.parametrize("file", NAMES)
def test_it_lets_among_the_proofs_what_may_cross(lines, file):
    assert ((f"proofs/{file}", "file-added", False) in lines["names"]) is not may_cross(file)
