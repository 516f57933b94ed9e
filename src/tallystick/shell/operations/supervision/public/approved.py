"""Which acts a second person approves beside the actor, and how the lack of it is told."""

from typing import Final

from tallystick.shell.operations.issuance import issue_records
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.servicing import close_records
from tallystick.shell.operations.servicing.close_records import CLOSED
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.shell.operations.supervision.public.copy import PUBLISHED

__all__ = ["APPROVED"]

_OF_TWO: Final = (CLOSED, RESTATED, PUBLISHED, *issue_records.OF_TWO)
APPROVED: Final = {PLANNED: issue_records.UNAPPROVED} | dict.fromkeys(_OF_TWO, close_records.UNAPPROVED)
"""The kind of act, and the code of the finding where its approval does not hold."""
