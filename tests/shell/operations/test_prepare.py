"""Prepare an issue: only after the notice, only inside what was filed, only to the admitted, only fully subscribed."""

import datetime as dt

import pytest

from tallystick.filing.states import Event
from tallystick.shell.operations.filing.deliver import PROOFS, deliver
from tallystick.shell.operations.issuance.allot import BOOK_FILE, PRICING_FILE
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.issuance.prepare import prepare
from tests.shell.operations.example import CLOSING, FILING, codes, crossed, desk, placement


def prepared(crossed_files=None, at=CLOSING, **files):
    book = placement() | {name.replace("_", "."): content for name, content in files.items()}
    return prepare(crossed() if crossed_files is None else crossed_files, book, at=at)


def book_with(old, new):
    book = placement()[BOOK_FILE]
    assert old in book
    return book.replace(old, new, 1)


def test_it_works():
    outcome = prepared()
    assert outcome.value is not None
    plan = outcome.value.placed.plan
    assert outcome.findings == ()
    assert {name: plan.units(name) for name in ("A", "B")} == {"A": 114_000, "B": 20_000}


def test_what_is_allotted_is_what_was_filed_and_no_more():
    outcome = prepared()
    assert outcome.value is not None
    caps = caps_of(outcome.value.received.deal)
    assert all(outcome.value.placed.plan.units(name) <= cap for name, cap in caps.items())


def test_before_the_notice_nothing_is_prepared():
    delivered = deliver(desk(Event.FILE), FILING).value
    assert delivered is not None
    outcome = prepared(delivered)
    assert (outcome.value, codes(outcome)) == (None, ["issuance.notice-missing"])


def test_nothing_closes_before_the_day_of_the_notice():
    outcome = prepared(at=CLOSING - dt.timedelta(days=7))
    assert (outcome.value, codes(outcome)) == (None, ["issuance.before-notice"])


def test_nothing_closes_before_the_notice_was_recorded():
    outcome = prepared(at=dt.datetime(2026, 9, 9, 0, 0, 1, tzinfo=dt.UTC))
    assert (outcome.value, codes(outcome)) == (None, ["issuance.notice-recorded-later"])


def test_a_changed_edition_is_not_issued_on():
    outcome = prepared(crossed() | {"terms.json": crossed()["terms.json"].replace(b"4.5", b"9.5", 1)})
    assert outcome.value is None
    assert outcome.findings[0].place.file == "terms.json"


def test_a_changed_capture_is_not_issued_on():
    outcome = prepared(crossed() | {f"{PROOFS}/notice-capture": b"another"})
    assert (outcome.value, codes(outcome)) == (None, ["issuance.capture-differs"])


@pytest.mark.parametrize("name", [PRICING_FILE, BOOK_FILE])
def test_a_missing_paper_is_named(name):
    book = placement()
    del book[name]
    outcome = prepare(crossed(), book, at=CLOSING)
    assert outcome.value is None
    assert [(each.code, each.place.file, each.argument("name")) for each in outcome.findings] == [
        ("deal.file-missing", name, name)
    ]


@pytest.mark.parametrize("change", [(b"4.55%", b"6.55%"), (b"114000000.00", b"124000000.00"), (b"2026-1", b"2026-2")])
def test_a_price_outside_what_was_filed_is_refused(change):
    pricing = placement()[PRICING_FILE]
    assert change[0] in pricing
    outcome = prepared(pricing_yaml=pricing.replace(change[0], change[1], 1))
    assert outcome.value is None
    assert outcome.exit_code() == 1


THAMES = "0x1814844922dCd158FEA2897222075cd1dce36bD5"


@pytest.mark.parametrize(
    ("place", "code"), [(b"CN", "issuance.mainland-subscriber"), (b"US", "issuance.jurisdiction-unfiled")]
)
def test_a_subscriber_who_may_not_hold_gets_nothing(place, code):
    outcome = prepared(subscriptions_csv=book_with(b"LLP,GB", b"LLP," + place))
    assert outcome.value is not None
    assert codes(outcome) == [code]
    classes = {each.token_class for each in outcome.value.placed.plan.orders if each.wallet == THAMES}
    assert classes == {"B"}


def test_a_class_that_is_not_fully_subscribed_is_not_issued():
    outcome = prepared(subscriptions_csv=book_with(b"30600000.00", b"600000.00"))
    assert (outcome.value, codes(outcome)) == (None, ["issuance.undersubscribed"])
    assert str(outcome.findings[0].argument("at")).endswith("% / 100%"), "at which coupon and price, since others bid"


def test_an_order_book_that_cannot_be_read_allots_nothing():
    assert prepared(subscriptions_csv=b"\xff\xfe").value is None


def test_preparing_twice_gives_the_same_plan():
    first, second = prepared(), prepared()
    assert first.value is not None
    assert second.value is not None
    assert first.value.placed.plan == second.value.placed.plan
