"""Supervision: the monthly run over a made market of 100 deals and a million loans, with and without kept summaries."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.timing import Result, compare
from tools.market.make import make_market
from tools.market.plan import Size
from tools.market.trial import ran

__all__ = ["results"]

_SEED, _RUNS = 7, 4


def results() -> Iterator[Result]:
    """Time a run in which nothing changed since the last against one that makes everything anew."""
    with tempfile.TemporaryDirectory(prefix="market-") as name:
        folder = Path(name)
        make_market(folder, seed=_SEED, size=Size())

        def again() -> str:
            return ran(folder).watched.digest

        def anew() -> str:
            shutil.rmtree(folder / "market" / "kept")
            return again()

        again()
        yield compare(
            "supervision.market",
            again,
            twin=anew,
            against="summing up a million loans, and every waterfall",
            runs=_RUNS,
        )
