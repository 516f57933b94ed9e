"""Close and pay three months in a home that others close them in at the same time: each month by whoever comes first.

    python -m tests.shell.operations.two_houses HOME MEMO FIRST|SECOND

The home is entered anew for every month and left again, as two programs at one table would; where the other is in it,
this one asks again. Prints how often it had to, and the digest of every file that it was given.
"""

import copyreg
import json
import pickle
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name, Side
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.folders import HomeBusyError
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations.autumn import MONTHS, NEXT_DAY, SAME, Acting
from tests.shell.operations.example import FILING, folder
from tests.shell.operations.issued import register_of
from tests.shell.operations.twins import MemorySigner
from tests.walk.killed import proxy

__all__ = ["HOUSES", "main", "other_house"]

HOUSES = ("FIRST", "SECOND")
_WAIT = 0.02


def other_house() -> Acting:
    """An officer of another house that pays, with a key of their own, beside the same trustee."""
    (agent, trustee), (_, second) = SAME
    key = MemorySigner("officer-of-another-house", Ed25519PrivateKey.from_private_bytes(bytes(31) + b"2"))
    house = Name(zh="另一家付款代理", en="Another Paying Agent")
    other = replace(agent, id=key.person, public_key=key.public_key, organisation=house)
    return (other, trustee), (key, second)


def _month(home: str, ready: Prepared, period: Period, by: Acting) -> dict[str, str]:
    """Close a month and record the bank's word on it; every file by its name."""
    people, keys = by
    with operations().open_home(home, Side.OVERSEAS) as opened:
        kept = opened.evidence
        closed = service(kept, register_of(ready), ready, folder(), period, by=people, signers=keys, at=NEXT_DAY).value
        assert closed is not None
        sent = specimen_confirmations(closed.instructions)
        word = BankFile(content=sent, value_date=closed.closed.flows()[0].day.paid, specimen=True)
        confirm(kept, FILING, period, closed.claims, word, by=people[0], signer=keys[0], at=NEXT_DAY)
        files = dict(closed.files) | {f"confirmations-{period}.csv": sent}
    return {name: sha256_hex(content) for name, content in files.items()}


def _both_there(home: Path, house: str) -> None:
    """Wait until the other house is at the door too."""
    home.with_suffix(f".{house}").touch()
    while not all(home.with_suffix(f".{each}").exists() for each in HOUSES):
        time.sleep(_WAIT)


def main(home: str, memo: str, house: str) -> int:
    """Close every month, beside whoever else does."""
    copyreg.pickle(MappingProxyType, lambda each: (proxy, (dict(each),)))
    ready: Prepared = pickle.loads(Path(memo).read_bytes())  # noqa: S301 - our own file of a moment ago
    _both_there(Path(home), house)
    refused, files = 0, dict[str, str]()
    for period in MONTHS:
        while True:
            try:
                files |= _month(home, ready, period, SAME if house == "FIRST" else other_house())
                break
            except HomeBusyError:
                refused += 1
                time.sleep(_WAIT)
    sys.stdout.write(json.dumps({"refused": refused, "files": files}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
