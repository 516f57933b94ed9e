"""Two versions of a deal field by field: what was added, removed or changed, by path.

Entries of a list that have an id are held against the entry of the same id, whatever its place; others by place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.deal.reading import Tree, read_yaml

__all__ = ["FieldChange", "field_changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs; a text is empty where the version has no such field."""

    path: str
    before: str
    after: str


def field_changes(before: bytes, after: bytes, *, file: str) -> tuple[FieldChange, ...]:
    """Return every field in which two YAML files differ.

    Args:
        before: the earlier version; a file that cannot be read has no fields.
        after: the later one.
        file: their name, which begins each path.
    """
    old, new = (dict(_leaves(_tree(content, file), file)) for content in (before, after))
    paths = [*old, *(path for path in new if path not in old)]
    return tuple(
        FieldChange(path=path, before=old.get(path, ""), after=new.get(path, ""))
        for path in paths
        if old.get(path) != new.get(path)
    )


def _tree(content: bytes, file: str) -> Tree:
    document, _ = read_yaml(content, file=file)
    return {} if document is None else document.tree


def _leaves(tree: Tree, path: str) -> Iterator[tuple[str, str]]:
    match tree:
        case str():
            yield path, tree
        case dict():
            for name, below in tree.items():
                yield from _leaves(below, f"{path}:{name}" if ":" not in path else f"{path}.{name}")
        case list():
            for index, below in enumerate(tree):
                known = below.get("id") if isinstance(below, dict) else None
                name = known if isinstance(known, str) else str(index)
                yield from _leaves(below, f"{path}[{name}]")
