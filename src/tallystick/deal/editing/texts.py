"""An edit in the text of a deal file: only what is edited changes; comments, order and spacing elsewhere stay.

The parser's marks say where each value stands. What is put is written in flow style, quoted where YAML would read it
otherwise. Whatever is written is read again and held against the edited tree; where a spelling of YAML was not
foreseen, the file is written anew from that tree, which loses its comments and nothing else. The parser in C is used
where there is one, for its speed; its marks are the same.
Law: reading the edited text gives the edited tree.
"""

import re
from collections.abc import Sequence
from typing import Final

import yaml

from tallystick.deal.editing.edits import Deed, Edit, applied, emptied, path_of
from tallystick.deal.reading import Path, Tree, read_yaml

__all__ = ["edited", "flow", "written"]

_PLAIN: Final = re.compile(r"[^\W_][\w./%-]*( [\w./%()-]+)*")
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_WIDE: Final = 1 << 20
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Node = yaml.Node


def edited(content: bytes, edits: Sequence[Edit], *, file: str = "deal.yaml") -> bytes:
    """Return the content of a file with edits that hold, as `merged` found them.

    Args:
        content: a file that could be read as YAML.
        edits: one after another.
        file: its name.

    Raises:
        EditError: one does not fit.
    """
    document, _ = read_yaml(content, file=file)
    tree: Tree = {} if document is None else document.tree
    text = content.decode("utf-8-sig")
    for edit in edits:
        try:
            text = _spliced(text, tree, edit)
        except yaml.YAMLError:
            text = ""
        tree = applied(tree, edit)
    changed = text.encode()
    again, wrong = read_yaml(changed, file=file)
    return changed if again is not None and not wrong and again.tree == tree else written(tree)


def written(tree: Tree) -> bytes:
    """Return a tree as YAML, a line for each key of its first levels."""
    told: bytes = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120, encoding="utf-8")
    return told


def flow(value: Tree) -> str:
    """Return a value as it stands within a line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted: str = yaml.safe_dump(value, allow_unicode=True, default_style='"', width=_WIDE)
    return quoted.rstrip("\n")


def _spliced(text: str, tree: Tree, edit: Edit) -> str:
    """Return the text with the edit where the marks say, or as it was where none say."""
    root = yaml.compose(text, Loader=_LOADER)
    way, value = edit.way, edit.value
    if edit.deed is Deed.ADD:
        items = _node(root, path_of(tree, way))
        if isinstance(items, yaml.SequenceNode) and items.value:
            return _after_the_last(text, items, flow(value))
        value = [value]
        if items is not None:
            return _replaced(text, items, value)
    elif edit.deed in {Deed.DROP, Deed.UP} or value == "":
        way = emptied(tree, way) if edit.deed is Deed.PUT else way
        return _moved_or_gone(text, root, path_of(tree, way), up=edit.deed is Deed.UP)
    while way and path_of(tree, way) is None:
        parent = _node(root, path_of(tree, way[:-1]))
        if isinstance(parent, yaml.MappingNode) and parent.value:
            return _after_the_last(text, parent, f"{flow(way[-1])}: {flow(value)}")
        value, way = {way[-1]: value}, way[:-1]
    node = _node(root, path_of(tree, way))
    return text if node is None else _replaced(text, node, value)


def _node(root: _Node | None, path: Path | None) -> _Node | None:
    """Return the node at a path; the value of a key for a mapping."""
    if path is None:
        return None
    node = root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
        else:
            return None
    return node


def _replaced(text: str, node: _Node, value: Tree) -> str:
    start, end = node.start_mark.index, _end(node)
    before = " " if start and text[start - 1] == ":" else ""
    after = "\n" if text[start:end].endswith("\n") else ""
    return text[:start] + before + flow(value) + after + text[end:]


def _end(node: _Node) -> int:
    """Return where a value ends: a block ends with the last value in it, not where the next key begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    return end


def _after_the_last(text: str, node: yaml.CollectionNode, entry: str) -> str:
    """Add an entry to a collection that has some: after a comma, or on a line of its own."""
    end = _end(node)
    if node.flow_style:
        last = node.value[-1]
        end = (last[1] if isinstance(last, tuple) else last).end_mark.index
        return f"{text[:end]}, {entry}{text[end:]}"
    dash = "- " if isinstance(node, yaml.SequenceNode) else ""
    line = " " * node.start_mark.column + dash + entry + "\n"
    at = _line_end(text, end)
    return text[:at] + ("" if text[:at].endswith("\n") or not at else "\n") + line + text[at:]


def _line_end(text: str, at: int) -> int:
    """Return where the line of a place ends, its break included; a place after a break is there already."""
    if at and text[at - 1] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _moved_or_gone(text: str, root: _Node | None, path: Path | None, *, up: bool) -> str:
    """Take away a value with its key or dash, or let it change places with the one above it."""
    parent = _node(root, path[:-1]) if path else None
    if not path or not isinstance(parent, yaml.CollectionNode):
        return text
    spans = _spans(text, parent)
    at = path[-1] if isinstance(path[-1], int) else [key.value for key, _ in parent.value].index(path[-1])
    if up:
        (start, middle), (second, end) = spans[max(at - 1, 0)], spans[at]
        return text[:start] + text[second:end] + text[middle:second] + text[start:middle] + text[end:]
    if len(spans) == 1:
        start, end = parent.start_mark.index, _end(parent)
        tail = "\n" if text[start:end].endswith("\n") else ""
        return text[:start] + ("[]" if isinstance(path[-1], int) else "{}") + tail + text[end:]
    start, end = spans[at]
    if parent.flow_style:
        start, end = (start, spans[at + 1][0]) if at + 1 < len(spans) else (spans[at - 1][1], end)
    return text[:start] + text[end:]


def _spans(text: str, parent: yaml.CollectionNode) -> list[tuple[int, int]]:
    """Return where the entries of a collection begin and end; those of a block with their lines."""
    entries = [each if isinstance(each, tuple) else (each, each) for each in parent.value]
    if parent.flow_style:
        return [(first.start_mark.index, last.end_mark.index) for first, last in entries]
    starts = [text.rfind("\n", 0, first.start_mark.index) + 1 for first, _ in entries]
    return [*zip(starts, [*starts[1:], _line_end(text, _end(parent))], strict=True)]
