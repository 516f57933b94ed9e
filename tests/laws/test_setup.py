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
        { [ ! -e "$MACHINE/no-uv" ] || echo 'exit 1' >> .venv/bin/uv; } &&
        cp .venv/bin/uv .venv/bin/tallystick && chmod +x .venv/bin/* && echo venv >> "$CALLS" ;;
    *"pip install"*) echo "pip $*" >> "$CALLS" && [ ! -e "$MACHINE/no-index" ] ;;
esac
"""
_NODE = """#!/bin/sh
[ ! -e "$MACHINE/broken-node" ] || exit 1
if [ -e "$MACHINE/old-node" ]; then echo v18.19.0; else echo v20.11.1; fi
"""
_NPM = """#!/bin/sh
echo "npm $*" >> "$CALLS"
[ ! -e "$MACHINE/no-registry" ] || exit 1
mkdir -p node_modules
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
        _executable(tmp_path / "node", _NODE)
        _executable(tmp_path / "npm", _NPM)
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


def test_a_node_that_is_too_old_is_named_with_what_to_do(machine: Callable[..., Machine]):
    fresh = machine(user="somebody").with_("old-node")
    done = fresh.run()
    assert done.returncode == 1
    assert f"Node.js v18.19.0 at {fresh.root / 'bin' / 'node'} is too old." in done.stderr
    assert "need Node.js 20 or later" in done.stderr
    assert "Install Node.js 20 or later" in done.stderr
    assert not fresh.calls()


def test_a_node_that_says_no_version_is_named_too(machine: Callable[..., Machine]):
    done = machine(user="somebody").with_("broken-node").run()
    assert done.returncode == 1
    assert "Node.js of an unknown version" in done.stderr


def test_root_whose_distribution_has_only_an_old_node_is_told_so_after_it_was_installed(
    machine: Callable[..., Machine],
):
    fresh = machine(user="root").without("node").with_("old-node")
    done = fresh.run()
    assert done.returncode == 1
    assert "apt-get install" in fresh.calls()
    assert not [line for line in fresh.calls().splitlines() if line.startswith("npm ")]
    assert "v18.19.0" in done.stderr


def test_a_node_that_was_replaced_by_an_older_one_since_is_named(machine: Callable[..., Machine]):
    fresh = machine(user="somebody")
    assert fresh.run().returncode == 0
    assert "too old" in fresh.with_("old-node").run().stderr


def test_without_contracts_no_node_is_asked_for(machine: Callable[..., Machine]):
    fresh = machine(user="somebody").without("node", "npm")
    (fresh.root / "clone" / "contracts" / "package-lock.json").unlink()
    done = fresh.run()
    assert done.returncode == 0, done.stderr
    assert "the local chain is not installed" in done.stdout


def test_packages_of_the_contracts_that_cannot_be_fetched_are_named_and_tried_again(machine: Callable[..., Machine]):
    fresh = machine(user="somebody").with_("no-registry")
    done = fresh.run()
    assert done.returncode == 1
    assert "The npm packages of contracts/ could not be installed" in done.stderr
    (fresh.root / "no-registry").unlink()
    assert fresh.run().returncode == 0


def test_where_uv_does_not_run_pip_does_it(machine: Callable[..., Machine]):
    fresh = machine(user="somebody").with_("no-uv")
    done = fresh.run()
    assert done.returncode == 0, done.stderr
    assert "going on with pip" in done.stdout
    assert "--require-hashes -r requirements.lock" in fresh.calls()


def test_a_clone_that_was_moved_is_set_up_anew(machine: Callable[..., Machine]):
    fresh = machine(user="somebody")
    assert fresh.run().returncode == 0
    (fresh.root / "clone" / "build" / "setup" / "place").write_text("/elsewhere\n")
    assert fresh.run().returncode == 0
    assert fresh.calls().count("venv\n") == 2


def test_what_make_test_needs_holds_what_make_run_needs_and_not_the_other_way(machine: Callable[..., Machine]):
    fresh = machine(user="somebody")
    assert fresh.run("dev").returncode == 0
    before = fresh.calls()
    assert fresh.run("run").returncode == 0
    assert fresh.calls() == before
    other = fresh.root / "clone" / "build" / "setup" / "requirements-dev.lock"
    other.unlink()
    assert fresh.run("dev").returncode == 0
    assert fresh.calls() != before


@pytest.mark.parametrize(
    ("user", "kind", "asked"), [("root", "dev", True), ("root", "run", False), ("me", "dev", False)]
)
def test_what_only_tests_need_is_installed_only_for_tests_and_only_by_root(
    machine: Callable[..., Machine], user: str, kind: str, *, asked: bool
):
    fresh = machine(user=user)
    assert fresh.run(kind).returncode == 0
    for package in ("golang-golang-x-mod-dev", "chromium", "fonts-noto-cjk", "postgresql"):
        assert (package in fresh.calls()) is asked


def test_without_a_network_for_the_foreign_client_the_setup_goes_on(machine: Callable[..., Machine]):
    fresh = machine(user="root").with_("no-network")
    done = fresh.run("dev")
    assert done.returncode == 0, done.stderr
    assert "will be skipped" in done.stdout
