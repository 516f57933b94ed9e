"""A delivery on record onshore, in the confidential log: what crossed and when; overseas, `receive` records it.

The same files delivered again are the same record. It moves no head of the register, under which the receipts stand:
the register names the longer log with the next record. The record says who stood under the heads of the receipts, so
that a log which kept those heads no longer is found out.
Source: DESIGN.md section 2, principle 4; docs/adr/0047.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import SignedHead, open_head
from tallystick.evidence.log.growth import heads_under
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError

__all__ = ["DELIVERED", "log_delivery", "lost_heads"]

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
    heads = heads_under(files, home.evidence.log.key)
    seen = [" ".join((str(each.checkpoint.size), *_named(each))) for each in heads if each.cosigners]
    told |= {"heads": "\n".join(seen)} if seen else {}
    home.audit.add({**told, "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")})


def lost_heads(home: Installation) -> Iterator[Finding]:
    """Yield each head under which receipts were delivered and for which no head of its cosigners stands any more."""
    log, told = home.evidence.log, set[int]()
    try:
        present = log.checkpoint()
        head = open_head(present, log.key) if present else None
        held = [*log.cosigned(), *([head] if isinstance(head, SignedHead) else [])]
        records = [home.audit.record(position).openings for position in range(home.audit.size())]
    except (LogDamagedError, LogConflictError):
        return  # the files are named by whoever checks them
    for record in records:
        lines = record["heads"].value if record.keys() >= {"kind", "heads"} else ""
        for size, *names in (line.split(" ") for line in lines.splitlines() if record["kind"].value == DELIVERED):
            stands = any(each.checkpoint.size >= int(size) and {*names} <= {*_named(each)} for each in held)
            if not stands and int(size) not in told:
                told.add(int(size))
                yield finding("supervision.cosigned-lost", file="log/cosigned", size=int(size), names=tuple(names))


def _named(head: SignedHead) -> tuple[str, ...]:
    """Return the cosigners of a head, each as its name and the id of its key."""
    return tuple(sorted(f"{name}+{key_id.hex()}" for name, key_id in head.cosigners))
