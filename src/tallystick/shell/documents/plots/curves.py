"""Curves along a scale: decrement by speed, yield by speed, price by shift, defaults by age.

Up to eight curves have strokes of their own and a legend; more are drawn alike, as a family of which no single one is
to be followed, and the last is named. What was not observed but computed is drawn thin and dashed.
"""

from collections.abc import Iterator

from tallystick.filing.report.figures import Curves
from tallystick.filing.report.wordings import said
from tallystick.shell.documents.drawing import BLUE, GREY, INK, OCHRE, RED, Tongue, label, line, svg, text, text_width
from tallystick.shell.documents.plots.plane import (
    LEFT,
    PLOT_HEIGHT,
    RIGHT,
    SMALL,
    TOP,
    WIDTH,
    Plane,
    axes,
    fine,
    span,
)

__all__ = ["draw_curves"]

_STROKES = (
    (BLUE, ""),
    (OCHRE, ""),
    (INK, "6 3"),
    (RED, "2 2"),
    (BLUE, "8 3 2 3"),
    (OCHRE, "6 3"),
    (INK, ""),
    (GREY, ""),
)
_COMPUTED = "1.5 2.5"


def draw_curves(curves: Curves, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw curves with their legend."""
    values = [[float(value) for value in each.values] for each in curves.series]
    low, high = span([value for each in values for value in each])
    plane = Plane(count=len(curves.labels), low=low, high=high)
    body = [*axes(plane, curves.labels, label(curves.unit, tongue), written=fine(plane))]
    for place, each in enumerate(values):
        stroke, dash = _stroke(curves, place)
        points = [(plane.x(index), plane.y(value)) for index, value in enumerate(each)]
        known = curves.known[place] if curves.known else len(points)
        if known > 1:
            body.append(line(points[:known], stroke=stroke, width=1.5, dash=dash))
        if known < len(points):
            body.append(line(points[max(known - 1, 0) :], stroke=stroke, width=0.9, dash=_COMPUTED))
    legend = list(_legend(curves, tongue))
    rows = max((row for _, row, _, _ in legend), default=0)
    for x, row, place, words in legend:
        y = TOP + PLOT_HEIGHT + 34 + 16 * row
        stroke, dash = _stroke(curves, place) if place >= 0 else (BLUE, _COMPUTED)
        body.append(line([(x, y - 3), (x + 22, y - 3)], stroke=stroke, width=1.5, dash=dash))
        body.append(text(x + 27, y, words, size=SMALL))
    return svg(WIDTH, TOP + PLOT_HEIGHT + 44 + 16 * rows, title=title, description=description, body=body)


def _stroke(curves: Curves, place: int) -> tuple[str, str]:
    return _STROKES[place] if len(curves.series) <= len(_STROKES) else (BLUE, "")


def _legend(curves: Curves, tongue: Tongue) -> Iterator[tuple[float, int, int, str]]:
    """Yield where each entry stands: x, row, series (-1 for what was computed) and words."""
    if len(curves.series) <= len(_STROKES):
        entries = [(place, label(each.name, tongue)) for place, each in enumerate(curves.series)]
    else:
        ends = [label(curves.series[place].name, tongue) for place in (0, -1)]
        entries = [(0, f"{ends[0]} – {ends[1]}")]
    if curves.known:
        entries.append((-1, label(said("analysis.figure.completed"), tongue)))
    x, row = LEFT, 0
    for place, words in entries:
        width = text_width(words, SMALL) + 45
        if x > LEFT and x + width > WIDTH - RIGHT:
            x, row = LEFT, row + 1
        yield x, row, place, words
        x += width
