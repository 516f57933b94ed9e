"""Purity: what the core may not name, seen in its syntax. Imports are `.importlinter`'s; this is the rest.

No binary floating point where money is owed (a type check that refuses one may name it), no decimal context,
no clock, and nothing that prints, exits, opens a path or evaluates text.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.laws.tree import Breach, core_files, parsed

__all__ = ["breaches"]

_FLOATS_ALLOWED = ("cashflow/kernels", "cashflow/analytics", "tape/statistics")
_CHART_MODULE = "chart_data"
_CALLS = {"print", "exit", "quit", "open", "input", "breakpoint", "eval", "exec", "__import__"}
_CLOCK = {"now", "utcnow", "today"}
_EXACT_MATH = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod"}

_FLOAT = "money owed is exact: Money, Rate, Share or Fraction; floats live in cashflow.kernels and .analytics"


def breaches(root: Path) -> list[Breach]:
    """Walk the syntax of each core module."""
    package = root / "src" / "tallystick"
    return sorted(
        Breach(path.relative_to(root).as_posix(), line, what)
        for path in core_files(root)
        for line, what in _named(parsed(path), floats=_may_use_floats(path.relative_to(package)))
    )


def _may_use_floats(path: Path) -> bool:
    return path.as_posix().startswith(_FLOATS_ALLOWED) or path.stem == _CHART_MODULE


def _named(module: ast.Module, *, floats: bool) -> Iterator[tuple[int, str]]:
    refusals = {id(name) for node in ast.walk(module) for name in _type_checked(node)}
    for node in ast.walk(module):
        yield from _impure(node)
        if not floats and id(node) not in refusals:
            yield from _inexact(node)


def _type_checked(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the types that an isinstance call tests for: naming float there is how it is refused."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, types]):
            yield from ast.walk(types)


def _impure(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Call(func=ast.Name(id=name), lineno=line) if name in _CALLS:
            yield (
                line,
                f"{name}() in the core; take bytes or a stream and return a value, the shell does the rest",
            )
        case ast.Call(func=ast.Attribute(attr=name), lineno=line) if name in _CLOCK:
            yield line, f".{name}() asks a clock; take `as_of` or `at` as an argument"
        case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr" as name, lineno=line):
            yield line, f"sys.{name} in the core; return a value, the shell does the rest"
        case ast.Import(names=names, lineno=line) if any(alias.name == "decimal" for alias in names):
            yield line, "decimal rounds by a context nobody sees; use Fraction and named roundings"
        case ast.ImportFrom(module="decimal", lineno=line):
            yield line, "decimal rounds by a context nobody sees; use Fraction and named roundings"


def _inexact(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Name(id="float" | "complex" as name, lineno=line):
            yield line, f"{name}: {_FLOAT}"
        case ast.Constant(value=float() | complex() as value, lineno=line):
            yield line, f"{value!r}: {_FLOAT}"
        case ast.Attribute(value=ast.Name(id="math"), attr=name, lineno=line) if name not in _EXACT_MATH:
            yield line, f"math.{name} is inexact: {_FLOAT}"
        case ast.ImportFrom(module="math", names=names, lineno=line):
            for alias in names:
                if alias.name not in _EXACT_MATH:
                    yield line, f"math.{alias.name} is inexact: {_FLOAT}"
