"""A delivery on record onshore, in the confidential log: what crossed and when; overseas, `receive` records it.

The same files delivered again are the same record. It moves no head of the register, under which the receipts stand:
the register names the longer log with the next record.
Source: DESIGN.md section 2, principle 4.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.shell.operations.operations import Installation

__all__ = ["DELIVERED", "log_delivery"]

DELIVERED: Final = "filing.delivered"


def log_delivery(home: Installation, filing: str, files: Mapping[str, bytes], *, at: datetime) -> None:
    """Record what crossed for a filing.

    Args:
        home: onshore.
        filing: its id.
        files: that crossed, by path.
        at: the present moment.
    """
    digest = sha256_hex(canonical({name: sha256_hex(content) for name, content in files.items()}))
    told = {"kind": DELIVERED, "filing": filing, "files": str(len(files)), "digest": digest}
    for position in range(home.audit.size()):
        kept = home.audit.record(position).openings
        if all(name in kept and kept[name].value == value for name, value in told.items()):
            return
    home.audit.add({**told, "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")})
