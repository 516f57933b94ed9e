"""Fuzz: damaged bytes through every reader; the answer is a value or findings, never another exception, and in time.

A door is a reader with a file that it reads well. Each try damages one such file by a few mutations (bits, spans,
lines, numbers, tokens that have hurt readers before) and reads it. What comes back must be worded in both languages.
Where a call may refuse by an exception that its documentation names, the door names it too.
"""

import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass
from types import FrameType
from typing import NoReturn

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tools.long.door import Door
from tools.long.doors import doors
from tools.long.mutations import mutated
from tools.long.outcome import Asked, Outcome
from tools.long.walked import walked

__all__ = ["MINUTES", "fuzz", "run"]

MINUTES = 6.0
_SECONDS_A_TRY = 10.0
_SHOWN_BYTES = 3000


class TooLongError(Exception):
    """A reader took longer than any damaged file is worth."""


@dataclass(slots=True, kw_only=True)
class _Count:
    """What came out of one door."""

    tries: int = 0
    read: int = 0
    slowest: float = 0.0
    found: Counter[str] = field(default_factory=Counter)


def run(asked: Asked) -> Outcome:
    """Go from door to door, each for its share of the time, until it is over."""
    return fuzz(asked, doors(walked()))


def fuzz(asked: Asked, through: tuple[Door, ...]) -> Outcome:
    """Damage and read until the time is over; of failures alike, the first is kept."""
    random = asked.random()
    counts = {door.name: _Count() for door in through}
    failures: dict[tuple[str, str], str] = {}
    spent = dict.fromkeys(counts, 0.0)
    while not asked.is_over():
        door = min(through, key=lambda each: spent[each.name] / each.share)
        content = mutated(random, door.content, others=[each.content for each in through])
        began = time.perf_counter()
        fault = _tried(door, content, counts[door.name])
        spent[door.name] += time.perf_counter() - began
        if fault is not None:
            failures.setdefault((door.name, fault[0]), f"{door.name}: {fault[1]}\n\n{_shown(content)}")
        asked.tell(f"{sum(each.tries for each in counts.values()):,} tries, {len(failures)} failures")
    tries = sum(each.tries for each in counts.values())
    return Outcome(
        did=f"{tries:,} damaged files went through {len(through)} readers.",
        figures={"tries": f"{tries:,}", "findings of different codes": str(len(_codes(counts.values())))},
        failures=tuple(failures.values()),
        remarks=_table(counts),
    )


def _tried(door: Door, content: bytes, count: _Count) -> tuple[str, str] | None:
    """Read once; a fault is known by its kind and the line that raised it."""
    count.tries += 1
    began = time.perf_counter()
    try:
        with _limited(_SECONDS_A_TRY):
            answer = door.read(content)
            found = list(_findings(answer))
            for each in found:
                word(each, Language.ZH)
                word(each, Language.EN)
        count.found.update(each.code for each in found)
        count.read += not found
    except door.refuses:
        count.found[door.refuses[0].__name__] += 1
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what this run looks for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {last.filename}:{last.lineno}", traceback.format_exc(limit=-6)
    finally:
        count.slowest = max(count.slowest, time.perf_counter() - began)
    return None


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise TooLongError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _findings(answer: object) -> Iterator[Finding]:
    """Every finding in what a reader returned, wherever it put them."""
    if isinstance(answer, Finding):
        yield answer
    elif isinstance(answer, tuple | list):
        for each in answer:
            yield from _findings(each)
    elif is_dataclass(answer) and hasattr(answer, "findings"):
        yield from _findings(answer.findings)


def _codes(counts: Iterable[_Count]) -> set[str]:
    return {code for count in counts for code in count.found}


def _table(counts: dict[str, _Count]) -> str:
    rows = [
        f"| {name} | {count.tries:,} | {count.read:,} | {len(count.found)} | {1000 * count.slowest:,.0f} |"
        for name, count in counts.items()
    ]
    head = ["| door | tries | read without a finding | different findings | slowest, ms |", "|---|--:|--:|--:|--:|"]
    return "\n".join([*head, *rows])


def _shown(content: bytes) -> str:
    cut = "" if len(content) <= _SHOWN_BYTES else f" (the first {_SHOWN_BYTES} of {len(content)} bytes)"
    return f"bytes{cut}: {content[:_SHOWN_BYTES]!r}"
