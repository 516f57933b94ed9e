"""The tally as a page can establish it: what log and notice show on a day, and the ledger not looked at."""

from datetime import date
from typing import Final

from tallystick.filing.states import Phase
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.register.steps import Step
from tallystick.shell.operations.supervision.found import filing as found
from tallystick.shell.operations.vouching.logged import package_in_log
from tallystick.supervision.tally import Tally, TallyInputs, tally

__all__ = ["judged"]

_LATER: Final = frozenset(range(3, 11))
"""Obligations that only the ledger and the reports can show; a page looks at neither."""


def judged(received: Received, trusted: Trusted, steps: tuple[Step, ...], day: date, *, grown: date | None) -> Tally:
    """Judge the ten obligations of a filing.

    Args:
        received: the edition with its proofs.
        trusted: the witnesses and logs that the reader trusts.
        steps: what had happened by then.
        day: the Beijing day of the question.
        grown: the Beijing day of the last entry of the log that gave the receipts; None where it is not at hand.
    """
    recorded = any(step.phase == Phase.RECORDED.value for step in steps)
    return tally(
        TallyInputs(
            as_of=day,
            package=package_in_log(received, received.files, trusted, grown=grown),
            notice=found.notice_on_record(received, received.files, trusted, as_of=day) if recorded else None,
            filed=found.filed_record(received),
            unreachable=_LATER,
        )
    )
