import pytest

from tallystick.evidence.wording import Language, word
from tallystick.shell.chain.client import Chain
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Order
from tests.shell.chain.stage import AT, CAP, DAY, MAINLAND, NOTICE, Deal, deployed, live, registration

pytestmark = pytest.mark.chain


def refusal(deal: Deal, *orders: Order, at=AT) -> ChainError:
    head = deal.chain.head()
    with pytest.raises(ChainRefusedError) as refused:
        deal.chain.mint(deal.token, orders, at=at)
    assert deal.chain.head() == head, "a refused act leaves nothing behind"
    return refused.value


def test_a_mint_as_filed_works(chain: Chain) -> None:
    deal = live(chain, "works")
    orders = [deal.order("one", "holder-0", 600), deal.order("two", "holder-1", 400)]
    minted = chain.mint(deal.token, orders, at=AT)
    assert [each.order for each in minted] == orders
    assert minted[0].act.transaction == minted[1].act.transaction, "a portion is one act"

    token = chain.token(deal.token)
    assert (token.supply, token.cumulative) == (CAP, CAP)
    assert {each.account: each.amount for each in chain.holdings(deal.token)} == {
        chain.account("holder-0"): 600,
        chain.account("holder-1"): 400,
    }
    assert [each.order for each in chain.mints(deal.token)] == orders


def test_a_key_mints_once_however_often_it_is_sent(chain: Chain) -> None:
    deal = live(chain, "once")
    first, second = deal.order("one", "holder-0", 10), deal.order("two", "holder-0", 20)
    before = chain.mint(deal.token, [first, first], at=AT)
    after = chain.mint(deal.token, [first, second], at=AT)
    assert [each.act.repeated for each in before] == [False, False]
    assert [each.act.repeated for each in after] == [True, False]
    assert after[0].act.transaction == before[0].act.transaction
    assert chain.token(deal.token).cumulative == 30


def test_a_key_of_another_order_is_a_conflict(chain: Chain) -> None:
    deal = live(chain, "conflict")
    chain.mint(deal.token, [deal.order("one", "holder-0", 10)], at=AT)
    with pytest.raises(ChainConflictError) as on_the_ledger:
        chain.mint(deal.token, [deal.order("one", "holder-0", 11)], at=AT)
    assert on_the_ledger.value.finding.argument("amount") == 10
    with pytest.raises(ChainConflictError):
        chain.mint(deal.token, [deal.order("two", "holder-0", 1), deal.order("two", "holder-1", 1)], at=AT)
    assert chain.token(deal.token).cumulative == 10


def test_a_mint_beyond_the_cap_is_refused_with_its_numbers(chain: Chain) -> None:
    deal = live(chain, "cap")
    chain.mint(deal.token, [deal.order("one", "holder-0", CAP)], at=AT)
    chain.redeem(deal.token, [deal.order("back", "holder-0", 400)], at=AT)
    refused = refusal(deal, deal.order("two", "holder-0", 1))
    assert refused.finding.code == "chain.cap-exceeded"
    assert dict(refused.finding.arguments) == {"cap": 1_000, "cumulative": 1_000, "amount": 1}
    assert "exceed the filed cap of 1000" in str(refused)
    assert "超过备案上限1000" in word(refused.finding, Language.ZH).what


def test_a_mint_before_the_record_is_approved_is_refused(chain: Chain) -> None:
    deal = deployed(chain, "before")
    refused = refusal(deal, deal.order("one", "holder-0", 1))
    assert refused.finding.code == "chain.filing-not-active"
    assert refused.finding.argument("filing_id") == identifier("before")
    assert "is proposed" in str(refused)
    assert "“已提交”" in word(refused.finding, Language.ZH).what


def test_a_mint_under_suspension_is_refused(chain: Chain) -> None:
    deal = live(chain, "suspended")
    chain.suspend(deal.filings, identifier("suspended"), reason=identifier("a letter"), at=AT)
    assert "is suspended" in str(refusal(deal, deal.order("one", "holder-0", 1)))


def test_a_mint_to_a_stranger_is_refused_by_name_and_reason(chain: Chain) -> None:
    deal = live(chain, "stranger")
    refused = refusal(deal, deal.order("one", "holder-7", 1))
    assert refused.finding.code == "chain.holder-not-eligible"
    assert refused.finding.argument("account") == chain.account("holder-7")
    assert "not registered" in str(refused)


def test_a_mint_to_a_mainland_resident_is_refused(chain: Chain) -> None:
    deal = live(chain, "mainland")
    chain.register(deal.eligibility, [registration(chain, "holder-0", MAINLAND)], at=AT)
    assert "resident in the mainland" in str(refusal(deal, deal.order("one", "holder-0", 1)))


def test_a_redemption_happens_once_and_keeps_the_count_of_mints(chain: Chain) -> None:
    deal = live(chain, "redeemed")
    chain.mint(deal.token, [deal.order("one", "holder-0", 100)], at=AT)
    order = deal.order("back", "holder-0", 30)
    assert not chain.redeem(deal.token, [order], at=AT)[0].act.repeated
    assert chain.redeem(deal.token, [order], at=AT)[0].act.repeated
    token = chain.token(deal.token)
    assert (token.supply, token.cumulative) == (70, 100)
    assert [each.order for each in chain.redemptions(deal.token)] == [order]


def test_the_register_at_a_record_date_is_that_of_its_block(chain: Chain) -> None:
    deal = live(chain, "register")
    start = chain.head().at
    chain.mint(deal.token, [deal.order("one", "holder-0", 100)], at=start + DAY)
    chain.transfer(deal.token, "holder-0", chain.account("holder-1"), 40, at=start + 3 * DAY)

    there = chain.block_at(start + 2 * DAY)
    assert chain.holdings(deal.token, block=there.number) == (Holding(account=chain.account("holder-0"), amount=100),)
    assert {each.account: each.amount for each in chain.holdings(deal.token)} == {
        chain.account("holder-0"): 60,
        chain.account("holder-1"): 40,
    }


def test_a_transfer_to_a_stranger_is_refused(chain: Chain) -> None:
    deal = live(chain, "transfer")
    chain.mint(deal.token, [deal.order("one", "holder-0", 100)], at=AT)
    with pytest.raises(ChainRefusedError, match="may not receive"):
        chain.transfer(deal.token, "holder-0", chain.account("holder-7"), 1, at=AT)


def test_a_mint_after_the_validity_is_refused(chain: Chain) -> None:
    deal = live(chain, "late")
    refused = refusal(deal, deal.order("one", "holder-0", 1), at=NOTICE + 301 * DAY)
    assert refused.finding.code == "chain.filing-expired"
    assert refused.finding.argument("valid_until") == NOTICE + 300 * DAY
