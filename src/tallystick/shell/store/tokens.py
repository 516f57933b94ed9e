"""The tables of the API's callers: tokens by the digest of their secret, and calls by the digest of their key.

A token is inserted and, when it is revoked, removed; the history says both. A call is inserted with its answer in the
transaction of what it did, and removed when nobody repeats it any more.
"""

from typing import Any, ClassVar

from django.db import models

__all__ = ["CallRow", "TokenRow"]


class TokenRow(models.Model):
    """A token of a person or an organisation."""

    digest = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=10)
    person = models.CharField(max_length=80)
    house_zh = models.CharField(max_length=200)
    house_en = models.CharField(max_length=200)
    scopes: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    label = models.CharField(max_length=80)
    at = models.DateTimeField()
    expires = models.DateTimeField()

    objects: "ClassVar[models.Manager[TokenRow]]" = models.Manager()

    class Meta:
        """The youngest first."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["-at", "digest"]

    def __str__(self) -> str:
        return f"{self.holder} {self.person} {self.label}"


class CallRow(models.Model):
    """A call that was answered."""

    key = models.CharField(max_length=64, primary_key=True)
    asked = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    objects: "ClassVar[models.Manager[CallRow]]" = models.Manager()

    class Meta:
        """By key."""

        app_label = "store"
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
