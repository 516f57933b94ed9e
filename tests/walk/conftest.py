"""One walk for all tests of it; who changes anything changes a copy."""

from pathlib import Path

import pytest

from tests.walk.stage import copied, need_chain, walked


@pytest.fixture(scope="session")
def told() -> list[str]:
    """The steps as they were told."""
    return []


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Path:
    """What the walk of the example left."""
    need_chain()
    out = tmp_path_factory.mktemp("walk") / "out"
    outcome = walked(out, told.append)
    assert outcome.value is not None, [each.code for each in outcome.findings]
    return out


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return copied(finished, tmp_path / "out")
