"""Screening: apply books of law to facts on a day, and say what is still open.

Every condition is weighed on everything that was stated and on the statements whose evidence counts on the day. TRUE
needs only a statement, since an admission binds; FALSE needs evidence, since unknown is not *no*. A statement of *no*
without evidence that counts leaves the rule open. From there:

    applies FALSE                                   the rule is NOT_APPLICABLE
    applies open                                    the rule is open
    predicate TRUE or CONFLICT                      so is the rule
    predicate FALSE, an indication stands unweighed NEEDS_DETERMINATION
    predicate FALSE otherwise                       the rule is FALSE
    predicate open and an indication stands         NEEDS_DETERMINATION
    predicate open otherwise                        so is the rule

An indication stands when somebody stated it, even without evidence and even against a contrary statement. It is weighed
when one of the answers that make the predicate FALSE names it among what was considered, and was not given before it.
So a bar against which something speaks is cleared by an answer that says it weighed this, or by superseding what
speaks, and by nothing else.

Laws: a bar is cleared only by FALSE with evidence inside its window, and never past an indication nobody weighed. One
more statement never turns a settled rule into another settled value. It reopens one in a single case: an indication
that arrives after a FALSE, until it has been weighed.
Source: LAW.md (c) conventions and (f); DESIGN.md section 2, principles 2 and 3.
It reads no clock and does not judge persons: `determinations` decides which answers become facts.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from tallystick.law.expressions.settling import Missing, SettlingSets, anew, asked, both, either, forcing
from tallystick.law.expressions.standing import answering, behind, named, unweighed
from tallystick.law.expressions.tree import Expression, FactLeaf
from tallystick.law.expressions.weighing import ROSTER, Ground, Trace, leaves, members, weigh
from tallystick.law.facts import (
    PERSON,
    Considered,
    Fact,
    FactDeclaration,
    FactMisfitError,
    Subject,
    Vocabulary,
    misfit,
    supports,
)
from tallystick.law.instruments import Book, Kind, Rule
from tallystick.law.values import Truth

__all__ = [
    "GateState",
    "InForce",
    "Question",
    "RuleResult",
    "WeighedRule",
    "Weighing",
    "evaluate",
    "evaluate_events",
    "formulas_in_force",
    "gate_state",
    "in_force",
    "questions",
    "settled",
    "told",
    "unheeded",
    "weigh_rules",
]


class GateState(StrEnum):
    """Where a procedure stands; undecided means it is not even known whether it is needed."""

    NOT_TRIGGERED = "not-triggered"
    OPEN = "open"
    DONE = "done"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedRule:
    """What a rule comes to and why, before it is asked what would settle it.

    Attributes:
        applies: how the condition of application was weighed; absent when the rule always applies.
        trace: how the predicate was weighed.
        indications: how the facts that can only call for a determination were weighed; absent when there are none.
        unweighed: the indications that stand and that no answer weighed, as they were read.
    """

    rule: Rule
    truth: Truth
    applies: Trace | None
    trace: Trace
    indications: Trace | None
    unweighed: tuple[Trace, ...]

    @property
    def indicated(self) -> bool:
        """Whether an indication stands, weighed or not, even against a rule that was found not to be met."""
        return _stands(self.indications)

    @property
    def standing(self) -> tuple[Trace, ...]:
        """The indications that stand, weighed or not, as they were read."""
        return () if self.indications is None else tuple(behind(self.indications, to=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult(WeighedRule):
    """What a rule comes to, why, and what would settle it.

    Attributes:
        settles: smallest sets of facts that would settle the rule, one way or another.
        clears: smallest sets of facts that would make it FALSE or not applicable.
        truncated: whether larger or further sets were left out of either.
    """

    settles: tuple[tuple[Missing, ...], ...]
    clears: tuple[tuple[Missing, ...], ...]
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A fact that is still wanted of a subject, and the rules that wait for it.

    Attributes:
        stated: what was stated already; without evidence that counts, contradictory, or past an indication.
        weigh: the indications that stand and that the answer must say it weighed, for its *no* to clear anything.
    """

    declaration: FactDeclaration
    subject: Subject
    rules: tuple[str, ...]
    stated: tuple[Fact, ...]
    weigh: tuple[Considered, ...] = ()


def evaluate(
    books: Iterable[Book], facts: Iterable[Fact], *, as_of: dt.date, known_on: dt.date
) -> tuple[RuleResult, ...]:
    """Apply every rule that holds on a day, as the law was known on another.

    Args:
        books: read together; a rule outside its window, and a formula of a book outside its window, is left out.
        facts: as the rooms and `check_determinations` provide them; facts no book declares, and statements dated after
            `as_of`, are left out.
        as_of: the day of the test, against which windows and the freshness of evidence are held.
        known_on: the day whose knowledge of the law is used.

    Returns:
        One result per rule, in the order of books and of rules within them.

    Raises:
        FactMisfitError: a declared fact has another provider, subject class or type than declared.
    """
    return tuple(map(settled, weigh_rules(books, facts, as_of=as_of, known_on=known_on)))


def evaluate_events(
    books: Iterable[Book], facts: Iterable[Fact], *, as_of: dt.date, known_on: dt.date
) -> tuple[RuleResult, ...]:
    """Apply the reporting events of the books to what is known of a live deal; TRUE is a report that is owed.

    Arguments, result and refusals are those of `evaluate`.
    """
    events = (replace(book, rules=tuple(event.rule for event in book.events)) for book in books)
    return evaluate(events, facts, as_of=as_of, known_on=known_on)


def weigh_rules(
    books: Iterable[Book],
    facts: Iterable[Fact],
    *,
    as_of: dt.date,
    known_on: dt.date,
    stated_by: dt.date | None = None,
    only: Collection[str] | None = None,
) -> tuple[WeighedRule, ...]:
    """Weigh every rule that holds on a day, or only some of them, without asking what would settle it.

    Args:
        books: as for `evaluate`, as are the facts and the days.
        facts: what was stated.
        as_of: the day of the test.
        known_on: the day whose knowledge of the law is used.
        stated_by: the day against which statements and the freshness of their evidence are held, where it is another
            than that of the test: facts held still while the day of the law moves.
        only: ids of the rules wanted; None wants them all.

    Raises:
        FactMisfitError: a declared fact has another provider, subject class or type than declared.
    """
    stated = as_of if stated_by is None else stated_by
    return Weighing(law=in_force(books, as_of=as_of, known_on=known_on), facts=facts, stated_by=stated).of(only)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What of some books holds on a day: every rule in their order, with the vocabulary it is read in, and formulas."""

    rules: tuple[tuple[Rule, Vocabulary], ...]
    formulas: Mapping[str, Expression]


def in_force(books: Iterable[Book], *, as_of: dt.date, known_on: dt.date) -> InForce:
    """Return what holds on a day as the law was known on another; found once, it serves any number of screenings."""
    shelf = tuple(books)
    return InForce(
        rules=tuple(
            (rule, book.vocabulary)
            for book in shelf
            for rule in book.rules
            if rule.window.covers(as_of=as_of, known_on=known_on)
        ),
        formulas=formulas_in_force(shelf, as_of=as_of, known_on=known_on),
    )


class Weighing:
    """One set of facts under one law: a rule is weighed when it is first asked for, and what rules share, once."""

    __slots__ = ("_done", "_facts", "_grounds", "_law", "_stated_by")

    def __init__(self, *, law: InForce, facts: Iterable[Fact], stated_by: dt.date) -> None:
        """Keep the law and the statements made by a day, on which the freshness of their evidence is held too."""
        self._law = law
        self._facts = tuple(fact for fact in facts if fact.as_of <= stated_by)
        self._stated_by = stated_by
        self._grounds: dict[int, Ground] = {}
        self._done: dict[str, WeighedRule] = {}

    def of(self, only: Collection[str] | None = None) -> tuple[WeighedRule, ...]:
        """Return the rules of these ids, or all, as they are weighed, in the order of the books.

        Raises:
            FactMisfitError: a declared fact has another provider, subject class or type than declared.
        """
        rules = self._law.rules if only is None else (each for each in self._law.rules if each[0].id in only)
        return tuple(self._one(rule, vocabulary) for rule, vocabulary in rules)

    def derived(self, facts: Iterable[str]) -> dict[tuple[str, Subject], Truth | None]:
        """Return the value of derived facts for every subject they may be read of; None where evidence may move it."""
        _, vocabulary = self._law.rules[0]
        ground = self._ground(vocabulary)
        values: dict[tuple[str, Subject], Truth | None] = {}
        for fact in facts:
            for kind in vocabulary.declarations[fact].subjects:
                for subject in members(kind, ground):
                    trace = weigh(FactLeaf(fact=fact), ground, bound=(subject,))
                    settled_alike = trace.stated.settled and trace.stated is trace.supported
                    values[fact, subject] = trace.stated if settled_alike else None
        return values

    def _ground(self, vocabulary: Vocabulary) -> Ground:
        shared = id(vocabulary)
        if shared not in self._grounds:
            self._grounds[shared] = _ground(vocabulary, self._law.formulas, self._facts, as_of=self._stated_by)
        return self._grounds[shared]

    def _one(self, rule: Rule, vocabulary: Vocabulary) -> WeighedRule:
        if rule.id not in self._done:
            self._done[rule.id] = _weighed(rule, self._ground(vocabulary))
        return self._done[rule.id]


def formulas_in_force(books: Iterable[Book], *, as_of: dt.date, known_on: dt.date) -> Mapping[str, Expression]:
    """Return the formulas of the books that hold on a day, by fact id."""
    return MappingProxyType(
        {
            fact: formula
            for book in books
            if book.window.covers(as_of=as_of, known_on=known_on)
            for fact, formula in book.formulas.items()
        }
    )


def told(weighed: WeighedRule) -> RuleResult:
    """Return what a rule comes to without asking what would settle it; by the thousand, the asking takes most time."""
    return RuleResult(
        rule=weighed.rule,
        truth=weighed.truth,
        applies=weighed.applies,
        trace=weighed.trace,
        indications=weighed.indications,
        unweighed=weighed.unweighed,
        settles=(),
        clears=(),
        truncated=False,
    )


def settled(weighed: WeighedRule) -> RuleResult:
    """Return what a rule comes to, with what would settle it where it is open."""
    result = told(weighed)
    if weighed.truth.settled:
        return result
    clears = _clearing(weighed)
    settles = either([clears, _holding(weighed.applies, weighed.trace)])
    return replace(result, settles=settles.sets, clears=clears.sets, truncated=settles.truncated)


def questions(results: Iterable[RuleResult]) -> tuple[Question, ...]:
    """Return the facts to ask about next so that open rules may be cleared, each once, by fact id and subject.

    A fact is not asked for when it no longer matters, nor before it matters: whether an exception holds only when the
    base case does, the second part of an `all` only when the first holds, a rule only when it is known to apply. Where
    a *no* stands past an indication, its question is asked once more, with what is to be weighed.
    """
    wanted: dict[tuple[str, Subject], Question] = {}
    for result in results:
        for leaf in _open_leaves(result):
            missing = Missing.at(leaf)
            before = wanted.get(missing.key)
            rules = (*(before.rules if before else ()), result.rule.id)
            weigh = {*(before.weigh if before else ()), *map(named, result.unweighed)} - {named(leaf)}
            wanted[missing.key] = Question(
                declaration=missing.declaration,
                subject=missing.subject,
                rules=tuple(dict.fromkeys(rules)),
                stated=leaf.facts,
                weigh=tuple(sorted(weigh)),
            )
    return tuple(wanted[key] for key in sorted(wanted))


def unheeded(results: Iterable[RuleResult]) -> tuple[Question, ...]:
    """Return the indications nobody answered, each once, by fact id and subject, with the rules they may speak against.

    They decide nothing, so nobody has to be asked; but that nothing speaks against a rule is only known where somebody
    looked. Those of rules that do not apply are left out, and so is what a rule asks anyway.
    """
    given = tuple(results)
    asked_anyway = {(each.declaration.id, each.subject) for each in questions(given)}
    found: dict[tuple[str, Subject], Question] = {}
    for result in given:
        if result.indications is None or result.truth is Truth.NOT_APPLICABLE:
            continue
        for leaf in leaves(result.indications):
            missing = Missing.at(leaf)
            if leaf.facts or leaf.operator == ROSTER or missing.declaration.provider != PERSON:
                continue
            before = found.get(missing.key)
            rules = dict.fromkeys((*(before.rules if before else ()), result.rule.id))
            if missing.key not in asked_anyway:
                found[missing.key] = Question(
                    declaration=missing.declaration, subject=missing.subject, rules=tuple(rules), stated=()
                )
    return tuple(found[key] for key in sorted(found))


def gate_state(result: RuleResult) -> GateState:
    """Say where the procedure of a gate stands: what is triggered and not shown to be done is open.

    Raises:
        ValueError: the rule is no gate.
    """
    if result.rule.kind is not Kind.GATE:
        message = f"{result.rule.id} is a {result.rule.kind}, and only a gate has a state"
        raise ValueError(message)
    if result.truth is Truth.NOT_APPLICABLE:
        return GateState.NOT_TRIGGERED
    if result.applies is not None and result.applies.truth is not Truth.TRUE:
        return GateState.UNDECIDED
    return GateState.DONE if result.truth is Truth.FALSE else GateState.OPEN


def _ground(
    vocabulary: Vocabulary, formulas: Mapping[str, Expression], facts: Iterable[Fact], *, as_of: dt.date
) -> Ground:
    stated: dict[tuple[str, Subject], tuple[Fact, ...]] = {}
    supported: dict[tuple[str, Subject], tuple[Fact, ...]] = {}
    for fact in facts:
        declaration = vocabulary.declarations.get(fact.id)
        if declaration is None:
            continue
        if problem := misfit(declaration, fact):
            raise FactMisfitError(problem)
        key = (fact.id, fact.subject)
        stated[key] = (*stated.get(key, ()), fact)
        if supports(declaration, fact, as_of=as_of):
            supported[key] = (*supported.get(key, ()), fact)
    return Ground(vocabulary=vocabulary, formulas=formulas, facts=stated, supported=supported)


def _weighed(rule: Rule, ground: Ground) -> WeighedRule:
    applies = None if rule.applies is None else weigh(rule.applies, ground)
    trace = weigh(rule.predicate, ground)
    indications = None if rule.indications is None else weigh(rule.indications, ground)
    left = () if indications is None else unweighed(trace, indications, ground.supported)
    return WeighedRule(
        rule=rule,
        truth=_conclude(applies, trace, standing=_stands(indications), left=bool(left)),
        applies=applies,
        trace=trace,
        indications=indications,
        unweighed=left,
    )


def _stands(indications: Trace | None) -> bool:
    return indications is not None and (indications.stated is Truth.TRUE or indications.stated is Truth.CONFLICT)


def _conclude(applies: Trace | None, predicate: Trace, *, standing: bool, left: bool) -> Truth:
    if applies is not None and applies.truth is not Truth.TRUE:
        return Truth.NOT_APPLICABLE if applies.truth is Truth.FALSE else applies.truth
    if (predicate.truth is Truth.FALSE and left) or (predicate.truth is Truth.UNKNOWN and standing):
        return Truth.NEEDS_DETERMINATION
    return predicate.truth


def _clearing(weighed: WeighedRule) -> SettlingSets:
    """Return what makes the rule FALSE, or not applicable."""
    applies, predicate = weighed.applies, weighed.trace
    false = forcing(predicate, to=False, supported=True)
    if predicate.truth is Truth.FALSE and weighed.unweighed:
        false = anew(*([leaf] for leaf in answering(predicate)), weighed.unweighed)
    if applies is None:
        return false
    escaped = forcing(applies, to=False, supported=True)
    return either([escaped, both(forcing(applies, to=True, supported=False), false)])


def _holding(applies: Trace | None, predicate: Trace) -> SettlingSets:
    """Return what makes the rule TRUE."""
    true = forcing(predicate, to=True, supported=False)
    return true if applies is None else both(forcing(applies, to=True, supported=False), true)


def _open_leaves(result: RuleResult) -> Iterator[Trace]:
    """Yield the leaves that keep a rule open; only those of its application while that is open."""
    if result.truth.settled:
        return
    if result.applies is not None and not result.applies.truth.settled:
        yield from asked(result.applies, to=False)
    elif result.trace.truth is Truth.FALSE:
        yield from answering(result.trace)[:1] or result.unweighed
    else:
        yield from asked(result.trace, to=False)
