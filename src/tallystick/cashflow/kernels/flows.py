"""What a pool does, month by month, as vectors; and what every engine needs beside its loans.

It computes nothing: `plain` and `compiled` do, alike.
"""

from dataclasses import dataclass, fields

import numpy as np

from tallystick.cashflow.kernels.loans import Conventions
from tallystick.cashflow.kernels.speeds import Curve, FloatArray

__all__ = ["Pace", "PoolFlows"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoolFlows:
    """What the pool does, one entry a month from the first projected month; minor units.

    Laws, up to float error: ending = beginning - scheduled - prepaid - defaulted; the next beginning is the
    ending; over the life, defaulted = advanced_principal + recovered + lost.

    Attributes:
        beginning: performing balance at the beginning of the month.
        scheduled: principal paid as scheduled by borrowers.
        prepaid: principal paid early.
        defaulted: principal that stopped performing this month.
        interest: interest paid by borrowers.
        recovered: proceeds of loans liquidated this month.
        lost: principal of loans liquidated this month that nobody pays.
        ending: performing balance at the end of the month.
        advanced_principal: scheduled principal of defaulted loans that the servicer advanced; 0 unless
            advanced.
        advanced_interest: likewise for interest.
    """

    beginning: FloatArray
    scheduled: FloatArray
    prepaid: FloatArray
    defaulted: FloatArray
    interest: FloatArray
    recovered: FloatArray
    lost: FloatArray
    ending: FloatArray
    advanced_principal: FloatArray
    advanced_interest: FloatArray

    @classmethod
    def nothing(cls, months: int) -> "PoolFlows":
        """Return flows of zero, to add blocks to."""
        return cls(**{field.name: np.zeros(months) for field in fields(cls)})

    def __add__(self, other: "PoolFlows") -> "PoolFlows":
        """Add two pools month by month; the shorter is done when it ends."""
        months = max(self.beginning.size, other.beginning.size)
        both = {}
        for field in fields(self):
            both[field.name] = np.zeros(months)
            for flows in (self, other):
                vector = getattr(flows, field.name)
                both[field.name][: vector.size] += vector
        return PoolFlows(**both)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pace:
    """How fast and by which conventions.

    Attributes:
        prepayment: monthly prepayment rates (SMM).
        default: monthly default rates (MDR).
        recovery_lag: months from default to liquidation, 0 or above.
        conventions: the choices that markets make differently.
    """

    prepayment: Curve
    default: Curve
    recovery_lag: int
    conventions: Conventions
