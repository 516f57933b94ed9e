"""What the timestamps of a home say of its acts: which were entered late, and on which days nobody stamped anything.

tokens read -> an act older than a stamped head without it is late -> a day of acts without a stamp is named

Source: SUPTECH.md 3.5, item 6: each day's head goes to an authority.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.timestamps import read_stamps
from tallystick.shell.operations.ports.logs import LogReader
from tallystick.shell.operations.ports.services.outside import Timestamps

__all__ = ["stamp_faults"]

_LATE: Final = dt.timedelta(days=1)
_DUE: Final = dt.timedelta(days=2)
"""From the beginning of a day in UTC to the end of the next, by which its last head has to be stamped."""


def stamp_faults(
    evidence: Evidence,
    times: Timestamps | None,
    heads: Mapping[str, LogReader] = MappingProxyType({}),
    *,
    now: dt.datetime | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with the tokens of a home's logs, and which acts are older than the head they are not in.

    Args:
        evidence: of the home.
        times: with the roots that the reader trusts; None where nobody can check.
        heads: the logs of the home, the register among them, by their folder below it.
        now: until when days without a timestamp are looked for, where the home has some or the reader expects them;
            None where they are not.
    """
    found, held = read_stamps(evidence.log, times)
    yield from found
    yield from _late(evidence, held)
    if now is not None and (held or times is not None):
        yield from _unstamped(evidence, held, now)
    for place, log in heads.items():
        if log.key != evidence.log.key:
            yield from read_stamps(log, times, place)[0]


def _late(evidence: Evidence, held: Sequence[tuple[int, dt.datetime]]) -> Iterator[Finding]:
    """Tell which acts say that they were done more than a day before a stamped head that lacks them."""
    for row in evidence.journal.acts() if held else ():
        position, said = row.position, dt.datetime.fromisoformat(row.entry.draft.at)
        before = [at for size, at in held if position is not None and size <= position]
        if before and said + _LATE < before[-1]:
            act, kind = str(row.number), row.entry.draft.kind
            yield finding(
                "evidence.act-late", act=act, kind=kind, at=row.entry.draft.at, stamped=before[-1].isoformat()
            )


def _unstamped(evidence: Evidence, held: Sequence[tuple[int, dt.datetime]], now: dt.datetime) -> Iterator[Finding]:
    """Yield one warning that names every day without a timestamp.

    Args:
        evidence: of the home.
        held: size and time of each head that was stamped.
        now: days whose time to be stamped is not over are not named.
    """
    last: dict[dt.date, int] = {}
    for row in evidence.journal.acts():
        if row.position is not None:
            day = dt.datetime.fromisoformat(row.entry.draft.at).astimezone(dt.UTC).date()
            last[day] = max(last.get(day, 0), row.position)
    missing = []
    for day, position in sorted(last.items()):
        due = dt.datetime.combine(day, dt.time(), dt.UTC) + _DUE
        if due <= now and not any(size > position and at < due for size, at in held):
            missing.append(day.isoformat())
    if missing:
        yield finding("evidence.days-unstamped", file="log/timestamps", count=len(missing), days=tuple(missing))
