"""Every property of the contracts stands beside a test that exists, and every test that must be named is."""

import re
from pathlib import Path

import pytest

TEST = re.compile(r"\b(?:test|invariant)_[a-z0-9_]+\b")


@pytest.fixture(scope="module")
def tested(project: Path) -> set[str]:
    sources = (project / "contracts" / "test").rglob("*.t.sol")
    return {
        name for path in sources for name in re.findall(r"function (\w+)", path.read_text()) if TEST.fullmatch(name)
    }


@pytest.fixture(scope="module")
def listed(project: Path) -> set[str]:
    return set(TEST.findall((project / "contracts" / "PROPERTIES.md").read_text()))


def test_every_property_of_the_list_has_its_test(listed: set[str], tested: set[str]) -> None:
    assert listed - tested == set()


@pytest.mark.parametrize("kind", ["invariant_", "test_finding_"])
def test_every_invariant_and_every_finding_is_in_the_list(kind: str, listed: set[str], tested: set[str]) -> None:
    assert {name for name in tested if name.startswith(kind)} - listed == set()
