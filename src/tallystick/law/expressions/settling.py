"""What would settle an open expression: the smallest sets of facts that force it to TRUE or to FALSE.

Read off a trace. A missing fact can force its own leaf either way; `any` is forced to TRUE by forcing one
part and to FALSE by forcing all parts; `all` and `not` mirror it; with exceptions, an outcome is forced by
the base case or one exception giving it, every exception of the other outcome being excluded. A set that
would need one leaf both ways is dropped, and so is a set that contains another.
Law: no smaller set can settle the expression, and each set can.
Sets of more than four facts, and more than a hundred sets, are cut off, and the cut is said.

`asked` walks the same way for an interview: where all parts are needed it asks for all, where one may do it asks for
the first in the book's order that still can, so that nobody is asked whether a dispute is major before there is one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain
from typing import Protocol, TypeAlias, TypeVar, cast

from tallystick.law.expressions.tree import Operator
from tallystick.law.expressions.weighing import Trace
from tallystick.law.facts import FactDeclaration, Subject, Value
from tallystick.law.values import Truth

__all__ = ["LARGEST", "Missing", "SettlingSets", "anew", "asked", "both", "either", "forcing"]

LARGEST = 4
_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One fact that is wanted of one subject: not stated, contradicted, or without evidence that counts."""

    declaration: FactDeclaration
    subject: Subject

    @classmethod
    def at(cls, leaf: Trace) -> "Missing":
        """Name the fact a leaf of a trace asked for."""
        return cls(declaration=cast("FactDeclaration", leaf.declaration), subject=cast("Subject", leaf.subject))

    @property
    def key(self) -> tuple[str, Subject]:
        """The fact's id and its subject, by which facts are ordered and compared."""
        return self.declaration.id, self.subject

    def __hash__(self) -> int:
        """Hash the key alone: sets of missing facts are built by the thousand, and a declaration is long."""
        return hash(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Literal:
    """One leaf forced one way."""

    missing: Missing
    operator: str
    against: tuple[Value, ...]
    target: bool

    def contrary(self) -> "_Literal":
        return _Literal(missing=self.missing, operator=self.operator, against=self.against, target=not self.target)


_Member = TypeVar("_Member")
_Sets: TypeAlias = frozenset[frozenset[_Literal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingSets:
    """The minimal sets, and whether some were cut off. No sets and no cut: nothing can force it."""

    literals: _Sets = frozenset()
    truncated: bool = False

    @property
    def sets(self) -> tuple[tuple[Missing, ...], ...]:
        """The sets as facts, smallest first, each and all in the order of ids."""
        projected = frozenset(frozenset(literal.missing for literal in literals) for literals in self.literals)
        ordered = (tuple(sorted(facts, key=lambda fact: fact.key)) for facts in _minimal(sorted(projected, key=len)))
        return tuple(sorted(ordered, key=lambda facts: (len(facts), [fact.key for fact in facts])))


class _Force(Protocol):
    """`forcing` with the grade of evidence fixed."""

    def __call__(self, trace: Trace, /, *, to: bool) -> SettlingSets: ...


_DONE = SettlingSets(literals=frozenset({frozenset()}))
_NEVER = SettlingSets()


def forcing(trace: Trace, *, to: bool, supported: bool) -> SettlingSets:
    """Return the sets that force a traced expression to TRUE or to FALSE.

    Args:
        trace: how the expression was weighed on the facts at hand.
        to: the value to force.
        supported: whether statements only count with evidence, so that evidence alone may be what is missing.

    Returns:
        The empty set alone when the expression already has that value; no set when it already has the other.
    """
    value = trace.supported if supported else trace.stated
    if value is Truth.of(to):
        return _DONE
    if trace.stated.settled and trace.stated is not Truth.of(to):
        return _NEVER
    force = partial(forcing, supported=supported)
    match trace.operator:
        case Operator.NOT:
            return force(trace.children[0], to=not to)
        case Operator.ANY | Operator.ANY_SUBJECT:
            return _connective(trace, force, to=to, one_suffices=to)
        case Operator.ALL | Operator.ALL_SUBJECTS:
            return _connective(trace, force, to=to, one_suffices=not to)
        case Operator.WITH_EXCEPTIONS:
            return _exceptions(trace, force, to=to)
    if trace.children:
        return force(trace.children[0], to=to)
    return _leaf(trace, to=to)


def asked(trace: Trace, *, to: bool) -> Iterator[Trace]:
    """Yield the leaves to ask about next, with evidence, so that an expression may come to a value.

    Args:
        trace: how the expression was weighed on the facts at hand.
        to: the value hoped for; an answer may of course turn out otherwise.

    Returns:
        Nothing when the expression has that value with evidence, or has the other already.
    """
    if trace.supported is Truth.of(to) or (trace.stated.settled and trace.stated is not Truth.of(to)):
        return
    match trace.operator:
        case Operator.NOT:
            yield from asked(trace.children[0], to=not to)
        case Operator.ANY | Operator.ALL:
            one_suffices = to is (trace.operator is Operator.ANY)
            parts = [leaves for child in trace.children if (leaves := list(asked(child, to=to)))]
            yield from chain(*(parts[:1] if one_suffices else parts))
        case Operator.WITH_EXCEPTIONS:
            yield from _asked_of_exceptions(trace, to=to)
        case _ if trace.children:
            yield from chain(*(asked(child, to=to) for child in trace.children))
        case _:
            yield trace


def _asked_of_exceptions(trace: Trace, *, to: bool) -> Iterator[Trace]:
    base, *tried = trace.children
    agreeing = [each for each in tried if each.against == (to,)]
    opposing = [each for each in tried if each.against != (to,)]
    if base.supported is not Truth.of(to) and all(each.supported is not Truth.TRUE for each in agreeing):
        yield from list(asked(base, to=to)) or chain(*(asked(each, to=True) for each in agreeing))
    yield from chain(*(asked(each, to=False) for each in opposing))


def anew(*groups: Iterable[Trace]) -> SettlingSets:
    """Return sets of facts that have to be stated once more, though they have a value; a group of none is no way."""
    literals = (
        frozenset(
            _Literal(missing=Missing.at(leaf), operator=leaf.operator, against=leaf.against, target=True)
            for leaf in group
        )
        for group in groups
    )
    return _cut(frozenset(each for each in literals if each), truncated=False)


def either(parts: Iterable[SettlingSets]) -> SettlingSets:
    """Return the sets that force at least one of several expressions."""
    gathered = tuple(parts)
    union = frozenset[frozenset[_Literal]]().union(*(part.literals for part in gathered))
    return _cut(union, truncated=any(part.truncated for part in gathered))


def both(first: SettlingSets, second: SettlingSets) -> SettlingSets:
    """Return the sets that force two expressions together; sets needing one leaf both ways are dropped."""
    joined = frozenset(
        one | other
        for one in first.literals
        for other in second.literals
        if not any(literal.contrary() in other for literal in one)
    )
    return _cut(joined, truncated=first.truncated or second.truncated)


def _connective(trace: Trace, force: _Force, *, to: bool, one_suffices: bool) -> SettlingSets:
    parts = (force(child, to=to) for child in trace.children if child.stated is not Truth.NOT_APPLICABLE)
    return either(parts) if one_suffices else reduce(both, parts, _DONE)


def _exceptions(trace: Trace, force: _Force, *, to: bool) -> SettlingSets:
    base, *tried = trace.children
    agreeing = [each for each in tried if each.against == (to,)]
    opposing = [each for each in tried if each.against != (to,) and each.stated is not Truth.NOT_APPLICABLE]
    gives = either([force(base, to=to), *(force(each, to=True) for each in agreeing)])
    return reduce(both, (force(each, to=False) for each in opposing), gives)


def _leaf(trace: Trace, *, to: bool) -> SettlingSets:
    missing = Missing.at(trace)
    literal = _Literal(missing=missing, operator=trace.operator, against=trace.against, target=to)
    return SettlingSets(literals=frozenset({frozenset({literal})}))


def _cut(sets: _Sets, *, truncated: bool) -> SettlingSets:
    small = [each for each in sets if len({literal.missing for literal in each}) <= LARGEST]
    kept = _minimal(sorted(small, key=_order))
    whole = len(small) == len(sets) and len(kept) < _MOST
    return SettlingSets(literals=frozenset(kept), truncated=truncated or not whole)


def _order(literals: frozenset[_Literal]) -> tuple[int, list[tuple[str, Subject]]]:
    return len(literals), sorted(literal.missing.key for literal in literals)


def _minimal(ascending: Iterable[frozenset[_Member]]) -> list[frozenset[_Member]]:
    kept: list[frozenset[_Member]] = []
    for each in ascending:
        if len(kept) < _MOST and not any(smaller <= each for smaller in kept):
            kept.append(each)
    return kept
