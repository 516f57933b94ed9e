"""A look before signing: what a drafted answer would do if it were signed as it stands, and what it would leave open.

facts of the folder - the answer it replaces + the draft -> the law on the day of the answer -> before, after

An answer leaves its question open where the interview would ask it again: the evidence does not suffice or is too old,
an indication against it is not weighed, another answer contradicts it, or it has expired by the day of the deal. An
unsupported *no* always does, even where no rule waits for it yet. An admission settles what it admits.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import (
    Determination,
    Determined,
    check_determinations,
    determination_digest,
)
from tallystick.law.expressions.standing import answering, named
from tallystick.law.facts import Considered, Fact, value_text
from tallystick.law.impact import Effect, LawOn, change_between, effects
from tallystick.law.reading import standing_books
from tallystick.law.screening import RuleResult, evaluate, questions
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.stated import stated

__all__ = ["Look", "look"]

_FILE = "answers.yaml"
_UNSUPPORTED = frozenset({"law.answer-evidence-missing", "law.answer-evidence-stale"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What would follow.

    Attributes:
        effects: the rules that come to something else.
        findings: what the answer lacks, and the days on which it would not count.
        leaves_open: whether its own question would have to be asked again.
    """

    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    leaves_open: bool


def look(opened: OpenedDeal, draft: Determination, *, day: dt.date) -> Look:
    """Return what a draft would do once it is signed; nothing is signed or written.

    Args:
        opened: the deal the draft was made for.
        draft: by `answer.draft_answer`.
        day: of the deal. An answer of a later day is looked at on its own day, and that it does not count before is
            among the findings.
    """
    books = standing_books()
    on = max(draft.date, day)
    before, _ = stated(opened, books, on)
    determined = _determined(opened, draft, on)
    ahead = _determined(opened, draft, day).findings if draft.date > day else ()
    kept = _without(before, _replaced(opened, draft))
    after = (*kept, *determined.facts)
    law = LawOn(books=books, as_of=on, known_on=on)
    results = evaluate(books, after, as_of=on, known_on=on)
    held = tuple(_unweighed(results, draft))
    lacking = any(each.code in _UNSUPPORTED for each in determined.findings)
    denied = any(each.value is False for each in determined.facts)
    asked = {(each.declaration.id, each.subject) for each in questions(results)}
    return Look(
        effects=effects(change_between(law, law), before, later=after),
        findings=(*determined.findings, *held, *ahead, *_contradicted(kept, determined.facts)),
        leaves_open=bool(held)
        or not determined.facts
        or (lacking and denied)
        or (draft.question, draft.subject) in asked,
    )


def _determined(opened: OpenedDeal, draft: Determination, day: dt.date) -> Determined:
    return check_determinations(
        [draft],
        standing_books(),
        matter=opened.deal.id,
        persons=opened.people,
        as_of=day,
        file=_FILE,
        signed=False,
    )


def _replaced(opened: OpenedDeal, draft: Determination) -> tuple[Fact, ...]:
    """Return the fact of the answer the draft supersedes, which only one of no later day can be."""
    earlier = (
        each
        for each in opened.determinations
        if each.date <= draft.date and determination_digest(each) == draft.supersedes
    )
    return tuple(fact for each in earlier for fact in _determined(opened, each, each.date).facts)


def _contradicted(kept: Sequence[Fact], drafted: Sequence[Fact]) -> Iterator[Finding]:
    """Yield that an answer which would stand beside the draft says otherwise."""
    for fact in drafted:
        for each in kept:
            if (each.id, each.subject) == (fact.id, fact.subject) and each.value != fact.value:
                value, path = value_text(each.value), f"{fact.id} {fact.subject}"
                yield finding("law.answer-contradicted", file=_FILE, path=path, value=value, persons=each.by)


def _without(facts: Sequence[Fact], gone: Sequence[Fact]) -> list[Fact]:
    """Leave each fact that is gone out once; its evidence may have been lost since, and another answer may equal it."""
    left = list(facts)
    for old in gone:
        at = next((at for at, each in enumerate(left) if replace(each, evidence=old.evidence) == old), None)
        if at is not None:
            del left[at]
    return left


def _unweighed(results: Sequence[RuleResult], draft: Determination) -> Iterator[Finding]:
    """Yield what indicates otherwise where the draft would clear a rule, and does not say that it weighed it."""
    own = Considered(question=draft.question, subject=draft.subject)
    held = [each for each in results if each.unweighed and own in map(named, answering(each.trace))]
    if held:
        standing = {named(leaf) for each in held for leaf in each.unweighed}
        yield finding(
            "law.answer-indications-unweighed",
            question=draft.question,
            rules=tuple(each.rule.id for each in held),
            indications=tuple(sorted(f"{each.question}@{each.subject}" for each in standing)),
        )
