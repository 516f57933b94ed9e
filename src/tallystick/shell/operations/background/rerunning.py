"""A deal run again under somebody's own assumptions, in the background: asked for, found again, told.

The desk asks over a filing, the team over its folder. Each job is known by what it is about, by the digest of the files
and by the assumptions, so asking twice has it done once.
"""

from collections.abc import Mapping
from typing import Any, Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.shell.operations.background.bench import Bench, in_both, told
from tallystick.shell.operations.cashflow.chart_data import chart_data
from tallystick.shell.operations.cashflow.own.assumed import FIELDS, read_own, rerun
from tallystick.shell.operations.cashflow.own.side_by_side import figures, lines
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.queue import Queue

__all__ = ["ask_for_rerun", "rerun_deal", "rerun_of", "reruns_of"]

_MOST: Final = 100
_OVER: Final = frozenset({State.FAILED, State.CANCELLED})


def rerun_deal(bench: Bench, *, files: Mapping[str, str], own: Mapping[str, str]) -> dict[str, Any]:
    """Run a deal again under own assumptions, given as texts.

    Raises:
        ObjectMissingError, ObjectDamagedError: a file is not there any more, or not what it was.
    """
    taken, refused = bench.take(files)
    read = read_own(own)
    if read.value is None:
        return told(read, more=refused)
    outcome = rerun(taken, read.value, progress=bench.tell)
    run = outcome.value
    if run is None:
        return told(outcome, more=refused)
    documents, drawn = bench.operations.documents, figures(run)
    made = in_both(lambda language: {f"{each.id}.svg": documents.chart(each, language) for each in drawn})
    made |= {f"{each.id}.json": chart_data(each) for each in drawn}
    listed = lines(run)
    head = ("figure", "class", "filed", "own")
    made["figures.csv"] = documents.table(head, [(each.key, each.about, each.filed, each.own) for each in listed])
    rows = [{"key": each.key, "about": each.about, "filed": each.filed, "own": each.own} for each in listed]
    return told(outcome, files=bench.keep(made), value={"own": dict(own), "lines": rows}, more=refused)


def ask_for_rerun(
    queue: Queue, shelf: ObjectStore, subject: str, files: Mapping[str, bytes], own: Mapping[str, str], *, by: str
) -> Job:
    """Have a deal run again.

    Args:
        queue: the jobs of the home.
        shelf: where jobs take files from.
        subject: what it is about, such as ``desk/FILING``; whoever sees that sees what comes of it.
        files: of the deal.
        own: assumptions as texts, read already.
        by: id of whoever asks.
    """
    given = {name: own[name].strip() for name in FIELDS if own.get(name, "").strip()}
    kept = {name: shelf.put(content).sha256 for name, content in sorted(files.items())}
    known = sha256_hex(canonical({"files": kept, "own": given}))[:32]
    before = [each for each in reruns_of(queue, subject) if each.wanted.key.split("/")[-2] == known]
    alive = next((each for each in before if each.state not in _OVER), None)
    if alive is not None:
        return alive
    key = f"{_prefix(subject)}{known}/{len(before)}"
    arguments = {"files": kept, "own": given}
    task = f"{rerun_deal.__module__}.{rerun_deal.__qualname__}"
    return queue.put(Wanted(task=task, arguments=arguments, by=by, key=key))


def reruns_of(queue: Queue, subject: str) -> tuple[Job, ...]:
    """Return the re-runs of a subject that were asked for last, the youngest first."""
    found = [each for each in queue.jobs(most=_MOST) if each.wanted.key.startswith(_prefix(subject))]
    return tuple(sorted(found, key=lambda each: -each.id))


def rerun_of(queue: Queue, subject: str, job: int) -> Job | None:
    """Return one of them; None where it is not there, or is about something else."""
    found = queue.find(job)
    return found if found is not None and found.wanted.key.startswith(_prefix(subject)) else None


def _prefix(subject: str) -> str:
    return f"rerun/{subject}/"
