"""What operations ask of others over a network, and what they answer others: one exchange, bytes for bytes.

Only signatures are asked for and given this way: a witness's cosignature, an authority's timestamp. Whoever carries
the bytes is not trusted; every answer is checked by a key that the reader has from elsewhere.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["Answer", "Decided", "Outside", "UnreachableError", "WitnessMemory"]


class UnreachableError(RefusedError):
    """Nobody answered at an address, or not in time, or with more than an answer can be."""


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
    """What a witness remembers of each log: the last head it cosigned, and one fork it was shown."""

    def update(self, log: str, decide: Callable[[bytes], Decided]) -> Answer:
        """Let `decide` see the note kept last, empty where there is none, and keep what it decides; one at a time.

        Law: what was kept reached the disk before the answer is returned.
        """
