"""Symbolic: statements about every input at once, by solvers instead of examples.

Contracts: solc's own model checker (constrained Horn clauses), which ships in the compiler that is locked for
contracts/, with z3 as its solver. It is asked about the contracts as they are (overflow, index, division) and about
contracts/proofs, where the arithmetic of the token and of an adapter and the states of a filing are written out alone,
because the checker does not follow calls to other contracts, custom errors and inherited OpenZeppelin storage well
enough to prove an assertion through them. Python: CrossHair walks the paths of `Money.allocate` and of `divide` with
symbolic integers; it can find a counter-example, and a search that finds none is no proof.

z3 and CrossHair (MIT both) come with the dependency group `long`. halmos is AGPL and is not used.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.long.outcome import ROOT, Asked, Outcome

__all__ = ["MINUTES", "run", "worded"]

MINUTES = 8.0

_PROOFS = ("proofs/CapHolds.sol", "proofs/AdapterHolds.sol", "proofs/FilingHolds.sol")
_SHIPPED = ("src/EligibilityRegistry.sol", "src/FilingRegistry.sol")
_SHARE = 1 / 30
"""Of the run's time, for one query: there are about as many."""

_COUNTER_EXAMPLE = 1
_CLAIMS = 3
_VIOLATED = re.compile(r"(?:CHC|BMC): .* happens here")


def run(asked: Asked) -> Outcome:
    """Ask the model checker about the contracts and CrossHair about the division of money."""
    seconds = max(5, round(60 * asked.minutes * _SHARE))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    missing = [name for name in ("node", "z3", "crosshair") if shutil.which(name, path=path) is None]
    said: list[dict[str, object]] = []
    if not {"node", "z3"} & set(missing):
        for file in (*_PROOFS, *_SHIPPED):
            said.append(_asked_of(file, seconds, path))
            asked.tell(f"{file}: {said[-1]['queries']} queries, {said[-1]['unsolved']} unsolved")
    searched = "" if "crosshair" in missing else _searched(2 * seconds, path)
    return worded(said, searched, missing)


def worded(said: list[dict[str, object]], searched: str, missing: list[str]) -> Outcome:
    """Word what was proved, what was not decided, and what was not asked; a counter-example is a failure."""
    head = "| contract | queries | not solved in time | proved | not proved | not understood |"
    rows = [head, "|---|--:|--:|--:|--:|--:|"]
    failures: list[str] = []
    proved = undecided = 0
    details: list[str] = []
    for each in said:
        texts = [str(one) for one in each["said"]]  # type: ignore[attr-defined]  # a list, as prove.mjs prints it
        safe = [text for text in texts if "check is safe" in text]
        might = [text for text in texts if "might happen here" in text]
        failures += [text for text in texts if _VIOLATED.search(text)]
        unread = len(texts) - len(safe) - len(might)
        proved, undecided = proved + len(safe), undecided + len(might)
        rows.append(
            f"| {each['contract']} | {each['queries']} | {each['unsolved']} | {len(safe)} | {len(might)} | {unread} |"
        )
        for sentence, count in sorted(Counter(text.splitlines()[0] for text in texts).items()):
            details.append(f"- {each['contract']}: {count} × {sentence}")
    if searched.strip():
        failures.append(searched)
    remarks = [*rows, "", *details, ""]
    remarks += [f"Not done, because {name} is not installed." for name in missing]
    remarks.append("`TrancheToken` itself is not asked: its registries and inherited storage are beyond the checker.")
    found = (
        "was not run."
        if "crosshair" in missing
        else "found no counter-example in its time."
        if not searched
        else "found some."
    )
    return Outcome(
        did=f"The model checker proved {proved} statements and left {undecided} undecided; CrossHair {found}",
        figures={"proved": str(proved), "undecided": str(undecided)},
        failures=tuple(failures),
        remarks="\n".join(remarks),
    )


def _asked_of(file: str, seconds: int, path: str) -> dict[str, object]:
    done = subprocess.run(
        ["node", "tools/prove.mjs", str(seconds), file],
        cwd=ROOT / "contracts",
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _searched(seconds: int, path: str) -> str:
    """What CrossHair printed of `claims`: nothing where no counter-example was found until it ended, or was ended.

    It is ended, because a path through exact fractions may keep its solver longer than CrossHair allows it.
    """
    try:
        done = subprocess.run(
            [
                "crosshair",
                "check",
                "--analysis_kind=asserts",
                f"--per_condition_timeout={seconds}",
                "tools.long.claims",
            ],
            cwd=ROOT,
            env={**os.environ, "PATH": path, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_CLAIMS * 2 * seconds,
        )
    except subprocess.TimeoutExpired:
        return ""
    if done.returncode not in {0, _COUNTER_EXAMPLE} or "no checkable functions" in done.stdout:
        raise RuntimeError(f"CrossHair could not be asked: {done.stdout}")
    return done.stdout if done.returncode else ""
