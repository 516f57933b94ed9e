"""Kept fact sets and screenings: read back whole, and an old filing replayed gives the same bytes."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.law.facts import Evidence
from tallystick.law.reading import amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.screening import evaluate
from tallystick.law.telling.plain import (
    FactSet,
    FactSetUnreadableError,
    fact_set_bytes,
    plain_screening,
    read_fact_set,
    screening_bytes,
)
from tests.law.books.test_cases import ALL, DAY, DECLARATIONS, stated
from tests.law.small import book, fact

_LIST = "law/books/amac-negative-list-2024.toml"


def kept(facts, day=DAY):
    return FactSet(matter="a-deal", as_of=day, facts=tuple(facts))


def screened(books, facts, day=DAY):
    return screening_bytes(evaluate(books, facts, as_of=day, known_on=day), as_of=day, known_on=day)


def test_every_fact_of_every_case_is_read_back_as_it_was():
    for case in ALL:
        assert read_fact_set(fact_set_bytes(kept(stated(case))), DECLARATIONS) == kept(stated(case))


def test_a_kept_filing_replayed_gives_the_same_bytes():
    for case in ALL[::60]:
        content = fact_set_bytes(kept(stated(case)))
        before = screened(standing_books(), stated(case))
        assert screened(standing_books(), read_fact_set(content, DECLARATIONS).facts) == before


def test_a_filing_replayed_after_the_law_changed_is_screened_under_the_law_of_its_day():
    """The list is repealed and a stricter one follows; both are on the shelf when the old filing is replayed."""
    old = standing_files()[_LIST].decode()
    head, rest = old.split("[[fact]]", 1)
    ended = head.replace("known_from", "in_force_to = 2027-03-01\nknown_from", 1) + "[[fact]]" + rest
    stricter = """
schema = "tallystick/law-book/v1"
id = "stricter-list"
number = "a hypothesis"
source = "a test"
in_force_from = 2027-03-01
known_from = 2027-02-01
instrument = {zh = "更严的清单", en = "a stricter list"}
issuer = {zh = "协会", en = "the association"}
[[rule]]
id = "X2"
article = "2"
kind = "BAR"
mark = "O"
title = {zh = "任何付款方失信", en = "any dishonest payer"}
quote = {zh = "失信", en = "dishonest"}
predicate = { any_subject = { of = "payer", holds = { fact = "N2.3" } } }
"""
    files = amended_files(standing_files(), {"ended.toml": ended.encode(), "new.toml": stricter.encode()})
    now = read_books(files, shelf=shelf_file())
    for case in (each for each in ALL if each.rule == "N2"):
        assert screened(now, stated(case)) == screened(standing_books(), stated(case))
        later = json.loads(screened(now, stated(case), dt.date(2027, 3, 1)))
        assert {"N2", "X2"} & {each["rule"] for each in later["rules"]} == {"X2"}


def test_the_law_is_used_as_it_was_known_and_not_as_it_was_found_out_later():
    law = book('{fact = "a"}', more="known_from = 2026-10-01")
    facts = [fact(law, "a deal yes")]
    assert json.loads(screened([law], facts))["rules"] == []
    found = evaluate([law], facts, as_of=DAY, known_on=dt.date(2026, 10, 1))
    assert [each.truth.value for each in found] == ["true"]


def test_a_leaf_says_fact_value_evidence_who_and_when():
    law = book('{all = [{fact = "a"}, {at_least = {fact = "months", value = "12"}}]}')
    results = evaluate([law], [fact(law, "a deal yes", kinds=("memo",))], as_of=DAY, known_on=DAY)
    assert json.loads(screening_bytes(results, as_of=DAY, known_on=DAY)) == plain_screening(
        results, as_of=DAY, known_on=DAY
    )
    (rule,) = json.loads(screening_bytes(results, as_of=DAY, known_on=DAY))["rules"]
    said, missing = rule["trace"]["parts"]
    (statement,) = said["statements"]
    assert statement == {
        "id": "a",
        "subject": "deal",
        "value": "yes",
        "as_of": "2026-08-31",
        "provider": "person",
        "by": ["wu"],
        "evidence": [{"kind": "memo", "reference": "memo.pdf", "sha256": "ab" * 32, "date": "2026-08-31"}],
    }
    assert (missing["fact"], missing["against"], "statements" in missing) == ("months", ["12"], False)
    assert rule["settles"] == [[{"fact": "months", "subject": "deal"}]]


def test_other_evidence_gives_other_bytes():
    law = book('{fact = "a"}')
    stated_fact = fact(law, "a deal no")
    other = replace(stated_fact, evidence=(Evidence(kind="memo", reference="memo.pdf", sha256="cd" * 32, date=DAY),))
    assert screened([law], [stated_fact]) != screened([law], [other])


def test_a_fact_no_book_declares_any_more_is_left_out():
    law = book('{fact = "a"}')
    content = fact_set_bytes(kept([fact(law, "a deal yes"), fact(law, "b deal no")]))
    only_a = {"a": law.vocabulary.declarations["a"]}
    assert [each.id for each in read_fact_set(content, only_a).facts] == ["a"]


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"nothing",
        b'{"schema": "tallystick/facts/v1"}',
        canonical({"schema": "tallystick/facts/v1", "matter": "x", "as_of": "2026-13-01", "facts": []}),
        canonical({"schema": "tallystick/facts/v1", "matter": "x", "as_of": "2026-08-31", "facts": [{"id": "P1.1"}]}),
        canonical({"schema": "tallystick/facts/v1", "matter": "x", "as_of": "2026-08-31", "facts": [{}]}),
    ],
)
def test_what_is_no_fact_set_is_refused(content):
    with pytest.raises(FactSetUnreadableError):
        read_fact_set(content, DECLARATIONS)
