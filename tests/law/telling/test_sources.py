"""The register of sources: every key that is cited stands in it, and every row of it is cited."""

import re

import pytest

from tallystick.evidence.wording import catalogue, labels
from tallystick.law.reading import standing_books, standing_files
from tallystick.law.telling.heads import particulars
from tallystick.law.telling.sources import Seen, cited, standing_sources
from tallystick.law.telling.text import read_book
from tallystick.law.values import Mark

BOOKS = standing_books()
RULES = [rule for book in BOOKS for rule in (*book.rules, *(event.rule for event in book.events))]
TEXTS = [*(book.source for book in BOOKS), *(rule.source for rule in RULES)]


def test_every_source_is_cited_by_keys_of_the_register_and_by_nothing_else():
    for text in TEXTS:
        assert ", ".join(cited(text)) == text
        assert set(cited(text)) <= set(standing_sources())


def test_every_row_of_the_register_is_cited():
    assert set(standing_sources()) == {key for text in TEXTS for key in cited(text)}


def test_a_row_says_where_its_document_was_read_unless_nobody_saw_it():
    for source in standing_sources().values():
        read = bool(source.through or source.place)
        assert read or source.seen is Seen.UNSEEN or source.key == "S1", source.key


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.mark in {Mark.OFFICIAL, Mark.ANALOGY}], ids=lambda rule: rule.id
)
def test_a_rule_on_official_text_rests_on_a_text_or_quotation_that_was_seen(rule):
    seen = {standing_sources()[key].seen for key in cited(rule.source)}
    if rule.mark is Mark.OFFICIAL:
        assert seen & {Seen.TEXT, Seen.QUOTED}
    assert seen & {Seen.TEXT, Seen.QUOTED, Seen.REPORTED}


def test_no_book_cites_a_paper_that_is_not_in_the_project():
    for file, content in standing_files().items():
        assert not re.search(r"[A-Z]+\.md\b", content.decode()), file


def test_what_people_read_cites_no_paper_that_is_not_in_the_project():
    told = {*labels().values(), *(wording.what for wording in catalogue().values())}
    assert not [each for each in told if "LAW.md" in f"{each}"]


def test_keys_are_read_from_a_citation_and_other_words_are_none():
    assert cited("G3, G5") == ("G3", "G5")
    assert cited("a test") == ()


def test_what_was_recalled_says_so_and_a_number_nobody_saw_is_unseen():
    book = next(each for each in BOOKS if each.id == "dsl-2021")
    told = dict(particulars(book))
    assert told["number"].zh == "主席令第八十四号（凭记忆，所据来源中未见）"
    assert "recalled; not in the sources seen" in told["known"].en
    pilot = dict(particulars(next(each for each in BOOKS if each.id == "sfc-2026-pilot")))
    assert (pilot["number"].zh, pilot["number"].en) == ("未见", "not seen")
    listed = dict(particulars(next(each for each in BOOKS if each.id == "amac-negative-list-2024")))
    assert listed["number"].en == "中基协发〔2024〕3号"


def test_a_book_that_ended_says_since_when_its_end_was_known():
    book = next(each for each in BOOKS if each.id == "amac-negative-list-2014")
    assert dict(particulars(book))["end-known"].en == "2024-03-29"


def test_a_reading_cites_the_sources_of_what_it_shows():
    book = next(each for each in BOOKS if each.id == "yf-2026-42")
    assert {"N1", "N13", "R1"} <= set(read_book(book, BOOKS).cited)
