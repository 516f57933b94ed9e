"""The tables of work under way: deal folders revision by revision, and acts that wait for approvals.

A revision and an approval are only ever inserted; an edit too, but for the revision that took it.
A plan's `state` moves forward by a conditional update.
"""

from typing import Any, ClassVar

from django.db import models

__all__ = ["Case", "EditRow", "PlanApproval", "Planned"]


class Case(models.Model):
    """One revision of a deal folder; files by the digests of their contents."""

    id = models.BigAutoField(primary_key=True)
    deal = models.CharField(max_length=80, db_index=True)
    revision = models.IntegerField()
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    team_zh = models.CharField(max_length=200)
    team_en = models.CharField(max_length=200)
    people: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    files: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    why = models.CharField(max_length=20, default="upload")

    objects: "ClassVar[models.Manager[Case]]" = models.Manager()

    class Meta:
        """A deal has each revision once, so that two who began at one revision cannot both write the next."""

        app_label = "store"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "revision"], name="one_case_a_revision")
        ]
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.deal} {self.revision}"


class EditRow(models.Model):
    """An edit of a deal: in no revision while `revision` is null, given up where it is 0."""

    id = models.BigAutoField(primary_key=True)
    deal = models.CharField(max_length=80)
    number = models.IntegerField()
    deed = models.CharField(max_length=10)
    way: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    value: "models.JSONField[Any, Any]" = models.JSONField(default=str)
    over: "models.JSONField[Any, Any]" = models.JSONField(default=str)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    revision: "models.IntegerField[int | None, int | None]" = models.IntegerField(null=True)

    objects: "ClassVar[models.Manager[EditRow]]" = models.Manager()

    class Meta:
        """A deal has each number once, so that of two who write at once one looks again."""

        app_label = "store"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "number"], name="one_edit_a_number")
        ]
        ordering: ClassVar[list[str]] = ["deal", "number"]

    def __str__(self) -> str:
        return f"{self.deal} {self.number}"


class Planned(models.Model):
    """An act that was prepared and waits."""

    number = models.BigAutoField(primary_key=True)
    plan = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, db_index=True)
    said: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    prepared_by = models.CharField(max_length=80)
    at = models.CharField(max_length=40)
    people: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    roles: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    persons = models.IntegerField()
    state = models.CharField(max_length=20, db_index=True)
    outcome: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    made: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    objects: "ClassVar[models.Manager[Planned]]" = models.Manager()

    class Meta:
        """In the order they were prepared."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class PlanApproval(models.Model):
    """Somebody's approval of a plan; each person once, each place once."""

    id = models.BigAutoField(primary_key=True)
    plan = models.CharField(max_length=64, db_index=True)
    place = models.IntegerField()
    person = models.CharField(max_length=80)
    at = models.CharField(max_length=40)
    factor = models.CharField(max_length=20)

    objects: "ClassVar[models.Manager[PlanApproval]]" = models.Manager()

    class Meta:
        """In the order in which they sign."""

        app_label = "store"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "place"], name="one_approval_a_place"),
            models.UniqueConstraint(fields=["plan", "person"], name="one_approval_a_person"),
        ]
        ordering: ClassVar[list[str]] = ["plan", "place"]

    def __str__(self) -> str:
        return f"{self.plan[:12]} {self.person}"
