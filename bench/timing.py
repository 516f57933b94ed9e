"""Timing two ways to the same answer: runs taken in turn, the median told, the spread told with it.

By the clock, which waits where the machine does other things too, and in seconds of processors, user and system, which
do not: workers that an act started and that ended are counted. Of a server elsewhere, processors are not known.
"""

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import TypeVar

__all__ = ["DifferentAnswerError", "Result", "compare", "timed", "within"]

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
        processors: median of the seconds of processors; None where they are not known, or nothing was timed.
        processors_ratio: the same of the twin, or the bound, over `processors`.
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float
    runs: int
    spread: float
    processors: float | None = None
    processors_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class _Spent:
    clock: float
    processors: float


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
    spent, twins = [], []
    for run in range(runs):
        spent.append(_spent(act))
        if run < (twin_runs or runs):
            twins.append(_spent(twin))
    wanted = _Spent(median(each.clock for each in twins), median(each.processors for each in twins))
    return _held(name, spent, against=against, wanted=wanted)


def within(name: str, act: Callable[[], _Answer], *, seconds: float, answer: _Answer, runs: int) -> Result:
    """Time an act against the seconds that it may take, after one unmeasured run whose answer must be this.

    Raises:
        DifferentAnswerError: it is another.
    """
    if act() != answer:
        raise DifferentAnswerError(f"{name} does not give {answer!r}")
    return _held(name, [_spent(act) for _ in range(runs)], against=f"{seconds:g} s", wanted=_Spent(seconds, seconds))


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


def _held(name: str, spent: list[_Spent], *, against: str, wanted: _Spent) -> Result:
    result = timed(name, [each.clock for each in spent], against=against, wanted=wanted.clock)
    processors = median(each.processors for each in spent)
    ratio = wanted.processors / processors if processors else None
    return replace(result, processors=processors, processors_ratio=ratio)


def _spent(act: Callable[[], object]) -> _Spent:
    gc.collect()
    before, start = _processors(), time.perf_counter()
    act()
    return _Spent(time.perf_counter() - start, _processors() - before)


def _processors() -> float:
    own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in own)
