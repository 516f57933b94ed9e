"""Whether SQLite's own file is whole: its pages, that each index fits its table, and what refers to what.

A byte that means nothing, as on a free page or after the last cell, is not told; what rows say is held against the log.
Source: SQLite, ``PRAGMA integrity_check`` and ``PRAGMA foreign_key_check``.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem

__all__ = ["check_store", "is_unavailable"]

_WHOLE = "ok"
_HEAD = "*** in database main ***"
_PRIMARY = 0xFF
_ABOUT_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)


def is_unavailable(error: BaseException) -> bool:
    """Return whether an error speaks of the machine, as a full disk does, and not of what the file holds.

    Source: SQLite, "Result and Error Codes"; the low byte of an extended code is the primary one. PEP 249: an
    operational error is "related to the database's operation and not necessarily under the control of the programmer".
    """
    cause = error.__cause__ or error
    if type(cause).__module__.startswith("psycopg"):
        return type(cause).__name__ == "OperationalError"
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY in _ABOUT_THE_MACHINE


def check_store(path: Path) -> tuple[Finding, ...]:
    """Name the first thing wrong with the database of a home; nothing where it is whole or missing."""
    if not path.is_file():
        return ()
    try:
        with closing(sqlite3.connect(path)) as store:
            (said,) = store.execute("PRAGMA integrity_check(1)").fetchone()
            stray = store.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if is_unavailable(error):
            return (finding("files.store-unavailable", file=str(path), detail=parser_problem(str(error))),)
        said, stray = str(error), None
    if said == _WHOLE and stray is None:
        return ()
    detail = parser_problem(" ".join(said.removeprefix(_HEAD).split()) if stray is None else f"foreign key: {stray[0]}")
    return (finding("files.store-damaged", file=str(path), detail=detail),)
