"""What is anchored of a month: the report with each class's figures, and what holders are entitled to.

Cash in minor units; factor and write-down in 10**18 of the principal at issuance. Forms of values as in `ledger`.
Source: contracts/src/interfaces, whose words these are.
"""

from dataclasses import dataclass
from typing import Protocol

from tallystick.units.periods import Period

__all__ = ["ClassFigures", "Entitled", "Report", "ReportReader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """One class of one period: cash in minor units, factor and write-down in 10**18 of the principal at issuance."""

    token: str
    interest: int
    principal: int
    loss: int
    factor: int
    write_down: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is anchored of a period: digests of what went into the waterfalls and of what came out, and each class."""

    period: Period
    inputs: str
    outputs: str
    classes: tuple[ClassFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """What the holders of a record block are entitled to: root and digest of the list, and its sum."""

    token: str
    period: Period
    record_block: int
    root: str
    digest: str
    total: int


class ReportReader(Protocol):
    """Reading what was anchored. Any method may raise `ChainUnavailableError`."""

    def reported(self, reports: str) -> tuple[Report, ...]:
        """Return every report that was anchored, oldest first."""

    def entitlements(self, distributor: str, token: str) -> tuple[Entitled, ...]:
        """Return everything that was anchored of a token's entitlements, oldest first."""

    def entitled(self, distributor: str, token: str, period: Period) -> tuple[str, int, int]:
        """Return what was anchored of a month's entitlements: digest of the list, its sum, and what is confirmed."""
