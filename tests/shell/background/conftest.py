"""A queue on each database, and a clock that does not wait: leases here last fractions of a second."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.shell.store.jobs.queue import StoreQueue
from tallystick.shell.store.journal import StoreJournal
from tests.shell.cli.conftest import Tally, caller


@pytest.fixture
def journal(url: str, tmp_path: Path) -> Iterator[StoreJournal]:
    kept = StoreJournal(tmp_path / "store.sqlite3", url)
    yield kept
    kept.close()


@pytest.fixture
def queue(journal: StoreJournal) -> StoreQueue:
    return StoreQueue(journal)


@pytest.fixture
def tally_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tally:
    """Call a verb."""
    return caller(monkeypatch, tmp_path / "another")
