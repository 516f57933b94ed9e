"""The tasks: a tape is checked, a deal projected, its package made; `watched` and `telling` have those of the clock.

    examine_tape   `tape`      project_deal   `project`      make_set   `package`

A task is called with names and digests, which are JSON, and leaves the files its verb would have written.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tallystick.shell.operations.background.bench import Bench, in_both, task_name, told
from tallystick.shell.operations.background.impact import impact_of_law
from tallystick.shell.operations.background.issues import foresee_month, report_issue
from tallystick.shell.operations.background.market import keep_market
from tallystick.shell.operations.background.rerunning import rerun_deal
from tallystick.shell.operations.background.telling import tell_hooks
from tallystick.shell.operations.background.watched import watch_changed, watch_filings
from tallystick.shell.operations.cashflow.exports import projection_charts, projection_tables
from tallystick.shell.operations.cashflow.project import issued_classes, project_files
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.filing.making.destination import EXPORT, PACKAGE
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.tape import examine
from tallystick.shell.operations.tape.outputs import report_files

__all__ = ["KINDS", "TASKS", "examine_tape", "make_set", "project_deal"]

_Task = Callable[..., dict[str, Any]]

_MAPPING: Final = "mapping.yaml"


def examine_tape(bench: Bench, *, files: Mapping[str, str]) -> dict[str, Any]:
    """Check the tape of a deal folder, or a tape with `mapping.yaml` beside it."""
    taken, refused = bench.take(files)
    if DEAL_FILE in taken:
        outcome = examine.examine_deal(taken, progress=bench.tell)
    else:
        mapping = taken.pop(_MAPPING, b"")
        name, content = next(iter(taken.items()), ("tape.csv", b""))
        outcome = examine.examine_tape(content, mapping, file=name, mapping_file=_MAPPING, progress=bench.tell)
    reading = outcome.value
    if reading is None:
        return told(outcome, more=refused)
    made = in_both(lambda language: report_files(reading, None, bench.operations.documents, language))
    count = 0 if reading.faults is None else reading.faults.height
    rows = 0 if reading.examined is None else reading.examined.tape.rows_in_file
    return told(outcome, files=bench.keep(made), value={"faults": count, "rows": rows}, more=refused)


def project_deal(bench: Bench, *, files: Mapping[str, str]) -> dict[str, Any]:
    """Project a deal folder in every filed case."""
    taken, refused = bench.take(files)
    outcome = project_files(taken, progress=bench.tell)
    projected, documents = outcome.value, bench.operations.documents
    if projected is None:
        return told(outcome, more=refused)
    made = in_both(
        lambda language: {
            **projection_tables(projected, documents, language),
            **projection_charts(projected, documents, language),
        }
    )
    value = {"cases": [each.id for each in projected.cases], "classes": list(issued_classes(projected.deal))}
    return told(outcome, files=bench.keep(made), value=value, more=refused)


def make_set(bench: Bench, *, files: Mapping[str, str], number: int = 1, previous: str | None = None) -> dict[str, Any]:
    """Make a version of a deal's package, and the edition of it that may cross.

    Raises:
        HomeBusyError: somebody works in the home, whose secret salts the leaves; the job waits.
    """

    def secret() -> bytes:
        with bench.operations.open_home(bench.home, bench.side) as home:
            return home.secret

    taken, refused = bench.take(files)
    outcome = make_package(
        taken,
        bench.operations.documents,
        secret=secret,
        version=Version(number=number, previous=previous),
        scanner=bench.operations.scanner,
        progress=bench.tell,
    )
    packaged = outcome.value
    if packaged is None:
        return told(outcome, more=refused)
    made = {f"{PACKAGE}/{name}": content for name, content in packaged.package.files().items()}
    made |= {f"{EXPORT}/{name}": content for name, content in packaged.edition.files().items()}
    return told(outcome, files=bench.keep(made), value={"root": packaged.package.root}, more=refused)


KINDS: Final[Mapping[str, _Task]] = {"tape": examine_tape, "project": project_deal, "package": make_set}
"""What people may ask for, by the name of the verb."""

_EVERY: Final[tuple[_Task, ...]] = (
    *KINDS.values(),
    foresee_month,
    report_issue,
    rerun_deal,
    impact_of_law,
    watch_filings,
    watch_changed,
    keep_market,
    tell_hooks,
)
TASKS: Final[Mapping[str, _Task]] = {task_name(each): each for each in _EVERY}
