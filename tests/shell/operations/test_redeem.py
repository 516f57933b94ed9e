"""Redeem: after the last payment and not before, and what is owed then goes on being paid."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.reports import Report
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Movement
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER
from tallystick.shell.operations.servicing.on_ledger.redeem import Redeemed, redeem
from tallystick.shell.operations.servicing.service import service
from tallystick.units.money import Currency, total
from tallystick.units.periods import Period
from tests.shell.operations.example import FILING, ISSUER, PAYING_AGENT, TRUSTEE, at, codes, folder, person, signer
from tests.shell.operations.issued import TOKENS, register_of
from tests.shell.operations.twins import MemoryRegister

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
CLOSED, PAID, LATER = at("2026-10-22T02:00"), at("2026-10-27T02:00"), at("2026-12-02T02:00")
_NAME = f"{COLLECTIONS_FOLDER}{SEPTEMBER}.csv"
_REPAID = {b"6612856.11": b"942424859.88", b"closing-balance,935812003.77": b"closing-balance,0.00"}
_NOTHING = (
    "item,amount,currency,count\nopening-balance,0.00,CNY,0\nscheduled-principal,0.00,CNY,0\nprepaid-principal,0.00,CNY,0\n"
    "interest,0.00,CNY,0\nrecoveries,100000.00,CNY,1\nfees,0.00,CNY,0\ndefaulted-principal,0.00,CNY,0\n"
    "closing-balance,0.00,CNY,0\n"
)


@dataclass(frozen=True, slots=True)
class Ledger(MemoryRegister):
    """A register whose units can be taken off, and on which months are anchored."""

    gone: dict[str, list[Movement]] = field(default_factory=dict)
    anchored: list[Report] = field(default_factory=list)

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Who holds what is left."""
        return () if token in self.gone else MemoryRegister.holdings(self, token)

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """What was taken off."""
        return tuple(self.gone.get(token, ()))

    def redeem(self, token: str, orders: Any, *, at: Any) -> None:
        """Take it off in the one block there is."""
        act = Act(transaction="0x1", block=1, at=at, gas=0, repeated=False)
        self.gone.setdefault(token, []).extend(Movement(order=each, act=act) for each in orders)

    def reported(self, reports: str) -> tuple[Report, ...]:
        """What was anchored."""
        return tuple(self.anchored)


def desk(kept, moment):
    by, keys = (person(ISSUER), person(TRUSTEE)), (signer(ISSUER), signer(TRUSTEE))
    return Desk(evidence=kept, filing=FILING, by=by, signers=keys, at=moment)


def closed(kept, ledger, ready, period, moment):
    files = folder()
    for old, new in _REPAID.items():
        assert old in files[_NAME]
        files[_NAME] = files[_NAME].replace(old, new)
    files |= {f"{COLLECTIONS_FOLDER}{each}.csv": _NOTHING.encode() for each in (OCTOBER, OCTOBER.next())}
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    return service(kept, ledger, ready, files, period, by=by, signers=keys, at=moment)


def said(kept, month, moment, *, returned: bool):
    words = specimen_confirmations(month.instructions)
    words = words.replace(b",paid,", b",returned,") if returned else words
    sent = BankFile(content=words, value_date=month.closed.flows()[0].day.paid, specimen=True)
    by, key = person(PAYING_AGENT), signer(PAYING_AGENT)
    return confirm(kept, FILING, month.closed.period, month.claims, sent, by=by, signer=key, at=moment)


@pytest.fixture
def last(kept, ready):
    """The last month, closed: nothing is outstanding, and nobody is paid."""
    ledger = Ledger(register_of(ready).held)
    month = closed(kept, ledger, ready, SEPTEMBER, CLOSED).value
    assert month is not None
    assert {str(flow.ending) for flow in month.closed.flows()} == {"0.00 USD"}
    return ledger, month


def anchored(ledger, month):
    ledger.anchored.append(Report(period=SEPTEMBER, inputs="", outputs=month.certificate.digest, classes=()))


def test_nobodys_units_are_taken_before_the_last_month_is_due_anchored_and_answered_for(kept, last):
    ledger, month = last
    early = redeem(desk(kept, CLOSED), ledger)
    assert codes(early) == ["issuance.redeem-ahead", "issuance.redeem-unanchored", "issuance.redeem-unpaid"]
    owed = total((each.amount for each in month.claims), Currency.USD)
    assert early.findings[-1].argument("amount") == owed
    anchored(ledger, month)
    assert codes(redeem(desk(kept, PAID), ledger)) == ["issuance.redeem-unpaid"]
    assert ledger.gone == {}
    said(kept, month, PAID, returned=False)
    done = redeem(desk(kept, PAID), ledger)
    assert (codes(done), done.value) == ([], Redeemed(units={"A": 114_000, "B": 20_000}))


def test_what_came_back_is_claimed_again_once_the_units_are_gone(kept, ready, last):
    ledger, month = last
    anchored(ledger, month)
    said(kept, month, PAID, returned=True)
    done = redeem(desk(kept, PAID), ledger)
    assert codes(done) == ["issuance.redeem-owed"]
    assert set(ledger.gone) == set(TOKENS.values())

    later = closed(kept, ledger, ready, OCTOBER, LATER)
    assert later.value is not None, codes(later)
    assert set(codes(later)) == {"servicing.units-redeemed"}
    instructed, found = parse_bank_file(later.value.files[f"bank-{OCTOBER}.csv"])
    assert found == ()
    again = sum(each.claim.amount.minor for each in instructed)
    fresh = sum(flow.interest.minor + flow.principal.minor for flow in later.value.closed.flows())
    assert again == sum(each.amount.minor for each in month.claims) + fresh
    assert {each.claim.wallet for each in instructed} == {each.wallet for each in month.claims}


def test_a_month_that_owes_nobody_anything_waits_for_no_bank(kept, ready, last):
    ledger, month = last
    anchored(ledger, month)
    said(kept, month, PAID, returned=False)
    assert redeem(desk(kept, PAID), ledger).value is not None
    for period, moment in ((OCTOBER, LATER), (OCTOBER.next(), at("2027-01-04T02:00"))):
        later = closed(kept, ledger, ready, period, moment)
        assert (set(codes(later)), later.value.claims) == ({"servicing.units-redeemed"}, ())
