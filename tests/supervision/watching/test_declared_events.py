"""Every reporting event of the books is found when persons declare it, with a clock and a draft in both languages."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tallystick.evidence.wording import Language, labels
from tallystick.law.clocks import calendars_known
from tallystick.law.expressions.tree import All, Comparison, Exceptions, Expression, FactLeaf
from tallystick.law.expressions.tree import Any as AnyOf
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.supervision.watching.drafts import drafts_of
from tallystick.supervision.watching.events import event_lines, reporting_events
from tallystick.supervision.watching.from_records import of_declarations, unsettled
from tallystick.units.money import Money
from tests.supervision.watching.stage import own_deal

DAY = date(2027, 4, 5)
MEASURED = {"D2-1", "D2-3"}
"""What the figures of servicing say, and nobody declares: `test_months_found`."""


def declared(name: str, value: object = True) -> Fact:
    """What somebody determined, on a paper that is good for anything."""
    kinds = [kind for book in standing_books() for kind in _kinds(book, name)]
    papers = tuple(Evidence(kind=each, reference=f"{each}.pdf", sha256="e" * 64, date=DAY) for each in kinds)
    subject = Subject(kind="deal")
    return Fact(
        id=name,
        subject=subject,
        value=value,  # type: ignore[arg-type]
        evidence=papers,
        as_of=DAY,
        provider="person",
        by=("shen-yilan",),
    )


def _kinds(book: Any, name: str) -> tuple[str, ...]:
    known = book.vocabulary.declarations.get(name)
    return () if known is None else tuple(known.evidence)


def satisfying(expression: Expression) -> Iterator[tuple[str, object]]:
    """Facts that make a condition true: a comparison just beyond its number, and of alternatives the first."""
    match expression:
        case FactLeaf(fact=fact):
            yield fact, True
        case Comparison(fact=fact, against=(Fraction() as share, *_)):
            yield fact, share + Fraction(1, 1_000)
        case Comparison(fact=fact, against=(Money() as amount, *_)):
            yield fact, amount + amount
        case All(parts=parts):
            for part in parts:
                yield from satisfying(part)
        case AnyOf(parts=(first, *_)):
            yield from satisfying(first)
        case Exceptions(base=base):
            yield from satisfying(base)
        case _:
            raise AssertionError(expression)


def facts_of(rule: str) -> list[Fact]:
    return [declared(*each) for each in satisfying(reporting_events()[rule].rule.predicate)]


@pytest.mark.parametrize("rule", sorted(set(reporting_events()) - MEASURED))
def test_each_event_of_the_books_is_found_once_declared_with_a_clock_and_drafts(rule: str):
    events = of_declarations(standing_books(), facts_of(rule), as_of=DAY + timedelta(days=1))
    (found,) = (each for each in events if each.rule == rule)
    assert found.evidence
    assert (found.known, found.dated) == (DAY, True)
    (line,), _ = event_lines([found], (), as_of=DAY, calendars=calendars_known())
    files = drafts_of([line], own_deal(), ())
    assert {name.rpartition("-")[2] for name in files} == {f"{each}.md" for each in Language}
    if found.deadline.number is None and found.deadline.target is None:
        assert line.due is None
        for name, text in files.items():
            language = Language(name.removesuffix(".md").rpartition("-")[2])
            assert labels()["supervision.draft.no-number"].in_language(language) in text.decode()


def test_every_number_of_the_source_book_has_an_event():
    """LAW.md d.2 counts 24; losses, shortfalls and purchases are measured, the rest is declared or found elsewhere."""
    numbers = {re.match(r"D2-(\d+)", rule) for rule in reporting_events()}
    assert {int(each[1]) for each in numbers if each} == set(range(1, 25))


def test_an_exemption_nobody_has_settled_keeps_an_event_and_one_that_is_shown_lets_it_fall():
    for rule in ("D2-9", "D2-12", "D2-14"):
        assert rule in {each.rule for each in of_declarations(standing_books(), facts_of(rule), as_of=DAY)}
        exempt = [declared("event.concerns_payer_only"), declared("event.remaining_pool", Fraction(1, 10))]
        exempt += [
            declared("event.payer_unpaid", Fraction(1, 10)),
            declared("event.payer_group_unpaid", Fraction(1, 10)),
        ]
        told = of_declarations(standing_books(), [*facts_of(rule), *exempt], as_of=DAY)
        assert rule not in {each.rule for each in told}


def test_what_is_declared_in_part_is_open_and_no_event():
    half = [declared("D2-9.breach")]
    assert of_declarations(standing_books(), half, as_of=DAY) == ()
    (open_,) = unsettled(standing_books(), half, as_of=DAY)
    assert (open_.code, open_.argument("event")) == ("supervision.event-unsettled", "D2-9")
    assert unsettled(standing_books(), [*half, declared("D2-9.adverse", value=False)], as_of=DAY) == ()
    assert unsettled(standing_books(), [declared("D2-9.breach", value=False)], as_of=DAY) == ()


@pytest.mark.parametrize(
    ("share", "amount", "seen"),
    [
        (Fraction(49_999, 1_000_000), "50000000.01", False),
        (Fraction(5, 100), "50000000.00", False),
        (Fraction(5, 100), "50000000.01", True),
    ],
)
def test_a_default_on_debt_counts_from_exactly_a_twentieth_of_net_assets_and_only_beyond_fifty_million(
    share, amount, seen
):
    facts = [declared("D2-14.may_affect"), declared("D2-14.default_share", share)]
    facts.append(declared("D2-14.default_amount", Money.parse(f"{amount} CNY")))
    assert ("D2-14" in {each.rule for each in of_declarations(standing_books(), facts, as_of=DAY)}) is seen


@pytest.mark.parametrize(("share", "seen"), [(Fraction(1_999, 10_000), False), (Fraction(1, 5), True)])
def test_a_new_forecast_a_fifth_below_the_one_before_is_an_event_and_one_just_above_is_none(share, seen):
    events = of_declarations(standing_books(), [declared("D2-3.forecast", share)], as_of=DAY)
    assert ("D2-3" in {each.rule for each in events}) is seen
