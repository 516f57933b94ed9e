"""Loans as arrays, and the conventions under which they are projected.

A row is one loan or one representative line of many alike. Amounts are in minor units of one currency, held
as float64: exact up to 2^53, far above any pool.

A loan type is data: how principal repays (`Amortisation`), and columns that are absent where nobody needs them.

    interest-only first       interest_only, then as the amortisation says
    balloon, lease residual   balloon: what is left for the last payment
    quarterly, yearly         interval
    interest-free with fee    annual_rate 0, equal principal, fee
    floating                  floating: margin over an index, resets, caps and floors
    lease, rent in advance    in_advance: each payment at the beginning of its month
    factored receivable       bullet at rate 0, dilution
    custom schedule           listed
    income right, rent        income, of a balance of 0

It does not read files and does not know which rows belong to which deal; `contracts.months` unrolls a row.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = [
    "AgeOrigin",
    "Amortisation",
    "Conventions",
    "DefaultBase",
    "Floating",
    "InterestBase",
    "LiquidationBase",
    "LoanArrays",
    "LoanArraysError",
    "MonthArray",
    "PrepaymentBase",
    "SeverityBase",
]

MonthArray = npt.NDArray[np.int64]


class LoanArraysError(ValueError):
    """Arrays that cannot be projected: of unequal length, not finite, or outside their range."""


class Amortisation(StrEnum):
    """How a loan repays principal when nothing goes wrong."""

    LEVEL_PAY = "level-pay"
    """The same payment each month; what is still owed falls due with the last."""
    EQUAL_PRINCIPAL = "equal-principal"
    """The same principal each month."""
    BULLET = "bullet"
    """All principal with the last payment."""
    LISTED = "listed"
    """The principal listed for each month; what is then still owed falls due with the last payment."""


class PrepaymentBase(StrEnum):
    """What the monthly prepayment rate is a share of."""

    BEFORE_DEFAULTS = "before-defaults"
    """Balance after scheduled principal, the month's defaults not taken out first. Source: SF-17 e."""
    AFTER_DEFAULTS = "after-defaults"
    """Balance after scheduled principal and after the month's defaults."""
    BEGINNING = "beginning"
    """Balance at the beginning of the month, before scheduled principal; no more than is left after it."""


class DefaultBase(StrEnum):
    """What the monthly default rate is a share of."""

    BEGINNING = "beginning"
    """Performing balance at the beginning of the month, before its payment. Source: SF-17 d, SF-18."""
    AFTER_SCHEDULED = "after-scheduled"
    """Performing balance after the month's payment, which defaulting loans still make."""
    ORIGINAL = "original"
    """Balance at the beginning of the projection, up to what still performs: cumulative defaults times a timing."""


class SeverityBase(StrEnum):
    """Which balance of a defaulted loan the loss is a share of, where it amortises until it is liquidated."""

    AT_DEFAULT = "at-default"
    """The balance at default; the loss is at most what is still owed. Source: SF-19, principal loss."""
    AT_LIQUIDATION = "at-liquidation"
    """The balance still owed at liquidation."""


class AgeOrigin(StrEnum):
    """From when the months of a speed by age are counted."""

    ORIGINATION = "origination"
    """From each loan's origination. Source: SF-13 for ABS, SF-7 for PSA, SF-20 for SDA."""
    CUTOFF = "cutoff"
    """From the beginning of the projection, as if every loan were new."""


class InterestBase(StrEnum):
    """Which balance pays a month's interest."""

    SURVIVORS = "survivors"
    """The beginning balance less the month's defaults. Source: SF-18, actual interest."""
    BEGINNING = "beginning"
    """The whole beginning balance: defaulting loans still pay interest in their month of default."""


class LiquidationBase(StrEnum):
    """What becomes of a defaulted loan until it is liquidated."""

    ORIGINAL = "original"
    """It pays nothing; recovery and loss divide the balance at default. Source: SF-19, not advanced."""
    ADVANCED = "advanced"
    """Its scheduled principal and interest are advanced; recovery is the amortised balance less the loss.

    Source: SF-19, advanced.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The choices that markets make differently, by name; the defaults are those of the BMA formulas.

    Attributes:
        prepayment_base: what the prepayment rate is a share of.
        interest_base: which balance pays interest.
        liquidation_base: what becomes of defaulted loans until liquidation.
        default_free_tail: no new defaults in the last `recovery_lag` months of a loan's term. Source: SF-17
            i.
        default_base: what the default rate is a share of.
        severity_base: what the loss is a share of, where defaulted loans amortise until liquidation.
        age_origin: from when speeds by age count their months.
        first_period: months that the first period is long, above 0: it bears interest for as long, and its
            prepayment and default rates are those of as many months, 1 - (1 - rate)^months. A default rate that is a
            share of the original balance is that of the period, however long, and so is income: its forecast says it.
    """

    prepayment_base: PrepaymentBase = PrepaymentBase.BEFORE_DEFAULTS
    interest_base: InterestBase = InterestBase.SURVIVORS
    liquidation_base: LiquidationBase = LiquidationBase.ORIGINAL
    default_free_tail: bool = False
    default_base: DefaultBase = DefaultBase.BEGINNING
    severity_base: SeverityBase = SeverityBase.AT_DEFAULT
    age_origin: AgeOrigin = AgeOrigin.ORIGINATION
    first_period: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a first period of no time."""
        if not (np.isfinite(self.first_period) and self.first_period > 0):
            message = f"a first period of {self.first_period} months is none; give its length in months, above 0"
            raise LoanArraysError(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Floating:
    """Coupons that follow an index; one entry a loan, and one index for all.

    On a reset the coupon becomes index + margin, first held within `step` of what it was and then within floor and
    cap; level payments are computed anew from what is owed. Until the first reset, `annual_rate` holds.

    Attributes:
        index: the index by month of the projection, shares a year; the last holds on.
        margin: added to the index, a share a year; may be negative (LPR less 20 basis points).
        cap: highest coupon, a share a year; 1 where there is none.
        floor: lowest coupon, a share a year; 0 where there is none.
        step: largest change of the coupon at a reset, a share a year; 1 where there is none.
        next_reset: the month of the projection, from 1, in which the next reset takes effect.
        reset_every: months between resets, at least 1.
    """

    index: FloatArray
    margin: FloatArray
    cap: FloatArray
    floor: FloatArray
    step: FloatArray
    next_reset: MonthArray
    reset_every: MonthArray

    def __post_init__(self) -> None:
        """Refuse rates that are not finite, a floor above its cap and resets that never come."""
        rates = (self.index, self.margin, self.cap, self.floor, self.step)
        if self.index.size == 0 or not all(np.all(np.isfinite(column)) for column in rates):
            message = "a floating rate needs an index of at least one month and finite terms"
            raise LoanArraysError(message)
        if np.any(self.floor > self.cap) or np.any(self.floor < 0) or np.any(self.cap > 1) or np.any(self.step < 0):
            message = "a floating rate needs 0 <= floor <= cap <= 1 and a step that is not negative"
            raise LoanArraysError(message)
        if np.any(self.next_reset < 1) or np.any(self.reset_every < 1):
            message = "resets are counted in months from 1; check next_reset and reset_every"
            raise LoanArraysError(message)

    def rows(self, places: MonthArray) -> "Floating":
        """Return the rows at `places`, in that order."""
        columns = {field.name: getattr(self, field.name)[places] for field in fields(self) if field.name != "index"}
        return replace(self, **columns)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoanArrays:
    """A pool, one row a loan. Law: permuting the rows changes no projected total beyond float error.

    Attributes:
        balance: principal outstanding, minor units, finite, not negative.
        annual_rate: coupon, a share a year, 0 to 1.
        remaining_term: whole months left, 1 to 2400.
        age: whole months since origination, 0 or above.
        amortisation: how every row repays; split a mixed pool and add the flows.
        payment: contractual payment, minor units, for level pay; computed from the other columns if
            absent. A payment below the interest repays no principal until the last month, and the interest
            is not capitalised.
        interest_only: months from now without scheduled principal, 0 or above.
        balloon: principal left to the last payment, minor units, 0 to the balance: a balloon, or the residual or
            purchase price of a lease.
        interval: months between payments, counted back from the last; at least 1. Interest that accrues between
            payments is paid with the next, or with a prepayment, and bears none.
        in_advance: 1 where each payment falls due at the beginning of its month, or of its interval: on a first payment
            in the first month nothing has accrued, and level payments are those of an annuity due. 0 elsewhere.
        fee: the borrower's fee in each month of payment, minor units.
        dilution: the share of principal that is never paid because goods came back or rebates were granted, 0 to 1.
        floating: the terms of coupons that follow an index.
        listed: scheduled principal, a row a loan and a column a month; for `Amortisation.LISTED`.
        income: what a right to income or rent brings, a row a right and a column a month; paid as interest is.
    """

    balance: FloatArray
    annual_rate: FloatArray
    remaining_term: MonthArray
    age: MonthArray
    amortisation: Amortisation = Amortisation.LEVEL_PAY
    payment: FloatArray | None = None
    interest_only: MonthArray | None = None
    balloon: FloatArray | None = None
    interval: MonthArray | None = None
    in_advance: MonthArray | None = None
    fee: FloatArray | None = None
    dilution: FloatArray | None = None
    floating: Floating | None = None
    listed: FloatArray | None = None
    income: FloatArray | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length or outside their ranges."""
        for name, (least, most) in _RANGES.items():
            column = getattr(self, name)
            if column is None:
                continue
            if column.shape != (self.balance.size,):
                message = f"{name} has shape {column.shape} beside {self.balance.size} balances: rows would mix"
                raise LoanArraysError(message)
            if not np.all(np.isfinite(column) & (column >= least) & (column <= most)):
                range_said = f"below {least}" if most == np.inf else f"outside {least} to {most}"
                message = f"{name} holds a value that is not finite or {range_said}; check the tape first"
                raise LoanArraysError(message)
        for name in ("listed", "income"):
            self._check_table(name)
        if (self.amortisation is Amortisation.LISTED) != (self.listed is not None):
            message = "listed principal and the amortisation 'listed' go together: one is there without the other"
            raise LoanArraysError(message)
        if self.listed is not None and np.any(self.listed.sum(axis=1) > self.balance * _ROUNDED_UP):
            message = "the listed principal of a loan is more than its balance; check the schedule"
            raise LoanArraysError(message)
        if self.balloon is not None and np.any(self.balloon > self.balance):
            message = "a balloon is more than its loan's balance; a loan that grows is not projected"
            raise LoanArraysError(message)
        if self.floating is not None and self.floating.margin.shape != self.balance.shape:
            message = f"floating has {self.floating.margin.size} margins beside {self.balance.size} balances"
            raise LoanArraysError(message)

    def _check_table(self, name: str) -> None:
        table = getattr(self, name)
        if table is None:
            return
        longest = int(self.remaining_term.max()) if self.remaining_term.size else 0
        if table.ndim != 2 or table.shape[0] != self.balance.size or table.shape[1] < longest:
            message = (
                f"{name} needs a row for each of {self.balance.size} loans and a column for each of {longest} months"
            )
            raise LoanArraysError(message)
        if not np.all(np.isfinite(table) & (table >= 0)):
            message = f"{name} holds an amount that is not finite or below 0; check the schedule"
            raise LoanArraysError(message)

    @property
    def is_plain(self) -> bool:
        """Whether a row is only balance, rate, term, age, payment and balloon: what most loans are."""
        terms = (self.interest_only, self.interval, self.in_advance, self.fee, self.dilution, self.floating)
        return all(column is None for column in (*terms, self.listed, self.income))

    def rows(self, places: MonthArray) -> "LoanArrays":
        """Return the rows at `places`, in that order."""
        taken: dict[str, Any] = {
            field.name: column.rows(places) if isinstance(column, Floating) else column[places]
            for field in fields(self)
            if field.name != "amortisation" and (column := getattr(self, field.name)) is not None
        }
        return replace(self, **taken)


_ROUNDED_UP = 1 + 1e-9
_RANGES: dict[str, tuple[float, float]] = {
    "balance": (0, np.inf),
    "annual_rate": (0, 1),
    "remaining_term": (1, 2400),
    "age": (0, np.inf),
    "payment": (0, np.inf),
    "interest_only": (0, np.inf),
    "balloon": (0, np.inf),
    "interval": (1, np.inf),
    "in_advance": (0, 1),
    "fee": (0, np.inf),
    "dilution": (0, 1),
}
