from dataclasses import replace
from fractions import Fraction

import pytest

from tallystick.evidence.wording import Language
from tallystick.law.explanations import law_text, why, why_not
from tallystick.law.facts import Considered, Evidence
from tallystick.law.reading import standing_books
from tallystick.law.screening import evaluate
from tests.law.small import DAY, book, fact

EN, ZH = Language.EN, Language.ZH
HAIR = Fraction(15, 100) + Fraction(1, 30_000_000)


def weighed(law, *lines, **how):
    return evaluate([law], [fact(law, line, **how) for line in lines], as_of=DAY, known_on=DAY)[0]


def test_why_names_only_the_facts_that_decided():
    law = book('{any = [{fact = "a"}, {fact = "b"}]}')
    lines = why(weighed(law, "a deal no", "b deal yes", kinds=("search",)), EN)
    assert lines == (
        "R, prohibited situation “rule”: met.",
        "b (the deal) Is b? Answer: yes; evidence: search 2026-08-31 sha256:abababababababab; from: wu.",
    )


def test_why_of_a_no_names_everything_that_had_to_be_no():
    law = book('{any = [{fact = "a"}, {fact = "b"}]}')
    assert [line[:1] for line in why(weighed(law, "a deal no", "b deal no"), EN)[1:]] == ["a", "b"]


def test_why_shows_the_test_that_was_applied():
    law = book('{all = [{greater_than = {fact = "months", value = "12"}}, {fact = "a"}]}')
    lines = why(weighed(law, "months deal 13", "a deal yes"), EN)
    assert "Answer: 13 (test: above 12); evidence: memo" in lines[1]
    assert "（标准：超过12）" in why(weighed(law, "months deal 13", "a deal yes"), ZH)[1]


def test_a_share_without_end_is_rounded_and_never_onto_what_it_is_tested_against():
    law = book('{any_subject = {of = "payer", holds = {greater_than = {fact = "share", value = "15%"}}}}')
    third, hair = (replace(fact(law, "share payer:acme 15%"), value=each) for each in (Fraction(1, 3), HAIR))
    for stated, en, zh in ((third, "about 33.3333%", "约 33.3333%"), (hair, "about 15.000003%", "约 15.000003%")):
        (result,) = evaluate([law], [stated], as_of=DAY, known_on=DAY)
        assert f"Answer: {en} (test: above 15%)" in why(result, EN)[1]
        assert f"答：{zh}（标准：超过15%）" in why(result, ZH)[1]


def test_why_says_what_is_missing_unsupported_or_contradictory():
    law = book('{all = [{fact = "a"}, {fact = "b"}]}')
    assert why(weighed(law), EN)[1] == "a (the deal) Is a? Not answered."
    assert "without evidence that counts: none" in why(weighed(law, "a deal no", kinds=()), EN)[1]
    assert "contradict each other: yes, no" in why(weighed(law, "a deal yes", "a deal no"), EN)[1]


def test_why_of_what_does_not_apply_is_about_its_application():
    law = book('{fact = "a"}', more='applies = {fact = "b"}')
    result = weighed(law, "b deal no", "a deal yes")
    assert [line[:1] for line in why(result, EN)] == ["R", "b"]
    assert [line[:30] for line in why_not(result, EN)] == ["Unless this were otherwise: b "]


def test_why_mentions_an_indication_that_stands_against_a_no_and_whether_it_was_weighed():
    law = book('{fact = "a"}', more='indications = {fact = "hint"}')
    past = weighed(law, "a deal no", "hint deal yes")
    assert why(past, EN)[0] == "R, prohibited situation “rule”: needs a determination."
    assert why(past, EN)[-1].startswith("Indication, not weighed: hint (the deal)")
    assert why(past, ZH)[-1].startswith("迹象（未经权衡）：hint（交易）")
    answer = replace(fact(law, "a deal no"), considered=(Considered.parse("hint deal"),))
    (cleared,) = evaluate([law], [answer, fact(law, "hint deal yes")], as_of=DAY, known_on=DAY)
    assert why(cleared, EN)[1].endswith("from: wu. Weighed: hint (the deal).")
    assert why(cleared, EN)[-1].startswith("Indication, weighed: hint (the deal)")
    assert why(cleared, ZH)[1].endswith("已权衡：hint（交易）。")


def test_a_subject_is_called_what_the_books_call_it():
    law = book('{any_subject = {of = "payer", holds = {fact = "bad"}}}')
    result = weighed(law, "payers deal acme", "bad payer:acme yes")
    assert why(result, EN)[1].startswith("bad (cash-flow provider acme) Is bad?")
    assert why(result, ZH)[1].startswith("bad（现金流提供方 acme）bad？")


def test_why_not_of_an_open_rule_lists_what_would_clear_it():
    law = book('{any = [{fact = "a"}, {fact = "b"}]}')
    assert why_not(weighed(law), EN) == (
        "Would clear it, with evidence and the right value: a (the deal), b (the deal).",
    )


def test_why_not_says_when_more_is_needed_than_can_be_listed():
    law = book('{any = [{fact = "a"}, {fact = "b"}, {fact = "c"}, {fact = "d"}, {fact = "j"}]}')
    assert why_not(weighed(law), EN) == (
        "More facts are needed than can be listed as combinations; see the open questions.",
    )


def test_two_exceptions_that_hold_and_disagree_are_both_named_with_what_to_do():
    exceptions = """[
        {label = {zh = "其一", en = "the first"}, when = {fact = "b"}, then = "yes"},
        {label = {zh = "其二", en = "the second"}, when = {fact = "c"}, then = "no"}]"""
    law = book(f'{{with_exceptions = {{base = {{fact = "a"}}, exceptions = {exceptions}}}}}')
    both = weighed(law, "b deal yes", "c deal yes")
    told = "These exceptions hold together and lead to opposite outcomes"
    assert why(both, EN)[1] == f"{told}, and the software does not choose: the first, the second."
    assert "其一、其二" in why(both, ZH)[1]
    (mend,) = why_not(both, EN)
    assert mend.startswith("Correct what one of these exceptions rests on")
    assert mend.endswith("the rule itself needs counsel's reading: the first, the second.")
    assert not any(told in line for line in why(weighed(law, "b deal yes", "c deal no"), EN))


def test_why_not_of_a_settled_rule_names_what_would_have_to_differ():
    law = book('{not = {fact = "a"}}')
    assert why_not(weighed(law, "a deal yes"), EN)[0].startswith("Unless this were otherwise: a (the deal)")


def test_a_kind_of_evidence_nobody_knows_is_shown_as_it_is():
    law = book('{fact = "a"}')
    odd = Evidence(kind="rumour", reference="x", sha256="cd" * 32, date=DAY)
    result = evaluate([law], [replace(fact(law, "a deal yes"), evidence=(odd,))], as_of=DAY, known_on=DAY)[0]
    assert "rumour 2026-08-31" in why(result, EN)[1]


@pytest.mark.parametrize("language", Language)
def test_every_released_rule_can_be_explained_and_shown(language):
    for result in evaluate(standing_books(), [], as_of=DAY, known_on=DAY):
        assert why(result, language)
        assert why_not(result, language)
    for each in standing_books():
        shown = law_text(each, language)
        assert len(shown.paragraphs) == len(each.rules)
        assert shown.instrument == each.instrument.in_language(language)


def test_a_bar_shows_the_evidence_that_clears_each_of_its_questions():
    csrc = next(each for each in standing_books() if each.id == "csrc-2026-1")
    danger = next(each for each in law_text(csrc, EN).paragraphs if each.rule == "CSRC1-3(2)")
    (question,) = danger.clearing
    assert question.question == "P2.1"
    assert question.alternatives == (("declaration that there is none", "trigger screen", "counsel's search"),)
    assert "design choice" in danger.note
    ban = next(each for each in law_text(csrc, ZH).paragraphs if each.rule == "CSRC1-3(1)")
    assert ban.clearing[0].alternatives == (("法律备忘录",),)
    assert ban.quote == "法律、行政法规或者国家有关规定明确禁止通过资本市场融资的"
    warning = next(each for each in law_text(csrc, ZH).paragraphs if each.rule == "CSRC1-3(4)-controller")
    assert (warning.clearing, warning.quote) == ((), "")
