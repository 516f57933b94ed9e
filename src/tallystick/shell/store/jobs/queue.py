"""The queue on Django's ORM: the same on SQLite and PostgreSQL.

A job is claimed in one short transaction that no other writer is in, which SQLite's IMMEDIATE gives and PostgreSQL's
row lock; whoever holds it is known by owner and attempt, and each of its writes asks for both in the same statement
that writes. On PostgreSQL the clock is the database's, so that nodes whose clocks differ agree on when a lease ends.
Source: M. Kleppmann, "How to do distributed locking", 2016, on fencing tokens.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connections, transaction
from django.db.models import F, Q

from tallystick.shell.operations.ports.services.jobs import (
    LEASE_SECONDS,
    CatchUp,
    Job,
    LeaseLostError,
    Plan,
    State,
    Told,
    Wanted,
)
from tallystick.shell.store.journal import StoreJournal, refusing

__all__ = ["StoreQueue"]

_MOST_MISSED: Final = 400
_MINUTE: Final = 60_000
_KEPT: Final = 30 * 86_400_000


class StoreQueue:
    """The jobs of one home, in its own database. It implements the port `Queue`."""

    def __init__(self, journal: StoreJournal) -> None:
        """Name the journal in whose database the jobs lie."""
        self._journal = journal

    @property
    def database(self) -> str:
        """Where the database is."""
        return self._journal.database

    def prepare(self) -> None:
        """Have the tables ready."""
        self._journal.prepare()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold a transaction of the journal; see the port."""
        with self._journal.together():
            yield

    @refusing
    def put(self, wanted: Wanted) -> Job:
        """Have a job done; see the port."""
        from tallystick.shell.store.jobs.models import JobRow

        now = self._now()
        members = {
            **_members(wanted),
            "by": wanted.by,
            "state": State.WAITING,
            "due": now if wanted.after is None else _stamp(wanted.after),
            "asked": now,
        }
        rows = JobRow.objects.using(self._journal.alias)
        if not wanted.key:
            return _job(rows.create(key=None, **members))
        row, _ = rows.get_or_create(key=wanted.key, defaults=members)
        return _job(row)

    @refusing
    def claim(self, owner: str, *, lease: float = LEASE_SECONDS) -> Job | None:
        """Take the next job; see the port."""
        if not self._due().exists():
            return None
        with transaction.atomic(using=self._journal.alias):
            row = self._due().select_for_update(skip_locked=True).first()
            if row is None:
                return None
            now = self._now()
            died = row.state == State.RUNNING
            row.failures += int(died)
            if row.failures >= row.tries:
                row.state, row.ended, row.result = State.FAILED, now, json.dumps({"failed": "worker-died"})
            elif died and row.cancelling:
                row.state, row.ended = State.CANCELLED, now
            else:
                row.state, row.owner, row.attempt = State.RUNNING, owner, row.attempt + 1
                row.due, row.begun = now + _milliseconds(lease), row.begun or now
            row.save(using=self._journal.alias)
        return _job(row) if row.state == State.RUNNING else self.claim(owner, lease=lease)

    @refusing
    def beat(self, job: Job, told: Told, *, lease: float = LEASE_SECONDS) -> bool:
        """Keep a job; see the port."""
        due = self._now() + _milliseconds(lease)
        self._write(job, due=due, step=told.step[:120], done=told.done, count=told.count)
        found = self.find(job.id)
        return found is not None and found.cancelling

    @refusing
    def finish(self, job: Job, result: Mapping[str, Any], *, state: State = State.DONE) -> None:
        """Write what a job came to; see the port."""
        self._write(job, state=state, result=json.dumps(result), ended=self._now(), owner="")

    @refusing
    def give_back(self, job: Job, *, seconds: float = 0, failed: Mapping[str, Any] | None = None) -> None:
        """Let another do a job; see the port."""
        due = self._now() + _milliseconds(seconds)
        if failed is None:
            self._write(job, state=State.WAITING, due=due, owner="")
            return
        last = job.failures + 1 >= job.wanted.tries
        ended = {"state": State.FAILED, "ended": self._now()} if last else {"state": State.WAITING, "due": due}
        self._write(job, failures=F("failures") + 1, result=json.dumps(failed), owner="", **ended)

    @refusing
    def cancel(self, job: int) -> None:
        """Ask for the end of a job; see the port."""
        from tallystick.shell.store.jobs.models import JobRow

        rows = JobRow.objects.using(self._journal.alias).filter(id=job)
        if not rows.filter(state=State.WAITING).update(state=State.CANCELLED, ended=self._now()):
            rows.filter(state=State.RUNNING).update(cancelling=True)

    @refusing
    def find(self, job: int) -> Job | None:
        """Return a job, or None."""
        from tallystick.shell.store.jobs.models import JobRow

        row = JobRow.objects.using(self._journal.alias).filter(id=job).first()
        return _job(row) if row is not None else None

    @refusing
    def jobs(self, *, by: str | None = None, under: str = "", most: int = 50) -> tuple[Job, ...]:
        """Return the jobs that were asked for last; see the port."""
        from tallystick.shell.store.jobs.models import JobRow

        rows = JobRow.objects.using(self._journal.alias).order_by("-id")
        rows = rows.filter(key__startswith=under) if under else rows
        return tuple(_job(row) for row in (rows if by is None else rows.filter(by=by))[:most])

    @refusing
    def plan(self, plan: Plan) -> None:
        """Have a duty come back; see the port."""
        from tallystick.shell.store.jobs.models import Duty

        members = {**_members(plan.wanted), "minutes": plan.minutes, "catch_up": plan.catch_up}
        with self.together():
            duties = Duty.objects.using(self._journal.alias)
            if not duties.filter(name=plan.name, minutes=plan.minutes).update(**members):
                duties.update_or_create(name=plan.name, defaults={**members, "due": _stamp(plan.first)})

    @refusing
    def fire(self) -> tuple[Job, ...]:
        """Put the jobs whose time has come; see the port."""
        from tallystick.shell.store.jobs.models import Duty

        now = self._now()
        duties = Duty.objects.using(self._journal.alias).filter(due__lte=now)
        if not duties.exists():
            return ()
        with self.together():
            return tuple(job for duty in duties.order_by("name") for job in self._fired(duty, now))

    def _fired(self, duty: Any, now: int) -> Iterator[Job]:  # noqa: ANN401 - a row
        step = duty.minutes * _MINUTE
        times = list(range(duty.due, now + 1, step))
        kept = times[-1:] if duty.catch_up == CatchUp.LAST else times[-_MOST_MISSED:]
        self._forget(duty.name, now - _KEPT)
        duty.due = times[-1] + step
        duty.save(using=self._journal.alias, update_fields=["due"])
        for moment in kept:
            arguments = json.loads(duty.arguments) | {"at": _moment(moment).isoformat()}
            key = f"{duty.name}@{_moment(moment).isoformat()}"
            yield self.put(
                Wanted(task=duty.task, arguments=arguments, key=key, priority=duty.priority, tries=duty.tries)
            )

    def _forget(self, duty: str, before: int) -> None:
        """Forget what a duty's jobs came to long ago; acts of record lie in the journal, not here."""
        from tallystick.shell.store.jobs.models import JobRow

        old = JobRow.objects.using(self._journal.alias).filter(key__startswith=f"{duty}@", ended__lt=before)
        old.delete()

    def _due(self) -> Any:  # noqa: ANN401 - a query
        from tallystick.shell.store.jobs.models import JobRow

        open_ = Q(state=State.WAITING) | Q(state=State.RUNNING)
        return JobRow.objects.using(self._journal.alias).filter(open_, due__lte=self._now())

    def _write(self, job: Job, **members: object) -> None:
        from tallystick.shell.store.jobs.models import JobRow

        mine = JobRow.objects.using(self._journal.alias).filter(
            id=job.id, owner=job.owner, attempt=job.attempt, state=State.RUNNING
        )
        if not mine.update(**members):
            raise LeaseLostError(f"job {job.id}, attempt {job.attempt}")

    def _now(self) -> int:
        connection = connections[self._journal.alias]
        if connection.vendor != "postgresql":
            return time.time_ns() // 1_000_000
        with connection.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            return int(cursor.fetchone()[0])


def _members(wanted: Wanted) -> dict[str, Any]:
    return {
        "task": wanted.task,
        "arguments": json.dumps(dict(wanted.arguments)),
        "priority": wanted.priority,
        "tries": wanted.tries,
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _stamp(moment: datetime) -> int:
    return _milliseconds(moment.timestamp())


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp / 1000, UTC)


def _job(row: Any) -> Job:  # noqa: ANN401 - a row
    wanted = Wanted(
        task=row.task,
        arguments=json.loads(row.arguments),
        by=row.by,
        key=row.key or "",
        priority=row.priority,
        tries=row.tries,
    )
    return Job(
        id=row.id,
        wanted=wanted,
        state=State(row.state),
        attempt=row.attempt,
        failures=row.failures,
        owner=row.owner,
        told=Told(step=row.step, done=row.done, count=row.count),
        cancelling=row.cancelling,
        result=json.loads(row.result),
        asked=_moment(row.asked),
        begun=None if row.begun is None else _moment(row.begun),
        ended=None if row.ended is None else _moment(row.ended),
    )
