"""What operations ask of others over a network, and what they answer others: one exchange, bytes for bytes.

Only signatures are asked for and given this way: a witness's cosignature, an authority's timestamp. Whoever carries
the bytes is not trusted; every answer is checked by a key that the reader has from elsewhere.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = [
    "Answer",
    "Asked",
    "Decided",
    "Outside",
    "RootsError",
    "Stamp",
    "Timestamps",
    "UnreachableError",
    "WitnessMemory",
]


class UnreachableError(RefusedError):
    """Nobody answered at an address, or not in time, or with more than an answer can be."""


class RootsError(RefusedError):
    """What was given as trusted certificates is none, or the extra that reads them is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a timestamp: the bytes to post, and the number that the answer repeats."""

    content: bytes
    nonce: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A timestamp as read: the time it states, who signed it, and whether that was checked up to a trusted root."""

    at: datetime
    authority: str
    trusted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, or goes back: the status of HTTP, the body and its media type."""

    status: int
    content: bytes
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a witness decided under lock: what it says, and what it remembers first; None where nothing new."""

    answer: Answer
    keep: bytes | None = None
    fork: bytes | None = None


class Outside(Protocol):
    """The way out of this machine and into it; HTTP, no redirects, no proxies, bounded in time and size."""

    def post(self, address: str, content: bytes, media_type: str) -> Answer:
        """Send bytes and return what was answered, whatever its status.

        Raises:
            UnreachableError: nobody answered, or the address is none.
        """

    def serve(self, listen: str, path: str, answer: Callable[[bytes], Answer]) -> AbstractContextManager[str]:
        """Answer what is posted to a path, each request in a thread of its own, for the length of a ``with`` block.

        Args:
            listen: ``host:port``; port 0 takes a free one.
            path: such as ``/add-checkpoint``.
            answer: called for each request, by several threads at once.

        Returns:
            The prefix of the address at which it listens.

        Raises:
            UnreachableError: the address is none of this machine's, or in use.
        """


class WitnessMemory(Protocol):
    """What witnesses remember, each of each log: the last head it cosigned, and one fork it was shown."""

    def update(self, log: str, decide: Callable[[bytes], Decided]) -> Answer:
        """Let `decide` see the note kept last, empty where there is none, and keep what it decides; one at a time.

        Law: what was kept reached the disk before the answer is returned.
        """


class Timestamps(Protocol):
    """Makes requests for timestamps and reads the answers, with the roots that the reader trusts."""

    def request(self, data: bytes) -> Asked:
        """Return what to post to an authority; only a digest of the data is in it."""

    def read(self, answer: bytes, data: bytes, *, nonce: int | None = None, file: str = "") -> Stamp | Finding:
        """Read an authority's answer over these bytes, or say why it is none."""
