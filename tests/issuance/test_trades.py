"""A trade between holders: read with the reason of what is wrong, and what the bank pays whom of it."""

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.issuance.holders.trades import Trade, read_trade
from tests.deal.example import example_deal

DEAL = example_deal()
SELLER, BUYER = "0x1814844922dCd158FEA2897222075cd1dce36bD5", "0x85F80AD7c6F2774c0f254E7cf2e9DB6D38B4f3Da"
TRADE = f"""deal: {DEAL.id}
id: T-1
token_class: A
seller: "{SELLER}"
buyer: "{BUYER}"
units: 40
price: 39800.00 USD
agreed: 2026-10-05
settle_by: 2026-10-20
"""


def read(old: str = "", new: str = "") -> tuple[Trade | None, list[str]]:
    trade, findings = read_trade(TRADE.replace(old, new).encode() if old else TRADE.encode(), DEAL)
    assert all(word(each, language).what for each in findings for language in Language)
    return trade, [each.code for each in findings]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("units: 40", "units: 0", "issuance.trade-nothing"),
        ("39800.00", "0.00", "issuance.trade-nothing"),
        ("settle_by: 2026-10-20", "settle_by: 2026-10-04", "issuance.trade-days"),
        (BUYER, SELLER, "issuance.trade-itself"),
        (BUYER, BUYER.lower(), "issuance.trade-address"),
        (SELLER, "0x12", "issuance.trade-address"),
        ("token_class: A", "token_class: Q", "issuance.trade-other"),
    ],
)
def test_what_makes_no_trade_is_said_by_its_own_reason(old: str, new: str, code: str) -> None:
    assert read(old, new) == (None, [code])


def test_the_bank_pays_the_seller_the_price_under_the_trade_once_it_is_delivered() -> None:
    plain, _ = read()
    named, found = read("id: T-1", "id: T-1\nseller_account: account of fund-001")
    assert plain is not None
    assert named is not None
    assert found == []
    paid = named.released
    assert (paid.reference, paid.subscriber, paid.account) == ("T-1", SELLER, "account of fund-001")
    assert (paid.amount, plain.released.account) == (named.price, "")
    assert "seller_account" not in plain.as_agreed(), (
        "a trade on record keeps its terms, and the paper that is their digest"
    )
