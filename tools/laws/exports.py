"""Exports: every module says in `__all__` exactly what it offers. ruff RUF022 holds the order.

A module offers the functions, classes, constants and type aliases it defines without a leading underscore; type
variables are its own affair. A package may offer what it imports as well, or nothing. Django reads settings and
migrations by name: they stay outside.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.laws.tree import Breach, parsed, source_files

__all__ = ["breaches"]

_BY_NAME = {"settings.py", "__main__.py"}


def breaches(root: Path) -> list[Breach]:
    """Compare each module's `__all__` with what it defines."""
    return [
        Breach(path.relative_to(root).as_posix(), 0, what)
        for path in source_files(root)
        if path.name not in _BY_NAME
        for what in _differences(parsed(path), package=path.name == "__init__.py")
    ]


def _differences(module: ast.Module, *, package: bool) -> Iterator[str]:
    offered = _all(module)
    if package and all(isinstance(node, ast.Expr) for node in module.body):
        return
    if offered is None:
        yield "has no __all__; list the public names as plain strings"
        return
    defined = {name for node in module.body for name in _names(node) if not name.startswith("_")}
    known = defined | {name for node in module.body for name in _imported(node)} if package else defined
    for name in sorted(defined - set(offered)):
        yield f"{name} is public but not in __all__; add it, or begin it with an underscore"
    for name in sorted(set(offered) - known):
        yield f"__all__ offers {name}, which is not defined here"
    for name in sorted({name for name in offered if offered.count(name) > 1}):
        yield f"__all__ offers {name} twice"


def _all(module: ast.Module) -> list[str] | None:
    for node in module.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names))
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.List(elts=names))
            ):
                return [str(name.value) for name in names if isinstance(name, ast.Constant)]
    return None


def _names(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec"))):
            return
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.If(body=body, orelse=orelse) | ast.Try(body=body, orelse=orelse):
            for inner in [*body, *orelse]:
                yield from _names(inner)


def _imported(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
