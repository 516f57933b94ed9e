"""Determinations: what persons have decided, as signed acts, and the facts that follow from them.

A determination answers one question about one subject in one matter. It counts on a day when its question is one that
a book asks of persons, its value reads, its persons are known, the first holds a role the question asks for and the
second any role that may determine, a bar's question has a second person who is another than the first by id, key and
name, every person named has signed exactly this act and once, reasons are given, it is not dated later and not
expired, and no later determination of the same question and subject supersedes it by digest. A determination that was
superseded stays so, even when its successor expires. Two that count and differ both become facts: the kernel then
reports the conflict instead of choosing.
Evidence that is missing or too old does not undo an act; it is reported, and a `no` resting on it clears nothing.
Source: DESIGN.md sections 2 and 4.
Signing happens in the shell with the person's own key; who may act on which side is not asked here.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from tallystick.evidence.canonical import CanonicalError, Plain, canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, Place, finding
from tallystick.evidence.findings import Value as Argument
from tallystick.evidence.persons import Person, same_person
from tallystick.evidence.signatures import PublicKeyError, verify
from tallystick.law.facts import (
    PERSON,
    Considered,
    Evidence,
    Fact,
    FactDeclaration,
    FactType,
    Subject,
    Value,
    ValueUnreadableError,
    parse_value,
    supports,
)
from tallystick.law.instruments import Book, bar_questions
from tallystick.law.words import evidence_groups, value_words

__all__ = [
    "NO_MEMBER",
    "Determination",
    "Determined",
    "Signature",
    "check_determinations",
    "determination_digest",
    "signing_bytes",
]

NO_MEMBER = "none"
"""What is answered where a list of subjects has no member."""
_SCHEMA = "tallystick/determination/v1"
_UNKNOWN = "law.answer-person-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A person's Ed25519 signature over `signing_bytes`, in lower-case hexadecimal."""

    person: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """One answer of one or two persons.

    Attributes:
        matter: what the answer is for, such as the id of a deal; an answer cannot be carried to another.
        question: id of the fact it determines.
        value: as the books write values: ``yes``, ``no``, ``15%``, a choice.
        person: id of the person who determines.
        second_person: id of the second person; empty when there is none.
        expires: the last day it counts.
        supersedes: `determination_digest` of the determination it replaces; empty when it replaces none.
        considered: the indications its persons weighed against its value, as stated up to its date.
    """

    matter: str
    question: str
    subject: Subject
    value: str
    person: str
    date: dt.date
    expires: dt.date
    reasons: str
    evidence: tuple[Evidence, ...]
    second_person: str = ""
    supersedes: str = ""
    considered: tuple[Considered, ...] = ()
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Determined:
    """The facts that follow from determinations, and what is wrong with or open about them."""

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=1024)
def signing_bytes(determination: Determination) -> bytes:
    """Return the bytes each person signs: the RFC 8785 form of everything but the signatures.

    The last ones are kept: one test of a deal asks several times for those of every answer.

    What was considered stands in them only where something was, so that answers signed before it could be said keep
    their signatures (ADR 0013).

    Raises:
        CanonicalError: a text holds what no UTF-8 text can.
    """
    considered: list[Plain] = [
        {"question": each.question, "subject": str(each.subject)} for each in determination.considered
    ]
    return canonical(
        ({"considered": considered} if considered else {})
        | {
            "schema": _SCHEMA,
            "matter": determination.matter,
            "question": determination.question,
            "subject": str(determination.subject),
            "value": determination.value,
            "person": determination.person,
            "second_person": determination.second_person,
            "date": determination.date.isoformat(),
            "expires": determination.expires.isoformat(),
            "reasons": determination.reasons,
            "evidence": [
                {
                    "kind": piece.kind,
                    "reference": piece.reference,
                    "sha256": piece.sha256,
                    "date": piece.date.isoformat(),
                }
                for piece in determination.evidence
            ],
            "supersedes": determination.supersedes,
        }
    )


def determination_digest(determination: Determination) -> str:
    """Return the SHA-256 of `signing_bytes` in hexadecimal, by which a successor names it."""
    return sha256_hex(signing_bytes(determination))


def check_determinations(
    determinations: Iterable[Determination],
    books: Iterable[Book],
    *,
    matter: str,
    persons: Mapping[str, Person],
    as_of: dt.date,
    file: str = "",
    signed: bool = True,
) -> Determined:
    """Check determinations and turn those that count into facts.

    Args:
        determinations: in any order.
        books: whose questions are answered, and whose bars ask for a second person.
        matter: what is being decided; answers to another matter do not count.
        persons: by id, with the keys against which signatures are verified.
        as_of: the day on which they should count.
        file: where the determinations were read, for the findings.
        signed: whether signatures are asked for; without them a draft is looked at, and what follows counts nowhere.

    Returns:
        One fact for each determination that counts, in their order, and findings on all the others.
    """
    shelf = tuple(books)
    bench = _Bench(
        declarations={fact: each for book in shelf for fact, each in book.vocabulary.declarations.items()},
        two_persons=bar_questions(shelf),
        matter=matter,
        persons=persons,
        as_of=as_of,
        file=file,
        signed=signed,
    )
    given = tuple(determinations)
    flaws = {id(each): tuple(bench.flaws(each)) for each in given}
    sound = [each for each in given if not flaws[id(each)] and each.date <= as_of]
    replaced = _superseded(sound)
    standing = [each for each in sound if determination_digest(each) not in replaced]
    live = [each for each in standing if as_of <= each.expires]
    facts = tuple(bench.fact(each) for each in live)
    findings = [
        *bench.ahead(given),
        *_by_person(flaw for each in given for flaw in flaws[id(each)]),
        *(bench.note("law.answer-expired", each, expires=each.expires) for each in standing if each not in live),
        *bench.unsupported(live, facts),
        *bench.on_one_paper(live),
        *bench.contradicted(live, facts),
    ]
    return Determined(facts=facts, findings=tuple(findings))


def _by_person(flaws: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the flaws, with one finding a person that is not known, however many answers it signed."""
    told: dict[object, Finding] = {}
    signed: Counter[object] = Counter()
    for flaw in flaws:
        unknown = flaw.code == _UNKNOWN
        key = flaw.argument("person") if unknown else (flaw.code, flaw.place, flaw.arguments)
        signed[key] += 1
        told.setdefault(key, flaw)
    return tuple(
        replace(flaw, arguments=(("count", signed[key]), *flaw.arguments)) if flaw.code == _UNKNOWN else flaw
        for key, flaw in told.items()
    )


def _superseded(sound: list[Determination]) -> frozenset[str]:
    """Return the digests that a sound determination of the same question and subject replaces, of no earlier day."""
    by_digest = {determination_digest(each): each for each in sound}
    return frozenset(
        each.supersedes
        for each in sound
        if (earlier := by_digest.get(each.supersedes)) is not None
        and (earlier.question, earlier.subject) == (each.question, each.subject)
        and earlier.date <= each.date
    )


def _value(declaration: FactDeclaration, determination: Determination) -> Value:
    """Read the value of an answer; that a list has no member is said in a word, because silence says nothing."""
    none = declaration.type is FactType.ROSTER and determination.value == NO_MEMBER
    return parse_value(declaration, "" if none else determination.value)


def _fact(declaration: FactDeclaration, determination: Determination) -> Fact:
    return Fact(
        id=determination.question,
        subject=determination.subject,
        value=_value(declaration, determination),
        evidence=determination.evidence,
        as_of=determination.date,
        provider=PERSON,
        by=_acting(determination),
        considered=determination.considered,
    )


def _acting(determination: Determination) -> tuple[str, ...]:
    second = determination.second_person
    return (determination.person, second) if second else (determination.person,)


@lru_cache(maxsize=1024)
def _binds(public_key: str, message: bytes, signature: str) -> bool:
    """Whether a signature binds who has this key; kept, as `signing_bytes` are: the same answers are tested often."""
    try:
        return verify(public_key, message, signature)
    except PublicKeyError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What every determination is held against."""

    declarations: Mapping[str, FactDeclaration]
    two_persons: frozenset[str]
    matter: str
    persons: Mapping[str, Person]
    as_of: dt.date
    file: str
    signed: bool

    def note(self, code: str, determination: Determination, **arguments: Argument) -> Finding:
        place = Place(file=self.file, path=f"{determination.question} {determination.subject}")
        return Finding(code=code, place=place, arguments=tuple(sorted(arguments.items())))

    def ahead(self, given: tuple[Determination, ...]) -> Iterator[Finding]:
        """Yield, once for all of them, that determinations and their evidence are dated after the day of the test."""
        later = [each for each in given if each.date > self.as_of]
        if later:
            papers = {piece for each in given for piece in each.evidence if piece.date > self.as_of}
            yield finding(
                "law.answers-dated-ahead",
                file=self.file,
                count=len(later),
                papers=len(papers),
                as_of=self.as_of,
                last=max(each.date for each in later),
            )

    def flaws(self, determination: Determination) -> Iterator[Finding]:
        """Yield every reason why a determination does not count, whatever the day says about its date or expiry."""
        declaration = self.declarations.get(determination.question)
        if declaration is None:
            yield self.note("law.answer-question-unknown", determination, question=determination.question)
            return
        if declaration.provider != PERSON:
            yield self.note("law.answer-not-asked", determination, provider=declaration.provider)
            return
        yield from self._act(determination, declaration)
        yield from self._persons(determination, declaration)
        if self.signed:
            yield from self._signatures(determination)

    def _act(self, determination: Determination, declaration: FactDeclaration) -> Iterator[Finding]:
        if determination.matter != self.matter:
            yield self.note("law.answer-other-matter", determination, matter=determination.matter, wanted=self.matter)
        if determination.subject.kind not in declaration.subjects:
            yield self.note("law.answer-subject-wrong", determination, subjects=declaration.subjects)
        try:
            _value(declaration, determination)
        except ValueUnreadableError:
            wanted = value_words(declaration)
            yield self.note("law.answer-value-unreadable", determination, value=determination.value, wanted=wanted)
        later = [piece for piece in determination.evidence if piece.date > determination.date]
        if later:
            names = tuple(piece.reference for piece in later)
            signed = determination.date
            yield self.note("law.answer-evidence-later", determination, evidence=names, date=signed)
        if not determination.reasons.strip():
            yield self.note("law.answer-without-reasons", determination)
        for each in determination.considered:
            asked = self.declarations.get(each.question)
            if asked is None or each.subject.kind not in asked.subjects:
                yield self.note("law.answer-considered-unknown", determination, considered=str(each))

    def _persons(self, determination: Determination, declaration: FactDeclaration) -> Iterator[Finding]:
        reviewing = tuple(sorted({role for each in self.declarations.values() for role in each.who}))
        for name, roles in zip(_acting(determination), (declaration.who, reviewing), strict=False):
            person = self.persons.get(name)
            if person is None:
                yield self.note(_UNKNOWN, determination, person=name)
            elif not any(map(person.has_role, roles)):
                yield self.note("law.answer-role-missing", determination, person=name, roles=roles)
        if self._is_one(determination.person, determination.second_person):
            yield self.note("law.answer-second-person-same", determination, person=determination.person)
        elif not determination.second_person and determination.question in self.two_persons:
            yield self.note("law.answer-second-person-missing", determination)

    def _is_one(self, name: str, other: str) -> bool:
        """Whether two names are one person: the same name, or two entries of the roll for one person."""
        one, two = self.persons.get(name), self.persons.get(other)
        return name == other or (one is not None and two is not None and same_person(one, two))

    def _signatures(self, determination: Determination) -> Iterator[Finding]:
        try:
            message = signing_bytes(determination)
        except CanonicalError as error:
            yield self.note("law.answer-unsignable", determination, problem=str(error))
            return
        signed = {each.person: each.signature for each in determination.signatures}
        for name, times in Counter(each.person for each in determination.signatures).items():
            if times > 1:
                yield self.note("law.answer-signed-twice", determination, person=name)
        for name in sorted(signed.keys() - set(_acting(determination))):
            yield self.note("law.answer-signature-stray", determination, person=name)
        for name in _acting(determination):
            if name not in signed:
                yield self.note("law.answer-unsigned", determination, person=name)
            elif name in self.persons and not _binds(self.persons[name].public_key, message, signed[name]):
                yield self.note("law.answer-signature-false", determination, person=name)

    def fact(self, determination: Determination) -> Fact:
        return _fact(self.declarations[determination.question], determination)

    def unsupported(self, live: list[Determination], facts: tuple[Fact, ...]) -> Iterator[Finding]:
        for each, fact in zip(live, facts, strict=True):
            declaration = self.declarations[fact.id]
            if not supports(declaration, fact, as_of=self.as_of):
                of_no = declaration.evidence_for_no if fact.value is False else ()
                groups = of_no or tuple((kind,) for kind in declaration.evidence)
                given = {piece.kind for piece in fact.evidence}
                aged = declaration.freshness_days is not None and any(given.issuperset(group) for group in groups)
                code = "law.answer-evidence-stale" if aged else "law.answer-evidence-missing"
                window: dict[str, Argument] = {"days": declaration.freshness_days or 0} if aged else {}
                yield self.note(code, each, evidence=evidence_groups(groups), **window)

    def on_one_paper(self, live: list[Determination]) -> Iterator[Finding]:
        """Yield, once for each paper, that it is given as several kinds of evidence in one answer."""
        told: dict[str, tuple[Determination, str, set[str]]] = {}
        for each in live:
            kinds: dict[str, set[str]] = {}
            for piece in each.evidence:
                kinds.setdefault(piece.sha256, set()).add(piece.kind)
                if len(kinds[piece.sha256]) > 1:
                    told.setdefault(piece.sha256, (each, piece.reference, kinds[piece.sha256]))
        for each, reference, several in told.values():
            wanted = evidence_groups(tuple((kind,) for kind in sorted(several)))
            yield self.note("law.answer-evidence-one-paper", each, evidence=wanted, name=reference)

    def contradicted(self, live: list[Determination], facts: tuple[Fact, ...]) -> Iterator[Finding]:
        for each, fact in zip(live, facts, strict=True):
            rivals = [other for other in facts if (other.id, other.subject) == (fact.id, fact.subject)]
            if any(other.value != fact.value for other in rivals):
                yield self.note("law.answer-contradicted", each, value=each.value, persons=fact.by)
