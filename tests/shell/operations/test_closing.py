"""Nothing is minted before every condition is met and the money has cleared; an issue that fails gives it all back."""

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest

from tallystick.deal.tokens import TokenClass
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import Intent, body_of, perform
from tallystick.shell.operations.issuance.closing import CLOSING_FILE, ESCROW_FILE
from tallystick.shell.operations.issuance.closing_files import closing_files, refund_table
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import COMPLETED, FAILED, PLANNED
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.issuance.refund import refund
from tallystick.units.money import Currency, Money, total
from tests.shell.operations.example import (
    CLOSING,
    FILING,
    ISSUER,
    PAYING_AGENT,
    SECRET,
    TRUSTEE,
    codes,
    crossed,
    home,
    person,
    placement,
    signer,
)
from tests.shell.operations.twins import PlainDocuments, kinds

BY = (person(ISSUER), person(TRUSTEE))
KEYS = (signer(ISSUER), signer(TRUSTEE))
PROCEEDS = Money.parse("134000000.00 USD")


@pytest.fixture(scope="module")
def edition():
    return crossed()


@pytest.fixture
def kept():
    return home("overseas")


class NoLedger:
    """A ledger that must not be reached."""

    def __getattr__(self, name: str) -> Any:
        pytest.fail(f"the ledger was asked for {name}")


def closed(edition, changes=None, at=CLOSING):
    prepared = prepare(edition, placement() | (changes or {}), at=at).value
    assert prepared is not None
    return prepared


def changed(name, old, new):
    content = placement()[name]
    assert old in content
    return {name: content.replace(old, new, 1)}


def issued(kept, prepared):
    ledger: Any = NoLedger()
    return execute(kept, ledger, prepared, by=BY, signers=KEYS, secret=SECRET, at=CLOSING)


def given_back(kept, papers=None, at=CLOSING, by=BY, keys=KEYS):
    return refund(kept, FILING, papers or placement(), reason="test", by=by, signers=keys, at=at)


def test_it_works(edition, kept):
    prepared = closed(edition)
    assert prepared.closing.findings == ()
    closing = prepared.closing.value
    assert closing.ready
    assert {each.funded for each in closing.standing} == {Truth.TRUE}
    flow = closing_files(PlainDocuments(), kept, prepared, closing).flow
    cleared = total((each.cleared for each in closing.standing), Currency.USD)
    assert flow.sums(Currency.USD) == (cleared, cleared)
    assert total((each.amount for each in closing.refunds), Currency.USD) == cleared - PROCEEDS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((ESCROW_FILE, b"2026-09-11,2026-09-14", b"2026-09-11,"), "issuance.funds-open"),
        ((ESCROW_FILE, b"2026-09-11,2026-09-14", b"2026-09-11,2026-09-16"), "issuance.funds-open"),
        ((ESCROW_FILE, b"30600000.00", b"600000.00"), "issuance.funds-open"),
        ((ESCROW_FILE, b"IN-0002", b"IN-0001"), "issuance.payment-twice"),
        ((CLOSING_FILE, b"met: yes", b"met: no"), "issuance.condition-unmet"),
        ((CLOSING_FILE, b"met: yes, on: 2026-09-10,", b""), "issuance.condition-open"),
        ((CLOSING_FILE, b"on: 2026-09-10", b"on: 2026-09-16"), "issuance.condition-open"),
        ((CLOSING_FILE, b"id: CP-2", b"id: CP-1"), "issuance.condition-twice"),
        ((CLOSING_FILE, b"1005000.00", b"1005000.01"), "issuance.flow-differs"),
        ((CLOSING_FILE, b"345000.00 USD", b"345000.00 HKD"), "issuance.flow-differs"),
        ((CLOSING_FILE, b"2026-1\n", b"2026-2\n"), "issuance.closing-other-deal"),
    ],
)
def test_nothing_is_minted_while_anything_is_open_or_wrong(edition, kept, change, code):
    outcome = issued(kept, closed(edition, changed(*change)))
    assert outcome.value is None
    assert code in codes(outcome)
    assert kinds(kept) == []


@pytest.mark.parametrize("name", [CLOSING_FILE, ESCROW_FILE])
def test_without_the_papers_nothing_is_minted(edition, kept, name):
    papers = placement()
    del papers[name]
    prepared = prepare(edition, papers, at=CLOSING).value
    outcome = issued(kept, prepared)
    assert (outcome.value, codes(outcome)) == (None, ["deal.file-missing"])


@pytest.fixture
def ranged(monkeypatch):
    """As if a range of the issue price had been filed of every class."""
    monkeypatch.setattr(TokenClass, "issue_prices", (Fraction(99, 100), Fraction(3, 2)))


def priced_at(text):
    return changed("pricing.yaml", b"coupon: 4.55%}", f"coupon: 4.55%, price: {text}}}".encode())


def test_a_discount_is_taken_off_what_is_owed_and_off_the_purchase_price(edition, kept, ranged):
    uses = changed(CLOSING_FILE, b"132650000.00 USD", b"132080000.00 USD")
    prepared = closed(edition, priced_at("99.5%") | uses)
    closing = prepared.closing.value
    assert closing.ready
    owed = total((each.owed for each in closing.standing), Currency.USD)
    assert owed == Money.parse("133430000.00 USD")
    flow = closing_files(PlainDocuments(), kept, prepared, closing).flow
    came, went = flow.sums(Currency.USD)
    assert came == went
    assert codes(closed(edition, priced_at("99.5%")).closing) == ["issuance.flow-differs"]


def test_a_price_that_nobody_filed_is_no_issue_of_this_filing(edition):
    outcome = prepare(edition, placement() | priced_at("99.5%"), at=CLOSING)
    assert (outcome.value, codes(outcome)) == (None, ["issuance.price-outside-range"])


def test_a_premium_that_nobody_paid_leaves_the_issue_open(edition, ranged):
    found = codes(closed(edition, priced_at("150%")).closing)
    assert {"issuance.funds-open", "issuance.flow-differs"} <= set(found)
    assert not closed(edition, priced_at("150%")).closing.value.ready


def test_more_than_the_purchase_price_does_not_come_home(edition):
    more = b"\nrepatriation:\n  - {on: 2026-09-16, amount: 132650000.01 USD, bank: {zh: x, en: x}, registration: R-1}\n"
    papers = {CLOSING_FILE: placement()[CLOSING_FILE] + more}
    assert codes(closed(edition, papers).closing) == ["issuance.repatriated-more"]


def test_what_came_home_is_taken_off_what_has_to(edition, kept):
    some = b"\nrepatriation:\n  - {on: 2026-09-16, amount: 132000000.00 USD, bank: {zh: x, en: x}, registration: R-1}\n"
    prepared = closed(edition, {CLOSING_FILE: placement()[CLOSING_FILE] + some})
    flow = closing_files(PlainDocuments(), kept, prepared, prepared.closing.value).flow
    assert [str(each) for each in flow.to_repatriate] == ["650000.00 USD"]


def test_the_completion_report_says_what_was_sold_to_whom_and_where_it_stands(edition, kept):
    body = {"chain_id": 31337, "tokens": {"A": "0xA", "B": "0xB"}}
    perform(kept, Intent(kind=COMPLETED, subject=FILING, at=CLOSING, body=body), KEYS[0])
    prepared = closed(edition)
    made = closing_files(PlainDocuments(), kept, prepared, prepared.closing.value)
    report: Any = json.loads(made.files["completion-report.json"])
    assert report["dates"] == {"consent": "2026-09-09", "funds": "2026-09-14", "launch": "2026-09-15"}
    assert [(each["class"], each["contract"], each["units"]) for each in report["classes"]] == [
        ("A", "0xA", "114000"),
        ("B", "0xB", "20000"),
    ]
    assert {each["name"]: each["held_for"] for each in report["allocation"]}["Raffles Private Bank"] != ""
    sold = total((Money.parse(each["amount"]) for each in report["allocation"]), Currency.USD)
    assert sold == PROCEEDS
    assert [each["amount"] for each in report["fees"]] == ["1005000.00 USD", "345000.00 USD"]


def test_a_failed_issue_gives_everything_back_once(edition, kept):
    prepared = closed(edition)
    cleared = total((each.cleared for each in prepared.closing.value.standing), Currency.USD)
    first = given_back(kept)
    assert total((each.amount for each in first.value.refunds), Currency.USD) == cleared
    again = given_back(kept, at=CLOSING + dt.timedelta(days=3))
    assert (again.value.refunds, again.value.before) == ((), 16)
    assert again.value.lists == (first.value.refunds,), "a list that was lost is written again"
    assert kinds(kept) == [FAILED]
    body: Any = body_of(kept, kept.journal.acts(kind=FAILED)[0])
    assert len(body["refunds"]) == 16
    assert "specimen account" not in json.dumps(body)


def test_after_a_refund_nothing_is_minted(edition, kept):
    given_back(kept)
    outcome = issued_or_refused(kept, closed(edition))
    assert (outcome.value, codes(outcome)) == (None, ["issuance.failed-before"])


def issued_or_refused(kept, prepared):
    class Accounts:
        def account(self, name: str) -> str:
            return f"0x{len(name):040d}"

    ledger: Any = Accounts()
    return execute(kept, ledger, prepared, by=BY, signers=KEYS, secret=SECRET, at=CLOSING)


def test_what_clears_later_goes_back_later_and_is_named_until_then(kept):
    waiting = placement() | changed(ESCROW_FILE, b"2026-09-11,2026-09-14", b"2026-09-11,")
    first = given_back(kept, waiting)
    assert codes(first) == ["issuance.refund-waiting"]
    later = given_back(kept, at=CLOSING + dt.timedelta(days=1))
    assert [each.reference for each in later.value.refunds] == ["IN-0001"]
    assert later.value.before == 15


def test_once_the_plan_was_approved_nothing_goes_back(kept):
    perform(kept, Intent(kind=PLANNED, subject=FILING, at=CLOSING, body={"plan": "approved"}), KEYS[0])
    outcome = given_back(kept)
    assert (outcome.value, codes(outcome)) == (None, ["issuance.refund-after-plan"])


@pytest.mark.parametrize(
    ("by", "code"),
    [((ISSUER, ISSUER), "issuance.same-person"), ((PAYING_AGENT, TRUSTEE), "evidence.role-missing")],
)
def test_it_takes_the_two_people_of_an_issue(kept, by, code):
    people, keys = tuple(map(person, by)), tuple(map(signer, by))
    outcome = given_back(kept, by=people, keys=keys)
    assert (outcome.value, codes(outcome)) == (None, [code])


def test_a_refund_file_carries_no_formula(kept):
    papers = placement() | changed(ESCROW_FILE, b"specimen account of victoria-peak-fund", b"=HYPERLINK(1)")
    table = refund_table(PlainDocuments(), given_back(kept, papers).value.refunds)
    assert b",=HYPERLINK" not in table
    assert b"HYPERLINK" in table
