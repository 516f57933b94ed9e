"""What is drawn of a market: alerts by kind, and for an alert the figures over the months that it rests on.

The deal's own line stands beside its peers' median, or one source beside the other, so that a reader sees what the
alert compares. A month that nobody tells of ends a line.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Any, Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Bars, Curves, Series
from tallystick.shell.operations.market.drilling import DealSeen, medians
from tallystick.shell.operations.market.runs import KeptRun
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.supervision.market.four_truths import CHECKS

__all__ = ["alert_figure", "cash_figure", "kinds_figure", "measure_figure"]

_MEASURES: Final = {
    Kind.VINTAGE_WORSE: "loss",
    Kind.COVERAGE_FALLING: "coverage",
    Kind.TRIGGER_NEAR: "distance",
    Kind.QUALITY_DRIFT: "missing",
    Kind.TURNOVER_ABNORMAL: "turnover",
    Kind.PRICE_ABNORMAL: "price",
}
_RUN: Final = Source(kind="market", reference="runs")
_PPM: Final = 10_000


def kinds_figure(run: KeptRun) -> Figure | None:
    """Return how many alerts of each kind there are; None where there are none."""
    kinds = [each.kind for each in run.alerts.values()]
    shown = [kind for kind in Kind if kind in kinds]
    if not shown:
        return None
    series = (
        Series(name=_label("new"), values=tuple(Fraction(_new(run, kind)) for kind in shown)),
        Series(name=_label("standing"), values=tuple(Fraction(kinds.count(kind) - _new(run, kind)) for kind in shown)),
    )
    titles = tuple(labels()[f"market.short.{kind.value}"] for kind in shown)
    return _figure("kinds", Bars(labels=titles, series=series, unit=_label("alerts")))


def alert_figure(alert: Alert, deal: DealSeen | None, store: Partitions) -> Figure | None:
    """Return what an alert rests on, drawn; None where a table says it better.

    Args:
        alert: which.
        deal: the first of its deals.
        store: of the market.
    """
    if alert.kind in _MEASURES and deal is not None:
        return measure_figure(_MEASURES[alert.kind], deal, store)
    if alert.kind is Kind.SERVICER_DRIFT:
        picture = _curves([name for name, _ in alert.values], [("gap", [_share(each) for _, each in alert.values])])
        return _figure("gap", picture)
    check = next((each for each in CHECKS if each.kind is alert.kind), None)
    if check is not None and deal is not None:
        return _two_sources(alert, deal, (check.left.value, check.right.value))
    return None


def measure_figure(measure: str, deal: DealSeen, store: Partitions) -> Figure | None:
    """Return a measure of a deal over its months beside the median of its peers; None where nobody tells of it."""
    periods = [str(each["period"]) for each in deal.months]
    own = [each[measure] for each in deal.months]
    if not any(each is not None for each in own):
        return None
    usual = medians(store, str(deal.record["asset_class"]), measure, periods)
    lines: list[tuple[str, Sequence[float | None]]] = [("own", own), ("peers", [usual.get(each) for each in periods])]
    if measure == "loss":
        lines.insert(1, ("filed", [each["forecast"] for each in deal.months]))
    return _figure(measure, _curves(periods, [(name, [_per_cent(one) for one in line]) for name, line in lines]))


def cash_figure(deal: DealSeen, store: Partitions) -> Figure | None:
    """Return the cash that a deal's servicer reports beside what the filing expected; None where one is not."""
    filed = dict(store.forecast(str(deal.record["deal"])).iter_rows())
    came = {
        str(each["period"]): each["minor"]
        for each in deal.series
        if (each["figure"], each["source"]) == ("cash", "servicer")
    }
    if not filed or not came:
        return None
    lines = [
        ("servicer", [_tens(each) for each in came.values()]),
        ("filed", [_tens(filed.get(each)) for each in came]),
    ]
    return _figure("cash", _curves([*came], lines, unit="ten-thousands"))


def _two_sources(alert: Alert, deal: DealSeen, sources: tuple[str, str]) -> Figure | None:
    """Return what two sources say of a figure, month by month; what was said once holds on."""
    rows = [each for each in deal.series if each["figure"] == alert.about and each["source"] in sources]
    periods = sorted({str(each["period"]) for each in rows})
    if len(periods) < 2:
        return None
    lines = []
    for source in sources:
        told = {str(each["period"]): each["minor"] for each in rows if each["source"] == source}
        lines.append((source, [_tens(_last(told, period)) for period in periods]))
    return _figure("sources", _curves(periods, lines, unit="ten-thousands"))


def _last(told: dict[str, int], period: str) -> int | None:
    until = [month for month in told if month <= period]
    return told[max(until)] if until else None


def _curves(scale: Sequence[str], lines: Iterable[tuple[str, Sequence[Fraction | None]]], unit: str = "%") -> Curves:
    series = tuple(
        Series(
            name=_label(f"line-{name}"), values=tuple(each for each in takewhile(_is_told, values) if each is not None)
        )
        for name, values in lines
    )
    shown = Name(zh="%", en="%") if unit == "%" else _label(unit)
    return Curves(labels=tuple(scale), series=series, unit=shown)


def _is_told(value: Any) -> bool:  # noqa: ANN401 - whatever stands in a line
    return value is not None


def _per_cent(ppm: float | None) -> Fraction | None:
    return None if ppm is None else Fraction(ppm) / _PPM


def _tens(minor: int | None) -> Fraction | None:
    return None if minor is None else Fraction(minor, 1_000_000)


def _share(told: str) -> Fraction:
    return Fraction(told.removesuffix("%"))


def _new(run: KeptRun, kind: Kind) -> int:
    return sum(key in run.new for key, each in run.alerts.items() if each.kind is kind)


def _figure(name: str, picture: Bars | Curves) -> Figure:
    return Figure(id=name, caption=_label(name), alt=_label(f"{name}-alt"), picture=picture, source=_RUN)


def _label(name: str) -> Name:
    return labels()[f"market.figure.{name}"]
