"""Charts of the report: stacked balances, cash by source and use, coverage with its line.

The numbers are the exact ones of the tables beside them; they become floating point here, where a pixel is the unit.
Source: PORTAL.md, "Deal page" for which chart shows what.
It computes nothing that is printed as a number.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import cycle

from tallystick.filing.report.figures import Areas, Lines, Mirror, Series
from tallystick.filing.report.wordings import said
from tallystick.shell.documents.drawing import (
    BLUE,
    FILLS,
    HATCHES,
    INK,
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
from tallystick.shell.documents.plots.plane import (
    LEFT,
    PLOT_HEIGHT,
    RIGHT,
    SMALL,
    TOP,
    WIDTH,
    Plane,
    axes,
    ceiling,
    legend,
    rows_of,
    tick,
)

__all__ = ["draw_areas", "draw_lines", "draw_mirror"]

_DASHES = ("", "6 3", "2 2", "8 3 2 3")
_RATIO_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
_BEYOND = 2
"""So many times its level a ratio belongs to the scale."""


def draw_areas(areas: Areas, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw balances stacked over periods."""
    layers = [[float(value) for value in each.values] for each in areas.series]
    totals = [sum(values) for values in zip(*layers, strict=True)]
    plane = Plane(count=len(areas.periods), low=0.0, high=ceiling(max(totals, default=0.0)))
    below = [0.0] * plane.count
    body = [*axes(plane, areas.periods, label(areas.unit, tongue))]
    for index, values in enumerate(layers):
        above = [base + value for base, value in zip(below, values, strict=True)]
        body.append(_band(plane, below, above, FILLS[index % len(FILLS)]))
        below = above
    body += legend(areas.series, tongue, top=TOP + PLOT_HEIGHT + 34)
    height = TOP + PLOT_HEIGHT + 28 + 16 * rows_of(areas.series, tongue)
    return svg(WIDTH, height, title=title, description=description, body=body, definitions=HATCHES)


def draw_mirror(mirror: Mirror, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw cash by source above the axis and by use below it."""
    sides = [[each for each in side if any(each.values)] for side in (mirror.sources, mirror.uses)]
    columns = [float(sum(values)) for side in sides for values in zip(*(each.values for each in side), strict=True)]
    high = ceiling(max(columns, default=0.0))
    plane = Plane(count=len(mirror.periods), low=-high, high=high)
    body = [*axes(plane, mirror.periods, label(mirror.unit, tongue), written=lambda value: tick(abs(value)))]
    top = TOP + PLOT_HEIGHT + 34
    for side, sign, key in zip(sides, (1.0, -1.0), ("sources", "uses"), strict=True):
        body += _bars(plane, side, sign)
        named = label(said(f"report.figure.{key}"), tongue)
        body += legend(side, tongue, top=top, named=named)
        top += 16 * rows_of(side, tongue, named=named) + 4
    body.append(line([(LEFT, plane.y(0)), (WIDTH - RIGHT, plane.y(0))], stroke=INK))
    return svg(WIDTH, top - 6, title=title, description=description, body=body, definitions=HATCHES)


def draw_lines(lines: Lines, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw ratios over periods with the level they are held against; what lies below it is marked.

    A ratio above twice the level is no part of the scale: it stands at the upper edge with an arrow and its figure, and
    the key says so, so that it does not flatten the others.
    """
    values = [[float(value) for value in each.values] for each in lines.series]
    level = float(lines.level)
    ordinary = [value for each in values for value in each if value <= _BEYOND * level]
    low, high = _around(min([*ordinary, level]), max([*ordinary, level]))
    beyond = any(value > high for each in values for value in each)
    shown = [[min(value, high) for value in each] for each in values]
    plane = Plane(count=len(lines.periods), low=low, high=high)
    body = [*axes(plane, lines.periods, "", written=lambda value: f"{value:.2f}")]
    body.append(line([(LEFT, plane.y(level)), (WIDTH - RIGHT, plane.y(level))], stroke=RED, width=1.2, dash="5 3"))
    for index, (each, full) in enumerate(zip(shown, lines.series, strict=True)):
        points = [(plane.x(place), plane.y(value)) for place, value in enumerate(each)]
        body.append(line(points, stroke=BLUE if index == 0 else INK, width=1.6, dash=_DASHES[index % len(_DASHES)]))
        for (x, y), exact in zip(points, full.values, strict=True):
            if exact < lines.level:
                body.append(dot(x, y, radius=2.6, fill=RED))
            if exact > high:  # rounded down, as coverage is in the tables
                body.append(
                    text(
                        x,
                        y - 4,
                        f"↑ {math.floor(exact * 100) / 100:.2f}",
                        anchor="middle",
                        size=9,
                        fill=BLUE,
                        halo=True,
                    )
                )
    body += _key(lines, tongue, beyond=beyond)
    return svg(WIDTH, TOP + PLOT_HEIGHT + 44, title=title, description=description, body=body)


def _key(lines: Lines, tongue: Tongue, *, beyond: bool) -> Iterator[str]:
    """Yield the legend of a line chart: each series, the level, and what stands beyond the scale."""
    x, y = LEFT, TOP + PLOT_HEIGHT + 34
    strokes = [(each.name, BLUE if index == 0 else INK, _DASHES[index % 4]) for index, each in enumerate(lines.series)]
    for name, stroke, dash in [*strokes, (lines.level_name, RED, "5 3")]:
        yield line([(x, y - 3), (x + 22, y - 3)], stroke=stroke, width=1.6, dash=dash)
        yield text(x + 27, y, label(name, tongue), size=SMALL)
        x += 27 + text_width(label(name, tongue), SMALL) + 18
    if beyond:
        yield text(x, y, label(said("report.figure.beyond"), tongue), size=SMALL, fill=BLUE)


def _band(plane: Plane, below: Sequence[float], above: Sequence[float], fill: str) -> str:
    upper = [f"{number(plane.x(index))} {number(plane.y(value))}" for index, value in enumerate(above)]
    lower = [f"{number(plane.x(index))} {number(plane.y(value))}" for index, value in enumerate(below)]
    return path(f"M{' L'.join([*upper, *reversed(lower)])}Z", fill=fill, stroke=PAPER, width=0.8)


def _bars(plane: Plane, series: Sequence[Series], sign: float) -> Iterator[str]:
    gap = min(plane.step * 0.25, 4.0)
    base = [0.0] * plane.count
    for fill, each in zip(cycle(FILLS), series):
        for index, value in enumerate(map(float, each.values)):
            if value:
                ends = plane.y(sign * base[index]), plane.y(sign * (base[index] + value))
                corner = (plane.x(index) - plane.step / 2 + gap / 2, min(ends))
                yield rectangle(corner, (plane.step - gap, abs(ends[0] - ends[1])), fill=fill)
            base[index] += value


def _around(low: float, high: float) -> tuple[float, float]:
    """Return round ends around a range, four round steps apart."""
    step = next(step for step in _RATIO_STEPS if math.floor(low / step) * step + 4 * step >= high)
    least = math.floor(low / step) * step
    return least, least + 4 * step
