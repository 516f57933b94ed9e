"""The scripts that write an example write what stands there, to the byte."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest


def script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("example", ["charging-piles", "trade-receivables"])
def test_determinations_are_signed_into_the_answers_that_stand_there(project: Path, tmp_path: Path, example: str):
    folder = tmp_path / example
    shutil.copytree(project / "examples" / example, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = contents(folder)
    (folder / "answers.yaml").unlink()
    shutil.rmtree(folder / "documents" / "evidence")
    script(project / "examples" / "sign.py").main(folder)
    assert contents(folder) == before


def test_the_payers_of_the_charging_piles_are_those_that_stand_there(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    example = project / "examples" / "charging-piles"
    written = script(example / "make_payers.py")
    monkeypatch.setattr(written, "FOLDER", tmp_path)
    written.main()
    assert (tmp_path / "payers.csv").read_bytes() == (example / "payers.csv").read_bytes()


def test_what_is_handed_in_beside_the_leases_is_what_stands_there(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    example, folder = project / "examples" / "auto-leases", tmp_path / "auto-leases"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = contents(folder)
    for name in ("people.yaml", "answers.yaml", "specimen-notice.md"):
        (folder / name).unlink()
    written = script(example / "make_folder.py")
    monkeypatch.setattr(written, "FOLDER", folder)
    written.main()
    assert contents(folder) == before
