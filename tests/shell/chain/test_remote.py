"""A ledger that is not our own: keys in another process, fees under a cap, nonces shared, acts final in time."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.shell.chain import sending
from tallystick.shell.chain.accounts import Accounts
from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.chain.anvil import CHAIN_ID
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.remote.configured import configured
from tallystick.shell.chain.remote.sender import Fees, RemoteSender, fees_for
from tallystick.shell.chain.remote.signer import ExternalSigner
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainUnavailableError
from tests.shell.chain.signer_process import OTHER_CALL, OTHER_KEY, REFUSES
from tests.shell.chain.stage import AT, deployed, need_anvil, opened

pytestmark = pytest.mark.chain

FREE = Fees(most=0, tip=0)
NAMED = {
    "TALLYSTICK_RPC": "http://127.0.0.1:8545",
    "TALLYSTICK_CHAIN_ID": "31337",
    "TALLYSTICK_SIGNER": "signer --socket /run/signer",
    "TALLYSTICK_MAX_FEE": "40000000000",
    "TALLYSTICK_FINALITY": "12",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("remote")


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[Connection]:
    need_anvil()
    with opened(folder) as (_, running):
        far = Connection(running.url)
        far.ask("evm_setNextBlockTimestamp", int(AT.timestamp()))
        far.ask("anvil_mine", "0x1")
        yield far


@pytest.fixture(scope="module")
def signer(folder: Path, node: Connection) -> Iterator[ExternalSigner]:
    Accounts.open(folder)
    one = ExternalSigner(f"{sys.executable} -m tests.shell.chain.signer_process {folder}")
    yield one
    one.close()


def sender(node: Connection, keys: Accounts | ExternalSigner, locks: Path, chain_id: int = CHAIN_ID) -> RemoteSender:
    return RemoteSender(node, keys, chain_id=chain_id, fees=FREE, locks=locks)


@pytest.fixture(scope="module")
def chain(node: Connection, signer: ExternalSigner, folder: Path) -> AgentChain:
    return AgentChain(node, signer, sender=sender(node, signer, folder / "nonces"), finality=2)


def code(refused: pytest.ExceptionInfo[ChainUnavailableError]) -> str:
    return refused.value.finding.code


def test_an_issue_is_set_up_with_keys_in_another_process(chain: AgentChain, signer: ExternalSigner) -> None:
    deal = deployed(chain, "remote")
    assert chain.registered(deal.eligibility)
    assert deployed(chain, "remote") == deal, "asked again, everything is found"
    assert "mnemonic" not in repr(signer)


def test_what_the_signer_did_not_sign_as_asked_is_never_sent(chain: AgentChain) -> None:
    deal = deployed(chain, "remote")
    before = chain.head().number
    for holder in (REFUSES, OTHER_KEY, OTHER_CALL):
        with pytest.raises(ChainUnavailableError) as refused:
            chain._sender.send(holder, deal.token, f"0x095ea7b3{1:064x}{1:064x}", at=AT)
        assert code(refused) == ("chain.signer-refused" if holder == REFUSES else "chain.signer-differs")
    assert chain.head().number == before


@pytest.mark.parametrize("told", [None, "nothing"])
def test_an_answer_that_is_none_is_named(node: Connection, monkeypatch: pytest.MonkeyPatch, told: object) -> None:
    monkeypatch.setattr(node, "ask", lambda *_: told)
    for asked in (lambda: node.simulate({}), lambda: node.code("0x"), node.head):
        with pytest.raises(ChainUnavailableError) as refused:
            asked()
        assert code(refused) == "chain.node-refused"


def test_another_chain_than_the_one_meant_is_refused(node: Connection, signer: ExternalSigner, folder: Path) -> None:
    with pytest.raises(ChainConflictError) as refused:
        sender(node, signer, folder / "nonces", chain_id=1)
    assert refused.value.finding.code == "chain.other-chain"


def test_an_act_is_final_when_enough_blocks_follow(chain: AgentChain, monkeypatch: pytest.MonkeyPatch) -> None:
    chain.deploy_beside("one more", "Mandates", chain.account("trustee"), at=AT)
    monkeypatch.setattr(sending, "_PATIENCE", 0.1)
    with pytest.raises(ChainUnavailableError) as early:
        chain.finalise()
    assert code(early) == "chain.not-final"
    with pytest.raises(ChainUnavailableError) as unsettled:
        chain.block_at(chain.head().at)
    assert code(unsettled) == "chain.not-final"
    at = chain.head().at
    monkeypatch.undo()
    chain._node.ask("anvil_mine", "0x2", "0xa")
    assert chain.finalise()
    assert chain.block_at(at).at == at
    assert not chain.finalise()


def test_two_who_send_for_one_account_do_not_take_one_nonce(chain: AgentChain, node: Connection, folder: Path) -> None:
    token = deployed(chain, "remote").token
    keys = [Accounts.open(folder), Accounts.open(folder)]
    senders = [sender(Connection(node.url), each, folder / "nonces") for each in keys]

    def send(number: int) -> str:
        call = f"0x095ea7b3{1:064x}{number + 1:064x}"  # never back to nothing, which would change the gas of the next
        return senders[number % 2].send("holder-0", token, call, at=AT).transaction

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(send, range(8)))) == 8


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ('"unbalanced', "chain.signer-unstarted"),
        ("/no/such/signer --here", "chain.signer-unstarted"),
        (f"{sys.executable} -c pass", "chain.signer-ended"),
        (f"{sys.executable} -c \"input(); print('ready')\"", "chain.signer-unanswered"),
        (f"{sys.executable} -c \"input(); print('[1]')\"", "chain.signer-unanswered"),
        (f"{sys.executable} -c \"input(); print('{{}}')\"", "chain.signer-unanswered"),
        ("sleep 60", "chain.signer-silent"),
    ],
)
def test_a_signer_that_does_not_start_ends_or_answers_something_else_is_named_by_its_command(
    command: str, told: str
) -> None:
    with (
        pytest.raises(ChainUnavailableError) as refused,
        closing(ExternalSigner(command, patience=1 if told == "chain.signer-silent" else 60)) as one,
    ):
        one.address("agent")
    assert (code(refused), refused.value.finding.argument("command")) == (told, command)


def test_no_more_is_paid_than_the_cap() -> None:
    assert fees_for(10, Fees(most=100, tip=2)) == (22, 2)
    assert fees_for(60, Fees(most=100, tip=2)) == (100, 2)
    with pytest.raises(ChainUnavailableError) as refused:
        fees_for(99, Fees(most=100, tip=2))
    assert code(refused) == "chain.fee-above-cap"


def test_every_account_with_too_little_gas_is_named_at_once_and_a_contract_that_stands_needs_none(
    node: Connection, signer: ExternalSigner, folder: Path, chain: AgentChain
) -> None:
    deployed(chain, "paid")
    before, labels = node.head().number, dict.fromkeys(("paid filings", "unpaid filings"), "FilingRegistry")
    labels["unpaid token A"], gas = "TrancheToken", {"agent": 500_000, "issuer": 100_000, "trustee": 0}
    dear = RemoteSender(node, signer, chain_id=CHAIN_ID, fees=Fees(most=10**9, tip=1), locks=folder / "unfunded")
    poor = AgentChain(node, signer, sender=dear, finality=2)
    needed = 500_000 * 6 // 5
    for name, has in (("agent", needed - 1), ("issuer", needed)):
        node.ask("anvil_setBalance", signer.address(name), hex(has))
    told = poor.unfunded(gas, labels)
    for name in ("agent", "issuer"):
        node.ask("anvil_setBalance", signer.address(name), "0x0")
    assert {each.code for each in told} == {"chain.funds-below"}
    named = {each.argument("account"): each for each in told}
    assert set(named) == {signer.address("agent"), *(signer.deployer(label) for label in list(labels)[1:])}
    agent = named[signer.address("agent")]
    assert (agent.argument("found"), agent.argument("needed")) == (str(needed - 1), str(needed))
    token = named[signer.deployer("unpaid token A")].argument("gas")
    assert 3_500_000 < int(str(token)) < 4_000_000, "as the deployment of a token is measured"
    assert node.head().number == before
    assert chain.unfunded(gas, labels) == (), "a ledger without fees asks for nothing"


def test_an_account_that_cannot_pay_is_named_before_anything_is_sent(
    node: Connection, signer: ExternalSigner, folder: Path
) -> None:
    fees = Fees(most=10**9, tip=1)
    poor = RemoteSender(node, signer, chain_id=CHAIN_ID, fees=fees, locks=folder / "poor")
    before = node.head().number
    with pytest.raises(ChainUnavailableError) as refused:
        poor.send("agent", signer.address("issuer"), "0x", at=AT)
    told = refused.value.finding
    assert (told.code, told.argument("account"), told.argument("found")) == (
        "chain.funds-short",
        signer.address("agent"),
        "0",
    )
    assert int(str(told.argument("needed"))) >= 21_000
    assert node.head().number == before


def test_a_node_is_named_without_what_opens_an_account() -> None:
    secret = "http://user:secret@127.0.0.1:1/v3/APIKEY?token=SECRET"
    with pytest.raises(ChainUnavailableError) as silent:
        Connection(secret).head()
    assert silent.value.finding.argument("url") == "http://127.0.0.1:1"
    with pytest.raises(ChainUnavailableError) as refused:
        configured(NAMED | {"TALLYSTICK_RPC": secret.replace("http", "ws", 1)})
    assert "secret" not in str(refused.value.finding).lower()


def test_a_remote_ledger_is_configured_in_full_or_not_at_all() -> None:
    assert configured({}) is None
    named = configured(NAMED)
    assert named is not None
    assert (named.chain_id, named.finality, named.fees.most) == (31337, 12, 40_000_000_000)
    for missing in NAMED.keys() - {"TALLYSTICK_RPC"}:
        with pytest.raises(ChainUnavailableError) as refused:
            configured({name: value for name, value in NAMED.items() if name != missing})
        three_places = missing == "TALLYSTICK_SIGNER"
        assert code(refused) == ("chain.configuration" if three_places else "chain.configuration-missing")
