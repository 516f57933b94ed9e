"""The page that verifies without this program finds what this program finds; its script runs here without a browser."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.documents.pages.verifier_page import verifier_page
from tallystick.shell.files.folders import read_folder
from tallystick.supervision.attacks import ATTACKS, Attack, Target

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
def test_what_the_walk_left_fits(finished: Path, tmp_path: Path, part: str):
    found = page_finds(finished / part, tmp_path)
    assert [line for line in found["lines"] if line["holds"] is False] == []
    assert any(line["holds"] for line in found["lines"])


def test_package_and_edition_have_one_root(finished: Path, tmp_path: Path):
    roots = {page_finds(finished / part, tmp_path)["root"] for part in ("package", "export")}
    assert roots == {json.loads((finished / "package" / "manifest.json").read_bytes())["package_root"]}


@pytest.mark.parametrize("attack", _FILED, ids=[each.id for each in _FILED])
def test_what_was_changed_is_told(copy: Path, tmp_path: Path, attack: Attack):
    part = copy / attack.target
    root = page_finds(part, tmp_path)["root"]
    changes = attack.change(read_folder(copy)[0])
    assert changes
    changed(copy, changes)
    found = page_finds(part, tmp_path)
    assert found["root"] != root or [line for line in found["lines"] if line["holds"] is False]


def test_a_folder_with_nothing_to_verify_is_told(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert [line["said"] for line in page_finds(tmp_path / "empty", tmp_path)["lines"]] == ["nothing"]


def test_the_page_fetches_nothing_and_allows_itself_only_its_own_script():
    page = unescape(verifier_page().decode())
    assert "default-src 'none'; script-src 'sha256-" in page
    assert "http:" not in page
    assert "https:" not in page
