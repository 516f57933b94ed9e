"""One walk for all tests of it; who changes anything changes a copy."""

from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.operations.walk import walk as walking
from tests.walk.stage import copied, need_chain, walked


@pytest.fixture(scope="session")
def told() -> list[str]:
    """The steps as they were told."""
    return []


@pytest.fixture(scope="session")
def made() -> list[Any]:
    """The package that the walk made, which takes most of its time."""
    return []


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, told: list[str], made: list[Any]) -> Path:
    """What the walk of the example left."""
    need_chain()
    out = tmp_path_factory.mktemp("walk") / "out"
    make: Any = walking.make_package  # type: ignore[attr-defined]

    def making(*arguments: object, **named: object) -> Any:
        made.append(make(*arguments, **named))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "make_package", making)
        outcome = walked(out, told.append)
    assert outcome.value is not None, [each.code for each in outcome.findings]
    return out


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return copied(finished, tmp_path / "out")


@pytest.fixture
def packaged(finished: Path, made: list[Any], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have a walk find the package made; each time one is asked for is counted."""
    asked: list[int] = []

    def making(*_: object, **__: object) -> Any:
        asked.append(len(asked))
        return made[-1]

    monkeypatch.setattr(walking, "make_package", making)
    return asked
