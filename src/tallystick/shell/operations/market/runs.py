"""Runs over a market, kept beside what they looked at: every alert with its figures, and what hangs on whom.

    `market --partitions DIR --keep` -> DIR/runs/2028-09-25.json -> the desk's page, as of that day
    `market --keep`, every morning   -> the same below the home, over its own filings (`own`)

A run that was kept says the same whenever it is read; what is new in a later one is found by comparing the two.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name
from tallystick.shell.operations.market.kept import parse_run
from tallystick.shell.operations.market.writing import written
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.supervision.market.market import MarketSeen
from tallystick.shell.operations.supervision.market.owed import Matter
from tallystick.supervision.market.alerts import Alert
from tallystick.supervision.market.sharing import Concentration, Question
from tallystick.supervision.market.ties import Tie
from tallystick.units.periods import Period

__all__ = ["KeptRun", "alert_key", "days", "keep_run", "read_run"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRun:
    """One run.

    Attributes:
        as_of: the day of the question; `period` the month that was looked at.
        deals: how many were looked at.
        alerts: of every kind, by their keys.
        new: keys that the run before did not have; `gone` what it had and this one has not, and `before` its day.
        ties: payers and what joins them; `questions` parties that may be one.
        matters: what is owed and open; `names` what people call deals and parties. Of a home's own filings only.
    """

    as_of: date
    period: Period
    deals: int
    alerts: dict[str, Alert]
    concentrations: tuple[Concentration, ...]
    sha256: str
    before: date | None = None
    new: frozenset[str] = frozenset()
    gone: tuple[Alert, ...] = ()
    ties: tuple[Tie, ...] = ()
    questions: tuple[Question, ...] = ()
    matters: tuple[Matter, ...] = ()
    names: dict[str, Name] = field(default_factory=dict)


def alert_key(alert: Alert) -> str:
    """Return by what an alert is found on a page: 16 hexadecimal digits of what tells it from others."""
    return sha256_hex(alert.id.encode())[:16]


def keep_run(store: Partitions, seen: MarketSeen, as_of: date) -> str:
    """Keep a run under its day; one of the same day is replaced. Return its name.

    Args:
        store: of the market.
        seen: what was found.
        as_of: the day of the question.
    """
    name = f"{as_of.isoformat()}.json"
    store.keep_run(name, written(seen, as_of=as_of.isoformat()))
    return name


def days(store: Partitions) -> tuple[date, ...]:
    """Return the days of the runs that were kept, the last first."""
    return tuple(sorted((date.fromisoformat(each.removesuffix(".json")) for each in store.runs()), reverse=True))


def read_run(store: Partitions, as_of: date) -> KeptRun | None:
    """Return the run of a day beside the one before it; None where there is none, or it cannot be read."""
    found = _read(store, as_of)
    before = next((each for each in days(store) if each < as_of), None)
    if found is None or before is None:
        return found
    earlier = _read(store, before)
    if earlier is None:
        return found
    gone = tuple(alert for key, alert in earlier.alerts.items() if key not in found.alerts)
    return replace(found, before=before, new=frozenset(found.alerts) - frozenset(earlier.alerts), gone=gone)


def _read(store: Partitions, as_of: date) -> KeptRun | None:
    content = store.run(f"{as_of.isoformat()}.json")
    told = None if content is None else parse_run(content)
    if told is None:
        return None
    return KeptRun(
        as_of=as_of,
        period=Period.parse(told.period),
        deals=int(told.deals),
        alerts={alert_key(each): each for each in told.alerts_told()},
        concentrations=told.hanging(),
        sha256=told.sha256,
        ties=told.tied(),
        questions=told.asked(),
        matters=told.owed(),
        names=told.called(),
    )
