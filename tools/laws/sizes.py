"""Sizes: a giant is the file everybody must touch. Refuses what is beyond the table in CONTRIBUTING.md.

A file counts every line; a function counts its lines without the docstring, which is never what is too long.
EXCEPTIONS may only shrink: one that is no longer needed is itself a breach. Generated files are exempt.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tools.laws.tree import CORE, Breach, parsed, source_files

__all__ = ["EXCEPTIONS", "breaches"]

EXCEPTIONS: dict[str, str] = {}
"""Path, or path::function, and the reason why it may be larger."""

_CORE_LINES = 450
_SHELL_LINES = 350
_OPERATION_LINES = 150
_TEST_LINES = 500
_CONTRACT_LINES = 600
_FUNCTION_LINES = 60
_FUNCTION_MEDIAN = 12
_PARAMETERS = 8
_MODULES = 10
_DEPTH = 4


def breaches(root: Path) -> list[Breach]:
    """Measure files, functions, folders and depth."""
    found = [*_files(root), *_functions(root), *_folders(root)]
    needed = {breach.path for breach in found}
    kept = [breach for breach in found if breach.path not in EXCEPTIONS]
    stale = [
        Breach(path, 0, "no longer needs its exception; take it out of tools/laws/sizes.py")
        for path in EXCEPTIONS
        if path not in needed
    ]
    return sorted(kept + stale)


def _files(root: Path) -> Iterator[Breach]:
    limits = [(path, _limit(path.relative_to(root / "src" / "tallystick"))) for path in source_files(root)]
    limits += [(path, _TEST_LINES) for path in sorted((root / "tests").rglob("*.py"))]
    limits += [(path, _CONTRACT_LINES) for path in sorted((root / "contracts" / "src").rglob("*.sol"))]
    for path, limit in limits:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit:
            yield Breach(path.relative_to(root).as_posix(), 0, f"{lines} lines, above {limit}; which noun is missing?")


def _limit(path: Path) -> int:
    if path.parts[0] in CORE:
        return _CORE_LINES
    return _OPERATION_LINES if path.parts[:2] == ("shell", "operations") else _SHELL_LINES


def _functions(root: Path) -> Iterator[Breach]:
    lengths = []
    for path in source_files(root):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append(_length(node))
                yield from _function(path.relative_to(root).as_posix(), node)
    if lengths and median(lengths) > _FUNCTION_MEDIAN:
        yield Breach("src/tallystick", 0, f"the median function has {median(lengths)} lines, above {_FUNCTION_MEDIAN}")


def _function(path: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Breach]:
    where = f"{path}::{node.name}"
    if _length(node) > _FUNCTION_LINES:
        yield Breach(where, node.lineno, f"{_length(node)} lines without docstring, above {_FUNCTION_LINES}")
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [each for each in parameters if each.arg not in {"self", "cls"}]
    if len(named) > _PARAMETERS:
        yield Breach(where, node.lineno, f"{len(named)} parameters, above {_PARAMETERS}; what do they form together?")


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _folders(root: Path) -> Iterator[Breach]:
    package = root / "src" / "tallystick"
    folders = sorted({path.parent for path in source_files(root)})
    for folder in folders:
        where = folder.relative_to(root).as_posix()
        modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        if len(modules) > _MODULES:
            yield Breach(where, 0, f"{len(modules)} modules, above {_MODULES}; which of them belong together?")
        depth = len(folder.relative_to(package).parts)
        if depth > _DEPTH:
            yield Breach(where, 0, f"{depth} folders deep, above {_DEPTH}")
