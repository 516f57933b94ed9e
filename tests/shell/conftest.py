"""A PostgreSQL server of one's own: in a folder of its own, reached by a socket there, gone with the tests.

It runs as the user `postgres` where the tests run as root, since it refuses to run as root. Where PostgreSQL is not
installed, or has no such user, the tests that ask for it are skipped and say so.
"""

import os
import pickle
import pwd
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connections

from tallystick.cashflow.scenarios.stressed import RunUnderStress, StressedRuns
from tallystick.shell.store.journal import StoreJournal
from tests.shell.on_postgresql import ASKED, homes_on

_TABLES = "drop schema public cascade; create schema public"


@pytest.fixture(scope="session", autouse=True)
def tables_copied() -> Iterator[None]:
    """Copy the tables of a new SQLite home from the first that was made, and those of its portal likewise.

    Migrating each anew takes a tenth of a second for the home and three for the portal.
    """
    upgrade = StoreJournal._upgrade
    made, known = sqlite3.connect(":memory:", check_same_thread=False), set[str]()
    portal: list[str] = []

    def quicker(self: StoreJournal) -> None:
        kept = connections[self.alias]
        new = kept.vendor == "sqlite" and not kept.introspection.table_names()
        if new and known:
            made.backup(kept.connection)
            return
        upgrade(self)
        if new:
            kept.connection.backup(made)
            known.update(kept.introspection.table_names())

    def asked(name: str, *, database: str, **named: object) -> None:
        kept = connections[database]
        fresh = kept.vendor == "sqlite" and set(kept.introspection.table_names()) == known
        if fresh and portal:
            kept.connection.executescript("\n".join(("BEGIN;", "PRAGMA defer_foreign_keys = ON;", *portal, "COMMIT;")))
            return
        call_command(name, database=database, **named)
        if fresh:
            portal.extend(sorted(_beyond(kept.connection, known), key=lambda line: line.startswith("INSERT")))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StoreJournal, "_upgrade", quicker)
        patch.setattr("tallystick.shell.store.default.call_command", asked)
        yield
    made.close()


@pytest.fixture(scope="session", autouse=True)
def runs_shared() -> Iterator[None]:
    """Share what a deal comes to at a multiple of its defaults among all who run the same deal on the same pool.

    A package takes thirty such runs to find its break-even, most of its time, and most tests package the same folder.
    """
    made: dict[bytes, dict[Fraction, RunUnderStress]] = {}
    begin = StressedRuns.__init__

    def beginning(self: StressedRuns, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        with suppress(TypeError, pickle.PicklingError):  # what cannot be told apart is run
            self._made = made.setdefault(sha256(pickle.dumps((given, named))).digest(), {})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StressedRuns, "__init__", beginning)
        yield


def _beyond(rows: sqlite3.Connection, known: set[str]) -> Iterator[str]:
    """Yield what makes the tables of a database beyond those that are known, with their rows."""
    for line in rows.iterdump():
        named = re.match(r'(?:CREATE TABLE|INSERT INTO|CREATE (?:UNIQUE )?INDEX "\w+" ON) "(\w+)"', line)
        if named and named[1] == "django_migrations" and line.startswith("INSERT"):
            yield line.replace("INSERT", "INSERT OR IGNORE", 1)
        elif named and not named[1].startswith("sqlite_") and named[1] not in known | {"django_migrations"}:
            yield line


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "-")]
    return found[-1].parent if found[-1].is_file() else None


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder with the socket of a running server."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; `tools/setup dev` installs it as root")
    as_root = os.geteuid() == 0
    try:
        who = pwd.getpwnam("postgres") if as_root else None
    except KeyError:
        pytest.skip("there is no user `postgres` to run the server as")
    folder = Path(mkdtemp(prefix="tally-pg-", dir="/tmp"))
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)

    def run(program: str, *arguments: str) -> None:
        before = ("runuser", "-u", "postgres", "--") if as_root else ()
        subprocess.run([*before, str(programs / program), *arguments], check=True, capture_output=True, cwd=folder)

    rows = str(folder / "rows")
    run("initdb", "-D", rows, "-A", "trust", "-U", "tally", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8")
    asked = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", rows, "-w", "-o", asked, "-l", str(folder / "log"), "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-D", rows, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def homes_where_asked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put every home on PostgreSQL where `TALLYSTICK_TEST_DATABASE` says so; otherwise each has its SQLite file."""
    if not ASKED:
        yield
        return
    with homes_on(request.getfixturevalue("server")):
        yield


@pytest.fixture
def database(server: Path) -> str:
    """The address of an empty database."""
    import psycopg

    with psycopg.connect(host=str(server), user="tally", dbname="postgres", autocommit=True) as connection:
        connection.execute(_TABLES)
    return f"postgresql://tally@{quote(str(server), safe='')}/postgres"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database for what is tried on both; SQLite has none."""
    return str(request.getfixturevalue("database")) if request.param == "postgresql" else ""
