"""What a portal works with, and how a view comes by it: one object a process, handed over with each request."""

from dataclasses import dataclass

from django.http import HttpRequest

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language
from tallystick.shell.operations.ports.compute import Confined
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.register.dropped import Unzip
from tallystick.shell.operations.register.register import Register

__all__ = ["Asking", "Portal", "install", "installed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One side's pages over one home.

    Attributes:
        register: the filings of the home, and its log.
        documents: draws figures and makes the pages that stand alone.
        unzip: reads a stranger's archive, within limits.
        confined: does what a stranger's files ask for in a process of its own.
    """

    side: Side
    register: Register
    documents: Documents
    unzip: Unzip
    confined: Confined


class Asking(HttpRequest):
    """A request as the middleware hands it on.

    Attributes:
        portal: what this process works with.
        language: in which the reader is answered; `theme` is auto, light or dark, `size` normal or large.
    """

    portal: Portal
    language: Language
    theme: str
    size: str


def install(portal: Portal) -> None:
    """Make this the portal of the process."""
    _INSTALLED[:] = [portal]


def installed() -> Portal:
    """Return the portal of the process.

    Raises:
        IndexError: none was installed.
    """
    return _INSTALLED[0]


_INSTALLED: list[Portal] = []
