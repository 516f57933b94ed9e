"""Pay on the ledger: whoever the bank holds back is divided to like anybody, and nobody is paid on both rails."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tallystick.deal.tokens import SettlementAsset
from tallystick.evidence.findings import finding
from tallystick.servicing.confirmations import last_word, reconcile
from tallystick.servicing.proofs import class_cash
from tallystick.shell.operations.issuance.later.chapters import DIVIDED
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.ports.ledgers.cash import Account, Division, ToDivide
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Movement, Order
from tallystick.shell.operations.servicing.bank_words import bank_words
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.on_ledger import pay as paying
from tallystick.shell.operations.servicing.on_ledger.divide import Paused
from tallystick.shell.operations.servicing.on_ledger.pay import pay
from tallystick.shell.operations.servicing.service import service
from tallystick.units.money import Currency, total
from tallystick.units.periods import Period
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE, at, codes, folder, person, signer
from tests.shell.operations.issued import register_of
from tests.shell.operations.twins import MemoryRegister

SEPTEMBER = Period.parse("2026-09")
CLOSED, DUE = at("2026-10-22T02:00"), at("2026-10-26T02:00")
_ACT = Act(transaction="0x1", block=9, at=CLOSED, gas=0, repeated=False)


@dataclass(frozen=True, slots=True)
class Ledger(MemoryRegister):
    """A register whose tokens divide cash by the units of the record date."""

    divided: dict[str, Division] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    ordered: list[ToDivide] = field(default_factory=list)
    gone: frozenset[str] = frozenset()
    levels: dict[str, list[int]] = field(default_factory=dict)
    refuses: bool = False

    def holdings(self, token: str, *, block: int | None = None) -> Any:
        """Who holds what is left."""
        return () if token in self.gone else MemoryRegister.holdings(self, token)

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """What was taken off."""
        held = MemoryRegister.holdings(self, token) if token in self.gone else ()
        return tuple(
            Movement(order=Order(key="0", holder=one.account, amount=one.amount), act=replace(_ACT, block=1))
            for one in held
        )

    def head(self) -> Any:
        """The one block there is."""
        return self.block_at(CLOSED)

    def divisions(self, distributor: str, token: str) -> tuple[Division, ...]:
        """What was divided."""
        return (self.divided[token],) if token in self.divided else ()

    def paused(self, token: str) -> int:
        """What was set last."""
        return self.levels.get(token, [0])[-1]

    def pauses(self, token: str) -> tuple[int, ...]:
        """Each in a block of its own after the head."""
        head = self.head().number
        return tuple(range(head + 1, head + 1 + len(self.levels.get(token, []))))

    def pause(self, token: str, levels: int, *, at: Any) -> None:
        """Set it."""
        if self.paused(token) != levels:
            self.levels.setdefault(token, []).append(levels)

    def recovered(self, _token: str, *, after: int, until: int) -> tuple[()]:
        """Nobody was."""
        return ()

    def order_division(self, mandates: str, what: ToDivide, *, paper: str, at: Any) -> None:
        """By the trustee."""
        self.ordered.append(what)

    def withdraw_divisions(self, mandates: str, what: ToDivide, *, at: Any) -> None:
        """Nothing was ordered before."""

    def divide(self, what: ToDivide, *, at: Any) -> Act:
        """Divide it, once, and as it was ordered."""
        if self.refuses:
            raise ChainRefusedError(finding("chain.nothing-outstanding"))
        assert what in self.ordered
        made = Division(period=what.period, amount=what.amount, act=_ACT, recorded=what.recorded)
        self.divided.setdefault(what.token, made)
        return _ACT

    def cash(self, distributor: str, token: str) -> Account:
        """How a token's cash stands."""
        declared = self.divided[token].amount if token in self.divided else 0
        return Account(declared=declared, funded=self.brought.get(token, 0), collected=0)

    def account(self, role: str) -> str:
        """Who brings it."""
        return f"0x{role}"

    def balance(self, asset: str, account: str) -> int:
        """More than enough."""
        return 10**30

    def fund(self, distributor: str, token: str, *, declared: int, at: Any) -> None:
        """Bring it."""
        self.brought[token] = declared


def desk(kept, moment):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    return Desk(evidence=kept, filing=FILING, by=by, signers=keys, at=moment)


def closed(kept, ledger, ready):
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    return service(kept, ledger, ready, folder(), SEPTEMBER, by=by, signers=keys, at=CLOSED)


@pytest.fixture
def filed(ready):
    """The terms with both rails."""
    deal = ready.received.deal
    asset = SettlementAsset.model_validate({"asset": "USDX", "address": "0x" + "5f" * 20, "decimals": "6"})
    named = {"rails": ("bank", "ledger"), "assets": ("USD", "USDX"), "on_ledger": asset}
    settlement = deal.tokens.settlement.model_copy(update=named)
    return deal.model_copy(update={"tokens": deal.tokens.model_copy(update={"settlement": settlement})})


def test_whoever_is_held_back_by_bank_is_divided_to_and_no_bank_is_told_of_it_later(kept, ready, filed):
    held = register_of(ready).held
    frozen = min(next(iter(held.values()))).lower()
    ledger: Any = Ledger(held, frozen=frozenset({frozen}))
    month = closed(kept, ledger, ready)
    assert "servicing.holder-held-back" in codes(month)
    told = pay(desk(kept, DUE), ledger, filed, SEPTEMBER, unsent=b"no file was sent")
    assert told.value is not None
    assert (codes(told), told.value.brought) == ([], True)
    asset = filed.tokens.settlement.on_ledger
    shown = {name: f"USDX {str(each).removesuffix(' USD')}" for name, each in told.value.divided.items()}
    assert {name: each.replace(",", "") for name, each in told.value.in_asset(asset).items()} == shown
    ((_, words),) = bank_words(kept, FILING, SEPTEMBER)
    owed = month.value.claims
    said = reconcile(owed, last_word([words], owed), value_date=DUE.date())
    assert said.sums(Currency.USD)[1] == total((each.amount for each in owed), Currency.USD)
    lifted = closed(kept, replace(ledger, frozen=frozenset()), ready).value
    assert sorted(name for name in lifted.files if name.startswith("bank")) == [
        name for name in sorted(month.value.files) if name.startswith("bank")
    ], "what the ledger paid, no bank is told of"
    assert len(lifted.instructions) == len(owed)


def test_what_comes_in_once_the_units_are_redeemed_is_divided_among_who_held_them(kept, ready, filed):
    register = register_of(ready)
    ledger: Any = Ledger(register.held, gone=frozenset(register.held))
    assert closed(kept, Ledger(register.held), ready).value is not None
    told = pay(desk(kept, DUE), ledger, filed, SEPTEMBER, unsent=b"no file was sent")
    assert (codes(told), told.value is not None and told.value.brought) == ([], True)
    held = {token: {each.account: each.amount for each in one.recorded} for token, one in ledger.divided.items()}
    assert held == {token: register.held[token] for token in ledger.divided}
    assert held != {}


def paid(kept, ledger, filed):
    return pay(desk(kept, DUE), ledger, filed, SEPTEMBER, unsent=b"no file was sent")


def test_a_holder_without_a_payee_stops_nobody(kept, ready, filed, monkeypatch):
    ledger = Ledger(register_of(ready).held)
    month = closed(kept, ledger, ready).value
    monkeypatch.setattr(paying, "claims_on_record", lambda *_: month.claims[1:])
    told = paid(kept, ledger, filed)
    assert told.value is not None, codes(told)
    assert told.value.brought
    monkeypatch.setattr(paying, "claims_on_record", lambda *_: (*month.claims, month.claims[0]))
    assert "servicing.ledger-claims" in codes(paid(kept, Ledger(ledger.held), filed)), "what came back is paid by bank"


def test_what_pay_paused_it_lifts_and_nothing_else(kept, ready, filed):
    ledger = Ledger(register_of(ready).held, refuses=True)
    assert closed(kept, ledger, ready).value is not None
    with pytest.raises(ChainRefusedError):
        paid(kept, ledger, filed)
    assert [each[-1] for each in ledger.levels.values()] == [0], "a refusal leaves nothing paused"
    again = replace(ledger, refuses=False)
    assert paid(kept, again, filed).value.brought
    assert {tuple(each) for each in again.levels.values()} == {(4, 0, 4, 0), (4, 0)}, "paused and lifted, each time"


def test_a_call_that_was_cut_off_is_gone_on_with_and_the_trustees_own_pause_stays(kept, ready, filed, monkeypatch):
    ledger = Ledger(register_of(ready).held)
    assert closed(kept, ledger, ready).value is not None

    def stops(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "divide", stops)
        with pytest.raises(KeyboardInterrupt):
            paid(kept, ledger, filed)
    first = next(iter(ledger.levels))
    assert ledger.levels == {first: [4]}
    kept_back = {first: [4, 7]}
    assert paid(kept, replace(ledger, levels=kept_back, divided={}, brought={}), filed).value.brought
    assert kept_back[first] == [4, 7], "which the trustee set while the call was cut off"
    assert paid(kept, ledger, filed).value.brought
    assert ledger.levels[first] == [4, 0]


@pytest.mark.parametrize(
    ("pauses", "levels", "left"),
    [
        ((12,), 0, True),
        ((3, 12), 1, True),
        ((11, 12, 14), 0, True),
        ((12, 14), 0, False),
        ((12,), 4, False),
        ((), 0, False),
    ],
    ids=["ours", "ours beside an older one", "ours again", "the trustee's after ours", "paused before", "none"],
)
def test_only_the_pause_for_the_division_is_lifted(pauses: tuple[int, ...], levels: int, left: bool) -> None:
    assert Paused(head=10, levels={"A": levels}).left("A", pauses) is left


def test_a_division_by_another_register_is_not_paid(kept, ready, filed):
    ledger = Ledger(register_of(ready).held)
    month = closed(kept, ledger, ready).value
    assert month is not None
    token, due = next(iter(ledger.held)), dict(class_cash(month.certificate, ("A",)))["A"]
    who = next(iter(ledger.held[token]))
    false = Division(period=SEPTEMBER, amount=due.minor * 10_000, act=_ACT, recorded=(Holding(account=who, amount=0),))
    ledger.divided[token] = false
    with pytest.raises(ChainConflictError) as told:
        paid(kept, ledger, filed)
    assert told.value.finding.code == "supervision.division-register"
    assert ledger.brought == {}


def test_a_month_divided_elsewhere_with_another_sum_leaves_the_way_by_bank_open(kept, ready, filed):
    ledger: Any = Ledger(register_of(ready).held)
    month = closed(kept, ledger, ready).value
    assert month is not None
    for token in ("0xA", "0xB"):
        ledger.divided[token] = Division(period=SEPTEMBER, amount=1, act=_ACT, recorded=())
    told = pay(desk(kept, DUE), ledger, filed, SEPTEMBER, unsent=b"the bank was not told")
    assert set(codes(told)) == {"servicing.divided-otherwise"}
    assert (told.value, kept.journal.acts(kind=DIVIDED)) == (None, ())
    day = month.closed.flows()[0].day.paid
    word = BankFile(content=specimen_confirmations(month.instructions), value_date=day, specimen=True)
    by, key = person(PAYING_AGENT), signer(PAYING_AGENT)
    heard = confirm(kept, FILING, SEPTEMBER, month.claims, word, by=by, signer=key, at=DUE)
    assert heard.value is not None
