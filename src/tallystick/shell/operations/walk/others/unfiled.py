"""A deal that nobody has filed yet, with homes and keys for those who are to take it along the road themselves.

    onshore  the day on which the deal's script submits        overseas  the day on which it pays the first month

The papers of an example are of their days, so each side's clock begins on its own and goes on from there; the machine's
own clock is kept from the first start, so that it is the same time after a restart.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.persons import Side
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.folders import MissingFolderError
from tallystick.shell.operations.walk.script import Script
from tallystick.shell.operations.walk.walking import Cast

__all__ = ["lay", "seconds_ahead"]

_CLOCK_FILE: Final = "clock.json"
_PEOPLE_FILE: Final = "people.yaml"


def lay(operations: Operations, files: Mapping[str, bytes], out: str, cast: Cast) -> None:
    """Make the home of each side below a folder, with the demonstration keys of its people and its ledger.

    Args:
        operations: what it is made with.
        files: of the deal folder.
        out: where both homes are; what is there stays.
        cast: the keys of the people.
    """
    people, _ = parse_people(files.get(_PEOPLE_FILE, b""))
    for side in Side:
        home, own = f"{out}/{side.value}", [each for each in people if each.side is side and "log" not in each.roles]
        operations.import_keys(home, cast.folder, cast.passphrase, [each.id for each in own])
        with operations.make_home(home, side) as opened:
            if side is Side.OVERSEAS:
                with opened.ledger():
                    """A ledger that was opened is there to be kept running."""


def seconds_ahead(operations: Operations, script: Script, out: str) -> dict[Side, int] | None:
    """Return by how many seconds the clock of each side goes ahead of this machine's; behind where negative.

    None where homes are there whose clock is this machine's: what is on record there is of other days.
    """
    try:
        kept = parse_canonical(operations.folders.read_file(f"{out}/{_CLOCK_FILE}"))
        began = datetime.fromisoformat(str(kept["began"])) if isinstance(kept, dict) else operations.now()
    except MissingFolderError:
        if any(operations.side_of(f"{out}/{side.value}") for side in Side):
            return None
        began = operations.now()
        operations.folders.write(out, {_CLOCK_FILE: canonical({"began": began.isoformat()})})
    begins = {Side.ONSHORE: script.submit.at, Side.OVERSEAS: script.service.at}
    return {side: int((at - began).total_seconds()) for side, at in begins.items()}
