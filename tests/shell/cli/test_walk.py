"""`walk` as it is called: each step is marked as it ended, and what the script needs is asked for before the first."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, changed


@pytest.fixture
def rehearsed(small: Path, project: Path) -> Path:
    """A small deal with what a walk needs beside it."""
    example = project / "examples" / "auto-leases"
    for name in ("placement/pricing.yaml", "placement/subscriptions.csv", "collections/2026-09.csv"):
        (small / name).parent.mkdir(exist_ok=True)
        (small / name).write_bytes((example / name).read_bytes())
    return small


def steps(err: str) -> list[tuple[str, str]]:
    """Each step that was told, by its mark and its first word."""
    told = [line.split() for line in err.splitlines() if line.strip().startswith(("✓", "×"))]
    return [(words[0], words[1]) for words in told]


def test_the_step_in_which_a_walk_ended_is_not_ticked(tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path):
    changed(rehearsed / "deal.yaml", "currency: CNY", "currency: XXX")
    told = tally("walk", rehearsed, "--cast", cast, "--out", tmp_path / "out")
    assert told.exit == 1
    assert steps(told.err) == [("×", "check")]


def test_a_step_that_the_disk_refused_is_not_ticked(tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "package").write_text("in the way", encoding="utf-8")
    told = tally("walk", rehearsed, "--cast", cast, "--out", tmp_path / "out")
    assert told.exit == 2
    assert steps(told.err) == [("✓", "check"), ("✓", "project"), ("×", "package")]
