import pytest

from tallystick.shell.chain.client import Chain
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility, Registration, Standing
from tests.shell.chain.stage import AT, DAY, HONG_KONG, MAINLAND, NOTICE, deployed, registration

pytestmark = pytest.mark.chain


def test_a_standing_reads_back_as_it_was_set(chain: Chain) -> None:
    deal = deployed(chain, "standing")
    assert chain.standing(deal.eligibility, chain.account("holder-0")) == registration(chain, "holder-0").standing
    assert chain.standing(deal.eligibility, chain.account("holder-7")) is None
    assert chain.role("EligibilityRegistry", deal.eligibility, "transferAgent") == chain.account("transfer-agent")


def test_every_account_that_was_ever_registered_is_told(chain: Chain) -> None:
    deal = deployed(chain, "registered")
    before = set(chain.registered(deal.eligibility))
    assert chain.account("holder-0") in before
    assert chain.account("holder-7") not in before
    more = Registration(
        account=chain.account("holder-7"), standing=registration(chain, "holder-0").standing, commitment="00" * 32
    )
    chain.register(deal.eligibility, [more], at=AT)
    assert set(chain.registered(deal.eligibility)) == {*before, chain.account("holder-7")}


def test_the_same_standing_is_set_once_and_a_newer_one_replaces_it(chain: Chain) -> None:
    deal = deployed(chain, "replace")
    old = registration(chain, "holder-0")
    new = Registration(account=old.account, standing=old.standing, commitment=identifier("newer evidence"))
    head = chain.head()
    assert chain.register(deal.eligibility, [old], at=AT)[0].repeated
    assert chain.head() == head
    assert not chain.register(deal.eligibility, [new], at=AT)[0].repeated
    assert not chain.register(deal.eligibility, [old], at=AT)[0].repeated, "the older one was replaced since"


def test_eligibility_is_told_for_a_moment(chain: Chain) -> None:
    deal = deployed(chain, "moment")
    holder = chain.account("holder-0")
    expiry = NOTICE + 200 * DAY

    def at(when, mask=1):
        return chain.eligibility(deal.eligibility, [holder], mask, at=when)[0]

    assert at(AT) is Ineligibility.NONE
    assert at(AT, mask=2) is Ineligibility.CLASS_NOT_CLEARED
    assert at(expiry) is Ineligibility.EXPIRED


@pytest.mark.parametrize(
    ("jurisdiction", "frozen", "reason"),
    [
        (MAINLAND, False, Ineligibility.JURISDICTION_MAINLAND),
        (0, False, Ineligibility.JURISDICTION_UNKNOWN),
        (HONG_KONG, True, Ineligibility.FROZEN),
    ],
)
def test_what_stands_against_a_holder_has_a_name(chain: Chain, jurisdiction, frozen, reason) -> None:
    deal = deployed(chain, f"reason {reason}")
    account = chain.account("holder-3")
    standing = Standing(expires_at=NOTICE + 9 * DAY, classes=1, jurisdiction=jurisdiction, frozen=frozen)
    chain.register(deal.eligibility, [Registration(account=account, standing=standing, commitment="00" * 32)], at=AT)
    assert chain.eligibility(deal.eligibility, [account], 1, at=AT) == (reason,)


def test_a_contract_may_not_hold(chain: Chain) -> None:
    deal = deployed(chain, "contract")
    standing = registration(chain, "holder-0").standing
    pool = Registration(account=deal.token, standing=standing, commitment="00" * 32)
    chain.register(deal.eligibility, [pool], at=AT)
    assert chain.eligibility(deal.eligibility, [deal.token], 1, at=AT) == (Ineligibility.ACCOUNT_HAS_CODE,)


def test_many_holders_go_in_portions(chain: Chain) -> None:
    deal = deployed(chain, "portions")
    many = [registration(chain, f"holder-{number}") for number in range(10, 130)]
    acts = chain.register(deal.eligibility, many, at=AT)
    assert len(acts) == 120
    assert len({act.transaction for act in acts}) == 2
