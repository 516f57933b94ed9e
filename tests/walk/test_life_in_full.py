"""The life of an issue to three hundred holders with nothing left out: verify at each month, and after each act in it.

Every month is paid and anchored and matches; then an act behind its back on the ledger is done, named, and undone: all
in the first month, one after the other in the months that follow. `test_life.py` is the same in short.
"""

from collections.abc import Iterator

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.issuance.later.holders import freeze, recover
from tallystick.shell.operations.issuance.later.suspend import resume, suspend
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Order
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.operations.servicing.on_ledger.redeem import redeem
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations.example import ISSUER, PAYING_AGENT
from tests.walk.life import LAST, LOST, Life, filed, placement, wallet
from tests.walk.stage import need_chain
from tests.walk.test_life import ON_THE_LEDGER, SEPTEMBER, matches

pytestmark = [pytest.mark.chain, pytest.mark.long]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    need_chain()
    folder = tmp_path_factory.mktemp("in-full")
    with operations().make_home(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
        yield Life(home, ledger, filed(), placement())


def tampered(life: Life, month: Period, place: int) -> None:
    """Acts, done and undone, are named by `verify` of this month; a false factor is of October, told in September."""
    node, later = life.ledger._node, [each for each in ON_THE_LEDGER if each[1] != "supervision.anchor-differs"]
    for act, code in ON_THE_LEDGER if month == SEPTEMBER else [later[place % len(later)]]:
        snapshot = node.ask("evm_snapshot")
        act(life)
        found = life.verified(month)
        assert found.exit_code(allow_open=True) == 1
        assert code in {each.code for each in found.findings}, (str(month), code)
        assert node.ask("evm_revert", snapshot)


def above_the_cap(life: Life) -> None:
    """Units are burned, and no more can be minted for it; then all of it is undone."""
    token, holder = life.where().tokens["A"], wallet("fund-000")
    snapshot = life.ledger._node.ask("evm_snapshot")
    life.ledger.redeem(token, [Order(key=identifier("burn"), holder=holder, amount=100)], at=life.now)
    with pytest.raises(ChainRefusedError) as refused:
        life.ledger.mint(token, [Order(key=identifier("more"), holder=holder, amount=100)], at=life.now)
    assert refused.value.finding.code == "chain.cap-exceeded"
    assert life.ledger._node.ask("evm_revert", snapshot)


def test_every_month_matches_and_every_act_in_it_is_named(life: Life) -> None:
    assert life.issue()
    matches(life, None)
    above_the_cap(life)
    month, factors = SEPTEMBER, []
    while month <= LAST:
        life.pay(month)
        assert anchor(life.desk(PAYING_AGENT), life.ledger, month).value is not None
        factors.append(life.ledger.performance(life.where().tokens["A"])[1])
        matches(life, month)
        tampered(life, month, len(factors))
        if month == SEPTEMBER.next():
            lost, new = wallet(LOST), wallet(f"{LOST}, again")
            assert freeze(life.transfer_agent(), life.ledger, lost, b"order of a court", frozen=True).value
            assert recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit").value is not None
            matches(life, month)
        if month == SEPTEMBER.next().next():
            lost, new = wallet(LOST), wallet(f"{LOST}, again")
            moved = recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit").value
            assert moved is not None
            assert moved.moved == ("A",)
            assert freeze(life.transfer_agent(), life.ledger, new, b"lifted by the court", frozen=False).value is False
            matches(life, month)
            assert suspend(life.desk(ISSUER), life.ledger, b"why it stops").value == "suspended"
            matches(life, month)
            assert resume(life.desk(ISSUER), life.ledger, b"why it goes on").value == "active"
            matches(life, month)
        month = month.next()
    assert len(factors) == 12
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] == 0
    redeemed = redeem(life.desk(ISSUER), life.ledger).value
    assert redeemed is not None
    assert redeemed.units == {"A": 114_000, "B": 20_000}
    assert redeem(life.desk(ISSUER), life.ledger).value == redeemed
    assert [life.ledger.token(each).supply for each in life.where().tokens.values()] == [0, 0]
    matches(life, LAST)
    assert fsck(life.home, {}).exit_code(allow_open=True) == 0
