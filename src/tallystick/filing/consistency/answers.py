"""What persons answered, held against what the deal file says of the same thing.

It judges neither: where the two differ, somebody has to say which is meant.
"""

from collections.abc import Iterator

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.screening import Screened, Screening, triggers_answered
from tallystick.law.screening import GateState

__all__ = ["DATA_PROCEDURE", "check_answers", "check_crossing", "data_gates", "data_undetermined"]

DATA_PROCEDURE = "data-export"
"""The procedure of a deal for data that leave the mainland."""

_DATA_BOOKS = frozenset({"cac-2024-16", "auto-data-2021"})
_WAITING = frozenset({GateState.OPEN, GateState.UNDECIDED})


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


def data_gates(screening: Screening) -> tuple[Screened, ...]:
    """Return the rules by which data that leave are assessed, contracted for or certified."""
    return tuple(each for each in screening.gates if each.result.rule.book in _DATA_BOOKS)


def data_undetermined(deal: Deal, screening: Screening) -> bool:
    """Tell whether it is still open on which basis data may leave, by the deal file or by the law."""
    stated = deal.procedures.get(DATA_PROCEDURE)
    waiting = any(each.gate in _WAITING for each in data_gates(screening))
    return waiting or (stated is not None and stated.state == "open")


def check_crossing(deal: Deal, screening: Screening) -> Iterator[Finding]:
    """Yield that an export edition is made although the basis on which data may leave is not determined."""
    if data_undetermined(deal, screening):
        rules = tuple(each.result.rule.id for each in data_gates(screening) if each.gate in _WAITING)
        yield finding("filing.export-undetermined", path=f"procedures.{DATA_PROCEDURE}", rules=rules or ("–",))
