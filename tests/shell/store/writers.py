"""Acts to record, and a writer that records some of them from a process of its own."""

import datetime as dt
from pathlib import Path

from tallystick.evidence.entries import Entry, draft, entry, to_sign
from tallystick.shell.operations.ports.journal import FilingChange, FilingRow
from tallystick.shell.store.journal import StoreJournal
from tests.cast import PREPARER

__all__ = ["EACH", "WRITERS", "act", "change", "name", "write"]

WRITERS, EACH = 4, 12


def act(number: int, kind: str = "room.act", subject: str = "thing") -> Entry:
    """A signed act."""
    moment = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)
    unsigned = draft(kind=kind, subject=subject, actor=PREPARER.id, at=moment, body=str(number).encode())
    return entry(unsigned, PREPARER.sign(to_sign(unsigned)))


def name(number: int) -> str:
    """An identity."""
    return f"{number:064x}"


def change(state: str, expected: str, filing: str = "f") -> FilingChange:
    """A filing that moves."""
    row = FilingRow(id=filing, deal=filing, version=1, state=state, package_sha256="a" * 64, package_sm3="b" * 64)
    return FilingChange(row=row, expected=expected)


def write(path: Path, writer: int, url: str = "") -> None:
    """Record one's own acts, and one that everybody records."""
    journal = StoreJournal(path, url)
    for number in range(EACH):
        own = 1 + writer * EACH + number
        journal.record(name(own), act(own))
        journal.record(name(0), act(0), change("s", ""))
    journal.close()
