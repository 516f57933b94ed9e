"""Charts of the report: stacked balances, cash by source and use, coverage with its line.

The numbers are the exact ones of the tables beside them; they become floating point here, where a pixel is the unit.
Source: PORTAL.md, "Deal page" for which chart shows what.
It computes nothing that is printed as a number.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.evidence.persons import Name
from tallystick.filing.report.figures import Areas, Lines, Mirror, Series
from tallystick.filing.report.wordings import said
from tallystick.shell.documents.drawing import (
    BLUE,
    FILLS,
    GREY,
    HATCHES,
    INK,
    PALE,
    PAPER,
    RED,
    Tongue,
    dot,
    label,
    line,
    number,
    path,
    rectangle,
    svg,
    text,
    text_width,
)

__all__ = ["draw_areas", "draw_lines", "draw_mirror"]

_WIDTH, _PLOT_HEIGHT = 640.0, 230.0
_LEFT, _RIGHT, _TOP = 58.0, 12.0, 26.0
_MOST_LABELS = 12
_DASHES = ("", "6 3", "2 2", "8 3 2 3")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """The plot area: how many periods, and the values at its bottom and top."""

    count: int
    low: float
    high: float

    def x(self, index: float) -> float:
        step = (_WIDTH - _LEFT - _RIGHT) / max(self.count, 1)
        return _LEFT + step * (index + 0.5)

    def y(self, value: float) -> float:
        return _TOP + _PLOT_HEIGHT * (self.high - value) / (self.high - self.low)

    @property
    def step(self) -> float:
        return (_WIDTH - _LEFT - _RIGHT) / max(self.count, 1)


def draw_areas(areas: Areas, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw balances stacked over periods."""
    layers = [[float(value) for value in each.values] for each in areas.series]
    totals = [sum(values) for values in zip(*layers, strict=True)]
    plane = _Plane(count=len(areas.periods), low=0.0, high=_ceiling(max(totals, default=0.0)))
    below = [0.0] * plane.count
    body = [*_axes(plane, areas.periods, label(areas.unit, tongue))]
    for index, values in enumerate(layers):
        above = [base + value for base, value in zip(below, values, strict=True)]
        body.append(_band(plane, below, above, FILLS[index % len(FILLS)]))
        below = above
    body += _legend(areas.series, tongue, top=_TOP + _PLOT_HEIGHT + 34)
    return svg(
        _WIDTH, _height(areas.series, tongue), title=title, description=description, body=body, definitions=HATCHES
    )


def draw_mirror(mirror: Mirror, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw cash by source above the axis and by use below it."""
    up = [[float(value) for value in each.values] for each in mirror.sources]
    down = [[float(value) for value in each.values] for each in mirror.uses]
    columns = [sum(values) for side in (up, down) if side for values in zip(*side, strict=True)]
    high = _ceiling(max(columns, default=0.0))
    plane = _Plane(count=len(mirror.periods), low=-high, high=high)
    fills = {each.name: FILLS[index % len(FILLS)] for index, each in enumerate((*mirror.sources, *mirror.uses))}
    body = [*_axes(plane, mirror.periods, label(mirror.unit, tongue), written=lambda value: _tick(abs(value)))]
    body += _bars(plane, mirror.sources, up, 1.0, fills)
    body += _bars(plane, mirror.uses, down, -1.0, fills)
    body.append(line([(_LEFT, plane.y(0)), (_WIDTH - _RIGHT, plane.y(0))], stroke=INK))
    body.append(
        text(_WIDTH - _RIGHT, _TOP + 10, label(said("report.figure.sources"), tongue), anchor="end", size=9, fill=GREY)
    )
    body.append(
        text(
            _WIDTH - _RIGHT,
            _TOP + _PLOT_HEIGHT - 4,
            label(said("report.figure.uses"), tongue),
            anchor="end",
            size=9,
            fill=GREY,
        )
    )
    series = (*mirror.sources, *mirror.uses)
    body += _legend(series, tongue, top=_TOP + _PLOT_HEIGHT + 34)
    return svg(_WIDTH, _height(series, tongue), title=title, description=description, body=body, definitions=HATCHES)


def draw_lines(lines: Lines, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw ratios over periods with the level they are held against; what lies below it is marked."""
    values = [[float(value) for value in each.values] for each in lines.series]
    level = float(lines.level)
    flat = [value for each in values for value in each] or [level]
    low, high = min(*flat, level), max(*flat, level)
    margin = max((high - low) * 0.15, 0.05)
    plane = _Plane(count=len(lines.periods), low=max(0.0, low - margin), high=high + margin)
    body = [*_axes(plane, lines.periods, "", written=lambda value: f"{value:.2f}")]
    body.append(line([(_LEFT, plane.y(level)), (_WIDTH - _RIGHT, plane.y(level))], stroke=RED, width=1.2, dash="5 3"))
    body.append(text(_LEFT + 4, plane.y(level) - 4, label(lines.level_name, tongue), size=9, fill=RED))
    for index, each in enumerate(values):
        points = [(plane.x(place), plane.y(value)) for place, value in enumerate(each)]
        body.append(line(points, stroke=BLUE if index == 0 else INK, width=1.6, dash=_DASHES[index % len(_DASHES)]))
        body += [dot(x, y, radius=2.6, fill=RED) for (x, y), value in zip(points, each, strict=True) if value < level]
    return svg(_WIDTH, _TOP + _PLOT_HEIGHT + 30, title=title, description=description, body=body)


def _axes(
    plane: _Plane, periods: Sequence[str], unit: str, *, written: Callable[[float], str] | None = None
) -> Iterator[str]:
    """Yield rules and labels: values at the left, periods below, the unit above."""
    write = written or _tick
    if unit:
        yield text(4, _TOP - 12, unit, size=9, fill=GREY)
    for value in _ticks(plane.low, plane.high):
        y = plane.y(value)
        yield line([(_LEFT, y), (_WIDTH - _RIGHT, y)], stroke=PALE, width=0.7)
        yield text(_LEFT - 6, y + 3.5, write(value), anchor="end", size=9)
    every = -(-len(periods) // _MOST_LABELS) or 1
    for index, period in enumerate(periods):
        if index % every == 0:
            yield text(plane.x(index), _TOP + _PLOT_HEIGHT + 14, period, anchor="middle", size=8.5)


def _band(plane: _Plane, below: Sequence[float], above: Sequence[float], fill: str) -> str:
    upper = [f"{number(plane.x(index))} {number(plane.y(value))}" for index, value in enumerate(above)]
    lower = [f"{number(plane.x(index))} {number(plane.y(value))}" for index, value in enumerate(below)]
    return path(f"M{' L'.join([*upper, *reversed(lower)])}Z", fill=fill, stroke=PAPER, width=0.8)


def _bars(
    plane: _Plane, series: Sequence[Series], values: Sequence[Sequence[float]], sign: float, fills: dict[Name, str]
) -> Iterator[str]:
    gap = min(plane.step * 0.25, 4.0)
    base = [0.0] * plane.count
    for each, row in zip(series, values, strict=True):
        for index, value in enumerate(row):
            if value:
                ends = plane.y(sign * base[index]), plane.y(sign * (base[index] + value))
                corner = (plane.x(index) - plane.step / 2 + gap / 2, min(ends))
                yield rectangle(
                    corner, (plane.step - gap, abs(ends[0] - ends[1])), fill=fills[each.name], stroke="none"
                )
            base[index] += value


def _legend(series: Sequence[Series], tongue: Tongue, *, top: float) -> Iterator[str]:
    for index, (x, row, words) in enumerate(_places(series, tongue)):
        y = top + 16 * row
        yield rectangle((x, y - 8), (14, 9), fill=FILLS[index % len(FILLS)], stroke=GREY)
        yield text(x + 19, y, words, size=9)


def _places(series: Sequence[Series], tongue: Tongue) -> Iterator[tuple[float, int, str]]:
    """Yield where each legend entry stands: x, row and words, from left to right and then down."""
    x, row = _LEFT, 0
    for each in series:
        words = label(each.name, tongue)
        width = text_width(words, 9) + 36
        if x > _LEFT and x + width > _WIDTH - _RIGHT:
            x, row = _LEFT, row + 1
        yield x, row, words
        x += width


def _height(series: Sequence[Series], tongue: Tongue) -> float:
    rows = max((row for _, row, _ in _places(series, tongue)), default=0) + 1
    return _TOP + _PLOT_HEIGHT + 28 + 16 * rows


def _ceiling(value: float) -> float:
    """Return a round value not below `value`, of which four steps are round too."""
    if value <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next((size * step for step in _STEPS if size * step >= value), size * 10)


def _ticks(low: float, high: float) -> Iterator[float]:
    parts = 4
    for index in range(parts + 1):
        yield low + (high - low) * index / parts


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:,.1f}"
