"""Verbs called in this process, as people call them, with the clock and the home of a run."""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tallystick.evidence.persons import Side
from tallystick.shell.cli.app import build
from tallystick.shell.files.folders import write_folder
from tallystick.shell.wiring import operations
from tests.shell.operations.example import packaged
from tools.faults.fault import ROOT

__all__ = ["AUTHORITY", "CAST", "DESK", "FILING", "LEASES", "RECORDERS", "Called", "acts", "call", "life", "sealed"]

LEASES = ROOT / "examples" / "auto-leases"
CAST = ROOT / "examples" / "cast"
FILING = "auto-leases-2026-1-v1"
DESK = ("--as", "he-zhixia", "--as", "fang-bochuan")
RECORDERS = ("--as", "meng-anran", "--as", "ruan-qingping")
AUTHORITY = ("--authority-zh", "样本", "--authority-en", "Specimen", "--specimen")


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to: its exit code, the codes it told, and everything it said."""

    exit: int
    codes: tuple[str, ...]
    said: str
    value: Any


def call(home: Path, *words: object, now: datetime | None = None) -> Called:
    """Call a verb on a home; `now` is what its clock says."""
    made = operations()
    if now is not None:
        made = replace(made, now=lambda: now.astimezone(UTC))
    surroundings = {
        "TALLYSTICK_HOME": str(home),
        "TALLYSTICK_SIDE": "onshore",
        "TALLYSTICK_PASSPHRASE": "tallystick-example",
        "TALLYSTICK_LANG": "en",
    }
    os.environ.update(surroundings)
    told = CliRunner().invoke(build(made), [*map(str, words), "--json"])
    try:
        read = json.loads(told.stdout)
    except ValueError:
        return Called(told.exit_code, (), told.output + repr(told.exception), None)
    codes = tuple(each["code"] for each in read["findings"])
    return Called(told.exit_code, codes, told.output, read.get("value"))


def life(package: Path, home: Path) -> tuple[tuple[str, ...], ...]:
    """Return the calls of a filing's life on a home, after its keys; each may be called again."""
    said = ("--standing", "rehearsal", "--reason", "complete")
    paper = (
        "--kind",
        "notice",
        "--number",
        "S-1",
        "--date",
        "2026-09-09",
        "--capture",
        str(LEASES / "specimen-notice.md"),
    )
    return (
        ("keys", "--import-cast", str(CAST)),
        ("submit", str(package), "--as", "shen-yilan", "--at", "2026-09-01T02:00:00Z"),
        ("decide", FILING, "--event", "file", *said, *DESK, "--at", "2026-09-08T02:00:00Z"),
        ("record", FILING, *paper, *AUTHORITY, *RECORDERS, "--at", "2026-09-10T02:00:00Z"),
        ("deliver", FILING, "--out", str(home.parent / "crossed")),
    )


def acts(home: Path) -> list[str]:
    """Return the identities of the acts of a home, in order, where `fsck` has nothing against it; else what it says."""
    checked = call(home, "fsck")
    if checked.exit not in {0, 3}:
        return [f"fsck: {', '.join(checked.codes) or checked.said}"]
    with operations().open_home(str(home), Side.ONSHORE) as opened:
        return [row.act_id for row in opened.evidence.journal.acts() if row.position is not None]


def sealed(folder: Path) -> Path:
    """Write the example's package, and return its folder."""
    write_folder(folder, packaged().package.files())
    return folder
