"""What a worker does for a home: the same files as the verb makes, what is wrong and the watch of each morning."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.files.archives import read_zip, write_zip
from tallystick.shell.operations.background.bench import Bench, task_name
from tallystick.shell.operations.background.tasks import KINDS, examine_tape
from tallystick.shell.operations.background.watched import daily
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.serving import Working
from tallystick.shell.wiring import operations
from tests.shell.operations import example

Ask = Callable[..., Job]


@pytest.fixture
def made() -> Any:
    return operations()


@pytest.fixture
def place(tmp_path: Path, made: Any) -> str:
    with made.make_home(str(tmp_path / "onshore"), Side.ONSHORE):
        pass
    return str(tmp_path / "onshore")


@pytest.fixture
def ask(place: str, made: Any) -> Ask:
    """Put a job of a kind on these files, have a worker do it, and return it as it ended."""

    def asked(kind: str, files: dict[str, bytes], **more: Any) -> Job:
        home = made.read_home(place, Side.ONSHORE)
        digests = {name: home.shelf.put(content).sha256 for name, content in files.items()}
        job = home.queue.put(Wanted(task=task_name(KINDS[kind]), arguments={"files": digests, **more}))
        made.work(Working(home=place, side=Side.ONSHORE, until_empty=True))
        ended: Job = home.queue.find(job.id)
        return ended

    return asked


def kept(made: Any, place: str, job: Job) -> dict[str, bytes]:
    shelf = made.read_home(place, Side.ONSHORE).shelf
    return {name: shelf.get(sha256) for name, sha256 in job.result["files"].items()}


def test_a_projection_in_the_background_leaves_what_the_verb_leaves(ask, made, place, tmp_path, tally_here):
    files = example.soon_repaid()
    job = ask("project", files)
    assert (job.state, job.result["exit"], job.told.count) == (State.DONE, 0, len(job.result["value"]["cases"]))
    made.folders.write(str(tmp_path / "deal"), files)
    assert tally_here("project", tmp_path / "deal", "--out", tmp_path / "out").exit == 0
    by_verb = made.folders.read(str(tmp_path / "out"))[0]
    assert {f"en/{name}": content for name, content in by_verb.items()}.items() <= kept(made, place, job).items()


def test_a_tape_is_told_of_in_both_languages(made, place, tmp_path):
    steps: list[tuple[str, int, int]] = []
    shelf = made.read_home(place, Side.ONSHORE).shelf
    bench = Bench(
        operations=made,
        home=place,
        side=Side.ONSHORE,
        shelf=shelf,
        tell=lambda *told: steps.append(told),
        unzip=read_zip,
        send=lambda *_: 0,
    )
    bad = examine_tape(bench, files=bench.keep({"tape.csv": b"a,b\n1,2\n", "mapping.yaml": b"nonsense"}))
    assert bad["exit"] == 1
    assert all(each["what_zh"] and each["what_en"] for each in bad["findings"])
    archive = write_zip({f"deal/{name}": content for name, content in example.soon_repaid().items()})
    good = examine_tape(bench, files=bench.keep({"deal.zip": archive}))
    assert (good["exit"], good["value"]["rows"] > 0) == (0, True)
    assert {"zh/findings.csv", "en/findings.csv", "en/disclosure.csv"} <= set(good["files"])
    assert [step for step, _, _ in steps][-3:] == ["read", "check", "divide"]


def test_a_package_waits_while_somebody_works_in_the_home(made, place):
    home = made.read_home(place, Side.ONSHORE)
    digests = {name: home.shelf.put(content).sha256 for name, content in example.soon_repaid().items()}
    job = home.queue.put(Wanted(task=task_name(KINDS["package"]), arguments={"files": digests}))
    with made.open_home(place, Side.ONSHORE):
        made.work(Working(home=place, side=Side.ONSHORE, until_empty=True))
    waits = home.queue.find(job.id)
    assert (waits.state, waits.failures) == (State.WAITING, 0)


def test_the_watch_of_a_morning_is_planned_once_for_all_workers(made, place):
    queue = made.read_home(place, Side.ONSHORE).queue
    queue.plan(daily(datetime(2026, 11, 1, 3, tzinfo=UTC)))
    made.work(Working(home=place, side=Side.ONSHORE, until_empty=True))
    (watched,) = queue.jobs()
    assert watched.state is State.DONE
    assert watched.wanted.arguments["at"].endswith("T00:00:00+00:00")
    made.work(Working(home=place, side=Side.ONSHORE, until_empty=True))
    assert queue.jobs() == (watched,)


def test_the_verb_works_until_nothing_waits(made, place, tally_here):
    told = tally_here("work", "--home", place, "--until-empty", "--json")
    assert (told.exit, told.json["value"]["done"]) == (0, 0)
    assert tally_here("work", "--home", f"{place}-none").exit == 2
