"""What a structure comes to as it is being edited: boxes and lines, made from whatever is there already.

    structure   assets -> vehicle -> its classes -> the other vehicle -> its classes
    vehicle     accounts -> numbered steps of the waterfall -> whoever is paid

Every box leads to its fields. A name that is not given yet is its id; a step whose account or payee is not there ends
in a broken line, which is what its finding says too.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Final

from tallystick.deal.editing.edits import Way, found, handle
from tallystick.deal.reading import Tree
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.shell.web.work.editor.shown import pointer

__all__ = ["Box", "Drawing", "Line", "diagram_of"]

_WIDE, _HIGH, _GAP, _ROW, _MARGIN = 210, 34, 90, 46, 12
_UNITS: Final = 25
_STUB: Final = 40
_PAYABLE: Final = ("fees", "classes", "accounts", "facilities", "rate_hedges", "ledgers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box with its name and a second line; `where` leads to its fields, on the page of `step`."""

    id: str
    x: int
    y: int
    name: Name
    under: str
    kind: str
    where: str
    step: str
    width: int = _WIDE
    height: int = _HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Cash from a box to another, in a currency; `broken` where one end is not there."""

    path: str
    currency: str
    broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Boxes and lines, and how large they are together."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def diagram_of(tree: Tree, vehicle: Way) -> Drawing | None:
    """Return the whole structure, or one vehicle of it; None where there is nothing to draw.

    Args:
        tree: the deal as it is being edited.
        vehicle: its key under `structure`; () for the whole.
    """
    return _waterfall(tree, vehicle[0]) if vehicle else _structure(tree)


def _structure(tree: Tree) -> Drawing | None:
    columns: list[list[Box]] = [[_box(tree, ("assets",), 0, "assets", "assets")]]
    for side in ("onshore", "offshore"):
        way = ("structure", side)
        if isinstance(found(tree, way), dict):
            columns.append([_box(tree, way, len(columns), "vehicle", side)])
            columns.append([_box(tree, each, len(columns), "class", side) for each in _ways(tree, (*way, "classes"))])
    columns = [each for each in columns if each]
    if len(columns) < 2:
        return None
    placed = [_down(each, max(map(len, columns))) for each in columns]
    lines = [
        _line(one, other, _currency(tree, other))
        for left, right in pairwise(placed)
        for one, other in product(left, right)
        if other.kind != "vehicle" or one.kind != "class" or found(tree, (*_way(one), "holder")) == "issuer"
    ]
    return _drawing([each for column in placed for each in column], lines)


def _waterfall(tree: Tree, side: str) -> Drawing | None:
    way = ("structure", side)
    steps = [_box(tree, each, 1, "step", side) for each in _ways(tree, (*way, "priorities"))]
    if not steps:
        return None
    numbered = [_numbered(each, number) for number, each in enumerate(steps, 1)]
    accounts = {
        str(found(tree, (*each, "id"))): _box(tree, each, 0, "account", side)
        for each in _ways(tree, (*way, "accounts"))
    }
    paid = {
        str(found(tree, (*each, "id"))): _box(tree, each, 2, key.rstrip("s"), side)
        for key in _PAYABLE
        for each in _ways(tree, (*way, key))
    }
    parties = found(tree, ("parties",))
    ends = [(found(tree, (*_way(each), "from")), list(_payees(tree, _way(each)))) for each in numbered]
    wanted = dict.fromkeys(name for _, names in ends for name in names)
    right = [
        paid.get(name) or _box(tree, ("parties", name), 2, "party", "parties")
        for name in wanted
        if name in paid or (isinstance(parties, dict) and name in parties)
    ]
    left, middle, last = (_down(each, len(steps)) for each in ([*accounts.values()], numbered, right))
    at = {each.id: each for each in left}
    currency = str(found(tree, (*way, "currency")) or "")
    lines = []
    for here, (source, names) in zip(middle, ends, strict=True):
        origin = accounts.get(str(source))
        lines.append(_line(at.get(origin.id) if origin else None, here, currency))
        for name in names or [""]:
            target = next((each for each in last if _way(each)[-1] == name), None)
            lines.append(_line(here, target, currency))
    return _drawing([*left, *middle, *last], lines)


def _ways(tree: Tree, way: Way) -> list[Way]:
    items = found(tree, way)
    return [(*way, handle(each, at)) for at, each in enumerate(items)] if isinstance(items, list) else []


def _payees(tree: Tree, way: Way) -> Iterator[str]:
    to = found(tree, (*way, "to"))
    for each in to if isinstance(to, list) else [to]:
        yield from (part for part in (each if isinstance(each, list) else [each]) if isinstance(part, str) and part)


def _way(box: Box) -> Way:
    return tuple(box.id.split("\n"))


def _box(tree: Tree, way: Way, column: int, kind: str, step: str) -> Box:
    return Box(
        id="\n".join(way),
        x=_MARGIN + column * (_WIDE + _GAP),
        y=_MARGIN,
        name=_named(tree, way, kind),
        under=_short(_under(tree, way, kind)),
        kind=kind,
        where=pointer(way),
        step=step,
    )


def _named(tree: Tree, way: Way, kind: str) -> Name:
    if kind == "vehicle":
        return both(f"portal.step.{way[-1]}")
    key = {"step": "text", "assets": "description"}.get(kind, "name")
    told = [found(tree, (*way, key, language)) for language in ("zh", "en")]
    zh, en = (_short(each if isinstance(each, str) and each else way[-1]) for each in told)
    return Name(zh=zh, en=en)


def _under(tree: Tree, way: Way, kind: str) -> str:
    """Return what matters most of a thing beside its name."""
    keys = {
        "assets": ("class", "currency"),
        "vehicle": ("currency",),
        "class": ("size", "coupon"),
        "step": ("clause", "pay"),
        "account": ("target",),
    }.get(kind, ("rate", "amount"))
    told = []
    for key in keys:
        value = found(tree, (*way, key))
        if isinstance(value, dict):
            ends = value.get("filed_range")
            value = "–".join(map(str, ends)) if isinstance(ends, list) else f"≤ {value.get('filed_max', '')}"
        told += [value] if isinstance(value, str) and value else []
    return " · ".join(told)


def _short(text: str) -> str:
    """Return as much of a text as fits a box; a wide character counts twice."""
    used, kept = 0, ""
    for each in text:
        used += 2 if unicodedata.east_asian_width(each) in "WF" else 1
        if used > _UNITS:
            return f"{kept}…"
        kept += each
    return kept


def _numbered(box: Box, number: int) -> Box:
    return replace(box, name=Name(zh=f"{number}. {box.name.zh}", en=f"{number}. {box.name.en}"))


def _down(boxes: list[Box], rows: int) -> list[Box]:
    """Spread a column over the height of the longest one."""
    step = rows / max(len(boxes), 1)
    return [replace(each, y=_MARGIN + int((at * step + (step - 1) / 2) * _ROW)) for at, each in enumerate(boxes)]


def _line(left: Box | None, right: Box | None, currency: str) -> Line:
    start = (left.x + left.width, left.y + left.height // 2) if left else None
    end = (right.x, right.y + right.height // 2) if right else None
    x1, y1 = start or (end[0] - _STUB, end[1]) if start or end else (0, 0)  # type: ignore[index]
    x2, y2 = end or (x1 + _STUB, y1)
    middle = (x1 + x2) // 2
    path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
    return Line(path=path, currency=currency, broken=start is None or end is None)


def _currency(tree: Tree, box: Box) -> str:
    return str(found(tree, (*_way(box)[:2], "currency")) or "")


def _drawing(boxes: list[Box], lines: list[Line]) -> Drawing:
    return Drawing(
        boxes=tuple(boxes),
        lines=tuple(lines),
        width=max(each.x + each.width for each in boxes) + _MARGIN,
        height=max(each.y + each.height for each in boxes) + _MARGIN,
    )
