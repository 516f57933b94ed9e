"""What a change of the law does to every filing of a home: longer work for the desk, asked for on its page.

    amended books, or another day -> each deal's latest version, screened before and after -> what changes, and why

A job is known by the books, the day and how many acts there were, so asking again before anything happened has it done
once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.law.reading import BookError
from tallystick.shell.operations.background.bench import Bench, told
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.law.deal_impact import Affected, DealImpact
from tallystick.shell.operations.law.impact import law_impact, screened_folder
from tallystick.shell.operations.law.weighing import Screened, books_with
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.queue import Queue

__all__ = ["ask_for_impact", "checked_books", "impact_of_law", "impacts_of"]

_TOP: Final = "law/impact/"
_OVER: Final = frozenset({State.FAILED, State.CANCELLED})
_Work = TypeVar("_Work")
_Done = TypeVar("_Done")


class _Here:
    """Does everything in the process of the job, which has its own limits."""

    def each(self, act: Callable[[_Work], _Done], jobs: Sequence[_Work]) -> Iterator[_Done]:
        return map(act, jobs)


def checked_books(files: Mapping[str, bytes]) -> Outcome[int]:
    """Say whether books can be used, for a process of its own; the value is how many there are."""
    try:
        books_with(tuple(sorted(files.items())))
    except BookError as error:
        return Outcome(value=None, findings=error.findings)
    return Outcome(value=len(files))


def impact_of_law(bench: Bench, *, files: Mapping[str, str], as_of: str) -> dict[str, Any]:
    """Hold every deal's latest version against a change of the law."""
    amended = {name: bench.shelf.get(digest) for name, digest in files.items()}
    evidence = bench.operations.read_home(bench.home, bench.side).evidence
    day = date.fromisoformat(as_of) if as_of else None
    latest: dict[str, FilingRow] = {}
    for row in sorted(evidence.journal.filings(), key=lambda each: each.version):
        latest[row.deal] = row
    screenings, findings = list[Screened](), list[Finding]()
    for number, row in enumerate(latest.values()):
        bench.tell(row.id, number, len(latest))
        screened = screened_folder(row.id, package_of(evidence, row.id).contents, amended, as_of=day)
        screenings += [] if screened.value is None else [screened.value]
        findings += screened.findings
    outcome = law_impact(screenings, amended, _Here(), as_of=day)
    found = outcome.value
    made = Outcome(value=found, findings=(*findings, *outcome.findings))
    if found is None:
        return told(made)
    deals = [_deal(each) for each in found.deals]
    return told(made, value={"screenings": found.screenings, "rules": list(found.rules), "deals": deals})


def ask_for_impact(queue: Queue, files: Mapping[str, str], as_of: date | None, *, acts: int, by: str) -> Job:
    """Have a change held against every filing.

    Args:
        queue: the jobs of the home.
        files: amended books on the shelf, by name.
        as_of: the day of the law after; None for each filing's own.
        acts: how many acts the home has; a filing more is another question.
        by: id of whoever asks.
    """
    day = "" if as_of is None else as_of.isoformat()
    known = sha256_hex(canonical({"files": dict(files), "day": day}))[:32]
    key = f"{_TOP}{known}/{acts}"
    before = queue.jobs(under=f"{key}/")
    standing = next((each for each in before if each.state not in _OVER), None)
    if standing is not None:
        return standing
    name = f"{impact_of_law.__module__}.{impact_of_law.__qualname__}"
    arguments = {"files": dict(files), "as_of": day}
    return queue.put(Wanted(task=name, arguments=arguments, by=by, key=f"{key}/{len(before)}"))


def impacts_of(queue: Queue, *, most: int = 10) -> tuple[Job, ...]:
    """Return the questions that were asked last, the youngest first."""
    return queue.jobs(under=_TOP, most=most)


def _deal(each: DealImpact) -> dict[str, object]:
    return {
        "filing": each.screening,
        "before": each.outcome[0].value,
        "after": each.outcome[1].value,
        "changed": each.changed,
        "errors": each.errors,
        "affected": [_affected(one) for one in each.affected],
        "asked": [{"id": one.question, **_both(one.text)} for one in each.asked],
        "dropped": [{"id": one.question, **_both(one.text)} for one in each.dropped],
    }


def _affected(each: Affected) -> dict[str, object]:
    sides = [truth.value if kind else "" for truth, kind in zip(each.truth, each.kind, strict=True)]
    why = [_both(line) for line in each.why]
    return {"rule": each.rule, **_both(each.title), "before": sides[0], "after": sides[1], "why": why}


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
