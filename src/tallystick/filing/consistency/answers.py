"""What persons answered, held against what the deal file says of the same thing.

It judges neither: where the two differ, somebody has to say which is meant.
"""

from collections.abc import Iterator

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.screening import Screening, triggers_answered

__all__ = ["check_answers"]


def check_answers(deal: Deal, screening: Screening) -> Iterator[Finding]:
    """Yield a finding for each answer that the deal file does not bear out.

    Args:
        deal: as filed.
        screening: of the same deal, with the answers its rules read.
    """
    if deal.structure.triggers:
        return
    for fact in triggers_answered(screening):
        yield finding("filing.triggers-not-in-deal", path="structure.triggers", question=fact.id, day=fact.as_of)
