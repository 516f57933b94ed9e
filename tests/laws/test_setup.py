"""tools/setup decides what to install from where; here on machines of fake commands, so nothing is installed."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

_SYSTEM = ("sh", "cat", "cmp", "cp", "mkdir", "rm", "awk", "dirname", "touch", "chmod", "env")
_PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) [ ! -e "$MACHINE/old-python" ] ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo '#!/bin/sh' > .venv/bin/uv &&
        cp .venv/bin/uv .venv/bin/tallystick && chmod +x .venv/bin/* && echo venv >> "$CALLS" ;;
    *"pip install"*) [ ! -e "$MACHINE/no-index" ] ;;
esac
"""
_APT = """#!/bin/sh
echo "apt-get $*" >> "$CALLS"
[ ! -e "$MACHINE/no-network" ] || exit 100
for wanted in "$@"; do case $wanted in
    nodejs) cp "$MACHINE/node" "$BIN/node" ;;
    npm) cp "$MACHINE/npm" "$BIN/npm" ;;
    python3-venv) rm -f "$MACHINE/old-python" ;;
esac; done
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder that is the whole machine: its commands, its user, and a clone to set up."""

    root: Path

    def run(self, kind: str = "run") -> subprocess.CompletedProcess[str]:
        surroundings = {"PATH": str(self.root / "bin"), "BIN": str(self.root / "bin"), "MACHINE": str(self.root)}
        surroundings["CALLS"] = str(self.root / "calls")
        setup = self.root / "clone" / "tools" / "setup"
        return subprocess.run(["sh", setup, kind], env=surroundings, capture_output=True, text=True, check=False)

    def calls(self) -> str:
        calls = self.root / "calls"
        return calls.read_text() if calls.exists() else ""

    def without(self, *commands: str) -> "Machine":
        for command in commands:
            (self.root / "bin" / command).unlink()
        return self

    def with_(self, mark: str) -> "Machine":
        (self.root / mark).touch()
        return self


def _executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def machine(project: Path, tmp_path: Path) -> Callable[..., Machine]:
    def made(*, user: str, apt: bool = True) -> Machine:
        clone, commands = tmp_path / "clone", tmp_path / "bin"
        for folder in (clone / "tools", clone / "contracts", commands):
            folder.mkdir(parents=True)
        shutil.copy(project / "tools" / "setup", clone / "tools" / "setup")
        for name in ("requirements.lock", "requirements-dev.lock"):
            (clone / name).write_text("uv==1 \\\n    --hash=sha256:0\n")
        (clone / "pyproject.toml").touch()
        (clone / "contracts" / "package-lock.json").write_text("{}")
        for name in _SYSTEM:
            (commands / name).symlink_to(str(shutil.which(name)))
        _executable(commands / "id", f"#!/bin/sh\necho {'0' if user == 'root' else '1000'}\n")
        _executable(commands / "python3", _PYTHON)
        _executable(tmp_path / "node", "#!/bin/sh\n")
        _executable(tmp_path / "npm", '#!/bin/sh\necho "npm $*" >> "$CALLS"\nmkdir -p node_modules\n')
        for name in ("node", "npm"):
            shutil.copy(tmp_path / name, commands / name)
        (commands / "make").symlink_to(str(shutil.which("true")))
        if apt:
            _executable(commands / "apt-get", _APT)
        return Machine(tmp_path)

    return made


def test_where_all_is_there_nothing_is_installed_in_the_system(machine: Callable[..., Machine]):
    fresh = machine(user="root")
    done = fresh.run()
    assert done.returncode == 0, done.stderr
    assert "apt-get" not in fresh.calls()
    assert "venv" in fresh.calls()
    assert "npm install --no-save --ignore-scripts" in fresh.calls()


def test_a_second_run_does_nothing(machine: Callable[..., Machine]):
    fresh = machine(user="somebody")
    assert fresh.run().returncode == 0
    before = fresh.calls()
    assert fresh.run().returncode == 0
    assert fresh.calls() == before


@pytest.mark.parametrize(("gone", "package"), [("node", "nodejs"), ("npm", "npm")])
def test_root_on_debian_gets_what_is_missing_and_only_that(machine: Callable[..., Machine], gone: str, package: str):
    fresh = machine(user="root").without(gone)
    done = fresh.run()
    assert done.returncode == 0, done.stderr
    (installed,) = [line for line in fresh.calls().splitlines() if line.startswith("apt-get install")]
    assert installed.split()[-2:] == ["ca-certificates", package]


def test_root_on_debian_without_venv_gets_it(machine: Callable[..., Machine]):
    fresh = machine(user="root").with_("old-python")
    assert fresh.run().returncode == 0
    assert "ca-certificates python3 python3-venv" in fresh.calls()


@pytest.mark.parametrize(("gone", "package"), [("node", "nodejs"), ("npm", "npm"), ("make", "make")])
def test_anybody_else_is_told_the_package_that_is_missing(machine: Callable[..., Machine], gone: str, package: str):
    fresh = machine(user="somebody").without(gone)
    done = fresh.run()
    assert done.returncode == 1
    assert f"Missing on this machine: {package}" in done.stderr
    assert f"sudo apt-get install {package}" in done.stderr
    assert "apt-get" not in fresh.calls()
    assert not (fresh.root / "clone" / ".venv").exists()


def test_an_old_python_is_named(machine: Callable[..., Machine]):
    done = machine(user="somebody").with_("old-python").run()
    assert done.returncode == 1
    assert "Missing on this machine: python3 python3-venv" in done.stderr


def test_root_elsewhere_is_told_too(machine: Callable[..., Machine]):
    done = machine(user="root", apt=False).without("node").run()
    assert done.returncode == 1
    assert "Missing on this machine: nodejs" in done.stderr


def test_root_whose_packages_cannot_be_reached_is_told_what_was_wanted(machine: Callable[..., Machine]):
    fresh = machine(user="root").without("node").with_("no-network")
    done = fresh.run()
    assert done.returncode == 1
    assert "Missing on this machine: nodejs" in done.stderr


def test_an_index_that_cannot_be_reached_is_named_and_tried_again_next_time(machine: Callable[..., Machine]):
    fresh = machine(user="somebody").with_("no-index")
    done = fresh.run()
    assert done.returncode == 1
    assert "Is a Python package index reachable from here?" in done.stderr
    (fresh.root / "no-index").unlink()
    assert fresh.run().returncode == 0
