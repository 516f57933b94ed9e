"""The law as a page: whole, alone, escaped, and the same in both languages."""

import re
from html.parser import HTMLParser

import pytest

from tallystick.evidence.wording import Language
from tallystick.law.reading import read_books
from tallystick.law.telling.sources import standing_sources
from tallystick.law.telling.text import read_book
from tallystick.shell.documents.pages.law_page import law_page, page_name
from tallystick.shell.operations.law.show import law_readings
from tests.law.small import SHELF, text

CLAUSES = """
[[clause]]
id = "C1(a)"
article = "1"
mark = "O"
quote = {zh = "不得<恶意>", en = "No <malice> & more"}
[[clause]]
id = "C2"
article = "2"
mark = "S"
gist = {zh = "鼓励创新", en = "Innovation is encouraged"}
not_codable = {zh = "立法宗旨", en = "a purpose, not a condition"}
[[rule]]
id = "R"
clause = "C1(a)"
article = "1"
kind = "BAR"
mark = "O"
title = {zh = "恶意", en = "malice"}
predicate = {fact = "d"}
"""
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Reader(HTMLParser):
    """Collects ids and links, and sees that every element is closed."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.open, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(page):
    reader = Reader()
    reader.feed(page.decode())
    assert reader.open == []
    return reader


def small():
    books = read_books({"small.toml": text(CLAUSES)}, shelf=SHELF)
    return [read_book(book, books) for book in books]


@pytest.mark.parametrize("language", Language)
def test_every_clause_and_rule_of_every_book_has_its_anchor_once(language):
    reader = read(law_page(law_readings(), language))
    assert len(reader.ids) == len(set(reader.ids))
    sections = sum(len(each.sections) for each in law_readings())
    assert len(reader.ids) >= sections + len(law_readings())
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


@pytest.mark.parametrize("language", Language)
def test_the_page_stands_alone(language):
    page = law_page(law_readings(), language).decode()
    reader = read(page.encode())
    assert reader.tags.isdisjoint({"script", "link", "img", "iframe"})
    assert not re.search(r"url\(|@import|https?:", page)
    assert {link for link in reader.links if not link.startswith("#")} == {
        page_name(Language.EN if language is Language.ZH else Language.ZH)
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH, ("不可编码：立法宗旨", "大意（非原文；本项目据", "禁止情形", "证据 30 日内有效", "答“否”须有：")),
        (
            Language.EN,
            ("Not codable: a purpose", "Gist (not the text; this project", "prohibited situation", "30 days"),
        ),
    ],
)
def test_text_translation_rules_questions_and_reasons_stand_on_it(language, words):
    page = law_page(small(), language).decode()
    assert "不得&lt;恶意&gt;" in page
    assert "No &lt;malice&gt; &amp; more" in page
    assert "<malice>" not in page
    for each in words:
        assert each in page


def test_coverage_is_counted():
    (reading,) = small()
    told = reading.coverage
    assert (told.clauses, told.stated, told.excused, told.rules) == (2, 1, 1, 1)
    assert (
        "clauses 2 (quoted 1, gist 1): stated by a rule or fact 1, not codable 1"
        in law_page([reading], Language.EN).decode()
    )
    whole = "2 clauses of 1 instruments: 1 are quoted, 1 stand as a gist because their text was not at hand; 0 of"
    assert whole in law_page([reading], Language.EN).decode()
    assert "大意 1 条，因手边没有原文" in law_page([reading], Language.ZH).decode()


def test_equal_books_give_equal_bytes():
    assert law_page(small(), Language.ZH) == law_page(small(), Language.ZH)


@pytest.mark.parametrize("language", Language)
def test_every_source_has_its_row_and_every_book_links_to_those_it_cites(language):
    page = read(law_page(law_readings(), language))
    rows = {f"source-{key}" for key in standing_sources()}
    assert rows <= set(page.ids)
    assert {link.removeprefix("#") for link in page.links if link.startswith("#source-")} == rows
    assert "#sources" in page.links


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("经他人逐字引用", "凭记忆，所据来源中未见")), ("en", ("quoted by others", "recalled"))],
)
def test_the_page_says_how_a_source_was_seen_and_what_was_recalled(language, words):
    told = law_page(law_readings(), Language(language)).decode()
    for word in words:
        assert word in told
