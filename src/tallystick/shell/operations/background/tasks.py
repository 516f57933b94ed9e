"""The tasks: a tape is checked, a deal projected, its package made, and a home's filings watched.

    examine_tape   `tape`      project_deal   `project`      make_set   `package`      watch_filings   `watch`, each day

A task is called with names and digests, which are JSON, and leaves the files its verb would have written.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tallystick.shell.operations.background.bench import Bench, in_both, told
from tallystick.shell.operations.background.issues import foresee_month, report_issue
from tallystick.shell.operations.background.rerunning import rerun_deal
from tallystick.shell.operations.background.telling import tell_hooks
from tallystick.shell.operations.cashflow.exports import projection_charts, projection_tables
from tallystick.shell.operations.cashflow.project import issued_classes, project_files
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.filing.making.destination import EXPORT, PACKAGE
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.jobs import Plan, Wanted
from tallystick.shell.operations.register.editions import crossed_files, last_acts
from tallystick.shell.operations.supervision.watching.sources import Sources
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.shell.operations.tape import examine
from tallystick.shell.operations.tape.outputs import report_files

__all__ = ["KINDS", "TASKS", "daily", "examine_tape", "make_set", "project_deal", "task_name", "watch_filings"]

_Task = Callable[..., dict[str, Any]]

_MAPPING: Final = "mapping.yaml"
_A_DAY: Final = 1440
_MORNING: Final = 0
"""Eight in the morning in Beijing, in hours of UTC."""


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


def watch_filings(bench: Bench, *, at: str) -> dict[str, Any]:
    """Watch every filing of the home as of a moment; see `watch`."""
    moment, found, value = datetime.fromisoformat(at), list[Any](), dict[str, object]()
    with bench.operations.open_home(bench.home, bench.side) as home:
        filings = list(last_acts(home.evidence))
        for number, filing in enumerate(filings):
            bench.tell(filing, number, len(filings))
            outcome = watch(Sources(crossed=crossed_files(home.evidence, filing)), home, at=moment)
            found += [replace(each, place=replace(each.place, path=filing)) for each in outcome.findings]
            if outcome.value is not None:
                value[filing] = Counter(line.state.value for line in outcome.value.watched.duties)
    return told(Outcome(value=value, findings=tuple(found)), value=value)


def task_name(task: _Task) -> str:
    """Return the name under which a queue knows a task."""
    return f"{task.__module__}.{task.__qualname__}"


def daily(now: datetime) -> Plan:
    """Return the duty of every morning, eight o'clock in Beijing, from today's or tomorrow's on."""
    today = now.astimezone(UTC).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    first = today if today >= now else today + timedelta(minutes=_A_DAY)
    return Plan(name="watch", wanted=Wanted(task=task_name(watch_filings)), minutes=_A_DAY, first=first)


KINDS: Final[Mapping[str, _Task]] = {"tape": examine_tape, "project": project_deal, "package": make_set}
"""What people may ask for, by the name of the verb."""

_EVERY: Final[tuple[_Task, ...]] = (
    *KINDS.values(),
    foresee_month,
    report_issue,
    rerun_deal,
    watch_filings,
    tell_hooks,
)
TASKS: Final[Mapping[str, _Task]] = {task_name(each): each for each in _EVERY}
