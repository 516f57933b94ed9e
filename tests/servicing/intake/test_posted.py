"""Post a month: JSON of a servicer's system comes in by the same door as a table, and is held to the same."""

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import canonical
from tallystick.servicing.collections import parse_collection
from tallystick.servicing.intake.posted import SIZE, collections_schema
from tallystick.units.money import Currency
from tallystick.units.periods import Period
from tests.servicing.months import FIRST, content, month_file

DEAL = "auto-leases-2026-1"
AMOUNTS = month_file(1_000_000_00, scheduled=50_000_00, prepaid=1_000_01, interest=5_000_00, defaulted=1_000_00)


def posted(amounts=AMOUNTS, **changed):
    items = [
        {"item": item, "amount": f"{fen // 100}.{fen % 100:02}", "currency": "CNY", "count": 7}
        for item, fen in amounts.items()
    ]
    month = {"schema": "tallystick/collections/v1", "deal": DEAL, "period": str(FIRST), "items": items}
    return json.dumps(month | changed).encode()


def read(sent, period=FIRST, file="collections/2026-09.json"):
    return parse_collection(sent, period=period, currency=Currency.CNY, file=file, deal=DEAL)


def codes(sent, **given_):
    month, found = read(sent, **given_)
    assert month is None
    return [each.code for each in found]


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_posted_month_is_the_month_of_the_table(scheduled, prepaid, interest):
    amounts = month_file(10**12, scheduled=scheduled, prepaid=prepaid, interest=interest)
    month, found = read(posted(amounts))
    table, _ = read(content(amounts))
    assert found == ()
    assert month is not None
    assert table is not None
    assert (month.amounts, month.counts) == (table.amounts, table.counts)
    assert (month.file, table.file) == ("collections/2026-09.json", "collections/2026-09.csv")


def test_amounts_written_as_numbers_are_read_digit_by_digit():
    plain = posted().replace(b'"1000.01"', b"1000.01")
    assert b": 1000.01" in plain
    month, _ = read(plain)
    assert month is not None
    assert str(month.amounts["prepaid-principal"]) == "1000.01 CNY"


@pytest.mark.parametrize("sign", [b"\xef\xbb\xbf", b"\n\t ", b""])
def test_a_mark_or_white_space_before_it_does_not_matter(sign):
    assert read(sign + posted())[0] is not None


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (posted(period="2026-10"), "servicing.posted-month"),
        (posted(deal="another-deal"), "servicing.posted-deal"),
        (posted(items=[]), "servicing.posted-empty"),
        (posted(sender="us"), "deal.key-unknown"),
        (posted(schema="tallystick/collections/v2"), "deal.choice-unknown"),
        (posted()[:-3], "servicing.posted-unreadable"),
        (b'{"deal": 1, "deal": 2}', "servicing.posted-unreadable"),
        (b'{"items": NaN}', "servicing.posted-unreadable"),
        (b'{"items": "\xff"}', "servicing.posted-unreadable"),
        (b'{"a":' * 100_000, "servicing.posted-unreadable"),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "servicing.posted-unreadable"),
        (b"{" + b" " * SIZE, "servicing.posted-too-large"),
        (posted().replace(b'"5000.00"', b'"5,000.00"'), "servicing.amount-unreadable"),
        (posted().replace(b'"5000.00"', b"true"), "deal.scalar-expected"),
        (posted().replace(b'"5000.00"', b'"-5000.00"'), "servicing.amount-negative"),
        (posted().replace(b'"5000.00"', b"5e3"), "servicing.amount-unreadable"),
        (posted().replace(b'"interest"', b'"gifts"'), "servicing.item-unknown"),
        (posted().replace(b'"interest"', b'"fees"'), "servicing.item-twice"),
        (posted().replace(b'"CNY"', b'"USD"', 1), "servicing.currency-differs"),
        (posted().replace(b'"947999.99"', b'"947999.98"'), "servicing.balance-breaks"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(sent, code):
    assert code in codes(sent)


def test_nesting_is_refused_before_it_is_parsed_however_deep_the_process_would_go():
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        assert codes(b'{"a":' * 100_000) == ["servicing.posted-unreadable"]
    finally:
        sys.setrecursionlimit(before)


def test_another_month_and_another_deal_are_told_together():
    assert codes(posted(deal="another-deal"), period=Period.parse("2026-11")) == [
        "servicing.posted-month",
        "servicing.posted-deal",
    ]


def test_the_schema_names_what_the_reader_takes():
    schema = collections_schema()
    assert set(schema["required"]) == {"schema", "deal", "period", "items"}
    assert set(schema["$defs"]["CollectionRow"]["properties"]) == {"item", "amount", "currency", "count"}
    assert canonical(schema)


def test_what_is_sent_is_kept_by_its_digest():
    month, _ = read(posted())
    again, _ = read(b" " + posted())
    assert month is not None
    assert again is not None
    assert month.sha256 != again.sha256
    assert month.amounts == again.amounts
