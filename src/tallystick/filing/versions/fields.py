"""Two versions of a deal field by field: what was added, removed or changed, by path.

Entries of a list that have an id are held against the entry of the same id, whatever its place; others by place. A text
that changed in one language alone is a finding: the two no longer say the same, or one of them was behind before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tallystick.deal.reading import Tree, read_yaml
from tallystick.evidence.findings import Finding, finding

__all__ = ["FieldChange", "check_languages", "field_changes"]


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


def check_languages(changes: Iterable[FieldChange]) -> Iterator[Finding]:
    """Yield each text that was reworded in one language while the other stayed as it was.

    Args:
        changes: every field in which two versions differ.
    """
    changed = {change.path: change for change in changes}
    for path, change in changed.items():
        head, _, language = path.rpartition(".")
        other = _OTHER.get(language)
        if other is not None and f"{head}.{other}" not in changed:
            place, told = head.partition(":")[0], f"{head.partition(':')[2]}.{language}"
            yield finding(
                "filing.one-language-changed", file=place, path=told, before=change.before, after=change.after
            )


_OTHER = {"zh": "en", "en": "zh"}


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
            names = [_known_by(below) for below in tree]
            for index, (known, below) in enumerate(zip(names, tree, strict=True)):
                yield from _leaves(below, f"{path}[{known if known and names.count(known) == 1 else index}]")


def _known_by(entry: Tree) -> str | None:
    """Return what an entry of a list is known by wherever it stands: its id, or its material and file."""
    if not isinstance(entry, dict):
        return None
    if isinstance(entry.get("id"), str):
        return str(entry["id"])
    named = [str(entry[key]) for key in ("material", "file") if isinstance(entry.get(key), str)]
    return " ".join(named) or None
