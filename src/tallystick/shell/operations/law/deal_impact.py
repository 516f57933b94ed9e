"""What a change of the law does to one deal, in values that can be sent to another process, in both languages.

facts under either law -> outcome, rules, questions: before, after, and why
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.screening import Verdict, decides, law_verdict
from tallystick.law.explanations import moved, reasons
from tallystick.law.facts import Fact
from tallystick.law.impact import Change, Effect, Sides, impact
from tallystick.law.instruments import Window
from tallystick.law.screening import Question, RuleResult
from tallystick.law.values import Truth
from tallystick.law.words import subject_text

__all__ = ["Affected", "Asked", "DealImpact", "deal_impact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What becomes of one rule in one screening; kind and mark are empty where the rule is not in force on that side.

    `in_force` is when the rule holds by either law, absent where its books do not have it. `why` are the reasons after
    that were not reasons before, decisive first; where there are none, the rule itself was changed.
    """

    rule: str
    title: Name
    mark: tuple[str, str]
    kind: tuple[str, str]
    truth: tuple[Truth, Truth]
    in_force: tuple[Window | None, Window | None]
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

    The rules on which the outcome can depend stand first among the affected, either in the order of the books. `days`
    are those of the law before and after, `facts_on` the day on which the facts are held against the law after.
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
    whole = change.before.weighing(facts)
    found = impact(change, sides, whole)
    deciding = {rule.id for book in change.before.books for rule in book.rules if decides(rule)}
    others = whole.of(deciding - found.weighed)
    return DealImpact(
        screening=name,
        errors=errors,
        days=(change.before.as_of, change.after.as_of),
        facts_on=change.after.facts_on,
        outcome=(law_verdict((*sides.before.values(), *others)), law_verdict((*sides.after.values(), *others))),
        weighed=found.weighed,
        affected=tuple(map(_affected, sorted(found.effects, key=_beside))),
        asked=tuple(map(_asked, found.asked)),
        dropped=tuple(map(_asked, found.dropped)),
    )


def _beside(effect: Effect) -> bool:
    """Whether a rule leaves the outcome alone, before and after."""
    return not any(each is not None and decides(each.rule) for each in (effect.before, effect.after))


def _affected(effect: Effect) -> Affected:
    before, after = effect.before, effect.after
    rules = [None if each is None else each.rule for each in (before, after)]
    known = rules[1] or rules[0]
    marks = ["" if rule is None else rule.mark.value for rule in rules]
    kinds = ["" if rule is None else rule.kind.value for rule in rules]
    return Affected(
        rule=effect.rule,
        title=Name(zh="", en="") if known is None else known.title,
        mark=(marks[0], marks[1]),
        kind=(kinds[0], kinds[1]),
        truth=effect.truths,
        in_force=effect.in_force,
        why=tuple(_reasons(before, after)),
    )


def _reasons(before: RuleResult | None, after: RuleResult | None) -> Iterator[Name]:
    """Yield the reasons after that were not reasons before; first the facts that weigh otherwise."""
    if after is None:
        return
    earlier = frozenset(() if before is None else reasons(before))
    decisive = () if before is None else moved(before, after)
    yield from dict.fromkeys([*decisive, *(line for line in reasons(after) if line not in earlier)])


def _asked(question: Question) -> Asked:
    subject = question.subject
    return Asked(
        question=question.declaration.id,
        subject=str(subject),
        about=Name(zh=subject_text(subject, Language.ZH), en=subject_text(subject, Language.EN)),
        text=question.declaration.question,
        rules=question.rules,
    )
