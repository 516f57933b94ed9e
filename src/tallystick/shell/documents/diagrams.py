"""The structure diagram and the line of dates.

Nodes stand in columns from originator to holders, the two sides of the border apart; what passes between them is told
by the kind of line: full for title and for control, dashed for what holders are paid, dotted for the swap.
Source: PORTAL.md, "Deal page" (structure); the nodes come from the deal file.
It decides no layout of its own: columns and rows come with the nodes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tallystick.filing.report.figures import Diagram, Edge, Node, Timeline
from tallystick.filing.report.wordings import said
from tallystick.shell.documents.drawing import (
    BLUE,
    GREY,
    INK,
    OCHRE,
    PAPER,
    Tongue,
    dot,
    group,
    label,
    line,
    number,
    path,
    rectangle,
    svg,
    text,
    wrapped,
)

__all__ = ["draw_diagram", "draw_timeline"]

_WIDTH, _COLUMN, _GAP = 128.0, 176.0, 34.0
_HEIGHTS: dict[Tongue, float] = {"zh": 70.0, "en": 84.0, "both": 104.0}
_MARGIN, _TOP, _BORDER = 8.0, 30.0, 26.0
_LINES = {"title": (BLUE, ""), "cash": (OCHRE, "6 3"), "swap": (GREY, "2 3"), "control": (INK, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where boxes stand: `border` is the last column on this side of it, beyond which they stand further away."""

    tongue: Tongue
    border: int | None

    def corner(self, node: Node) -> tuple[float, float]:
        further = _BORDER if self.border is not None and node.column > self.border else 0.0
        return _MARGIN + node.column * _COLUMN + further, _TOP + node.row * (_HEIGHTS[self.tongue] + _GAP)

    def crosses(self, one: Node, other: Node) -> bool:
        return self.border is not None and one.column <= self.border < other.column


def draw_diagram(diagram: Diagram, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw the structure of a deal."""
    tall = _HEIGHTS[tongue]
    columns = max(node.column for node in diagram.nodes) + 1
    rows = max(node.row for node in diagram.nodes) + 1
    layout = _Layout(tongue=tongue, border=_last_onshore(diagram))
    width = 2 * _MARGIN + (columns - 1) * _COLUMN + _WIDTH + (_BORDER if layout.border is not None else 0)
    height = _TOP + rows * (tall + _GAP) - _GAP + _MARGIN
    nodes = {node.id: node for node in diagram.nodes}
    body = [
        *_border(layout, height),
        *(part for edge in diagram.edges for part in _edge(edge, nodes, layout)),
        *(_node(node, layout) for node in diagram.nodes),
    ]
    return svg(width, height, title=title, description=description, body=body, definitions=_ARROWS)


def draw_timeline(timeline: Timeline, *, tongue: Tongue, title: str, description: str) -> str:
    """Draw dated events on a line, evenly spaced in their order; the days between them stand on the line."""
    width, height, y = 640.0, 74.0, 34.0
    step = width / max(len(timeline.events), 1)
    places = [(step * (index + 0.5), day, name) for index, (day, name) in enumerate(timeline.events)]
    body = [line([(step / 2 - 30, y), (width - step / 2 + 30, y)], stroke=INK, width=1.2)]
    for x, day, name in places:
        body.append(dot(x, y, radius=3.6, fill=BLUE))
        body.append(text(x, y - 14, label(name, tongue), anchor="middle", size=10))
        body.append(text(x, y + 20, day.isoformat(), anchor="middle", size=9.5, fill=GREY))
    for (x1, before, _), (x2, after, _) in pairwise(places):
        days = label(said("report.figure.days", count=(after - before).days), tongue)
        body.append(text((x1 + x2) / 2, y - 5, days, anchor="middle", size=8, fill=GREY))
    return svg(width, height, title=title, description=description, body=body)


_ARROWS = "".join(
    f'<marker id="arrow-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0L8 4L0 8Z" fill="{stroke}"/></marker>'
    for kind, (stroke, _) in _LINES.items()
)


def _last_onshore(diagram: Diagram) -> int | None:
    """Return the last column onshore, where all of the other side stands beyond it."""
    onshore = [node.column for node in diagram.nodes if node.side == "onshore"]
    overseas = [node.column for node in diagram.nodes if node.side == "overseas"]
    return max(onshore) if onshore and overseas and max(onshore) < min(overseas) else None


def _border(layout: _Layout, height: float) -> Iterator[str]:
    """Yield the line between the two sides, in the room between their columns where no words stand."""
    if layout.border is None:
        return
    x, tongue = _MARGIN + (layout.border + 1) * _COLUMN + _BORDER / 2, layout.tongue
    yield line([(x, 6), (x, height - 2)], stroke=GREY, width=0.8, dash="10 4 2 4")
    yield text(x - 8, 16, label(said("report.figure.onshore"), tongue), anchor="end", size=9.5, fill=GREY)
    yield text(x + 8, 16, label(said("report.figure.overseas"), tongue), size=9.5, fill=GREY)


def _node(node: Node, layout: _Layout) -> str:
    (x, y), tongue = layout.corner(node), layout.tongue
    size = 10.0
    most = int(_HEIGHTS[tongue] // 14)
    name = wrapped(label(node.name, tongue), _WIDTH - 10, size, most=most - 1)
    detail = wrapped(label(node.detail, tongue), _WIDTH - 10, size - 1, most=most - len(name))
    parts = [rectangle((x, y), (_WIDTH, _HEIGHTS[tongue]), fill=PAPER, stroke=INK, radius=2)]
    step = 13.0
    first = y + _HEIGHTS[tongue] / 2 - step * (len(name) + len(detail)) / 2 + 9.5
    middle = x + _WIDTH / 2
    for index, words in enumerate(name):
        parts.append(text(middle, first + step * index, words, anchor="middle", size=size))
    for index, words in enumerate(detail, start=len(name)):
        parts.append(text(middle, first + step * index, words, anchor="middle", size=size - 1, fill=GREY))
    return group(label(node.name, tongue), parts)


def _edge(edge: Edge, nodes: dict[str, Node], layout: _Layout) -> Iterator[str]:
    """Yield an arrow between two boxes: straight along a row or a column, otherwise with one bend halfway."""
    stroke, dash = _LINES[edge.kind]
    source, target, tongue = nodes[edge.source], nodes[edge.target], layout.tongue
    (x1, y1), (x2, y2) = layout.corner(source), layout.corner(target)
    if source.column == target.column:
        middle = x1 + _WIDTH / 2
        route = f"M{number(middle)} {number(y1 + _HEIGHTS[tongue])}V{number(y2)}"
        place = (middle + 6, (y1 + _HEIGHTS[tongue] + y2) / 2 + 3, "start")
    else:
        start, end = (x1 + _WIDTH, y1 + _HEIGHTS[tongue] / 2), (x2, y2 + _HEIGHTS[tongue] / 2)
        bend = (start[0] + end[0]) / 2
        if layout.crosses(source, target):  # words stand on this side of the border; a bend is made beyond it
            bend = (start[0] + end[0] - _BORDER) / 2 if y1 == y2 else end[0] - _BORDER / 4
        route = f"M{number(start[0])} {number(start[1])}H{number(bend)}V{number(end[1])}H{number(end[0])}"
        # The words of a bent arrow stand in the gap above its target, where there is no box to run into.
        place = (bend, end[1] - 5, "middle") if y1 == y2 else (bend + 4, y2 - _GAP / 2 + 3, "start")
    arrow = path(route, stroke=stroke, width=1.3, dash=dash)
    yield arrow.replace("/>", f' marker-end="url(#arrow-{edge.kind})"/>')
    for index, words in enumerate(_edge_words(edge, tongue)):
        yield text(place[0], place[1] - (10 if index else 0), words, anchor=place[2], size=8.5, fill=stroke, halo=True)


def _edge_words(edge: Edge, tongue: Tongue) -> tuple[str, ...]:
    """Return the words beside an arrow, lowest line first; short enough for the gap between two boxes."""
    gap = _COLUMN - _WIDTH - 2
    return tuple(reversed(wrapped(label(edge.name, tongue), gap, 8.5, most=2)))
