"""Django settings of the store: no web, no default database; each home's database is opened by name.

Source: measured settings for SQLite with several writers (WAL, IMMEDIATE, a waiting time); FULL instead of NORMAL,
because rows here are evidence and a power cut must not take back an act that was confirmed.
"""

from typing import Any, Final

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "INSTALLED_APPS", "SECRET_KEY", "TIME_ZONE", "USE_TZ", "sqlite"]

INSTALLED_APPS: Final = ["tallystick.shell.store"]
DATABASES: dict[str, dict[str, Any]] = {"default": {}}
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
SECRET_KEY: Final = "no web server runs on these settings"  # noqa: S105 - nothing is signed with it
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"


def sqlite(path: str) -> dict[str, Any]:
    """Return the connection settings of the SQLite database at `path`."""
    pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA journal_size_limit=27103364;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "TIME_ZONE": None,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {},
    }
