"""Facts: what is the case about a subject, who says so, on what evidence; and how the books declare them.

A book declares every fact it asks for: its type, its question in both languages, the subjects it may be
about, who provides it, which evidence counts and for how long. A fact has exactly one provider: a room that
computes it, `law` when a book derives it by formula, or `person` when somebody must determine it. A `no` may
demand more than one kind of evidence together, because the absence of a thing is harder to show than the
thing.
It does not decide: formulas are in `expressions`, rules in `instruments`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from tallystick.evidence.persons import Name, ToldError
from tallystick.law.values import Mark
from tallystick.units.money import Money
from tallystick.units.rates import Share

__all__ = [
    "LAW",
    "PERSON",
    "Considered",
    "Evidence",
    "Fact",
    "FactDeclaration",
    "FactMisfitError",
    "FactType",
    "Subject",
    "SubjectClass",
    "SubjectUnboundError",
    "Value",
    "ValueUnreadableError",
    "Vocabulary",
    "misfit",
    "parse_constant",
    "parse_value",
    "read_value",
    "supports",
    "value_text",
]

LAW = "law"
PERSON = "person"

Value: TypeAlias = bool | int | Fraction | Money | dt.date | str | tuple[str, ...]


class ValueUnreadableError(ToldError):
    """A text is not a value of the declared type; the message says what would be."""


class FactMisfitError(ValueError):
    """A room handed over a fact that its declaration does not allow: another provider, subject or type."""


class SubjectUnboundError(LookupError):
    """A condition names a fact at a place where it is not about any one subject."""


class FactType(StrEnum):
    """What a fact's value is; choices are one or more of the listed words, a roster is every subject of one class."""

    BOOL = "bool"
    SHARE = "share"
    MONEY = "money"
    INTEGER = "integer"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Subject:
    """Whom or what a fact is about: a class and, where the class has several members, a name.

    Law: ``Subject.parse(str(subject)) == subject``.
    """

    kind: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read ``deal`` or ``payer:acme``; everything after the first colon is the name."""
        kind, _, name = text.partition(":")
        return cls(kind=kind, name=name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectClass:
    """A class of subjects: of one unnamed member, or of the members its roster fact lists.

    Attributes:
        roster: id of the fact that lists every member; empty when there is exactly one unnamed member.
        declared: id of the question by which persons list every member too; empty where the roster stands alone.
        least: how many members a believable roster has at the least.
    """

    id: str
    name: Name
    roster: str = ""
    declared: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A dated piece of evidence: its kind, where it is, its digest, and the day it speaks of."""

    kind: str
    reference: str
    sha256: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Considered:
    """A statement that an answer weighed: of which question, about which subject.

    Law: ``Considered.parse(str(considered)) == considered``; the id of a question has no space.
    """

    question: str
    subject: Subject

    @classmethod
    def parse(cls, text: str) -> "Considered":
        """Read ``P5.2 asset``; everything after the first space is the subject."""
        question, _, subject = text.partition(" ")
        return cls(question=question, subject=Subject.parse(subject))

    def __str__(self) -> str:
        return f"{self.question} {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement about one subject, as handed over by its provider.

    Attributes:
        value: shares as a Fraction of one, amounts as Money, choices and rosters as a tuple of words or names.
        as_of: the day the statement speaks of; it counts from that day on.
        by: person ids, first and second, when the provider is `person`.
        considered: the indications its persons say they weighed.
    """

    id: str
    subject: Subject
    value: Value
    evidence: tuple[Evidence, ...]
    as_of: dt.date
    provider: str
    by: tuple[str, ...] = ()
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDeclaration:
    """What a book says about a fact it asks for.

    Attributes:
        subjects: classes of subject the fact may be about.
        provider: name of the room that computes it, ``law`` (a formula of the book) or ``person`` (a
            question).
        mark: how the text that makes this fact matter is known; absent for a fact a room computes.
        evidence: kinds of evidence of which one at least must support a statement.
        evidence_for_no: alternatives, each a set of kinds that together support a `no`; empty: one of
            `evidence` will do.
        freshness_days: age in days beyond which evidence no longer counts; absent: it does not age.
        who: roles of which a determining person needs one.
        judgement: whether the answer is a judgement rather than something to be looked up.
        quote: the defining sentence, verbatim, and its translation; absent where there is none.
        book: id of the declaring book.
        holds: from when, and until when, that book holds; a fact it derives does not apply on other days.
    """

    id: str
    type: FactType
    subjects: tuple[str, ...]
    question: Name
    provider: str
    mark: Mark | None = None
    evidence: tuple[str, ...] = ()
    evidence_for_no: tuple[tuple[str, ...], ...] = ()
    freshness_days: int | None = None
    who: tuple[str, ...] = ()
    judgement: bool = False
    choices: tuple[str, ...] = ()
    quote: Name | None = None
    book: str = ""
    holds: tuple[dt.date, dt.date | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every declared fact and every class of subject, by id."""

    declarations: Mapping[str, FactDeclaration]
    classes: Mapping[str, SubjectClass]
    _unnamed: dict[str, Subject] = field(default_factory=dict, init=False, compare=False, repr=False)

    def subject_of(self, fact: str, bound: tuple[Subject, ...]) -> Subject:
        """Say of which subject a fact is read.

        Args:
            fact: id of a declared fact.
            bound: the subjects a condition ranges over at this point, innermost last.

        Returns:
            The innermost bound subject of a class the fact admits; otherwise the unnamed member of the first
            such class that has one member.

        Raises:
            SubjectUnboundError: there is neither, so the fact cannot be read here.
        """
        admitted = self.declarations[fact].subjects
        for subject in reversed(bound):
            if subject.kind in admitted:
                return subject
        if fact in self._unnamed:
            return self._unnamed[fact]
        for kind in admitted:
            if not self.classes[kind].roster:
                return self._unnamed.setdefault(fact, Subject(kind=kind))
        message = f"{fact} is about {' or '.join(admitted)}; range over one of them with any_subject or all_subjects"
        raise SubjectUnboundError(message)


def supports(declaration: FactDeclaration, fact: Fact, *, as_of: dt.date) -> bool:
    """Whether the evidence of a fact is of the declared kinds and inside its window on a day.

    Args:
        declaration: what the book demands.
        fact: the statement and its evidence.
        as_of: the day of the test; evidence dated later does not count yet.

    Law: a bar is cleared only with evidence dated within a freshness window.
    """
    fresh = {
        piece.kind
        for piece in fact.evidence
        if piece.date <= as_of
        and (declaration.freshness_days is None or (as_of - piece.date).days <= declaration.freshness_days)
    }
    if fact.value is False and declaration.evidence_for_no:
        return any(fresh.issuperset(kinds) for kinds in declaration.evidence_for_no)
    return not declaration.evidence or not fresh.isdisjoint(declaration.evidence)


def misfit(declaration: FactDeclaration, fact: Fact) -> str:
    """Say why a fact does not fit its declaration, or return an empty text when it does."""
    if fact.provider != declaration.provider:
        return f"{fact.id} is provided by {declaration.provider}, not by {fact.provider}"
    if fact.subject.kind not in declaration.subjects:
        return f"{fact.id} is about {' or '.join(declaration.subjects)}, not about {fact.subject}"
    if not _has_type(declaration, fact.value):
        return f"{fact.id} of {fact.subject} is {fact.value!r}, which is no {declaration.type}"
    return ""


def parse_value(declaration: FactDeclaration, text: str) -> Value:
    """Read a value as a book or an answer writes it: ``yes``, ``15%``, ``12``, ``120.00 USD``, a day, a choice.

    Args:
        declaration: says which type is expected; choices and rosters are words separated by commas.
        text: exactly the value, without spaces around it.

    Raises:
        ValueUnreadableError: the text is not a value of that type; the message says what is expected.
    """
    value = read_value(declaration.type, text)
    if not _has_type(declaration, value):
        listed = ", ".join(declaration.choices)
        raise ValueUnreadableError(f"{text!r} is none of: {listed}", f"“{text}”不在所列之中：{listed}")
    return value


def parse_constant(declaration: FactDeclaration, text: str) -> Value:
    """Read what a fact may be compared with: a value of its type, or one of its choices where it may have several.

    Raises:
        ValueUnreadableError: the text is no such value; the message says what is expected.
    """
    several = declaration.type is FactType.CHOICES
    return parse_value(replace(declaration, type=FactType.CHOICE) if several else declaration, text)


def read_value(kind: FactType, text: str) -> Value:
    """Read a value of a type, as `parse_value` does before it looks at choices.

    Raises:
        ValueUnreadableError: the text is not a value of that type; the message says what is expected.
    """
    try:
        return _parse(kind, text)
    except ValueError as error:
        expected = _EXPECTED[kind]
        raise ValueUnreadableError(f"{text!r} is no {kind}: {expected.en}", f"“{text}”：{expected.zh}") from error


def value_text(value: Value) -> str:
    """Write a value the way `parse_value` reads it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction():
            return str(Share(value=value))
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


_EXPECTED = {
    FactType.BOOL: Name(zh="请写 yes 或 no", en="write yes or no"),
    FactType.SHARE: Name(
        zh="请写 0% 至 100% 的百分比，如 15%", en="write a percentage between 0% and 100%, such as 15%"
    ),
    FactType.MONEY: Name(
        zh="请写金额及币种，如 120000000.00 USD", en="write an amount and its currency, such as 120000000.00 USD"
    ),
    FactType.INTEGER: Name(zh="请写不带分隔符的整数，如 12", en="write a whole number without separators, such as 12"),
    FactType.DATE: Name(zh="请写日期，如 2026-08-31", en="write a day as 2026-08-31"),
    FactType.TEXT: Name(zh="请写文字", en="write a text"),
    FactType.CHOICE: Name(zh="请写所列词语之一", en="write one of the listed words"),
    FactType.CHOICES: Name(
        zh="请写所列词语中的一个或几个，以逗号分隔，各写一次",
        en="write one or more of the listed words, separated by commas, each once",
    ),
    FactType.ROSTER: Name(zh="请写以逗号分隔的名称，各写一次", en="write names separated by commas, each once"),
}

_CLASSES: dict[FactType, type] = {
    FactType.SHARE: Fraction,
    FactType.MONEY: Money,
    FactType.DATE: dt.date,
    FactType.TEXT: str,
    FactType.CHOICE: str,
    FactType.ROSTER: tuple,
}


def _parse(kind: FactType, text: str) -> Value:
    match kind:
        case FactType.BOOL:
            return {"yes": True, "no": False}[text] if text in {"yes", "no"} else _refuse()
        case FactType.SHARE:
            return Share.parse(text).value
        case FactType.MONEY:
            return Money.parse(text)
        case FactType.INTEGER:
            return int(text) if text.isascii() and text.removeprefix("-").isdigit() else _refuse()
        case FactType.DATE:
            return dt.date.fromisoformat(text) if len(text) == len("2026-08-31") else _refuse()
        case FactType.ROSTER | FactType.CHOICES:
            names = tuple(text.split(",")) if text else ()
            return names if len(set(names)) == len(names) and all(names) else _refuse()
        case _:
            return text


def _refuse() -> Value:
    raise ValueError


def _has_type(declaration: FactDeclaration, value: Value) -> bool:
    if declaration.type is FactType.BOOL:
        return isinstance(value, bool)
    if declaration.type is FactType.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if declaration.type is FactType.CHOICE:
        return value in declaration.choices
    if declaration.type is FactType.CHOICES:
        return isinstance(value, tuple) and bool(value) and set(value) <= set(declaration.choices)
    return isinstance(value, _CLASSES[declaration.type])
