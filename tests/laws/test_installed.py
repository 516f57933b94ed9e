"""`pip install .` into an empty environment, without any extra: what a stranger gets runs up to the desk's decision.

It asks the package index, so it is among the long tests; `test_base_install` proves the same by hiding the extras.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

_CORE = ("units", "evidence", "law", "deal", "tape", "cashflow", "filing", "issuance", "servicing", "supervision")
_EXTRA = ("tallystick.cashflow.kernels.engines.loops", "tallystick.supervision.market.links")
"""What needs an extra, as in `test_base_install`."""
_LOAD = (
    "import importlib, pkgutil\n"
    f"for room in {_CORE!r}:\n"
    "    package = importlib.import_module(f'tallystick.{room}')\n"
    "    for each in pkgutil.walk_packages(package.__path__, f'tallystick.{room}.'):\n"
    f"        if each.name not in {_EXTRA!r}:\n"
    "            importlib.import_module(each.name)\n"
    "import tallystick; print(tallystick.__file__)\n"
)
_FILING = "auto-leases-2026-1-v1"
_DESK = "--standing rehearsal --reason complete --as he-zhixia --as fang-bochuan"


@pytest.fixture(scope="module")
def environment(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", project], check=True)
    return folder


def _run(environment: Path, project: Path, *command: str) -> str:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    home = environment.parent
    surroundings |= {"TALLYSTICK_HOME": str(home / "onshore"), "TALLYSTICK_SIDE": "onshore", "HOME": str(home)}
    surroundings |= {"TALLYSTICK_PASSPHRASE": "tallystick-example", "TALLYSTICK_LANG": "en"}
    program = str(environment / "bin" / command[0])
    ran = subprocess.run(
        [program, *command[1:]], cwd=project, env=surroundings, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, (command, ran.stdout[-600:], ran.stderr[-600:])
    return ran.stdout


def test_no_extra_came_along_and_every_core_room_loads_from_the_installed_package(environment: Path, project: Path):
    present = _run(environment, project, "python", "-m", "pip", "list").lower()
    assert "typst" not in present
    assert "web3" not in present
    assert "site-packages" in _run(environment, project, "python", "-I", "-c", _LOAD)


def test_every_verb_up_to_the_decision_runs(environment: Path, project: Path):
    out, leases = environment.parent / "out", "examples/auto-leases"
    for words in (
        "--version",
        f"check {leases}",
        f"answer {leases}",
        f"tape {leases}",
        f"project {leases} --no-break-even",
        "tieout examples/harot-2009-1",
        f"package {leases} --out {out}",
        "keys --import-cast examples/cast",
        f"submit {out}/package --as shen-yilan --at 2026-09-01T02:00:00Z",
        f"decide {_FILING} --event file {_DESK} --at 2026-09-08T02:00:00Z",
    ):
        _run(environment, project, "tallystick", *words.split())
