"""The example deal walked through its whole life, once, for the runs that need what a walk leaves."""

from pathlib import Path

from tallystick.shell.operations.walk.walk import walk
from tallystick.shell.operations.walk.walking import Cast
from tallystick.shell.wiring import operations
from tools.long.outcome import ROOT

__all__ = ["CAST", "EXAMPLE", "WALKED", "walked"]

EXAMPLE = ROOT / "examples" / "auto-leases"
CAST = Cast(folder=str(ROOT / "examples" / "cast"), passphrase="tallystick-example")  # noqa: S106  # of example keys
WALKED = ROOT / "build" / "long" / "walk"


def walked(out: Path = WALKED) -> Path:
    """Walk the example into a folder, or find it walked there.

    Raises:
        RuntimeError: the walk did not finish.
    """
    outcome = walk(operations(), str(EXAMPLE), str(out), CAST, lambda _: None)
    if outcome.value is None:
        raise RuntimeError(f"the walk did not finish: {[each.code for each in outcome.findings]}")
    return out
