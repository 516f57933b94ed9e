"""A look before signing: what a drafted answer would do to the rules that wait for it, if it were signed as it stands.

facts of the folder - the answer it replaces + the draft -> the law on the day of the answer -> before, after
"""

import datetime as dt
from dataclasses import dataclass

from tallystick.law.determinations import Determination, drafted_fact
from tallystick.law.facts import PERSON, Fact
from tallystick.law.impact import Effect, LawOn, change_between, effects
from tallystick.law.reading import standing_books
from tallystick.law.screening import RuleResult, evaluate
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.stated import stated

__all__ = ["Look", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What would follow: the rules that come to something else, and everything as it would then stand."""

    effects: tuple[Effect, ...]
    results: tuple[RuleResult, ...]


def look(opened: OpenedDeal, draft: Determination, *, day: dt.date) -> Look:
    """Return what a draft would do once it is signed; nothing is signed or written.

    Args:
        opened: the deal the draft was made for.
        draft: by `answer.draft_answer`.
        day: of the look; no earlier than the draft's own, or the draft does not count yet.
    """
    books = standing_books()
    before, _ = stated(opened, books, day)
    after = (*(each for each in before if not _replaced(each, draft)), drafted_fact(draft, books))
    law = LawOn(books=books, as_of=day, known_on=day)
    change = change_between(law, law)
    return Look(
        effects=effects(change, before, later=after),
        results=evaluate(books, after, as_of=day, known_on=day),
    )


def _replaced(fact: Fact, draft: Determination) -> bool:
    answered = fact.provider == PERSON and (fact.id, fact.subject) == (draft.question, draft.subject)
    return answered and bool(draft.supersedes)
