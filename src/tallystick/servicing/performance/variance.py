"""Variance: cash that came in beside the forecast that was filed, month by month and since closing; losses of a year.

    shortfall of a month   = (forecast - actual) / forecast        never below nothing; none where nothing was forecast
    cumulative             = the same of all months so far
    actual                 = cash of the kinds that a projection has; what only the structure declares it has not
    loss of a year         = defaulted - recovered in the calendar year, never below nothing, over what classes are owed

An accounting year is a calendar year on the mainland. What was recovered is taken off in the year in which it came.
Source: SZSE ad hoc report guide no. 2 (2024), articles 19 and 22 (LAW.md d.2, events 1 and 3); 会计法 article 11.

It judges nothing: `facts` hands the shares to the law, which says what is owed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tallystick.deal.scalars import MoneyText, PeriodText, Record
from tallystick.evidence.findings import Finding
from tallystick.servicing.close import FORECAST, Earlier
from tallystick.servicing.collections import Collection
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = [
    "FiledMonth",
    "Loss",
    "MonthVariance",
    "forecast_as_filed",
    "in_force",
    "loss_of_year",
    "parse_filed_months",
    "parse_forecast",
    "parse_forecast_losses",
    "variances",
]

_Filed = TypeVar("_Filed")


class _Row(Record):
    month: PeriodText
    beginning: MoneyText
    scheduled: MoneyText
    prepaid: MoneyText
    defaulted: MoneyText
    interest: MoneyText
    recovered: MoneyText
    lost: MoneyText
    ending: MoneyText
    diluted: MoneyText | None = None
    fees: MoneyText | None = None

    def cash(self) -> Money:
        """Return all that is forecast to come in, fees too where they are told: what is reported counts them."""
        told = self.scheduled + self.prepaid + self.interest + self.recovered
        return told if self.fees is None else told + self.fees


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledMonth:
    """A month of the filed case: cash expected, the pool at its end, principal that defaults, and what is recovered."""

    cash: Money
    ending: Money
    defaulted: Money
    recovered: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthVariance:
    """One month beside its forecast. Laws: shortfalls are 0 to 1; the cumulative amounts are the sums of the months'.

    Attributes:
        period: the month of collections.
        forecast: cash that the filed base case expects.
        actual: cash that was reported, of the kinds that are forecast.
        forecast_so_far: of all months up to this one.
        actual_so_far: likewise.
    """

    period: Period
    forecast: Money
    actual: Money
    forecast_so_far: Money
    actual_so_far: Money

    @property
    def shortfall(self) -> Fraction:
        """By what share the month is below its forecast; 0 where it is not."""
        return _below(self.forecast, self.actual)

    @property
    def shortfall_so_far(self) -> Fraction:
        """By what share all months so far are."""
        return _below(self.forecast_so_far, self.actual_so_far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a year lost. Law: net is not negative.

    Attributes:
        year: the calendar year.
        defaulted: principal that stopped performing in it.
        recovered: what came in of defaulted assets in it.
        outstanding: what the classes of the pool's vehicle are owed.
    """

    year: int
    defaulted: Money
    recovered: Money
    outstanding: Money

    @property
    def net(self) -> Money:
        """What is lost so far."""
        return max(self.defaulted - self.recovered, Money.zero(self.defaulted.currency))

    def share(self, disclosed: Fraction) -> Fraction:
        """Return which share of what is owed lies beyond the share already disclosed; all of it where nothing is owed.

        Args:
            disclosed: the last step of ten per cent that was disclosed in the year, such as 1/10.
        """
        if self.outstanding.is_zero():
            return Fraction(int(self.net.is_positive()))
        return max(self.net.ratio_to(self.outstanding) - disclosed, Fraction(0))


def parse_forecast(content: bytes, *, file: str = FORECAST) -> tuple[Mapping[Period, Money], tuple[Finding, ...]]:
    """Read the filed months of a case (``projection/base-pool.csv``): the cash of each, or none."""
    rows, findings = read_records(_Row, content, file=file)
    if findings:
        return {}, findings
    return {row.month: row.cash() for _, row in rows}, ()


def forecast_as_filed(own: Mapping[Period, Money], earlier: Sequence[Earlier]) -> dict[Period, Money]:
    """Return what each month was to bring by the filing that it was closed under.

    Args:
        own: of the filing that stands.
        earlier: terms of the filings before, oldest first; where the forecast of one is not at hand, `own` stays.
    """
    return in_force(own, [(each.last, each.forecast) for each in earlier if each.forecast is not None])


def in_force(
    own: Mapping[Period, _Filed], earlier: Sequence[tuple[Period, Mapping[Period, _Filed]]]
) -> dict[Period, _Filed]:
    """Return what was filed of each month by the filing that it was closed under.

    Args:
        own: of the filing that stands.
        earlier: of each filing before, oldest first, the last month that was closed under it and what it said.
    """
    found = dict(own)
    for last, filed in reversed(earlier):
        later = {period: each for period, each in found.items() if period > last}
        found = {period: each for period, each in filed.items() if period <= last} | later
    return found


def parse_filed_months(
    content: bytes, *, file: str = FORECAST
) -> tuple[Mapping[Period, FiledMonth], tuple[Finding, ...]]:
    """Read the filed months of a case (``projection/base-pool.csv``): the figures of each, or none."""
    rows, findings = read_records(_Row, content, file=file)
    told = {
        row.month: FiledMonth(cash=row.cash(), ending=row.ending, defaulted=row.defaulted, recovered=row.recovered)
        for _, row in rows
    }
    return ({} if findings else told), findings


def parse_forecast_losses(
    content: bytes, *, file: str = FORECAST
) -> tuple[Mapping[Period, Money], tuple[Finding, ...]]:
    """Read the filed months of a case (``projection/base-pool.csv``): what is lost in each, or none."""
    rows, findings = read_records(_Row, content, file=file)
    return ({} if findings else {row.month: row.lost for _, row in rows}), findings


def variances(months: Sequence[Collection], forecast: Mapping[Period, Money]) -> tuple[MonthVariance, ...]:
    """Set every reported month beside its forecast.

    Args:
        months: as reported, with the corrections they carry; a month with no forecast was expected to bring nothing.
        forecast: cash by month, as filed.
    """
    found: list[MonthVariance] = []
    for each in sorted(months, key=lambda month: month.period):
        nothing = Money.zero(each.opening.currency)
        before = found[-1] if found else None
        declared = total((each.carried(item) for item in each.declared.items), nothing.currency)
        expected, came = forecast.get(each.period, nothing), cash_of(each, carried=True) - declared
        found.append(
            MonthVariance(
                period=each.period,
                forecast=expected,
                actual=came,
                forecast_so_far=expected + (before.forecast_so_far if before else nothing),
                actual_so_far=came + (before.actual_so_far if before else nothing),
            )
        )
    return tuple(found)


def loss_of_year(months: Sequence[Collection], *, year: int, outstanding: Money) -> Loss:
    """Return what a year lost up to the last month given.

    Args:
        months: as reported, with the corrections they carry.
        year: the calendar year.
        outstanding: what the classes of the pool's vehicle are owed.
    """
    own = [each for each in months if each.period.year == year]
    currency = outstanding.currency
    return Loss(
        year=year,
        defaulted=total((each.carried("defaulted-principal") for each in own), currency),
        recovered=total((each.carried("recoveries") for each in own), currency),
        outstanding=outstanding,
    )


def _below(forecast: Money, actual: Money) -> Fraction:
    if not forecast.is_positive() or actual >= forecast:
        return Fraction(0)
    return (forecast - actual).ratio_to(forecast)
