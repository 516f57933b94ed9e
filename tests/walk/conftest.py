"""One walk for all tests of it; who changes anything changes a copy."""

import fcntl
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.operations.walk import walk as walking
from tests.walk.killed import keep
from tests.walk.stage import copied, need_chain, walked


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have one process at a time work in a folder."""
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _walk(folder: Path) -> None:
    """Walk the example into a folder, and write down its steps as they were told, and the package that it made."""
    told: list[str] = []
    make: Any = walking.make_package  # type: ignore[attr-defined]
    made: list[Any] = []

    def making(*arguments: object, **named: object) -> Any:
        made.append(make(*arguments, **named))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "make_package", making)
        outcome = walked(folder / "out", told.append)
    assert outcome.value is not None, [each.code for each in outcome.findings]
    keep(made[-1], folder / "made")
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of the one walk that all workers of a run copy from, with what it told and made beside it."""
    need_chain()
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "shared-walk"
    folder.mkdir(exist_ok=True)
    with _alone(folder):
        if not (folder / "told.json").is_file():
            _walk(folder)
    return folder


@pytest.fixture(scope="session")
def told(shared: Path) -> list[str]:
    """The steps as they were told."""
    told: list[str] = json.loads((shared / "told.json").read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="session")
def memo(shared: Path) -> Path:
    """The package that the walk made, which takes most of its time, as `killed` reads it."""
    return shared / "made"


@pytest.fixture(scope="session")
def made(memo: Path) -> Any:
    """The same as a value."""
    return pickle.loads(memo.read_bytes())  # noqa: S301 - our own file of a moment ago


@pytest.fixture(scope="session")
def finished(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the walk of the example left."""
    return copied(shared / "out", tmp_path_factory.mktemp("walk") / "out")


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return copied(finished, tmp_path / "out")


@pytest.fixture
def packaged(made: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have a walk find the package made; each time one is asked for is counted."""
    asked: list[int] = []

    def making(*_: object, **__: object) -> Any:
        asked.append(len(asked))
        return made

    monkeypatch.setattr(walking, "make_package", making)
    return asked
