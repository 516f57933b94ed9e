"""Work that a team asks for on a revision of its deal: its tape checked, its cases projected; found again by all.

A job is known by the deal, the revision's files and how often it was asked for, so asking twice while it waits or runs
has it done once, and asking after it ended has it done again.
"""

from collections.abc import Mapping
from typing import Final

from tallystick.shell.operations.background.bench import task_name
from tallystick.shell.operations.background.tasks import KINDS
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.queue import Queue

__all__ = ["RUNS", "ask_for", "kind_of", "run_of", "runs_of"]

RUNS: Final = ("tape", "project")
"""What a team may ask for; a package is asked for as a plan."""
_MOST: Final = 50
_OVER: Final = frozenset({State.DONE, State.FAILED, State.CANCELLED})
_KINDS: Final[Mapping[str, str]] = {task_name(KINDS[each]): each for each in RUNS}


def ask_for(queue: Queue, shelf: ObjectStore, objects: ObjectStore, draft: Draft, kind: str, *, by: str) -> Job:
    """Have something done on a revision.

    Args:
        queue: the jobs of the home.
        shelf: where jobs take files from.
        objects: where the revision's files are kept.
        draft: the revision.
        kind: one of `RUNS`.
        by: id of whoever asks.
    """
    before = [each for each in runs_of(queue, draft.deal) if _name(draft, kind) == each.wanted.key.rpartition("/")[0]]
    waiting = next((each for each in before if each.state not in _OVER), None)
    if waiting is not None:
        return waiting
    for digest in draft.files.values():
        shelf.put(objects.get(digest))
    return queue.put(
        Wanted(
            task=task_name(KINDS[kind]),
            arguments={"files": dict(draft.files)},
            by=by,
            key=f"{_name(draft, kind)}/{len(before)}",
        )
    )


def runs_of(queue: Queue, deal: str) -> tuple[Job, ...]:
    """Return what was asked for on a deal last, whoever asked, the youngest first."""
    found = [each for each in queue.jobs(most=_MOST * len(RUNS)) if each.wanted.key.startswith(f"deal/{deal}/")]
    return tuple(sorted(found, key=lambda each: -each.id))


def run_of(queue: Queue, deal: str, job: int) -> Job | None:
    """Return one of them; None where it is not there, or is another deal's."""
    found = queue.find(job)
    return found if found is not None and found.wanted.key.startswith(f"deal/{deal}/") else None


def kind_of(job: Job) -> str:
    """Return which of `RUNS` a job is."""
    return _KINDS[job.wanted.task]


def _name(draft: Draft, kind: str) -> str:
    return f"deal/{draft.deal}/{kind}/{draft.digest[:32]}"
