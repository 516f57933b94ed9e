"""Extras: what an installation may lack is named by its package when it is needed, and not before."""

from collections.abc import Iterator
from contextlib import contextmanager

from tallystick.evidence.findings import finding
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.folders import HomeMissingError
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["extra", "extra_postgres"]


@contextmanager
def extra(code: str, error: type[RefusedError]) -> Iterator[None]:
    """Say which extra is missing where one of its packages cannot be imported."""
    try:
        yield
    except ModuleNotFoundError as absent:
        raise error(finding(code, missing=absent.name or "")) from absent


@contextmanager
def extra_postgres(home: Home) -> Iterator[None]:
    """Say likewise, with the file in which a home names its database."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = finding("cli.postgres-not-installed", file=str(home.database), missing=error.name or "")
        raise HomeMissingError(missing) from error
