"""The shape of a book's file: which keys a book, a fact, a rule, a deadline and the shelf may have, and their types.

One frozen record per table of the TOML file; unknown keys are refused. A record knows how to become the value the rest
of the room works with; what its words mean is checked in `reading`.
"""

import datetime as dt
from typing import Annotated, Literal, Self, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tallystick.evidence.persons import Name
from tallystick.law.expressions.tree import Expression
from tallystick.law.facts import FactDeclaration, FactType, SubjectClass, Value
from tallystick.law.instruments import Clause, Deadline, Kind, Parameter, ReportingEvent, Rule, Stop, Unit, Window
from tallystick.law.values import Mark

__all__ = [
    "BookRecord",
    "ClauseRecord",
    "DeadlineRecord",
    "EventRecord",
    "FactRecord",
    "ParameterRecord",
    "RuleRecord",
    "ShelfRecord",
    "SubjectRecord",
    "TextRecord",
]

_Id: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._()/-]*$")]
"""An id is written on a command line beside ``@`` and a subject, so it has no space, no colon and no ``@``."""

_Kinds: TypeAlias = Annotated[tuple[str, ...], Field(min_length=1)]
"""Kinds of evidence that suffice together; of none at all nothing would suffice for anything."""

_Particular: TypeAlias = Literal["instrument", "issuer", "number", "in_force_from", "in_force_to", "known_from"]
"""What the head of a book says of its instrument."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _DatedRecord(_Record):
    """What may end; the day its end became known is given where another text ends it."""

    in_force_to: dt.date | None = None
    end_known_from: dt.date | None = None

    @model_validator(mode="after")
    def _end_known(self) -> Self:
        if self.end_known_from is not None and self.in_force_to is None:
            message = "end_known_from says since when the day in in_force_to was known, and there is none"
            raise ValueError(message)
        return self


class TextRecord(_Record):
    """A text in both languages, neither empty."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def name(self) -> Name:
        """Return the text as a value."""
        return Name(zh=self.zh, en=self.en)


class ClauseRecord(_Record):
    """A ``[[clause]]`` of a book: `quote` where the text was seen, `gist` where it was only reported."""

    id: _Id
    article: str = Field(min_length=1)
    mark: Mark
    quote: TextRecord | None = None
    gist: TextRecord | None = None
    not_codable: TextRecord | None = None

    @model_validator(mode="after")
    def _worded_once(self) -> Self:
        if (self.quote is None) == (self.gist is None):
            message = "a clause has either a quote or a gist"
            raise ValueError(message)
        return self

    def clause(self, book: "BookRecord") -> Clause:
        """Return the clause of this record, with the rules and facts of its book that state it."""
        text = self.quote or self.gist
        return Clause(
            id=self.id,
            article=self.article,
            mark=self.mark,
            text=cast("TextRecord", text).name(),
            verbatim=self.quote is not None,
            not_codable=None if self.not_codable is None else self.not_codable.name(),
            rules=tuple(rule.id for rule in book.rule if rule.states == self.id),
            facts=tuple(fact.id for fact in book.fact if fact.clause == self.id),
            parameters=tuple(each.id for each in book.parameter if each.clause == self.id),
            deadlines=tuple(each.id for each in book.deadline if each.states == self.id),
            events=tuple(each.id for each in book.event if each.states == self.id),
        )


class FactRecord(_Record):
    """A ``[[fact]]`` of a book; `formula` is read later, when every fact is known."""

    id: _Id
    type: FactType = FactType.BOOL
    subjects: tuple[str, ...] = Field(default=("deal",), min_length=1)
    question: TextRecord
    provider: str
    mark: Mark | None = None
    evidence: tuple[str, ...] = ()
    evidence_for_no: tuple[_Kinds, ...] = ()
    freshness_days: int | None = Field(default=None, ge=0)
    who: tuple[str, ...] = ()
    judgement: bool = False
    choices: tuple[str, ...] = ()
    quote: TextRecord | None = None
    clause: str = ""
    formula: object = None

    def declaration(self, book: "BookRecord") -> FactDeclaration:
        """Return the declaration made by this record in a book."""
        return FactDeclaration(
            id=self.id,
            type=self.type,
            subjects=self.subjects,
            question=self.question.name(),
            provider=self.provider,
            mark=self.mark,
            evidence=self.evidence,
            evidence_for_no=self.evidence_for_no,
            freshness_days=self.freshness_days,
            who=self.who,
            judgement=self.judgement,
            choices=self.choices,
            quote=None if self.quote is None else self.quote.name(),
            book=book.id,
            holds=(book.in_force_from, book.in_force_to),
        )


class RuleRecord(_DatedRecord):
    """A ``[[rule]]`` of a book; dates it does not give are those of its book."""

    id: _Id
    clause: str = ""
    article: str = Field(min_length=1)
    kind: Kind
    mark: Mark
    title: TextRecord
    quote: TextRecord | None = None
    note: TextRecord | None = None
    source: str = ""
    in_force_from: dt.date | None = None
    known_from: dt.date | None = None
    applies: object = None
    predicate: object
    indications: object = None

    @property
    def states(self) -> str:
        """Id of the clause this rule states: the one it names, or the one it shares its id with."""
        return self.clause or self.id

    def rule(
        self,
        book: "BookRecord",
        *,
        applies: Expression | None,
        predicate: Expression,
        indications: Expression | None,
    ) -> Rule:
        """Return the rule of this record, given its expressions; a rule without a quote has that of its clause."""
        stated = next((each.quote for each in book.clause if each.id == self.states), None)
        quote = self.quote or stated
        ended = book if self.in_force_to is None else self
        return Rule(
            id=self.id,
            book=book.id,
            clause=self.states,
            article=self.article,
            kind=self.kind,
            mark=self.mark,
            title=self.title.name(),
            quote=None if quote is None else quote.name(),
            note=None if self.note is None else self.note.name(),
            source=self.source or book.source,
            window=Window(
                start=self.in_force_from or book.in_force_from,
                end=ended.in_force_to,
                known_from=self.known_from or book.known_from,
                end_known_from=ended.end_known_from,
            ),
            applies=applies,
            predicate=predicate,
            indications=indications,
        )


class ParameterRecord(_Record):
    """A ``[[parameter]]`` of a book: a number of the text that a room tests against, written once."""

    id: _Id
    type: Literal[FactType.MONEY, FactType.SHARE, FactType.INTEGER]
    value: str
    clause: str = Field(min_length=1)
    mark: Mark

    def parameter(self, value: Value) -> Parameter:
        """Return the parameter of this record, given its value as read."""
        return Parameter(id=self.id, value=value, clause=self.clause, mark=self.mark)


class EventRecord(RuleRecord):
    """An ``[[event]]`` of a book: a rule about a live deal, with the deadline for telling of it."""

    kind: Kind = Kind.DISCLOSURE
    deadline: str = Field(min_length=1)
    progress: str = ""

    def event(self, rule: Rule) -> ReportingEvent:
        """Return the event of this record, given its rule."""
        return ReportingEvent(rule=rule, deadline=self.deadline, progress=self.progress)


class DeadlineRecord(_Record):
    """A ``[[deadline]]`` of a book; `by` is written ``04-30``, a stop ``["begins", "ends", "clause"]``."""

    id: _Id
    clause: str = ""
    mark: Mark
    title: TextRecord
    begins: str
    ends: tuple[str, ...] = ()
    unit: Unit
    number: int | None = Field(default=None, ge=1)
    by: str = Field(default="", pattern=r"^$|^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    before: bool = False
    stops: tuple[tuple[str, str, str], ...] = ()
    binding: bool = False
    target: int | None = Field(default=None, ge=1)
    parameter: str = ""
    note: TextRecord | None = None

    @property
    def states(self) -> str:
        """Id of the clause this deadline states: the one it names, or the one it shares its id with."""
        return self.clause or self.id

    def deadline(self, book: str) -> Deadline:
        """Return the deadline of this record in a book."""
        return Deadline(
            id=self.id,
            book=book,
            clause=self.states,
            mark=self.mark,
            title=self.title.name(),
            begins=self.begins,
            ends=self.ends,
            unit=self.unit,
            number=self.number,
            by=(int(self.by[:2]), int(self.by[3:])) if self.by else None,
            before=self.before,
            stops=tuple(Stop(begins=begins, ends=ends, clause=clause) for begins, ends, clause in self.stops),
            binding=self.binding,
            target=self.target,
            parameter=self.parameter,
            note=None if self.note is None else self.note.name(),
        )


class BookRecord(_DatedRecord):
    """A whole file."""

    schema_: Literal["tallystick/law-book/v1"] = Field(alias="schema")
    id: _Id
    instrument: TextRecord
    issuer: TextRecord
    number: str
    source: str = Field(min_length=1)
    in_force_from: dt.date
    known_from: dt.date
    recalled: tuple[_Particular, ...] = ()
    clause: tuple[ClauseRecord, ...] = ()
    fact: tuple[FactRecord, ...] = ()
    rule: tuple[RuleRecord, ...] = ()
    parameter: tuple[ParameterRecord, ...] = ()
    deadline: tuple[DeadlineRecord, ...] = ()
    event: tuple[EventRecord, ...] = ()

    def window(self) -> Window:
        """Return when the instrument as a whole holds."""
        return Window(
            start=self.in_force_from,
            end=self.in_force_to,
            known_from=self.known_from,
            end_known_from=self.end_known_from,
        )


class SubjectRecord(_Record):
    """A ``[[subject]]`` of the shelf."""

    id: _Id
    name: TextRecord
    roster: str = ""
    declared: str = ""
    least: int = Field(default=0, ge=0)

    def subject_class(self) -> SubjectClass:
        """Return the class of subjects this record declares."""
        return SubjectClass(
            id=self.id, name=self.name.name(), roster=self.roster, declared=self.declared, least=self.least
        )


class ShelfRecord(_Record):
    """What all books share: subject classes, kinds of evidence, roles of determining persons, kinds of occurrence."""

    schema_: Literal["tallystick/law-shelf/v1"] = Field(alias="schema")
    subject: tuple[SubjectRecord, ...]
    evidence: tuple[str, ...]
    roles: tuple[str, ...]
    occurrences: tuple[str, ...] = ()
