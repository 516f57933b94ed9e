import pytest

from tallystick.shell.chain.client import Chain
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Approver, FilingStatus, identifier
from tests.shell.chain.stage import AT, DAY, NOTICE, deployed, live, record, roles

pytestmark = pytest.mark.chain


def test_a_record_reads_back_as_it_was_proposed(chain: Chain) -> None:
    deal = deployed(chain, "read back")
    state = chain.filing(deal.filings, identifier("read back"))
    assert state is not None
    assert state.record == record("read back")
    assert state.status is FilingStatus.PROPOSED
    assert chain.filing_roles(deal.filings) == roles(chain)


def test_an_unknown_record_is_none(chain: Chain) -> None:
    deal = deployed(chain, "unknown")
    assert chain.filing(deal.filings, identifier("another")) is None


def test_a_record_is_active_when_both_approved(chain: Chain) -> None:
    deal = deployed(chain, "both")
    state = chain.filing(deal.filings, identifier("both"))
    assert state is not None
    chain.approve(deal.filings, identifier("both"), Approver.TRUSTEE, digest=state.digest, at=AT)
    half = chain.filing(deal.filings, identifier("both"))
    assert half is not None
    assert (half.status, half.issuer_agreed, half.trustee_agreed) == (FilingStatus.PROPOSED, False, True)

    chain.approve(deal.filings, identifier("both"), Approver.ISSUER, digest=state.digest, at=AT)
    whole = chain.filing(deal.filings, identifier("both"))
    assert whole is not None
    assert whole.status is FilingStatus.ACTIVE


def test_every_act_on_a_record_happens_once(chain: Chain) -> None:
    deal = live(chain, "once")
    filing = identifier("once")
    state = chain.filing(deal.filings, filing)
    assert state is not None
    head = chain.head()

    assert chain.propose(deal.filings, record("once"), at=AT).repeated
    assert chain.approve(deal.filings, filing, Approver.ISSUER, digest=state.digest, at=AT).repeated
    assert chain.head() == head

    first = chain.suspend(deal.filings, filing, reason=identifier("a letter"), at=AT)
    assert not first.repeated
    assert chain.suspend(deal.filings, filing, reason=identifier("a letter"), at=AT).transaction == first.transaction
    for approver in Approver:
        chain.resume(deal.filings, filing, approver, suspension=1, at=AT)
        assert chain.resume(deal.filings, filing, approver, suspension=1, at=AT).repeated

    again = chain.suspend(deal.filings, filing, reason=identifier("a letter"), at=AT)
    assert not again.repeated, "a second suspension for the same reason is another one"
    state = chain.filing(deal.filings, filing)
    assert state is not None
    assert (state.status, state.suspensions) == (FilingStatus.SUSPENDED, 2)


def test_another_record_under_the_same_id_is_refused(chain: Chain) -> None:
    deal = deployed(chain, "replaced")
    with pytest.raises(ChainRefusedError) as refused:
        chain.propose(deal.filings, record("replaced", cap=2_000), at=AT)
    assert refused.value.finding.code == "chain.wrong-status"


def test_an_approval_of_another_content_is_refused(chain: Chain) -> None:
    deal = deployed(chain, "content")
    with pytest.raises(ChainRefusedError) as refused:
        chain.approve(deal.filings, identifier("content"), Approver.TRUSTEE, digest=identifier("other"), at=AT)
    assert refused.value.finding.code == "chain.record-differs"
    assert refused.value.finding.argument("cited") == identifier("other")


def test_a_block_bears_the_time_of_its_act_and_never_an_earlier_one(chain: Chain) -> None:
    deal = deployed(chain, "time")
    filing, later = identifier("time"), chain.head().at + 3 * DAY
    state = chain.filing(deal.filings, filing)
    assert state is not None
    assert chain.approve(deal.filings, filing, Approver.ISSUER, digest=state.digest, at=later).at == later
    backwards = chain.approve(deal.filings, filing, Approver.TRUSTEE, digest=state.digest, at=AT)
    assert backwards.at > later
    assert chain.block_at(later).at == later
    assert chain.block_at(later + DAY).number == chain.head().number


def test_a_moment_without_a_zone_is_no_moment(chain: Chain) -> None:
    deal = deployed(chain, "zone")
    with pytest.raises(ValueError, match="no time zone"):
        chain.suspend(deal.filings, identifier("zone"), reason=identifier("x"), at=NOTICE.replace(tzinfo=None))
