"""Homes on PostgreSQL: each new one in a database of its own, and a copy of a home in a copy of its database.

`TALLYSTICK_TEST_DATABASE=postgresql` puts every home that tests make there, so that whatever is tested of a home on
SQLite is tested of one on PostgreSQL.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connections

from tallystick.shell.files.homes import Home
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.wiring import homes

__all__ = ["ASKED", "homes_on", "named_before"]

ASKED = os.environ.get("TALLYSTICK_TEST_DATABASE", "sqlite") == "postgresql"
_EMPTY = "a_new_portal"
_here: "list[Databases]" = []


class Databases:
    """The databases of one server, by the folder of the home that each belongs to."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._of: dict[Path, str] = {}

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://tally@{quote(str(self._server), safe='')}/{name}"

    def given(self, home: Home) -> None:
        """See to it that a home names a database that is its own: a new one, or a copy of the one it names."""
        folder = home.folder.resolve()
        if folder in self._of and home.database.is_file() and home.database.read_text() == self._of[folder]:
            return
        named = home.database.read_text().strip() if home.database.is_file() else ""
        if named and f"{named}\n" not in self._of.values():
            return  # of a test that has its own
        if not named and home.store.exists():
            return  # of a process that made it on SQLite
        before = named.rpartition("/")[2] or self._empty()
        self._of[folder] = f"{self.address(self._copy(before, f'home_{len(self._of)}'))}\n"
        home.database.write_text(self._of[folder])
        home.database.chmod(0o600)

    def _empty(self) -> str:
        """Return the name of a database with every table and no row, made once."""
        from django.core.management import call_command

        if not self._of:
            self._ask(f"create database {_EMPTY}")
            journal = StoreJournal(self._server / _EMPTY, self.address(_EMPTY))
            alias = journal.ready()
            call_command("migrate", database=alias, verbosity=0, interactive=False)
            call_command("createcachetable", database=alias, verbosity=0)
        return _EMPTY

    def _copy(self, of: str, name: str) -> str:
        """Copy a database, which nobody may be connected to meanwhile: whoever was connects anew."""
        for alias in connections:
            if connections[alias].settings_dict["NAME"] == of:
                connections[alias].close()
        self._ask("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", of)
        self._ask(f"create database {name} template {of}")
        return name

    def _ask(self, words: str, *values: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self._server), user="tally", dbname="postgres", autocommit=True) as connection:
            connection.execute(words, values or None)


def named_before(folder: Path) -> None:
    """Give a home its database before a process of its own makes the home; nothing where homes are on SQLite."""
    for databases in _here:
        folder.mkdir(parents=True, exist_ok=True)
        databases.given(Home(folder))


@contextmanager
def homes_on(server: Path) -> Iterator[None]:
    """Put every home that is opened meanwhile on a server."""
    databases, opening = Databases(server), homes._journal

    def opened(home: Home) -> Any:
        databases.given(home)
        return opening(home)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(homes, "_journal", opened)
        patch.setattr("tests.shell.on_postgresql._here", [databases])
        yield
