"""Migrate in a process of its own, two holders a portion, and end it at a named act as a power cut would.

    python -m tests.walk.killed_migration HOME CROSSED PLACED AT [COUNT before|after]

Ends with 0 when the migration went as far as its days allow; with -9 when it was killed.
"""

import datetime as dt
import sys
from pathlib import Path

from tallystick.evidence.persons import Side
from tallystick.shell.chain.acts import holders
from tallystick.shell.chain.sending import Sender
from tallystick.shell.files.folders import read_folder
from tallystick.shell.wiring import operations
from tests.walk.killed import killing, report
from tests.walk.life import Life
from tests.walk.migrating import LATER, asked

__all__ = ["main"]


def main(home: str, crossed: str, placed: str, at: str, *place: str) -> int:
    """Migrate, until the act of this number is sent."""
    holders._AT_ONCE = 2
    if place:
        count, when = place
        Sender._act = killing(Sender._act, int(count), when)  # type: ignore[method-assign]
    edition, placement = read_folder(Path(crossed))[0], read_folder(Path(placed))[0]
    with operations().open_home(home, Side.OVERSEAS) as opened, opened.ledger() as ledger:
        told = asked(Life(opened, ledger, edition, placement, dt.datetime.fromisoformat(at), LATER))
    for each in told.findings:
        report(each)
    return 0 if told.value is not None else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
