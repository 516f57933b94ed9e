"""What of a month is anchored: every claim it owes, once, whoever is held back and whatever the bank is told."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.evidence.findings import Finding
from tallystick.issuance.obligations import Standing as Stand
from tallystick.servicing.claims.owed import claims_name
from tallystick.servicing.performance.factors import factors_told
from tallystick.servicing.proofs import prove_certificates, prove_payments
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.tokens import Standing
from tallystick.shell.operations.servicing import service as servicing
from tallystick.shell.operations.servicing.close_records import closed_body
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor, claims_on_record, closed_month
from tallystick.shell.operations.servicing.on_ledger.claims import claim_papers
from tallystick.shell.operations.servicing.on_ledger.entitled import entitled_of
from tallystick.shell.operations.supervision.found.anchors import _factors
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.found.payments import Payments, entitled_otherwise, payments_found
from tallystick.units.periods import Period
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE, at, folder, person, signer
from tests.shell.operations.issued import TOKENS
from tests.shell.operations.twins import MemoryRegister

SEPTEMBER, WHEN = Period.parse("2026-09"), at("2026-10-22T02:00")
BY, KEYS = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
WHERE = Addresses(filings="0xC", eligibility="0xC", beside={"distributor": "0xC"}, tokens=TOKENS, accounts={})


ENDS = {SEPTEMBER: at("2026-10-21T16:00")}
"""When September's record date is over in Hong Kong, by whose calendar it is paid."""


class Anchors(MemoryRegister):
    """A ledger on which a month's entitlements of a class are anchored once."""

    stood: dict[tuple[str, Period], Any]
    factor: tuple[int, int]

    def report(self, reports: str, what: Any, *, at: Any) -> None:
        """Reports are not what is looked at here."""

    def entitle(self, distributor: str, what: Any, *, at: Any) -> None:
        """Anchor, or find it anchored as it is."""
        assert self.stood.setdefault((what.token, what.period), what) == what

    def performance(self, token: str) -> tuple[int, int]:
        """The month of the last report, and the factor after it."""
        return self.factor

    def entitlements(self, distributor: str, token: str) -> list[Any]:
        """Everything anchored of a token."""
        return [each for (of, _), each in self.stood.items() if of == token]


class Month:
    """One issue whose first holder is frozen, closed and closed again."""

    def __init__(self, kept: Evidence, register: Any, ready: Prepared) -> None:
        self.kept, self.ready = kept, ready
        self.lifted = Anchors(register.held)
        Anchors.stood = {}
        self.first = ready.placed.admissions[0].subscription.wallet
        barred = Standing(expires_at=at("2027-08-14T00:00"), classes=3, jurisdiction=344, frozen=True)
        self.frozen = Anchors(register.held, {self.first: barred})
        self.ledger: Any = self.frozen

    def close(self) -> Serviced:
        """Close September as the ledger stands."""
        told = servicing.service(
            self.kept, self.ledger, self.ready, folder(), SEPTEMBER, by=BY, signers=KEYS, at=WHEN
        ).value
        assert told is not None
        return told

    def anchored(self) -> dict[str, int]:
        """Anchor September; the sum of each class."""
        desk = Desk(evidence=self.kept, filing=FILING, by=BY, signers=KEYS, at=WHEN)
        told = anchor(desk, self.ledger, SEPTEMBER).value
        assert told is not None
        return {each.token: each.total for each in told.entitled}

    def found(self) -> Payments:
        """What `verify` gathers of the months."""
        read, _ = read_collections(folder(), self.ready.received.deal)
        ready = self.ready
        return payments_found(self.kept, self.ledger, ready.received, ready.pricing, ready.placed.plan, TOKENS, read)

    def wrong(self) -> list[Finding]:
        """What differs between what is anchored and what is owed."""
        payments = self.found()
        return [*entitled_otherwise(self.ledger, WHERE, payments.replayed, payments.records, ENDS)]


@pytest.fixture
def month(kept: Evidence, register: Any, ready: Prepared) -> Month:
    return Month(kept, register, ready)


def owed(closed: Serviced) -> dict[str, int]:
    """All that holders are owed, by token."""
    sums = dict.fromkeys(TOKENS.values(), 0)
    for each in closed.claims:
        sums[TOKENS[each.token_class]] += each.amount.minor
    return sums


def test_what_is_held_back_from_the_bank_is_anchored_like_the_rest_and_once(month: Month) -> None:
    closed = month.close()
    assert month.first.lower() not in {each.claim.wallet for each in closed.instructions}
    assert month.anchored() == owed(closed)
    assert month.wrong() == []
    papers = claim_papers(month.kept, FILING, SEPTEMBER).value or {}
    assert f"claim-{SEPTEMBER}-A-{month.first.lower()}.json" in papers

    month.ledger = month.lifted
    later = month.close()
    assert f"bank-{SEPTEMBER}-2.csv" in later.files
    assert later.files[claims_name(SEPTEMBER)] == closed.files[claims_name(SEPTEMBER)]
    assert month.anchored() == owed(closed)
    assert month.wrong() == []


def test_what_the_bank_was_told_is_not_what_is_owed(month: Month) -> None:
    month.close()
    certificates, made = closed_month(month.kept, FILING, SEPTEMBER) or ((), ())
    instructed = [each.claim for each in made if each.claim.token_class == "A"]
    less = entitled_of(month.ledger, certificates[-1], "A", TOKENS["A"], instructed, until=ENDS[SEPTEMBER])
    month.ledger.entitle("0xC", less, at=WHEN)
    assert [each.code for each in month.wrong()] == ["supervision.entitlements-differ"]


def test_of_a_month_that_was_closed_before_claims_were_listed_an_earlier_anchor_is_told_and_stands(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(evidence: Evidence, certificate: Any, files: Any, registers: Any) -> dict[str, object]:
        named = {name: each for name, each in files.items() if name != claims_name(SEPTEMBER)}
        return closed_body(evidence, certificate, named, registers)

    with monkeypatch.context() as before:
        before.setattr(servicing, "closed_body", as_before)
        closed = month.close()
    assert month.anchored() != owed(closed)
    assert {each.code for each in month.wrong()} == {"supervision.entitlements-instructed"}
    month.ledger = month.lifted
    again = month.close()
    assert claims_name(SEPTEMBER) not in again.files, "what was closed under one rule stays under it"
    assert {each.code for each in month.wrong()} == {"supervision.entitlements-instructed"}


def test_a_month_that_was_closed_again_for_a_further_file_is_one_month(month: Month) -> None:
    month.close()
    month.ledger = month.lifted
    closed = month.close()
    word = BankFile(
        content=specimen_confirmations(closed.instructions), value_date=closed.closed.flows()[0].day.paid, specimen=True
    )
    told = confirm(
        month.kept, FILING, SEPTEMBER, closed.claims, word, by=BY[0], signer=KEYS[0], at=at("2026-10-27T02:00")
    )
    assert told.findings == ()
    found = month.found()
    assert len(found.records) == len(found.reported) == len(closed_month(month.kept, FILING, SEPTEMBER)[0]) == 1  # type: ignore[index]
    assert prove_certificates(found.reported, found.replayed).standing is Stand.HOLDS
    assert prove_payments(found.records, found.replayed, TOKENS, found.late).standing is Stand.HOLDS


def test_a_list_that_is_not_what_is_owed_is_named(month: Month) -> None:
    month.close()
    found = month.found()
    (record,) = found.records
    listed = claims_on_record(month.kept, FILING, SEPTEMBER)
    assert listed == record.listed
    assert listed is not None
    less = replace(record, listed=listed[1:])
    told = prove_payments((less,), found.replayed, TOKENS, found.late).findings
    assert [each.argument("count") for each in told if each.code == "servicing.claims-listed-otherwise"] == [1]


@pytest.mark.parametrize(
    ("reported", "found", "told"),
    [
        (202609, 500_000_000_000_000_000, ("2026-09", "0.500000", "0.919567")),
        (202612, 10**18, ("2026-12", "1.000000", "0.919567")),
    ],
    ids=["another factor", "of a month that nobody closed"],
)
def test_a_factor_is_told_in_six_decimals_beside_what_was_expected(
    month: Month, reported: int, found: int, told: tuple[str, str, str]
) -> None:
    month.close()
    Anchors.factor = (reported, found)
    (said,) = _factors(month.ledger, {"A": "0xA"}, month.found().replayed)
    assert tuple(str(said.argument(name)) for name in ("period", "found", "replayed")) == told
    assert factors_told(5 * 10**17, 5 * 10**17 + 1) == ("0.500000000000000000", "0.500000000000000001")
