"""After an issue: freeze, recover, report, pay by bank or on the ledger, act by several; each once, never otherwise."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.operations.ports.ledgers.cash import ToDivide
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.reports import ClassFigures, Entitled, Report
from tallystick.units.periods import Period
from tests.shell.chain.stage import AT, DAY, Deal, live, need_anvil, opened, registration

pytestmark = pytest.mark.chain

PAPER, OTHER = identifier("judgment"), identifier("another paper")
MONTH, NEXT = Period.parse("2026-09"), Period.parse("2026-10")
ONE = 10**18


@pytest.fixture
def deal(chain: AgentChain, request: pytest.FixtureRequest) -> Deal:
    made = live(chain, request.node.name)
    chain.mint(made.token, [made.order("one", "holder-0", 600), made.order("two", "holder-1", 400)], at=AT)
    return made


def terms(deal: Deal) -> Any:
    return deal.chain.token(deal.token).terms


def told(error: ChainError) -> str:
    assert all(word(error.finding, language).what for language in Language)
    return error.finding.code


def test_a_frozen_holder_cannot_transfer_until_it_is_lifted(chain: AgentChain, deal: Deal) -> None:
    holder, to = chain.account("holder-0"), chain.account("holder-1")
    assert chain.freeze(deal.eligibility, holder, frozen=True, paper=PAPER, at=AT) is not None
    assert chain.freeze(deal.eligibility, holder, frozen=True, paper=PAPER, at=AT) is None
    with pytest.raises(ChainRefusedError):
        chain.transfer(deal.token, "holder-0", to, 1, at=AT)
    chain.freeze(deal.eligibility, holder, frozen=False, paper=PAPER, at=AT)
    chain.transfer(deal.token, "holder-0", to, 1, at=AT)


def test_an_order_to_which_the_lost_account_objected_is_not_given_again_on_the_same_paper(
    chain: AgentChain, deal: Deal
) -> None:
    lost, to, mandates = chain.account("holder-0"), chain.account("holder-2"), terms(deal).mandates
    chain.order(mandates, deal.token, lost, to, paper=PAPER, at=AT)
    chain._send("holder-0", "Mandates", mandates, "withdraw", (deal.token, lost, to, (1 << 256) - 1), AT)
    with pytest.raises(ChainConflictError) as withdrawn:
        chain.order(mandates, deal.token, lost, to, paper=PAPER, at=AT)
    assert told(withdrawn.value) == "chain.order-withdrawn"
    assert chain.order(mandates, deal.token, lost, to, paper=OTHER, at=AT) is not None


def test_a_lost_account_is_recovered_whole_after_its_days_and_once(chain: AgentChain, deal: Deal) -> None:
    lost, to, where = chain.account("holder-0"), chain.account("holder-2"), terms(deal)
    chain.register(deal.eligibility, [registration(chain, "holder-2")], at=AT)
    with pytest.raises(ChainRefusedError) as unordered:
        chain.recover(deal.token, lost, to, at=AT)
    assert told(unordered.value) == "chain.order-missing"
    assert chain.order(where.mandates, deal.token, lost, to, paper=PAPER, at=AT) is not None
    assert chain.order(where.mandates, deal.token, lost, to, paper=PAPER, at=AT) is None
    with pytest.raises(ChainConflictError) as differs:
        chain.order(where.mandates, deal.token, lost, to, paper=OTHER, at=AT)
    assert told(differs.value) == "chain.order-differs"
    with pytest.raises(ChainRefusedError) as early:
        chain.recover(deal.token, lost, to, at=chain.head().at)
    assert told(early.value) == "chain.too-early"
    later = chain.head().at + 4 * DAY
    assert not chain.recover(deal.token, lost, to, at=later).repeated
    assert chain.recover(deal.token, lost, to, at=later).repeated
    assert {each.account: each.amount for each in chain.holdings(deal.token)} == {
        to: 600,
        chain.account("holder-1"): 400,
    }


def test_a_report_sets_the_factor_once_and_never_otherwise(chain: AgentChain, deal: Deal) -> None:
    figures = ClassFigures(token=deal.token, interest=5, principal=250, loss=0, factor=3 * ONE // 4, write_down=0)
    said = Report(period=MONTH, inputs=identifier("in"), outputs=identifier("out"), classes=(figures,))
    reports = terms(deal).reports
    assert not chain.report(reports, said, at=AT).repeated
    assert chain.report(reports, said, at=AT).repeated
    assert chain.performance(deal.token) == (202_609, 3 * ONE // 4)
    other = Report(period=MONTH, inputs=identifier("in"), outputs=OTHER, classes=(figures,))
    with pytest.raises(ChainConflictError) as differs:
        chain.report(reports, other, at=AT)
    assert told(differs.value) == "chain.period-differs"
    more = ClassFigures(token=deal.token, interest=5, principal=0, loss=0, factor=ONE, write_down=0)
    with pytest.raises(ChainRefusedError) as raised:
        chain.report(reports, Report(period=NEXT, inputs=OTHER, outputs=OTHER, classes=(more,)), at=AT)
    assert told(raised.value) == "chain.factor-invalid"


def test_entitlements_by_bank_are_anchored_and_confirmed_to_the_cent(chain: AgentChain, deal: Deal) -> None:
    where, before = terms(deal).distributor, chain.head().number
    chain.freeze(deal.eligibility, chain.account("holder-1"), frozen=True, paper=PAPER, at=AT)
    said = Entitled(
        token=deal.token,
        period=MONTH,
        record_block=before,
        root=identifier("root"),
        digest=identifier("list"),
        total=90,
    )
    assert not chain.entitle(where, said, at=AT).repeated
    assert chain.entitle(where, said, at=AT).repeated
    with pytest.raises(ChainConflictError):
        chain.entitle(
            where,
            Entitled(
                token=deal.token, period=MONTH, record_block=before, root=OTHER, digest=identifier("list"), total=90
            ),
            at=AT,
        )
    assert not chain.confirm(where, deal.token, MONTH, file=identifier("file"), paid=60, at=AT).repeated
    assert chain.confirm(where, deal.token, MONTH, file=identifier("file"), paid=60, at=AT).repeated
    with pytest.raises(ChainConflictError):
        chain.confirm(where, deal.token, MONTH, file=identifier("file"), paid=61, at=AT)
    with pytest.raises(ChainRefusedError) as much:
        chain.confirm(where, deal.token, MONTH, file=OTHER, paid=31, at=AT)
    assert told(much.value) == "chain.confirmed-too-much"


def test_a_role_held_by_several_acts_by_its_number_once(chain: AgentChain) -> None:
    members = [chain.account(name) for name in ("issuer", "trustee", "guardian")]
    role = chain.deploy_threshold("several", members, 2, delay=86_400, at=AT).address
    assert chain.deploy_threshold("several", members, 2, delay=86_400, at=AT).act.repeated
    registry = chain.deploy_eligibility("of several", role, at=AT).address
    until = chain.head().at + timedelta(days=1)
    call = ("EligibilityRegistry", registry, "setFrozen", (chain.account("holder-3"), True, bytes.fromhex(PAPER)))

    def act(by: list[str], nonce: int, what: Any = call, deadline: Any = until) -> Any:
        return chain.execute(role, by, what, nonce=nonce, deadline=deadline, at=AT)

    with pytest.raises(ChainRefusedError) as few:
        act(["issuer"], 0)
    assert told(few.value) == "chain.too-few-signatures"
    with pytest.raises(ChainRefusedError) as stranger:
        act(["issuer", "agent"], 0)
    assert told(stranger.value) == "chain.not-member"
    assert not act(["trustee", "guardian"], 0).repeated
    assert act(["issuer", "trustee"], 0).repeated
    standing = chain.standing(registry, chain.account("holder-3"))
    assert standing is not None
    assert standing.frozen
    lifted = (*call[:3], (chain.account("holder-3"), False, bytes.fromhex(PAPER)))
    with pytest.raises(ChainConflictError) as differs:
        act(["issuer", "trustee"], 0, lifted)
    assert told(differs.value) == "chain.nonce-differs"
    with pytest.raises(ChainRefusedError) as late:
        act(["issuer", "trustee"], 1, lifted, chain.head().at - timedelta(days=1))
    assert told(late.value) == "chain.signatures-expired"
    assert not act(["issuer", "trustee"], 1, lifted).repeated


def test_cash_on_the_ledger_is_divided_funded_and_claimed_once(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    need_anvil()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("the settlement asset is compiled by npm's packages: run `npm ci --ignore-scripts` in contracts/")
    from bench import bench_gas

    with opened(tmp_path_factory.mktemp("cash")) as (chain, _):
        stage: Any = bench_gas._staged(chain)
        bench_gas._onboarded(stage)
        chain.mint(stage.token, stage.orders(0, 4, key=1), at=AT)
        units = sum(each.amount for each in chain.holdings(stage.token))
        what = ToDivide(
            distributor=stage.distributor, token=stage.token, period=MONTH, amount=4_003, units=units, recorded=()
        )
        with pytest.raises(ChainRefusedError) as alone:
            chain.divide(what, at=AT)
        assert told(alone.value) == "chain.order-missing", "the paying agent alone divides nothing"
        assert chain.order_division(stage.mandates, replace(what, amount=1), paper=PAPER, at=AT) is not None
        assert chain.order_division(stage.mandates, what, paper=PAPER, at=AT) is not None
        assert chain.order_division(stage.mandates, what, paper=PAPER, at=AT) is None
        chain.withdraw_divisions(stage.mandates, what, at=AT)
        assert [(each.token, each.done) for each in chain.orders(stage.mandates)] == [(stage.distributor, False)]
        assert not chain.divide(what, at=AT).repeated
        assert chain.divide(what, at=AT).repeated
        with pytest.raises(ChainConflictError):
            chain.divide(replace(what, amount=4_004), at=AT)
        assert chain.owed(stage.token, chain.account("holder-1")) == 1_000
        with pytest.raises(ChainRefusedError) as unfunded:
            chain.claim(stage.distributor, stage.token, "holder-1", at=AT)
        assert told(unfunded.value) == "chain.not-funded"
        assert chain.fund(stage.distributor, stage.token, declared=4_003, at=AT) is not None
        assert chain.fund(stage.distributor, stage.token, declared=4_003, at=AT) is None
        chain.freeze(stage.eligibility, chain.account("holder-2"), frozen=True, paper=PAPER, at=AT)
        with pytest.raises(ChainRefusedError):
            chain.claim(stage.distributor, stage.token, "holder-2", at=AT)
        chain.claim(stage.distributor, stage.token, "holder-1", at=AT)
        assert chain.owed(stage.token, chain.account("holder-1")) == 0
        assert chain.owed(stage.token, chain.account("holder-2")) == 1_000
