"""Whether SQLite's own file is whole: its pages, that each index fits its table, and what refers to what.

A byte that means nothing, as on a free page or after the last cell, is not told; what rows say is held against the log.
Source: SQLite, ``PRAGMA integrity_check`` and ``PRAGMA foreign_key_check``.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from tallystick.evidence.findings import Finding, finding

__all__ = ["check_store"]

_WHOLE = "ok"
_HEAD = "*** in database main ***"


def check_store(path: Path) -> tuple[Finding, ...]:
    """Name the first thing wrong with the database of a home; nothing where it is whole or missing."""
    if not path.is_file():
        return ()
    try:
        with closing(sqlite3.connect(path)) as store:
            (said,) = store.execute("PRAGMA integrity_check(1)").fetchone()
            stray = store.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        said, stray = str(error), None
    if said == _WHOLE and stray is None:
        return ()
    detail = " ".join(said.removeprefix(_HEAD).split()) if stray is None else f"foreign key: {stray[0]}"
    return (finding("files.store-damaged", file=str(path), detail=detail),)
