"""The case packs: what each released rule comes to on stated facts, as data that others can run too."""

import datetime as dt
import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tallystick.law.facts import PERSON, Considered, Evidence, Fact, FactDeclaration, FactType, Subject, parse_value
from tallystick.law.reading import standing_books
from tallystick.law.screening import WeighedRule, weigh_rules
from tallystick.law.values import Truth

CASES = Path(__file__).parent / "cases"
DAY = dt.date(2026, 8, 31)
BOOKS = standing_books()
DECLARATIONS = BOOKS[0].vocabulary.declarations
EVENTS = {event.rule.id for book in BOOKS for event in book.events}
WITH_EVENTS = tuple(replace(book, rules=tuple(event.rule for event in book.events)) for book in BOOKS)
RULES = [rule for book in BOOKS for rule in (*book.rules, *(event.rule for event in book.events))]


@dataclass(frozen=True, kw_only=True)
class Case:
    rule: str
    says: str
    facts: tuple[str, ...]
    expect: Truth
    day: dt.date
    indicated: bool | None
    weighs: tuple[str, ...]


def _cases(file: Path):
    pack = tomllib.loads(file.read_text(encoding="utf-8"))
    for case in pack["case"]:
        said = {tuple(line.split()[:2]): line for line in (*pack["given"], *case["facts"])}
        yield Case(
            rule=case["rule"],
            says=case["says"],
            facts=tuple(said.values()),
            expect=Truth(case["expect"]),
            day=pack.get("on", DAY),
            indicated=case.get("indicated"),
            weighs=tuple(case.get("weighs", ())),
        )


ALL = [case for file in sorted(CASES.glob("*.toml")) for case in _cases(file)]


def _evidence(declaration: FactDeclaration, support: str, day: dt.date) -> tuple[Evidence, ...]:
    kinds = {"": declaration.evidence, "unsupported": ()}.get(support, (support,))
    return tuple(Evidence(kind=kind, reference=kind, sha256="ab" * 32, date=day) for kind in kinds)


def _fact(line: str, day: dt.date) -> Fact | None:
    name, subject, *said = line.split()
    if said == ["-"]:
        return None
    declaration = DECLARATIONS[name]
    words = 2 if declaration.type is FactType.MONEY else 1
    value, support = " ".join(said[:words]), " ".join(said[words:])
    return Fact(
        id=name,
        subject=Subject.parse(subject),
        value=parse_value(declaration, value.replace("_", " ") if declaration.type is FactType.MONEY else value),
        evidence=_evidence(declaration, support, day),
        as_of=day,
        provider=declaration.provider,
    )


@cache
def stated(case: Case) -> tuple[Fact, ...]:
    weighed = tuple(map(Considered.parse, case.weighs))
    facts = (_fact(line, case.day) for line in case.facts)
    return tuple(replace(fact, considered=weighed if fact.provider == PERSON else ()) for fact in facts if fact)


def met(case: Case, result: WeighedRule) -> bool:
    return result.truth is case.expect and case.indicated in {None, result.indicated}


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule} {case.says}")
def test_the_rule_comes_to_what_the_case_expects(case: Case):
    books = WITH_EVENTS if case.rule in EVENTS else BOOKS
    (weighed,) = weigh_rules(books, stated(case), as_of=case.day, known_on=DAY, only={case.rule})
    assert met(case, weighed)


def test_every_rule_has_a_case_each_way_and_one_left_open():
    expected = defaultdict(set)
    for case in ALL:
        expected[case.rule].add(case.expect)
    open_values = {Truth.UNKNOWN, Truth.NEEDS_DETERMINATION}
    for rule in RULES:
        assert {Truth.TRUE, Truth.FALSE} <= expected[rule.id], rule.id
        assert expected[rule.id] & open_values, rule.id


def test_every_case_is_about_a_released_rule():
    assert {case.rule for case in ALL} == {rule.id for rule in RULES}


_CLASS = "deal.asset_class deal "
CLASSES = DECLARATIONS["deal.asset_class"].choices
OF_A_CLASS = [case for case in ALL if case.expect is Truth.TRUE and any(line.startswith(_CLASS) for line in case.facts)]


@pytest.mark.parametrize("case", OF_A_CLASS, ids=lambda case: f"{case.rule} {case.says}")
def test_a_pool_does_not_escape_a_rule_by_what_is_mixed_into_it(case: Case):
    everything = _CLASS + ",".join(CLASSES)
    mixed = replace(case, facts=tuple(everything if line.startswith(_CLASS) else line for line in case.facts))
    books = WITH_EVENTS if case.rule in EVENTS else BOOKS
    (weighed,) = weigh_rules(books, stated(mixed), as_of=case.day, known_on=DAY, only={case.rule})
    assert weighed.truth is Truth.TRUE
