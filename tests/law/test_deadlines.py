"""A deadline or event that could not be counted is found where it stands."""

import pytest

from tallystick.law.reading import read_books
from tallystick.law.screening import evaluate, evaluate_events
from tallystick.law.values import Truth
from tests.law.small import DAY, SHELF, fact, text
from tests.law.test_reading import CLAUSE, findings

CLOCKED = SHELF.replace(b"[[subject]]", b'occurrences = ["received", "asked", "answered", "told"]\n[[subject]]', 1)


def deadline(**keys: str) -> str:
    lines = {
        "id": '"C1"',
        "mark": '"O"',
        "title": '{zh = "期限", en = "deadline"}',
        "begins": '"received"',
        "ends": '["told"]',
        "unit": '"working-day"',
        "number": "5",
    }
    given = "\n".join(f"{key} = {value}" for key, value in (lines | keys).items() if value)
    return f"{CLAUSE}\n[[deadline]]\n{given}\n"


EVENT = """
[[event]]
id = "E1"
clause = "C1"
article = "1"
mark = "A"
title = {zh = "事项", en = "event"}
deadline = "C1"
predicate = {fact = "a"}
"""


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        (deadline(begins='"born"'), "law.book-occurrence-unknown", "deadline C1"),
        (deadline(ends='["buried"]'), "law.book-occurrence-unknown", "deadline C1"),
        (deadline(stops='[["asked", "silence", "C1"]]'), "law.book-occurrence-unknown", "deadline C1"),
        (deadline(stops='[["asked", "answered", "C9"]]'), "law.book-clause-unknown", "deadline C1"),
        (deadline(clause='"C9"'), "law.book-clause-unknown", "deadline C1"),
        (deadline(unit='"fortnight"'), "law.book-shape", "deadline C1 unit"),
        (deadline(number="0"), "law.book-shape", "deadline C1 number"),
        (deadline(by='"13-01"', number=""), "law.book-shape", "deadline C1 by"),
        (deadline(by='"04-30"'), "law.book-deadline-inconsistent", "deadline C1"),
        (deadline(target="3"), "law.book-deadline-inconsistent", "deadline C1"),
        (deadline(number="", binding="true"), "law.book-deadline-inconsistent", "deadline C1"),
        (deadline(mark='"A"', binding="true"), "law.book-deadline-inconsistent", "deadline C1"),
        (deadline(number="", before="true"), "law.book-deadline-inconsistent", "deadline C1"),
        (
            deadline(before="true", stops='[["asked", "answered", "C1"]]'),
            "law.book-deadline-inconsistent",
            "deadline C1",
        ),
        (deadline() + deadline(clause='"C1"')[len(CLAUSE) :], "law.book-id-repeated", "deadline C1"),
        (deadline() + EVENT.replace('deadline = "C1"', 'deadline = "C2"'), "law.book-deadline-unknown", "event E1"),
        (deadline() + EVENT + 'progress = "C2"\n', "law.book-deadline-unknown", "event E1"),
        (deadline() + EVENT.replace('clause = "C1"', 'clause = "C2"'), "law.book-clause-unknown", "event E1"),
        (deadline() + EVENT.replace('"a"', '"nobody"'), "law.book-fact-unknown", "event E1 predicate"),
    ],
)
def test_a_deadline_or_event_that_cannot_be_counted_is_found(more, code, path):
    assert (code, "b0.toml", path) in findings(more, shelf=CLOCKED)


def test_two_deadlines_cannot_share_a_parameter():
    second = deadline(id='"C2"', clause='"C1"', parameter='"P_X"')[len(CLAUSE) :]
    found = findings(deadline(parameter='"P_X"') + second, shelf=CLOCKED)
    assert ("law.book-id-repeated", "b0.toml", "parameter P_X") in found


def test_a_deadline_and_an_event_state_their_clause_and_are_not_screened():
    more = deadline(stops='[["asked", "answered", "C1"]]', binding="true") + EVENT
    (only,) = read_books({"b0.toml": text(more)}, shelf=CLOCKED)
    (clause,) = only.clauses
    assert (clause.deadlines, clause.events) == (("C1",), ("E1",))
    assert (only.deadlines[0].number, only.deadlines[0].binding, only.deadlines[0].stops[0].ends) == (
        5,
        True,
        "answered",
    )
    assert only.events[0].rule.quote == clause.text
    happened = fact(only, "a deal yes")
    assert evaluate([only], [happened], as_of=DAY, known_on=DAY) == ()
    (told,) = evaluate_events([only], [happened], as_of=DAY, known_on=DAY)
    assert (told.rule.id, told.truth) == ("E1", Truth.TRUE)
