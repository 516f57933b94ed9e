"""What a kind of long run is asked, what it answers, and the page that is written of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from textwrap import wrap

from bench.run import machine

__all__ = ["ROOT", "Asked", "Outcome", "page"]

ROOT = Path(__file__).resolve().parents[2]
_EVERY = 5.0
_WIDTH = 118


@dataclass(slots=True, kw_only=True)
class Asked:
    """One run as asked for; it also keeps the time and says how far things are.

    Attributes:
        minutes: how long to look.
        seed: of everything random; the same seed tries the same things in the same order.
    """

    minutes: float
    seed: int
    started: float = field(default_factory=time.monotonic)
    told: float = 0.0

    def random(self) -> Random:
        """Return the run's source of chance."""
        return Random(self.seed)

    def is_over(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() - self.started > 60 * self.minutes

    def tell(self, progress: str) -> None:
        """Print how far it is, now and then."""
        now = time.monotonic()
        if now - self.told > _EVERY:
            self.told = now
            print(f"  {now - self.started:>6.0f} s  {progress}", flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run.

    Attributes:
        did: what was done, in a sentence or two.
        figures: what was counted and measured, by name.
        failures: each with all that is needed to have it again; one is enough for the run to fail.
        remarks: what a reader should know besides, as Markdown; survivors and limits stand here.
    """

    did: str
    figures: Mapping[str, str]
    failures: tuple[str, ...] = ()
    remarks: str = ""


def page(
    kind: str, asked: Asked, outcome: Outcome, *, started: datetime, minutes: float, command: str | None = None
) -> str:
    """Word the page: what was done, whether it held, figures, where and how long, and failures in full.

    Args:
        kind: of the run.
        asked: what it was asked.
        outcome: what it answered.
        started: when.
        minutes: how long it took.
        command: that makes it again, where that is not the one of all kinds.
    """
    held = f"Failed: {len(outcome.failures)}, all below." if outcome.failures else "Passed."
    rows = {
        **outcome.figures,
        "command": f"`{command or f'python -m tools.long {kind} --minutes {asked.minutes:g} --seed {asked.seed}'}`",
        "seed": str(asked.seed),
        "began": started.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "duration": f"{minutes:.1f} minutes",
        **{name: str(value) for name, value in machine().items()},
    }
    table = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
    parts = [
        f"# Long run: {kind}, {started.date().isoformat()}",
        f"{held} {outcome.did}",
        f"| | |\n|---|---|\n{table}",
    ]
    if outcome.remarks:
        parts.append(outcome.remarks)
    parts += [
        f"## Failure {number}\n\n```text\n{text.rstrip()}\n```" for number, text in enumerate(outcome.failures, start=1)
    ]
    return "\n".join(part for line in "\n\n".join(parts).splitlines() for part in _wrapped(line)) + "\n"


def _wrapped(line: str) -> list[str]:
    """Break a line that is wider than a page; rows of tables stay whole, and so does every character."""
    if line.startswith("|") or len(line) <= _WIDTH:
        return [line]
    indent = "  " if line.startswith("- ") else ""
    return wrap(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False)
