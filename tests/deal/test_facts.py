"""What the law can read from a deal, with the file as evidence; what the deal cannot tell is not said."""

from fractions import Fraction
from typing import get_args

import pytest

from tallystick.deal.assets import AssetClass
from tallystick.deal.facts import PROVIDER, facts
from tallystick.deal.parsing import parse_deal
from tallystick.law.reading import standing_books
from tests.deal.example import EXAMPLE, example_deal, replaced


def said(text: str = EXAMPLE) -> dict[str, object]:
    deal, _, _ = parse_deal(text.encode())
    assert deal is not None
    return {fact.id: fact.value for fact in facts(deal, sha256="a" * 64)}


def test_the_example_says_what_it_is() -> None:
    found = said()
    assert found["deal.asset_is_domestic"] is True
    assert found["deal.issued_outside_mainland"] is True
    assert found["deal.offered_in_mainland"] is False
    assert found["deal.uses_distributed_ledger"] is True
    assert found["deal.issuer_controlled_by_filer"] is False
    assert found["deal.settlement_assets_include_rmb_stablecoin"] is False
    assert found["deal.asset_class"] == ("finance-lease",)


def test_every_fact_cites_the_deal_file() -> None:
    deal = example_deal()
    for fact in facts(deal, sha256="a" * 64):
        assert (fact.provider, fact.as_of) == (PROVIDER, deal.as_of)
        assert [(piece.reference, piece.sha256) for piece in fact.evidence] == [("deal.yaml", "a" * 64)]


def test_the_share_kept_is_exact() -> None:
    kept = said()["deal.retention_share"]
    assert isinstance(kept, Fraction)
    assert Fraction(5, 100) <= kept < Fraction(6, 100)


@pytest.mark.parametrize(
    ("old", "new", "fact", "value"),
    [
        ("jurisdictions: [HK, SG, GB, CH]", "jurisdictions: [HK, CN]", "deal.offered_in_mainland", True),
        ("assets: [USD]}", "assets: [USD, CNHC]}", "deal.settlement_assets_include_rmb_stablecoin", True),
        ("assets: [USD]}", "assets: [USD, e-CNY]}", "deal.settlement_assets_include_rmb_stablecoin", False),
        ("assets: [USD]}", "assets: [USD, e-CNY]}", "deal.settles_in_digital_token", False),
        ("assets: [USD]}", "assets: [USD, USDX]}", "deal.settles_in_digital_token", True),
        ("zh: 北辰信托有限责任公司", "zh: 北辰稳定币有限责任公司", "deal.restricted_word_in_name", True),
        ("zh: 维港受托人有限公司", "zh: 维港RWA有限公司", "deal.restricted_word_in_name", False),
        ("controlled_by: trustee", "controlled_by: filer", "deal.issuer_controlled_by_filer", True),
        ("  revolving: none\n", "  other_classes: [toll-income, finance-lease]\n", "deal.asset_types_count", 2),
        ("  revolving: none\n", "  other_classes: [rent]\n", "deal.asset_class", ("finance-lease", "rent")),
        ("opinions: [M2]", "opinions: []", "deal.every_layer_has_opinion", False),
        ("base: interest,", "base: class-interest, of: senior,", "deal.taxes_on_income", False),
        ("base: class-interest,", "base: interest,", "deal.taxes_on_outbound_interest", False),
        ("jurisdictions: [HK, SG, GB, CH]", "jurisdictions: [HK, HK]", "deal.investor_markets", ("HK",)),
    ],
)
def test_a_fact_follows_the_deal(old: str, new: str, fact: str, value: object) -> None:
    assert said(replaced((old, new)))[fact] == value


def test_a_deal_that_taxes_its_income_and_names_its_opinions_says_so() -> None:
    found = said()
    assert found["deal.taxes_on_income"] is True
    assert found["deal.taxes_on_outbound_interest"] is True
    assert found["deal.every_layer_has_opinion"] is True


def test_a_chain_of_title_without_a_layer_has_no_opinion() -> None:
    deal = example_deal().model_copy(update={"chain_of_title": ()})
    found = {fact.id: fact.value for fact in facts(deal, sha256="a" * 64)}
    assert found["deal.every_layer_has_opinion"] is False


def test_every_market_named_in_the_deal_comes_under_the_restrictions_of_its_place() -> None:
    deal, _, _ = parse_deal(replaced(("[HK, SG, GB, CH]", "[HK, SG, GB, CH, US, DE, CN]")).encode())
    assert deal is not None
    markets = {
        each.subject.name: each.value for each in facts(deal, sha256="a" * 64) if each.id == "deal.investor_market"
    }
    assert markets == {
        "HK": "hong-kong",
        "SG": "singapore",
        "GB": "united-kingdom",
        "CH": "elsewhere",
        "US": "united-states",
        "DE": "european-union",
        "CN": "mainland",
    }


def test_without_a_token_plan_nothing_is_said_about_holders() -> None:
    start, end = EXAMPLE.index("tokens:\n"), EXAMPLE.index("procedures:\n")
    found = said(EXAMPLE[:start] + EXAMPLE[end:])
    assert found["deal.uses_distributed_ledger"] is False
    assert {"deal.offered_in_mainland", "deal.investor_markets"}.isdisjoint(found)


def test_without_a_retention_nothing_is_kept_and_without_a_maturity_no_tenor_is_said() -> None:
    deal = example_deal()
    offshore = deal.structure.offshore
    assert offshore is not None
    endless = tuple(terms.model_copy(update={"final_maturity": None}) for terms in offshore.classes)
    structure = deal.structure.model_copy(update={"offshore": offshore.model_copy(update={"classes": endless})})
    parties = {name: party for name, party in deal.parties.items() if name not in {"issuer", "originator", "filer"}}
    bare = deal.model_copy(update={"retention": None, "structure": structure, "parties": parties, "tokens": None})
    found = {fact.id: fact.value for fact in facts(bare, sha256="a" * 64)}
    assert found["deal.retention_share"] == 0
    assert "deal.asset_is_domestic" not in found  # nobody knows it of a deal that names no filer
    assert {"deal.tenor_months", "deal.issued_outside_mainland"}.isdisjoint(found)


@pytest.mark.parametrize(("by", "onshore"), [("filer", True), ("trustee", False), ("nobody", False)])
def test_a_promise_of_somebody_in_the_mainland_is_an_onshore_guarantee(by: str, onshore: bool) -> None:
    promise = f"enhancements:\n  - {{kind: guarantee, by: {by}, of: A, text: {{zh: 保证, en: guarantee}}}}\n"
    assert said(replaced(("\ntokens:\n", f"\n{promise}\ntokens:\n")))["deal.onshore_guarantee"] is onshore


def test_everyone_in_the_mainland_who_holds_or_manages_the_assets_may_control_them() -> None:
    assert said()["deal.possible_controllers"] == ("filer", "trustee-onshore")
    overseas = replaced(("holder: trustee-onshore", "holder: trustee"))
    assert "trustee" not in str(said(overseas)["deal.possible_controllers"]).replace("trustee-onshore", "")
    deal = example_deal()
    files = {fact.subject.name: fact.value for fact in facts(deal, sha256="a" * 64) if fact.id == "deal.is_filer"}
    assert files == {"filer": True, "trustee-onshore": False}


def test_a_layer_says_its_class_and_one_named_alone_leaves_it_open() -> None:
    deal, _, _ = parse_deal(
        replaced(
            ("  revolving: none", "  revolving: none\n  layers: [trust, {id: loan, class: mining-income}]")
        ).encode()
    )
    assert deal is not None
    told = {(fact.id, str(fact.subject)): fact.value for fact in facts(deal, sha256="a" * 64)}
    assert told["deal.underlying_layers", "deal"] == ("trust", "loan")
    assert told["deal.asset_class", "layer:loan"] == ("mining-income",)
    assert told["deal.asset_types_count", "layer:loan"] == 1
    assert ("deal.asset_class", "layer:trust") not in told


@pytest.mark.parametrize(
    ("layer", "classes", "types"),
    [
        ("{id: loan, class: rent, types: 2}", None, 2),
        ("{id: loan, class: rent, other_classes: [mortgage]}", ("rent", "mortgage"), 2),
        ("{id: loan, class: rent, types: 2, other_classes: [mortgage]}", ("rent", "mortgage"), 2),
        ("{id: loan, class: rent, types: 3, other_classes: [mortgage]}", None, 3),
    ],
)
def test_a_layer_of_more_types_than_it_names_leaves_its_classes_open(layer, classes, types) -> None:
    deal, _, _ = parse_deal(replaced(("  revolving: none", f"  revolving: none\n  layers: [{layer}]")).encode())
    assert deal is not None
    told = {fact.id: fact.value for fact in facts(deal, sha256="a" * 64) if str(fact.subject) == "layer:loan"}
    assert told.get("deal.asset_class") == classes
    assert told["deal.asset_types_count"] == types


def test_a_layer_may_be_whatever_the_law_asks_about() -> None:
    declared = standing_books()[0].vocabulary.declarations["deal.asset_class"]
    assert set(get_args(AssetClass)) == set(declared.choices)


def test_an_empty_list_of_controllers_is_silence_and_a_stated_none_is_not() -> None:
    assert "deal.controlling_shareholders" in said()
    assert said()["deal.no_controller_stated"] is False
    start, end = EXAMPLE.index("    controllers:"), EXAMPLE.index("  trustee-onshore:")
    silent = EXAMPLE[:start] + EXAMPLE[end:]
    told = said(silent)
    assert not {"deal.controlling_shareholders", "deal.actual_controllers"} & told.keys()
    reasons = "    no_controlling_shareholder: {zh: 股权分散, en: no holder above a tenth}\n"
    told = said(EXAMPLE[:start] + reasons + EXAMPLE[end:])
    assert told["deal.controlling_shareholders"] == ()
    assert "deal.actual_controllers" not in told
    assert told["deal.no_controller_stated"] is True
