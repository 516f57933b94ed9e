"""The market of a home's own filings: looked at each morning, and whenever the desk asks, for its page.

    filings, months in the deal folders as they stand -> `market` -> kept below the home, as of the day

A question that is still being answered is not asked twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.background.bench import Bench, task_name, told
from tallystick.shell.operations.background.watched import daily
from tallystick.shell.operations.operations import Reading
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.jobs import Job, Plan, State, Wanted
from tallystick.shell.operations.ports.services.queue import Queue

__all__ = ["ALIVE", "ask_first", "ask_for_market", "keep_market", "market_daily", "markets_of"]

_TOP: Final = "market/own/"
_NOON: Final = time(hour=4, tzinfo=UTC)
"""Noon in Beijing."""
ALIVE: Final = frozenset({State.WAITING, State.RUNNING})


def keep_market(bench: Bench, *, at: str, ahead: int = 0) -> dict[str, Any]:
    """Look at every filing of the home as of a moment and keep what was found; nothing overseas.

    Args:
        bench: of the job.
        at: the moment.
        ahead: by how many seconds the clock of the home's pages goes ahead of the one the moment was read from.
    """
    if bench.side is not Side.ONSHORE:
        return told(Outcome(value=None))
    try:
        from tallystick.shell.operations.market.own import keep_own
        from tallystick.shell.operations.supervision.market.market import market
    except ModuleNotFoundError as absent:
        missing = finding("cli.market-not-installed", missing=absent.name or "")
        return told(Outcome(value=None, findings=(missing,)))
    home, moment = (
        bench.operations.read_home(bench.home, bench.side),
        datetime.fromisoformat(at) + timedelta(seconds=ahead),
    )
    files, came = _reported(home, beijing_day(moment))
    outcome = market(home.evidence, files, at=moment, came=came)
    seen = outcome.value
    if seen is None:
        return told(outcome)
    name = keep_own(home.own_market, seen, beijing_day(moment))
    value = {"run": name, "deals": seen.watched.deals, "alerts": len(seen.watched.alerts), "owed": len(seen.matters)}
    return told(outcome, value=value)


def _reported(home: Reading, as_of: date) -> tuple[Mapping[str, bytes], Mapping[str, date]]:
    """Return the files of every folder as it stood on a day, below the deal's id, and when each was first in it."""
    files: dict[str, bytes] = {}
    came: dict[str, date] = {}
    for deal in dict.fromkeys(row.deal for row in home.evidence.journal.filings()):
        known = [(beijing_day(each.at), each.files) for each in home.work.revisions(deal)]
        until = sorted((each for each in known if each[0] <= as_of), key=lambda each: each[0])
        for day, there in until:
            for name in there:
                came.setdefault(f"{deal}/{name}", day)
        if until:
            _, last = until[-1]
            files |= {f"{deal}/{name}": home.evidence.objects.get(sha256) for name, sha256 in last.items()}
    return files, came


def market_daily(now: datetime, *, ahead: int = 0) -> Plan:
    """Return the look of every morning, at the hour of the watch.

    Args:
        now: by the machine's clock.
        ahead: by how many seconds the clock of the home's pages goes ahead of it; behind where negative.
    """
    arguments = {"ahead": ahead} if ahead else {}
    return replace(daily(now), name="market", wanted=Wanted(task=task_name(keep_market), arguments=arguments))


def ask_for_market(queue: Queue, as_of: date, *, acts: int, by: str) -> Job:
    """Have the home's filings looked at as of a day.

    Args:
        queue: the jobs of the home.
        as_of: the day of the question, in Beijing.
        acts: how many acts the home has.
        by: id of whoever asks.
    """
    key = f"{_TOP}{as_of.isoformat()}/{acts}"
    before = queue.jobs(under=f"{key}/")
    standing = next((each for each in before if each.state in ALIVE), None)
    if standing is not None:
        return standing
    arguments = {"at": datetime.combine(as_of, _NOON).isoformat()}
    return queue.put(Wanted(task=task_name(keep_market), arguments=arguments, by=by, key=f"{key}/{len(before)}"))


def ask_first(home: Reading, now: datetime) -> None:
    """Have a home that was never looked at until today looked at, so that its desk need not wait for a morning."""
    today = beijing_day(now)
    if not any(name <= f"{today.isoformat()}.json" for name in home.own_market.runs()):
        ask_for_market(home.queue, today, acts=home.evidence.journal.last(), by="")


def markets_of(queue: Queue, *, most: int = 5) -> tuple[Job, ...]:
    """Return the questions that the desk asked last, the youngest first."""
    return queue.jobs(under=_TOP, most=most)
