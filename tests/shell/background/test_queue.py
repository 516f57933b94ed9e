"""The queue on both databases: a job is one worker's at a time, whoever was slow is refused, a duty fires once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tallystick.shell.operations.ports.services.jobs import CatchUp, LeaseLostError, Plan, State, Told, Wanted
from tallystick.shell.store.jobs.backend import background
from tests.shell.store.writers import act, name

SHORT = 0.05
WANTED = Wanted(task="tests.shell.background.chores.hop", arguments={"to": "there"}, by="li-mei")


def fetch(**where: str) -> dict[str, str]:
    """A task; only its name is used here."""
    return where


def test_a_job_is_claimed_once_and_what_it_came_to_is_kept(queue):
    asked = queue.put(WANTED)
    job = queue.claim("one")
    assert (job.id, job.attempt, job.state, job.wanted) == (asked.id, 1, State.RUNNING, WANTED)
    assert queue.claim("other") is None
    assert queue.beat(job, Told(step="read", done=1, count=3)) is False
    assert queue.find(job.id).told == Told(step="read", done=1, count=3)
    queue.finish(job, {"root": "ab"})
    done = queue.find(job.id)
    assert (done.state, done.result, done.ended is None) == (State.DONE, {"root": "ab"}, False)
    assert [each.id for each in queue.jobs(by="li-mei")] == [job.id]
    assert queue.jobs(by="wang-fang") == ()


def test_a_silent_worker_loses_its_job_and_every_late_write_is_refused(queue):
    queue.put(WANTED)
    slow = queue.claim("slow", lease=SHORT)
    time.sleep(2 * SHORT)
    quick = queue.claim("quick")
    assert (quick.id, quick.attempt, quick.failures) == (slow.id, 2, 1)
    for late in (
        lambda: queue.beat(slow, Told()),
        lambda: queue.finish(slow, {"doubled": True}),
        lambda: queue.give_back(slow),
    ):
        with pytest.raises(LeaseLostError):
            late()
    queue.finish(quick, {})
    with pytest.raises(LeaseLostError):
        queue.finish(quick, {"doubled": True})
    assert queue.find(quick.id).result == {}


def test_a_heartbeat_keeps_the_job(queue):
    queue.put(WANTED)
    job = queue.claim("one", lease=SHORT)
    queue.beat(job, Told())
    time.sleep(2 * SHORT)
    assert queue.claim("other") is None


def test_who_claims_again_under_its_own_name_is_fenced_out_too(queue):
    queue.put(WANTED)
    before = queue.claim("same", lease=SHORT)
    time.sleep(2 * SHORT)
    assert queue.claim("same").attempt == 2
    with pytest.raises(LeaseLostError):
        queue.finish(before, {})


def test_a_job_that_kills_each_of_its_workers_is_left(queue):
    job = queue.put(WANTED)
    for _ in range(WANTED.tries):
        assert queue.claim("one", lease=0).id == job.id
        time.sleep(0.002)
    assert queue.claim("one") is None
    assert (queue.find(job.id).state, queue.find(job.id).result) == (State.FAILED, {"failed": "worker-died"})


def test_a_failure_is_tried_again_later_and_then_left(queue):
    job = queue.put(Wanted(task=WANTED.task, tries=2))
    queue.give_back(queue.claim("one"), failed={"failed": "no disk"}, seconds=SHORT)
    assert queue.claim("one") is None
    time.sleep(2 * SHORT)
    queue.give_back(queue.claim("one"), failed={"failed": "no disk"})
    assert (queue.find(job.id).state, queue.find(job.id).failures) == (State.FAILED, 2)


def test_a_job_given_back_counts_as_no_failure(queue):
    queue.put(WANTED)
    queue.give_back(queue.claim("one"))
    again = queue.claim("other")
    assert (again.attempt, again.failures) == (2, 0)


def test_a_key_names_one_job(queue):
    keyed = Wanted(task=WANTED.task, key="li-mei:1")
    assert queue.put(keyed).id == queue.put(Wanted(task="another", key="li-mei:1")).id
    assert len(queue.jobs()) == 1


def test_the_higher_priority_goes_first_and_nothing_before_its_time(queue):
    low, high = queue.put(WANTED), queue.put(Wanted(task=WANTED.task, priority=5))
    queue.put(Wanted(task=WANTED.task, priority=9, after=datetime.now(UTC) + timedelta(hours=1)))
    assert [queue.claim("one").id, queue.claim("one").id, queue.claim("one")] == [high.id, low.id, None]


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_when_its_worker_hears(queue):
    waiting = queue.put(WANTED)
    queue.cancel(waiting.id)
    assert queue.find(waiting.id).state is State.CANCELLED
    queue.put(WANTED)
    job = queue.claim("one")
    queue.cancel(job.id)
    assert queue.beat(job, Told()) is True
    queue.finish(job, {}, state=State.CANCELLED)
    assert queue.find(job.id).state is State.CANCELLED


def test_an_act_and_its_job_are_written_together_or_not_at_all(queue, journal):
    def half():
        with queue.together():
            journal.record(name(1), act(1))
            queue.put(WANTED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert (journal.acts(), queue.jobs()) == ((), ())
    with queue.together():
        journal.record(name(1), act(1))
        queue.put(WANTED)
    assert (len(journal.acts()), len(queue.jobs())) == (1, 1)


def in_threads(alias: str, act: Callable[[int], Any], count: int) -> list[Any]:
    """Do the same from several connections at once."""

    def alone(number: int) -> Any:
        try:
            return act(number)
        finally:
            connections[alias].close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(alone, range(count)))


def test_no_two_of_many_workers_get_the_same_job(queue, journal):
    for _ in range(12):
        queue.put(WANTED)

    def take(number: int) -> list[int]:
        mine = iter(lambda: queue.claim(f"worker-{number}"), None)
        return [each.id for each in mine]

    taken = [each for mine in in_threads(journal.alias, take, 4) for each in mine]
    assert sorted(taken) == sorted({job.id for job in queue.jobs()})


@pytest.mark.parametrize(("catch_up", "put"), [(CatchUp.EACH, 3), (CatchUp.LAST, 1)])
def test_a_duty_fires_once_with_several_nodes_and_makes_up_for_what_it_missed(queue, journal, catch_up, put):
    first = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=125)
    queue.plan(Plan(name="watch", wanted=WANTED, minutes=60, first=first, catch_up=catch_up))
    fired = in_threads(journal.alias, lambda _: queue.fire(), 4)
    assert sorted(map(len, fired)) == [0, 0, 0, put]
    assert queue.fire() == ()
    last = queue.jobs()[0].wanted
    assert last.arguments["at"] == (first + timedelta(minutes=120)).isoformat()
    queue.plan(Plan(name="watch", wanted=WANTED, minutes=60, first=first))
    assert queue.fire() == (), "planned again, it does not begin again"


def test_it_is_used_as_djangos_tasks_are(queue, journal):
    backend = background(queue, journal.alias)
    task = backend.task_class(func=fetch, backend=journal.alias, priority=3)

    def half():
        with queue.together():
            task.enqueue(to="nowhere")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    put = task.enqueue(to="there")
    assert (put.status, put.kwargs, len(queue.jobs())) == ("READY", {"to": "there"}, 1)
    job = queue.claim("one")
    assert (job.wanted.task, job.wanted.priority) == (f"{__name__}.fetch", 3)
    queue.finish(job, {"came": "there"})
    assert task.get_result(put.id).return_value == {"came": "there"}
