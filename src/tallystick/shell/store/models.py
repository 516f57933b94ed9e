"""The tables: acts, and the filings they move.

An act is only ever inserted; its position in the log is set once. A filing's row is a convenience that the acts alone
can rebuild. What filers asked of blinded matching is counted here and nowhere else. Accounts and work under way lie in
modules of their own, `people` and `cases`, and so do `tokens` of the API.
"""

from typing import ClassVar

from django.db import models

from tallystick.shell.store import cases, people, tokens  # noqa: F401 - so that Django finds their tables

__all__ = ["Act", "Allowance", "Filing", "MatchRequest"]


class Act(models.Model):
    """One signed act; the eight members of entry v1 beside the identity that makes a repeated act the same act."""

    id = models.BigAutoField(primary_key=True)
    act_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    actor = models.CharField(max_length=80)
    at = models.CharField(max_length=20)
    body_sha256 = models.CharField(max_length=64)
    body_sm3 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        """In the order they were recorded."""

        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Filing(models.Model):
    """Where a filing stands."""

    id = models.CharField(max_length=120, primary_key=True)
    deal = models.CharField(max_length=80, db_index=True)
    version = models.IntegerField()
    state = models.CharField(max_length=40)
    package_sha256 = models.CharField(max_length=64)
    package_sm3 = models.CharField(max_length=64)

    class Meta:
        """A deal has each version once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "version"], name="one_filing_a_version")
        ]
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Allowance(models.Model):
    """How much a filer has asked for in a period; raised and held against the limit in one statement."""

    filer = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    used = models.BigIntegerField(default=0)

    class Meta:
        """One row a filer and period."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["filer", "period"], name="one_allowance_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.filer} {self.period} {self.used}"


class MatchRequest(models.Model):
    """A request that was counted, so that it is counted once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    filer = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    count = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.filer} {self.period} {self.count}"
