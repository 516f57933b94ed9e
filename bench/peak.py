"""Peak memory of an act, in a process of its own: what the machine had to have for it, imports and input included."""

import subprocess
import sys
from statistics import median, quantiles

from bench.timing import Result

__all__ = ["peak_of"]

_CHILD = """
import importlib, pathlib, re, resource, sys
module, _, act = sys.argv[1].partition(":")
getattr(importlib.import_module(module), act)()
status = pathlib.Path("/proc/self/status")
own = re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text()) if status.exists() else None
print(int(own[1]) * 1024 if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""Linux counts a parent's memory into what `getrusage` says of its child, so there the kernel's own word is taken."""


def peak_of(name: str, act: str, *, limit: float, runs: int = 4) -> Result:
    """Measure the peak resident memory of an act that takes nothing.

    Args:
        name: of the result.
        act: module and function, ``bench.bench_cashflow:a_million``.
        limit: in GB (10**9 bytes); the ratio says how many times the act would fit into it.
        runs: in how many processes, at least two.

    Raises:
        CalledProcessError: the act fails.
    """
    peaks = [_peak(act) for _ in range(runs)]
    low, _, high = quantiles(peaks, n=4)
    value = median(peaks)
    return Result(
        name=name,
        value=value,
        unit="GB",
        against=f"the limit of {limit:g} GB",
        ratio=limit / value,
        runs=runs,
        spread=(high - low) / value,
    )


def _peak(act: str) -> float:
    call = [sys.executable, "-c", _CHILD, act]
    told = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    return int(told.split()[-1]) / 1e9
