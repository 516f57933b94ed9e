"""Say in Chinese or English what a rule came to, why, why not otherwise, and what a book says.

`why` names the facts that decided: of a condition that holds through one part, that part; of one that fails, every part
that failed it. `why_not` names what would have made the difference: for an open rule the smallest sets of facts that
would clear it, for a settled one the deciding facts again, each as it would have to be otherwise.
Source: DESIGN.md section 2, principle 5: all words come from the catalogue, all law from the books.
It decides nothing and shortens no quotation.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.expressions.settling import Missing
from tallystick.law.expressions.standing import named
from tallystick.law.expressions.tree import Operator
from tallystick.law.expressions.weighing import Trace, leaves
from tallystick.law.facts import LAW, PERSON, Evidence, FactDeclaration, FactType, Subject, Value, value_text
from tallystick.law.instruments import Book, Kind, Rule, facts_behind
from tallystick.law.screening import RuleResult
from tallystick.law.values import Mark, Truth
from tallystick.law.words import choice_word, evidence_kind, room, subject_text

__all__ = [
    "ClearingEvidence",
    "Ground",
    "LawParagraph",
    "LawText",
    "excepted",
    "grounds",
    "law_text",
    "moved",
    "reasons",
    "why",
    "why_not",
]

_PLACES, _FURTHEST = 4, 40
"""Decimals of a percentage that are shown of a share without end: at least, and at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearingEvidence:
    """What clears one question of a bar: alternatives, each a group of kinds of evidence that suffices together."""

    question: str
    text: str
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawParagraph:
    """One rule in one language; quote and note are empty where the book has none."""

    rule: str
    article: str
    kind: Kind
    mark: Mark
    title: str
    quote: str
    note: str
    source: str
    clearing: tuple[ClearingEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A statement that decided a rule: what was asked of whom, the answer, by whom, of which day, on what evidence.

    Attributes:
        declaration: of the fact; its question is the one that was asked.
        subject: whom or what it is about, by its id in the folder.
        values: as stated; more than one where statements differ. `answer` words them as the law's own values.
        persons: ids of those who answered; empty where a room computed it, which `provider` then names.
        days: on which the statements were made, the first first.
        evidence: each piece once.
    """

    declaration: FactDeclaration
    subject: Subject
    values: tuple[Value, ...]
    answer: Name
    persons: tuple[str, ...]
    provider: Name
    days: tuple[dt.date, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawText:
    """One instrument in one language, rule by rule."""

    book: str
    instrument: str
    issuer: str
    number: str
    paragraphs: tuple[LawParagraph, ...]


def why(result: RuleResult, language: Language, called: Callable[[str], str] = str) -> tuple[str, ...]:
    """Say what a rule came to and which facts decided it, the verdict first, then one line per fact.

    Args:
        result: of `screening.evaluate`.
        language: of the lines.
        called: names whoever an id of the folder stands for: a subject, a member of a roster, or who answered.
    """
    lines = (_because(leaf, key, language, called) for leaf, key in _reasons(result))
    apart = (_apart("law.exceptions-apart", labels, language) for labels in _disagreeing(result))
    return tuple(dict.fromkeys((_verdict(result, language), *apart, *lines)))


def reasons(result: RuleResult) -> tuple[Name, ...]:
    """Return the lines of `why` below the verdict in both languages: which facts decided."""
    return tuple(
        dict.fromkeys(
            Name(zh=_because(leaf, key, Language.ZH), en=_because(leaf, key, Language.EN))
            for leaf, key in _reasons(result)
        )
    )


def grounds(result: RuleResult) -> tuple[Ground, ...]:
    """Return the statements that decided a rule, each once; what nobody stated is not among them.

    Args:
        result: of `screening.evaluate`.
    """
    return tuple(dict.fromkeys(_ground(leaf) for leaf, _ in _reasons(result) if leaf.facts))


def _ground(leaf: Trace) -> Ground:
    missing = Missing.at(leaf)
    values = tuple(dict.fromkeys(each.value for each in leaf.facts))
    answers = {
        language: say("evidence.join.values", language).join(_shown(each, leaf, language) for each in values)
        for language in Language
    }
    return Ground(
        declaration=missing.declaration,
        subject=missing.subject,
        values=values,
        answer=Name(zh=answers[Language.ZH], en=answers[Language.EN]),
        persons=tuple(dict.fromkeys(person for fact in leaf.facts for person in fact.by)),
        provider=Name(
            zh=room(missing.declaration.provider, Language.ZH), en=room(missing.declaration.provider, Language.EN)
        ),
        days=tuple(sorted({fact.as_of for fact in leaf.facts})),
        evidence=tuple(dict.fromkeys(piece for fact in leaf.facts for piece in fact.evidence)),
    )


def excepted(result: RuleResult) -> tuple[Name, ...]:
    """Return the labels of the exceptions but for which a rule would have come out otherwise.

    Args:
        result: of `screening.evaluate`.
    """
    waiting = [each for each in (result.applies, result.trace) if each is not None]
    found: list[Name] = []
    while waiting:
        trace = waiting.pop(0)
        if trace.operator == Operator.WITH_EXCEPTIONS and trace.children[0].truth is not trace.truth:
            live = (each for each in trace.children[1:] if each.truth is Truth.TRUE)
            found += [each.label for each in live if each.label is not None]
        waiting += _parts(trace)
    return tuple(dict.fromkeys(found))


def moved(before: RuleResult, after: RuleResult) -> tuple[Name, ...]:
    """Say which facts weigh otherwise in a rule than they did before: what they come to there has changed.

    Args:
        before: of `screening.evaluate`, as is `after`.
        after: the same rule under another law.
    """
    was = {_standing(leaf) for leaf in _leaves(before)}
    changed = (leaf for leaf in _leaves(after) if leaf.facts and _standing(leaf) not in was)
    return tuple(dict.fromkeys(Name(zh=_line(leaf, Language.ZH), en=_line(leaf, Language.EN)) for leaf in changed))


def _reasons(result: RuleResult) -> Iterator[tuple[Trace, str]]:
    """Yield what decided a rule, and what stands against it with the label under which it is told."""
    escaped = result.applies is not None and result.applies.truth is not Truth.TRUE
    trace = result.applies if escaped and result.applies is not None else result.trace
    yield from ((leaf, "") for leaf in _deciding(trace))
    left = set(map(named, result.unweighed))
    for leaf in () if escaped else result.standing:
        yield leaf, "law.indicated" if named(leaf) in left else "law.indicated-weighed"


def _because(leaf: Trace, key: str, language: Language, called: Callable[[str], str] = str) -> str:
    line = _line(leaf, language, called)
    return say(key, language, line=line) if key else line


def _disagreeing(result: RuleResult) -> Iterator[tuple[Name, ...]]:
    """Yield the labels of exceptions that all hold and lead to different outcomes: the law itself is to be read."""
    waiting = [each for each in (result.applies, result.trace) if each is not None]
    while waiting:
        trace = waiting.pop()
        live = [each for each in trace.children[1:] if each.stated is Truth.TRUE]
        if trace.operator == Operator.WITH_EXCEPTIONS and len({each.against for each in live}) > 1:
            yield tuple(each.label for each in live if each.label is not None)
        waiting.extend(trace.children)


def _apart(key: str, labels: tuple[Name, ...], language: Language) -> str:
    return say(key, language, exceptions=tuple(each.in_language(language) for each in labels))


def _leaves(result: RuleResult) -> Iterator[Trace]:
    roots = (result.applies, result.trace, result.indications)
    return (leaf for root in roots if root is not None for leaf in leaves(root))


def _standing(leaf: Trace) -> tuple[object, ...]:
    """Return what of a leaf decides: what was asked of whom, and what it came to."""
    return (*Missing.at(leaf).key, leaf.operator, leaf.stated, leaf.supported)


def why_not(result: RuleResult, language: Language) -> tuple[str, ...]:
    """Say what would have made the rule come out otherwise, one line per way."""
    if not result.truth.settled:
        ways = (tuple(_wanted(missing, language) for missing in facts) for facts in result.clears)
        lines = [say("law.would-clear", language, facts=way) for way in ways]
        if apart := [_apart("law.exceptions-mend", labels, language) for labels in _disagreeing(result)]:
            return (*lines, *apart)
        return (*lines, say("law.further-ways", language)) if result.truncated or not lines else tuple(lines)
    escaped = result.truth is Truth.NOT_APPLICABLE and result.applies is not None
    trace = result.applies if escaped and result.applies is not None else result.trace
    return tuple(
        dict.fromkeys(say("law.otherwise-if", language, line=_line(leaf, language)) for leaf in _deciding(trace))
    )


def law_text(book: Book, language: Language) -> LawText:
    """Return a book in one language, each bar with the evidence that clears its questions.

    Args:
        book: read by `reading`.
        language: of titles, notes and questions; the quotation is the original in Chinese, a translation in English.
    """
    return LawText(
        book=book.id,
        instrument=book.instrument.in_language(language),
        issuer=book.issuer.in_language(language),
        number=book.number,
        paragraphs=tuple(_paragraph(book, rule, language) for rule in book.rules),
    )


def _paragraph(book: Book, rule: Rule, language: Language) -> LawParagraph:
    asked = dict.fromkeys(facts_behind(rule.predicate, book.formulas)) if rule.kind is Kind.BAR else ()
    declarations = [book.vocabulary.declarations[fact] for fact in asked]
    return LawParagraph(
        rule=rule.id,
        article=rule.article,
        kind=rule.kind,
        mark=rule.mark,
        title=rule.title.in_language(language),
        quote=_optional(rule.quote, language),
        note=_optional(rule.note, language),
        source=rule.source,
        clearing=tuple(
            ClearingEvidence(
                question=each.id,
                text=each.question.in_language(language),
                alternatives=tuple(
                    tuple(evidence_kind(kind, language) for kind in kinds)
                    for kinds in each.evidence_for_no or tuple((kind,) for kind in each.evidence)
                ),
            )
            for each in declarations
            if each.provider == PERSON
        ),
    )


def _optional(text: Name | None, language: Language) -> str:
    return "" if text is None else text.in_language(language)


def _verdict(result: RuleResult, language: Language) -> str:
    truth = say(f"law.truth.{result.truth}", language)
    kind = say(f"law.kind.{result.rule.kind.lower()}", language)
    return say("law.verdict", language, rule=result.rule.id, kind=kind, title=result.rule.title, truth=truth)


def _deciding(trace: Trace) -> Iterator[Trace]:
    """Yield the leaves that decided a node: those of its parts that share its value."""
    if not trace.children:
        yield trace
        return
    for part in _parts(trace):
        yield from _deciding(part)


def _parts(trace: Trace) -> list[Trace]:
    """Return the parts of a node that decided it: of alternatives and of conditions together, those of its value."""
    if trace.operator in {Operator.ANY, Operator.ANY_SUBJECT, Operator.ALL, Operator.ALL_SUBJECTS}:
        return [child for child in trace.children if child.truth is trace.truth] or list(trace.children)
    return list(trace.children)


def _wanted(missing: Missing, language: Language) -> str:
    subject = subject_text(missing.subject, language)
    return say("law.about", language, question=missing.declaration.id, subject=subject)


def _line(leaf: Trace, language: Language, called: Callable[[str], str] = str) -> str:
    """Word one leaf: the fact, its subject, what was stated, by whom, on what evidence, and what was weighed."""
    missing = Missing.at(leaf)
    fact, question = missing.declaration.id, missing.declaration.question
    subject = subject_text(replace(missing.subject, name=called(missing.subject.name)), language)
    if not leaf.facts and missing.declaration.provider == LAW:
        return say("law.leaf-not-in-force", language, fact=fact, subject=subject, when=_when(missing, language))
    if not leaf.facts:
        return say("law.leaf-missing", language, fact=fact, subject=subject, question=question)
    values = tuple(dict.fromkeys(_shown(each.value, leaf, language, called=called) for each in leaf.facts))
    evidence = tuple(
        f"{evidence_kind(piece.kind, language)} {piece.date.isoformat()} sha256:{piece.sha256[:16]}"
        for each in leaf.facts
        for piece in each.evidence
    )
    people = tuple(
        dict.fromkeys(
            told for each in leaf.facts for told in (*map(called, each.by),) or (room(each.provider, language),)
        )
    )
    told = say(
        _leaf_key(leaf),
        language,
        fact=fact,
        subject=subject,
        question=question,
        values=values,
        compared=_compared(leaf, language),
        evidence=evidence or (say("law.no-evidence", language),),
        persons=people,
    )
    weighed = dict.fromkeys(each for fact in leaf.facts for each in fact.considered)
    named = tuple(
        say("law.about", language, question=each.question, subject=subject_text(each.subject, language))
        for each in weighed
    )
    return say("law.weighing", language, line=told, weighed=named) if named else told


def _when(missing: Missing, language: Language) -> str:
    """Say when the book holds whose formula would have derived a fact."""
    start, end = missing.declaration.holds or (None, None)
    if end is None:
        return say("law.in-force-from", language, start="" if start is None else start.isoformat())
    return say("law.in-force-between", language, start="" if start is None else start.isoformat(), end=end.isoformat())


def _leaf_key(leaf: Trace) -> str:
    if leaf.stated is Truth.CONFLICT:
        return "law.leaf-conflict"
    return "law.leaf-unsupported" if leaf.stated.settled and not leaf.supported.settled else "law.leaf-stated"


def _compared(leaf: Trace, language: Language) -> str:
    if not leaf.against:
        return ""
    constants = tuple(_shown(value, leaf, language, of=()) for value in leaf.against)
    return say(f"law.operator.{leaf.operator.replace('_', '-')}", language, constants=constants)


def _shown(
    value: Value,
    leaf: Trace,
    language: Language,
    *,
    of: tuple[Value, ...] | None = None,
    called: Callable[[str], str] = str,
) -> str:
    """Word a value; a share without end is rounded, never so far that it falls on what it is compared with (`of`)."""
    text, against = value_text(value), leaf.against if of is None else of
    declared = Missing.at(leaf).declaration.type
    if declared in {FactType.CHOICE, FactType.CHOICES} and isinstance(value, str | tuple) and value:
        parts = (value,) if isinstance(value, str) else value
        return say("evidence.join.values", language).join(choice_word(each, language) for each in parts)
    if declared is FactType.ROSTER and isinstance(value, tuple) and value:
        return say("evidence.join.values", language).join(map(called, value))
    if isinstance(value, Fraction) and "/" in text:
        rounded = (round(value, places + 2) for places in range(_PLACES, _FURTHEST))
        near = next((each for each in rounded if each not in against), value)
        return say("law.value.about", language, value=value_text(near))
    if value == ():
        return say("law.value.none", language)
    return say(f"law.value.{text}", language) if isinstance(value, bool) else text
