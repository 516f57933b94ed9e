"""What the bank said of a payment, file by file, read as it was when each was recorded."""

import datetime as dt
from typing import Final

from tallystick.servicing.confirmations import Confirmation, parse_confirmations
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.units.periods import Period

__all__ = ["CONFIRMED", "bank_words"]

CONFIRMED: Final = "servicing.confirmed"


def bank_words(evidence: Evidence, filing: str, period: Period) -> tuple[tuple[int, tuple[Confirmation, ...]], ...]:
    """Return each of the bank's files on a payment, as they came, with the number of the act that recorded it.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that was paid.
    """
    said = []
    for row in evidence.journal.acts(subject=f"{filing}/{period}", kind=CONFIRMED):
        content = evidence.objects.get(str(body_of(evidence, row)["file"]))
        received = dt.datetime.fromisoformat(row.entry.draft.at)
        said.append((row.number, parse_confirmations(content, received=received)[0]))
    return tuple(said)
