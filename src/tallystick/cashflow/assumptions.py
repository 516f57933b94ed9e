"""Assumptions: how fast the pool is expected to prepay and default, and what a default costs; exact.

A speed is a convention and its rate. CPR, SMM, CDR and MDR may be given as one rate or as a vector, one a
month; ABS, PSA and SDA carry their own shape and take one. Stress multiplies the defaults and nothing else.

Source: BMA Standard Formulas, SF-17 f: default analysis states time to liquidation and loss severity beside
the speeds.

It does not say what a speed means month by month (`kernels.speeds`), nor whether it is likely.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind, default_curve, prepayment_curve
from tallystick.cashflow.kernels.flows import Pace
from tallystick.cashflow.kernels.loans import Conventions
from tallystick.cashflow.kernels.speeds import Axis, Curve
from tallystick.deal.assets import Assumptions as FiledAssumptions
from tallystick.deal.assets import PrepaymentSpeed
from tallystick.units.rates import Share

__all__ = ["NO_DEFAULTS", "Assumptions", "Defaults", "Prepayments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepayments:
    """A prepayment speed.

    Attributes:
        kind: how it is quoted.
        rates: 13/1000 is 1.3 %, 3/2 is 150 % PSA; one, or for CPR and SMM one a month, the last holding on.
        axis: what the months of several rates count.
    """

    kind: PrepaymentKind
    rates: tuple[Fraction, ...]
    axis: Axis = Axis.PROJECTION_MONTH

    @classmethod
    def filed(cls, filed: PrepaymentSpeed) -> Self:
        """Return the speed that a deal file states."""
        return cls(kind=PrepaymentKind(filed.kind), rates=(filed.rate.per_annum,))

    def curve(self, months: int) -> Curve:
        """Return the monthly rates, for loans that live up to `months` months.

        Raises:
            SpeedError: a rate out of range, or several where the convention takes one.
        """
        return prepayment_curve(self.kind, self.rates, self.axis, months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """A default speed; the attributes are those of `Prepayments`."""

    kind: DefaultKind
    rates: tuple[Fraction, ...]
    axis: Axis = Axis.PROJECTION_MONTH

    def curve(self, months: int) -> Curve:
        """Return the monthly rates, for loans that live up to `months` months.

        Raises:
            SpeedError: a rate out of range, or several where the convention takes one.
        """
        return default_curve(self.kind, self.rates, self.axis, months)

    def times(self, multiple: Fraction) -> Self:
        """Return the speed multiplied; a share stops at the whole of it.

        Args:
            multiple: 0 or above.
        """
        stressed = tuple(rate * multiple for rate in self.rates)
        if self.kind is not DefaultKind.SDA:
            stressed = tuple(min(rate, Fraction(1)) for rate in stressed)
        return replace(self, rates=stressed)


NO_DEFAULTS = Defaults(kind=DefaultKind.MDR, rates=(Fraction(0),))
_NOTHING = Share(value=Fraction(0))
_BMA = Conventions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All that a projection needs to know beside the pool.

    Attributes:
        prepayments: the prepayment speed.
        defaults: the default speed.
        severity: loss as a share of the balance at default.
        recovery_lag: months from default to liquidation, 0 or above.
        conventions: the choices that markets make differently.
    """

    prepayments: Prepayments
    defaults: Defaults = NO_DEFAULTS
    severity: Share = _NOTHING
    recovery_lag: int = 0
    conventions: Conventions = _BMA

    @classmethod
    def filed(cls, filed: FiledAssumptions) -> Self:
        """Return the assumptions that a deal file states; what it leaves out is no default and no loss."""
        defaults = NO_DEFAULTS
        if filed.default is not None:
            defaults = Defaults(kind=DefaultKind(filed.default.kind), rates=(filed.default.rate.per_annum,))
        return cls(
            prepayments=Prepayments.filed(filed.prepayment),
            defaults=defaults,
            severity=filed.severity or _NOTHING,
            recovery_lag=filed.recovery_lag,
        )

    def pace(self, months: int) -> Pace:
        """Return the pace of the kernel, for loans that live up to `months` months.

        Raises:
            SpeedError: a speed is out of range.
            LoanArraysError: the lag is out of range.
        """
        return Pace(
            prepayment=self.prepayments.curve(months),
            default=self.defaults.curve(months),
            recovery_lag=self.recovery_lag,
            conventions=self.conventions,
        )

    def stressed(self, multiple: Fraction) -> Self:
        """Return the same assumptions with defaults at a multiple, 0 or above."""
        return replace(self, defaults=self.defaults.times(multiple))
