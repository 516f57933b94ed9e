"""compare: two versions of a package, and packages of two deals."""

import json
import shutil
from pathlib import Path

from tests.shell.cli.conftest import Tally


def _packaged(tally: Tally, folder: Path, out: Path, *more: str) -> Path:
    assert tally("package", folder, "--out", out, "--allow-open", *more).exit == 0
    return out / "package"


def test_a_version_is_compared_with_the_one_before(tally: Tally, project: Path, tmp_path: Path):
    folder = tmp_path / "piles"
    shutil.copytree(project / "examples" / "charging-piles", folder)
    first = _packaged(tally, folder, tmp_path / "v1")
    deal = folder / "deal.yaml"
    deal.write_text(deal.read_text("utf-8").replace('largest_number: "50"', 'largest_number: "40"'), "utf-8")
    assert tally("package", folder, "--out", tmp_path / "v2", "--number", "2", "--json").codes == ["cli.usage-missing"]
    root = json.loads((first / "manifest.json").read_text("utf-8"))["package_root"]
    second = _packaged(tally, folder, tmp_path / "v2", "--number", "2", "--previous", root)
    told = tally("compare", first, second, "--out", tmp_path / "redlines", "--json")
    assert told.exit == 0
    value = told.json["value"]
    assert value["fields"] == [{"path": "deal.yaml:tokens.eligible.largest_number", "before": "50", "after": "40"}]
    assert value["tape"] is None
    assert 0 < value["lines"]["zh"] < 60
    assert "report-zh.docx" in value["files"]
    assert sorted(path.name for path in (tmp_path / "redlines").iterdir()) == [
        f"redline-{language}.{form}" for language in ("en", "zh") for form in ("docx", "pdf")
    ]
    same = tally("compare", first, first, "--json").json["value"]
    assert (same["fields"], same["files"], same["lines"]) == ([], [], {"zh": 0, "en": 0})


def test_what_is_no_package_is_not_compared(tally: Tally, project: Path):
    folder = project / "examples" / "charging-piles"
    told = tally("compare", folder, folder, "--json")
    assert told.exit == 1
    assert "filing.manifest-missing" in told.codes
