"""Weigh an expression against facts: truth values and the trace that explains them.

Every node is weighed twice in one pass: on everything that was stated, and on the statements that evidence supports.
What supports a statement is the caller's business; here it only matters which do.

A fact nobody stated is UNKNOWN, or NEEDS_DETERMINATION when its declaration calls it a judgement; statements that
contradict each other are a CONFLICT; a fact derived by a formula of a book is that formula's value, and does not apply
where the formula is not in force. A condition over a class of subjects ranges over the members its roster lists and any
other subject somebody stated a fact about; until the roster itself is known, the answer *none* is open. Where persons
declare the members of a class too, *none* waits for their list as well, and a list that differs from the roster is a
conflict.

With exceptions, let the live ones be those whose condition holds and the possible ones those whose condition is open:
the live ones decide if they agree and no possible one disagrees, they conflict if they disagree; without a live one the
base case decides as far as no possible exception could change it.
Source: Kleene (see `values`) for three values; Catala (see `tree`) for exceptions.
Laws: stating one more fact about a listed subject never changes a settled value; what is settled on the supported
statements is settled alike on all statements.
It knows no rule, no day and no kind of evidence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from tallystick.evidence.persons import Name
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
from tallystick.law.facts import LAW, PERSON, Fact, FactDeclaration, Subject, SubjectClass, Value, Vocabulary
from tallystick.law.values import Truth, conjunction, disjunction, negation
from tallystick.units.money import Money

__all__ = ["ROSTER", "Ground", "Trace", "leaves", "members", "weigh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a weighing stands on.

    Attributes:
        formulas: conditions of derived facts that are in force.
        facts: every statement, by fact id and subject.
        supported: those of them that evidence supports, by the same keys.
        derived: facts derived by formula as they were weighed, by the same keys; filled while weighing, because most
            rules rest on the same few.
    """

    vocabulary: Vocabulary
    formulas: Mapping[str, Expression]
    facts: Mapping[tuple[str, Subject], tuple[Fact, ...]]
    supported: Mapping[tuple[str, Subject], tuple[Fact, ...]]
    derived: dict[tuple[str, Subject], "Trace"] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How one node of an expression came to its values.

    Attributes:
        operator: the word of the node; ``roster`` for the list of a class, ``exception`` for a labelled exception.
        stated: the value on everything that was stated.
        supported: the value on the statements that evidence supports.
        declaration: the fact read, at a leaf; its evidence, date and persons are those of `facts`.
        facts: the statements that were read; several when they repeat or contradict each other.
        against: the constants compared with, or the outcome of an exception.
        label: the label of an exception.
    """

    operator: str
    stated: Truth
    supported: Truth
    declaration: FactDeclaration | None = None
    subject: Subject | None = None
    facts: tuple[Fact, ...] = ()
    against: tuple[Value, ...] = ()
    label: Name | None = None
    children: tuple["Trace", ...] = ()

    @property
    def truth(self) -> Truth:
        """TRUE as soon as it is stated, since an admission binds; FALSE only when evidence supports it."""
        return self.supported if self.stated is Truth.FALSE else self.stated


ROSTER = "roster"
"""What stands in the place of an operator where the list of a class is read."""

_EXCEPTION = "exception"


def leaves(trace: Trace) -> Iterator[Trace]:
    """Yield the leaves of a trace, each a fact that was read or found missing, from left to right."""
    if not trace.children:
        yield trace
    for child in trace.children:
        yield from leaves(child)


def weigh(expression: Expression, ground: Ground, *, bound: tuple[Subject, ...] = ()) -> Trace:
    """Weigh an expression.

    Args:
        expression: a tree whose names the vocabulary of the ground holds.
        ground: what counts.
        bound: subjects the expression is about, innermost last.
    """
    match expression:
        case FactLeaf():
            return _fact(expression, ground, bound)
        case Comparison():
            return _comparison(expression, ground, bound)
        case Not():
            inner = weigh(expression.operand, ground, bound=bound)
            return Trace(
                operator=Operator.NOT,
                stated=negation(inner.stated),
                supported=negation(inner.supported),
                children=(inner,),
            )
        case All():
            return _joined(Operator.ALL, (weigh(part, ground, bound=bound) for part in expression.parts))
        case Any():
            return _joined(Operator.ANY, (weigh(part, ground, bound=bound) for part in expression.parts))
        case OfSubjects():
            held = (
                weigh(expression.holds, ground, bound=(*bound, member)) for member in members(expression.kind, ground)
            )
            return _joined(expression.operator, (*_roster(expression, ground), *held))
    return _with_exceptions(expression, ground, bound)


def _joined(operator: Operator, parts: Iterable[Trace]) -> Trace:
    children = tuple(parts)
    either = operator is Operator.ANY or operator is Operator.ANY_SUBJECT
    connective = disjunction if either else conjunction
    return Trace(
        operator=operator,
        stated=connective(child.stated for child in children),
        supported=connective(child.supported for child in children),
        children=children,
    )


def _fact(leaf: FactLeaf, ground: Ground, bound: tuple[Subject, ...]) -> Trace:
    declaration = ground.vocabulary.declarations[leaf.fact]
    if declaration.provider != LAW:
        return _read(Operator.FACT, leaf.fact, ground, bound, against=(True,))
    subject = ground.vocabulary.subject_of(leaf.fact, bound)
    key = (leaf.fact, subject)
    if key not in ground.derived:
        ground.derived[key] = _derived(leaf, declaration, subject, ground)
    return ground.derived[key]


def _derived(leaf: FactLeaf, declaration: FactDeclaration, subject: Subject, ground: Ground) -> Trace:
    read = partial(Trace, operator=Operator.FACT, declaration=declaration, subject=subject)
    if leaf.fact not in ground.formulas:
        return read(stated=Truth.NOT_APPLICABLE, supported=Truth.NOT_APPLICABLE)
    inner = weigh(ground.formulas[leaf.fact], ground, bound=(subject,))
    return read(stated=inner.stated, supported=inner.supported, children=(inner,))


def _comparison(comparison: Comparison, ground: Ground, bound: tuple[Subject, ...]) -> Trace:
    return _read(comparison.operator, comparison.fact, ground, bound, against=comparison.against)


def _read(
    operator: Operator, fact: str, ground: Ground, bound: tuple[Subject, ...], *, against: tuple[Value, ...]
) -> Trace:
    declaration = ground.vocabulary.declarations[fact]
    subject = ground.vocabulary.subject_of(fact, bound)
    facts = ground.facts.get((fact, subject), ())
    agreed = _agree(facts)
    stated = _compare(operator, facts[0].value, against) if agreed else _open(declaration, facts)
    unsupported = agreed and not ground.supported.get((fact, subject))
    return Trace(
        operator=operator,
        stated=stated,
        supported=Truth.UNKNOWN if unsupported else stated,
        declaration=declaration,
        subject=subject,
        facts=facts,
        against=() if operator is Operator.FACT else against,
    )


def _agree(facts: tuple[Fact, ...]) -> bool:
    return len(facts) == 1 or len({fact.value for fact in facts}) == 1


def _open(declaration: FactDeclaration, facts: tuple[Fact, ...]) -> Truth:
    if facts:
        return Truth.CONFLICT
    judged = declaration.provider == PERSON and declaration.judgement
    return Truth.NEEDS_DETERMINATION if judged else Truth.UNKNOWN


def _compare(operator: Operator, value: Value, against: tuple[Value, ...]) -> Truth:
    values = value if isinstance(value, tuple) else (value,)
    if operator is Operator.FACT or operator is Operator.EQUAL or operator is Operator.ONE_OF:
        return Truth.of(any(each in against for each in values))
    if operator is Operator.OTHER_THAN:
        return Truth.of(any(each not in against for each in values))
    threshold = against[0]
    if isinstance(value, Money) and isinstance(threshold, Money) and value.currency != threshold.currency:
        return Truth.UNKNOWN
    above, same = value > threshold, value == threshold  # type: ignore[operator]  # one ordered type, by parsing
    match operator:
        case Operator.GREATER_THAN:
            return Truth.of(above)
        case Operator.AT_LEAST:
            return Truth.of(above or same)
        case Operator.LESS_THAN:
            return Truth.of(not (above or same))
        case _:
            return Truth.of(not above)


def members(kind: str, ground: Ground) -> tuple[Subject, ...]:
    """Return the subjects of a class: its unnamed member, or all that a roster lists or a fact mentions."""
    roster = ground.vocabulary.classes[kind].roster
    if not roster:
        return (Subject(kind=kind),)
    lists = filter(None, (roster, ground.vocabulary.classes[kind].declared))
    listed = {name for each in lists for fact in ground.facts.get(_keeper(each, ground), ()) for name in _names(fact)}
    mentioned = {subject.name for _, subject in ground.facts if subject.kind == kind}
    return tuple(Subject(kind=kind, name=name) for name in sorted(listed | mentioned))


def _roster(clause: OfSubjects, ground: Ground) -> tuple[Trace, ...]:
    """Return how the roster of a class, and what persons declare of it, was read: neutral when complete, else open."""
    subject_class = ground.vocabulary.classes[clause.kind]
    if not subject_class.roster:
        return ()
    listed = _listed(clause, subject_class, ground)
    return (listed, _declared(clause, subject_class, listed, ground)) if subject_class.declared else (listed,)


def _listed(clause: OfSubjects, subject_class: SubjectClass, ground: Ground) -> Trace:
    key = _keeper(subject_class.roster, ground)
    declaration = ground.vocabulary.declarations[subject_class.roster]
    facts = ground.facts.get(key, ())
    neutral = Truth.of(clause.operator is Operator.ALL_SUBJECTS)
    believable = _agree(facts) and len(_names(facts[0])) >= subject_class.least
    stated = neutral if believable else _open(declaration, () if _agree(facts) else facts)
    return Trace(
        operator=ROSTER,
        stated=stated,
        supported=Truth.UNKNOWN if believable and not ground.supported.get(key) else stated,
        declaration=declaration,
        subject=key[1],
        facts=facts,
    )


def _declared(clause: OfSubjects, subject_class: SubjectClass, listed: Trace, ground: Ground) -> Trace:
    """Return how the declared list of a class was read beside its roster; one against the other is a conflict."""
    key = _keeper(subject_class.declared, ground)
    declaration = ground.vocabulary.declarations[subject_class.declared]
    facts = ground.facts.get(key, ())
    stated, supported = _open(declaration, () if _agree(facts) else facts), False
    if _agree(facts):
        rivals = tuple(each for each in listed.facts if set(_names(each)) != set(_names(facts[0])))
        stated = Truth.CONFLICT if rivals else Truth.of(clause.operator is Operator.ALL_SUBJECTS)
        facts, supported = (*facts, *rivals), bool(ground.supported.get(key))
    return Trace(
        operator=ROSTER,
        stated=stated,
        supported=Truth.UNKNOWN if stated.settled and not supported else stated,
        declaration=declaration,
        subject=key[1],
        facts=facts,
    )


def _keeper(roster: str, ground: Ground) -> tuple[str, Subject]:
    return roster, ground.vocabulary.subject_of(roster, ())


def _names(roster: Fact) -> tuple[str, ...]:
    return roster.value if isinstance(roster.value, tuple) else ()


def _with_exceptions(clause: Exceptions, ground: Ground, bound: tuple[Subject, ...]) -> Trace:
    base = weigh(clause.base, ground, bound=bound)
    tried = []
    for exception in clause.exceptions:
        when = weigh(exception.when, ground, bound=bound)
        tried.append(
            Trace(
                operator=_EXCEPTION,
                stated=when.stated,
                supported=when.supported,
                against=(exception.then,),
                label=exception.label,
                children=(when,),
            )
        )
    outcomes = [Truth.of(exception.then) for exception in clause.exceptions]
    return Trace(
        operator=Operator.WITH_EXCEPTIONS,
        stated=_outcome(base.stated, [(each.stated, then) for each, then in zip(tried, outcomes, strict=True)]),
        supported=_outcome(
            base.supported, [(each.supported, then) for each, then in zip(tried, outcomes, strict=True)]
        ),
        children=(base, *tried),
    )


def _outcome(base: Truth, tried: list[tuple[Truth, Truth]]) -> Truth:
    """Return the outcome of a base case and exceptions, each given as its condition and what it leads to."""
    live = {then for when, then in tried if when is Truth.TRUE}
    if len(live) > 1:
        return Truth.CONFLICT
    decided = next(iter(live), base)
    waiting = [when for when, then in tried if not when.settled and then is not decided]
    return disjunction(waiting) if waiting and decided.settled else decided
