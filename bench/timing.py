"""Timing two ways to the same answer: runs taken in turn, the median told, the spread told with it."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

__all__ = ["DifferentAnswerError", "Result", "compare", "timed"]

_Answer = TypeVar("_Answer")
_FEWEST_RUNS = 4


class DifferentAnswerError(AssertionError):
    """The two ways do not give the same answer, so their times mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the report.

    Attributes:
        name: what was timed, `subject.act`.
        value: median, in `unit`; smaller is better.
        unit: ``s``, or ``GB`` of peak memory (`peak`).
        against: what it was compared with.
        ratio: time of the twin over `value`; above 1 the twin is slower.
        runs: how often each was run.
        spread: interquartile range over median; above 0.2 read the value with care.
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float
    runs: int
    spread: float


def compare(
    name: str,
    act: Callable[[], _Answer],
    *,
    twin: Callable[[], _Answer],
    against: str,
    runs: int = 15,
    twin_runs: int | None = None,
) -> Result:
    """Time an act and its twin in turn, after one unmeasured run of each whose answers must agree.

    Args:
        name: of the act.
        act: what is timed; it returns its answer.
        twin: another way to the same answer.
        against: what the twin is, in words.
        runs: how often the act is timed.
        twin_runs: how often the twin is, where it takes so long that fewer must do; with the first runs of the act.

    Raises:
        DifferentAnswerError: the two answers differ.
        ValueError: fewer than four runs have no quartiles.
    """
    if runs < _FEWEST_RUNS:
        raise ValueError(f"{runs} runs have no quartiles; take at least {_FEWEST_RUNS}")
    if act() != twin():
        raise DifferentAnswerError(f"{name} and its twin ({against}) give different answers")
    times, twin_times = [], []
    for run in range(runs):
        times.append(_seconds(act))
        if run < (twin_runs or runs):
            twin_times.append(_seconds(twin))
    return timed(name, times, against=against, wanted=median(twin_times))


def timed(name: str, times: list[float], *, against: str, wanted: float) -> Result:
    """Return the median of some times in seconds, beside the seconds that are wanted or that a twin takes."""
    low, _, high = quantiles(times, n=4)
    value = median(times)
    return Result(
        name=name,
        value=value,
        unit="s",
        against=against,
        ratio=wanted / value,
        runs=len(times),
        spread=(high - low) / value,
    )


def _seconds(act: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
