"""What the API's uploads and jobs work with, and who may ask for them: nobody, where no permit says who."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.tokens import Calls, Tokens
from tallystick.shell.operations.ports.services.hooks import Hooks
from tallystick.shell.operations.ports.services.queue import Queue
from tallystick.shell.operations.ports.services.uploads import Uploads

__all__ = ["Permit", "Right", "Workplace", "nobody"]


class Right(StrEnum):
    """What somebody may want to do here."""

    UPLOAD = "upload"
    RUN = "run"
    LISTEN = "listen"
    SEE = "see"
    ACT = "act"


Permit = Callable[[HttpRequest, Right], str | None]
"""Tells who asks, by account, where they may; None where they may not.

A permit that knows people by a cookie also holds requests against forgery: the API exempts itself from Django's check,
and asks of each POST a header that no form can set.
"""


def nobody(request: HttpRequest, right: Right) -> str | None:  # noqa: ARG001 - a permit's form
    """Let nobody."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where uploads come in and jobs are put.

    Attributes:
        queue: the jobs of the home.
        shelf: files that jobs take in and bring out.
        uploads: those that are coming in.
        permit: tells who asks, where they may.
        hooks: who is told of acts; None where nobody can be.
        tokens: of callers; None where nobody has any.
        calls: which were answered how; None where no act can be asked for.
        is_public: tells whether an address may be posted to at all.
    """

    queue: Queue
    shelf: ObjectStore
    uploads: Uploads
    permit: Permit = nobody
    hooks: Hooks | None = None
    tokens: Tokens | None = None
    calls: Calls | None = None
    is_public: Callable[[str], bool] = lambda _: False
