"""A row of the fault table: what is done, where, and what runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Came", "Fault", "Words"]

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a fault.

    Attributes:
        tried: how often it was done; 0 where this machine cannot do it.
        told: codes of the findings that were said, in the order in which they first were.
        lost: what was lost, doubled or not told, one line each; a fault that is stood holds none.
    """

    tried: int
    told: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row.

    Attributes:
        id: what it is called on the command line.
        fault: what is done; `where` to what; `outcome` what holds afterwards, each time.
        run: does it, in a folder of its own.
    """

    id: str
    fault: Words
    where: Words
    outcome: Words
    run: Callable[[Path], Came]
