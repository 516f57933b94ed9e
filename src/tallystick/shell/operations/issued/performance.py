"""How the pool of an issue does beside what was filed: cash, balance and losses of each month, and since closing.

The forecast is the filed base case as it crossed, of each month by the filing that it was closed under; what came is
taken from the certificates, so that it is what was paid on. A month that has no forecast shows none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile
from typing import Final

from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Bars, Curves, Series
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.close import FORECAST
from tallystick.servicing.performance.factors import issued_lines
from tallystick.servicing.performance.variance import FiledMonth
from tallystick.shell.operations.issued.issues import Issue
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period

__all__ = ["MonthBeside", "beside_forecast", "class_figure", "pool_figure"]

_AHEAD: Final = 12
_A_LINE: Final = 2
"""So many months make a line; fewer are bars."""
_SOURCE: Final = Source(kind="projection", reference=FORECAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBeside:
    """One month, as filed and as it came; what did not happen yet or was not filed is None.

    Attributes:
        cash: that came in; `balance` what the pool owed at its end; `lost` what defaulted less what was recovered
            since closing, never below nothing.
        filed_cash: what the filed base case has; `filed_balance`, `filed_lost` likewise.
        above: by what share the month's cash was above the forecast; negative where it was below.
    """

    period: Period
    cash: Money | None = None
    balance: Money | None = None
    lost: Money | None = None
    filed_cash: Money | None = None
    filed_balance: Money | None = None
    filed_lost: Money | None = None

    @property
    def above(self) -> Fraction | None:
        """How far the cash of the month is from its forecast, as a share of it."""
        if self.cash is None or self.filed_cash is None or not self.filed_cash.is_positive():
            return None
        return self.cash.ratio_to(self.filed_cash) - 1


def beside_forecast(issue: Issue) -> tuple[MonthBeside, ...]:
    """Return every month of an issue that was filed or paid, in the order of the calendar."""
    came = {each.period: each.certificate.collections for each in issue.months}
    return tuple(_months(issue.forecast, came, issue.received.deal.assets.currency))


def _months(
    filed: Mapping[Period, FiledMonth], came: Mapping[Period, Mapping[str, Money]], currency: Currency
) -> Iterator[MonthBeside]:
    defaulted = recovered = expected = Money.zero(currency)
    for period in sorted(filed.keys() | came.keys()):
        own, told = came.get(period), filed.get(period)
        if own is not None:
            defaulted += own["defaulted-principal"]
            recovered += own["recoveries"]
        expected += Money.zero(currency) if told is None else told.defaulted - told.recovered
        yield MonthBeside(
            period=period,
            cash=None if own is None else total((own[item] for item in COLLECTION_ITEMS), currency),
            balance=None if own is None else own["closing-balance"],
            lost=None if own is None else max(defaulted - recovered, Money.zero(currency)),
            filed_cash=None if told is None else told.cash,
            filed_balance=None if told is None else told.ending,
            filed_lost=None if told is None else max(expected, Money.zero(currency)),
        )


def pool_figure(what: str, months: tuple[MonthBeside, ...]) -> Figure:
    """Return a figure of the pool as filed and as it came, in ten thousands of its currency, for a year from now on.

    Args:
        what: ``cash``, ``balance`` or ``lost``.
        months: of `beside_forecast`.
    """
    came = [*takewhile(_is_there, (getattr(each, what) for each in months))]
    shown = months[: len(came) + _AHEAD]
    filed = [*takewhile(_is_there, (getattr(each, f"filed_{what}") for each in shown))]
    currency = next(each.currency for each in (*filed, *came) if each is not None)
    series: tuple[Series, ...] = (
        Series(name=_label("filed"), values=tuple(map(_thousands, filed))),
        Series(name=_label("came"), values=tuple(map(_thousands, came))),
    )
    told, code = labels()["issued.figure.unit"], currency.value
    called = labels().get(f"issued.currency.{code}", Name(zh=code, en=code))
    unit = Name(zh=told.zh.format(currency=called.zh), en=told.en.format(currency=called.en))
    scale = tuple(str(each.period) for each in shown)
    drawn = Bars if what == "cash" or len(came) < _A_LINE else Curves
    if drawn is Bars:
        none = (Fraction(0),)
        series = tuple(replace(each, values=each.values + none * (len(scale) - len(each.values))) for each in series)
    picture = drawn(labels=scale, series=series, unit=unit)
    return Figure(id=what, caption=_label(what), alt=_label(f"{what}-alt"), picture=picture, source=_SOURCE)


def class_figure(certificates: tuple[Certificate, ...], names: tuple[str, ...]) -> Figure:
    """Return how much of each class is outstanding after each payment, in per cent of what was issued.

    Args:
        certificates: of the months that were paid, the first first; at least one.
        names: of the classes.
    """
    lines = [{line.token_class: line.factor for line in issued_lines(each)} for each in certificates]
    series = tuple(
        Series(name=Name(zh=name, en=name), values=(Fraction(100), *(100 * each[name] for each in lines)))
        for name in names
        if all(name in each for each in lines)
    )
    scale = (str(certificates[0].period.add(-1)), *(str(each.period) for each in certificates))
    picture = Curves(labels=scale, series=series, unit=_label("per-cent"))
    return Figure(id="factor", caption=_label("factor"), alt=_label("factor-alt"), picture=picture, source=_SOURCE)


def _is_there(amount: Money | None) -> bool:
    return amount is not None


def _thousands(amount: Money) -> Fraction:
    return Fraction(amount.minor, 10_000 * 10**amount.currency.exponent)


def _label(name: str) -> Name:
    return labels()[f"issued.figure.{name}"]
