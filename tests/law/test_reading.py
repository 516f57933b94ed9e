"""A malformed book says file, rule and clause of everything that is wrong with it, in one go."""

import re

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.law.expressions.parsing import parse_expression
from tallystick.law.reading import (
    BookError,
    amended_files,
    parameter,
    read_books,
    shelf_file,
    standing_books,
    standing_files,
)
from tallystick.units.money import Money
from tests.law.small import SHELF, book, text


def findings(*rules: str, shelf: bytes = SHELF, facts: bool = True):
    files = {
        f"b{index}.toml": text(rule, name=f"b{index}", facts=facts and not index) for index, rule in enumerate(rules)
    }
    with pytest.raises(BookError) as refused:
        read_books(files, shelf=shelf)
    return [(each.code, each.place.file, each.place.path) for each in refused.value.findings]


def rule(predicate: str, **keys: str) -> str:
    lines = {"id": '"R"', "article": '"1"', "kind": '"WARN"', "mark": '"O"', "title": '{zh = "规则", en = "rule"}'}
    return "\n[[rule]]\n" + "\n".join(
        f"{key} = {value}" for key, value in (lines | {"predicate": predicate} | keys).items()
    )


def fact(**keys: str) -> str:
    lines = {"id": '"new"', "question": '{zh = "问", en = "ask"}', "provider": '"deal"'}
    return "\n[[fact]]\n" + "\n".join(f"{key} = {value}" for key, value in (lines | keys).items())


@pytest.mark.parametrize(
    ("predicate", "code", "path"),
    [
        ('{fact = "nobody"}', "law.book-fact-unknown", "rule R predicate"),
        ('{fact = "share"}', "law.book-type-wrong", "rule R predicate"),
        ('{fact = "bad"}', "law.book-subject-unbound", "rule R predicate"),
        ('{all = [{fact = "a"}, {fact = "nobody"}]}', "law.book-fact-unknown", "rule R predicate.all[1]"),
        ('{any = [{not = {fact = "nobody"}}]}', "law.book-fact-unknown", "rule R predicate.any[0].not"),
        ("{any = []}", "law.book-expression-malformed", "rule R predicate.any"),
        ("{fact = 5}", "law.book-expression-malformed", "rule R predicate.fact"),
        ('{fact = "a", also = 1}', "law.book-expression-malformed", "rule R predicate"),
        ("5", "law.book-expression-malformed", "rule R predicate"),
        ('{perhaps = {fact = "a"}}', "law.book-operator-unknown", "rule R predicate"),
        ('{greater_than = {fact = "colour", value = "red"}}', "law.book-type-wrong", "rule R predicate.greater_than"),
        ('{at_least = {fact = "a", value = "yes"}}', "law.book-type-wrong", "rule R predicate.at_least"),
        ('{at_least = {fact = "months", value = "soon"}}', "law.book-value-unreadable", "rule R predicate.at_least"),
        ('{at_least = {fact = "nobody", value = "1"}}', "law.book-fact-unknown", "rule R predicate.at_least"),
        ('{equal = {fact = "colour", value = "blue"}}', "law.book-value-unreadable", "rule R predicate.equal"),
        ('{one_of = {fact = "colour", value = "red"}}', "law.book-expression-malformed", "rule R predicate.one_of"),
        (
            '{other_than = {fact = "colour", value = "red"}}',
            "law.book-expression-malformed",
            "rule R predicate.other_than",
        ),
        ('{equal = {fact = "colours", value = "red,green"}}', "law.book-value-unreadable", "rule R predicate.equal"),
        ('{equal = {fact = "colour", values = ["red"]}}', "law.book-expression-malformed", "rule R predicate.equal"),
        (
            '{any_subject = {of = "moon", holds = {fact = "a"}}}',
            "law.book-class-unknown",
            "rule R predicate.any_subject",
        ),
        ('{any_subject = {of = "payer"}}', "law.book-expression-malformed", "rule R predicate"),
        (
            '{all_subjects = {of = "filer", holds = {fact = "bad"}}}',
            "law.book-subject-unbound",
            "rule R predicate.all_subjects.holds",
        ),
        ('{with_exceptions = {base = {fact = "a"}}}', "law.book-expression-malformed", "rule R predicate"),
        (
            '{with_exceptions = {base = {fact = "a"}, exceptions = [{when = {fact = "b"}, then = "no"}]}}',
            "law.book-expression-malformed",
            "rule R predicate.with_exceptions.exceptions[0]",
        ),
    ],
)
def test_a_malformed_condition_is_found_where_it_stands(predicate, code, path):
    assert (code, "b0.toml", path) in findings(rule(predicate))


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        (rule('{fact = "a"}', kind='"MAYBE"'), "law.book-shape", "rule R kind"),
        (rule('{fact = "a"}', colour='"red"'), "law.book-shape", "rule R colour"),
        ("\n[[rule]]\n", "law.book-shape", "rule 0 id"),
        (rule('{fact = "a"}') + rule('{fact = "a"}'), "law.book-id-repeated", "rule R"),
        (fact() + fact(), "law.book-id-repeated", "fact new"),
        (rule('{fact = "a"}').replace('"R"', '"R @"'), "law.book-shape", "rule R @ id"),
        (fact(evidence_for_no="[[]]"), "law.book-shape", "fact new evidence_for_no.0"),
        (rule('{fact = "a"}', in_force_to="2026-01-01"), "law.book-window-empty", "rule R"),
        (
            rule('{fact = "a"}', in_force_from="2026-05-01", in_force_to="2026-04-30"),
            "law.book-window-empty",
            "rule R",
        ),
        (fact(subjects='["moon"]'), "law.book-class-unknown", "fact new"),
        (fact(evidence='["rumour"]'), "law.book-evidence-unknown", "fact new"),
        (fact(evidence_for_no='[["rumour"]]'), "law.book-evidence-unknown", "fact new"),
        (fact(who='["king"]'), "law.book-role-unknown", "fact new"),
        (fact(provider='"moon"'), "law.book-provider-unknown", "fact new"),
        (fact(provider='"person"'), "law.book-fact-inconsistent", "fact new"),
        (fact(provider='"law"'), "law.book-fact-inconsistent", "fact new"),
        (fact(type='"choice"'), "law.book-fact-inconsistent", "fact new"),
        (fact(choices='["red"]'), "law.book-fact-inconsistent", "fact new"),
        (fact(formula='{fact = "a"}'), "law.book-fact-inconsistent", "fact new"),
        (
            fact(provider='"law"', mark='"O"', subjects='["payer", "filer"]', formula='{fact = "bad"}'),
            "law.book-subject-unbound",
            "fact new formula",
        ),
        (
            fact(provider='"law"', mark='"O"', formula='{fact = "new"}'),
            "law.book-formula-circular",
            "fact new formula",
        ),
        (rule('{fact = "a"}', kind='"BAR"', mark='"A"'), "law.book-bar-weak", "rule R"),
        (rule('{fact = "hint"}', kind='"BAR"'), "law.book-bar-weak", "rule R predicate"),
        (rule('{fact = "a"}', kind='"BAR"', applies='{fact = "hint"}'), "law.book-bar-weak", "rule R applies"),
        (
            fact(provider='"law"', mark='"O"', formula='{fact = "hint"}') + rule('{fact = "new"}', kind='"BAR"'),
            "law.book-bar-weak",
            "rule R predicate",
        ),
    ],
)
def test_a_malformed_book_is_found_where_it_stands(more, code, path):
    assert (code, "b0.toml", path) in findings(more)


CLAUSE = """
[[clause]]
id = "C1"
article = "1"
mark = "O"
quote = {zh = "不得涂红。", en = "Nothing shall be painted red."}
"""
WHY_NOT = 'not_codable = {zh = "只是宗旨。", en = "It only states a purpose."}\n'


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        (CLAUSE, "law.book-clause-unmapped", "clause C1"),
        (CLAUSE + WHY_NOT + rule('{fact = "a"}', clause='"C1"'), "law.book-clause-unmapped", "clause C1"),
        (CLAUSE + WHY_NOT + rule('{fact = "a"}', clause='"C2"'), "law.book-clause-unknown", "rule R"),
        (CLAUSE + WHY_NOT + fact(clause='"C2"'), "law.book-clause-unknown", "fact new"),
        (CLAUSE + WHY_NOT + CLAUSE + WHY_NOT, "law.book-id-repeated", "clause C1"),
        (CLAUSE.replace("quote =", "quotation ="), "law.book-shape", "clause C1 quotation"),
        (CLAUSE.replace("quote =", "gist =") + CLAUSE.splitlines()[-1], "law.book-shape", "clause C1 "),
    ],
)
def test_a_clause_is_stated_or_excused_and_never_passed_over(more, code, path):
    assert (code, "b0.toml", path) in findings(more)


def number(value: str = "8000000.00 HKD", kind: str = "money", clause: str = "C1") -> str:
    return f"""
[[parameter]]
id = "P"
type = "{kind}"
value = "{value}"
clause = "{clause}"
mark = "O"
"""


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        (CLAUSE + number("much"), "law.book-value-unreadable", "parameter P value"),
        (CLAUSE + number(kind="bool"), "law.book-shape", "parameter P type"),
        (CLAUSE + number(clause="C2"), "law.book-clause-unknown", "parameter P"),
        (CLAUSE + WHY_NOT + number(), "law.book-clause-unmapped", "clause C1"),
        (CLAUSE + number() + number(), "law.book-id-repeated", "parameter P"),
    ],
)
def test_a_number_of_the_text_is_read_or_refused(more, code, path):
    assert (code, "b0.toml", path) in findings(more)


def test_a_number_of_the_text_states_its_clause_and_is_kept_once():
    (only,) = read_books({"b0.toml": text(CLAUSE + number())}, shelf=SHELF)
    assert only.clauses[0].parameters == ("P",)
    assert only.parameters["P"].value == Money.parse("8000000.00 HKD")


def test_released_numbers_are_found_by_id_and_no_other():
    assert parameter("HK-9.individual.portfolio").clause == "HK-9-individual"
    with pytest.raises(KeyError):
        parameter("HK-9.nobody")


def test_a_clause_knows_what_states_it_and_lends_its_words():
    stated = CLAUSE + rule('{fact = "a"}', clause='"C1"') + fact(clause='"C1"')
    (only,) = read_books({"b0.toml": text(stated)}, shelf=SHELF)
    (clause,) = only.clauses
    assert (clause.rules, clause.facts, clause.verbatim) == (("R",), ("new",), True)
    assert only.rules[0].quote == clause.text


def test_everything_is_said_in_one_pass_and_in_the_message():
    with pytest.raises(BookError) as refused:
        book('{all = [{fact = "nobody"}, {fact = "share"}, {perhaps = 1}]}')
    assert [each.code for each in refused.value.findings] == [
        "law.book-fact-unknown",
        "law.book-type-wrong",
        "law.book-operator-unknown",
    ]
    assert "small.toml: rule R predicate.all[0]: law.book-fact-unknown fact nobody" in str(refused.value)


def test_files_that_are_no_toml_or_no_text_are_named():
    with pytest.raises(BookError) as refused:
        read_books({"x.toml": b"= 1", "y.toml": b"\xff", "z.toml": b"a = 1"}, shelf=SHELF)
    assert {(each.place.file, each.code) for each in refused.value.findings} >= {
        ("x.toml", "law.book-unreadable"),
        ("y.toml", "law.book-unreadable"),
        ("z.toml", "law.book-shape"),
    }


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 9_000 + b"]" * 9_000,
        b"a = [\n" + b"[\n" * 100_000 + b"]\n" * 100_000 + b"]",
        b"[" + b".".join([b"a"] * 200_000) + b"]",
        b"# " + b"x" * (1 << 20),
    ],
    ids=["deep", "deep in lines", "a long key", "large"],
)
def test_what_would_take_the_parser_down_is_refused_before_it(content):
    with pytest.raises(BookError) as refused:
        read_books({"x.toml": content}, shelf=SHELF)
    assert [(each.code, each.place.file) for each in refused.value.findings] == [("law.book-unreadable", "x.toml")]
    assert amended_files({"y.toml": text("")}, {"x.toml": content}).keys() == {"x.toml", "y.toml"}


def test_a_condition_nested_beyond_all_reading_is_a_finding():
    raw: object = {"fact": "a"}
    for _ in range(3_000):
        raw = {"not": raw}
    _, found = parse_expression(raw, book('{fact = "a"}').vocabulary, file="x.toml", path="rule R predicate")
    assert [(each.code, each.place.path) for each in found] == [("law.book-expression-malformed", "rule R predicate")]


def test_two_books_cannot_have_one_id_nor_declare_one_fact():
    files = {"one.toml": text(""), "two.toml": text("")}
    with pytest.raises(BookError) as refused:
        read_books(files, shelf=SHELF)
    repeated = {(each.place.file, each.place.path) for each in refused.value.findings}
    assert {("two.toml", "book small"), ("two.toml", "fact a")} <= repeated


def test_a_book_may_refer_to_a_fact_of_another():
    first, second = read_books(
        {"b.toml": text(rule('{fact = "a"}'), name="b", facts=False), "a.toml": text("", name="a")}, shelf=SHELF
    )
    assert (first.id, second.id) == ("a", "b")
    assert second.rules[0].book == "b"


@pytest.mark.parametrize("roster", [b'"nowhere"', b'"months"'])
def test_a_class_needs_a_roster_that_is_one(roster):
    shelf = SHELF.replace(b'roster = "payers"', b"roster = " + roster)
    assert ("law.book-roster-wrong", "law/shelf.toml", "subject payer") in findings("", shelf=shelf)


def test_a_roster_is_about_a_class_of_one():
    wrong = fact(id='"gang"', type='"roster"', subjects='["filer"]')
    shelf = SHELF.replace(b'roster = "payers"', b'roster = "gang"')
    assert ("law.book-roster-wrong", "law/shelf.toml", "subject payer") in findings(wrong, shelf=shelf)


def test_a_broken_shelf_is_refused_with_the_books():
    assert ("law.book-shape", "law/shelf.toml", "roles") in findings("", shelf=SHELF.replace(b"roles", b"rolls"))
    broken = SHELF.replace(b'id = "payer"', b'id = ""')
    assert any(
        code == "law.book-shape" and place.startswith("subject") for code, _, place in findings("", shelf=broken)
    )


def test_the_released_books_are_read_once():
    assert standing_books() is standing_books()


_LIST = "law/books/amac-negative-list-2024.toml"
_SPOILED = [
    ("any_subject = { of", "some_subject = { of", "fact N2 formula"),
    ('mark = "O"\n', "", "clause AMAC-NL-1 mark"),
    ("in_force_from = 2024-03-29", 'in_force_from = "29 March"', "in_force_from"),
    ('formula = { fact = "N7.1" }', 'formula = { fact = "N7.9" }', "fact N7 formula"),
    ('id = "N2.1"', 'id = "N1.1"', "fact N1.1"),
    ('kind = "BAR"\nmark = "O"', 'kind = "BAR"\nmark = "I"', "rule N1"),
    ('kind = "BAR"', 'kind = "BARR"', "rule N1 kind"),
    ('value = "15%"', 'value = "fifteen"', "fact N2.1 formula.greater_than"),
    ('type = "integer"', 'type = "integer"\ncolour = "red"', "fact deal.asset_types_count colour"),
    ('quote.zh = "为做好', 'gist = { zh = "旨", en = "gist" }\nquote.zh = "为做好', "clause AMAC-NL-1 "),
    ('formula = { fact = "N7.1" }', 'formula = { fact = "N7.1", not = 1 }', "fact N7 formula"),
    ('provider = "law"\nmark = "O"', 'provider = "law"', "fact N1"),
    ("source =", "[[", ""),
    ("source =", "=", ""),
]


@pytest.mark.parametrize(("good", "bad", "path"), _SPOILED, ids=[bad for _, bad, _ in _SPOILED])
def test_a_spoiled_book_is_told_in_the_readers_language_with_file_place_and_remedy(good, bad, path):
    text = standing_files()[_LIST].decode()
    assert good in text
    with pytest.raises(BookError) as refused:
        read_books({**standing_files(), _LIST: text.replace(good, bad, 1).encode()}, shelf=shelf_file())
    assert (_LIST, path) in {(each.place.file, each.place.path or "") for each in refused.value.findings}
    for each in refused.value.findings:
        chinese, english = word(each, Language.ZH), word(each, Language.EN)
        assert all((chinese.what, chinese.why, chinese.remedy, english.what, english.why, english.remedy))
        assert "解析程序原文" not in chinese.what
        assert not re.search(r"([A-Za-z]+ ){4}", chinese.what + chinese.remedy)
        assert not re.search(r"[\u4e00-\u9fff]", english.what + english.remedy)
        assert "docs" not in chinese.remedy + english.remedy
