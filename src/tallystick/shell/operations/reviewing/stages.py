"""The walk of a deal as its page shows it: each stage done, under way or ahead, with what holds it up and whose it is.

    check -> project -> package -> submit -> file -> issue -> life

A stage is done on what is there now: a package of an older revision is no package of this one.
Source: PORTAL.md, "Deal page".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.filing.states import Phase
from tallystick.shell.operations.filing.making.files import folder_role
from tallystick.shell.operations.people.desk import AtTheDesk
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.ports.services.jobs import Job, State

__all__ = ["STAGES", "Stage", "next_stage", "stages_of"]

STAGES: Final = ("check", "project", "package", "submit", "file", "issue", "life")
_CLEAN: Final = "clean"
_FILED: Final = frozenset({Phase.FILED, Phase.RECORDED})
_AT_THE_DESK: Final = frozenset({Phase.SUBMITTED, Phase.CONSULTING, Phase.SUSPENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage.

    Attributes:
        id: of `STAGES`.
        done: whether it is behind the deal.
        at: when it was done; None where that is not known or it is not.
        note: which words say what holds it up, or what it comes to.
        count: a number in those words.
        whose: ``team``, ``approver``, ``desk`` or ``overseas``: who acts next.
    """

    id: str
    done: bool = False
    at: datetime | None = None
    note: str = ""
    count: int = 0
    whose: str = "team"


def stages_of(
    draft: Draft,
    sheet: DealSheet | None,
    plans: Sequence[Plan],
    runs: Sequence[Job],
    filed: AtTheDesk | None,
    sealed: Mapping[str, str],
) -> tuple[Stage, ...]:
    """Return the walk of a deal.

    Args:
        draft: its last revision.
        sheet: what checking it found; None where it cannot be read.
        plans: about the deal and its filings, in their order.
        runs: of the deal, the youngest first.
        filed: its latest filing as the desk has it; None where there is none.
        sealed: SHA-256 of each file of that filing's package, by path; empty where there is none.
    """
    as_filed = filed is not None and _of_the_folder(draft.files) == _of_the_folder(sealed)
    return (
        _check(sheet),
        _project(draft, runs, as_filed=as_filed),
        _package(draft, plans, as_filed=as_filed),
        _submit(plans, filed, as_filed=as_filed),
        _file(filed),
        Stage(id="issue", note="overseas", whose="overseas"),
        Stage(id="life", note="life", whose="team"),
    )


def next_stage(stages: Sequence[Stage]) -> Stage:
    """Return the first stage that is not done; a forecast that nobody asked for holds nothing up."""
    return next((each for each in stages if not each.done and each.id != "project"), stages[-1])


def _check(sheet: DealSheet | None) -> Stage:
    if sheet is None:
        return Stage(id="check", note="unreadable")
    if sheet.conclusion.verdict.value == _CLEAN:
        return Stage(id="check", done=True, note="clean")
    open_ = len(sheet.screening.questions)
    return Stage(id="check", note="open" if open_ else "barred", count=open_ or len(sheet.findings))


def _of_the_folder(files: Mapping[str, str]) -> dict[str, str]:
    """Return what a package takes from a deal folder as it stands; the rest is computed, or stays in the folder."""
    return {name: sha256 for name, sha256 in files.items() if folder_role(name) is not None}


def _project(draft: Draft, runs: Sequence[Job], *, as_filed: bool) -> Stage:
    of_this = f"deal/{draft.deal}/project/{draft.digest[:32]}/"
    last = next((each for each in runs if each.wanted.key.startswith(of_this)), None)
    if last is None and as_filed:
        return Stage(id="project", done=True, note="in-the-package")
    if last is None:
        return Stage(id="project", note="not-run")
    done = last.state is State.DONE and last.result.get("exit") == 0
    return Stage(id="project", done=done, at=last.ended, note="run" if done else "run-open")


def _package(draft: Draft, plans: Sequence[Plan], *, as_filed: bool) -> Stage:
    made = [each for each in plans if each.kind is PlanKind.PACKAGE and each.said.get("folder") == draft.digest]
    last = made[-1] if made else None
    if last is None and as_filed:
        return Stage(id="package", done=True, note="packaged")
    if last is None:
        return Stage(id="package", note="not-packaged")
    words = {PlanState.DONE: "packaged", PlanState.REFUSED: "package-refused"}
    done = last.state is PlanState.DONE
    return Stage(id="package", done=done, at=last.at if done else None, note=words.get(last.state, "packaging"))


def _submit(plans: Sequence[Plan], filed: AtTheDesk | None, *, as_filed: bool) -> Stage:
    if filed is not None and as_filed:
        return Stage(id="submit", done=True, at=filed.submitted, note="submitted")
    waiting = [each for each in plans if each.kind is PlanKind.SUBMIT and each.state is PlanState.WAITING]
    if waiting:
        return Stage(id="submit", note="to-approve", whose="approver")
    if filed is not None:
        return Stage(id="submit", done=True, at=filed.submitted, note="submitted-older", count=filed.row.version)
    return Stage(id="submit", note="not-submitted")


def _file(filed: AtTheDesk | None) -> Stage:
    if filed is None:
        return Stage(id="file", note="not-submitted", whose="desk")
    phase = filed.review.phase
    if phase in _FILED:
        return Stage(id="file", done=True, note=filed.badge)
    if phase is Phase.QUESTIONED:
        return Stage(id="file", note="questioned")
    return Stage(id="file", note="at-the-desk" if phase in _AT_THE_DESK else phase.value, whose="desk")
