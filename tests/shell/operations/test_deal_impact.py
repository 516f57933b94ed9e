"""`law impact` tells what decides first: of deals, of the rules of a deal, and of the reasons of a rule."""

from dataclasses import replace
from fractions import Fraction

from tallystick.filing.screening import Verdict
from tallystick.law.impact import LawOn, change_between, weigh_sides
from tallystick.law.instruments import Book, Kind
from tallystick.law.reading import standing_files
from tallystick.law.telling.plain import FactSet, fact_set_bytes
from tallystick.shell.operations.law.deal_impact import DealImpact, deal_impact
from tallystick.shell.operations.law.impact import kept_facts, law_impact
from tests.law.books.test_cases import ALL, DAY, stated
from tests.law.small import book, fact

_LIST = "law/books/amac-negative-list-2024.toml"


def _on(law: Book) -> LawOn:
    return LawOn(books=(law,), as_of=DAY, known_on=DAY)


def _told(before: Book, after: Book, *lines: str) -> DealImpact:
    facts = tuple(fact(before, line) for line in lines)
    change = change_between(_on(before), _on(after))
    return deal_impact("one", change, weigh_sides(change, facts), facts)


def _above(months: int) -> Book:
    return book(f'{{all = [{{fact = "a"}}, {{greater_than = {{fact = "months", value = "{months}"}}}}]}}')


def test_of_the_reasons_the_fact_that_weighs_otherwise_is_told_first():
    told = _told(_above(12), _above(10), "a deal yes", "months deal 12")
    (rule,) = told.affected
    assert [line.en.split()[0] for line in rule.why] == ["months", "a"], "the rule itself reads a first"
    assert [line.zh.split("（")[0] for line in rule.why] == ["months", "a"]


def _with_warning(law: Book) -> Book:
    """The warning stands before the bar, and both rest on the same fact."""
    (bar,) = law.rules
    return replace(law, rules=(replace(bar, id="W", kind=Kind.WARN), bar))


def test_of_the_rules_those_on_which_the_outcome_depends_are_told_first():
    told = _told(_with_warning(_above(12)), _with_warning(_above(10)), "a deal yes", "months deal 12")
    assert [each.rule for each in told.affected] == ["R", "W"]


class _Alone:
    """Does every job where it stands."""

    def each(self, act, jobs):
        yield from map(act, jobs)


def test_of_the_screenings_those_that_come_to_another_outcome_are_told_first():
    content = (
        standing_files()[_LIST]
        .decode()
        .replace('"tape.payer_share", value = "15%"', '"tape.payer_share", value = "10%"')
    )
    case = next(each for each in ALL if each.says == "exactly 15 per cent is not material, even when dishonest")
    barred = stated(case)
    small = [
        replace(each, value=Fraction(12, 100)) if each.id == "tape.payer_share" else each
        for each in barred
        if each.id != "N2.3a"
    ]
    kept = b"\n".join(
        fact_set_bytes(FactSet(matter=name, as_of=DAY, facts=tuple(facts)))
        for name, facts in (("stays", small), ("turns", barred))
    )
    found = law_impact(kept_facts("kept.jsonl", kept), {"amended.toml": content.encode()}, _Alone()).value
    assert found is not None
    outcomes = [(each.screening, each.outcome[0] is each.outcome[1]) for each in found.deals]
    assert outcomes == [("kept.jsonl:2", False), ("kept.jsonl:1", True)]
    assert found.deals[0].outcome[1] is Verdict.BARRED
