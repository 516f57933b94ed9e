"""The journal on Django's ORM: one object a home, each with its own database, SQLite or PostgreSQL.

No query leaves this module unbound: everything runs on the alias of the home it was opened for, because one process
may hold an onshore and an overseas home at once and must never mix them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from fcntl import LOCK_EX, flock
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

import django
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from tallystick.evidence.entries import Draft, Entry, EntryError
from tallystick.shell.operations.ports.journal import (
    ActRow,
    FilingChange,
    FilingRow,
    StaleStateError,
    StoreRefusedError,
)
from tallystick.shell.operations.ports.services.matching import AllowanceSpentError
from tallystick.shell.store import settings
from tallystick.shell.store.integrity import is_unavailable

__all__ = ["Prepared", "StoreJournal", "refusing"]

_SCHEMA_VERSION: Final = 7
_APPS: Final = ("store", "jobs")
"""Whose tables every home has; a portal adds its own."""
_WRITERS: Final = 0x7A117
"""The advisory lock that a writer holds to the end of its transaction; a database belongs to one home."""
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class Prepared(Protocol):
    """Whatever keeps rows in the database of a home."""

    @property
    def database(self) -> str:
        """Where that database is, for people."""
        ...

    def prepare(self) -> None:
        """Have the tables ready."""
        ...


_Kept = TypeVar("_Kept", bound=Prepared)


def refusing(
    method: Callable[Concatenate[_Kept, _Asked], _Answer],
) -> Callable[Concatenate[_Kept, _Asked], _Answer]:
    """Have the tables ready, and turn what the database refuses, as on a full disk, into the port's own error."""

    @wraps(method)
    def guarded(self: _Kept, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            self.prepare()
            return method(self, *args, **kwargs)
        except (DatabaseError, EntryError) as error:
            raise StoreRefusedError(str(error), place=self.database, damaged=not is_unavailable(error)) from error

    return guarded


class StoreJournal:
    """The acts, filings and allowances of one home, in its `store.sqlite3` or in PostgreSQL.

    It implements the ports `Journal` and `Allowances`.
    """

    def __init__(self, path: Path, url: str = "") -> None:
        """Name the database; the first act asked of it opens it, and creates or upgrades its tables.

        Args:
            path: of the SQLite file; for PostgreSQL nothing is written there, and it names the home all the same.
            url: of a PostgreSQL database that is this home's alone; empty for SQLite.

        Raises:
            ValueError: `url` names no PostgreSQL database.
        """
        _set_up_django()
        self._path, self._ready = path, False
        self._alias = f"home:{path.resolve()}"
        if self._alias not in connections.databases:
            connections.databases[self._alias] = settings.postgres(url) if url else settings.sqlite(str(path))

    @property
    def alias(self) -> str:
        """The name of this home's database among Django's."""
        return self._alias

    @property
    def database(self) -> str:
        """The SQLite file, or server and name of the PostgreSQL database; never with a password."""
        kept = connections[self._alias]
        return (
            f"{kept.settings_dict['HOST']}/{kept.settings_dict['NAME']}" if kept.vendor != "sqlite" else str(self._path)
        )

    def ready(self) -> str:
        """Have the tables ready, and return the name under which Django knows this database.

        Raises:
            StoreRefusedError: it cannot be read or written.
        """
        try:
            self.prepare()
        except DatabaseError as error:
            raise StoreRefusedError(str(error), place=self.database, damaged=not is_unavailable(error)) from error
        return self._alias

    def alone(self) -> AbstractContextManager[None]:
        """Hold the tables of this home alone, for the length of a ``with`` block, to make or upgrade them."""
        return _alone(self._path)

    def prepare(self) -> None:
        """Open the database, and create or upgrade its tables."""
        if not self._ready:
            with _alone(self._path):
                self._upgrade()
            self._ready = True

    def _upgrade(self) -> None:
        if self._is_current():
            return
        for app in _APPS:
            call_command("migrate", app, database=self._alias, verbosity=0, interactive=False)
        if connections[self._alias].vendor == "sqlite":
            with connections[self._alias].cursor() as cursor:
                cursor.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def _is_current(self) -> bool:
        """Tell whether the tables are those of this version; SQLite has a number for it that is quickly read."""
        connection = connections[self._alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA user_version")
                return bool(cursor.fetchone() == (_SCHEMA_VERSION,))
        from django.db.migrations.executor import MigrationExecutor

        planned = MigrationExecutor(connection)
        return not planned.migration_plan([node for app in _APPS for node in planned.loader.graph.leaf_nodes(app)])

    def close(self) -> None:
        """Close the connection of this home."""
        connections[self._alias].close()

    @refusing
    def record(self, act_id: str, entry: Entry, change: FilingChange | None = None) -> ActRow:
        """Write an act and its change of state in one transaction; see the port."""
        from tallystick.shell.store.models import Act

        with self.together():
            present = Act.objects.using(self._alias).filter(act_id=act_id).first()
            if present is not None:
                return _row(present)
            if change is not None:
                self._move(change)
            members = {name: value for name, value in entry.draft.as_canonical().items() if name != "schema"}
            act = Act(act_id=act_id, signature=entry.signature, **members)
            act.save(using=self._alias, force_insert=True)
            return _row(act)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold a transaction that no other writer of this home is in: what SQLite's IMMEDIATE is, on both databases."""
        self.prepare()
        with transaction.atomic(using=self._alias):
            if connections[self._alias].vendor == "postgresql":
                with connections[self._alias].cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
            yield

    def _move(self, change: FilingChange) -> None:
        from tallystick.shell.store.models import Filing

        row = change.row
        values = {
            "deal": row.deal,
            "version": row.version,
            "state": row.state,
            "package_sha256": row.package_sha256,
            "package_sm3": row.package_sm3,
        }
        filings = Filing.objects.using(self._alias)
        if not change.expected:
            _, created = filings.get_or_create(id=row.id, defaults=values)
            moved = int(created)
        else:
            moved = filings.filter(id=row.id, state=change.expected).update(**values)
        if not moved:
            now = self.filing(row.id)
            raise StaleStateError(row.id, now.state if now else "")

    @refusing
    def find(self, act_id: str) -> ActRow | None:
        """Return the act with this identity, or None."""
        from tallystick.shell.store.models import Act

        act = Act.objects.using(self._alias).filter(act_id=act_id).first()
        return _row(act) if act is not None else None

    @refusing
    def acts(self, *, subject: str = "", kind: str = "") -> tuple[ActRow, ...]:
        """Return acts in the order they were recorded."""
        from tallystick.shell.store.models import Act

        wanted = {name: value for name, value in (("subject", subject), ("kind", kind)) if value}
        return tuple(_row(act) for act in Act.objects.using(self._alias).filter(**wanted))

    @refusing
    def last(self) -> int:
        """Return the number of the last act; 0 where there is none."""
        from tallystick.shell.store.models import Act

        number = Act.objects.using(self._alias).order_by("-id").values_list("id", flat=True).first()
        return 0 if number is None else number

    def filing(self, filing: str) -> FilingRow | None:
        """Return where a filing stands, or None."""
        return next((row for row in self.filings() if row.id == filing), None)

    @refusing
    def filings(self) -> tuple[FilingRow, ...]:
        """Return all filings, by id."""
        from tallystick.shell.store.models import Filing

        return tuple(
            FilingRow(
                id=item.id,
                deal=item.deal,
                version=item.version,
                state=item.state,
                package_sha256=item.package_sha256,
                package_sm3=item.package_sm3,
            )
            for item in Filing.objects.using(self._alias).all()
        )

    @refusing
    def place(self, numbers: Sequence[int], *, first: int) -> None:
        """Note the positions of acts in the log."""
        from tallystick.shell.store.models import Act

        with self.together():
            for offset, number in enumerate(numbers):
                Act.objects.using(self._alias).filter(id=number, position=None).update(position=first + offset)

    @refusing
    def spend(self, request: str, *, filer: str, period: str, count: int, limit: int) -> None:
        """Count a request against its filer's allowance, once; see the port."""
        from django.db.models import F

        from tallystick.shell.store.models import Allowance, MatchRequest

        with self.together():
            counted = {"filer": filer, "period": period, "count": count}
            _, new = MatchRequest.objects.using(self._alias).get_or_create(sha256=request, defaults=counted)
            if not new:
                return
            allowances = Allowance.objects.using(self._alias)
            allowances.get_or_create(filer=filer, period=period)
            mine = allowances.filter(filer=filer, period=period)
            if not mine.filter(used__lte=limit - count).update(used=F("used") + count):
                left = max(limit - mine.get().used, 0)
                raise AllowanceSpentError(filer, period, count=count, left=left, limit=limit)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time make or upgrade the tables of a database; the kernel gives the lock up with it."""
    with path.with_name(f"{path.name}.upgrading").open("w") as file:
        flock(file, LOCK_EX)
        yield


def _set_up_django() -> None:
    if not django_settings.configured:
        names = [name for name in settings.__all__ if name.isupper()]
        django_settings.configure(**{name: getattr(settings, name) for name in names})
        django.setup()


def _row(act: "Act") -> ActRow:  # type: ignore[name-defined]  # noqa: F821
    draft = Draft(
        kind=act.kind,
        subject=act.subject,
        actor=act.actor,
        at=act.at,
        body_sha256=act.body_sha256,
        body_sm3=act.body_sm3,
    )
    entry = Entry(draft=draft, signature=act.signature)
    return ActRow(number=act.id, act_id=act.act_id, entry=entry, position=act.position)
