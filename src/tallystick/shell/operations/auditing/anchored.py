"""What the register keeps of the confidential log: its size and root after each record, signed by the logs' own key.

    note -> the log's new head is an act in the register, so whatever vouches for the register vouches for it

An entry tells how many records there are, and nothing of what they say. A crash between a record and its act leaves a
log that is longer than the last head named, which the next record makes good.
Source: SUPTECH.md 3.5, item 2.
"""

from datetime import datetime
from typing import Final

from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.operations import Installation

__all__ = ["ANCHORED", "anchor"]

ANCHORED: Final = "evidence.anchored"


def anchor(home: Installation, *, at: datetime) -> None:
    """Put the present head of the confidential log into the register, once.

    Args:
        home: whose logs they are.
        at: the present moment, whatever moment a record is about.
    """
    size = home.audit.size()
    body = {
        "schema": "tallystick/audit-head/v1",
        "by": [{"id": home.log_signer.person, "public_key": home.log_signer.public_key}],
        "size": size,
        "root_sha256": home.audit.root(size),
    }
    perform(home.evidence, Intent(kind=ANCHORED, subject="audit", at=at, body=body), home.log_signer)
