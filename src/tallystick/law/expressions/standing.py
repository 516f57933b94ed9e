"""Which statements stand behind the value of a condition, and which of them no answer has weighed.

A statement stands behind *true* when, through the parts that hold, it makes its condition hold; behind *false*
likewise. Statements that contradict each other stand behind either, since one of them says so. With exceptions, those
that hold stand behind the outcome, and where none does, the base case.

An answer weighs what it names among the things it considered, and only what had been stated by its own day.
It decides nothing: what an indication nobody weighed does to a rule is said in `screening`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from tallystick.law.expressions.settling import Missing
from tallystick.law.expressions.tree import Operator
from tallystick.law.expressions.weighing import ROSTER, Trace
from tallystick.law.facts import PERSON, Considered, Fact, Subject
from tallystick.law.values import Truth

__all__ = ["answering", "behind", "named", "unweighed"]


def behind(trace: Trace, *, to: bool) -> Iterator[Trace]:
    """Yield the leaves that stand behind a value of a traced condition; none when it has not that value.

    Args:
        trace: how the condition was weighed.
        to: the value; contradictory parts stand behind either.
    """
    if trace.stated is not Truth.of(to) and trace.stated is not Truth.CONFLICT:
        return
    if trace.operator == Operator.NOT:
        yield from behind(trace.children[0], to=not to)
    elif trace.operator == Operator.WITH_EXCEPTIONS:
        base, *tried = trace.children
        live = [each for each in tried if each.stated is Truth.TRUE]
        for each in (*live, *(each for each in tried if each.stated is Truth.CONFLICT)):
            yield from behind(each.children[0], to=True)
        if not live:
            yield from behind(base, to=to)
    elif trace.children:
        for child in trace.children:
            yield from behind(child, to=to)
    elif trace.operator != ROSTER or trace.stated is Truth.CONFLICT:
        yield trace


def answering(predicate: Trace) -> tuple[Trace, ...]:
    """Return the answers of persons that make a condition false with evidence; each of them may weigh indications."""
    return tuple(
        leaf
        for leaf in behind(predicate, to=False)
        if leaf.declaration is not None and leaf.declaration.provider == PERSON and leaf.supported.settled
    )


def unweighed(
    predicate: Trace, indications: Trace, supported: Mapping[tuple[str, Subject], Collection[Fact]]
) -> tuple[Trace, ...]:
    """Return the indications that stand and that no answer behind the predicate's *false* has weighed, each once.

    Args:
        predicate: how the condition of a rule was weighed.
        indications: how what can only call for a determination was weighed.
        supported: the statements that evidence supports, by fact id and subject.
    """
    answers = [fact for leaf in answering(predicate) for fact in supported.get(_key(leaf), ())]
    standing = {_key(leaf): leaf for leaf in behind(indications, to=True)}
    return tuple(leaf for leaf in standing.values() if not _weighed(leaf, answers))


def named(leaf: Trace) -> Considered:
    """Name the statement a leaf read, as an answer that weighs it does."""
    question, subject = _key(leaf)
    return Considered(question=question, subject=subject)


def _weighed(leaf: Trace, answers: Iterable[Fact]) -> bool:
    since = max(fact.as_of for fact in leaf.facts)
    return any(named(leaf) in answer.considered and since <= answer.as_of for answer in answers)


def _key(leaf: Trace) -> tuple[str, Subject]:
    return Missing.at(leaf).key
