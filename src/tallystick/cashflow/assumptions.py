"""Assumptions: how fast the pool is expected to prepay, fall behind and default, and what a default costs; exact.

A speed is a convention and its rate. CPR, SMM, CDR and MDR may be given as one rate or as a vector, one a month of
the projection or of a loan's age; ABS, PSA and SDA carry their own shape and take one. `Target` aims other assumptions
at some loans, by payer, tag or any field of the tape; `Stress` lays multiples over all of it.

Source: BMA Standard Formulas, SF-17 f: default analysis states time to liquidation and loss severity beside
the speeds.

It does not say what a speed means month by month (`kernels.speeds`), nor whether it is likely.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import Any, Self

from tallystick.cashflow.kernels.door import (
    DefaultKind,
    PrepaymentKind,
    default_curve,
    following,
    months_long,
    numbers,
    partitioned,
    prepayment_curve,
    share_curve,
    with_income,
)
from tallystick.cashflow.kernels.flows import Advances, Arrears, Pace
from tallystick.cashflow.kernels.loans import (
    AgeOrigin,
    Conventions,
    DefaultBase,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    MonthArray,
    PrepaymentBase,
    SeverityBase,
)
from tallystick.cashflow.kernels.speeds import Axis, Curve
from tallystick.cashflow.pool import PoolRows
from tallystick.deal import assets as deal
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share

__all__ = [
    "NO_DEFAULTS",
    "Assumptions",
    "Defaults",
    "Delinquencies",
    "IndexMissingError",
    "Prepayments",
    "Severities",
    "Stress",
    "Target",
]

_HIGHEST_PSA, _HIGHEST_SDA = Fraction(50, 3), Fraction(500, 3)
_AXES = {"period": Axis.PROJECTION_MONTH, "age": Axis.LOAN_MONTH}


class IndexMissingError(ValueError):
    """Loans follow an index of which the assumptions give no path."""


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
    def filed(cls, filed: deal.PrepaymentSpeed) -> Self:
        """Return the speed that a deal file states."""
        rates = tuple(rate.per_annum for rate in filed.every_rate)
        return cls(kind=PrepaymentKind(filed.kind), rates=rates, axis=_AXES[filed.by])

    def curve(self, months: int) -> Curve:
        """Return the monthly rates, for loans that live up to `months` months.

        Raises:
            SpeedError: a rate out of range, or several where the convention takes one.
        """
        return prepayment_curve(self.kind, self.rates, self.axis, months)

    def times(self, multiple: Fraction) -> Self:
        """Return the speed multiplied, 0 or above; a share stops at the whole of it."""
        most = _HIGHEST_PSA if self.kind is PrepaymentKind.PSA else Fraction(1)
        return replace(self, rates=tuple(min(rate * multiple, most) for rate in self.rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """A default speed; the attributes are those of `Prepayments`."""

    kind: DefaultKind
    rates: tuple[Fraction, ...]
    axis: Axis = Axis.PROJECTION_MONTH

    @classmethod
    def filed(cls, filed: deal.DefaultSpeed) -> Self:
        """Return the speed that a deal file states; cumulative defaults are rates of the original balance, by month."""
        rates = tuple(rate.per_annum for rate in filed.every_rate)
        if filed.kind == "cumulative":
            by_month = tuple(rates[0] * share.value for share in filed.timing)
            return cls(kind=DefaultKind.CUMULATIVE, rates=by_month)
        return cls(kind=DefaultKind(filed.kind), rates=rates, axis=_AXES[filed.by])

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
        most = _HIGHEST_SDA if self.kind is DefaultKind.SDA else Fraction(1)
        return replace(self, rates=tuple(min(rate * multiple, most) for rate in self.rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """Loss shares by month of default, the last holding on."""

    rates: tuple[Fraction, ...]
    axis: Axis = Axis.PROJECTION_MONTH

    @classmethod
    def filed(cls, filed: deal.SeverityCurve) -> Self:
        """Return the shares that a deal file states."""
        return cls(rates=tuple(share.value for share in filed.rates), axis=_AXES[filed.by])

    def times(self, multiple: Fraction) -> Self:
        """Return the shares multiplied, 0 or above; none becomes more than the whole."""
        return replace(self, rates=tuple(min(rate * multiple, Fraction(1)) for rate in self.rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delinquencies:
    """How loans fall behind, catch up and roll into default; see `kernels.flows.Arrears`.

    Attributes:
        entry: shares of current loans that miss a payment, by month, the last holding on.
        roll: by payments missed in a row, the share that misses the next; from the last it is a default.
        cure: likewise, the share that catches up entirely. The rest pays one and stays as far behind.
        axis: what the months of several entries count.
    """

    entry: tuple[Fraction, ...]
    roll: tuple[Fraction, ...]
    cure: tuple[Fraction, ...]
    axis: Axis = Axis.PROJECTION_MONTH

    @classmethod
    def filed(cls, filed: deal.Delinquency) -> Self:
        """Return what a deal file states."""
        entry, roll, cure = (tuple(share.value for share in shares) for shares in (filed.entry, filed.roll, filed.cure))
        return cls(entry=entry, roll=roll, cure=cure, axis=_AXES[filed.by])

    def arrears(self, advances: Advances | None) -> Arrears:
        """Return what the kernel needs, with what the servicer advances.

        Raises:
            SpeedError: an entry out of range, or none.
            LoanArraysError: a roll without its cure, or both above the whole.
        """
        entry = share_curve(self.entry, self.axis)
        return Arrears(entry=entry, roll=numbers(self.roll), cure=numbers(self.cure), advances=advances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """What is laid over assumptions: multiples, and months and rates to add.

    Attributes:
        defaults: multiple of default speeds and of entries into arrears, 0 or above.
        prepayments: multiple of prepayment speeds.
        severity: multiple of loss shares.
        income: multiple of what rights to income and rents bring.
        recovery_lag: months more until liquidation.
        rates: added to every index, a share a year.
        prices: multiple of every path of prices and exchange rates.
    """

    defaults: Fraction = Fraction(1)
    prepayments: Fraction = Fraction(1)
    severity: Fraction = Fraction(1)
    income: Fraction = Fraction(1)
    recovery_lag: int = 0
    rates: Fraction = Fraction(0)
    prices: Fraction = Fraction(1)


NO_DEFAULTS = Defaults(kind=DefaultKind.MDR, rates=(Fraction(0),))
_NOTHING = Share(value=Fraction(0))
_BMA = Conventions()
_AT_ONCE = (Fraction(1),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All that a projection needs to know beside the pool.

    Attributes:
        prepayments: the prepayment speed.
        defaults: the default speed.
        severity: loss as a share of the balance at default.
        severities: loss by month of default, in place of `severity`.
        recovery_lag: months from default to the first liquidation, 0 or above.
        recovery_timing: shares liquidated then and in the months that follow; they sum to 1.
        delinquencies: how loans fall behind; None where nobody does.
        advances: what the servicer advances for loans that are behind; None is nothing.
        conventions: the choices that markets make differently.
        income: multiple of what rights to income and rents are expected to bring.
        indices: paths of indices, rates a year by month of the projection, the last holding on.
        prices: paths of exchange rates and other prices, likewise.
        events: from which month on an event stands reported.
        calls: the calls of the deal that are exercised as soon as they may be.
        targets: other assumptions for some loans; the first that names a loan has it.
    """

    prepayments: Prepayments
    defaults: Defaults = NO_DEFAULTS
    severity: Share = _NOTHING
    severities: Severities | None = None
    recovery_lag: int = 0
    recovery_timing: tuple[Fraction, ...] = _AT_ONCE
    delinquencies: Delinquencies | None = None
    advances: Advances | None = None
    conventions: Conventions = _BMA
    income: Fraction = Fraction(1)
    indices: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)
    prices: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    events: Mapping[str, Period] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()
    targets: tuple["Target", ...] = ()

    @classmethod
    def filed(cls, filed: deal.Assumptions) -> "Assumptions":
        """Return the assumptions that a deal file states; what it leaves out is no default and no loss."""
        how = _BMA if filed.conventions is None else _conventions(filed.conventions)
        case = _changed(cls(prepayments=Prepayments.filed(filed.prepayment), conventions=how), filed, how)
        targets = tuple(
            Target(field=each.field, values=each.values, assumptions=_changed(case, each, how))
            for each in filed.targets
        )
        indices = {name: tuple(path) for name, path in filed.rates.items()}
        prices = {name: tuple(path) for name, path in filed.prices.items()}
        expected = replace(
            case,
            indices=indices,
            prices=prices,
            events=dict(filed.events),
            calls=frozenset(filed.calls),
            targets=targets,
        )
        return expected if filed.stress is None else expected.under(_stress(filed.stress))

    def pace(self, months: int) -> Pace:
        """Return the pace of the kernel, for loans that live up to `months` months.

        Raises:
            SpeedError: a speed is out of range.
            LoanArraysError: a lag, a timing or arrears are out of range.
        """
        cost = self.severities
        return Pace(
            prepayment=self.prepayments.curve(months),
            default=self.defaults.curve(months),
            severity=None if cost is None else share_curve(cost.rates, cost.axis),
            recovery_lag=self.recovery_lag,
            timing=numbers(self.recovery_timing),
            arrears=None if self.delinquencies is None else self.delinquencies.arrears(self.advances),
            conventions=self.conventions,
        )

    @property
    def may_default(self) -> bool:
        """Whether any loan may default: by a speed, or by rolling out of arrears; loans of targets too."""
        late = self.delinquencies
        rolls = late is not None and any(late.entry) and all(late.roll)
        return any(self.defaults.rates) or rolls or any(each.assumptions.may_default for each in self.targets)

    @property
    def row_severity(self) -> Fraction:
        """The severity of every row: the one there is, or 1 where it goes by month."""
        return self.severity.value if self.severities is None else Fraction(1)

    @property
    def exhausted_after(self) -> int | None:
        """The age in months at which an absolute speed has prepaid every loan; None where it is no such speed."""
        from_origin = self.conventions.age_origin is AgeOrigin.ORIGINATION
        if self.prepayments.kind is not PrepaymentKind.ABS or not from_origin or not any(self.prepayments.rates):
            return None
        return ceil(1 / self.prepayments.rates[0])

    def shared_out(self, rows: PoolRows) -> Iterator[tuple[LoanArrays, "Assumptions"]]:
        """Yield the loans of each target and then all others, each with the assumptions that hold for them.

        Raises:
            IndexMissingError: the loans follow an index of which no path is given.
        """
        loans = self._expected(rows)
        if not self.targets:
            yield loans, _of_what_is_owed(self, rows)
            return
        for claimed, assumed in self.claims(rows):
            yield loans.rows(claimed), assumed

    def claims(self, rows: PoolRows) -> Iterator[tuple[MonthArray, "Assumptions"]]:
        """Yield the places of the loans of each target and then of all others, with the assumptions for them."""
        claims = [rows.having(target.field, target.values) for target in self.targets]
        owners = (*(target.assumptions for target in self.targets), replace(self, targets=()))
        for claimed, assumed in zip(partitioned(rows.loans.balance.size, claims), owners, strict=True):
            if claimed.size:
                yield claimed, _of_what_is_owed(assumed, rows)

    def stressed(self, multiple: Fraction) -> Self:
        """Return the same assumptions with defaults, and entries into arrears, at a multiple, 0 or above."""
        return self.under(Stress(defaults=multiple))

    def under(self, stress: Stress) -> Self:
        """Return the same assumptions under a stress, those of targets too."""
        late = self.delinquencies
        if late is not None:
            late = replace(late, entry=tuple(min(rate * stress.defaults, Fraction(1)) for rate in late.entry))
        shift = Rate(per_annum=stress.rates)
        return replace(
            self,
            prepayments=self.prepayments.times(stress.prepayments),
            defaults=self.defaults.times(stress.defaults),
            severity=Share(value=min(self.severity.value * stress.severity, Fraction(1))),
            severities=None if self.severities is None else self.severities.times(stress.severity),
            recovery_lag=self.recovery_lag + stress.recovery_lag,
            delinquencies=late,
            income=self.income * stress.income,
            indices={name: tuple(rate + shift for rate in path) for name, path in self.indices.items()},
            prices={name: tuple(price * stress.prices for price in path) for name, path in self.prices.items()},
            targets=tuple(replace(each, assumptions=each.assumptions.under(stress)) for each in self.targets),
        )

    def _expected(self, rows: PoolRows) -> LoanArrays:
        loans = with_income(rows.loans, self.income)
        if rows.index is None:
            return loans
        if rows.index not in self.indices:
            message = f"loans follow {rows.index}, of which the assumptions give no path; add it to their indices"
            raise IndexMissingError(message)
        return following(loans, [rate.per_annum for rate in self.indices[rows.index]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Assumptions for the loans whose `field` has one of `values`. Their indices and income are those of the case."""

    field: str
    values: tuple[str, ...]
    assumptions: Assumptions


def _changed(case: Assumptions, filed: deal.Assumptions | deal.Target, how: Conventions) -> Assumptions:
    """Return a case but for what is filed; `how` are its conventions as filed, before its default speed."""
    changed: dict[str, Any] = {}
    if filed.prepayment is not None:
        changed["prepayments"] = Prepayments.filed(filed.prepayment)
    if filed.default is not None:
        of_original = filed.default.kind == "cumulative"
        changed["defaults"] = Defaults.filed(filed.default)
        changed["conventions"] = replace(how, default_base=DefaultBase.ORIGINAL) if of_original else how
    if filed.severity is not None:
        changed |= {"severity": filed.severity, "severities": None}
    if filed.severity_curve is not None:
        changed["severities"] = Severities.filed(filed.severity_curve)
    if filed.recovery_lag is not None:
        changed["recovery_lag"] = filed.recovery_lag
    if filed.recovery_timing:
        changed["recovery_timing"] = tuple(share.value for share in filed.recovery_timing)
    if filed.delinquency is not None:
        changed["delinquencies"] = Delinquencies.filed(filed.delinquency)
    if filed.advances is not None:
        how_much = filed.advances
        changed["advances"] = Advances(
            stop_after=how_much.stop_after, interest=how_much.interest, principal=how_much.principal
        )
    return replace(case, **changed)


def _stress(filed: deal.Stress) -> Stress:
    return Stress(
        defaults=filed.defaults,
        prepayments=filed.prepayments,
        severity=filed.severity,
        income=filed.income,
        recovery_lag=filed.recovery_lag,
        rates=Fraction(0) if filed.rates is None else filed.rates.per_annum,
        prices=filed.prices,
    )


def _conventions(filed: deal.AssetConventions) -> Conventions:
    return Conventions(
        prepayment_base=PrepaymentBase(filed.prepayment_base),
        interest_base=InterestBase(filed.interest_base),
        liquidation_base=LiquidationBase(filed.liquidation_base),
        default_free_tail=filed.default_free_tail,
        default_base=DefaultBase(filed.default_base),
        severity_base=SeverityBase(filed.severity_base),
        age_origin=AgeOrigin(filed.age_origin),
        first_period=months_long(filed.first_period_months),
    )


def _of_what_is_owed(assumed: Assumptions, rows: PoolRows) -> Assumptions:
    """Return assumptions as they hold for some rows: of a right to income there is nothing to prepay."""
    if rows.loans.income is None:
        return assumed
    return replace(assumed, prepayments=assumed.prepayments.times(Fraction(0)))
