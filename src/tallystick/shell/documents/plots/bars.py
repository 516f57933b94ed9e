"""Bars beside one another: break-even by class, the grid, the histogram of defaults, layers of cost."""

from itertools import cycle

from tallystick.evidence.persons import Name
from tallystick.filing.report.figures import Bars
from tallystick.shell.documents.drawing import FILLS, HATCHES, INK, Tongue, label, line, rectangle, svg
from tallystick.shell.documents.plots.plane import (
    LEFT,
    PLOT_HEIGHT,
    RIGHT,
    TOP,
    WIDTH,
    Plane,
    axes,
    fine,
    legend,
    rows_of,
    span,
)

__all__ = ["draw_bars"]

_FILLED = 0.8
# One bar over the whole width of a figure shows nothing.
_WIDEST = 90.0


def draw_bars(bars: Bars, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw groups of bars, one group a label, with their legend."""
    values = [[float(value) for value in each.values] for each in bars.series]
    low, high = span([0.0, *(value for each in values for value in each)])
    labels = [label(each, tongue) if isinstance(each, Name) else each for each in bars.labels]
    plane = Plane(count=len(labels), low=low, high=high)
    body = [*axes(plane, labels, label(bars.unit, tongue), written=fine(plane))]
    group = min(plane.step * _FILLED, _WIDEST * max(len(values), 1))
    width = group / max(len(values), 1)
    for place, (fill, each) in enumerate(zip(cycle(FILLS), values, strict=False)):
        for index, value in enumerate(each):
            ends = plane.y(0), plane.y(value)
            left = plane.x(index) - group / 2 + width * place
            body.append(rectangle((left, min(ends)), (width, abs(ends[0] - ends[1])), fill=fill))
    body.append(line([(LEFT, plane.y(0)), (WIDTH - RIGHT, plane.y(0))], stroke=INK))
    body += legend(bars.series, tongue, top=TOP + PLOT_HEIGHT + 34)
    height = TOP + PLOT_HEIGHT + 28 + 16 * rows_of(bars.series, tongue)
    return svg(WIDTH, height, title=title, description=description, body=body, definitions=HATCHES)
