"""The wheel: built twice, at other times and in other folders, it has the same bytes, and holds the package alone."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheels(project: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [_built(project, tmp_path_factory.mktemp(name), umask) for name, umask in (("one", 0o022), ("other", 0o077))]


def _built(project: Path, folder: Path, umask: int) -> Path:
    shutil.copytree(project / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project / name, folder / name)
    for place in folder.rglob("*.py"):
        os.utime(place, (umask * 10_000_000, umask * 10_000_000))
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=folder, check=True, umask=umask)
    return next((folder / "dist").glob("*.whl"))


def test_two_builds_are_equal_byte_by_byte(wheels: list[Path]):
    assert len({hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}) == 1


def test_the_wheel_holds_the_package_with_its_data_and_nothing_of_the_workshop(wheels: list[Path]):
    names = zipfile.ZipFile(wheels[0]).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"tallystick"}
    assert any(name.endswith("TrancheToken.json") for name in names)
    assert any(name.endswith("units/digests.json") for name in names)
    assert not any(name.endswith((".pyc", ".half")) for name in names)
