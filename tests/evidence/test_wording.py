"""Wording: the same finding in two languages, and a hostile value that stays a value."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence import wording
from tallystick.evidence.findings import Severity, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import (
    Language,
    LanguageError,
    WordingError,
    say,
    severity,
    word,
    worst,
)
from tallystick.units import packaged
from tallystick.units.money import Money
from tallystick.units.packaged import PackagedDataError
from tallystick.units.rates import Rate

FINDINGS = """
["example.sum-differs"]
severity = "error"
what.zh = "合计为{computed}，所列为{stated}。"
what.en = "The sum is {computed}, but {stated} is stated."
why.zh = "为何。"
why.en = "Why."
remedy.zh = "如何。"
remedy.en = "How."

["example.nested.open"]
severity = "open"
what = { zh = "未知", en = "unknown" }
why = { zh = "为何", en = "why" }
remedy = { zh = "如何", en = "how" }
"""
LABELS = """
"example.value" = { zh = "值：{value}", en = "value: {value}" }
[example.pool]
balance = { zh = "余额", en = "Balance" }
"""


@pytest.fixture
def shelf(monkeypatch):
    """Stand in for the packaged catalogue; the tests put files on it."""
    files = {"evidence/catalogue/example.toml": FINDINGS, "evidence/catalogue/labels-example.toml": LABELS}
    for path in ("evidence.toml", "labels-evidence.toml"):
        files[f"evidence/catalogue/{path}"] = packaged.read(f"evidence/catalogue/{path}").decode()

    def read(path):
        if path not in files:
            raise PackagedDataError(problem="packaged.unlisted", what=path, why="", remedy="")
        return files[path].encode()

    caches = (wording._sentences, wording._labels, wording.catalogue, wording.labels)
    monkeypatch.setattr(wording, "read", read)
    monkeypatch.setattr(wording, "paths", lambda under: tuple(sorted(files)))
    for each in caches:
        each.cache_clear()
    yield files
    for each in caches:
        each.cache_clear()


@pytest.mark.usefixtures("shelf")
def test_a_finding_is_worded_in_the_reader_s_language():
    found = finding(
        "example.sum-differs",
        file="deal.yaml",
        line=12,
        path="structure",
        computed=Money.parse("1234567.89 CNY"),
        stated=Money.parse("1.00 CNY"),
    )
    en, zh = word(found, Language.EN), word(found, Language.ZH)
    assert (en.severity, en.why, en.remedy) == (Severity.ERROR, "Why.", "How.")
    assert en.what == "The sum is CNY 1,234,567.89, but CNY 1.00 is stated."
    assert en.where == "deal.yaml:12, structure"
    assert zh.what == "合计为人民币1,234,567.89元，所列为人民币1.00元。"
    assert zh.where == "deal.yaml:12，structure"


def test_a_place_is_told_as_far_as_it_is_known():
    places: list[tuple[dict[str, Any], str, str]] = [
        ({}, "", ""),
        ({"line": 3}, "line 3", "第3行"),
        (
            {"file": "tape.csv", "row": 8, "column": "余额"},
            "tape.csv, row 8, column 余额",
            "tape.csv，第8条记录，余额列",
        ),
    ]
    for place, en, zh in places:
        found = finding("evidence.receipt-line", **place)
        assert (word(found, Language.EN).where, word(found, Language.ZH).where) == (en, zh)


def test_a_sentence_may_name_the_place(shelf):
    shelf["evidence/catalogue/example.toml"] = FINDINGS.replace("Why.", "See {column} of row {row}.").replace(
        "为何。", "见第{row}行{column}。"
    )
    found = finding("example.sum-differs", row=3, column="balance", computed="1", stated="2")
    assert word(found, Language.EN).why == "See balance of row 3."


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ("a", "a", "a"),
        (3, "3", "3"),
        (date(2026, 8, 31), "2026-08-31", "2026-08-31"),
        (Rate.parse("4.50%"), "4.50%", "4.50%"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Name(zh="甲", en="A"), "A", "甲"),
        (("a", "b"), "a, b", "a、b"),
        ("{other}", "{other}", "{other}"),
        ("\x1b[31m\n\u202e\x7f", *["\\u001b[31m\\u000a\\u202e\\u007f"] * 2),
        (("\x07",), "\\u0007", "\\u0007"),
        ("x" * 400, *["x" * 300 + "…"] * 2),
    ],
)
def test_a_value_is_worded_per_language_and_never_acts(value, en, zh):
    assert say("example.value", Language.EN, value=value) == f"value: {en}"
    assert say("example.value", Language.ZH, value=value) == f"值：{zh}"


@given(st.text())
def test_no_text_steers_a_terminal(text):
    found = finding("evidence.note-signature-wrong", file=text, path=text, column=text, key=text)
    worded = word(found, Language.EN)
    assert (worded.what + worded.where).isprintable() or "\u3000" in text or any(mark.isspace() for mark in text)
    assert not set("\x1b\n\r\x9b\u202e\u2066") & set(worded.what + worded.where)


@pytest.mark.usefixtures("shelf")
def test_labels_and_findings_may_be_grouped_in_tables():
    assert say("example.pool.balance", Language.ZH) == "余额"
    assert severity(finding("example.nested.open")) is Severity.OPEN


@pytest.mark.usefixtures("shelf")
def test_the_whole_catalogue_is_every_room_s():
    assert {"example.sum-differs", "example.nested.open", "evidence.receipt-line"} <= set(wording.catalogue())
    assert {"example.pool.balance", "evidence.place.line"} <= set(wording.labels())


@pytest.mark.usefixtures("shelf")
def test_the_heaviest_finding_decides():
    heavy, open_, light = (
        finding("example.sum-differs"),
        finding("example.nested.open"),
        finding("files.log-unsigned"),
    )
    assert worst([]) is None
    assert worst([open_]) is Severity.OPEN
    assert worst([open_, heavy]) is Severity.ERROR
    with pytest.raises(WordingError, match=r"files\.toml"):
        worst([light])


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("key", ["example.absent", "nowhere.key", "No room", ""])
def test_a_sentence_nobody_wrote_is_missed(key):
    with pytest.raises(WordingError):
        say(key, Language.EN)


@pytest.mark.usefixtures("shelf")
def test_a_finding_nobody_worded_is_missed():
    with pytest.raises(WordingError, match="add it there in both languages"):
        word(finding("example.absent"), Language.EN)


@pytest.mark.usefixtures("shelf")
def test_a_missing_argument_is_named():
    with pytest.raises(WordingError, match=r"names \{stated\}, but was given only: computed"):
        word(finding("example.sum-differs", computed="1"), Language.EN)
    with pytest.raises(WordingError, match="given only: nothing"):
        say("example.value", Language.EN)


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("labels-example.toml", "not toml", "cannot be read"),
        ("labels-example.toml", '"other.key" = { zh = "a", en = "b" }', "begins with 'example.'"),
        ("labels-example.toml", '"example.key" = "a"', "neither a table nor a text"),
        ("labels-example.toml", '"example.key" = { zh = "a" }', "zh and en"),
        ("labels-example.toml", '"example.key" = { zh = "", en = "a" }', "zh and en"),
        ("labels-example.toml", '"example.key" = { zh = "a", en = 1 }', "zh and en"),
        ("labels-example.toml", '"example.key" = { zh = "a", en = "a", fr = "a" }', "zh and en"),
        ("labels-example.toml", '"example.key" = { zh = "{a}", en = "a" }', "other arguments"),
        ("labels-example.toml", '"example.key" = { zh = "{a.b}", en = "{a.b}" }', "not a placeholder"),
        ("labels-example.toml", '"example.key" = { zh = "{a!r}", en = "{a:>9}" }', "not a placeholder"),
        ("example.toml", '"example.key" = { severity = "fatal" }', "severity"),
        ("example.toml", FINDINGS.replace('"error"', '"fatal"'), "severity"),
        ("example.toml", FINDINGS.replace('what.en = "The sum', 'what.fr = "The sum'), "zh and en"),
    ],
)
def test_a_bad_catalogue_is_refused_when_it_is_loaded(shelf, file, content, problem):
    shelf[f"evidence/catalogue/{file}"] = content
    whole = wording.labels if file.startswith("labels-") else wording.catalogue
    with pytest.raises(WordingError, match=problem):
        whole()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("zh", Language.ZH),
        ("zh-CN", Language.ZH),
        ("zh_Hans", Language.ZH),
        ("ZH-hant-HK", Language.ZH),
        ("en", Language.EN),
        ("en_GB.UTF-8", Language.EN),
        (" en-US ", Language.EN),
        ("en@quot", Language.EN),
    ],
)
def test_a_language_is_read_from_tags_and_locales(text, language):
    assert Language.parse(text) is language


@pytest.mark.parametrize("text", ["", "C", "POSIX", "fr_FR.UTF-8", "zhx", "english"])
def test_another_language_is_refused_unless_told_what_to_do(text):
    with pytest.raises(LanguageError):
        Language.parse(text)
    assert Language.parse(text, otherwise=Language.EN) is Language.EN
