"""Ties as a drawing: whoever joins payers on the left, the payers, and the deals they owe in on the right.

    group ──┬── payer ─────── deal          a line is as thick as the payer's share of the deal's pool
            └── payer ───┘                  red: the group owes more than 15 % of that pool together

Everything stands on whole numbers, so that one run is always drawn alike. The widest groups are drawn; the table beside
the drawing has them all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.supervision.market.records import PPM
from tallystick.supervision.market.sharing import MATERIAL
from tallystick.supervision.market.ties import Tie

__all__ = ["Graph", "Line", "Node", "graph_of"]

_GROUPS: Final = 12
_PAYERS: Final = 48
_ROW: Final = 30
_HEADS: Final = 12
"""Room for the heads of the columns, above the first row."""
_COLUMNS: Final = (8, 348, 712)
"""Where the boxes of groups, payers and deals begin; each is `_BOX` wide."""
_BOX: Final = 240
_LONGEST: Final = 38
"""Columns of text in a box; a Chinese character takes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box: its text as it fits, in full, where it stands, and which payer or deal it leads to."""

    text: str
    whole: str
    x: int
    y: int
    deal: str = ""
    payer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line between two boxes; `width` in units of the drawing, `over` where the group is material in the deal."""

    path: str
    width: int
    over: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A drawing; `left_out` groups are in the table alone."""

    height: int
    groups: tuple[Node, ...]
    payers: tuple[Node, ...]
    deals: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int


def graph_of(ties: Sequence[Tie], called: Callable[[str], str], told: Callable[[Tie], str]) -> Graph | None:
    """Return a drawing of ties; None where there are none.

    Args:
        ties: of a run, the widest group first.
        called: what people call a deal.
        told: a tie in words, for whoever points at its line.
    """
    groups = list(dict.fromkeys(each.group for each in ties))
    shown = _shown(ties, groups)
    if not shown:
        return None
    rows = list(dict.fromkeys((each.group, each.payer) for each in shown))
    at_payer = {row: _HEADS + _ROW * (number + 1) for number, row in enumerate(rows)}
    at_group = _means((each.group, at_payer[each.group, each.payer]) for each in shown)
    wished = _means((each.deal, at_payer[each.group, each.payer]) for each in shown)
    at_deal = _apart(wished, height=_HEADS + _ROW * (len(rows) + 1))
    height = max(*at_payer.values(), *at_deal.values()) + _ROW
    together: dict[tuple[str, str], int] = defaultdict(int)
    for each in shown:
        together[each.group, each.deal] += each.share
    first = {each.group: each for each in reversed(shown)}
    named = {(each.group, each.payer): each for each in reversed(shown)}
    return Graph(
        height=height,
        groups=tuple(_node(first[group].joined, 0, y) for group, y in at_group.items()),
        payers=tuple(_node(named[row].name, 1, y, deal=named[row].deal, payer=row[1]) for row, y in at_payer.items()),
        deals=tuple(_node(called(deal), 2, y, deal=deal) for deal, y in at_deal.items()),
        lines=tuple(
            line
            for each in shown
            for line in _lines(each, at_group, at_payer, at_deal, together[each.group, each.deal] > MATERIAL, told)
        ),
        left_out=len(groups) - len(at_group),
    )


def _shown(ties: Sequence[Tie], groups: Sequence[str]) -> list[Tie]:
    """Return the ties of the first groups, whole groups only, as many as a page has room for."""
    taken: list[Tie] = []
    for group in groups[:_GROUPS]:
        own = [each for each in ties if each.group == group]
        if taken and len(taken) + len(own) > _PAYERS:
            break
        taken += own[:_PAYERS]
    return taken


def _means(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, y in pairs:
        found[key].append(y)
    return {key: sum(own) // len(own) for key, own in found.items()}


def _apart(wished: dict[str, int], *, height: int) -> dict[str, int]:
    """Return places in the order of what was wished, a row apart, in the middle where there is room to spare."""
    order = sorted(wished, key=lambda each: (wished[each], each))
    found: dict[str, int] = {}
    last = _HEADS
    for number, key in enumerate(order):
        room = height - _ROW * (len(order) - number)
        last = max(last + _ROW, min(wished[key], max(room, last + _ROW)))
        found[key] = last
    return found


def _node(text: str, column: int, y: int, *, deal: str = "", payer: str = "") -> Node:
    return Node(text=_fitting(text), whole=text, x=_COLUMNS[column], y=y, deal=deal, payer=payer)


def _fitting(text: str) -> str:
    wide = 0
    for place, each in enumerate(text):
        wide += 1 if each.isascii() else 2
        if wide > _LONGEST:
            return f"{text[: place - 1]}…"
    return text


def _lines(
    tie: Tie,
    at_group: dict[str, int],
    at_payer: dict[tuple[str, str], int],
    at_deal: dict[str, int],
    over: bool,
    told: Callable[[Tie], str],
) -> tuple[Line, Line]:
    """Return the line from the group to the payer, and from the payer to the deal."""
    group, payer, deal = at_group[tie.group], at_payer[tie.group, tie.payer], at_deal[tie.deal]
    width = 1 + tie.share * 12 // PPM
    return (
        Line(path=_path(0, group, payer), width=1, over=over, told=tie.joined),
        Line(path=_path(1, payer, deal), width=width, over=over, told=told(tie)),
    )


def _path(column: int, start: int, end: int) -> str:
    x, to = _COLUMNS[column] + _BOX, _COLUMNS[column + 1]
    middle = (x + to) // 2
    return f"M{x} {start}C{middle} {start} {middle} {end} {to} {end}"
