"""Edits of a deal as values: what somebody changed, where, and what stood there when they did.

    put    a value at a way, instead of `over`; an empty text takes the key away, and mappings that are empty then;
           a missing mapping is made
    add    an item at the end of a list
    drop   an item of a list, or a key
    up     an item of a list before the one above it

A way names an item of a list by its `id`, so that it means the same item after others came, went or moved; an item
without an id goes by its place from 0. An edit holds only where `over` still stands, so nobody overwrites what they
have not seen: `merged` returns those that do not hold beside the tree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from tallystick.deal.reading import Path, Tree

__all__ = ["Deed", "Edit", "EditError", "Way", "applied", "emptied", "found", "handle", "holds", "merged", "path_of"]

Way = tuple[str, ...]


class EditError(ValueError):
    """An edit does not fit the tree: a way leads through a text, or an item is not there."""


class Deed(StrEnum):
    """What an edit does."""

    PUT = "put"
    ADD = "add"
    DROP = "drop"
    UP = "up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change. `over` is what stood at the way of a put, "" where nothing did; the other deeds leave it empty."""

    deed: Deed
    way: Way
    value: Tree = ""
    over: Tree = ""


def found(tree: Tree, way: Way) -> Tree | None:
    """Return what stands at a way; None where nothing does."""
    path = path_of(tree, way)
    if path is None:
        return None
    here: Any = tree
    for part in path:
        here = here[part]
    return cast("Tree", here)


def path_of(tree: Tree, way: Way) -> Path | None:
    """Return a way with places instead of ids, as findings name it; None where nothing stands there."""
    path: Path = ()
    for part in way:
        if isinstance(tree, dict) and part in tree:
            tree, path = tree[part], (*path, part)
        elif isinstance(tree, list) and (at := _index(tree, part)) is not None:
            tree, path = tree[at], (*path, at)
        else:
            return None
    return path


def handle(item: Tree, at: int) -> str:
    """Return the name by which a way calls an item of a list: its id, else its place."""
    known = item.get("id") if isinstance(item, dict) else None
    return known if isinstance(known, str) and known and not known.isdigit() else str(at)


def holds(tree: Tree, edit: Edit) -> bool:
    """Tell whether an edit still fits: what it was made over stands there, or what it wants."""
    here = found(tree, edit.way)
    match edit.deed:
        case Deed.PUT:
            return (here or "") in (edit.over, edit.value)
        case Deed.ADD:
            items = here or []
            return isinstance(items, list) and handle(edit.value, -1) not in map(handle, items, range(len(items)))
        case Deed.DROP | Deed.UP:
            return here is not None


def applied(tree: Tree, edit: Edit) -> Tree:
    """Return a tree with one edit done, whether or not it `holds`.

    Raises:
        EditError: the way leads through a text, or to an item that is not there.
    """
    whole = _copied(tree)
    _do(whole, edit)
    return whole


def emptied(tree: Tree, way: Way) -> Way:
    """Return what goes when what stands at a way goes: the outermost mapping that holds nothing else."""
    while len(way) > 1:
        above, here = found(tree, way[:-2]), found(tree, way[:-1])
        if not isinstance(above, dict) or not isinstance(here, dict) or len(here) != 1:
            break
        way = way[:-1]
    return way


def merged(tree: Tree, edits: Iterable[Edit]) -> tuple[Tree, tuple[Edit, ...], tuple[Edit, ...]]:
    """Return a tree with every edit that holds, one after another; those that were done, and those that do not hold."""
    tree, done, held = _copied(tree), list[Edit](), list[Edit]()
    for edit in edits:
        try:
            if not holds(tree, edit):
                raise EditError(edit.way)  # noqa: TRY301 - the same as one that cannot be done
            if edit.deed is Deed.PUT and (found(tree, edit.way) or "") == edit.value:
                continue
            _do(tree, edit)
        except EditError:
            held.append(edit)
        else:
            done.append(edit)
    return tree, tuple(done), tuple(held)


def _do(whole: Tree, edit: Edit) -> None:
    """Do an edit in a tree of our own; see `applied`."""
    way = emptied(whole, edit.way) if _is_cleared(edit) else edit.way
    *above, last = way if edit.deed is not Deed.ADD else (*way, "")
    parent: Any = _opened(whole, tuple(above), list if edit.deed is Deed.ADD else dict)
    if edit.deed is Deed.ADD:
        if not isinstance(parent, list):
            raise EditError(edit.way)
        parent.append(_copied(edit.value))
        return
    at = last if isinstance(parent, dict) else _index(parent, last)
    gone = edit.deed is Deed.DROP or edit.value == ""
    if at is None or (gone and isinstance(parent, dict) and at not in parent):
        raise EditError(edit.way)
    if edit.deed is Deed.UP:
        if not isinstance(parent, list) or not isinstance(at, int):
            raise EditError(edit.way)
        above_it = max(at - 1, 0)
        parent[above_it], parent[at] = parent[at], parent[above_it]
    elif gone:
        del parent[at]
    else:
        parent[at] = _copied(edit.value)


def _copied(tree: Tree) -> Tree:
    """Return a tree of one's own; its texts are shared, which makes it a tenth of the work of a deep copy."""
    if isinstance(tree, dict):
        return {key: _copied(value) for key, value in tree.items()}
    return [_copied(each) for each in tree] if isinstance(tree, list) else tree


def _is_cleared(edit: Edit) -> bool:
    return edit.deed is Deed.PUT and edit.value == ""


def _opened(tree: Any, way: Way, last: type) -> Tree:  # noqa: ANN401 - a tree that is entered part by part
    """Return what stands at a way, making the mappings that are missing, and at its end a `last`."""
    for number, part in enumerate(way):
        at = part if isinstance(tree, dict) else _index(tree, part)
        if at is None:
            raise EditError(way)
        if isinstance(tree, dict) and tree.get(part, "") == "":
            tree[part] = last() if number == len(way) - 1 else {}
        tree = tree[at]
    if isinstance(tree, str):
        raise EditError(way)
    return cast("Tree", tree)


def _index(items: Tree, part: str) -> int | None:
    if not isinstance(items, list):
        return None
    names = [handle(each, at) for at, each in enumerate(items)]
    return names.index(part) if part in names else None
