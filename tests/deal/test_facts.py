"""What the law can read from a deal, with the file as evidence; what the deal cannot tell is not said."""

from fractions import Fraction

import pytest

from tallystick.deal.facts import PROVIDER, facts
from tallystick.deal.parsing import parse_deal
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
    assert found["deal.asset_class"] == "finance-lease"


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
        ("controlled_by: trustee", "controlled_by: filer", "deal.issuer_controlled_by_filer", True),
        ("assets: [USD]}", "assets: [USD, USDX]}", "deal.settlement_assets_include_stablecoin", True),
        ("assets: [USD]}", "assets: [USD, CNH]}", "deal.settlement_assets_include_stablecoin", False),
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
    assert found["deal.asset_is_domestic"] is False
    assert {"deal.tenor_months", "deal.issued_outside_mainland"}.isdisjoint(found)


@pytest.mark.parametrize(("by", "onshore"), [("filer", True), ("trustee", False), ("nobody", False)])
def test_a_promise_of_somebody_in_the_mainland_is_an_onshore_guarantee(by: str, onshore: bool) -> None:
    promise = f"enhancements:\n  - {{kind: guarantee, by: {by}, of: A, text: {{zh: 保证, en: guarantee}}}}\n"
    assert said(replaced(("\ntokens:\n", f"\n{promise}\ntokens:\n")))["deal.onshore_guarantee"] is onshore
