"""The queue behind the interface of Django's tasks, so that what puts a job is written as for any Django.

    task = background(alias).task_class(func=examine, backend=alias)        task.enqueue(...) -> TaskResult

A task is enqueued in the transaction that is open on the home's database, and with it or not at all.
Source: Django 6.0, "Tasks"; django-tasks, its backport.
"""

from typing import Any, Final

from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus, task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.store.jobs.queue import StoreQueue

__all__ = ["LeaseBackend", "background"]

_STANDS: Final = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
    State.CANCELLED: TaskResultStatus.FAILED,
}


class LeaseBackend(BaseTaskBackend):
    """Tasks in the database of one home, under leases."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        """Take the queue from the options."""
        super().__init__(alias, params)
        self._queue: StoreQueue = self.options["queue"]

    def enqueue(self, task: "Task[Any, Any]", args: Any, kwargs: Any) -> "TaskResult[Any]":  # noqa: ANN401
        """Put a job; what it is called with is given by name, and can be written as JSON."""
        self.validate_task(task)
        if args:
            raise InvalidTaskError("a task of this queue is called with named arguments alone")
        wanted = Wanted(task=task.module_path, arguments=kwargs, priority=task.priority, after=task.run_after)
        return self._told(self._queue.put(wanted))

    def get_result(self, result_id: str) -> "TaskResult[Any]":
        """Return how a job stands.

        Raises:
            TaskResultDoesNotExist: there is none of that id.
        """
        job = self._queue.find(int(result_id)) if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._told(job)

    def _told(self, job: Job) -> "TaskResult[Any]":
        task = self.task_class(
            func=import_string(job.wanted.task), priority=job.wanted.priority, backend=self.alias, run_after=None
        )
        failed = str(job.result.get("failed", ""))
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.id),
            status=_STANDS[job.state],
            enqueued_at=job.asked,
            started_at=job.begun,
            last_attempted_at=job.begun,
            finished_at=job.ended,
            args=[],
            kwargs=dict(job.wanted.arguments),
            backend=self.alias,
            errors=[TaskError(exception_class_path="builtins.RuntimeError", traceback=failed)] if failed else [],
            worker_ids=[job.owner] * job.attempt,
        )
        if job.state is State.DONE:
            object.__setattr__(result, "_return_value", dict(job.result))  # as every backend of django-tasks does
        return result


def background(queue: StoreQueue, alias: str) -> BaseTaskBackend:
    """Return the backend of a home, known to Django's tasks by the alias of its database."""
    task_backends.settings.setdefault(
        alias, {"BACKEND": f"{LeaseBackend.__module__}.LeaseBackend", "OPTIONS": {"queue": queue}}
    )
    return task_backends[alias]
