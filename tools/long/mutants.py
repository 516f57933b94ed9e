"""Mutants of a module: its syntax tree with one thing changed, as a slip of the hand would.

Comparisons, arithmetic and boolean operators, `not`, conditions, numbers by one, `min` for `max`, `any` for `all`.
Annotations, docstrings, `__all__`, and the switches of dataclasses and of `zip` are left alone: they say how code is
written, and no test of what it does can tell.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

__all__ = ["Mutant", "mutants"]

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_SWITCHES = frozenset({"frozen", "slots", "kw_only", "strict", "eq", "order"})
_NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed module.

    Attributes:
        line: where it was changed.
        was: the expression as it stood.
        now: the expression as it stands.
        tree: of the whole module.
    """

    line: int
    was: str
    now: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its lines."""
    module = ast.parse(source)
    for place, node in enumerate(_open_to_change(module)):
        for change in _changes(node):
            tree = deepcopy(module)
            changed = list(_open_to_change(tree))[place]
            change(changed)
            ast.fix_missing_locations(tree)
            now = ast.unparse(changed)
            yield Mutant(line=getattr(node, "lineno", 0), was=ast.unparse(node), now=now, tree=tree)


def _open_to_change(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the tree in order, without annotations, docstrings and the list of public names."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _says_nothing(child):
                continue
            yield child
            yield from _open_to_change(child)


def _says_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in _SWITCHES
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    match node:
        case ast.Compare():
            for position, operator in enumerate(node.ops):
                for other in _COMPARED[type(operator)]:
                    yield partial(_compare_by, at=position, operator=other)
        case ast.BinOp() | ast.AugAssign() if type(node.op) in _COUNTED:
            new_operator = _COUNTED[type(node.op)]
            yield lambda each: setattr(each, "op", new_operator())
        case ast.BoolOp():
            yield lambda each: setattr(each, "op", ast.Or() if isinstance(each.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda each: setattr(each, "operand", ast.UnaryOp(op=ast.Not(), operand=each.operand))
        case ast.UnaryOp(op=ast.USub()):
            yield lambda each: setattr(each, "op", ast.UAdd())
        case ast.IfExp() | ast.If() | ast.While():
            yield lambda each: setattr(each, "test", ast.UnaryOp(op=ast.Not(), operand=each.test))
        case ast.Constant(value=bool()):
            yield lambda each: setattr(each, "value", not each.value)
        case ast.Constant(value=int()):
            yield lambda each: setattr(each, "value", each.value + 1)
            yield lambda each: setattr(each, "value", each.value - 1)
        case ast.Name(id=name) if name in _NAMED:
            yield lambda each: setattr(each, "id", _NAMED[each.id])


def _compare_by(node: ast.Compare, *, at: int, operator: type[ast.cmpop]) -> None:
    node.ops[at] = operator()
