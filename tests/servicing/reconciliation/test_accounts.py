"""A pile of statements: each counts once, no day is missed, and money between two accounts is no collection."""

from dataclasses import replace
from datetime import date

import pytest

from tallystick.servicing.reconciliation.accounts import (
    check_accounts,
    check_ends,
    each_once,
    moved_between,
    transfer_breaks,
)
from tallystick.servicing.reconciliation.breaks import BreakKind
from tallystick.servicing.reconciliation.camt import read_camt
from tallystick.servicing.reconciliation.cash import cash_breaks, cash_of, statement_breaks
from tallystick.servicing.reconciliation.commingling import exposure
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.tape.reading.files.markup import read_xml
from tallystick.tape.reading.files.table import Limits
from tallystick.units.calendars.places import prc_working_days
from tallystick.units.money import Currency
from tests.servicing.months import months
from tests.servicing.reconciliation.statements import camt, csv_statement, entry
from tests.servicing.reconciliation.test_breaks import CLOSE, statement, yuan

WORKING = prc_working_days()


def told(*statements):
    return [each.code for each in check_accounts(statements, WORKING)]


def of(account, made):
    return replace(made, account=account)


def covering(made, first, last):
    return replace(made, first=date.fromisoformat(first), last=date.fromisoformat(last))


def test_a_statement_that_came_twice_counts_once_and_cures_nothing():
    reported = months(2)
    due = [cash_of(each).minor for each in reported]
    first = statement(0, [(20, due[0] - 700)], sweeps=[(25, due[0] - 700)])
    later = statement(1, [(20, due[1])], sweeps=[(25, due[1])])
    extra = replace(statement(1, [(5, 700)], sweeps=[(5, 700)]), file="resent.csv")
    once, twice = each_once([first, later, replace(later, file="again.csv")])
    assert (len(once), [(each.code, each.place.file) for each in twice]) == (
        2,
        [("servicing.statement-twice", "again.csv")],
    )
    assert [each.kind for each in cash_breaks(reported, once, **CLOSE)] == [BreakKind.CASH_SHORT]
    assert each_once([first, later, extra])[1] == ()


def test_money_put_in_and_taken_out_again_is_told_where_it_went_back_or_passed_over_older_money():
    back = ["servicing.money-given-back"]
    assert told(statement(0, [(10, 500), (20, 100)], sweeps=[(21, 100)])) == back
    assert told(statement(0, [(20, 100)], sweeps=[(21, 100)])) == [], "all that lay there was passed on"
    assert told(statement(0, [(10, 500), (20, 100)], sweeps=[(21, 100), (22, 500)])) == [], "older money too"
    assert told(statement(0, [(10, 500), (20, 100)], sweeps=[(28, 100)])) == []

    def named(*ends):
        made = statement(0, [(20, 100)], sweeps=[(21, 100)])
        entries = zip(made.entries, ends, strict=True)
        return told(replace(made, entries=tuple(replace(each, counterparty=end) for each, end in entries)))

    assert named("CN-1", "cn 1") == back
    assert named("CN-1", "CN-2") == []


def test_two_statements_of_the_same_days_that_differ_are_an_error_and_one_entry_in_both_is_told():
    one, other = statement(0, [(20, 500)]), replace(statement(0, [(20, 500), (21, 5)]), file="other.csv")
    assert told(one, other) == ["servicing.statement-overlap", "servicing.entry-twice"]
    following = statement(1, [(20, 5)], opening=500)
    assert told(one, following) == []


def test_working_days_that_no_statement_covers_are_named_and_a_week_end_is_not():
    made = statement(0, [])
    friday, monday = covering(made, "2026-09-11", "2026-09-11"), covering(made, "2026-09-14", "2026-09-14")
    assert told(friday, monday) == []
    (hole,) = check_accounts([friday, covering(made, "2026-09-16", "2026-09-16")], WORKING)
    assert (hole.code, hole.argument("first"), hole.argument("last")) == (
        "servicing.statement-hole",
        date(2026, 9, 12),
        date(2026, 9, 15),
    )


def test_two_statements_of_one_day_with_entries_in_both_are_an_error_whatever_their_references():
    day = covering(statement(0, [(5, 700)], sweeps=[(5, 700)]), "2026-09-05", "2026-09-05")
    resent = replace(day, file="resent.csv", entries=tuple(replace(each, reference="other") for each in day.entries))
    assert each_once([day, resent])[1] == ()
    assert told(day, resent) == ["servicing.statement-overlap"]


def test_a_statement_may_begin_on_the_day_on_which_the_one_before_ends():
    made = statement(0, [(20, 5)])
    assert told(made, covering(statement(1, [(20, 5)]), "2026-09-30", "2026-10-31")) == []


def test_pages_of_one_statement_follow_each_other_and_a_page_sent_again_does_not():
    pages = {}
    for number, (opening, closing, side) in enumerate((("0.00", "5.00", "CRDT"), ("5.00", "0.00", "DBIT")), start=1):
        sent = camt(opening=opening, closing=closing, entries=[entry("5.00", side, "2026-09-30")])
        paged = f"<Stmt><Id>S-1</Id><StmtPgntn><PgNb>{number}</PgNb></StmtPgntn>".encode()
        (pages[number],), _ = read_camt(sent.replace(b"<Stmt>", paged), file=f"{number}.xml")
    assert told(pages[2], pages[1]) == []
    assert [*statement_breaks([pages[2], pages[1]], **CLOSE)] == []
    assert told(pages[1], replace(pages[2], page=1)) == ["servicing.statement-overlap"]
    wrong = sent.replace(b"<Stmt>", b"<Stmt><StmtPgntn><PgNb>one</PgNb></StmtPgntn>")
    assert [each.code for each in read_camt(wrong, file="w.xml")[1]] == ["servicing.statement-unreadable"]


def test_a_copy_that_the_bank_marks_as_one_counts_once():
    sent = camt(opening="0.00", closing="5.00", entries=[entry("5.00", "CRDT", "2026-09-03")])
    body = sent[sent.index(b"<Stmt>") : sent.index(b"</BkToCstmrStmt>")]
    copy = body.replace(b"<Stmt>", b"<Stmt><CpyDplctInd>DUPL</CpyDplctInd>")
    read, _ = read_camt(sent.replace(body, body + copy), file="s.xml")
    once, twice = each_once(read)
    assert (len(read), len(once), [each.code for each in twice]) == (2, 1, ["servicing.statement-twice"])


def test_days_after_a_longer_statement_are_covered_though_a_shorter_one_lies_within_it():
    month = statement(0, [(20, 5)])
    within = covering(replace(month, entries=(), file="w.csv"), "2026-09-10", "2026-09-10")
    following = statement(1, [], opening=5)
    assert told(month, within, following) == ["servicing.statement-overlap"]


def test_days_of_a_reported_month_before_the_first_and_after_the_last_statement_are_named():
    reported = {each.period for each in months(2)}
    made = covering(statement(0, [(10, 5)]), "2026-09-10", "2026-10-15")

    def ends(as_of, within=reported):
        found = check_ends([made], within, WORKING, as_of=date.fromisoformat(as_of))
        return [(str(each.argument("first")), str(each.argument("last"))) for each in found]

    before, after = ("2026-09-01", "2026-09-09"), ("2026-10-16", "2026-10-31")
    assert ends("2026-11-30") == [before, after]
    assert ends("2026-10-20") == [before, ("2026-10-16", "2026-10-20")]
    assert ends("2026-10-15") == [before]
    assert ends("2026-11-30", set()) == []
    whole = covering(made, "2026-09-01", "2026-10-31")
    assert [*check_ends([whole], reported, WORKING, as_of=date(2026, 11, 30))] == []


def named(made, **said):
    """A statement with the last of its entries saying more."""
    *others, last = made.entries
    return replace(made, entries=(*others, replace(last, **said)))


SENT = statement(0, [(3, 900)], sweeps=[(10, 900)], opening=50)
CAME = of("B-1", replace(statement(0, [(12, 900)], opening=7), file="b.csv"))


def between(*statements):
    marked, found = moved_between(statements)
    unclear = [(each.of, each.found) for each in transfer_breaks(marked, **CLOSE)]
    received = sum(each.received().minor for each in marked)
    return [each.code for each in found], unclear, received


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        ({"counterparty": "B 1"}, {}),
        ({}, {"counterparty": "a"}),
        ({"reference": "P-77"}, {"reference": "P-77"}),
        ({"payment": "E2E-1"}, {"payment": "e2e-1"}),
    ],
)
def test_money_moved_between_the_accounts_is_neither_received_nor_passed_on(sent, came):
    one, other = named(SENT, **sent), named(CAME, **came)
    assert [*statement_breaks([one, other], **CLOSE)] == []
    assert between(one, other) == (["servicing.transfer-between"], [], 900)
    marked, _ = moved_between([one, other])
    lay = exposure(marked, Currency.CNY, as_of=date(2026, 9, 30))
    assert (lay.received, lay.swept, lay.unswept) == (yuan(957), yuan(0), yuan(957))


@pytest.mark.parametrize(
    ("sent", "came"),
    [({}, {}), ({"reference": "NOTPROVIDED"}, {"reference": "NOTPROVIDED"}), ({"reference": ""}, {"reference": ""})],
)
def test_the_same_amount_within_days_and_no_more_is_a_break_until_somebody_says_which(sent, came):
    assert between(named(SENT, **sent), named(CAME, **came)) == ([], [("A → B-1", yuan(900))], 1800)


def test_neither_another_account_nor_another_week_is_the_same_money():
    assert between(named(SENT, counterparty="C"), CAME) == ([], [], 1800)
    assert between(SENT, of("B-1", replace(statement(0, [(20, 900)]), file="b.csv"))) == ([], [], 1800)


def test_of_two_receipts_the_one_that_names_the_account_is_the_transfer():
    two = named(of("B-1", replace(statement(0, [(11, 900), (12, 900)]), file="b.csv")), counterparty="A")
    assert between(SENT, two) == (["servicing.transfer-between"], [], 1800)


def test_a_statement_names_the_account_at_the_other_end():
    details = (
        b"</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E-9</EndToEndId></Refs><RltdPties><DbtrAcct><Id><IBAN>CN-1"
        b"</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls>"
    )
    one = entry("5.00", "CRDT", "2026-09-03").replace(b"</AcctSvcrRef>", details)
    (made,), _ = read_camt(camt(opening="0.00", closing="5.00", entries=[one]), file="c.xml")
    assert [(each.payment, each.counterparty) for each in made.entries] == [("E-9", "CN-1")]
    head, *rows = csv_statement("0.00", [("entry", "2026-09-03", "5.00")], "5.00").decode().splitlines()
    wider = "\n".join([f"{head},counterparty", f"{rows[0]},", f"{rows[1]},CN-1", f"{rows[2]},"])
    (plain,), found = read_statement(wider.encode(), file="c.csv")
    assert (plain.entries[0].counterparty, found) == ("CN-1", ())


def test_a_statement_of_several_months_covers_the_one_in_the_middle():
    reported = months(3)
    quarter = covering(statement(0, [(20, cash_of(reported[0]).minor)]), "2026-09-01", "2026-11-30")
    assert [(each.kind, each.of) for each in cash_breaks(reported, [quarter], **CLOSE)] == [
        (BreakKind.CASH_SHORT, "2026-10"),
        (BreakKind.CASH_SHORT, "2026-11"),
    ]


def test_money_that_came_early_or_was_taken_back_is_one_break_that_was_cured():
    reported = months(2)
    due = [cash_of(each).minor for each in reported]
    banked = [statement(0, [(29, due[0] + 700)]), statement(1, [(20, due[1] - 300)], opening=due[0] + 700)]
    cured, left = cash_breaks(reported, banked, **CLOSE)
    assert (cured.kind, str(cured.difference), cured.cured, cured.age) == (
        BreakKind.CASH_OVER,
        "3.00 CNY",
        date(2026, 10, 31),
        31,
    )
    assert (str(left.difference), left.is_open) == ("4.00 CNY", True)


def test_a_statement_in_the_encoding_of_chinese_banks_is_read():
    sent = camt(opening="0.00", closing="5.00", entries=[entry("5.00", "CRDT", "2026-09-03")])
    said = sent.replace(b"R-1", "代收".encode())
    for encoding in ("GB18030", "gbk", "GB2312"):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + said.decode().encode(encoding)
        (read,), found = read_camt(declared, file="s.xml")
        assert (found, read.entries[0].reference) == ((), "代收")
    torn = b'<?xml version="1.0" encoding="GBK"?>' + sent.replace(b"R-1", b"\xff\xff")
    for wrong in (torn, b'<?xml version="1.0" encoding="EUC-JP"?>' + said):
        assert [each.code for each in read_camt(wrong, file="s.xml")[1]] == ["servicing.statement-unreadable"]


def test_a_tape_in_that_encoding_is_read_too_and_one_in_an_unknown_one_is_refused():
    for encoding, codes in (("GB18030", []), ("EUC-JP", ["tape.xml-unreadable"]), ("x-none", ["tape.xml-unreadable"])):
        text = f'<?xml version="1.0" encoding="{encoding}"?><pool><asset><name>租赁</name></asset></pool>'
        content = text.encode("gb18030" if encoding == "GB18030" else "utf-8")
        table, found = read_xml(content, file="t.xml", limits=Limits())
        assert [each.code for each in found] == codes
        assert (None if table is None else table.cells["name"].to_list()) == (["租赁"] if not codes else None)


def test_a_statement_that_ends_before_it_begins_is_none():
    content = csv_statement("0.00", [], "0.00", first="2026-09-30", last="2026-09-01")
    assert [each.code for each in read_statement(content, file="s.csv")[1]] == ["servicing.statement-unreadable"]
