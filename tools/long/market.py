"""Market: made markets of growing size, each run twice, and what was planted in them held against what was found.

Thresholds were tuned on the market of seed 1 and 100 deals; these are of other seeds. A year and a half of figures and
two months of loans, 10,000 a deal. The largest is the market that is aimed at, 50 million loans; a size is begun only
while there is time. The runs of 500 deals and of the last size are also killed half way, with their workers, and gone
on with. A deal's cost is user and system time of processors: a machine that does other things too does not change it.

`python -m tools.long.market 50 100 500` grows markets of these sizes alone and prints the table.
"""

import sys
import tempfile
from pathlib import Path

from tools.long.outcome import Asked, Outcome
from tools.market.plan import Size
from tools.market.trial import Killed, Trial, killed, tried

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
            trials.append(tried(Path(folder) / f"seed-{number}", seed=asked.seed + number, size=_SMALL))
    grown: list[Trial] = []
    died: list[Killed] = []
    for deals in _SIZES:
        if asked.is_over():
            break
        asked.tell(f"{deals} deals")
        with tempfile.TemporaryDirectory(prefix="market-") as folder:
            grown.append(tried(Path(folder), seed=asked.seed, size=Size(deals=deals)))
            asked.tell(_grown(grown[-1]))
            if deals in _KILLED or asked.is_over():
                died.append(killed(Path(folder), grown[-1].size))
    every = [*trials, *grown]
    found = sum(each.score.found.total() for each in every)
    planted = sum(each.score.planted.total() for each in every)
    alerts, wrong = sum(each.score.alerts for each in every), sum(len(each.score.wrong) for each in every)
    recall, precision = found / planted, 1 - wrong / alerts
    failures = [f"seed {each.seed}, {each.size.deals} deals: run again, it differs" for each in every if not each.same]
    failures += [f"killed with {each.kept} kept, {each.made} made after: it differs" for each in died if not each.same]
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
        failures=tuple(failures)
        if recall < _RECALL or precision < _PRECISION or not all([e.same for e in every] + [e.same for e in died])
        else (),
        remarks="\n\n".join((_growth(grown), *map(_died, died), _kinds(every), _wrong(every))),
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


def _growth(grown: list[Trial]) -> str:
    head = (
        "| deals | loans a month | made s | run s | again s | run ms a deal | user + sys, ms a deal "
        "| again, user + sys | memory MiB |"
    )
    rows = [
        f"| {each.size.deals:,} | {each.size.deals * each.size.loans:,} | {each.made:.1f} | {each.first:.1f} "
        f"| {each.again:.1f} | {_a_deal(each.first, each)} | {_a_deal(each.spent, each)} "
        f"| {_a_deal(each.spent_again, each)} | {each.memory} |"
        for each in grown
    ]
    said = (
        "A run sums up each deal's loans, takes its collections through both waterfalls from closing on, and looks "
        "between deals; a run again finds all of it kept. Two processes; user + sys is what they took of processors."
    )
    return "\n".join(["## Growth", "", head, "|---|---|---|---|---|---|---|---|---|", *rows, "", said])


def _kinds(every: list[Trial]) -> str:
    kinds = sorted({kind for each in every for kind in each.score.planted})
    planted, found = (
        {kind: sum(counted[kind] for counted in counts) for kind in kinds}
        for counts in ([each.score.planted for each in every], [each.score.found for each in every])
    )
    rows = [f"| {kind} | {planted[kind]} | {found[kind]} |" for kind in kinds]
    return "\n".join(["## Plants", "", "| kind | planted | found |", "|---|---|---|", *rows])


def _wrong(every: list[Trial]) -> str:
    counts: dict[str, int] = {}
    for each in every:
        for alert in each.score.wrong:
            counts[alert.kind] = counts.get(alert.kind, 0) + 1
    rows = [f"| {kind} | {count} |" for kind, count in sorted(counts.items())]
    return "\n".join(["## Alerts that no plant explains", "", "| kind | alerts |", "|---|---|", *rows])


def main(arguments: list[str]) -> int:
    """Make markets of so many deals each, and print how the cost grows, and what was found."""
    grown: list[Trial] = []
    died: list[Killed] = []
    for deals in map(int, arguments):
        with tempfile.TemporaryDirectory(prefix="market-") as folder:
            grown.append(tried(Path(folder), seed=_SEED, size=Size(deals=deals)))
            print(_grown(grown[-1]), file=sys.stderr, flush=True)
            if deals in _KILLED:
                died.append(killed(Path(folder), grown[-1].size))
    print("\n\n".join((_growth(grown), *map(_died, died), _kinds(grown), _wrong(grown))))
    return 0 if all([each.same for each in grown] + [each.same for each in died]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
