"""Obligations: the ten things that must match between what was filed and what runs, each as a value.

    error found          broken, whatever else was shown
    open found           pending: it waits for something or somebody
    specimen or own word rehearsal at best
    nothing to look at   pending, because its time has not come; or not checked, because the reader could not look
    otherwise            holds

Source: DESIGN.md section 6.
It proves nothing: each room proves its own (4, 5, 6 and 9 in `proofs` here; 7 and 8 in servicing; 1, 2, 3 and 10 in
supervision, which assembles the tally).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import severity

__all__ = ["LAST", "Evidence", "Obligation", "ObligationError", "Standing", "judged", "not_checked", "pending"]

LAST: Final = 10

Evidence = tuple[str, str]


class ObligationError(ValueError):
    """An obligation was given a number that the tally does not have, or a standing its findings contradict."""


class Standing(StrEnum):
    """How an obligation stands. Only `HOLDS` says that it was shown to match."""

    HOLDS = "holds"
    BROKEN = "broken"
    PENDING = "pending"
    REHEARSAL = "rehearsal"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One line of the tally. Law: it is broken exactly when it has an error, and does not hold with anything open.

    Attributes:
        number: 1 to 10, as DESIGN.md section 6 numbers them.
        standing: how it stands.
        evidence: what it was judged on: the key of a label and a value, in the order of importance.
        findings: what differs, and what is open.

    Raises:
        ObligationError: number or standing cannot be.
    """

    number: int
    standing: Standing
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a line that would say more than was found."""
        weights = {severity(each) for each in self.findings}
        if not 1 <= self.number <= LAST:
            raise ObligationError(f"there is no obligation {self.number}; they are numbered from 1 to {LAST}")
        if (Severity.ERROR in weights) is not (self.standing is Standing.BROKEN):
            raise ObligationError(
                f"obligation {self.number} has an error exactly when it is broken; it is {self.standing}"
            )
        if Severity.OPEN in weights and self.standing in {Standing.HOLDS, Standing.REHEARSAL}:
            raise ObligationError(f"obligation {self.number} has something open and cannot be said to hold")


def judged(
    number: int, findings: Sequence[Finding], evidence: Sequence[Evidence], *, at_best: Standing = Standing.HOLDS
) -> Obligation:
    """Judge an obligation by what was found.

    Args:
        number: 1 to 10.
        findings: what differs or is open; warnings and notes do not weigh.
        evidence: what was looked at.
        at_best: the standing when nothing is found; never `BROKEN`.
    """
    weights = {severity(each) for each in findings}
    standing = at_best
    if Severity.ERROR in weights:
        standing = Standing.BROKEN
    elif Severity.OPEN in weights:
        standing = Standing.PENDING
    return Obligation(number=number, standing=standing, evidence=tuple(evidence), findings=tuple(findings))


def pending(number: int, evidence: Sequence[Evidence] = ()) -> Obligation:
    """Return an obligation whose time has not come."""
    return Obligation(number=number, standing=Standing.PENDING, evidence=tuple(evidence))


def not_checked(number: int) -> Obligation:
    """Return an obligation that the reader had no means to check, such as a chain without a node to ask."""
    return Obligation(number=number, standing=Standing.NOT_CHECKED)
