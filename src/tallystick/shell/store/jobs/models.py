"""The tables: jobs, and the duties that put one each time their hour comes. Moments are milliseconds since 1970."""

from typing import ClassVar

from django.db import models

__all__ = ["Duty", "HookRow", "JobRow"]


class JobRow(models.Model):
    """One job; `owner` and `attempt` are the fencing token of whoever holds it."""

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=200)
    arguments = models.TextField()
    by = models.CharField(max_length=120, db_index=True)
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - many have none, and those differ
    priority = models.SmallIntegerField()
    tries = models.SmallIntegerField()
    state = models.CharField(max_length=10)
    attempt = models.IntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    owner = models.CharField(max_length=120, default="")
    due = models.BigIntegerField()
    step = models.CharField(max_length=120, default="")
    done = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    cancelling = models.BooleanField(default=False)
    result = models.TextField(default="{}")
    asked = models.BigIntegerField()
    begun = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)

    class Meta:
        """The next one is found by an index: `due` ends the lease of a job that runs, and begins one that waits."""

        db_table = "jobs_job"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due"], name="next_job")]
        ordering: ClassVar[list[str]] = ["-priority", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.task} {self.state}"


class Duty(models.Model):
    """A job that comes back; `due` is the next time that nobody has put one for."""

    name = models.CharField(max_length=120, primary_key=True)
    task = models.CharField(max_length=200)
    arguments = models.TextField()
    priority = models.SmallIntegerField()
    tries = models.SmallIntegerField()
    minutes = models.IntegerField()
    catch_up = models.CharField(max_length=4)
    due = models.BigIntegerField(db_index=True)

    class Meta:
        """One row a duty."""

        db_table = "jobs_duty"

    def __str__(self) -> str:
        return self.name


class HookRow(models.Model):
    """Who wants to be told of acts, and how far they were told."""

    id = models.CharField(max_length=32, primary_key=True)
    by = models.CharField(max_length=120, db_index=True)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=80)
    cursor = models.BigIntegerField()
    failures = models.IntegerField(default=0)

    class Meta:
        """One row a listener."""

        db_table = "jobs_hook"

    def __str__(self) -> str:
        return self.id
