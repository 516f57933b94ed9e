"""Read YAML as text with line marks, and nothing else that YAML can do.

Every scalar stays the text that was written: `NO` is two letters, `0.10` keeps its zero, `12:30` is not a
number of seconds. The reader walks the parser's events once and builds a tree of dicts, lists and texts
beside a map from each path to its line. Aliases, anchors, tags, duplicate keys, several documents, nesting
deeper than 20, signs that nobody sees and files above the limit are refused as findings, all of them in one pass.
What nests too deep is passed over and the rest of the file is read; only beyond `ABANDONED_DEPTH`, which nobody
reaches by a slip, is nothing more asked of the parser, whose cost grows with the depth.

It does not know what a deal is: typed values are made by `parsing`.

Source: YAML 1.2.2, sections 3.2 and 7; the limits are this project's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import yaml

from tallystick.evidence.findings import Finding, Place, Value, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.units.signs import unseen

__all__ = [
    "ABANDONED_DEPTH",
    "MAXIMUM_BYTES",
    "MAXIMUM_DEPTH",
    "Document",
    "Path",
    "Tree",
    "placed",
    "read_yaml",
    "render",
]

Tree = dict[str, "Tree"] | list["Tree"] | str
Path = tuple[str | int, ...]

MAXIMUM_BYTES = 4 * 1024 * 1024
MAXIMUM_DEPTH = 20
ABANDONED_DEPTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML file as texts. Law: every path of `tree` has its 1-based line in `lines`.

    At the paths of `refused` stands an empty text for what the reader refused; that it is empty is no fault of its own.
    """

    file: str
    tree: Tree
    lines: Mapping[Path, int]
    refused: frozenset[Path] = frozenset()

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest ancestor that is in the file (1 for the root)."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def placed(self, found: Finding) -> Finding:
        """Return a finding that knows only its path with the file and the line of that path."""
        if not found.place.path or found.place.file:
            return found
        line, text = 1, found.place.path
        while text:
            at = next((path for path in self.lines if render(path) == text), None)
            if at is not None:
                line = self.lines[at]
                break
            text = text[: max(text.rfind("."), text.rfind("["), 0)]
        return replace(found, place=replace(found.place, file=self.file, line=line))

    def fault(self, code: str, path: Path, arguments: Mapping[str, Value]) -> Finding:
        """Return a finding at `path`, with its line."""
        return _at(code, self.file, self.line(path), path, arguments)


@lru_cache(maxsize=16)
def read_yaml(content: bytes, *, file: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read one YAML document as texts.

    The last few readings are kept: one run reads the same files again at every step.

    Args:
        content: the bytes of the file; UTF-8, a byte-order mark is allowed.
        file: the name to show in findings.

    Returns:
        The document, or None where nothing could be built, and every finding of the pass.
    """
    if len(content) > MAXIMUM_BYTES:
        return None, (finding("deal.file-too-large", file=file, size=len(content), limit=MAXIMUM_BYTES),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, (finding("deal.encoding-unreadable", file=file, line=line, offset=error.start),)
    builder = _Builder(file=file)
    try:
        builder.build(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        return None, (*builder.findings, _syntax_finding(error, text=text, file=file))
    if builder.stopped:
        return None, tuple(builder.findings)
    if builder.tree is None:
        return None, (*builder.findings, finding("deal.file-empty", file=file, name=file))
    document = Document(file=file, tree=builder.tree, lines=builder.lines, refused=frozenset(builder.refused))
    return document, tuple(builder.findings)


def placed(findings: Iterable[Finding], content: bytes, *, file: str) -> tuple[Finding, ...]:
    """Return findings that know only their path in a document with the name of its file and their line."""
    document, _ = read_yaml(content, file=file)
    return tuple(findings) if document is None else tuple(document.placed(each) for each in findings)


def _at(code: str, file: str, line: int | None, path: Path, arguments: Mapping[str, Value]) -> Finding:
    place = Place(file=file, line=line, path=render(path))
    return Finding(code=code, place=place, arguments=tuple(sorted(arguments.items())))


def _syntax_finding(error: yaml.YAMLError, *, text: str, file: str) -> Finding:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return finding("deal.yaml-malformed", file=file, line=line, problem=parser_problem("control character"))
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    return finding(
        "deal.yaml-malformed", file=file, line=mark.line + 1 if mark else None, problem=parser_problem(problem)
    )


@dataclass(slots=True, kw_only=True)
class _Frame:
    """One open collection while the events go by."""

    path: Path
    tree: dict[str, Tree] | list[Tree]
    key: str | None = None
    skipping: bool = False


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Builds the tree from parser events; the only mutable thing of this module."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    tree: Tree | None = None
    frames: list[_Frame] = field(default_factory=list)
    refused: set[Path] = field(default_factory=set)
    unread: int = 0
    documents: int = 0
    stopped: bool = False

    def build(self, events: Iterator[yaml.Event]) -> None:
        """Take event by event; beyond the depth nothing more is asked of the parser, whose cost grows with it."""
        for event in events:
            if self.stopped:
                return
            if isinstance(event, yaml.DocumentStartEvent):
                self._document(event)
            elif isinstance(event, yaml.NodeEvent) and self.documents == 1:
                self._node(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)) and self.documents == 1:
                self._close()

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._report("deal.several-documents", event)

    def _report(self, code: str, event: yaml.Event, **arguments: Value) -> None:
        self.findings.append(_at(code, self.file, _line(event), self._here(), arguments))

    def _here(self) -> Path:
        if not self.frames:
            return ()
        frame = self.frames[-1]
        if isinstance(frame.tree, list):
            return (*frame.path, len(frame.tree))
        return frame.path if frame.key is None else (*frame.path, frame.key)

    def _node(self, event: yaml.NodeEvent) -> None:
        if getattr(event, "anchor", None) is not None:
            self._report("deal.alias-refused", event, name=str(event.anchor))
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._report("deal.tag-refused", event, tag=str(tag))
        if isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif not self.unread:
            self._scalar(event.value if isinstance(event, yaml.ScalarEvent) else None, event)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        depth = len(self.frames) + self.unread
        if depth == MAXIMUM_DEPTH:
            self._report("deal.too-deep", event, limit=MAXIMUM_DEPTH)
        if depth >= ABANDONED_DEPTH:
            self.stopped = True
        elif self.unread:
            self.unread += 1
        elif depth >= MAXIMUM_DEPTH or self._expects_key():
            self._refuse(event)
            self.unread += 1
        else:
            self._enter(event)

    def _refuse(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.frames) < MAXIMUM_DEPTH:
            self._report("deal.key-not-text", event)
        self._scalar(None, event)

    def _enter(self, event: yaml.CollectionStartEvent) -> None:
        path = self._here()
        tree: dict[str, Tree] | list[Tree] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._place(tree, event)
        self.frames.append(_Frame(path=path, tree=tree))

    def _expects_key(self) -> bool:
        return bool(self.frames) and isinstance(self.frames[-1].tree, dict) and self.frames[-1].key is None

    def _scalar(self, text: str | None, event: yaml.Event) -> None:
        """Take a text as a key or as a value; None is what was refused, and leaves its mark."""
        hidden = unseen(text or "")
        if hidden:
            self._report("deal.sign-unseen", event, signs=hidden)
        expected = self._expects_key()
        value = text if text is not None else "?" if expected else ""
        if text is None and not (self.frames and self.frames[-1].skipping):
            self.refused.add((*self._here(), value) if expected else self._here())
        if not expected:
            self._place(value, event)
            return
        frame = self.frames[-1]
        frame.key = value
        if value in frame.tree:
            self._report("deal.key-twice", event, key=value, first=self.lines[(*frame.path, value)])
            frame.skipping = True
        else:
            self.lines[(*frame.path, value)] = _line(event)

    def _place(self, value: Tree, event: yaml.Event) -> None:
        """Put `value` where the next value belongs; the second of two equal keys is dropped, not merged."""
        path = self._here()
        self.lines.setdefault(path, _line(event))
        if not self.frames:
            self.tree = value
            return
        frame = self.frames[-1]
        if isinstance(frame.tree, list):
            frame.tree.append(value)
        else:
            if not frame.skipping:
                frame.tree[frame.key or ""] = value
            frame.key, frame.skipping = None, False

    def _close(self) -> None:
        if self.unread:
            self.unread -= 1
        else:
            self.frames.pop()


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def render(path: Path) -> str:
    """Write a path as people read it: `parties.filer.name`, `tokens[0].cap`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text
