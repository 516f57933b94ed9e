"""The expression tree: the only language in which a book may state a condition.

Thirteen operators and no functions of the user's own:

    fact                                        a yes-or-no fact
    not, all, any                               Kleene's connectives
    greater_than, at_least, less_than, at_most  a fact against a constant; 超过 is strict, 以上 and 以下 include it
    equal, one_of, other_than                   a fact against constants
    any_subject, all_subjects                   a condition over every subject of a class
    with_exceptions                             a base case and labelled exceptions

A fact is read of the innermost subject bound around it whose class it admits, otherwise of the one unnamed
member of a class it admits. An exception that applies replaces the base case; two that apply and disagree are
a conflict, never last-wins.
Source: the default logic of exceptions follows D. Merigoux, N. Chataing, J. Protzenko, Catala (2021), section
2. Reading a tree from a book is in `parsing`, weighing it against facts in `weighing`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tallystick.evidence.persons import Name
from tallystick.law.facts import Value

__all__ = [
    "All",
    "Any",
    "Comparison",
    "Exceptions",
    "Expression",
    "FactLeaf",
    "LabelledException",
    "Not",
    "OfSubjects",
    "Operator",
    "classes_in",
    "facts_in",
]


class Operator(StrEnum):
    """The words a book may use."""

    FACT = "fact"
    NOT = "not"
    ALL = "all"
    ANY = "any"
    GREATER_THAN = "greater_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    EQUAL = "equal"
    ONE_OF = "one_of"
    OTHER_THAN = "other_than"
    ANY_SUBJECT = "any_subject"
    ALL_SUBJECTS = "all_subjects"
    WITH_EXCEPTIONS = "with_exceptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLeaf:
    """A yes-or-no fact."""

    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A fact against one constant, or for `one_of` and `other_than` against several.

    Of a fact that has several choices it holds when it holds of any of them: `equal` and `one_of` when one is named,
    `other_than` when one is not.
    """

    operator: Operator
    fact: str
    against: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The contrary of a condition."""

    operand: "Expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """At least one part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSubjects:
    """A condition that holds of any (`any_subject`) or of all (`all_subjects`) subjects of a class."""

    operator: Operator
    kind: str
    holds: "Expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledException:
    """When this condition holds, the outcome is `then`, whatever the base case says."""

    label: Name
    when: "Expression"
    then: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """A base case and its exceptions."""

    base: "Expression"
    exceptions: tuple[LabelledException, ...]


Expression: TypeAlias = FactLeaf | Comparison | Not | All | Any | OfSubjects | Exceptions


def facts_in(expression: Expression) -> frozenset[str]:
    """Return the ids of the facts an expression names itself, not those behind formulas or rosters."""
    match expression:
        case FactLeaf() | Comparison():
            return frozenset({expression.fact})
        case Not():
            return facts_in(expression.operand)
        case OfSubjects():
            return facts_in(expression.holds)
        case All() | Any():
            return frozenset().union(*map(facts_in, expression.parts))
    whens = (facts_in(exception.when) for exception in expression.exceptions)
    return facts_in(expression.base).union(*whens)


def classes_in(expression: Expression) -> frozenset[str]:
    """Return the classes of subjects an expression itself ranges over, not those behind formulas."""
    match expression:
        case FactLeaf() | Comparison():
            return frozenset()
        case Not():
            return classes_in(expression.operand)
        case OfSubjects():
            return classes_in(expression.holds) | {expression.kind}
        case All() | Any():
            return frozenset().union(*map(classes_in, expression.parts))
    whens = (classes_in(exception.when) for exception in expression.exceptions)
    return classes_in(expression.base).union(*whens)
