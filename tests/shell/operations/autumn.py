"""Three months of an issue, act by act: closed, paid, one payment returned, a fee corrected; asked for again at will.

    python -m tests.shell.operations.autumn HOME MEMO [PLACE COUNT before|after]

Runs the months in a home on disk, and ends itself at a named write as a power cut would. What was issued is kept in
MEMO, because making it takes longer than everything else.
"""

import copyreg
import datetime as dt
import pickle
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from tallystick.evidence.persons import Person, Side
from tallystick.shell.files import folders
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.restating.restate import restate
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    FILING,
    PAYING_AGENT,
    TRUSTEE,
    folder,
    person,
    signer,
)
from tests.shell.operations.example import at as moment
from tests.shell.operations.issued import completed, register_of
from tests.walk.killed import PLACES, killing, proxy

__all__ = ["MONTHS", "NEXT_DAY", "PLACES_OF_SERVICING", "SAME", "Acting", "autumn", "main", "paid_beside"]

MONTHS = tuple(Period.parse(f"2026-{month}") for month in ("09", "10", "11"))
PLACES_OF_SERVICING = ("object", "row", "log", "position", "file")
NEXT_DAY = moment("2027-10-02T02:00")
_LATER = moment("2027-10-01T02:00")
Acting: TypeAlias = tuple[tuple[Person, Person], tuple[Signer, Signer]]
SAME: Acting = ((person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE)))
_CORRECTION = (
    b"period,item,old,new,currency,carried_in,reason_zh,reason_en\n2026-09,fees,79677.84,79777.84,CNY,2026-11,x,x\n"
)


def autumn(kept: Evidence, ready: Prepared, *, at: dt.datetime = _LATER, by: Acting = SAME) -> dict[str, bytes]:
    """Do everything from issue to the third payment, at one moment by these two, and return every file."""
    people, keys = by
    completed(kept)
    register = register_of(ready)
    files: dict[str, bytes] = {}
    for period in MONTHS:
        closed = service(kept, register, ready, folder(), period, by=people, signers=keys, at=at).value
        assert closed is not None
        sent = specimen_confirmations(closed.instructions)
        if period == MONTHS[0]:
            head, first, *rest = sent.splitlines(keepends=True)
            sent = b"".join([head, first.replace(b",paid,", b",returned,"), *rest])
        word = BankFile(content=sent, value_date=closed.closed.flows()[0].day.paid, specimen=True)
        confirm(kept, FILING, period, closed.claims, word, by=people[0], signer=keys[0], at=at)
        if period == MONTHS[0]:
            corrected = restate(kept, ready, folder(), _CORRECTION, by=people, signers=keys, at=at).value
            assert corrected is not None
            files |= dict(corrected.files)
        files |= dict(closed.files) | {f"confirmations-{period}.csv": sent}
    return files


def paid_beside(home: Path) -> Path:
    """Return the folder beside a home into which the files for bank and reader are written, as `--out` would."""
    return home.with_name(f"{home.name}-paid")


def main(out: Path, memo: Path, *place: str) -> int:
    """Run the months in a home on disk, until the place is reached."""
    copyreg.pickle(MappingProxyType, lambda each: (proxy, (dict(each),)))
    ready: Prepared = pickle.loads(memo.read_bytes())  # noqa: S301 - our own file of a moment ago
    with operations().make_home(str(out), Side.OVERSEAS) as home:
        if place:
            name, count, when = place
            owner, method = (folders, "write_atomically") if name == "file" else PLACES[name]
            setattr(owner, method, killing(getattr(owner, method), int(count), when))
        folders.write_folder(paid_beside(out), autumn(home.evidence, ready))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
