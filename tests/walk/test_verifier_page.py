"""The page that verifies without this program finds what this program finds; its script runs here without a browser."""

import json
import shutil
import ssl
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.documents.pages.verifier_page import verifier_page
from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.files.folders import read_folder
from tallystick.shell.signing.timestamps import Rfc3161
from tallystick.supervision.attacks import ATTACKS, Attack, Target
from tests.shell.files.logs import KEY, SIGNER
from tests.shell.signing.authority import TimeAuthority

pytestmark = pytest.mark.chain

HARNESS = Path(__file__).with_name("verifier.mjs")
_UNSEEN = "witness-dropped"
"""The page has no key of a witness, so it cannot miss a line that was taken away; it says that lines are unchecked."""
_FILED = [each for each in ATTACKS if each.target in {Target.PACKAGE, Target.EXPORT} and each.id != _UNSEEN]


def page_finds(folder: Path, tmp_path: Path) -> dict[str, Any]:
    """What the page says of a folder."""
    node = shutil.which("node")
    assert node is not None
    page = tmp_path / "verifier.html"
    page.write_bytes(verifier_page())
    said = subprocess.run([node, HARNESS, page, folder], capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.fixture(scope="module")
def seen(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """What the page says of a part of the walk as it was left; asked once, since it digests every row."""
    place = tmp_path_factory.mktemp("page")
    return cache(lambda part: page_finds(finished / part, place))


def changed(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Write what an attacker makes of a walk."""
    for name, content in changes.items():
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)


def test_its_digests_are_those_of_the_standard(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert page_finds(tmp_path / "empty", tmp_path)["vectors"] == [
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    ]


@pytest.mark.parametrize("part", ["package", "export", "receipts"])
def test_what_the_walk_left_fits(seen: Callable[[str], dict[str, Any]], part: str):
    found = seen(part)
    assert [line for line in found["lines"] if line["holds"] is False] == []
    assert any(line["holds"] for line in found["lines"])


def test_package_and_edition_have_one_root(finished: Path, seen: Callable[[str], dict[str, Any]]):
    roots = {seen(part)["root"] for part in ("package", "export")}
    assert roots == {json.loads((finished / "package" / "manifest.json").read_bytes())["package_root"]}


@pytest.mark.parametrize("attack", _FILED, ids=[each.id for each in _FILED])
def test_what_was_changed_is_told(copy: Path, seen: Callable[[str], dict[str, Any]], tmp_path: Path, attack: Attack):
    part = copy / attack.target
    root = seen(attack.target)["root"]
    changes = attack.change(read_folder(copy)[0])
    assert changes
    changed(copy, changes)
    found = page_finds(part, tmp_path)
    assert found["root"] != root or [line for line in found["lines"] if line["holds"] is False]


def test_a_folder_with_nothing_to_verify_is_told(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert [line["said"] for line in page_finds(tmp_path / "empty", tmp_path)["lines"]] == ["nothing"]


@pytest.fixture(params=["ec", "rsa"])
def stamped(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A receipt and an authority's timestamp over its head, as they are delivered, but for entry and key."""
    authority = TimeAuthority.open(tmp_path / "tsa")
    if request.param == "rsa":
        certify_rsa(authority)
    log = WritableFolderLog(tmp_path / "log", KEY, SIGNER)
    log.sequence([b"an entry", b"another"], first=0)
    text = log.checkpoint()[: log.checkpoint().index(b"\n\n") + 1]
    token = authority.answer(Rfc3161(authority.roots).request(text).content).content
    folder = tmp_path / "delivered"
    folder.mkdir()
    (folder / "act.tlog-proof").write_bytes(log.receipt(0))
    (folder / "checkpoint.tsr").write_bytes(token)
    return folder


def certify_rsa(authority: TimeAuthority) -> None:
    """Give the authority an RSA key, as most in the world have; the reader of the page has no root anyway."""
    named = ["-subj", "/CN=RSA Time Authority", "-addext", "extendedKeyUsage=critical,timeStamping"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", *named]
    made += ["-keyout", str(authority.folder / "key.pem"), "-out", str(authority.folder / "certificate.pem")]
    subprocess.run(made, check=True, capture_output=True)


def _of_stamp(folder: Path, tmp_path: Path) -> list[tuple[str, bool | None]]:
    lines = page_finds(folder, tmp_path)["lines"]
    return [(line["said"], line["holds"]) for line in lines if line["place"].endswith(".tsr")]


def test_a_timestamp_is_read_and_what_is_not_checked_is_said(stamped: Path, tmp_path: Path):
    assert _of_stamp(stamped, tmp_path) == [("stamp-holds", True), ("stamp-signer", None)]
    (_, signer) = [line for line in page_finds(stamped, tmp_path)["lines"] if line["place"].endswith(".tsr")]
    assert "Time Authority" in signer["with"]["signer"]
    der = ssl.PEM_cert_to_DER_cert((tmp_path / "tsa/certificate.pem").read_text())
    assert signer["with"]["digest"] == sha256_hex(der)


def test_each_change_of_a_timestamp_is_told_or_is_in_what_nobody_signs(stamped: Path, tmp_path: Path):
    token = (stamped / "checkpoint.tsr").read_bytes()
    many = stamped / "many"
    many.mkdir()
    receipt = (stamped / "act.tlog-proof").read_bytes()
    spots = range(2, len(token), 23)
    for spot in spots:
        (many / f"{spot}").mkdir()
        (many / f"{spot}/act.tlog-proof").write_bytes(receipt)
        (many / f"{spot}/c.tsr").write_bytes(token[:spot] + bytes([token[spot] ^ 4]) + token[spot + 1 :])
    said = {
        line["place"]: line["said"] for line in page_finds(many, tmp_path)["lines"] if line["place"].endswith(".tsr")
    }
    unseen = [place for place, each in said.items() if each == "stamp-signer"]
    assert len(said) == len(spots)
    assert all(each.startswith("stamp-") for each in said.values())
    assert len(unseen) < 4  # in what nobody signs, such as version numbers


def test_another_head_a_cut_and_a_stamp_alone_are_told(stamped: Path, tmp_path: Path):
    token, receipt = stamped / "checkpoint.tsr", stamped / "act.tlog-proof"
    right, given = token.read_bytes(), receipt.read_bytes()
    token.write_bytes(right[:-9])
    assert _of_stamp(stamped, tmp_path) == [("stamp-unreadable", False)]
    token.write_bytes(right)
    at = given.index(b"\n2\n")
    receipt.write_bytes(given[:at] + b"\n3\n" + given[at + 3 :])
    assert _of_stamp(stamped, tmp_path) == [("stamp-other", False)]
    receipt.unlink()
    assert [said for said, _ in _of_stamp(stamped, tmp_path)] == ["stamp-without-head", "stamp-holds", "stamp-signer"]


def test_the_page_fetches_nothing_and_allows_itself_only_its_own_script():
    page = unescape(verifier_page().decode())
    assert "default-src 'none'; script-src 'sha256-" in page
    assert "http:" not in page
    assert "https:" not in page
