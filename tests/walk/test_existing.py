"""Classes issued as tokens of other makers, each behind an adapter: verify says what is shown, and what cannot be.

Class A is an ERC-3643 kind of token, whose agents do everything; class B a CMTAT kind, with a role for each power.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.shell.operations.issuance.holders.register import Correction, correct
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.issuance.migrating.fitness import not_fit
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.walk.life import Life, filed
from tests.walk.stage import need_chain

pytestmark = pytest.mark.chain

SEPTEMBER = Period.parse("2026-09")
UNIT = 10**18
WORD = {"supervision.existing-word", "supervision.existing-before"}
"""What is said of units that were minted and burned before the adapter's first mint, and of the token's code."""


class Maker:
    """Who owns the two tokens: an account that the local node sends for."""

    def __init__(self, ledger: Any) -> None:
        from tools.settlement_asset import existing

        self.node, self.sender, self.owner = ledger._node, ledger._sender, ledger.account("holder-77")
        self.node.ask("anvil_impersonateAccount", self.owner)
        self.abi = {name: existing(name)[0] for name in ("Existing3643", "ExistingCmtat")}
        self.token = {name: self.deploy(existing(name)[1], decimals) for name, decimals in _DECIMALS.items()}

    def deploy(self, creation: str, decimals: int) -> str:
        from web3 import Web3

        sent = {"from": self.owner, "data": f"{creation}{decimals:064x}", "gas": hex(5_000_000), "gasPrice": "0x0"}
        return str(Web3.to_checksum_address(self.mined(sent)["contractAddress"]))

    def call(self, name: str, function: str, *arguments: object) -> None:
        from web3 import Web3

        contract: Any = Web3().eth.contract(address=Web3.to_checksum_address(self.token[name]), abi=self.abi[name])
        data = contract.encode_abi(function, args=arguments)
        gas = {"gas": hex(1_000_000), "gasPrice": "0x0"}
        assert self.mined({"from": self.owner, "to": self.token[name], "data": data} | gas)["status"] == "0x1"

    def past(self, function: str) -> None:
        """Have the owner mint or burn five units of class A past the adapter, and no more."""
        for each in (("addAgent", self.owner), (function, self.owner, 5), ("removeAgent", self.owner)):
            self.call("Existing3643", *each)

    def mined(self, sent: dict[str, str]) -> Any:
        return self.sender._receipt(self.node.ask("eth_sendTransaction", sent))


_DECIMALS = {"Existing3643": 0, "ExistingCmtat": 18}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[Life]:
    need_chain()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("tokens of other makers are compiled by npm's packages: `npm ci --ignore-scripts` in contracts/")
    folder = tmp_path_factory.mktemp("existing")
    with operations().make_home(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
        yield Life(home, ledger, filed(), example.placement())


@pytest.fixture(scope="module")
def maker(life: Life) -> Maker:
    return Maker(life.ledger)


def issued(life: Life, existing: dict[str, str]) -> Any:
    desk = life.desk(example.ISSUER)
    return execute(
        life.home.evidence,
        life.ledger,
        life.prepared(),
        by=desk.by,
        signers=desk.signers,
        secret=life.home.secret,
        at=life.now,
        existing=existing,
    )


@pytest.fixture(scope="module")
def live(life: Life, maker: Maker) -> Life:
    """Issued as the two tokens, once their owner let the adapters mint; paid for a month, which is anchored."""
    existing = {"A": maker.token["Existing3643"], "B": maker.token["ExistingCmtat"]}
    with pytest.raises(ChainConflictError) as nobody:
        issued(life, existing | {"A": "0x000000000000000000000000000000000000dEaD"})
    assert nobody.value.finding.code == "chain.no-contract"
    maker.past("mint")
    full = issued(life, existing)
    assert (example.codes(full), life.home.evidence.journal.acts(kind=PLANNED)) == (["issuance.existing-unfit"], ())
    maker.past("burn")
    waiting = issued(life, existing)
    assert waiting.value is None
    told = [each for each in waiting.findings if each.code == "issuance.adapter-powerless"]
    adapters = {str(each.argument("token_class")): str(each.argument("adapter")) for each in told}
    assert {str(each.argument("address")) for each in told} == set(existing.values())
    assert life.verified(None).value is not None, "nothing is issued yet"
    maker.call("Existing3643", "addAgent", adapters["A"])
    for role in ("MINTER_ROLE", "BURNER_ROLE"):
        maker.call(
            "ExistingCmtat", "grantRole", life.ledger._node.ask("web3_sha3", f"0x{role.encode().hex()}"), adapters["B"]
        )
    done = issued(life, existing).value
    assert done is not None
    assert {name: each.address for name, each in done.on_ledger.tokens.items()} == adapters
    assert issued(life, existing).value.repeated
    life.pay(SEPTEMBER)
    assert anchor(life.desk(example.PAYING_AGENT), life.ledger, SEPTEMBER).value is not None
    return life


@pytest.fixture
def undone(live: Life) -> Iterator[Life]:
    node: Any = live.ledger
    snapshot = node._node.ask("evm_snapshot")
    yield live
    node._node.ask("evm_revert", snapshot)


def test_what_another_makers_code_decides_is_not_said_to_match(live: Life) -> None:
    tally = live.verified(SEPTEMBER).value
    assert tally is not None
    said = {each.number: each.standing for each in tally.obligations}
    assert {number for number, standing in said.items() if standing is Standing.NOT_CHECKED} == {4, 5, 6, 9}
    assert not [number for number, standing in said.items() if standing is Standing.BROKEN]
    assert {number for number, standing in said.items() if standing is Standing.HOLDS} >= {3, 7, 8}
    for number in (4, 5, 6, 9):
        assert {each.code for each in tally[number].findings} == WORD
        assert tally[number].evidence, "what was looked at is told all the same"


def test_anybody_with_the_address_of_an_adapter_is_told_the_same(live: Life) -> None:
    tally = live.anybody(live.crossed, "A").value
    assert tally is not None
    assert {each.code for each in tally[4].findings} == WORD
    assert tally[4].standing is Standing.NOT_CHECKED
    assert tally[3].standing is not Standing.BROKEN


def test_units_are_the_tokens_own_in_its_own_decimals(live: Life, maker: Maker) -> None:
    where = live.where()
    for name, kind in (("A", "Existing3643"), ("B", "ExistingCmtat")):
        behind = live.ledger.existing(where.tokens[name])
        assert behind is not None
        assert behind.address == maker.token[kind]
        planned = live.prepared().placed.plan.units(name)
        assert sum(each.amount for each in live.ledger.holdings(where.tokens[name])) == planned
        assert behind.outstanding == planned * 10 ** _DECIMALS[kind]


def test_units_minted_past_the_adapter_are_named_and_end_the_issue(undone: Life, maker: Maker) -> None:
    holder = undone.ledger.holdings(undone.where().tokens["A"])[0].account
    maker.call("Existing3643", "addAgent", maker.owner)
    maker.call("Existing3643", "mint", holder, 1)
    told = undone.verified(SEPTEMBER)
    assert told.value is not None
    assert told.value[4].standing is Standing.BROKEN
    named = {each.code for each in told.value[4].findings}
    wrong = {"issuance.minted-miscounted", "issuance.minted-above-cap"}
    assert named == wrong | WORD | {"supervision.existing-minter"}


def test_a_recovery_by_the_tokens_own_agent_is_followed_by_payments(undone: Life, maker: Maker) -> None:
    token = undone.where().tokens["A"]
    lost, other = (each.account for each in undone.ledger.holdings(token)[:2])
    before = {each.account: each.amount for each in undone.ledger.holdings(token)}
    maker.call("Existing3643", "addAgent", maker.owner)
    maker.call("Existing3643", "setAddressFrozen", lost, False)
    maker.call("Existing3643", "recoveryAddress", lost, other, other)
    after = {each.account: each.amount for each in undone.ledger.holdings(token)}
    assert after == {each: units for each, units in before.items() if each != lost} | {
        other: before[lost] + before[other]
    }
    assert undone.ledger.holdings(token, block=undone.ledger.head().number - 1) == undone.ledger.holdings(
        token, block=undone.ledger.block_at(dt.datetime(2026, 9, 30, tzinfo=dt.UTC)).number
    )


def test_units_of_another_makers_token_are_not_moved_from_here(live: Life) -> None:
    seller, buyer = (each.account for each in live.ledger.holdings(live.where().tokens["A"])[:2])
    what = Correction(token_class="A", wallet=seller, to=buyer, units=1)
    desk, deal = live.transfer_agent(), live.prepared().received.deal
    refused = correct(desk, live.ledger, deal, what, b"a letter")
    assert example.codes(refused) == ["issuance.existing-own-agents"]


def test_a_token_of_another_maker_is_said_to_have_no_migration(live: Life) -> None:
    where = stands(live.home.evidence, live.filing)
    assert where is not None
    found = not_fit(live.desk(example.ISSUER), live.ledger, live.prepared(), where, live.filing)
    assert {each.code for each in found} == {"issuance.migration-foreign"}


def test_the_same_issue_as_other_tokens_is_another_plan(live: Life) -> None:
    assert example.codes(issued(live, {}))[-1] == "issuance.planned-otherwise"


@pytest.mark.parametrize(
    ("existing", "code"),
    [
        ({"Z": "0x5FbDB2315678afecb367f032d93F642f64180aa3"}, "issuance.existing-class"),
        ({"A": "0x5fbdb2315678afecb367f032d93f642f64180aa3"}, "issuance.existing-address"),
        (dict.fromkeys("AB", "0x5FbDB2315678afecb367f032d93F642f64180aa3"), "issuance.existing-twice"),
    ],
    ids=["class", "address", "twice"],
)
def test_a_token_that_cannot_be_meant_is_refused(existing: dict[str, str], code: str, life: Life) -> None:
    from tallystick.shell.operations.issuance.deploying.existing import existing_wrong

    refused = existing_wrong(life.prepared().received.deal, existing)
    assert refused is not None
    assert refused.code == code
