"""The case packs bite: any condition of a released book that is turned around makes a case fail.

Turned around are strict and inclusive comparisons, `any` and `all`, `not`, each fact that is read, the outcome and the
condition of an exception; moved by one step, up and down, is every number; left out is one part of an `any` or `all`,
or one exception. None of these changes may survive.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import pytest

from tallystick.law.expressions.tree import (
    All,
    Any,
    Comparison,
    Exceptions,
    Expression,
    FactLeaf,
    Not,
    OfSubjects,
    Operator,
)
from tallystick.law.facts import Value
from tallystick.law.instruments import Rule, facts_behind
from tallystick.law.screening import weigh_rules
from tallystick.units.money import Money
from tests.law.books.test_cases import ALL, BOOKS, DAY, Case, met, stated
from tests.law.books.test_cases import RULES as EVERY

T = TypeVar("T")

OTHER = {
    Operator.GREATER_THAN: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.GREATER_THAN,
    Operator.LESS_THAN: Operator.AT_MOST,
    Operator.AT_MOST: Operator.LESS_THAN,
    Operator.ANY_SUBJECT: Operator.ALL_SUBJECTS,
    Operator.ALL_SUBJECTS: Operator.ANY_SUBJECT,
}
FORMULAS = {fact: formula for book in BOOKS for fact, formula in book.formulas.items()}
RULES = {rule.id: rule for rule in EVERY}


def mutants(tree: Expression) -> Iterator[Expression]:
    match tree:
        case FactLeaf():
            yield Not(operand=tree)
        case Comparison():
            yield Not(operand=tree)
            yield from (replace(tree, against=(moved,)) for each in tree.against for moved in _beside(each))
            if tree.operator in OTHER:
                yield replace(tree, operator=OTHER[tree.operator])
            elif len(tree.against) > 1:
                yield from (replace(tree, against=_without(tree.against, at)) for at in range(len(tree.against)))
        case Not():
            yield tree.operand
            yield from (replace(tree, operand=each) for each in mutants(tree.operand))
        case OfSubjects():
            yield replace(tree, operator=OTHER[tree.operator])
            yield from (replace(tree, holds=each) for each in mutants(tree.holds))
        case All() | Any():
            if len(tree.parts) > 1:
                yield (Any if isinstance(tree, All) else All)(parts=tree.parts)
                yield from (replace(tree, parts=_without(tree.parts, at)) for at in range(len(tree.parts)))
            for at, part in enumerate(tree.parts):
                yield from (replace(tree, parts=_with(tree.parts, at, each)) for each in mutants(part))
        case Exceptions():
            yield tree.base
            yield from (replace(tree, base=each) for each in mutants(tree.base))
            for at, exception in enumerate(tree.exceptions):
                turned = replace(exception, then=not exception.then)
                yield replace(tree, exceptions=_with(tree.exceptions, at, turned))
                yield replace(tree, exceptions=_without(tree.exceptions, at))
                whens = (replace(exception, when=each) for each in mutants(exception.when))
                yield from (replace(tree, exceptions=_with(tree.exceptions, at, each)) for each in whens)


def _beside(value: Value) -> tuple[Value, ...]:
    """Return the numbers one step away: one of a whole number or a minor unit, one in ten thousand of a share."""
    match value:
        case int():
            return value - 1, value + 1
        case Fraction():
            return value - Fraction(1, 10_000), value + Fraction(1, 10_000)
        case Money():
            return replace(value, minor=value.minor - 1), replace(value, minor=value.minor + 1)
    return ()


def _without(parts: tuple[T, ...], at: int) -> tuple[T, ...]:
    return parts[:at] + parts[at + 1 :]


def _with(parts: tuple[T, ...], at: int, part: T) -> tuple[T, ...]:
    return (*parts[:at], part, *parts[at + 1 :])


HOMES = {book.id: book for book in BOOKS}
CASES_OF: dict[str, list[Case]] = defaultdict(list)
for _case in ALL:
    CASES_OF[_case.rule].append(_case)


def _holds(case: Case, rule: Rule, formulas: Mapping[str, Expression]) -> bool:
    law = replace(HOMES[rule.book], rules=(rule,), formulas=formulas)
    (weighed,) = weigh_rules([law], stated(case), as_of=case.day, known_on=DAY)
    return met(case, weighed)


def _survives(rule: Rule, formulas: Mapping[str, Expression]) -> bool:
    return all(_holds(case, rule, formulas) for case in CASES_OF[rule.id])


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
@pytest.mark.parametrize("part", ["applies", "predicate", "indications"])
def test_no_condition_of_a_rule_can_be_turned_around_unseen(rule, part):
    tree = getattr(rule, part)
    survivors = (
        [] if tree is None else [each for each in mutants(tree) if _survives(replace(rule, **{part: each}), FORMULAS)]
    )
    assert not survivors


def _behind(rule: Rule) -> set[str]:
    roots = [each for each in (rule.applies, rule.predicate, rule.indications) if each is not None]
    return {fact for root in roots for fact in facts_behind(root, FORMULAS)}


@pytest.mark.parametrize("fact", FORMULAS)
def test_no_formula_can_be_turned_around_unseen(fact):
    readers = [rule for rule in RULES.values() if fact in _behind(rule)]
    survivors = [
        each for each in mutants(FORMULAS[fact]) if all(_survives(rule, FORMULAS | {fact: each}) for rule in readers)
    ]
    assert not survivors
