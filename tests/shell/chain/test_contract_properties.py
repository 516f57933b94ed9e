import json
import re
from pathlib import Path

import pytest

TEST = re.compile(r"\b(?:test|invariant)_[a-z_]+\b")


@pytest.fixture(scope="module")
def tested(project: Path) -> set[str]:
    sources = (project / "contracts" / "test").rglob("*.t.sol")
    return {
        name for path in sources for name in re.findall(r"function (\w+)", path.read_text()) if TEST.fullmatch(name)
    }


def test_every_property_of_the_list_has_its_test(project: Path, tested: set[str]) -> None:
    listed = set(TEST.findall((project / "contracts" / "README.md").read_text()))
    assert listed - tested == set()


def test_every_invariant_is_in_the_list(project: Path, tested: set[str]) -> None:
    listed = set(TEST.findall((project / "contracts" / "README.md").read_text()))
    assert {name for name in tested if name.startswith("invariant_")} - listed == set()


def test_what_the_contracts_need_is_pinned_and_names_no_host(project: Path) -> None:
    lock = (project / "contracts" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://registry" not in lock


def test_every_platform_of_foundry_is_in_the_lock(project: Path) -> None:
    packages = json.loads((project / "contracts" / "package-lock.json").read_text())["packages"]
    tools = [entry for entry in packages.values() if "optionalDependencies" in entry]
    platforms = {f"node_modules/{name}" for entry in tools for name in entry["optionalDependencies"]}
    assert platforms - set(packages) == set(), "npm ci refuses a lock without them"
    unlocked = {path for path, entry in packages.items() if path and "integrity" not in entry}
    assert unlocked <= platforms
    assert not any(path.endswith("linux-amd64") for path in unlocked)
