"""Run every kind of long run, or those named: `python -m tools.long [KIND ...] [--minutes M] [--seed N]`."""

import argparse
import importlib
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tools.long.outcome import ROOT, Asked, page

__all__ = ["KINDS", "main"]

KINDS = ("deals", "histories", "fuzz", "soak", "symbolic", "market", "mutation", "postgresql", "properties")
"""Shortest first, so that a plain fault is seen early."""


def main(arguments: list[str], results: Path = ROOT / "docs" / "results") -> int:
    """Run what is asked, write a page of each, and return 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.long", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all where none is named")
    parser.add_argument("--minutes", type=float, help="how long each may look; every kind has a time of its own")
    parser.add_argument("--seed", type=int, help="of everything random; a new one where none is given")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.kinds) - set(KINDS))
    if unknown:
        parser.error(f"no long run named {', '.join(unknown)}; there are: {', '.join(KINDS)}")
    seed = secrets.randbelow(2**32) if given.seed is None else given.seed
    failed = [kind for kind in given.kinds or KINDS if not _ran(kind, given.minutes, seed, results)]
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _ran(kind: str, minutes: float | None, seed: int, results: Path) -> bool:
    module = importlib.import_module(f"tools.long.{kind}")
    asked = Asked(minutes=module.MINUTES if minutes is None else minutes, seed=seed)
    started, clock = datetime.now(tz=UTC), time.monotonic()
    print(f"== {kind}: about {asked.minutes:g} minutes, seed {seed}", flush=True)
    outcome = module.run(asked)
    results.mkdir(parents=True, exist_ok=True)
    place = _free(results, f"{started.date().isoformat()}-{kind}")
    spent = (time.monotonic() - clock) / 60
    place.write_text(page(kind, asked, outcome, started=started, minutes=spent), encoding="utf-8")
    state = f"{len(outcome.failures)} failures" if outcome.failures else "passed"
    print(f"== {kind}: {state}, {spent:.1f} minutes; {place}", flush=True)
    return not outcome.failures


def _free(results: Path, stem: str) -> Path:
    """Return where the page goes: a page is a record, so a second run of a day never takes the place of the first."""
    names = (f"{stem}.md", *(f"{stem}-{number}.md" for number in range(2, 100)))
    return next(place for name in names if not (place := results / name).exists())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
