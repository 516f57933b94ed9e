"""The ready-made tools, with this project's configuration, see a violation planted on a scratch tree.

Each planted file stands beside sound ones, so that what turns the tool red is the violation and not the tree.
"""

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
SOUND = '"""A share of a whole, exact."""\n\n__all__ = ["HALF"]\n\nHALF = "50%"\n'

RUFF = (
    ("a decimal", "from decimal import Decimal\n\nHALF = Decimal(1)\n", "TID251"),
    ("a clock", "import datetime\n\nHALF = datetime.datetime.now(tz=datetime.UTC)\n", "TID251"),
    ("today", "import datetime\n\nHALF = datetime.date.today()\n", "TID251"),
    ("a public function without a docstring", "def settle() -> None:\n    pass\n", "D103"),
    ("a parameter without a type", "def settle(amount) -> None:\n    pass\n", "ANN001"),
    ("__all__ out of order", '__all__ = ["b", "a"]\n\na = b = 1\n', "RUF022"),
    ("a bare except", "try:\n    pass\nexcept:\n    pass\n", "E722"),
    ("an ignored rule without its name", "HALF = 1  # noqa\n", "PGH004"),
    ("nine parameters", "def f(a, b, c, d, e, f, g, h, i) -> None:\n    pass\n", "PLR0913"),
)

TYPES = (
    ("untyped.py", "def settle(amount):\n    return amount\n", "no-untyped-def"),
    ("mismatched.py", 'HALF: int = "50%"\n', "assignment"),
    ("silenced.py", "HALF: int = 1\nTHIRD = HALF.third  # type: ignore\n", "ignore-without-code"),
    ("generic.py", "def settle(amounts: list) -> None:\n    del amounts\n", "type-arg"),
)

IMPORTS = (
    ("rooms", "units/upward.py", "import tallystick.law\n"),
    ("rooms", "miscellany/__init__.py", '"""A room nobody drew on the map."""\n'),
    ("cycles", "units/east.py", "import tallystick.units.west\n"),
    ("core", "evidence/reading.py", "import os\n"),
    ("core", "law/books_by_hand.py", "from importlib import resources\n"),
    ("core", "tape/late.py", "def read() -> None:\n    import sqlite3\n"),
    ("kernels", "cashflow/kernels/knowing.py", "import tallystick.deal\n"),
    ("shell", "shell/operations/hasty.py", "import tallystick.shell.store\n"),
    ("shell", "shell/files/sideways.py", "import tallystick.shell.chain\n"),
    ("doors", "shell/cli/shortcut.py", "import tallystick.shell.chain\n"),
    ("doors", "shell/web/shortcut.py", "import tallystick.shell.signing\n"),
    ("rows", "shell/files/rows.py", "import django.db\n"),
    ("market", "supervision/planted.py", "import tools.market.plan\n"),
    ("market", "shell/operations/planted.py", "import bench.timing\n"),
)


def run(*command: str | Path, cwd: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env=surroundings or None, capture_output=True, text=True, check=False
    )


@pytest.fixture
def scratch(tmp_path: Path, project: Path) -> Path:
    room = tmp_path / "src" / "tallystick" / "units"
    room.mkdir(parents=True)
    shutil.copy(project / "pyproject.toml", tmp_path)
    for package in (room.parent, room):
        (package / "__init__.py").write_text('"""A room."""\n', encoding="utf-8")
    (room / "shares.py").write_text(SOUND, encoding="utf-8")
    return tmp_path


def test_ruff_is_silent_on_sound_code(scratch: Path):
    linted = run(BIN / "ruff", "check", "--no-cache", cwd=scratch)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(("code", "rule"), [row[1:] for row in RUFF], ids=[row[0] for row in RUFF])
def test_ruff_bites(scratch: Path, code: str, rule: str):
    (scratch / "src/tallystick/units/planted.py").write_text(f'"""Planted."""\n\n{code}', encoding="utf-8")
    linted = run(BIN / "ruff", "check", "--no-cache", "--output-format=concise", cwd=scratch)
    assert linted.returncode == 1
    assert f" {rule} " in linted.stdout, linted.stdout


def test_the_formatter_bites(scratch: Path):
    (scratch / "src/tallystick/units/planted.py").write_text("HALF = {'a':1}\n", encoding="utf-8")
    formatted = run(BIN / "ruff", "format", "--no-cache", "--check", cwd=scratch)
    assert formatted.returncode == 1
    assert "planted.py" in formatted.stdout
    assert "shares.py" not in formatted.stdout


def test_mypy_bites_and_is_silent_on_sound_code(scratch: Path, project: Path):
    room = scratch / "src/tallystick/units"
    for name, code, _ in TYPES:
        (room / name).write_text(code, encoding="utf-8")
    cache = project / "build" / "mypy-bite"
    typed = run(BIN / "mypy", "--cache-dir", cache, room, cwd=scratch)
    assert typed.returncode == 1, typed.stdout + typed.stderr
    complaints = typed.stdout.splitlines()
    for name, _, kind in TYPES:
        assert any(f"/{name}:" in line and f"[{kind}]" in line for line in complaints), f"{kind} not seen in {name}"
    assert not any("shares.py" in line for line in complaints)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A skeleton of the house: each room and folder with nothing but its `__init__`."""
    root = tmp_path_factory.mktemp("house")
    shutil.copy(project / ".importlinter", root)
    for path in sorted((project / "src/tallystick").rglob("__init__.py")):
        copy = root / path.relative_to(project)
        copy.parent.mkdir(parents=True)
        copy.write_text("", encoding="utf-8")
    package = root / "src/tallystick"
    for inside, code in (
        ("units/west.py", "import tallystick.units.east\n"),
        ("units/east.py", ""),
        ("units/packaged.py", "from importlib import resources\n"),
        ("shell/wiring.py", "import tallystick.shell.operations\n"),
        ("shell/store/selectors.py", "import django.db\n"),
        ("shell/cli/shown.py", "import tallystick.shell.store.selectors\n"),
    ):
        (package / inside).write_text(code, encoding="utf-8")
    return root


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return run(BIN / "lint-imports", "--no-logo", "--no-cache", cwd=house, PYTHONPATH="src", LC_ALL="C.UTF-8")


def test_the_import_laws_are_silent_on_a_sound_house(house: Path):
    linted = lint(house)
    assert linted.returncode == 0, linted.stdout + linted.stderr


TITLES = {
    "rooms": "A stage may look back, never ahead",
    "cycles": "No two siblings need each other",
    "core": "The ten core rooms touch no network, disk, clock, framework or log",
    "kernels": "The kernels know arrays, not deals",
    "shell": "Wiring injects, doors ask, hands do, operations decide",
    "doors": "The command line and the pages reach only operations and the store's selectors",
    "rows": "Only the store touches rows",
    "market": "What finds a fault does not know how it was planted",
}


@pytest.fixture(scope="module")
def broken(house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each law where everything is planted at once; a room nobody drew stands in a house of its own."""
    told: dict[str, str] = defaultdict(str)
    rooms = [row for row in IMPORTS if row[1].endswith("__init__.py")]
    for number, rows in enumerate((rooms, [row for row in IMPORTS if row not in rooms])):
        other = shutil.copytree(house, tmp_path_factory.mktemp("planted") / str(number))
        for _, path, code in rows:
            file = other / "src/tallystick" / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(code, encoding="utf-8")
        linted = lint(other)
        assert linted.returncode == 1
        for law, title in TITLES.items():
            _, _, said = linted.stdout.partition(f"\n{title}\n{'-' * len(title)}\n")
            told[law] += re.split(r"\n[^\n]+\n-{9,}\n", said)[0]
    return told


@pytest.mark.parametrize(
    ("law", "path"), [row[:2] for row in IMPORTS], ids=[f"{law}: {path}" for law, path, _ in IMPORTS]
)
def test_the_import_law_bites(broken: dict[str, str], law: str, path: str):
    name = Path(path).parent.name if path.endswith("__init__.py") else Path(path).stem
    assert re.search(rf"\b{name}\b", broken[law]), f"{path} was not seen"


def test_the_test_runner_bites(scratch: Path):
    """Sockets are shut, warnings are errors, a misspelt marker is refused."""
    folder = scratch / "tests"
    folder.mkdir()
    (folder / "test_planted.py").write_text(
        "import socket, warnings\n\n"
        "def test_sound():\n    assert True\n\n"
        "def test_socket():\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\n\n"
        "def test_warning():\n    warnings.warn('old', DeprecationWarning)\n",
        encoding="utf-8",
    )
    (folder / "test_misspelt.py").write_text(
        "import pytest\n\n@pytest.mark.logn\ndef test_a():\n    pass\n", encoding="utf-8"
    )
    tested = run(BIN / "python", "-m", "pytest", "-q", "tests/test_planted.py", cwd=scratch)
    assert "1 passed" in tested.stdout
    assert "2 failed" in tested.stdout
    assert "SocketConnectBlockedError" in tested.stdout
    misspelt = run(BIN / "python", "-m", "pytest", "-q", "tests/test_misspelt.py", cwd=scratch)
    assert "'logn' not found in `markers`" in misspelt.stdout
