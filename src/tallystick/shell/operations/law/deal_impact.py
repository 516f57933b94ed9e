"""What a change of the law does to one deal, in values that can be sent to another process, in both languages.

facts under either law -> outcome, rules, questions: before, after, and why
"""

import datetime as dt
from dataclasses import dataclass

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.screening import Verdict, decides, law_verdict
from tallystick.law.explanations import why
from tallystick.law.facts import Fact
from tallystick.law.impact import Change, Effect, Sides, impact
from tallystick.law.screening import Question, RuleResult
from tallystick.law.values import Truth
from tallystick.law.words import subject_text

__all__ = ["Affected", "Asked", "DealImpact", "deal_impact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What becomes of one rule in one screening; kind and mark are empty where the rule is not in force on that side.

    `why` are the reasons after that were not reasons before; where there are none, the rule itself was changed.
    """

    rule: str
    title: Name
    mark: tuple[str, str]
    kind: tuple[str, str]
    truth: tuple[Truth, Truth]
    why: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about one subject, and the rules that ask it."""

    question: str
    subject: str
    about: Name
    text: Name
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealImpact:
    """What a change does to one screening: where it stands before and after, and only what differs between.

    `days` are those of the law before and after, `facts_on` the day on which the facts are held against the law after.
    """

    screening: str
    errors: int
    days: tuple[dt.date, dt.date]
    facts_on: dt.date
    outcome: tuple[Verdict, Verdict]
    weighed: frozenset[str]
    affected: tuple[Affected, ...]
    asked: tuple[Asked, ...]
    dropped: tuple[Asked, ...]

    @property
    def changed(self) -> bool:
        """Whether anything comes to something else or is asked otherwise."""
        return bool(self.affected or self.asked or self.dropped)


def deal_impact(name: str, change: Change, sides: Sides, facts: tuple[Fact, ...], *, errors: int = 0) -> DealImpact:
    """Return what a change does to one screening.

    Args:
        name: of the screening.
        change: of the law.
        sides: what rests on the change, weighed.
        facts: all that was stated under the law before.
        errors: how many errors its folder has.
    """
    found = impact(change, sides, facts)
    deciding = {rule.id for book in change.before.books for rule in book.rules if decides(rule)}
    others = change.before.weighed(facts, only=deciding - found.weighed)
    return DealImpact(
        screening=name,
        errors=errors,
        days=(change.before.as_of, change.after.as_of),
        facts_on=change.after.facts_on,
        outcome=(law_verdict((*sides.before.values(), *others)), law_verdict((*sides.after.values(), *others))),
        weighed=found.weighed,
        affected=tuple(map(_affected, found.effects)),
        asked=tuple(map(_asked, found.asked)),
        dropped=tuple(map(_asked, found.dropped)),
    )


def _affected(effect: Effect) -> Affected:
    before, after = effect.before, effect.after
    rules = [None if each is None else each.rule for each in (before, after)]
    known = rules[1] or rules[0]
    marks = ["" if rule is None else rule.mark.value for rule in rules]
    kinds = ["" if rule is None else rule.kind.value for rule in rules]
    earlier = set(_why(before))
    return Affected(
        rule=effect.rule,
        title=Name(zh="", en="") if known is None else known.title,
        mark=(marks[0], marks[1]),
        kind=(kinds[0], kinds[1]),
        truth=effect.truths,
        why=tuple(line for line in _why(after) if line not in earlier),
    )


def _why(result: RuleResult | None) -> tuple[Name, ...]:
    """Return the reasons of a result in both languages, without its verdict."""
    if result is None:
        return ()
    lines = zip(why(result, Language.ZH)[1:], why(result, Language.EN)[1:], strict=True)
    return tuple(Name(zh=zh, en=en) for zh, en in lines)


def _asked(question: Question) -> Asked:
    subject = question.subject
    return Asked(
        question=question.declaration.id,
        subject=str(subject),
        about=Name(zh=subject_text(subject, Language.ZH), en=subject_text(subject, Language.EN)),
        text=question.declaration.question,
        rules=question.rules,
    )
