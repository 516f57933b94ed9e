"""Soak: the same acts again and again, in one process and as verbs; nothing may grow, and every root stays the same.

In one process: the example is packaged, what a walk left is verified, both homes are recomputed, and a finished walk
is asked for again. As verbs: `check`, `verify` and `walk`, each in a process of its own. Every few rounds a whole walk
is made in a new folder. Memory, open files, threads and children of this process are read after each round, and the
sizes of the stores. What grows is what is held: of the memory that a round leaves with the process, two fifths are free
already, and the C library keeps them, now more, now less.
"""

import ctypes
import gc
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import severity
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.wiring import operations
from tools.long.outcome import ROOT, Asked, Outcome
from tools.long.walked import EXAMPLE, WALKED, walked

__all__ = ["MINUTES", "Measure", "grown", "run"]

MINUTES = 6.0
_WARM = 6
"""Rounds before memory is compared: typst keeps what its last ten or so pages were made of, 700 MiB of it."""

_FEWEST_ROUNDS = 2 * _WARM
_WALK_EVERY = 5
_MOST_GROWTH = 32 * 1024
"""KiB of memory from the first half of the warm rounds to the second; a leak of a round's files would be above it."""


_MOST_MEMORY = 2048 * 1024
"""KiB of memory that this process may hold after any round: typst's store of pages, and room for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What this process held after a round.

    Attributes:
        resident: memory in KiB as the round left it.
        memory: the same once the C library gave back what is free.
        files: that are open.
        threads: that run.
        stores: bytes of both.
    """

    resident: int
    memory: int
    files: int
    threads: int
    stores: int


def run(asked: Asked) -> Outcome:
    """Repeat until the time is over, at least twelve rounds."""
    walked()
    measures: list[Measure] = []
    answers: dict[str, set[str]] = {}
    failures: list[str] = []
    while len(measures) < _FEWEST_ROUNDS or not asked.is_over():
        acts = [*_in_process(), *_as_verbs()]
        if len(measures) % _WALK_EVERY == 0:
            acts += _new_walk()
        for act, answer in acts:
            answers.setdefault(act, set()).add(answer)
        measures.append(_measured())
        asked.tell(f"{len(measures)} rounds, {measures[-1].memory / 1024:.0f} MiB, {measures[-1].files} open files")
    failures += [f"{act} answered differently:\n" + "\n".join(sorted(each)) for act, each in _several(answers)]
    failures += grown(measures)
    (first, last), (middle, end) = (measures[0], measures[-1]), _halves(measures)
    return Outcome(
        did=f"{len(measures)} rounds of {len(answers)} acts; every answer was compared with the first.",
        figures={
            "rounds": str(len(measures)),
            "memory held, first and last round": f"{first.memory / 1024:.1f} and {last.memory / 1024:.1f} MiB",
            "memory held, halves of the warm rounds": f"{middle / 1024:.1f} and {end / 1024:.1f} MiB",
            "resident memory, most after a round": f"{max(each.resident for each in measures) / 1024:.1f} MiB",
            "open files, first and last round": f"{first.files} and {last.files}",
            "threads, first and last round": f"{first.threads} and {last.threads}",
            "bytes of both stores, first and last round": f"{first.stores:,} and {last.stores:,}",
        },
        failures=tuple(failures),
        remarks="\n".join(f"- {act}: `{min(each)}`" for act, each in sorted(answers.items())),
    )


def grown(measures: list[Measure]) -> Iterator[str]:
    """Yield what grew: memory once warm or above what is allowed; files, threads or stores after the first round."""
    middle, end = _halves(measures)
    if end - middle > _MOST_GROWTH:
        yield f"memory grew from {middle:,.0f} to {end:,.0f} KiB:\n{[each.memory for each in measures]}"
    most = max(each.resident for each in measures)
    if most > _MOST_MEMORY:
        yield f"memory reached {most:,} KiB, above {_MOST_MEMORY:,} KiB"
    for name in ("files", "threads", "stores"):
        values = [getattr(each, name) for each in measures]
        if values[-1] > values[0]:
            yield f"{name} grew: {values}"


def _halves(measures: list[Measure]) -> tuple[float, float]:
    """Return the memory held over the first and the second half of the warm rounds: medians, in KiB."""
    warm = [each.memory for each in measures[_WARM:]] or [each.memory for each in measures]
    half = max(1, len(warm) // 2)
    return median(warm[:half]), median(warm[-half:])


def _in_process() -> Iterator[tuple[str, str]]:
    """Acts in this process, each with what it answered."""
    what = operations()
    files, _ = read_folder(EXAMPLE)
    with what.open_home(str(WALKED / Side.ONSHORE.value), Side.ONSHORE) as home:
        packaged = make_package(files, what.documents, secret=lambda: home.secret)
        manifest = None if packaged.value is None else packaged.value.package.manifest
        yield "package", "none" if manifest is None else f"{manifest.package_root} {manifest.package_root_sm3}"
    examined = examine_folder(what, str(WALKED))
    tally = None if examined.value is None else examined.value.tally
    yield "verify", f"{sha256_hex(repr(tally).encode())} {_errors(examined.findings)}"
    people = {each.id: each for each in parse_people(files["people.yaml"])[0]}
    for side in Side:
        with what.open_home(str(WALKED / side.value), side) as home:
            outcome = fsck(home, people)
            yield f"fsck {side.value}", f"{outcome.value} acts {_errors(outcome.findings)}"
    yield "walk again", str(sorted(path.name for path in walked().iterdir()))


def _errors(findings: tuple[Finding, ...]) -> str:
    return str([each.code for each in findings if severity(each) is Severity.ERROR])


def _as_verbs() -> Iterator[tuple[str, str]]:
    """Verbs in processes of their own: exit status and what they answered."""
    for verb, subject in (("check", EXAMPLE), ("verify", WALKED)):
        command = [str(Path(sys.executable).with_name("tallystick")), verb, str(subject), "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        yield f"verb {verb}", f"exit {done.returncode}, {sha256_hex(done.stdout)}"


def _new_walk() -> Iterator[tuple[str, str]]:
    """A walk from nothing; salts are new in every home, so what is compared is what the deal came to."""
    out = WALKED.with_name("walk-again")
    shutil.rmtree(out, ignore_errors=True)
    record = json.loads((walked(out) / "walk.json").read_bytes())
    came_to = {name: record[name] for name in ("digest", "period", "paid", "claims", "confirmed", "standings")}
    yield "new walk", sha256_hex(json.dumps(came_to, sort_keys=True).encode())
    shutil.rmtree(out)


def _measured() -> Measure:
    gc.collect()
    resident = _resident()
    with suppress(AttributeError):  # a C library that is not GNU's has nothing to be asked
        ctypes.CDLL(None).malloc_trim(0)
    stores = sum((WALKED / side.value / "store.sqlite3").stat().st_size for side in Side)
    return Measure(
        resident=resident,
        memory=_resident(),
        files=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        stores=stores,
    )


def _resident() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _several(answers: dict[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    return ((act, each) for act, each in answers.items() if len(each) > 1)
