"""What holds of every released book."""

import datetime as dt
from itertools import pairwise

import pytest

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import catalogue, labels
from tallystick.law.facts import PERSON, FactType
from tallystick.law.instruments import Kind, bar_questions, facts_behind
from tallystick.law.reading import standing_books
from tallystick.law.screening import GateState, evaluate
from tallystick.law.values import Mark, Truth

BOOKS = standing_books()
RULES = [rule for book in BOOKS for rule in (*book.rules, *(event.rule for event in book.events))]
DECLARATIONS = BOOKS[0].vocabulary.declarations
DAY = dt.date(2026, 8, 31)

PROVIDED = {
    "deal.repaid_by_asset_cash_flow": FactType.BOOL,
    "deal.asset_is_domestic": FactType.BOOL,
    "deal.uses_distributed_ledger": FactType.BOOL,
    "deal.issued_outside_mainland": FactType.BOOL,
    "deal.offered_in_mainland": FactType.BOOL,
    "deal.settlement_assets_include_rmb_stablecoin": FactType.BOOL,
    "deal.issues_tokens": FactType.BOOL,
    "deal.restricted_word_in_name": FactType.BOOL,
    "deal.settles_in_digital_token": FactType.BOOL,
    "deal.overseas_originator_or_enhancer": FactType.BOOL,
    "deal.asset_class": FactType.CHOICES,
    "deal.asset_types_count": FactType.INTEGER,
    "deal.retention_share": FactType.SHARE,
    "deal.debt_like": FactType.BOOL,
    "deal.tenor_months": FactType.INTEGER,
    "deal.issuer_controlled_by_filer": FactType.BOOL,
    "deal.onshore_guarantee": FactType.BOOL,
    "deal.every_layer_has_opinion": FactType.BOOL,
    "deal.taxes_on_income": FactType.BOOL,
    "deal.taxes_on_outbound_interest": FactType.BOOL,
    "deal.investor_markets": FactType.ROSTER,
    "deal.investor_market": FactType.CHOICE,
    "deal.filers": FactType.ROSTER,
    "deal.possible_controllers": FactType.ROSTER,
    "deal.is_filer": FactType.BOOL,
    "deal.controlling_shareholders": FactType.ROSTER,
    "deal.actual_controllers": FactType.ROSTER,
    "deal.no_controller_stated": FactType.BOOL,
    "deal.underlying_layers": FactType.ROSTER,
    "tape.registered_for_another": FactType.BOOL,
    "tape.payers": FactType.ROSTER,
    "tape.underlying_payers": FactType.ROSTER,
    "tape.largest_subsidiary_share": FactType.SHARE,
    "tape.payer_share": FactType.SHARE,
    "tape.payer_group_share": FactType.SHARE,
    "tape.largest_payer_group_share": FactType.SHARE,
    "tape.largest_payer_share": FactType.SHARE,
    "tape.top_five_payer_share": FactType.SHARE,
    "tape.unrelated_payers": FactType.INTEGER,
}


def test_the_facts_other_rooms_provide_are_exactly_these():
    provided = {each.id: each.type for each in DECLARATIONS.values() if each.provider in {"deal", "tape"}}
    assert provided == PROVIDED
    shown = {"deal": "deal-folder", "tape": "tape"}
    evidence = {name: DECLARATIONS[name].evidence for name in provided}
    assert evidence.pop("tape.largest_subsidiary_share") == ("audited-accounts",)
    assert evidence.pop("tape.registered_for_another") == ("registry-extract",)
    assert evidence == {name: (shown[name.partition(".")[0]],) for name in evidence}


def test_the_numbers_other_rooms_test_against_are_exactly_these():
    assert {key: str(each.value) for book in BOOKS for key, each in book.parameters.items()} == {
        "HK-9.individual.portfolio": "8000000.00 HKD",
        "HK-9.corporation.portfolio": "8000000.00 HKD",
        "HK-9.corporation.total-assets": "40000000.00 HKD",
        "HK-9.trust-corporation.total-assets": "40000000.00 HKD",
    }


def test_six_bars_and_eight_items_stand_in_their_order():
    bars = [rule.id for rule in RULES if rule.kind is Kind.BAR and rule.book == "csrc-2026-1"]
    assert bars == [f"CSRC1-3({number})" for number in range(1, 7)]
    items = [rule.id for rule in RULES if rule.book == "amac-negative-list-2024"]
    assert items == [f"N{number}" for number in range(1, 9)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_cited_and_bars_only_on_official_or_quoted_text(rule):
    assert rule.source
    assert rule.article
    if rule.kind is Kind.BAR:
        assert rule.mark.may_bar
        assert rule.quote is not None
    if rule.mark in {Mark.SECONDARY, Mark.INFERRED, Mark.RECALLED}:
        assert rule.kind is not Kind.BAR
        assert rule.quote is None


def test_every_declared_fact_is_used():
    formulas = {fact: formula for book in BOOKS for fact, formula in book.formulas.items()}
    roots = [each for rule in RULES for each in (rule.applies, rule.predicate, rule.indications) if each is not None]
    used = {fact for root in roots for fact in facts_behind(root, formulas)}
    used |= {name for each in BOOKS[0].vocabulary.classes.values() for name in (each.roster, each.declared)}
    assert set(DECLARATIONS) - used == set()


def test_every_kind_of_evidence_and_role_has_words_and_is_used():
    kinds = {
        kind
        for each in DECLARATIONS.values()
        for kind in (*each.evidence, *(kind for group in each.evidence_for_no for kind in group))
    }
    assert {key.removeprefix("law.evidence.") for key in labels() if key.startswith("law.evidence.")} == kinds
    roles = {role for each in DECLARATIONS.values() for role in each.who}
    assert {key.removeprefix("law.role.") for key in labels() if key.startswith("law.role.")} == roles


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("law.truth.", Truth),
        ("law.gate.", GateState),
        ("law.mark.", Mark),
        ("law.kind.", [each.lower() for each in Kind]),
    ],
)
def test_every_value_a_person_reads_has_words(prefix, values):
    assert {key.removeprefix(prefix) for key in labels() if key.startswith(prefix)} == set(values)


def test_every_question_that_bars_takes_two_persons_and_ages_or_says_why_not():
    asked = bar_questions(BOOKS)
    assert {"P1.1", "P2.1", "P3.1", "P3.2", "P3.3", "P4.1", "P4.2", "P5.1", "P5.3", "P5.4", "N2.3a", "N7.1"} <= asked
    lasting = {name for name in asked if DECLARATIONS[name].freshness_days is None}
    assert lasting == {"N4.2", "YF42-1.2c", "S3.consent"}


def test_questions_to_persons_and_choices_are_complete():
    for each in DECLARATIONS.values():
        assert each.question.zh.endswith(("？", "。", "）")), each.id
        if each.provider == PERSON:
            assert each.evidence, each.id
            assert each.who, each.id
            assert set().union(*map(set, each.evidence_for_no)) <= set(each.evidence), each.id


def test_no_rule_is_known_or_holds_before_its_instrument():
    for book in BOOKS:
        eve, unknown = (day - dt.timedelta(days=1) for day in (book.window.start, book.window.known_from))
        held = {result.rule.book for result in evaluate(BOOKS, [], as_of=eve, known_on=DAY)}
        known = {result.rule.book for result in evaluate(BOOKS, [], as_of=DAY, known_on=unknown)}
        assert book.id not in held | known


def test_the_third_answers_were_not_known_when_the_first_were():
    day = dt.date(2018, 1, 1)
    known = {result.rule.id for result in evaluate(BOOKS, [], as_of=DAY, known_on=day)}
    assert "QA1-1" in known
    assert not [rule for rule in known if rule.startswith("QA3-")]


def test_the_days_before_the_regime_know_none_of_its_rules():
    eve = dt.date(2026, 2, 5)
    books = {result.rule.book for result in evaluate(BOOKS, [], as_of=eve, known_on=eve)}
    assert "csrc-2026-1" not in books
    assert "amac-negative-list-2024" in books


@pytest.mark.parametrize(
    ("as_of", "known_on", "held"),
    [
        ("2024-03-28", "2024-03-28", "amac-negative-list-2014"),
        ("2024-04-15", "2024-03-28", "amac-negative-list-2014"),
        ("2024-03-28", "2024-03-29", "amac-negative-list-2014"),
        ("2024-03-29", "2024-03-29", "amac-negative-list-2024"),
    ],
)
def test_one_negative_list_holds_as_far_as_was_known(as_of, known_on, held):
    days = {"as_of": dt.date.fromisoformat(as_of), "known_on": dt.date.fromisoformat(known_on)}
    lists = {each.rule.book for each in evaluate(BOOKS, [], **days) if "negative-list" in each.rule.book}
    assert lists == {held}


def test_ids_are_in_order_and_every_finding_of_the_room_can_be_made():
    assert all(first.id < second.id for first, second in pairwise(BOOKS))
    for code in catalogue():
        if code.startswith("law."):
            assert finding(code).code == code


_DATELESS = {
    "N4.2": "a completion acceptance is of one day and stays true",
    "YF42-1.2c": "a consent is given once",
    "S3.consent": "a consent is given once",
}
"""Questions of bars whose evidence does not age; the answers to them still expire."""


def test_the_evidence_that_clears_a_bar_ages_except_that_of_a_single_act():
    asked = (DECLARATIONS[each] for each in bar_questions(BOOKS))
    assert {each.id for each in asked if each.provider == PERSON and each.freshness_days is None} == set(_DATELESS)
