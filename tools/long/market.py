"""Market: made markets of growing size, each run twice, and what was planted in them held against what was found.

Thresholds were tuned on the market of seed 1 and 100 deals; these are of other seeds. A year and a half of figures and
two months of loans, 10,000 a deal. The largest is the market that is aimed at, 50 million loans; a size is begun only
while there is time. The runs of 500 deals and of the last size are also killed half way, with their workers, and gone
on with. A deal's cost is user and system time of processors: a machine that does other things too does not change it.

`python -m tools.long.market 50 500 --at FOLDER` grows markets of these sizes alone and prints the page. They stay in
the folder, so that whoever was stopped goes on where that was; without one they are gone afterwards. With `--cluster`
the largest is run once more on a dask.distributed scheduler with a worker a core, and held against the rest.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tools.long.outcome import Asked, Outcome, page
from tools.market.plan import Size
from tools.market.trial import Clustered, Killed, Trial, apart, clustered, killed

__all__ = ["MINUTES", "main", "run"]

MINUTES = 2.0
_SEEDS = 4
_SEED = 20_281_123
_SMALL = Size(deals=100, loans=1_000)
_SIZES = (50, 100, 500, 1_000, 5_000)
_KILLED = (500, 5_000)
_RECALL, _PRECISION = 0.95, 0.9


def run(asked: Asked) -> Outcome:
    """Score some seeds, then grow until the time is over."""
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory(prefix="market-") as folder:
        for number in range(_SEEDS):
            asked.tell(f"seed {number + 1} of {_SEEDS}")
            trials.append(apart(Path(folder) / f"seed-{number}", seed=asked.seed + number, size=_SMALL))
    grown: list[Trial] = []
    died: list[Killed] = []
    for deals in _SIZES:
        if asked.is_over():
            break
        asked.tell(f"{deals} deals")
        with _place(None, deals) as folder:
            grown.append(apart(folder, seed=asked.seed, size=Size(deals=deals)))
            asked.tell(_grown(grown[-1]))
            if deals in _KILLED or asked.is_over():
                died.append(killed(folder, grown[-1].size))
    return _outcome(trials, grown, died)


@contextmanager
def _place(at: Path | None, deals: int) -> Iterator[Path]:
    """Yield where a market is made: below a folder that stays, or one that is gone afterwards."""
    if at is not None:
        yield at / str(deals)
        return
    with tempfile.TemporaryDirectory(prefix="market-") as folder:
        yield Path(folder)


def _outcome(
    trials: Sequence[Trial], grown: Sequence[Trial], died: Sequence[Killed], elsewhere: Sequence[Clustered] = ()
) -> Outcome:
    """Say what markets came to: some seeds, some sizes, runs that were killed, and runs that a cluster did."""
    every = [*trials, *grown]
    found = sum(each.score.found.total() for each in every)
    planted = sum(each.score.planted.total() for each in every)
    alerts, wrong = sum(each.score.alerts for each in every), sum(len(each.score.wrong) for each in every)
    recall, precision = found / planted, 1 - wrong / alerts
    failures = [f"seed {each.seed}, {each.size.deals} deals: run again, it differs" for each in every if not each.same]
    failures += [f"killed with {each.kept} kept, {each.made} made after: it differs" for each in died if not each.same]
    failures += [f"{each.deals} deals on a cluster: it differs" for each in elsewhere if not each.same]
    if recall < _RECALL or precision < _PRECISION:
        failures.append(f"recall {recall:.3f}, precision {precision:.3f}")
        failures += [f"seed {each.seed}: missed {plant}" for each in every for plant in each.score.missed]
    return Outcome(
        did="Made markets with planted faults and near-misses, ran the last month of each, and ran it again.",
        figures={
            "markets": str(len(every)),
            "planted": str(planted),
            "recall": f"{recall:.3f}",
            "precision": f"{precision:.3f}",
            "largest, loans a month": f"{max(each.size.deals * each.size.loans for each in every):,}",
        },
        failures=tuple(failures),
        remarks="\n\n".join(
            (_growth(grown), *map(_died, died), *map(_elsewhere, elsewhere), _kinds(every), _wrong(every))
        ),
    )


def _grown(each: Trial) -> str:
    return (
        f"{each.size.deals} deals: made {each.made:.0f} s, run {each.first:.0f} s, again {each.again:.0f} s; "
        f"user + sys {_a_deal(each.spent, each)} ms a deal, again {_a_deal(each.spent_again, each)}"
    )


def _a_deal(seconds: float, each: Trial) -> str:
    return f"{1000 * seconds / each.size.deals:.0f}"


def _died(each: Killed) -> str:
    return (
        f"A run of {each.deals:,} deals was killed (SIGKILL, with its workers) when {each.kept:,} summaries, "
        f"checks and replays were kept; run again it made the other {each.made:,} in {each.seconds:.1f} s, and came to "
        "the same, every kept file to the byte."
        if each.same
        else f"A run of {each.deals:,} deals was killed and gone on with, and what came out was not the same."
    )


def _elsewhere(each: Clustered) -> str:
    return (
        f"On a dask.distributed scheduler with a worker a core, {each.deals:,} deals with nothing kept: {each.made:,} "
        f"results made in {each.seconds:.1f} s, "
        + ("the same digest, and every kept file to the byte." if each.same else "and what came out was not the same.")
    )


def _growth(grown: Sequence[Trial]) -> str:
    head = (
        "| deals | loans a month | results made | run s | again s | user + sys, ms a deal | again, user + sys "
        "| memory MiB | disk MiB | digest |"
    )
    rows = [
        f"| {each.size.deals:,} | {each.size.deals * each.size.loans:,} | {each.results:,} | {each.first:.1f} "
        f"| {each.again:.1f} | {_a_deal(each.spent, each)} | {_a_deal(each.spent_again, each)} "
        f"| {each.memory:,} | {each.disk:,} | {each.digest[:12]} |"
        for each in grown
    ]
    said = (
        "A run sums up each deal's loans and checks them, takes its collections through both waterfalls from closing "
        "on, which makes three results a deal, and looks between deals; a run again finds all of it kept. Two "
        "processes; user + sys is what they took of processors."
    )
    return "\n".join(["## Growth", "", head, f"|{'---|' * 10}", *rows, "", said])


def _kinds(every: Sequence[Trial]) -> str:
    kinds = sorted({kind for each in every for kind in each.score.planted})
    planted, found = (
        {kind: sum(counted[kind] for counted in counts) for kind in kinds}
        for counts in ([each.score.planted for each in every], [each.score.found for each in every])
    )
    rows = [f"| {kind} | {planted[kind]} | {found[kind]} |" for kind in kinds]
    return "\n".join(["## Plants", "", "| kind | planted | found |", "|---|---|---|", *rows])


def _wrong(every: Sequence[Trial]) -> str:
    counts: dict[str, int] = {}
    for each in every:
        for alert in each.score.wrong:
            counts[alert.kind] = counts.get(alert.kind, 0) + 1
    rows = [f"| {kind} | {count} |" for kind, count in sorted(counts.items())]
    return "\n".join(["## Alerts that no plant explains", "", "| kind | alerts |", "|---|---|", *rows])


def main(arguments: list[str]) -> int:
    """Make markets of so many deals each, and print the page: how the cost grows, and what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.long.market", description=__doc__)
    parser.add_argument("deals", nargs="+", type=int, help="how many; a market for each")
    parser.add_argument("--at", type=Path, help="where markets stay; a folder that is gone afterwards without it")
    parser.add_argument("--cluster", action="store_true", help="run the last once more on a cluster of this machine")
    given = parser.parse_args(arguments)
    started, clock = datetime.now(tz=UTC), time.monotonic()
    grown: list[Trial] = []
    died: list[Killed] = []
    elsewhere: list[Clustered] = []
    for deals in given.deals:
        with _place(given.at, deals) as folder:
            grown.append(apart(folder, seed=_SEED, size=Size(deals=deals)))
            print(_grown(grown[-1]), file=sys.stderr, flush=True)
            if deals in _KILLED:
                died.append(killed(folder, grown[-1].size))
            if given.cluster and deals == given.deals[-1]:
                elsewhere.append(clustered(folder, grown[-1].size))
    outcome, minutes = _outcome((), grown, died, elsewhere), (time.monotonic() - clock) / 60
    command = f"python -m tools.long.market {' '.join(map(str, given.deals))}{' --at FOLDER' if given.at else ''}"
    command += " --cluster" if given.cluster else ""
    asked = Asked(minutes=minutes, seed=_SEED)
    print(page("market", asked, outcome, started=started, minutes=minutes, command=command), end="")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
