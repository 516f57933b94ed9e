"""The plane that charts are drawn on: where periods and values lie, its rules and labels, its legend.

A value is a float here, where a pixel is the unit; nothing that is printed as a number is computed from it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.filing.report.figures import Series
from tallystick.shell.documents.drawing import (
    FILLS,
    GREY,
    PALE,
    Tongue,
    label,
    line,
    rectangle,
    text,
    text_width,
)

__all__ = [
    "LEFT",
    "PLOT_HEIGHT",
    "RIGHT",
    "SMALL",
    "TOP",
    "WIDTH",
    "Plane",
    "axes",
    "ceiling",
    "fine",
    "legend",
    "rows_of",
    "span",
    "tick",
]

WIDTH, PLOT_HEIGHT = 640.0, 230.0
LEFT, RIGHT, TOP = 58.0, 12.0, 26.0
SMALL = 9.5
_MOST_LABELS = 12
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_QUARTERS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The plot area: how many periods, and the values at its bottom and top."""

    count: int
    low: float
    high: float

    def x(self, index: float) -> float:
        """Return where the middle of a period lies."""
        step = (WIDTH - LEFT - RIGHT) / max(self.count, 1)
        return LEFT + step * (index + 0.5)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        return TOP + PLOT_HEIGHT * (self.high - value) / (self.high - self.low)

    @property
    def step(self) -> float:
        """The width of a period."""
        return (WIDTH - LEFT - RIGHT) / max(self.count, 1)


def axes(
    plane: Plane, periods: Sequence[str], unit: str, *, written: Callable[[float], str] | None = None
) -> Iterator[str]:
    """Yield rules and labels: values at the left, periods below, the unit above."""
    write = written or tick
    if unit:
        yield text(4, TOP - 12, unit, size=SMALL, fill=GREY)
    for value in _ticks(plane.low, plane.high):
        y = plane.y(value)
        yield line([(LEFT, y), (WIDTH - RIGHT, y)], stroke=PALE, width=0.7)
        yield text(LEFT - 6, y + 3.5, write(value), anchor="end", size=SMALL)
    every = -(-len(periods) // _MOST_LABELS) or 1
    for index, period in enumerate(periods):
        if index % every == 0:
            yield text(plane.x(index), TOP + PLOT_HEIGHT + 14, period, anchor="middle", size=9)


def legend(series: Sequence[Series], tongue: Tongue, *, top: float, named: str = "") -> Iterator[str]:
    """Yield the legend of filled series."""
    if named:
        yield text(4, top, named, size=SMALL, fill=GREY)
    for index, (x, row, words) in enumerate(_places(series, tongue, named=named)):
        y = top + 16 * row
        yield rectangle((x, y - 8), (14, 9), fill=FILLS[index % len(FILLS)], stroke=GREY)
        yield text(x + 19, y, words, size=SMALL)


def _places(series: Sequence[Series], tongue: Tongue, *, named: str = "") -> Iterator[tuple[float, int, str]]:
    """Yield where each legend entry stands: x, row and words, from left to right and then down."""
    first = max(LEFT, text_width(named, SMALL) + 16)
    x, row = first, 0
    for each in series:
        words = label(each.name, tongue)
        width = text_width(words, SMALL) + 34
        if x > first and x + width > WIDTH - RIGHT:
            x, row = first, row + 1
        yield x, row, words
        x += width


def rows_of(series: Sequence[Series], tongue: Tongue, *, named: str = "") -> int:
    """Return how many rows that legend takes."""
    return max((row for _, row, _ in _places(series, tongue, named=named)), default=0) + 1


def ceiling(value: float) -> float:
    """Return a round value not below `value`, of which four steps are round too."""
    if value <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next((size * step for step in _STEPS if size * step >= value), size * 10)


def _ticks(low: float, high: float) -> Iterator[float]:
    parts = 4
    for index in range(parts + 1):
        yield low + (high - low) * index / parts


def tick(value: float) -> str:
    """Write a value of the scale: whole where it is large, with one decimal otherwise."""
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:,.1f}"


def span(values: Sequence[float]) -> tuple[float, float]:
    """Return ends around values, four round steps apart; from zero where the values come near it."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 <= low < high / 2:
        low = 0.0
    size = 10.0 ** math.floor(math.log10(max(high - low, 1e-9) / 4))
    for step in (size * each for each in _QUARTERS):
        base = math.floor(low / step) * step
        if base + 4 * step >= high:
            return base, base + 4 * step
    return low, high


def fine(plane: Plane) -> Callable[[float], str]:
    """Return how values of a plane are written: with as many decimals as tell its rules apart."""
    apart = (plane.high - plane.low) / 4
    places = next((places for places in range(6) if abs(apart * 10**places - round(apart * 10**places)) < 1e-6), 6)
    return lambda value: f"{value:,.{places}f}"
