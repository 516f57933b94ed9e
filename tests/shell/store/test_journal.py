"""The journal on SQLite: an act once, a state with its act or not at all, and nobody's act lost among many writers."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.shell.operations.ports.journal import Journal, StaleStateError
from tallystick.shell.store.journal import StoreJournal
from tests.shell.operations.twins import MemoryJournal
from tests.shell.store.writers import EACH, WRITERS, act, change, name, write


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """Every promise is tried on both databases and on the twin that stands in for them elsewhere."""
    if request.param == "memory":
        yield MemoryJournal()
        return
    url = request.getfixturevalue("database") if request.param == "postgresql" else ""
    kept = StoreJournal(tmp_path / "store.sqlite3", url)
    yield kept
    kept.close()


def test_what_was_recorded_is_read_back(journal: Journal) -> None:
    row = journal.record(name(1), act(1))
    assert (row.number, row.act_id, row.entry, row.position) == (1, name(1), act(1), None)
    assert journal.find(name(1)) == row
    assert journal.acts() == (row,)
    assert journal.find(name(2)) is None


def test_an_act_is_recorded_once(journal: Journal) -> None:
    first = journal.record(name(1), act(1), change("a", ""))
    assert journal.record(name(1), act(2), change("b", "nonsense")) == first
    assert len(journal.acts()) == 1


def test_acts_are_found_by_subject_and_kind_in_their_order(journal: Journal) -> None:
    for number, (kind, subject) in enumerate([("a.x", "s"), ("b.y", "s"), ("a.x", "t")]):
        journal.record(name(number), act(number, kind, subject))
    assert [row.number for row in journal.acts(kind="a.x")] == [1, 3]
    assert [row.number for row in journal.acts(subject="s")] == [1, 2]
    assert [row.number for row in journal.acts(subject="t", kind="a.x")] == [3]


def test_a_state_moves_only_from_where_it_was_expected(journal: Journal) -> None:
    journal.record(name(1), act(1), change("submitted", ""))
    journal.record(name(2), act(2), change("filed", "submitted"))
    for number, (state, expected) in enumerate([("refused", "submitted"), ("again", "")], start=3):
        with pytest.raises(StaleStateError, match="filed"):
            journal.record(name(number), act(number), change(state, expected))
    filing = journal.filing("f")
    assert filing is not None
    assert filing.state == "filed"
    assert len(journal.acts()) == 2


def test_an_unknown_filing_cannot_move(journal: Journal) -> None:
    with pytest.raises(StaleStateError):
        journal.record(name(1), act(1), change("filed", "submitted"))
    assert (journal.filing("f"), journal.acts()) == (None, ())


def test_filings_are_listed_by_id(journal: Journal) -> None:
    for number, filing in enumerate("ba"):
        journal.record(name(number), act(number), change("s", "", filing))
    assert [row.id for row in journal.filings()] == ["a", "b"]


def test_a_place_in_the_log_is_noted_once(journal: Journal) -> None:
    for number in range(3):
        journal.record(name(number), act(number))
    journal.place([1, 2], first=0)
    journal.place([1, 2], first=0)
    journal.place([2], first=9)
    journal.place([3], first=2)
    assert [row.position for row in journal.acts()] == [0, 1, 2]


def test_it_is_still_there_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    first = StoreJournal(path)
    first.record(name(1), act(1), change("s", ""))
    first.close()
    again = StoreJournal(path)
    assert len(again.acts()) == 1
    again.close()


def test_two_homes_of_one_process_never_mix(tmp_path: Path) -> None:
    one, other = StoreJournal(tmp_path / "one.sqlite3"), StoreJournal(tmp_path / "other.sqlite3")
    one.record(name(1), act(1), change("s", ""))
    assert (other.acts(), other.filings()) == ((), ())
    one.close()
    other.close()


def test_two_acts_never_stand_at_one_place(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    journal = StoreJournal(path)
    journal.record(name(1), act(1))
    journal.record(name(2), act(2))
    journal.place([1], first=0)
    journal.close()
    with sqlite3.connect(path) as rows, pytest.raises(sqlite3.IntegrityError):
        rows.execute("update store_act set position = 0 where id = 2")
    rows.close()


def lost_or_doubled(path: Path) -> bool:
    journal = StoreJournal(path)
    names = sorted(row.act_id for row in journal.acts())
    numbers = [row.number for row in journal.acts()]
    journal.close()
    return names != [name(number) for number in range(1 + WRITERS * EACH)] or numbers != sorted(set(numbers))


def test_threads_that_write_at_once_lose_nothing(url: str, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    StoreJournal(path, url).close()
    threads = [threading.Thread(target=write, args=(path, writer)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not lost_or_doubled(path)


def test_processes_that_write_at_once_into_tables_made_before_lose_nothing(tmp_path: Path) -> None:
    StoreJournal(tmp_path / "store.sqlite3").close()
    _many_processes_lose_nothing(tmp_path / "store.sqlite3", "")


def test_processes_that_write_at_once_into_tables_made_by_whoever_comes_first_lose_nothing(
    tmp_path: Path, url: str
) -> None:
    _many_processes_lose_nothing(tmp_path / "store.sqlite3", url)


def _many_processes_lose_nothing(path: Path, url: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write, args=(path, writer, url)) for writer in range(WRITERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * WRITERS
    StoreJournal(path, url).close()
    assert not lost_or_doubled(path)


def test_of_many_who_move_one_filing_one_does(tmp_path: Path, url: str) -> None:
    path = tmp_path / "store.sqlite3"
    journal = StoreJournal(path, url)
    journal.record(name(0), act(0), change("submitted", ""))
    moved, stale = [], []

    def move(number: int) -> None:
        own = StoreJournal(path)
        try:
            moved.append(own.record(name(number), act(number), change(f"state-{number}", "submitted")))
        except StaleStateError as error:
            stale.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=move, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    filing = journal.filing("f")
    assert filing is not None
    assert (len(moved), len(stale), len(journal.acts())) == (1, 7, 2)
    assert filing.state == f"state-{int(moved[0].act_id, 16)}"
    journal.close()
