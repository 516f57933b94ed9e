"""The database that sessions and second factors of a portal use: the home's own, under Django's name ``default``.

A process serves one home. Tests serve several, one after another, and choose anew each time.
"""

from django.core.management import call_command
from django.db import connections, transaction

from tallystick.shell.store.journal import StoreJournal

__all__ = ["choose", "prepare"]

_DEFAULT = "default"


def choose(journal: StoreJournal) -> None:
    """Make a home's database the default one of this process."""
    alias = journal.ready()
    chosen = connections.databases[alias]
    if connections.databases.get(_DEFAULT) == chosen:
        return
    connections[_DEFAULT].close()
    del connections[_DEFAULT]
    connections.databases[_DEFAULT] = dict(chosen)


def prepare(journal: StoreJournal) -> None:
    """Make or upgrade every table that a portal needs in the default database, one process at a time."""
    choose(journal)
    with journal.alone():
        call_command("migrate", database=_DEFAULT, verbosity=0, interactive=False)
        call_command("createcachetable", database=_DEFAULT, verbosity=0)
    _take_over()


def _take_over() -> None:
    """Turn the second factors that accounts were enrolled with into allauth's own."""
    from tallystick.shell.store.people import Account

    for account in Account.objects.exclude(totp=""):
        _taken(account)


def _taken(account: "Account") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Take over one, once: of two workers that start at a time the second finds it gone."""
    from allauth.mfa.totp.internal.auth import TOTP

    with transaction.atomic(using=_DEFAULT):
        waiting = type(account).objects.filter(pk=account.pk, totp=account.totp)
        if waiting.update(totp=""):
            TOTP.activate(account, account.totp)
