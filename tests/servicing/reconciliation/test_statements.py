"""Bank statements: camt.053 and CSV, read exactly; hostile files refused in a moment."""

import time

import pytest

from tallystick.servicing.reconciliation.camt import ENTRIES, SIZE, read_camt
from tallystick.servicing.reconciliation.plain import read_statement
from tests.servicing.reconciliation.statements import camt, csv_statement, entry


@pytest.mark.parametrize("version", ["02", "08", "13"])
def test_balances_entries_and_reversals_are_read_from_every_version(version):
    content = camt(
        opening="100.00",
        closing="1090.50",
        entries=[
            entry("1250.50", "CRDT", "2026-09-03", version=version),
            entry("10", "DBIT", "2026-09-04", version=version, reversal=True),
            entry("250.000", "DBIT", "2026-09-05", version=version),
            entry("77.00", "CRDT", "2026-09-06", version=version, status="PDNG"),
        ],
        version=version,
    )
    (statement,), findings = read_camt(content, file="camt.xml")
    assert findings == ()
    assert statement.account == "CN-6222-01"
    assert [str(each.amount) for each in statement.entries] == ["1250.50 CNY", "-10.00 CNY", "-250.00 CNY"]
    assert (str(statement.received()), str(statement.transferred())) == ("1240.50 CNY", "250.00 CNY")
    assert statement.expected_closing() == statement.closing


def test_a_transfer_that_came_back_is_no_receipt():
    content = camt(
        opening="0.00", closing="5.00", entries=[entry("5.00", "CRDT", "2026-09-05", reversal=True)], version="08"
    )
    (statement,), _ = read_camt(content, file="camt.xml")
    assert (str(statement.received()), str(statement.transferred())) == ("0.00 CNY", "-5.00 CNY")


def test_csv_says_the_same_as_camt():
    rows = [
        ("entry", "2026-09-03", "1250.50"),
        ("reversal", "2026-09-04", "-10.00"),
        ("entry", "2026-09-05", "-250.00"),
    ]
    (plain,), findings = read_statement(csv_statement("100.00", rows, "1090.50"), file="s")
    xml = camt(
        opening="100.00",
        closing="1090.50",
        entries=[
            entry("1250.50", "CRDT", "2026-09-03"),
            entry("10.00", "DBIT", "2026-09-04", reversal=True),
            entry("250.00", "DBIT", "2026-09-05"),
        ],
    )
    (read,), _ = read_statement(xml, file="s")
    assert findings == ()
    assert [(e.booked, e.amount, e.reversal) for e in plain.entries] == [
        (e.booked, e.amount, e.reversal) for e in read.entries
    ]
    assert (plain.opening, plain.closing, plain.first, plain.last) == (
        read.opening,
        read.closing,
        read.first,
        read.last,
    )


_BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(8)
)
_FILE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_FILE + camt(opening="&x;", closing="0.00"), "servicing.statement-forbidden"),
        (_BOMB + b"]>" + camt(opening="&i;", closing="0.00"), "servicing.statement-forbidden"),
        (b'<!DOCTYPE d SYSTEM "http://example.invalid/d.dtd"><Document/>', "servicing.statement-forbidden"),
        (b"<" * 1000, "servicing.statement-unreadable"),
        (b"", "servicing.statement-unreadable"),
        (b"<Document/>", "servicing.statement-unreadable"),
        (camt(opening="0.00", closing="0.00").replace(b"camt.053", b"camt.052"), "servicing.statement-unreadable"),
        (camt(opening="1e9", closing="0.00"), "servicing.statement-unreadable"),
        (camt(opening="-1.00", closing="0.00"), "servicing.statement-unreadable"),
        (camt(opening="1.005", closing="0.00"), "servicing.statement-unreadable"),
        (camt(opening="0.00", closing="0.00", currency="XAU"), "servicing.statement-unreadable"),
        (camt(opening="0.00", closing="0.00").replace(b"CLBD", b"ITBD"), "servicing.statement-unreadable"),
        (camt(opening="0.00", closing="0.00", entries=[b"<a>" * 40 + b"</a>" * 40]), "servicing.statement-outgrown"),
        (
            camt(opening="0.00", closing="0.00", entries=[b"<Ntry/>"] * (ENTRIES + 1)),
            "servicing.statement-outgrown",
        ),
        (b" " * (SIZE + 1), "servicing.statement-too-large"),
        (
            camt(opening="0.00", closing="0.00", entries=[entry("1.00", "CRDT", "2026-13-03")]),
            "servicing.statement-unreadable",
        ),
        (
            camt(opening="0.00", closing="0.00", entries=[entry("1.00", "BOTH", "2026-09-03")]),
            "servicing.statement-unreadable",
        ),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_a_moment(content, code):
    began = time.perf_counter()
    read, findings = read_camt(content, file="camt.xml")
    assert (read, [each.code for each in findings]) == ((), [code])
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("closing", "2026-09-02", "0.00")], "servicing.statement-unreadable"),
        ([("entry", "2026-09-02", "1.005")], "servicing.amount-unreadable"),
        ([("gift", "2026-09-02", "1.00")], "deal.choice-unknown"),
    ],
)
def test_a_csv_that_is_no_statement_is_refused_whole(rows, code):
    read, findings = read_statement(csv_statement("0.00", rows, "1.00"), file="s.csv")
    assert (read, [each.code for each in findings]) == ((), [code])


def test_two_accounts_in_one_csv_are_not_added_together():
    content = csv_statement("0.00", [("entry", "2026-09-02", "1.00")], "1.00").replace(b"CN-6222-01,E1", b"OTHER,E1")
    read, findings = read_statement(content, file="s.csv")
    assert (read, [each.code for each in findings]) == ((), ["servicing.statement-mixed"])
