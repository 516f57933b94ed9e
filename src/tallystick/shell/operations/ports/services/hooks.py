"""What operations ask of whoever keeps listeners: who wants to be told of acts, where, and how far each was told.

Implementation: `shell.store.jobs`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Hook", "Hooks", "Send"]

Send = Callable[[str, bytes, Mapping[str, str]], int]
"""Posts to an address of the public internet with these headers; returns the status, 0 where nobody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A listener.

    Attributes:
        id: of the key it was asked for under, and of what was asked; `by` is whose it is.
        secret: under which it is told; shown once, to whom it belongs.
        cursor: the number of the last act it was told of.
        failures: how often in a row it did not answer well.
    """

    id: str
    by: str
    address: str
    secret: str
    cursor: int
    failures: int = 0


class Hooks(Protocol):
    """The listeners of one home."""

    def keep(self, hook: Hook) -> Hook:
        """Keep a new listener; the one that is there where its id is known."""
        ...

    def move(self, hook: Hook, *, to: int, failures: int = 0) -> bool:
        """Set how far a listener was told, where it stands as it did; return whether it does."""
        ...

    def drop(self, hook: Hook) -> None:
        """Forget a listener."""
        ...

    def hooks(self, *, by: str | None = None) -> tuple[Hook, ...]:
        """Return the listeners, of one person where one is named."""
        ...
