"""A filing whose holders are paid on the ledger: divided by the record date, brought on the day, collected, verified.

The asset is an ERC-20 of somebody else's, which stands where the filing says before anything is issued.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from web3 import Web3

from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.deploying.tokens import asset_wrong
from tallystick.shell.operations.issuance.later.chapters import DIVIDED
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.issuance.migrating.fitness import not_fit
from tallystick.shell.operations.ports.ledgers.cash import ToDivide
from tallystick.shell.operations.ports.ledgers.migrations import EVERYTHING
from tallystick.shell.operations.ports.ledgers.tokens import Order
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.shell.operations.servicing.on_ledger import pay as paying
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.operations.servicing.on_ledger.divisions import divided_otherwise
from tallystick.shell.operations.servicing.on_ledger.pay import pay
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.cli.conftest import Told, caller
from tests.shell.operations import example
from tests.shell.operations.example import FILING, PAYING_AGENT
from tests.shell.operations.twins import PlainDocuments
from tests.walk.life import WITNESS, Life, wallet
from tests.walk.stage import EXAMPLE, need_chain

pytestmark = pytest.mark.chain

SEPTEMBER = Period.parse("2026-09")
MAKER = wallet("the maker of the asset")
DECIMALS, ALL, SOLD = 6, 10**15, 7
_THAMES = b"0x1814844922dCd158FEA2897222075cd1dce36bD5"


@cache
def asset_at() -> str:
    """Where the maker's first contract stands."""
    from web3.utils import get_create_address

    return str(get_create_address(MAKER, 0))  # type: ignore[arg-type]


@cache
def filed(decimals: int = DECIMALS) -> dict[str, bytes]:
    """What crossed of the example, filed with the ledger as the one rail."""
    folder = example.soon_repaid()
    named = f'on_ledger: {{asset: USDX, address: "{asset_at()}", decimals: {decimals}}}'
    before = b"settlement: {rails: [bank], assets: [USD]}"
    assert before in folder["deal.yaml"]
    after = f"settlement: {{rails: [ledger], assets: [USDX], {named}}}".encode()
    folder["deal.yaml"] = folder["deal.yaml"].replace(before, after)
    made = make_package(folder, PlainDocuments(), secret=lambda: example.SECRET)
    assert made.value is not None, example.codes(made)
    kept, filer = example.home(), example.FILER
    files, moment = made.value.package.files(), example.at("2026-09-01T02:00")
    assert submit(kept, files, by=example.person(filer), signer=example.signer(filer), at=moment).value is not None
    example.decided(kept, Event.FILE)
    example.recorded(kept)
    assert cosign(kept.log, example.person(WITNESS), example.signer(WITNESS), at=example.at("2026-09-10T03:00")) is None
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    return delivered


@dataclass(slots=True, kw_only=True)
class Rail:
    """An issue with its asset, and one holder who has a key."""

    life: Life
    abi: Any
    holder: str
    key: bytes
    stack: ExitStack
    closed: Serviced | None = None

    def asset(self, function: str, *arguments: object, by: str = MAKER) -> None:
        """Call the asset as somebody, whose key the local node does not need."""
        from web3 import Web3

        node = self.life.ledger._node
        contract: Any = Web3().eth.contract(address=asset_at(), abi=self.abi)  # type: ignore[call-overload]
        node.ask("anvil_impersonateAccount", by)
        data = contract.encode_abi(function, args=arguments)
        sent = {"from": by, "to": asset_at(), "data": data, "gas": hex(1_000_000), "gasPrice": "0x0"}
        assert self.life.ledger._sender._receipt(node.ask("eth_sendTransaction", sent))["status"] == "0x1"

    def sells(self, units: int) -> None:
        """The holder sells units of class A to the next holder of the register, as anybody may at any time."""
        node, token = self.life.ledger._node, self.life.where().tokens["A"]
        node.ask("anvil_impersonateAccount", self.holder)
        node.ask("evm_setNextBlockTimestamp", int(self.life.now.timestamp()))
        data = f"0xa9059cbb{int(self.buyer, 16):064x}{units:064x}"
        sent = {"from": self.holder, "to": token, "data": data, "gas": hex(1_000_000), "gasPrice": "0x0"}
        assert self.life.ledger._sender._receipt(node.ask("eth_sendTransaction", sent))["status"] == "0x1"

    @property
    def buyer(self) -> str:
        held = self.life.ledger.holdings(self.life.where().tokens["A"])
        return str(next(each.account for each in held if each.account != self.holder))

    def pay(self) -> Any:
        """Ask for September to be paid on the ledger, now."""
        life = self.life
        return pay(life.desk(PAYING_AGENT), life.ledger, life.prepared().received.deal, SEPTEMBER)


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Told]]:
    with pytest.MonkeyPatch.context() as patched:
        home = tmp_path_factory.mktemp("rail") / "overseas"
        call = caller(patched, home)
        patched.setenv("TALLYSTICK_SIDE", "overseas")
        yield call


@pytest.fixture(scope="module")
def rail(surroundings: Callable[..., Told], project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rail]:
    """Issued, and September closed on the day after its record date."""
    need_chain()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("the settlement asset is compiled by npm's packages: `npm ci --ignore-scripts` in contracts/")
    from tools.settlement_asset import asset

    abi, creation = asset()
    made = operations()
    holder, key = made.members().create("tallystick-example")
    placed = {name: each.replace(_THAMES, holder.encode()) for name, each in example.placement().items()}
    assert placed != example.placement()
    home_of = tmp_path_factory.mktemp("ledger") / "overseas"
    with ExitStack() as stack:
        home = stack.enter_context(made.make_home(str(home_of), Side.OVERSEAS))
        ledger: Any = stack.enter_context(home.ledger())
        life = Life(home, ledger, filed(), placed)
        node, told = ledger._node, f"{DECIMALS:064x}{int(MAKER, 16):064x}{ALL:064x}"
        node.ask("anvil_impersonateAccount", MAKER)
        sent = {"from": MAKER, "data": f"{creation}{told}", "gas": hex(5_000_000), "gasPrice": "0x0"}
        assert ledger._sender._receipt(node.ask("eth_sendTransaction", sent))["contractAddress"] == asset_at().lower()
        assert life.issue()
        one = Rail(life=life, abi=abi, holder=holder, key=key, stack=stack)
        life.now = dt.datetime(2026, 10, 22, 2, tzinfo=dt.UTC)
        desk, months = life.desk(PAYING_AGENT), example.folder()
        closed = service(
            home.evidence, ledger, life.prepared(), months, SEPTEMBER, by=desk.by, signers=desk.signers, at=life.now
        )
        assert closed.value is not None, example.codes(closed)
        one.closed = closed.value
        yield one


def unpaid(rail: Rail) -> list[object]:
    """The months for which the issue cannot go over to a later filing yet."""
    life = rail.life
    where = stands(life.home.evidence, FILING)
    assert where is not None
    found = not_fit(life.desk(example.ISSUER), life.ledger, life.prepared(), where, FILING)
    return [each.argument("period") for each in found if each.code == "issuance.migration-unpaid"]


def stops(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def cut_off(rail: Rail) -> None:
    """The machine stops when everything is paused and nothing is divided: nobody can sell until it goes on."""
    token = rail.life.where().tokens["A"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(rail.life.ledger), "divide", stops)
        with pytest.raises(KeyboardInterrupt):
            rail.pay()
    assert rail.life.ledger.paused(token) == EVERYTHING


@pytest.fixture(scope="module")
def paid(rail: Rail) -> Rail:
    """Divided after the record date, brought on the payment day, and anchored."""
    life, where = rail.life, rail.life.where()
    assert rail.closed is not None
    assert set(rail.closed.files) == {
        "certificate-2026-09.json",
        "claims-2026-09.csv",
        "ledger-2026-09.csv",
        "ledger-2026-09-totals.csv",
    }, "no file for a bank is made"
    assert unpaid(rail) == ["2026-09"]
    rail.sells(SOLD)
    cut_off(rail)
    waiting = rail.pay()
    assert (waiting.value.brought, example.codes(waiting)) == (False, ["servicing.payment-waits"])
    assert waiting.value.recorded == {"A": 2}, "seller and buyer"
    assert life.ledger.owed(where.tokens["A"], rail.holder) > 0
    assert unpaid(rail) == ["2026-09"], "divided, and nobody could bring it once the issue has gone over"
    life.now = dt.datetime.combine(rail.closed.closed.flows()[0].day.paid, dt.time(2), tzinfo=dt.UTC)
    short = rail.pay()
    assert (short.value.brought, example.codes(short)) == (False, ["servicing.cash-short"])
    rail.asset("transfer", life.ledger.account("paying-agent"), ALL)
    done = rail.pay()
    assert (done.value.brought, example.codes(done)) == (True, [])
    assert unpaid(rail) == []
    blocks = life.ledger.head().number
    life.now += dt.timedelta(days=1)
    assert rail.pay().value.brought
    assert life.ledger.head().number == blocks, "asked again, nothing is sent"
    assert anchor(life.desk(PAYING_AGENT), life.ledger, SEPTEMBER).value is not None
    return rail


@pytest.fixture
def undone(paid: Rail) -> Iterator[Rail]:
    snapshot = paid.life.ledger._node.ask("evm_snapshot")
    yield paid
    assert paid.life.ledger._node.ask("evm_revert", snapshot)


def found(rail: Rail) -> set[str]:
    outcome = rail.life.verified(SEPTEMBER, example.folder())
    assert outcome.exit_code(allow_open=True) == 1
    return {each.code for each in outcome.findings}


def test_an_asset_with_other_decimals_than_filed_is_not_issued_on(rail: Rail) -> None:
    deal = rail.life.prepared().received.deal
    assert asset_wrong(rail.life.ledger, deal) is None
    assert deal.tokens is not None
    assert deal.tokens.settlement.on_ledger is not None
    other = deal.tokens.settlement.on_ledger.model_copy(update={"decimals": 2})
    settled = deal.tokens.settlement.model_copy(update={"on_ledger": other})
    changed = deal.model_copy(update={"tokens": deal.tokens.model_copy(update={"settlement": settled})})
    wrong = asset_wrong(rail.life.ledger, changed)
    assert wrong is not None
    assert wrong.code == "issuance.asset-decimals"


def test_a_month_of_which_a_file_for_the_bank_was_made_is_not_paid_here_as_well(
    rail: Rail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paying, "kept_files", lambda *_: {"bank-2026-09.csv": b"made where both rails are filed"})
    told = rail.pay()
    assert (told.value, example.codes(told)) == (None, ["servicing.bank-file-made"])
    assert rail.life.home.evidence.journal.acts(subject=f"{FILING}/{SEPTEMBER}", kind=DIVIDED) == ()


def test_what_moved_after_the_record_date_carries_no_cash_of_the_month(paid: Rail) -> None:
    assert paid.closed is not None
    life, where = paid.life, paid.life.where()
    (division,) = life.ledger.divisions(where.beside["distributor"], where.tokens["A"])
    then = {each.account: each.amount for each in division.recorded}
    now = {each.account: each.amount for each in life.ledger.holdings(where.tokens["A"])}
    assert {who: held - now[who] for who, held in then.items()} == {paid.holder: SOLD, paid.buyer: -SOLD}
    for who in then:
        due = sum(
            each.amount.minor for each in paid.closed.claims if (each.token_class, each.wallet) == ("A", who.lower())
        )
        owed = Fraction(life.ledger.owed(where.tokens["A"], who), 10 ** (DECIMALS - 2))
        assert abs(due - owed) < 2, "interest and principal of the register, each rounded to a cent"
    assert life.ledger.paused(where.tokens["A"]) == 0, "transfers go on"


def test_a_month_is_paid_on_the_ledger_and_verify_says_that_it_matches(paid: Rail) -> None:
    outcome = paid.life.verified(SEPTEMBER, example.folder())
    assert outcome.exit_code(allow_open=True) == 0, example.codes(outcome)
    assert outcome.value is not None
    assert outcome.value[8].standing == "holds"


def test_the_banks_word_on_it_is_refused(paid: Rail) -> None:
    assert paid.closed is not None
    life, (by, _) = paid.life, paid.life.desk(PAYING_AGENT).by
    sent = BankFile(content=specimen_confirmations(paid.closed.instructions), value_date=life.now.date(), specimen=True)
    owed, key = paid.closed.claims, example.signer(PAYING_AGENT)
    told = confirm(life.home.evidence, FILING, SEPTEMBER, owed, sent, by=by, signer=key, at=life.now)
    assert (told.value, example.codes(told)) == (None, ["servicing.paid-on-ledger"])


def test_a_holder_collects_by_the_command_line_and_anybody_verifies(
    undone: Rail, surroundings: Callable[..., Told], tmp_path: Path
) -> None:
    life, token = undone.life, undone.life.where().tokens["A"]
    url, owed = life.ledger._node.url, life.ledger.owed(token, undone.holder)
    (tmp_path / "key.json").write_bytes(undone.key)
    call = ["collect", token, "--rpc", url, "--key", str(tmp_path / "key.json"), "--json"]
    told = surroundings(*call)
    assert told.exit == 0, told.out
    assert told.json["value"]["amount"] == str(owed)
    asset, _, amount = told.json["value"]["told"].partition(" ")
    assert (bool(asset), Fraction(amount.replace(",", "")) * 10**6) == (True, owed)
    assert life.ledger.balance(asset_at(), undone.holder) == owed
    assert undone.life.ledger.owed(token, undone.holder) == 0
    assert surroundings(*call).codes == ["servicing.nothing-owed"]
    write_folder(tmp_path / "public", life.publish() | dict(life.crossed))
    asked = ["--export", str(tmp_path / "public"), "--people", str(EXAMPLE / "people.yaml"), "--witness", WITNESS]
    said = surroundings("verify", token, "--rpc", url, *asked, "--at", life.now.isoformat(), "--json")
    standings = {each["number"]: each["standing"] for each in said.json["value"]["obligations"]}
    assert (standings[8], "broken" in standings.values()) == ("holds", False), said.out


def _taken(rail: Rail) -> None:
    """Whoever makes the asset takes it out of the distributor."""
    distributor = rail.life.where().beside["distributor"]
    rail.asset("transfer", MAKER, 1, by=distributor)


def _again(rail: Rail) -> None:
    """Cash is divided for a month that nobody closed."""
    ledger, where = rail.life.ledger, rail.life.where()
    token = where.tokens["A"]
    units = sum(each.amount for each in ledger.holdings(token))
    distributor, period = where.beside["distributor"], SEPTEMBER.next()
    what = ToDivide(distributor=distributor, token=token, period=period, amount=5, units=units)
    ledger.order_division(where.beside["mandates"], what, paper="ab" * 32, at=rail.life.now)
    ledger.divide(what, at=rail.life.now)


def _ordered(rail: Rail) -> None:
    """The trustee orders a division of which nothing is on record, and nobody divides by it."""
    where = rail.life.where()
    distributor, token, period = where.beside["distributor"], where.tokens["A"], SEPTEMBER.next()
    what = ToDivide(distributor=distributor, token=token, period=period, amount=5, units=1)
    rail.life.ledger.order_division(where.beside["mandates"], what, paper="cd" * 32, at=rail.life.now)


def _written(rail: Rail, add: int) -> None:
    """Whoever runs the node writes into a holder's word: balance in the lowest 64 bits, owed above it."""
    node, token = rail.life.ledger._node, rail.life.where().tokens["A"]
    for slot in range(20):
        place = "0x" + Web3.keccak(int(rail.holder, 16).to_bytes(32) + slot.to_bytes(32)).hex().removeprefix("0x")
        word = int(node.ask("eth_getStorageAt", token, place, "latest"), 16)
        if word & (2**64 - 1) == rail.life.ledger.states(token, [rail.holder])[rail.holder].balance:
            node.ask("anvil_setStorageAt", token, place, f"0x{word + add:064x}")
            return
    raise AssertionError("the holder's word was not found")


def _more_units(rail: Rail) -> None:
    _written(rail, 1_000)


def _more_cash(rail: Rail) -> None:
    _written(rail, 5 << 96)


def _minted(rail: Rail) -> None:
    """Units come and go before the record date's register is read again: the ledger was told another history."""
    where = rail.life.where()
    held = rail.life.ledger.holdings(where.tokens["A"])[0]
    rail.life.ledger.redeem(
        where.tokens["A"], [Order(key="ab" * 32, holder=held.account, amount=held.amount)], at=rail.life.now
    )


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_taken, "supervision.cash-missing"),
        (_again, "supervision.division-surplus"),
        (_more_units, "supervision.balance-differs"),
        (_more_cash, "supervision.owed-differs"),
        (_minted, "supervision.redeemed-early"),
    ],
)
def test_an_act_behind_its_back_is_named(undone: Rail, act: Callable[[Rail], None], code: str) -> None:
    act(undone)
    assert code in found(undone)


def test_an_order_to_divide_that_stands_unused_is_told(undone: Rail) -> None:
    _ordered(undone)
    outcome = undone.life.verified(SEPTEMBER, example.folder())
    assert "supervision.order-unrecorded" in {each.code for each in outcome.findings}


def test_a_division_of_another_amount_or_register_is_named(paid: Rail) -> None:
    life, where = paid.life, paid.life.where()
    assert paid.closed is not None
    certificate, deal = paid.closed.certificate, life.prepared().received.deal

    def codes(lines: dict[str, object], until: dt.datetime) -> set[str]:
        classes = tuple(each.model_copy(update=lines) for each in certificate.classes)
        other = certificate.model_copy(update={"classes": classes})
        distributor = where.beside["distributor"]
        ends = {certificate.period: until}
        told = divided_otherwise(life.ledger, distributor, where.tokens, deal, [other], [], ends)
        return {each.code for each in told}

    assert codes({}, paid.closed.until) == set()
    cent = replace(certificate.classes[-1].interest, minor=1)
    assert codes({"interest": cent}, paid.closed.until) == {"supervision.division-differs"}
    assert codes({}, dt.datetime(2026, 9, 14, tzinfo=dt.UTC)) == {"supervision.division-register"}


def test_asked_again_by_the_command_line_nothing_happens_twice(
    paid: Rail, surroundings: Callable[..., Told], project: Path, tmp_path: Path
) -> None:
    """The home is closed here; no test after this looks at it."""
    life = paid.life
    paid.stack.close()
    write_folder(tmp_path / "crossed", filed())
    at = ["--home", life.home.home, "--at", life.now.isoformat()]
    assert surroundings("keys", "--import-cast", str(project / "examples" / "cast"), *at[:2]).exit == 0
    people = ["--as", PAYING_AGENT, "--as", example.TRUSTEE, "--people", str(EXAMPLE / "people.yaml")]
    told = surroundings("pay", str(tmp_path / "crossed"), "--period", "2026-09", *people, *at, "--json")
    assert told.exit == 0, told.out
    assert told.json["value"] == {
        "divided": {"A": "9760034.92 USD", "B": "121861.11 USD"},
        "recorded": {"A": 2},
        "brought": True,
    }
