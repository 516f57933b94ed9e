"""Admission: yes only on dated evidence, no for whoever the filing keeps out, otherwise not known yet."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.tokens import SettlementAsset
from tallystick.evidence.wording import Language, word
from tallystick.issuance.subscriptions import Admission, admit, read_subscriptions
from tallystick.law.values import Truth
from tallystick.units.rates import Rate
from tests.deal.example import example_deal
from tests.issuance.strategies import order

DAY = dt.date(2026, 9, 14)
DEAL = example_deal()
ENOUGH = 250_000


def admission(**changed: str) -> Admission:
    return admit(3, order(ENOUGH, changed=changed), DEAL, as_of=DAY, file="subscriptions.csv")


def codes(found: Admission) -> list[str]:
    for each in found.findings:
        assert (each.place.file, each.place.row) == ("subscriptions.csv", 3)
        assert each.place.column
        assert all(word(each, language).what for language in Language)
    return [each.code for each in found.findings]


def test_a_professional_investor_with_dated_evidence_is_admitted() -> None:
    found = admission()
    assert found.admitted is Truth.TRUE
    assert codes(found) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"jurisdiction": "CN"}, "issuance.mainland-subscriber"),
        ({"jurisdiction": "US"}, "issuance.jurisdiction-unfiled"),
        ({"investor": "none"}, "issuance.not-professional"),
        ({"token_class": "Z"}, "issuance.subscription-class"),
        ({"amount": "0.00 USD"}, "issuance.subscription-amount"),
        ({"amount": "-250000.00 USD"}, "issuance.subscription-amount"),
        ({"amount": "250000.00 HKD"}, "issuance.subscription-amount"),
        ({"amount": "249999.99 USD"}, "issuance.below-minimum"),
        ({"price": "99.00%"}, "issuance.bid-ranged-coupon"),
        ({"coupon": "-4.00%"}, "issuance.bid-negative"),
        ({"wallet": "0x1234"}, "issuance.wallet-unreadable"),
        ({"wallet": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}, "issuance.wallet-checksum"),
        ({"wallet": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee"}, "issuance.wallet-checksum"),
        ({"wallet": "0x" + "0" * 40}, "issuance.wallet-unreadable"),
        ({"wallet": "0x" + "g" * 40}, "issuance.wallet-unreadable"),
    ],
)
def test_whoever_the_filing_keeps_out_is_refused(changed: dict[str, str], code: str) -> None:
    found = admission(**changed)
    assert found.admitted is Truth.FALSE
    assert codes(found) == [code]


def test_the_contract_of_the_settlement_asset_is_nobodys_address() -> None:
    ordered = order(ENOUGH, changed={})
    asset = SettlementAsset.model_validate({"asset": "USDX", "address": ordered.wallet, "decimals": "6"})
    plan = DEAL.tokens
    assert plan is not None
    settled = plan.settlement.model_copy(update={"on_ledger": asset})
    paid_there = DEAL.model_copy(update={"tokens": plan.model_copy(update={"settlement": settled})})
    found = admit(3, ordered, paid_there, as_of=DAY, file="subscriptions.csv")
    assert (found.admitted, codes(found)) == (Truth.FALSE, ["issuance.wallet-asset"])


def test_a_class_is_bid_for_by_what_is_still_to_be_agreed_of_it() -> None:
    offshore = DEAL.structure.offshore
    assert offshore is not None
    fixed = tuple(each.model_copy(update={"coupon": Rate.parse("4.50%")}) for each in offshore.classes)
    structure = DEAL.structure.model_copy(update={"offshore": offshore.model_copy(update={"classes": fixed})})
    deal = DEAL.model_copy(update={"structure": structure})

    def against(**bid: str) -> list[str]:
        return codes(admit(3, order(ENOUGH, changed=bid), deal, as_of=DAY, file="subscriptions.csv"))

    assert against(coupon="4.50%") == ["issuance.bid-fixed-coupon"]
    assert against(price="99.00%") == []
    assert codes(admission(coupon="4.50%")) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"evidence": ""}, "issuance.evidence-missing"),
        ({"evidence_date": ""}, "issuance.evidence-missing"),
        ({"evidence_expires": ""}, "issuance.evidence-missing"),
        ({"evidence_expires": "2026-09-13"}, "issuance.evidence-expired"),
        ({"evidence_date": "2026-09-15"}, "issuance.evidence-expired"),
    ],
)
def test_missing_or_expired_evidence_is_not_a_no_and_admits_nobody(changed: dict[str, str], code: str) -> None:
    found = admission(**changed)
    assert found.admitted is Truth.UNKNOWN
    assert codes(found) == [code]


@pytest.mark.parametrize(
    ("changed", "admitted"),
    [
        ({"capacity": "individual", "portfolio": "8000000.00 HKD"}, Truth.TRUE),
        ({"capacity": "individual", "portfolio": "7999999.99 HKD"}, Truth.FALSE),
        ({"capacity": "individual", "portfolio": "", "total_assets": "900000000.00 HKD"}, Truth.UNKNOWN),
        ({"capacity": "individual", "portfolio": "8000000.00 USD"}, Truth.UNKNOWN),
        ({"capacity": "corporation", "portfolio": "7999999.99 HKD"}, Truth.UNKNOWN),
        ({"capacity": "corporation", "portfolio": "7999999.99 HKD", "total_assets": "40000000.00 HKD"}, Truth.TRUE),
        ({"capacity": "partnership", "portfolio": "7999999.99 HKD", "total_assets": "39999999.99 HKD"}, Truth.FALSE),
        ({"capacity": "partnership", "portfolio": "", "total_assets": "40000000.00 HKD"}, Truth.TRUE),
        ({"capacity": "trust-corporation", "portfolio": "8000000.00 HKD"}, Truth.UNKNOWN),
        ({"capacity": "trust-corporation", "total_assets": "39999999.99 HKD"}, Truth.FALSE),
        ({"capacity": "trust-corporation", "total_assets": "40000000.00 HKD"}, Truth.TRUE),
        ({"capacity": ""}, Truth.UNKNOWN),
        ({"capacity": "", "investor": "institutional"}, Truth.TRUE),
        ({"capacity": "", "jurisdiction": "SG"}, Truth.TRUE),
    ],
)
def test_a_professional_investor_of_hong_kong_reaches_the_threshold_of_its_capacity(
    changed: dict[str, str], admitted: Truth
) -> None:
    found = admission(**changed)
    assert found.admitted is admitted
    unknown = "issuance.wealth-unstated" if changed["capacity"] else "issuance.capacity-missing"
    said = {Truth.TRUE: [], Truth.FALSE: ["issuance.below-threshold"], Truth.UNKNOWN: [unknown]}
    assert codes(found) == said[admitted]


def test_the_thresholds_are_those_of_the_rules_and_are_named_to_whoever_misses_them() -> None:
    (missed,) = admission(portfolio="1.00 HKD", total_assets="1.00 HKD").findings
    assert dict(missed.arguments)["value"] == "8000000.00 HKD / 40000000.00 HKD"


@pytest.mark.parametrize("day", ["2026-09-14"])
def test_evidence_holds_on_its_first_and_its_last_day(day: str) -> None:
    assert admission(evidence_expires=day).admitted is Truth.TRUE
    assert admission(evidence_date=day).admitted is Truth.TRUE


def test_a_no_outweighs_an_unknown_and_both_are_told() -> None:
    found = admission(jurisdiction="CN", evidence="", token_class="Z")
    assert found.admitted is Truth.FALSE
    assert codes(found) == [
        "issuance.mainland-subscriber",
        "issuance.subscription-class",
        "issuance.evidence-missing",
    ]


def test_a_deal_without_tokens_admits_nobody() -> None:
    found = admit(1, order(ENOUGH), DEAL.model_copy(update={"tokens": None}), as_of=DAY, file="s.csv")
    assert found.admitted is Truth.FALSE


@given(
    place=st.sampled_from(["HK", "SG", "CN", "US"]),
    investor=st.sampled_from(["professional", "institutional", "none"]),
    evidence=st.sampled_from(["", "certificate"]),
    expires=st.dates(dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
)
def test_admission_needs_everything_at_once(place: str, investor: str, evidence: str, expires: dt.date) -> None:
    found = admission(jurisdiction=place, investor=investor, evidence=evidence, evidence_expires=expires.isoformat())
    fitting = place in {"HK", "SG"} and investor != "none"
    shown = evidence != "" and expires >= DAY
    assert found.admitted is (Truth.FALSE if not fitting else Truth.TRUE if shown else Truth.UNKNOWN)


HEAD = "subscriber,name,jurisdiction,investor,evidence,evidence_date,evidence_expires,wallet,token_class,amount"
ROW = f"fund-0,示例基金,HK,professional,certificate,2026-01-01,2026-12-31,0x{1:040x},A,250000.00 USD"


def test_an_order_book_is_read_row_by_row() -> None:
    book, findings = read_subscriptions(f"{HEAD}\n{ROW}\n".encode())
    assert findings == ()
    assert [(row, each.subscriber, str(each.amount)) for row, each in book] == [(1, "fund-0", "250000.00 USD")]


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    bad = ROW.replace("250000.00 USD", '"250,000.00 USD"').replace("fund-0", "fund-1")
    book, findings = read_subscriptions(f"{HEAD}\n{bad}\n{ROW}\n".encode())
    assert [row for row, _ in book] == [2]
    assert [(each.code, each.place.row, each.place.column) for each in findings] == [
        ("deal.money-unreadable", 1, "amount")
    ]


def test_an_order_below_the_minimum_is_told_with_both_figures() -> None:
    (below,) = admission(amount="249999.99 USD").findings
    for language in Language:
        assert "249999.99 USD < 250000.00 USD" in word(below, language).what
