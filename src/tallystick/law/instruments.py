"""Books of law: one legal instrument each, its rules with quotation, mark and dates, and the facts it asks for.

A rule is true when the thing it warns of is there: YES is bad. A bar stops the deal, a gate is a procedure still to be
done, the other kinds warn, inform, ask for disclosure, name a form or a deadline.
A *deadline* is counted by `clocks` from dated occurrences; a *reporting event* is a rule about a deal that is already
out: true means that something has happened which must be told. Neither is asked while a deal is screened for filing.
A rule holds on a day when that day is inside its window, and was known on a day when that day is not before
`known_from`; its end was known since a day of its own. Both are asked, so that an old filing can be replayed under the
law as it was then known, a repeal that nobody knew of yet included.
Books are read in `reading` and applied in `screening`; a book refers to another only by fact id.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.persons import Name
from tallystick.law.expressions.tree import Expression, classes_in, facts_in
from tallystick.law.facts import PERSON, FactDeclaration, Value, Vocabulary
from tallystick.law.values import Mark

__all__ = [
    "Book",
    "Clause",
    "Deadline",
    "Kind",
    "Parameter",
    "ReportingEvent",
    "Rule",
    "Stop",
    "Unit",
    "Window",
    "bar_questions",
    "facts_behind",
    "questions_behind",
]


class Kind(StrEnum):
    """What follows when a rule is true."""

    BAR = "BAR"
    GATE = "GATE"
    WARN = "WARN"
    INFO = "INFO"
    DEADLINE = "DEADLINE"
    DISCLOSURE = "DISCLOSURE"
    FORM = "FORM"


class Unit(StrEnum):
    """What a deadline is counted in."""

    WORKING_DAY = "working-day"
    """工作日 of mainland China: by the State Council's notice, weekend days worked in exchange included."""
    TRADING_DAY = "trading-day"
    """交易日 of the mainland exchanges, which stay closed on those weekend days."""
    HONG_KONG_BUSINESS_DAY = "hong-kong-business-day"
    CALENDAR_DAY = "calendar-day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a text holds, `start` included and `end` not, and since when each was known.

    Attributes:
        end_known_from: the day the text that ends it became known; absent where it says its own end, which was then
            known with it.
    """

    start: dt.date
    end: dt.date | None
    known_from: dt.date
    end_known_from: dt.date | None = None

    def covers(self, *, as_of: dt.date, known_on: dt.date) -> bool:
        """Whether the text holds on `as_of` as far as was known on `known_on`."""
        return self.known_from <= known_on and self.start <= as_of and not self._ended(as_of, known_on)

    def _ended(self, as_of: dt.date, known_on: dt.date) -> bool:
        return self.end is not None and self.end <= as_of and (self.end_known_from or self.known_from) <= known_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of an instrument as it is known, and what became of it.

    Law: a clause has a rule or a fact that states it, or a reason why no machine can decide it; never neither.

    Attributes:
        id: unique over all books, the label under which the clause is cited.
        text: the sentence verbatim and its translation where `mark` says that it was seen, otherwise what it is said
            to demand.
        verbatim: whether `text` quotes the instrument.
        not_codable: why no rule states it; absent where one does.
        rules: ids of the rules that state it.
        facts: ids of the facts that state it, such as definitions.
        parameters: ids of the parameters that state it, such as thresholds a room tests against.
        deadlines: ids of the deadlines that state it.
        events: ids of the reporting events that state it.
    """

    id: str
    article: str
    mark: Mark
    text: Name
    verbatim: bool
    not_codable: Name | None
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    deadlines: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number of the text that another room tests against: an amount, a share or a count.

    Law: a number of a book is written once, there; a room reads it by its id and keeps no copy.
    """

    id: str
    value: Value
    clause: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one instrument.

    Attributes:
        id: unique over all books, the label under which the rule is cited.
        clause: id of the clause it states.
        article: where the rule stands in its instrument.
        quote: the sentence verbatim and its translation; absent when the text was not seen.
        note: what a reader should know about the reading chosen; absent when there is nothing to say.
        applies: the rule does not apply unless this holds; absent: it always applies.
        predicate: what the rule asks, over facts of official or quoted text when the rule is a bar.
        indications: facts that can call for a determination but never make the rule true.
    """

    id: str
    book: str
    clause: str
    article: str
    kind: Kind
    mark: Mark
    title: Name
    quote: Name | None
    note: Name | None
    source: str
    window: Window
    applies: Expression | None
    predicate: Expression
    indications: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Between which two occurrences a clock stands still, and the clause that says so."""

    begins: str
    ends: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A time limit as a text gives it, or says nothing about.

    Law: `number` and `by` are never both set; a deadline without either is never judged, whatever its `target`.

    Attributes:
        id: unique over all books.
        clause: id of the clause that sets it.
        begins: the kind of occurrence that starts it.
        ends: the kinds of occurrence that meet it or make it moot.
        number: how many of `unit`; None where the text gives no number (及时).
        by: month and day of the year by which it is to be met, such as 30 April; None for all but yearly deadlines.
        before: whether it is counted back from the day its occurrence is about, instead of onwards.
        stops: between what its clock stands still.
        binding: whether missing it is a fault; False for numbers of another regime, which serve as targets only.
        target: the installation's own number where the text has none.
        parameter: name under which it may be set otherwise, such as ``P_REVIEW_WD``; empty where it may not.
        note: what a reader must know about it; absent when there is nothing to say.
        textual: the number of the text where the installation has set its own in `number`; absent otherwise.
    """

    id: str
    book: str
    clause: str
    mark: Mark
    title: Name
    begins: str
    ends: tuple[str, ...]
    unit: Unit
    number: int | None
    by: tuple[int, int] | None
    before: bool
    stops: tuple[Stop, ...]
    binding: bool
    target: int | None
    parameter: str
    note: Name | None
    textual: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingEvent:
    """Something that may happen to a live deal and must then be told.

    Attributes:
        rule: when it has happened; TRUE is a report that is owed.
        deadline: id of the deadline for the first report.
        progress: id of the deadline for what becomes of it; empty where the text asks for no second report.
    """

    rule: Rule
    deadline: str
    progress: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One legal instrument as data.

    Attributes:
        recalled: what of the head, by its keys, was in none of the sources seen; a number that is recalled and empty
            is not known.
        clauses: what the instrument says, clause by clause, in its order.
        facts: the facts this book declares.
        formulas: for each declared fact that the law derives, its condition.
        parameters: numbers of its text that other rooms test against, by id.
        vocabulary: all facts and subject classes of the books read together with this one.
    """

    id: str
    file: str
    instrument: Name
    issuer: Name
    number: str
    source: str
    window: Window
    clauses: tuple[Clause, ...]
    facts: tuple[FactDeclaration, ...]
    formulas: Mapping[str, Expression]
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Parameter]
    vocabulary: Vocabulary
    deadlines: tuple[Deadline, ...] = ()
    events: tuple[ReportingEvent, ...] = ()
    recalled: tuple[str, ...] = ()


def facts_behind(expression: Expression, formulas: Mapping[str, Expression]) -> Iterator[str]:
    """Yield the id of every fact an expression rests on, formulas followed, a formula's own fact before its parts.

    Args:
        expression: where to begin.
        formulas: conditions of derived facts; they must not refer to each other in a circle.
    """
    for fact in sorted(facts_in(expression)):
        yield fact
        if fact in formulas:
            yield from facts_behind(formulas[fact], formulas)


def questions_behind(
    roots: Iterable[Expression], formulas: Mapping[str, Expression], vocabulary: Vocabulary
) -> tuple[FactDeclaration, ...]:
    """Return the questions to persons on which conditions rest, each once, in the order in which they are met.

    A list of subjects that persons declare is asked for by every condition that ranges over their class.
    """
    behind: dict[str, None] = {}
    for root in roots:
        facts = dict.fromkeys(facts_behind(root, formulas))
        within = (root, *(formulas[fact] for fact in facts if fact in formulas))
        kinds = sorted(kind for expression in within for kind in classes_in(expression))
        behind |= facts | dict.fromkeys(filter(None, (vocabulary.classes[kind].declared for kind in kinds)))
    declarations = (vocabulary.declarations[fact] for fact in behind)
    return tuple(each for each in declarations if each.provider == PERSON)


def bar_questions(books: Iterable[Book]) -> frozenset[str]:
    """Return the questions to persons on which a bar rests, each of which a second person must answer too.

    Source: DESIGN.md section 4 (second person).
    """
    shelf = tuple(books)
    formulas = {fact: formula for book in shelf for fact, formula in book.formulas.items()}
    return frozenset(
        question.id
        for book in shelf
        for rule in book.rules
        if rule.kind is Kind.BAR
        for question in questions_behind(
            (root for root in (rule.predicate, rule.applies) if root is not None), formulas, book.vocabulary
        )
    )
