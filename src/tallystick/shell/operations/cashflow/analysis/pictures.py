"""Figures of an analysis, from the values in its sheets; what a reader who does not see them needs stands beside."""

from collections.abc import Sequence
from fractions import Fraction

from tallystick.cashflow.analytics.losses.vintages import StaticPools
from tallystick.cashflow.scenarios.funding import FundingCost
from tallystick.cashflow.scenarios.likelihood import Likelihood
from tallystick.cashflow.scenarios.solving import Survived
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Figure
from tallystick.filing.report.figures import Bars, Curves, Lines, Picture, Series
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.cashflow.analysis.study import Study, figure, number
from tallystick.shell.operations.cashflow.names import bin_names, cell_names, points_name, share_name
from tallystick.shell.operations.ports.sheets import Cell, Sheet

__all__ = ["break_even", "funding", "losses", "of_sheets", "vintages"]

_BINS = 24
_PERCENT = both("%")


def of_sheets(study: Study, sheets: Sequence[Sheet]) -> tuple[Figure, ...]:
    """Return the figures of classes, coverage, grid and shocks."""
    drawn = []
    for sheet in sheets:
        match sheet.id:
            case "classes" if len(sheet.rows) > 1:  # one bar has nothing to stand beside
                values = tuple(number(row[1]) for row in sheet.rows)
                life = Series(name=said("analysis.column.life"), values=values)
                lives = Bars(labels=tuple(str(row[0]) for row in sheet.rows), series=(life,), unit=life.name)
                drawn.append(figure(study, "classes", sheet.title, lives))
            case "coverage":
                drawn += [figure(study, f"coverage-{place}", sheet.title, each) for place, each in _coverage(sheet)]
            case "grid":
                life_at = [each.id for each in sheet.columns].index("life")
                cells = cell_names(sheet, life_at)
                series = _per_class(sheet, class_at=3, value_at=life_at, scale=1)
                lives = Bars(labels=cells, series=series, unit=said("analysis.column.life"))
                drawn.append(figure(study, "grid", sheet.title, lives))
            case "rates":
                labels = tuple(dict.fromkeys(points_name(number(row[1])) for row in sheet.rows))
                series = _per_class(sheet, class_at=0, value_at=3, scale=1)
                picture = Curves(labels=labels, series=series, unit=said("analysis.column.price"))
                drawn.append(figure(study, "rates", sheet.title, picture))
            case "exchange":
                labels = tuple(dict.fromkeys(share_name(number(row[0])) for row in sheet.rows))
                series = _per_class(sheet, class_at=1, value_at=3, scale=100)
                drawn.append(figure(study, "exchange", sheet.title, Bars(labels=labels, series=series, unit=_PERCENT)))
    return tuple(drawn)


def break_even(study: Study, stands: dict[str, Survived]) -> tuple[Figure, ...]:
    """Return what part of the pool may default, and be lost, before each class stops being paid."""
    kinds = (("defaulted", "timely-defaulted"), ("lost", "timely-lost"))
    series = tuple(
        Series(
            name=said(f"analysis.column.{label}"),
            values=tuple(_of(getattr(each, name)) for each in stands.values()),
        )
        for name, label in kinds
    )
    picture = Bars(labels=tuple(stands), series=series, unit=_PERCENT)
    return (figure(study, "break-even", said("analysis.title.break-even"), picture),)


def losses(study: Study, found: Likelihood) -> tuple[Figure, ...]:
    """Return the histogram of simulated shares, to a little beyond its largest quantile."""
    highest = max((each.simulated for each in found.quantiles), default=found.distribution.mean) * Fraction(11, 10)
    counts = found.distribution.histogram(_BINS, highest)
    labels = bin_names(highest, _BINS)
    scenarios = len(found.distribution.shares)
    values = tuple(Fraction(count * 100, scenarios) for count in counts)
    series = (Series(name=said("analysis.figure.scenarios"), values=values),)
    return (figure(study, "losses", said("analysis.title.losses"), Bars(labels=labels, series=series, unit=_PERCENT)),)


def vintages(study: Study, pools: StaticPools) -> tuple[Figure, ...]:
    """Return cumulative curves of every vintage, observed and completed."""
    longest = max(len(row) for row in pools.shares)
    series = tuple(
        Series(name=both(vintage.id), values=tuple(share * 100 for share in shares))
        for vintage, shares in zip(pools.vintages, pools.shares, strict=True)
    )
    picture = Curves(
        labels=tuple(str(age) for age in range(1, longest + 1)),
        series=series,
        unit=_PERCENT,
        known=tuple(len(vintage.defaulted) for vintage in pools.vintages),
    )
    return (figure(study, "vintages", said("analysis.title.vintages"), picture),)


def funding(study: Study, costs: tuple[FundingCost, FundingCost]) -> tuple[Figure, ...]:
    """Return the layers of the cost of both routes."""
    names = ("investors", "with-fees", "with-taxes", "all-in")
    series = tuple(
        Series(name=said(f"analysis.route.{route}"), values=tuple(layer * 100 for layer in cost.layers))
        for route, cost in zip(("token", "domestic"), costs, strict=True)
    )
    labels = tuple(said(f"analysis.layer.{name}") for name in names)
    picture = Bars(labels=labels, series=series, unit=_PERCENT)
    return (figure(study, "funding", said("analysis.title.funding"), picture),)


def _coverage(sheet: Sheet) -> list[tuple[str, Picture]]:
    found = list[tuple[str, Picture]]()
    for vehicle in dict.fromkeys(row[0] for row in sheet.rows):
        rows = [row for row in sheet.rows if row[0] == vehicle]
        values = tuple(number(row[2]) for row in rows)
        series = (Series(name=_named(vehicle), values=values),)
        periods = tuple(str(row[1])[:7] for row in rows)
        lines = Lines(periods=periods, series=series, level=Fraction(1), level_name=said("report.figure.level"))
        name = "onshore" if _named(vehicle) == said("report.vehicle.onshore") else "offshore"
        found.append((name, lines))
    return found


def _per_class(sheet: Sheet, *, class_at: int, value_at: int, scale: int) -> tuple[Series, ...]:
    classes = dict.fromkeys(str(row[class_at]) for row in sheet.rows)
    return tuple(
        Series(
            name=both(name),
            values=tuple(number(row[value_at]) * scale for row in sheet.rows if row[class_at] == name),
        )
        for name in classes
    )


def _of(share: object) -> Fraction:
    value = getattr(share, "value", Fraction(0))
    return Fraction(value) * 100


def _named(cell: Cell) -> Name:
    return cell if isinstance(cell, Name) else both(str(cell))
