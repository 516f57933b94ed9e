"""What filers may ask for in a period: counted once a request, and never above the limit, however many ask at once."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.shell.operations.ports.services.matching import AllowanceSpentError
from tallystick.shell.store.journal import StoreJournal
from tests.shell.store.writers import act, name


def spend(book: StoreJournal, request: str, count: int, *, filer: str = "甲公司", period: str = "2026-11") -> None:
    book.spend(request * 64, filer=filer, period=period, count=count, limit=10)


def test_a_request_counts_once_and_what_is_too_much_takes_nothing(tmp_path: Path, url: str):
    book = StoreJournal(tmp_path / "store.sqlite3", url)
    for _ in range(3):
        spend(book, "a", 6)
    with pytest.raises(AllowanceSpentError, match="4 of 10"):
        spend(book, "b", 5)
    spend(book, "b", 4)
    spend(book, "c", 10, period="2026-12")
    spend(book, "d", 10, filer="乙公司")
    book.close()


def test_of_many_who_ask_at_once_no_more_are_let_through_than_may(tmp_path: Path, url: str):
    first = StoreJournal(tmp_path / "store.sqlite3", url)
    first.acts()
    first.close()
    let: list[int] = []

    def ask(number: int) -> None:
        book = StoreJournal(tmp_path / "store.sqlite3", url)
        try:
            spend(book, str(number), 3)
            let.append(number)
        except AllowanceSpentError:
            pass
        finally:
            book.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let) == 3


def test_a_store_of_the_first_version_is_upgraded_with_what_it_holds(tmp_path: Path):
    first = StoreJournal(tmp_path / "store.sqlite3")
    first.record(name(1), act(1))
    first.close()
    with closing(sqlite3.connect(tmp_path / "store.sqlite3")) as store, store:
        store.executescript(
            "DROP TABLE store_allowance; DROP TABLE store_matchrequest; DROP TABLE store_account;"
            "DROP TABLE store_invited; DROP TABLE store_happened; DROP TABLE store_case; DROP TABLE store_planned;"
            "DROP TABLE store_planapproval; DROP TABLE store_editrow; DROP TABLE store_tokenrow;"
            "DROP TABLE store_callrow;"
            "DELETE FROM django_migrations WHERE app = 'store' AND name > '0002'; PRAGMA user_version = 1;"
        )
    again = StoreJournal(tmp_path / "store.sqlite3")
    assert len(again.acts()) == 1
    spend(again, "a", 1)
    again.close()
