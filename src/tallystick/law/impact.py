"""Impact: what a change of the law does to screenings already made, rule by rule, before and after.

A law is a set of books on a day, as it was known on a day; a change is two of them: an amended book in the place of the
one that holds, or the same books on another day. Only what rests on the change is weighed again: the rules whose
conditions, kind, mark or force differ, those that reach a fact or formula that differs, and, for one screening, those
that reach a statement which was made, withdrawn, or lost or won its evidence between the two.

    changed(A, A) is empty;  what is not weighed again would have come to the same, and asked the same.

A rule may stay open and yet ask something else: through a threshold that moved, or an answer that expired. Questions
that appear or disappear are therefore told beside the rules; what another rule asks anyway is neither.

Source: SUPTECH.md section 1.2 (law as it was on a day, and as we knew it on a day).
It reads no book and gathers no fact; that a deal changes its outcome is for `filing` to say.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

from tallystick.law.expressions.tree import Expression, classes_in
from tallystick.law.facts import Fact, FactDeclaration, Subject, supports
from tallystick.law.instruments import Book, Rule, Window, facts_behind, questions_behind
from tallystick.law.screening import (
    InForce,
    Question,
    RuleResult,
    WeighedRule,
    Weighing,
    in_force,
    questions,
    settled,
    told,
)
from tallystick.law.values import Truth

__all__ = ["Change", "Effect", "Impact", "LawOn", "Sides", "change_between", "effects", "impact", "weigh_sides"]

_AT_REST = (Truth.FALSE, Truth.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOn:
    """Books read together, on a day, as they were known on a day.

    Attributes:
        stated_by: the day against which facts and the freshness of their evidence are held; None: the day of the law.
    """

    books: tuple[Book, ...]
    as_of: dt.date
    known_on: dt.date
    stated_by: dt.date | None = None
    _held: list[InForce] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def facts_on(self) -> dt.date:
        """The day against which facts are held."""
        return self.as_of if self.stated_by is None else self.stated_by

    @property
    def in_force(self) -> InForce:
        """What of the books holds; found once."""
        if not self._held:
            self._held.append(in_force(self.books, as_of=self.as_of, known_on=self.known_on))
        return self._held[0]

    def weighing(self, facts: Collection[Fact]) -> Weighing:
        """Return what was stated, ready to be weighed under this law."""
        return Weighing(law=self.in_force, facts=facts, stated_by=self.facts_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Footing:
    """What a rule rests on: facts, through formulas and rosters, and the classes of subjects it ranges over."""

    facts: frozenset[str]
    kinds: frozenset[str]

    def joined(self, other: "_Footing") -> "_Footing":
        return _Footing(facts=self.facts | other.facts, kinds=self.kinds | other.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two laws and what differs between them, whatever the facts.

    Attributes:
        rules: ids of the rules to weigh again in every screening.
        facts: ids of the facts whose declaration or formula differs.
        reached: what those rules rest on.
        hinges: where nothing but formulas over facts of rooms differs, the facts they derive: a screening in which each
            of them is settled alike under either law is not changed. None where more differs.
    """

    before: LawOn
    after: LawOn
    rules: frozenset[str]
    facts: frozenset[str]
    footings: Mapping[str, _Footing]
    reached: _Footing
    hinges: frozenset[str] | None

    @property
    def holds_facts_still(self) -> bool:
        """Whether facts are held against one day on both sides; otherwise any may lose its evidence or win it."""
        return self.before.facts_on == self.after.facts_on

    def concerns(self, fact: str, kind: str) -> bool:
        """Whether a statement about a class of subject can matter to the rules, where facts are held still."""
        return fact in self.reached.facts or kind in self.reached.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One rule that comes to something else; absent where it is not in force on that side.

    `in_force` is when the books of either side say that it holds, absent where they do not have it.
    """

    rule: str
    before: RuleResult | None
    after: RuleResult | None
    in_force: tuple[Window | None, Window | None]

    @property
    def truths(self) -> tuple[Truth, Truth]:
        """The values before and after; a rule that is not in force does not apply."""
        return _truth(self.before), _truth(self.after)


def change_between(before: LawOn, after: LawOn) -> Change:
    """Compare two laws once, so that any number of screenings can be held against the difference."""
    was, now = _in_force(before), _in_force(after)
    facts = _changed_facts(before, after)
    footings = _footings(before, was)
    for name, footing in _footings(after, now).items():
        footings[name] = footing if name not in footings else footing.joined(footings[name])
    rules = {
        name
        for name, footing in footings.items()
        if name not in was
        or name not in now
        or _weight(was[name]) != _weight(now[name])
        or not facts.isdisjoint(footing.facts)
    }
    reached = reduce(_Footing.joined, (footings[name] for name in rules), _Footing(facts=facts, kinds=frozenset()))
    return Change(
        before=before,
        after=after,
        rules=frozenset(rules),
        facts=facts,
        footings=footings,
        reached=reached,
        hinges=_hinges(before, after, facts, rules_alike=all(_alike(was.get(name), now.get(name)) for name in rules)),
    )


def _alike(was: Rule | None, now: Rule | None) -> bool:
    return was is not None and now is not None and _weight(was) == _weight(now)


def _hinges(before: LawOn, after: LawOn, facts: frozenset[str], *, rules_alike: bool) -> frozenset[str] | None:
    """Return the derived facts on which the whole change hangs.

    A condition over a derived fact depends on its two values and, for what is asked and weighed, on the answers of
    persons behind it. So the facts must be derived on both sides, alike in all but their formula, no person behind.
    """
    if not rules_alike or not facts or before.facts_on != after.facts_on:
        return None
    for law, other in ((before, after), (after, before)):
        formulas, vocabulary = law.in_force.formulas, law.books[0].vocabulary
        for fact in facts:
            if fact not in formulas or _asking(_declared(law).get(fact)) != _asking(_declared(other).get(fact)):
                return None
            if questions_behind([formulas[fact]], formulas, vocabulary):
                return None
    return facts


def _stands_still(change: Change, weighings: tuple[Weighing, Weighing]) -> bool:
    """Whether every hinge is settled alike under either law, of every subject it may be read of."""
    was, now = (weighing.derived(change.hinges or ()) for weighing in weighings)
    return was == now and all(value is not None for value in was.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a change does to one screening.

    Attributes:
        weighed: ids of the rules that were weighed again.
        effects: the rules that come to something else, in the order of the books, without what would settle them.
        asked: the questions that are asked only after.
        dropped: those that were asked only before.
    """

    weighed: frozenset[str]
    effects: tuple[Effect, ...]
    asked: tuple[Question, ...]
    dropped: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What rests on a change in one screening, weighed under either law, by id."""

    before: Mapping[str, WeighedRule]
    after: Mapping[str, WeighedRule]

    @property
    def differ(self) -> bool:
        """Whether any rule comes to something else or asks something else."""
        names = {**self.after, **self.before}
        if any(_differ(self.before.get(name), self.after.get(name)) for name in names):
            return True
        return _wanted(self.before.values()).keys() != _wanted(self.after.values()).keys()


def weigh_sides(change: Change, facts: Collection[Fact], *, later: Collection[Fact] | None = None) -> Sides:
    """Weigh what rests on a change; statements that the change does not concern may be left out.

    Arguments and refusals are those of `effects`.
    """
    then = facts if later is None else later
    only = change.rules | _unsettled(change, facts, then)
    if not only:
        return Sides(before={}, after={})
    weighings = change.before.weighing(facts), change.after.weighing(then)
    if change.hinges is not None and then is facts and _stands_still(change, weighings):
        return Sides(before={}, after={})
    before, after = ({each.rule.id: each for each in weighing.of(only)} for weighing in weighings)
    return Sides(before=before, after=after)


def impact(change: Change, sides: Sides, whole: Weighing) -> Impact:
    """Return all that a change does to one screening.

    Args:
        change: by `change_between`.
        sides: by `weigh_sides`, from the same facts.
        whole: all that was stated, under the law before.
    """
    was, now = sides.before, sides.after
    before, after = _wanted(was.values()), _wanted(now.values())
    weighed = frozenset({*was, *now})
    if before.keys() != after.keys():
        wanted = {question for question, _ in before.keys() ^ after.keys()}
        others = {name for name, footing in change.footings.items() if not footing.facts.isdisjoint(wanted)} - weighed
        anyway = _wanted(whole.of(others)).keys()
        before, after = ({key: side[key] for key in side.keys() - anyway} for side in (before, after))
    return Impact(
        weighed=weighed,
        effects=tuple(_effects(change, was, now, told)),
        asked=tuple(after[key] for key in sorted(after.keys() - before.keys())),
        dropped=tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )


def effects(change: Change, facts: Collection[Fact], *, later: Collection[Fact] | None = None) -> tuple[Effect, ...]:
    """Return what a change does to one screening, in the order of the books.

    Args:
        change: by `change_between`.
        facts: what was stated under the law before.
        later: what is stated under the law after, such as answers that have expired by then; None: the same.

    Raises:
        FactMisfitError: a fact does not fit its declaration under one of the two laws.
    """
    sides = weigh_sides(change, facts, later=later)
    return tuple(_effects(change, sides.before, sides.after, settled))


def _effects(
    change: Change,
    was: Mapping[str, WeighedRule],
    now: Mapping[str, WeighedRule],
    result: Callable[[WeighedRule], RuleResult],
) -> Iterator[Effect]:
    for name in {**now, **was}:
        before, after = was.get(name), now.get(name)
        if _differ(before, after):
            yield Effect(
                rule=name,
                before=None if before is None else result(before),
                after=None if after is None else result(after),
                in_force=(_window(change.before, name), _window(change.after, name)),
            )


def _wanted(weighed: Iterable[WeighedRule]) -> dict[tuple[str, Subject], Question]:
    return {(each.declaration.id, each.subject): each for each in questions(map(told, weighed))}


def _truth(result: RuleResult | None) -> Truth:
    return Truth.NOT_APPLICABLE if result is None else result.truth


def _differ(before: WeighedRule | None, after: WeighedRule | None) -> bool:
    """Whether a rule comes to something else; to come or go while it asks nothing of the deal is no difference."""
    if before is None or after is None:
        present = before or after
        return present is not None and present.truth not in _AT_REST
    told = [(each.truth, each.rule.kind, each.rule.mark, _triggered(each)) for each in (before, after)]
    return told[0] != told[1]


def _triggered(weighed: WeighedRule) -> Truth:
    return Truth.TRUE if weighed.applies is None else weighed.applies.truth


def _in_force(law: LawOn) -> dict[str, Rule]:
    return {rule.id: rule for rule, _ in law.in_force.rules}


def _window(law: LawOn, rule: str) -> Window | None:
    return next((each.window for book in law.books for each in book.rules if each.id == rule), None)


def _weight(rule: Rule) -> tuple[object, ...]:
    """Return what of a rule decides its outcome: all but its words."""
    return rule.kind, rule.mark, rule.applies, rule.predicate, rule.indications


def _changed_facts(before: LawOn, after: LawOn) -> frozenset[str]:
    ours, theirs = _declared(before), _declared(after)
    old, new = before.in_force.formulas, after.in_force.formulas
    return frozenset(
        fact
        for fact in {**ours, **theirs}
        if _asking(ours.get(fact)) != _asking(theirs.get(fact)) or old.get(fact) != new.get(fact)
    )


def _declared(law: LawOn) -> dict[str, FactDeclaration]:
    return {fact.id: fact for book in law.books for fact in book.facts}


def _asking(declaration: FactDeclaration | None) -> tuple[object, ...] | None:
    """Return what of a declaration decides how a statement counts: all but its words and mark."""
    if declaration is None:
        return None
    return (
        declaration.type,
        declaration.subjects,
        declaration.provider,
        declaration.evidence,
        declaration.evidence_for_no,
        declaration.freshness_days,
        declaration.judgement,
        declaration.choices,
    )


def _footings(law: LawOn, rules: Mapping[str, Rule]) -> dict[str, _Footing]:
    formulas = law.in_force.formulas
    return {name: _footing(rule, law, formulas) for name, rule in rules.items()}


def _footing(rule: Rule, law: LawOn, formulas: Mapping[str, Expression]) -> _Footing:
    roots = [root for root in (rule.applies, rule.predicate, rule.indications) if root is not None]
    facts = {fact for root in roots for fact in facts_behind(root, formulas)}
    within = [*roots, *(formulas[fact] for fact in facts if fact in formulas)]
    kinds = frozenset().union(*map(classes_in, within))
    classes = law.books[0].vocabulary.classes
    lists = {each for kind in kinds for each in (classes[kind].roster, classes[kind].declared) if each}
    return _Footing(facts=frozenset(facts | lists), kinds=kinds)


def _unsettled(change: Change, facts: Collection[Fact], later: Collection[Fact]) -> frozenset[str]:
    """Return the rules that reach a statement which counts otherwise on the one side than on the other."""
    if later is facts and change.holds_facts_still:
        return frozenset()
    moved = _counting(change.before, facts) ^ _counting(change.after, later)
    names = {fact.id for fact, _ in moved}
    kinds = {fact.subject.kind for fact, _ in moved}
    return frozenset(
        rule
        for rule, footing in change.footings.items()
        if not names.isdisjoint(footing.facts) or not kinds.isdisjoint(footing.kinds)
    )


def _counting(law: LawOn, facts: Collection[Fact]) -> set[tuple[Fact, bool]]:
    """Return the statements made by the day, each with whether evidence supports it."""
    declared = law.books[0].vocabulary.declarations
    return {
        (fact, supports(declared[fact.id], fact, as_of=law.facts_on))
        for fact in facts
        if fact.id in declared and fact.as_of <= law.facts_on
    }
