"""The filings of a home watched: every morning all of them, and in between whichever changed.

    onshore    the deal as filed, and the folder as it stands now: answers, so that its bars are asked again, and months
    overseas   the edition that crossed, and the papers of the issue: price, order book, reported months

A filing has changed where an act on it, or a revision of its folder, came after it was watched last. What was found is
told as of any job; the drafts and orders it gives rise to are its files.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.background.bench import Bench, task_name, told
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.issued.papers import papers, sources_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.jobs import CatchUp, Plan, State, Wanted
from tallystick.shell.operations.register.editions import crossed_files, last_acts
from tallystick.shell.operations.supervision.watching.sources import Sources
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.supervision.watching.watch import Watched

__all__ = ["daily", "often", "watch_changed", "watch_filings"]

_A_DAY: Final = 1440
_MORNING: Final = 0
"""Eight in the morning in Beijing, in hours of UTC."""
_MINUTES: Final = 10
_JOBS: Final = 1_000
"""So many of the last jobs are asked for what was watched; an older one is a reason to watch again."""


def watch_filings(bench: Bench, *, at: str, ahead: int = 0) -> dict[str, Any]:
    """Watch every filing of the home as of a moment; see `watch`.

    Args:
        bench: of the job.
        at: the moment.
        ahead: by how many seconds the clock of the home's pages goes ahead of the one the moment was read from.
    """
    home = bench.operations.read_home(bench.home, bench.side)
    return _watched(bench, _stands(home.evidence, home.work), _moment(at, ahead))


def watch_changed(bench: Bench, *, at: str, ahead: int = 0) -> dict[str, Any]:
    """Watch the filings that changed since a worker watched them last, likewise; nothing where none did."""
    home = bench.operations.read_home(bench.home, bench.side)
    now, seen = _stands(home.evidence, home.work), dict[str, object]()
    for job in reversed(home.queue.jobs(most=_JOBS)):
        if job.state is State.DONE and job.wanted.task in {task_name(watch_filings), task_name(watch_changed)}:
            seen |= {name: each.get("stands") for name, each in job.result["value"].items()}
    return _watched(bench, {name: mark for name, mark in now.items() if seen.get(name) != mark}, _moment(at, ahead))


def _moment(at: str, ahead: int) -> datetime:
    return datetime.fromisoformat(at) + timedelta(seconds=ahead)


def _watched(bench: Bench, filings: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Watch filings, and keep the drafts and orders that each gives rise to."""
    if not filings:
        return told(Outcome(value=None))
    found, value, files = list[Finding](), dict[str, object](), dict[str, bytes]()
    with bench.operations.open_home(bench.home, bench.side) as home:
        for number, (filing, mark) in enumerate(filings.items(), start=1):
            try:
                outcome = watch(_sources(home.evidence, home.work, filing), home, at=at)
            except RefusedError as refused:  # one that cannot be read keeps no other from being watched
                outcome = Outcome(value=None, findings=(refused.finding,))
            found += [replace(each, place=replace(each.place, path=filing)) for each in outcome.findings]
            value[filing] = {"stands": mark} | ({} if outcome.value is None else _counted(outcome.value.watched))
            if outcome.value is not None:
                files |= {f"{filing}/{name}": content for name, content in outcome.value.files.items()}
            bench.tell(filing, number, len(filings))
    return told(Outcome(value=value, findings=tuple(found)), files=bench.keep(files), value=value)


def _counted(watched: Watched) -> dict[str, object]:
    return {
        "duties": dict(Counter(line.state.value for line in watched.duties)),
        "undecided": sum(line.decision is None for line in watched.events),
        "orders": [each.measure.value for each in watched.orders],
    }


def daily(now: datetime, *, ahead: int = 0) -> Plan:
    """Return the duty of every morning, eight o'clock in Beijing, from today's or tomorrow's on.

    Args:
        now: by the machine's clock, whose mornings they are.
        ahead: by how many seconds the clock of the home's pages goes ahead of it; behind where negative.
    """
    today = now.astimezone(UTC).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    first = today if today >= now else today + timedelta(minutes=_A_DAY)
    return Plan(name="watch", wanted=_wanted(watch_filings, ahead), minutes=_A_DAY, first=first)


def often(now: datetime, *, ahead: int = 0) -> Plan:
    """Return the look at what changed, every ten minutes; `ahead` as in `daily`."""
    wanted, first = _wanted(watch_changed, ahead), now + timedelta(minutes=_MINUTES)
    return Plan(name="watch-changed", wanted=wanted, minutes=_MINUTES, first=first, catch_up=CatchUp.LAST)


def _wanted(task: Callable[..., dict[str, Any]], ahead: int) -> Wanted:
    return Wanted(task=task_name(task), arguments={"ahead": ahead} if ahead else {})


def _stands(evidence: Evidence, work: Work) -> dict[str, str]:
    """Return of every filing of a home what changes where anything about it does; the last one that moved first."""
    return {filing: f"{number}/{_revision(evidence, work, filing)}" for filing, number in last_acts(evidence).items()}


def _revision(evidence: Evidence, work: Work, filing: str) -> int:
    try:
        draft = _draft(evidence, work, filing)
    except RefusedError:  # what cannot be read is told when it is watched
        return -1
    return 0 if draft is None else draft.revision


def _draft(evidence: Evidence, work: Work, filing: str) -> Draft | None:
    """Return the folder worked on: onshore of the deal, overseas of the issue; None where there is none."""
    row = evidence.journal.filing(filing)
    if row is not None:
        return work.draft(row.deal)
    received = open_received(crossed_files(evidence, filing)).value
    return None if received is None else work.draft(received.deal.id)


def _sources(evidence: Evidence, work: Work, filing: str) -> Sources:
    """Return where to look of a filing, with the papers as they stand now."""
    draft = _draft(evidence, work, filing)
    return sources_of(evidence, filing, {} if draft is None else papers(evidence, draft, ""))
