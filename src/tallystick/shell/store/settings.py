"""Django settings of the store: no web, no default database; each home's database is opened by name.

SQLite in the home, or the PostgreSQL database that the home's file `database` names.

Source: measured settings for SQLite with several writers (WAL, IMMEDIATE, a waiting time); FULL instead of NORMAL,
because rows here are evidence and a power cut must not take back an act that was confirmed.
"""

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = [
    "DATABASES",
    "DEFAULT_AUTO_FIELD",
    "INSTALLED_APPS",
    "SECRET_KEY",
    "TIME_ZONE",
    "USE_TZ",
    "postgres",
    "sqlite",
]

INSTALLED_APPS: Final = ["tallystick.shell.store", "tallystick.shell.store.jobs"]
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


def postgres(url: str) -> dict[str, Any]:
    """Return the connection settings of a PostgreSQL database.

    Args:
        url: ``postgresql://user:password@host:5432/name?sslmode=verify-full``; a folder of sockets is a host whose
            slashes are written as ``%2F``.

    Raises:
        ValueError: the text is no such address.

    Source: PostgreSQL 15, section 34.1.1.2 (connection URIs).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        message = "a database is named as postgresql://user@host/name"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "TIME_ZONE": None,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {},
    }
