"""Abnormal turnover and price: a month far from what the token itself did in the months before.

    apart = |x - median| / max(median of |earlier - median|, floor)        more than 10 for turnover, 6 for price

The median, not the mean, so that one wild month does not hide the next. A token that is hardly traded has a floor, so
that a first small sale is no alarm. No number of this is law, and no price here is advice.
Source: LAW.md d.2; 证监会公告〔2026〕1号 (major risks after filing).
"""

from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Final

from tallystick.supervision.market.alerts import Alert, Kind, percent
from tallystick.supervision.market.records import Market, MonthRecord

__all__ = ["abnormal_month", "abnormal_trading"]

_APART: Final = {Kind.TURNOVER_ABNORMAL: 10, Kind.PRICE_ABNORMAL: 6}
"""Turnover is skewed: a busy month is further out than a bad price. At least six months must stand before."""
_BEFORE: Final = 12
_FEWEST: Final = 6
_FLOORS: Final = {Kind.TURNOVER_ABNORMAL: 10_000, Kind.PRICE_ABNORMAL: 5_000}
"""The least that months are held to differ by themselves: 1 % of the tokens, 0.5 % of par."""


def abnormal_trading(market: Market) -> tuple[Alert, ...]:
    """Return the deals whose tokens were traded, or priced, in the last month as they never were."""
    return tuple(
        alert
        for deal, months in sorted(market.months_of().items())
        if months and months[-1].period == market.period
        for alert in abnormal_month(months)
    )


def abnormal_month(months: Sequence[MonthRecord]) -> Iterator[Alert]:
    """Yield whether the last month of one deal was traded, or priced, as those before it never were.

    Args:
        months: of the deal, in their order, at least one.
    """
    yield from _far(Kind.TURNOVER_ABNORMAL, months, [each.turnover for each in months])
    yield from _far(Kind.PRICE_ABNORMAL, months, [each.price for each in months])


def _far(kind: Kind, months: Sequence[MonthRecord], series: Sequence[int | None]) -> Iterator[Alert]:
    last = series[-1]
    before = [each for each in series[-_BEFORE - 1 : -1] if each is not None]
    if last is None or len(before) < _FEWEST:
        return
    usual = median_low(before)
    spread = max(median_low([abs(each - usual) for each in before]), _FLOORS[kind])
    if abs(last - usual) <= _APART[kind] * spread:
        return
    yield Alert(
        kind=kind,
        deals=(months[-1].deal,),
        about="tokens",
        since=months[-1].period,
        period=months[-1].period,
        measured=percent(last),
        against=f"{percent(usual)} ± {_APART[kind]} x {percent(spread)}",
        values=(("last", percent(last)), ("median", percent(usual)), ("spread", percent(spread))),
        sources=("ledger",),
    )
