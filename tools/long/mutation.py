"""Mutation: one operator or constant of a core module changed at a time; its tests must notice.

mutmut leaves properties and other decorated functions and the constants of a module alone, where most of our money
stands; cosmic-ray writes into the tree and starts Python anew for each change. So this is our own: tests and
everything they import are loaded once, and each mutant lives in a forked copy, put in the place of the true module
before the tests are collected. Nothing on the disk is touched.

A mutant is killed when a test fails, or when the tests take many times longer than they should. One that survives is
either no change at all to what the module does, or a test that is missing; the page lists every one.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from tools.long.mutants import Mutant, mutants
from tools.long.outcome import ROOT, Asked, Outcome

__all__ = ["EQUIVALENTS", "MINUTES", "TARGETS", "main", "run"]

MINUTES = 15.0

TARGETS: dict[str, tuple[str, ...]] = {
    "units/money.py": ("units/test_money.py", "units/test_money_laws.py"),
    "units/rates.py": ("units/test_rates.py",),
    "units/daycounts.py": ("units/test_daycounts.py",),
    "cashflow/waterfall/engine/books.py": ("cashflow/test_waterfall.py", "cashflow/test_waterfall_laws.py"),
    "cashflow/waterfall/engine/dues.py": ("cashflow/test_waterfall.py", "cashflow/test_waterfall_laws.py"),
    "cashflow/waterfall/engine/exchange.py": (
        "cashflow/test_swap.py",
        "cashflow/test_waterfall.py",
        "cashflow/test_waterfall_laws.py",
    ),
    "cashflow/waterfall/engine/triggers.py": (
        "cashflow/test_triggers.py",
        "cashflow/test_waterfall.py",
        "cashflow/test_waterfall_laws.py",
    ),
    "servicing/entitlements.py": ("servicing/test_entitlements.py",),
    "issuance/allotment.py": ("issuance/test_allotment.py",),
    "evidence/merkle.py": ("evidence/test_merkle.py", "evidence/test_merkle_laws.py"),
    "law/expressions/weighing.py": ("law/test_kernel_laws.py", "law/test_determinations.py"),
}
"""Module and the tests that mirror it."""

_TRIGGERS = "cashflow/waterfall/engine/triggers.py"

EQUIVALENTS: dict[tuple[str, str, str, str], str] = {
    (_TRIGGERS, "uncured = lane.both(stood, lambda: sound < (trigger.cures_after or 1))", "1", "0"): (
        "a trigger that stands and fails again has failed as often as it takes to stand"
    ),
    (_TRIGGERS, "return 0 if bound is None else _written(trigger, bound, readings)", "0", "1"): (
        "the reader refuses a trigger without a bound"
    ),
    (_TRIGGERS, "return 0 if bound is None else _written(trigger, bound, readings)", "0", "-1"): (
        "the reader refuses a trigger without a bound"
    ),
    ("units/money.py", "_LONGEST = 40", "40", "41"): "so long a figure is beyond the bound of money anyway",
    (
        "issuance/allotment.py",
        (
            "minimum = -(-token.minimum_subscription.minor // token.denomination.minor) "
            "if token.minimum_subscription else 0"
        ),
        "0",
        "-1",
    ): "no order is given fewer than no units, so neither takes one out",
    (
        "issuance/allotment.py",
        "if whole <= available:",
        "whole <= available",
        "whole < available",
    ): "where exactly what there is was asked for, the proportion gives everyone what they asked for",
}
"""Changes that mean nothing, by module, line, what it was and what it was made, each with the reason."""

_TIMES = 10
_AT_LEAST_SECONDS = 20.0
_BROKEN = 70
_CORES = os.cpu_count() or 1
_LOADED = "ignore::pytest.PytestAssertRewriteWarning"
_LOADED_ONCE = ("pytest", "hypothesis", "pydantic", "yaml", "numpy", "cryptography")


def run(asked: Asked) -> Outcome:
    """Try the mutants of each module in an order of chance, each module for its share of the time."""
    seconds = 60 * asked.minutes * _CORES / len(TARGETS)

    def one(target: str) -> tuple[str, list[dict[str, object]]]:
        command = [sys.executable, "-m", "tools.long.mutation", target, str(asked.seed), str(seconds)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        return target, [json.loads(line) for line in done.stdout.splitlines()]

    tried: dict[str, list[dict[str, object]]] = {}
    with ThreadPoolExecutor(max_workers=_CORES) as workers:
        for target, outcome in workers.map(one, TARGETS):
            tried[target] = outcome
            asked.tell(f"{target}: {len(outcome)} mutants, {sum(bool(each['survived']) for each in outcome)} survived")
    return _worded(tried)


def _worded(tried: dict[str, list[dict[str, object]]]) -> Outcome:
    rows, lines, same = [], [], []
    for target, outcomes in tried.items():
        lived = sorted((each for each in outcomes if each["survived"]), key=lambda each: str(each["line"]).zfill(6))
        reasons = [EQUIVALENTS.get(_known_by(target, each)) for each in lived]
        survivors = [each for each, reason in zip(lived, reasons, strict=True) if reason is None]
        same += [
            f"- {target}:{each['line']}: `{each['was']}` as `{each['now']}`: {reason}"
            for each, reason in zip(lived, reasons, strict=True)
            if reason is not None
        ]
        share = 1 - len(survivors) / len(outcomes) if outcomes else 0
        rows.append(f"| {target} | {len(list(_mutants(target)))} | {len(outcomes)} | {len(survivors)} | {share:.0%} |")
        lines += [f"- {target}:{each['line']}: `{each['was']}` as `{each['now']}`" for each in survivors]
    count, survived = sum(map(len, tried.values())), len(lines)
    table = ["| module | mutants | tried | survived | killed |", "|---|--:|--:|--:|--:|", *rows]
    found = ["", "## Survivors", "", *(lines or ["None."]), "", "## Equivalent", "", *(same or ["None."])]
    return Outcome(
        did=f"{count:,} mutants of {len(tried)} modules were held against the tests that mirror them. "
        "A survivor is no failure of the run: it is a change that means nothing, or a test that is missing.",
        figures={
            "tried": f"{count:,}",
            "survived": f"{survived:,}",
            "equivalent": f"{len(same):,}",
            "score": f"{1 - survived / max(count - len(same), 1):.1%}",
        },
        remarks="\n".join([*table, *found]),
    )


def _known_by(target: str, tried: Mapping[str, object]) -> tuple[str, str, str, str]:
    """Return what an equivalent change is known by: the text of its line, since numbers of lines move."""
    lines = (ROOT / "src" / "tallystick" / target).read_text(encoding="utf-8").splitlines()
    return target, lines[int(str(tried["line"])) - 1].strip(), str(tried["was"]), str(tried["now"])


def main(target: str, seed: int, seconds: float) -> int:
    """Try the mutants of one module for a time; print one line of JSON for each."""
    began = time.monotonic()
    for name in _LOADED_ONCE:
        __import__(name)
    killed, _ = _tried(target, None, limit=20 * _AT_LEAST_SECONDS)
    limit = max(_AT_LEAST_SECONDS, _TIMES * (time.monotonic() - began))
    if killed:
        raise SystemExit(f"the tests of {target} fail without any mutant")
    began = time.monotonic()
    made = list(_mutants(target))
    random.Random(seed).shuffle(made)
    for mutant in made:
        if time.monotonic() - began > seconds:
            break
        killed, how = _tried(target, mutant, limit=limit)
        said = {"line": mutant.line, "was": _short(mutant.was), "now": _short(mutant.now)}
        print(json.dumps({**said, "survived": not killed, "how": how}), flush=True)
    return 0


def _mutants(target: str) -> Iterator[Mutant]:
    return mutants((ROOT / "src" / "tallystick" / target).read_text(encoding="utf-8"))


def _tried(target: str, mutant: Mutant | None, *, limit: float) -> tuple[bool, str]:
    """Run the tests in a forked copy of this process that holds the mutant; whether a test noticed, and how."""
    path = ROOT / "src" / "tallystick" / target
    mutated = None if mutant is None else compile(mutant.tree, str(path), "exec")
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            if mutated is not None:
                _put_in_place(path, mutated)
            os._exit(_tested(target))
        finally:
            os._exit(_BROKEN)
    ends = time.monotonic() + limit
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            if code not in {0, 1, 2}:  # passed, failed, or could not even be imported
                raise RuntimeError(f"pytest ended with {code} over {target}")
            return code != 0, "failed" if code else "passed"
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True, "too long"


def _tested(target: str) -> int:
    """Run the tests of a module in silence; 0 where all passed."""
    import pytest  # noqa: PLC0415  # only where the tests are run

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.environ["TALLYSTICK_TEST_PROFILE"] = "mutation"
    os.chdir(ROOT)
    return int(pytest.main(["-q", "-x", "-W", _LOADED, *(f"tests/{name}" for name in TARGETS[target])]))


def _put_in_place(path: Path, mutated: CodeType) -> None:
    """Let the import of one file give the mutant, whatever lies on the disk."""
    true = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        return mutated if Path(loader.path) == path else true(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]  # in a process that ends with the tests


def _short(text: str) -> str:
    return " ".join(text.split())[:120].replace("`", "'")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
