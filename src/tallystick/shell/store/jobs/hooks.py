"""The listeners on Django's ORM."""

from typing import Any

from tallystick.shell.operations.ports.services.hooks import Hook
from tallystick.shell.store.journal import StoreJournal, refusing

__all__ = ["StoreHooks"]


class StoreHooks:
    """The listeners of one home. It implements the port `Hooks`."""

    def __init__(self, journal: StoreJournal) -> None:
        """Name the journal in whose database the listeners lie."""
        self._journal = journal

    @property
    def database(self) -> str:
        """Where the database is."""
        return self._journal.database

    def prepare(self) -> None:
        """Have the tables ready."""
        self._journal.prepare()

    @refusing
    def keep(self, hook: Hook) -> Hook:
        """Keep a new listener; see the port."""
        members = {"by": hook.by, "address": hook.address, "secret": hook.secret, "cursor": hook.cursor}
        row, _ = self._rows().get_or_create(id=hook.id, defaults=members)
        return _hook(row)

    @refusing
    def move(self, hook: Hook, *, to: int, failures: int = 0) -> bool:
        """Set how far a listener was told; see the port."""
        return bool(self._rows().filter(id=hook.id, cursor=hook.cursor).update(cursor=to, failures=failures))

    @refusing
    def drop(self, hook: Hook) -> None:
        """Forget a listener."""
        self._rows().filter(id=hook.id).delete()

    @refusing
    def hooks(self, *, by: str | None = None) -> tuple[Hook, ...]:
        """Return the listeners; see the port."""
        rows = self._rows().order_by("id")
        return tuple(map(_hook, rows if by is None else rows.filter(by=by)))

    def _rows(self) -> Any:  # noqa: ANN401 - a query
        from tallystick.shell.store.jobs.models import HookRow

        return HookRow.objects.using(self._journal.alias)


def _hook(row: Any) -> Hook:  # noqa: ANN401 - a row
    return Hook(id=row.id, by=row.by, address=row.address, secret=row.secret, cursor=row.cursor, failures=row.failures)
