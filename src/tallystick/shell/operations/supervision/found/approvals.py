"""Which acts a second person approves, and what of each the approval does not cover."""

from typing import Final

from tallystick.shell.operations.issuance import issue_records
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.servicing import close_records
from tallystick.shell.operations.servicing.restating.trail import RESTATED

__all__ = ["APPROVED", "PUBLISHED"]

PUBLISHED: Final = "supervision.published"
_OF_TWO: Final = (CLOSED, RESTATED, PUBLISHED, *issue_records.OF_TWO)
APPROVED: Final = {PLANNED: issue_records.UNAPPROVED} | dict.fromkeys(_OF_TWO, close_records.UNAPPROVED)
