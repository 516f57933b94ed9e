from dataclasses import replace

import pytest

from tallystick.shell.chain.client import Chain
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.reading import ChainReader
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError, ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY
from tests.shell.chain.stage import AT, CLASS_A, deployed, roles, terms

pytestmark = pytest.mark.chain


def test_a_label_deploys_once(chain: Chain) -> None:
    first = chain.deploy_filings("label", roles(chain), at=AT)
    again = chain.deploy_filings("label", roles(chain), at=AT)
    assert (first.act.repeated, again.act.repeated) == (False, True)
    assert (again.address, again.act.transaction) == (first.address, first.act.transaction)


def test_a_label_with_other_roles_is_a_conflict(chain: Chain) -> None:
    chain.deploy_filings("taken", roles(chain), at=AT)
    other = replace(roles(chain), guardian=chain.account("paying-agent"))
    with pytest.raises(ChainConflictError, match="already deployed"):
        chain.deploy_filings("taken", other, at=AT)


def test_a_label_with_another_name_is_a_conflict(chain: Chain) -> None:
    deal = deployed(chain, "name")
    other = replace(terms(chain, "name", deal.filings, deal.eligibility), name="Another name")
    with pytest.raises(ChainConflictError, match="already deployed"):
        chain.deploy_token("name A", other, at=AT)


def test_two_roles_in_one_hand_are_refused(chain: Chain) -> None:
    one_hand = replace(roles(chain), trustee=chain.account("issuer"))
    with pytest.raises(ChainRefusedError, match="two roles are one account"):
        chain.deploy_filings("one hand", one_hand, at=AT)


def test_a_token_says_its_terms(chain: Chain) -> None:
    deal = deployed(chain, "terms")
    token = chain.token(deal.token)
    assert token.terms == terms(chain, "terms", deal.filings, deal.eligibility)
    assert (token.supply, token.cumulative) == (0, 0)


def test_deployed_code_equals_the_shipped_build_and_tells_its_immutables(chain: Chain) -> None:
    deal = deployed(chain, "code")
    token, filed = chain.code(deal.token, "TrancheToken"), chain.token(deal.token).terms
    assert token.equal
    assert dict(token.immutables) == {
        "_decimals": 2,
        "distributor": filed.distributor,
        "holderLimit": 0,
        "lockedUntil": 0,
        "mandates": filed.mandates,
        "minimumHolding": 0,
        "predecessor": NOBODY,
        "reports": filed.reports,
        "_transferAgent": chain.account("transfer-agent"),
        "_trustee": chain.account("trustee"),
        "agent": chain.account("agent"),
        "classId": CLASS_A,
        "classMask": 1,
        "eligibility": deal.eligibility,
        "filingId": identifier("code"),
        "filings": deal.filings,
    }
    assert chain.code(deal.filings, "FilingRegistry").equal
    assert chain.code(deal.eligibility, "EligibilityRegistry").equal
    assert chain.code(filed.mandates, "Mandates").equal
    assert chain.code(filed.reports, "ReportAnchor").equal
    assert chain.code(filed.distributor, "Distributor").equal
    assert chain.role("Distributor", filed.distributor, "payingAgent") == chain.account("paying-agent")


def test_other_code_or_none_is_told_apart(chain: Chain) -> None:
    deal = deployed(chain, "other code")
    assert not chain.code(deal.filings, "TrancheToken").equal
    assert not chain.code(chain.account("holder-0"), "TrancheToken").equal


def test_an_address_without_a_contract_is_a_conflict(chain: Chain) -> None:
    nobody = chain.account("holder-0")
    with pytest.raises(ChainConflictError, match="There is no FilingRegistry"):
        chain.filing(nobody, identifier("x"))
    with pytest.raises(ChainConflictError, match="There is no FilingRegistry"):
        chain.suspend(nobody, identifier("x"), reason=identifier("x"), at=AT)


def test_anyone_reads_from_an_address_alone(chain: Chain) -> None:
    deal = deployed(chain, "anyone")
    reader = ChainReader.connect(chain._node.url)
    assert reader.chain_id() == 31337
    assert reader.token(deal.token) == chain.token(deal.token)
    assert not hasattr(reader, "mint")


def test_a_node_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(ChainUnavailableError, match="does not answer"):
        Connection("http://127.0.0.1:1").head()
