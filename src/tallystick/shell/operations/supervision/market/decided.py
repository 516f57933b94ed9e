"""What persons determined in a filing, each with the facts it was determined on, for precedents."""

from collections.abc import Iterator
from datetime import date

from tallystick.law.determinations import Determination, determination_digest
from tallystick.law.facts import Fact
from tallystick.law.reading import standing_books
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.stated import stated
from tallystick.supervision.market.precedents import Case

__all__ = ["case_of", "cases_of"]


def cases_of(opened: OpenedDeal) -> Iterator[Case]:
    """Yield every determination of a folder, with what else the folder states on its day."""
    facts: dict[date, frozenset[tuple[str, str, str]]] = {}
    for each in opened.determinations:
        if each.date not in facts:
            facts[each.date] = _facts(opened, each.date)
        yield _case(opened.deal.id, each, facts[each.date])


def case_of(opened: OpenedDeal, determination: Determination) -> Case:
    """Return one determination of a folder, which need not be signed yet, with what else the folder states."""
    return _case(opened.deal.id, determination, _facts(opened, determination.date))


def _facts(opened: OpenedDeal, day: date) -> frozenset[tuple[str, str, str]]:
    known, _ = stated(opened, standing_books(), max(day, opened.deal.as_of))
    return frozenset(filter(None, map(_plain, known)))


def _plain(fact: Fact) -> tuple[str, str, str] | None:
    """Return a fact that can be alike in two matters: yes, no or a word; None for a figure, a day or a text."""
    if isinstance(fact.value, bool):
        return fact.id, fact.subject.kind, "yes" if fact.value else "no"
    return (fact.id, fact.subject.kind, fact.value) if isinstance(fact.value, str) else None


def _case(matter: str, each: Determination, facts: frozenset[tuple[str, str, str]]) -> Case:
    return Case(
        matter=matter,
        question=each.question,
        about=each.subject.kind,
        value=each.value,
        persons=tuple(filter(None, (each.person, each.second_person))),
        date=each.date,
        reasons=each.reasons,
        sha256=determination_digest(each),
        facts=facts,
    )
