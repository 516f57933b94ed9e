"""Law: a screening of the example deal under all books, and ten thousand kept ones after an amendment."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from bench.timing import Result, compare
from tallystick.law.facts import PERSON, Fact, Subject
from tallystick.law.impact import LawOn, change_between, effects
from tallystick.law.instruments import Book
from tallystick.law.reading import amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.screening import RuleResult, evaluate, settled, weigh_rules
from tallystick.law.telling.plain import FactSet, fact_set_bytes
from tallystick.shell.compute.pool import Pool
from tallystick.shell.files.disk import Disk
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.deal.stated import stated
from tallystick.shell.operations.law.impact import kept_facts, law_impact
from tallystick.shell.operations.ports.compute import Workers

__all__ = ["results"]

_EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "auto-leases"
_LIST = "law/books/amac-negative-list-2024.toml"
_KEPT, _DIFFERENT = 10_000, 2_000
_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


def results() -> Iterator[Result]:
    """Yield the times of one screening with its traces, and of a change of law over many kept ones."""
    yield compare("law.screening", _answered, twin=_apart, against="each rule alone, facts sorted each time")
    yield compare("law.screening-unanswered", _unanswered, twin=_unanswered_apart, against="each rule alone")
    yield compare("law.impact-100", _impact, twin=_again, against="both screenings in full", runs=5)
    yield compare("law.impact-10000-kept", _pooled, twin=_in_turn, against="one process", runs=4, twin_runs=1)


@cache
def _deal() -> tuple[dt.date, tuple[Fact, ...]]:
    files, _ = Disk().read(str(_EXAMPLE))
    opened = open_deal(files).value
    if opened is None:
        message = "the example deal cannot be opened"
        raise RuntimeError(message)
    day = opened.deal.as_of
    return day, stated(opened, standing_books(), day)[0]


def _answered() -> tuple[RuleResult, ...]:
    return _together(_deal()[1])


def _apart() -> tuple[RuleResult, ...]:
    return _one_by_one(_deal()[1])


def _unanswered() -> tuple[RuleResult, ...]:
    return _together(_open())


def _unanswered_apart() -> tuple[RuleResult, ...]:
    return _one_by_one(_open())


def _together(facts: tuple[Fact, ...]) -> tuple[RuleResult, ...]:
    """Screen with traces, and with what would settle each open rule."""
    day, _ = _deal()
    return evaluate(standing_books(), facts, as_of=day, known_on=day)


def _one_by_one(facts: tuple[Fact, ...]) -> tuple[RuleResult, ...]:
    day, _ = _deal()
    return tuple(
        settled(each)
        for book in standing_books()
        for rule in book.rules
        for each in weigh_rules(standing_books(), facts, as_of=day, known_on=day, only={rule.id})
    )


@cache
def _open() -> tuple[Fact, ...]:
    """What the example states before anybody has answered anything, when most is open."""
    return tuple(fact for fact in _deal()[1] if fact.provider != PERSON)


@cache
def _amended() -> dict[str, bytes]:
    """A payer is material from 10 % on instead of 15 %: a hypothetical amendment."""
    content = standing_files()[_LIST].decode()
    changed = content.replace('"tape.payer_share", value = "15%"', '"tape.payer_share", value = "10%"')
    return {_LIST: changed.encode()}


@cache
def _laws() -> tuple[LawOn, LawOn]:
    day, _ = _deal()
    stricter = read_books(amended_files(standing_files(), _amended()), shelf=shelf_file())
    return _law(standing_books(), day), _law(stricter, day)


def _law(books: tuple[Book, ...], day: dt.date) -> LawOn:
    return LawOn(books=books, as_of=day, known_on=day)


def _variant(number: int) -> tuple[Fact, ...]:
    """The example with one large payer, of a share between 5 % and 25 %."""
    _, facts = _deal()
    acme = Subject(kind="payer", name="acme")
    share = Fraction(500 + number % 2000, 10_000)
    model = next(fact for fact in facts if fact.id == "tape.largest_payer_share")
    listed = next(fact for fact in facts if fact.id == "tape.payers")
    other = [fact for fact in facts if fact is not listed]
    return (
        *other,
        replace(listed, value=("acme",)),
        replace(model, id="tape.payer_share", subject=acme, value=share),
        replace(model, id="tape.payer_group_share", subject=acme, value=share),
    )


@cache
def _hundred() -> tuple[tuple[Fact, ...], ...]:
    return tuple(_variant(number * 20) for number in range(100))


def _impact() -> list[list[str]]:
    before, after = _laws()
    change = change_between(before, after)
    return [[each.rule for each in effects(change, facts)] for facts in _hundred()]


def _again() -> list[list[str]]:
    told = []
    for facts in _hundred():
        before, after = (
            {each.rule.id: each.truth for each in evaluate(law.books, facts, as_of=law.as_of, known_on=law.known_on)}
            for law in _laws()
        )
        told.append([rule for rule in before if before[rule] is not after[rule]])
    return told


@cache
def _screenings() -> bytes:
    day, _ = _deal()
    sets = (FactSet(matter=f"deal-{number}", as_of=day, facts=_variant(number)) for number in range(_DIFFERENT))
    return b"\n".join([fact_set_bytes(each) for each in sets] * (_KEPT // _DIFFERENT))


def _pooled() -> int:
    return _affected(Pool())


def _in_turn() -> int:
    return _affected(_Alone())


def _affected(workers: Workers) -> int:
    found = law_impact(kept_facts("kept.jsonl", _screenings()), _amended(), workers).value
    return -1 if found is None else sum(each.changed for each in found.deals)


class _Alone:
    """Does every job where it stands."""

    def each(self, act: Callable[[_Job], _Done], jobs: Sequence[_Job]) -> Iterator[_Done]:
        yield from map(act, jobs)
