"""A PostgreSQL server of one's own: in a folder of its own, reached by a socket there, gone with the tests.

It runs as the user `postgres` where the tests run as root, since it refuses to run as root. Where PostgreSQL is not
installed, or has no such user, the tests that ask for it are skipped and say so.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

import pytest

_TABLES = "drop schema public cascade; create schema public"


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


@pytest.fixture
def database(server: Path) -> str:
    """The address of an empty database."""
    import psycopg

    with psycopg.connect(host=str(server), user="tally", dbname="postgres", autocommit=True) as connection:
        connection.execute(_TABLES)
    return f"postgresql://tally@{quote(str(server), safe='')}/postgres"
