"""Which subsidiary is material follows from the accounts: the largest of three shares, and nothing typed in."""

import datetime as dt
from fractions import Fraction

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.law.facts import Subject
from tallystick.tape.subsidiaries import SHARE, read_subsidiaries, subsidiary_facts

LIST = "subsidiaries.csv"
DAY, ACCOUNTS, PAPER = dt.date(2026, 8, 31), "2025-12-31", "documents/accounts.pdf"
HEAD = (
    "payer,subsidiary,name_zh,name_en,accounts,accounts_date,currency,total_assets,net_assets,revenue,"
    "consolidated_total_assets,consolidated_net_assets,consolidated_revenue"
)
GROUP = ("1000.00", "400.00", "800.00")


def row(
    *own: str,
    payer: str = "grid",
    subsidiary: str = "wind",
    group: tuple[str, ...] = GROUP,
    day: str = ACCOUNTS,
    paper: str = PAPER,
):
    return ",".join((payer, subsidiary, "风电", "Wind", paper, day, "CNY", *own, *group))


def read(*rows: str):
    return read_subsidiaries("\n".join([HEAD, *rows, ""]).encode(), as_of=DAY, papers={PAPER, LIST})


@pytest.mark.parametrize(
    ("own", "share"),
    [
        (("300.00", "0.00", "0.00"), Fraction(3, 10)),
        (("0.00", "120.01", "0.00"), Fraction(12001, 40000)),
        (("10.00", "10.00", "799.00"), Fraction(799, 800)),
        (("0.00", "-50.00", "0.00"), Fraction(0)),
    ],
)
def test_the_largest_of_the_three_shares_counts(own: tuple[str, ...], share: Fraction) -> None:
    ((only,), findings) = read(row(*own))
    assert (only.share, findings) == (share, ())


@pytest.mark.parametrize(
    ("own", "whole", "share"),
    [("10.00", "-5.00", 1), ("10.00", "0.00", 1), ("0.00", "0.00", 0), ("-40.00", "-100.00", Fraction(2, 5))],
)
def test_a_group_worth_less_than_its_part_is_all_that_part(own: str, whole: str, share: Fraction) -> None:
    ((only,), _) = read(row("0.00", own, "0.00", group=("1000.00", whole, "800.00")))
    assert only.share == share


def test_facts_speak_of_the_payers_asked_about_and_of_the_day_of_their_accounts() -> None:
    rows, _ = read(row("310.00", "0.00", "0.00"), row("20.00", "0.00", "0.00", subsidiary="sun"), NOTHING)
    asked = [Subject.parse("payer:grid"), Subject.parse("underlying-payer:loan/rail"), Subject.parse("payer:other")]
    found = list(subsidiary_facts(rows, asked, {PAPER: b"accounts"}))
    assert [(each.id, str(each.subject), each.value) for each in found] == [
        (SHARE, "payer:grid", Fraction(31, 100)),
        (SHARE, "underlying-payer:loan/rail", Fraction(0)),
    ]
    assert {each.evidence[0].date for each in found} == {dt.date.fromisoformat(ACCOUNTS)}
    assert {(each.evidence[0].kind, each.evidence[0].reference) for each in found} == {("audited-accounts", PAPER)}


def test_a_payer_of_the_pool_may_have_a_stroke_in_its_id() -> None:
    rows, _ = read(row("310.00", "0.00", "0.00", payer="A/1"))
    (only,) = subsidiary_facts(rows, [Subject(kind="payer", name="A/1")], {PAPER: b"accounts"})
    assert only.value == Fraction(31, 100)


NOTHING = row("0.00", "0.00", "0.00", payer="rail", subsidiary="none")


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([row("much", "0.00", "0.00")], "tape.subsidiaries-amount-unreadable", (1, "total_assets")),
        ([row("1.00", "0.00", "0.00", day="2026-09-01")], "tape.subsidiaries-accounts-ahead", (1, "accounts_date")),
        ([row("1.00", "0.00", "0.00", paper="drawer")], "tape.subsidiaries-accounts-missing", (1, "accounts")),
        ([row("1.00", "0.00", "0.00", paper=LIST)], "tape.subsidiaries-accounts-missing", (1, "accounts")),
        ([row("1.00", "0.00", "0.00")] * 2, "tape.subsidiaries-contradict", (2, "subsidiary")),
        (
            [row("1.00", "0.00", "0.00"), row("0.00", "0.00", "0.00", subsidiary="none")],
            "tape.subsidiaries-contradict",
            (2, "subsidiary"),
        ),
        (
            [
                row("1.00", "0.00", "0.00"),
                row("1.00", "0.00", "0.00", subsidiary="sun", group=("1.00", *GROUP[1:])),
            ],
            "tape.subsidiaries-accounts-differ",
            (2, "consolidated_total_assets"),
        ),
    ],
)
def test_what_cannot_be_believed_is_named_and_nothing_of_the_list_counts(rows, code, place) -> None:
    read_rows, (told, *_) = read(*rows)
    assert read_rows == ()
    assert (told.code, (told.place.row, told.place.column)) == (code, place)
    assert all(word(told, language).what for language in Language)
