"""What a pool does, month by month, as vectors; and what every engine needs beside its loans.

It computes nothing of a loan: `plain` and `compiled` do, alike.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from tallystick.cashflow.kernels.loans import AgeOrigin, Conventions, DefaultBase, LiquidationBase, LoanArraysError
from tallystick.cashflow.kernels.speeds import Axis, Curve, FloatArray

__all__ = ["Advances", "Arrears", "Pace", "PoolFlows"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoolFlows:
    """What the pool does, one entry a month from the first projected month; minor units.

    Laws, up to float error: ending = beginning - scheduled - prepaid - defaulted - diluted; the next beginning is
    the ending; over the life, defaulted = advanced_principal + recovered + lost, and what is advanced for arrears is
    reimbursed.

    Attributes:
        beginning: balance at the beginning of the month of loans that are not in default.
        scheduled: principal paid as scheduled by borrowers, arrears caught up included.
        prepaid: principal paid early.
        defaulted: principal that stopped performing this month.
        interest: interest, income and rent paid.
        recovered: proceeds of loans liquidated this month.
        lost: principal of loans liquidated this month that nobody pays.
        ending: balance at the end of the month of loans that are not in default.
        advanced_principal: scheduled principal of defaulted loans that the servicer advanced; 0 unless
            advanced.
        advanced_interest: likewise for interest.
        fees: fees paid by borrowers.
        diluted: principal of receivables that was never paid, because goods came back or rebates were granted.
        delinquent: the part of `ending` owed by loans in arrears.
        interest_advances: interest that fell due on loans in arrears and was advanced by the servicer.
        principal_advances: likewise for scheduled principal.
        interest_reimbursed: advances of interest that the servicer may take back this month: the loan paid late, or
            was liquidated.
        principal_reimbursed: likewise for principal.
        interest_stranded: advances of interest on loans that default this month, to be taken back as they are
            liquidated; 0 once that is spread over time (`liquidated`).
        principal_stranded: likewise for principal.
        rolled: the part of `defaulted` that came out of arrears.
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
    fees: FloatArray
    diluted: FloatArray
    delinquent: FloatArray
    interest_advances: FloatArray
    principal_advances: FloatArray
    interest_reimbursed: FloatArray
    principal_reimbursed: FloatArray
    interest_stranded: FloatArray
    principal_stranded: FloatArray
    rolled: FloatArray

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

    def liquidated(self, timing: FloatArray) -> "PoolFlows":
        """Return flows whose losses, known at default, come when defaulted loans are liquidated.

        Args:
            timing: shares of a month's defaults liquidated 0, 1, ... months later; they sum to 1.
        """
        longer = self + PoolFlows.nothing(self.beginning.size + timing.size - 1)
        if self.beginning.size == 0:
            return longer
        lost, defaulted = np.convolve(self.lost, timing), np.convolve(self.defaulted, timing)
        nothing = np.zeros_like(longer.beginning)
        return replace(
            longer,
            lost=lost,
            recovered=defaulted - lost,
            interest_reimbursed=longer.interest_reimbursed + np.convolve(self.interest_stranded, timing),
            principal_reimbursed=longer.principal_reimbursed + np.convolve(self.principal_stranded, timing),
            interest_stranded=nothing,
            principal_stranded=nothing,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Advances:
    """What the servicer advances for loans in arrears.

    Attributes:
        stop_after: nothing more is advanced for a loan that is more payments behind than this; at least 0.
        interest: whether interest is advanced.
        principal: whether scheduled principal is.
    """

    stop_after: int
    interest: bool = True
    principal: bool = True

    def __post_init__(self) -> None:
        """Refuse a stop before the first payment."""
        if self.stop_after < 0:
            message = f"advances that stop after {self.stop_after} payments never began; give 0 or more"
            raise LoanArraysError(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrears:
    """How loans fall behind and catch up: one bucket for each payment missed in a row.

    A loan in bucket k is k payments behind. Each month it catches up entirely, or misses another and rolls on (from
    the last bucket: into default), or pays one and stays.

    Attributes:
        entry: the share of current loans that misses a payment, by month.
        roll: by bucket, the share that misses the next payment; 0 to 1, at least one bucket.
        cure: by bucket, the share that pays all it is behind.
        advances: what the servicer advances for them; None is nothing.
    """

    entry: Curve
    roll: tuple[float, ...]
    cure: tuple[float, ...]
    advances: Advances | None = None

    def __post_init__(self) -> None:
        """Refuse shares that are none or sum above one."""
        both = np.array([self.roll, self.cure]) if len(self.roll) == len(self.cure) else np.full((2, 1), np.nan)
        if both.size == 0 or not np.all((both >= 0) & (both.sum(axis=0) <= 1)):
            message = "arrears need a roll and a cure for each bucket, shares that together are at most 1"
            raise LoanArraysError(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pace:
    """How fast and by which conventions.

    Attributes:
        prepayment: monthly prepayment rates (SMM).
        default: monthly default rates (MDR).
        severity: loss by month of default, times the severity of each row; None is 1 in every month.
        recovery_lag: months from default to the first liquidation, 0 or above.
        timing: shares liquidated in the month after the lag and in those that follow; they sum to 1.
        arrears: how loans fall behind; None where nobody does.
        conventions: the choices that markets make differently.
    """

    prepayment: Curve
    default: Curve
    severity: Curve | None = None
    recovery_lag: int = 0
    timing: tuple[float, ...] = (1.0,)
    arrears: Arrears | None = None
    conventions: Conventions = Conventions()  # noqa: RUF009 - a frozen value

    def __post_init__(self) -> None:
        """Refuse what cannot be meant together, and turn ages into months of the projection where they start anew."""
        if self.recovery_lag < 0:
            message = f"a lag of {self.recovery_lag} months would recover before the default; give 0 or more"
            raise LoanArraysError(message)
        if min(self.timing, default=-1) < 0 or not abs(sum(self.timing) - 1) < _NEARLY:
            message = "a timing of recoveries needs shares that are not negative and sum to 1"
            raise LoanArraysError(message)
        if self.is_advanced and (self.arrears is not None or len(self.timing) > 1):
            message = "advances know neither arrears nor a timing of recoveries; leave them out, or the advances"
            raise LoanArraysError(message)
        if self.is_advanced and self.conventions.default_base is DefaultBase.AFTER_SCHEDULED:
            message = (
                "advances begin with the payment of the month of default; take defaults from the beginning balance"
            )
            raise LoanArraysError(message)
        if self.conventions.age_origin is AgeOrigin.CUTOFF:
            for name in ("prepayment", "default", "severity"):
                curve = getattr(self, name)
                if curve is not None:
                    object.__setattr__(self, name, replace(curve, axis=Axis.PROJECTION_MONTH))

    @property
    def is_advanced(self) -> bool:
        """Whether the servicer advances for defaulted loans until they are liquidated."""
        return self.conventions.liquidation_base is LiquidationBase.ADVANCED

    @property
    def months_late(self) -> int:
        """How many months after its last payment a loan may still be behind with one."""
        return 0 if self.arrears is None else len(self.arrears.roll)

    @property
    def liquidation(self) -> FloatArray:
        """Shares of a month's defaults liquidated 0, 1, ... months later."""
        return np.concatenate([np.zeros(self.recovery_lag), self.timing])


_NEARLY = 1e-9
