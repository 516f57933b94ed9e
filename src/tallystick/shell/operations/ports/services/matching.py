"""What blinded matching needs: the filer's half of an oblivious function, the desk's keys, and what a filer may ask.

Source: RFC 9497, the verifiable mode.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = [
    "AllowanceSpentError",
    "Allowances",
    "Blinding",
    "BlindingError",
    "EpochKey",
    "MatchingDesk",
    "MatchingMissingError",
]


class BlindingError(ValueError):
    """Something of a request or an answer is not what the protocol allows; the message says what."""


class AllowanceSpentError(RefusedError):
    """A filer asks for more than it may in a period; nothing was evaluated."""

    def __init__(self, filer: str, period: str, *, count: int, left: int, limit: int) -> None:
        """Say who asked for how much, and how much is left."""
        super().__init__(
            finding("tape.match-allowance", filer=filer, period=period, count=count, left=left, limit=limit)
        )


class MatchingMissingError(RefusedError):
    """The extra that blinded matching needs is not installed."""


class Blinding(Protocol):
    """The filer's half."""

    def scalar(self, seed: bytes) -> bytes:
        """Return a blind from 64 uniform bytes.

        Raises:
            BlindingError: it is zero.
        """

    def blind(self, text: bytes, scalar: bytes) -> bytes:
        """Return a text, blinded: an element that says nothing of it to whoever has not the scalar."""

    def finalise(
        self, texts: Sequence[bytes], scalars: Sequence[bytes], evaluated: Sequence[bytes], proof: bytes, key: bytes
    ) -> tuple[bytes, ...]:
        """Return the output of each text, 64 bytes.

        Args:
            texts: in the order of the request.
            scalars: the blinds they were blinded with.
            evaluated: what the desk answered, in the same order.
            proof: that all of them were made with one key.
            key: the public key which that has to be.

        Raises:
            BlindingError: the answer is malformed, or was not made with that key.
        """


class EpochKey(Protocol):
    """The desk's key of one epoch."""

    @property
    def public_key(self) -> bytes:
        """The public half, 32 bytes, to be published."""

    def evaluate(self, blinded: Sequence[bytes]) -> tuple[tuple[bytes, ...], bytes]:
        """Evaluate blinded texts; return them with the proof that it was this key.

        Raises:
            BlindingError: an element is none of the group, or there are none or too many.
        """


class Allowances(Protocol):
    """How much each filer has asked for in each period."""

    def spend(self, request: str, *, filer: str, period: str, count: int, limit: int) -> None:
        """Take what a request asks for off what its filer may ask; the same request once, however often it comes.

        Args:
            request: SHA-256 of the request.
            filer: who asks.
            period: in which it counts.
            count: how many texts.
            limit: how many a filer may ask for in a period.

        Raises:
            AllowanceSpentError: it is more than is left; then nothing is taken off.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingDesk:
    """What a home answers with.

    Attributes:
        key: opens the key of an epoch; a `KeyringError` where there is none, as after it was destroyed.
        make_key: opens it likewise, and makes it first where there is none.
        allowances: the book of what was asked.
    """

    key: Callable[[str], EpochKey]
    make_key: Callable[[str], EpochKey]
    allowances: Allowances
