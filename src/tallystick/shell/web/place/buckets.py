"""Buckets: how often a caller may ask, each filled at a steady rate, in each process of its own."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["Buckets", "Rate"]

_MOST_CALLERS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int = 300
    a_second: float = 30.0


class Buckets:
    """A bucket for each caller; those who were silent longest are forgotten first, when their buckets are full."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets."""
        self._rate, self._clock = rate, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Take one from the bucket of a caller; return how many seconds to wait where it is empty, else 0."""
        now = self._clock()
        left, since = self._left.pop(caller, (float(self._rate.burst), now))
        left = min(float(self._rate.burst), left + (now - since) * self._rate.a_second)
        taken = left >= 1
        self._left[caller] = (left - 1 if taken else left, now)
        while len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._rate.a_second
