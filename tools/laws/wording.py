"""Wording: every finding a room can make is in the catalogue, in both languages, and nothing there is dead.

A code is used when it stands, whole, anywhere in the source as a string: a code that is put together from parts cannot
be found by the person who reads it on a screen. A code is missing when no catalogue file has
it though `finding("...")` names it, or a string looks like one (`room.what-is-wrong`). Where a call gives its
arguments by name, the sentence may ask for no other; both languages ask for the same ones.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.laws.tree import CORE, Breach, parsed, source_files, string_constants

__all__ = ["breaches"]

_FOLDER = Path("src/tallystick/evidence/catalogue")
_PARTS = ("what", "why", "remedy")
_LANGUAGES = {"zh", "en"}
_CODE = re.compile(rf"(?:{'|'.join((*CORE, 'shell'))})(?:\.[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_Table = Mapping[str, object]


def breaches(root: Path) -> list[Breach]:
    """Compare the source with the catalogue, both ways."""
    findings, labels = _catalogue(root, labels=False), _catalogue(root, labels=True)
    found = [*_unworded(findings, "severity"), *_unworded(labels, "zh")]
    used: set[str] = set()
    for path in source_files(root):
        where = path.relative_to(root).as_posix()
        strings = list(string_constants(path))
        used |= {text for _, text in strings}
        for line, text in strings:
            if _CODE.fullmatch(text) and text not in findings and text not in labels:
                found.append(Breach(where, line, f"{text} is in no catalogue file; word it in both languages"))
        found += [Breach(where, line, what) for line, what in _calls(parsed(path), findings, labels)]
    for code, (file, _) in findings.items():
        if code not in used:
            found.append(Breach(file, 0, f"{code} is worded but no code makes it; take it out"))
    return sorted(set(found))


def _catalogue(root: Path, *, labels: bool) -> dict[str, tuple[str, _Table]]:
    leaf = "zh" if labels else "severity"
    files = [path for path in sorted((root / _FOLDER).glob("*.toml")) if path.name.startswith("labels-") is labels]
    return {
        key: ((_FOLDER / path.name).as_posix(), entry)
        for path in files
        for key, entry in _leaves(tomllib.loads(path.read_text(encoding="utf-8")), "", leaf)
    }


def _leaves(table: _Table, path: str, leaf: str) -> Iterator[tuple[str, _Table]]:
    for key, entry in table.items():
        if isinstance(entry, Mapping):
            if leaf in entry:
                yield f"{path}{key}", entry
            else:
                yield from _leaves(entry, f"{path}{key}.", leaf)


def _unworded(entries: Mapping[str, tuple[str, _Table]], leaf: str) -> Iterator[Breach]:
    for key, (file, entry) in entries.items():
        parts = {part: entry.get(part) for part in _PARTS} if leaf == "severity" else {"label": entry}
        for part, texts in parts.items():
            if not isinstance(texts, Mapping) or set(texts) != _LANGUAGES or not all(texts.values()):
                yield Breach(file, 0, f"{key}: {part} needs a zh and an en text")
            elif _placeholders(texts["zh"]) != _placeholders(texts["en"]):
                yield Breach(file, 0, f"{key}: {part} asks for other arguments in Chinese than in English")


def _placeholders(text: object) -> set[str]:
    return set(_PLACEHOLDER.findall(str(text)))


def _calls(
    module: ast.Module,
    findings: Mapping[str, tuple[str, _Table]],
    labels: Mapping[str, tuple[str, _Table]],
) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Name(id="finding" | "say" as name) | ast.Attribute(attr="finding" | "say" as name),
                args=[ast.Constant(value=str(code)), *_],
                keywords=keywords,
                lineno=line,
            ):
                known = findings if name == "finding" else labels
                if code not in known:
                    yield line, f"{code} is in no catalogue file; word it in both languages"
                elif all(keyword.arg for keyword in keywords):
                    given = {str(keyword.arg) for keyword in keywords}
                    for missing in sorted(_placeholders(known[code][1]) - given):
                        yield line, f"{code} asks for {{{missing}}}, which this call does not give"
