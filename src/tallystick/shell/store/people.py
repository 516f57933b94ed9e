"""The tables of accounts: who may enter, who was invited, and what happened to each account.

An account's key is the person's id. The password is kept as Django hashes it; a second factor that an account starts
with waits in `totp` until the portal has taken it over. A line of the history is only ever inserted.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

__all__ = ["Account", "Happened", "Invited"]


class _Manager(BaseUserManager["Account"]):
    """Finds accounts by the person's id; they are made by invitation or enrolment alone."""


class Account(AbstractBaseUser):
    """Somebody's way into the portal."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=80, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    house_zh = models.CharField(max_length=200)
    house_en = models.CharField(max_length=200)
    roles: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    side = models.CharField(max_length=20)
    public_key = models.CharField(max_length=64, blank=True, default="")
    owner = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    email = models.CharField(max_length=1, blank=True, default="")
    totp = models.CharField(max_length=64, blank=True, default="")
    since = models.DateTimeField()

    USERNAME_FIELD = "person"
    EMAIL_FIELD = "email"
    objects = _Manager()

    class Meta:
        """By id of the person."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["person"]

    def __str__(self) -> str:
        return self.person


class Invited(models.Model):
    """An invitation, by the digest of its secret; it goes when it is accepted."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    house_zh = models.CharField(max_length=200)
    house_en = models.CharField(max_length=200)
    roles: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    side = models.CharField(max_length=20)
    owner = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    expires = models.DateTimeField()

    objects: "ClassVar[models.Manager[Invited]]" = models.Manager()

    class Meta:
        """The youngest first."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["-at", "digest"]

    def __str__(self) -> str:
        return self.person


class Happened(models.Model):
    """One line of somebody's history."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=80, db_index=True)
    what = models.CharField(max_length=80)
    at = models.DateTimeField()
    subject = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")

    objects: "ClassVar[models.Manager[Happened]]" = models.Manager()

    class Meta:
        """In the order they happened."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.person} {self.what}"
