"""Longer work on an issue: what closing a month comes to, before anybody signs it; the report of one that was closed.

    the issue's papers + the register of the record date -> `foresee` -> triggers, classes, payments, files
    certificates on record + the issue's papers          -> `report_month` -> PDF and workbook, both languages

Both decide alone and keep nothing but their own result. A job is known by the issue, the month and the revision of the
papers, so asking twice while it waits or runs has it done once.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.shell.operations.background.bench import Bench, told
from tallystick.shell.operations.issued.issues import Issue, Issues
from tallystick.shell.operations.issued.papers import PLACEMENT, papers
from tallystick.shell.operations.issued.seen import seen_value
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.queue import Queue
from tallystick.shell.operations.servicing.foresee import foresee
from tallystick.shell.operations.servicing.reporting.report import Asked, report_month
from tallystick.units.periods import Period

__all__ = ["ask_to_foresee", "ask_to_report", "foresee_month", "foreseen_of", "report_issue", "reports_of"]

_CERTIFICATE: Final = "certificate-"
_MOST: Final = 400
_OVER: Final = frozenset({State.FAILED, State.CANCELLED})


def foresee_month(bench: Bench, *, filing: str, period: str, revision: int) -> dict[str, Any]:
    """Say what closing a month of an issue comes to on a revision of its papers."""
    home = bench.operations.read_home(bench.home, bench.side)
    issue = Issues(evidence=home.evidence, work=home.work).issue(filing)
    if issue is None or issue.prepared is None or issue.folder is None or issue.folder.revision != revision:
        found = issue.findings if issue is not None else ()
        return told(Outcome(value=None, findings=found or (finding("servicing.papers-moved", filing=filing),)))
    bench.tell(period, 0, 1)
    collections = papers(home.evidence, issue.folder, "")
    with home.ledger() as reader:
        outcome = foresee(
            home.evidence, reader, issue.prepared, collections, Period.parse(period), at=bench.operations.now()
        )
    seen = outcome.value
    if seen is None:
        return told(outcome)
    return told(outcome, files=bench.keep(seen.files), value=seen_value(issue, seen))


def report_issue(bench: Bench, *, filing: str, period: str) -> dict[str, Any]:
    """Make the report of a closed month to investors, from what is on record."""
    home = bench.operations.read_home(bench.home, bench.side)
    issue = Issues(evidence=home.evidence, work=home.work).issue(filing)
    if issue is None or issue.prepared is None or issue.folder is None:
        return told(Outcome(value=None, findings=(finding("servicing.papers-moved", filing=filing),)))
    month = Period.parse(period)
    issued = {
        f"{_CERTIFICATE}{each.period}.json": each.certificate.content() for each in issue.months if each.period <= month
    }
    outcome = report_month(
        issue.received.files,
        papers(home.evidence, issue.folder, PLACEMENT),
        papers(home.evidence, issue.folder, ""),
        issued,
        Asked(period=month, as_of=bench.operations.now().date()),
        bench.operations.documents,
    )
    made = outcome.value
    return told(outcome) if made is None else told(outcome, files=bench.keep(made.files), value={"period": period})


def ask_to_foresee(queue: Queue, issue: Issue, period: Period, *, by: str) -> Job:
    """Have a month foreseen on the papers as they are."""
    revision = issue.folder.revision if issue.folder is not None else 0
    arguments = {"filing": issue.filing, "period": str(period), "revision": revision}
    return _ask(queue, foresee_month, arguments, f"issue/{issue.filing}/foresee/{period}/{revision}", by)


def ask_to_report(queue: Queue, issue: Issue, period: Period, *, by: str) -> Job:
    """Have the report of a closed month made; made once, it stays as it is."""
    arguments = {"filing": issue.filing, "period": str(period)}
    return _ask(queue, report_issue, arguments, f"issue/{issue.filing}/report/{period}", by)


def foreseen_of(queue: Queue, issue: Issue, period: Period) -> Job | None:
    """Return the last job that foresaw a month on the papers as they are; None where nobody asked."""
    revision = issue.folder.revision if issue.folder is not None else 0
    return next(_found(queue, f"issue/{issue.filing}/foresee/{period}/{revision}/"), None)


def reports_of(queue: Queue, filing: str) -> dict[str, Job]:
    """Return the last job on the report of each month of an issue."""
    top = f"issue/{filing}/report/"
    found: dict[str, Job] = {}
    for each in _found(queue, top):
        found.setdefault(each.wanted.key.removeprefix(top).partition("/")[0], each)
    return found


def _ask(queue: Queue, task: Callable[..., dict[str, Any]], arguments: dict[str, Any], key: str, by: str) -> Job:
    before = [*_found(queue, f"{key}/")]
    standing = next((each for each in before if each.state not in _OVER and not _empty(each)), None)
    if standing is not None:
        return standing
    name = f"{task.__module__}.{task.__qualname__}"
    return queue.put(Wanted(task=name, arguments=arguments, by=by, key=f"{key}/{len(before)}"))


def _empty(job: Job) -> bool:
    """Whether a job ended without what was asked for, as where the ledger did not answer: it may be asked for again."""
    return job.state is State.DONE and not job.result.get("value")


def _found(queue: Queue, top: str) -> Iterator[Job]:
    return iter(queue.jobs(under=top, most=_MOST))
