"""Events and remittances of a deal folder, read for all its months and held against what the deal pays."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tallystick.deal.liabilities.provisions import Call
from tallystick.servicing.reconciliation.beside import Looked, servicer_breaks
from tallystick.servicing.reconciliation.breaks import BreakKind
from tallystick.shell.operations.servicing.beside import events_beside, remittances_beside
from tallystick.shell.operations.servicing.tapes import Loans, tapes_of
from tallystick.tape.schemas import SCHEMAS
from tallystick.units.money import Currency, Money
from tests.servicing.months import FIRST, months, priced_deal
from tests.servicing.remittance.test_remittances import FIELDS

HEAD = "on,kind,asset,principal,price,party,reason\n"
LOANS = Loans(owed={}, eligible={})
NOTHING = Money.zero(Currency.CNY)


def test_a_payment_told_again_the_month_after_is_counted_once_and_named():
    rows = "\n".join([",".join(FIELDS), ",".join(FIELDS.values()), ""]).encode()
    files = dict.fromkeys(("remittances/2026-09.csv", "remittances/2026-10.csv"), rows)
    sent, found = remittances_beside(files, priced_deal(), months(2))
    assert [[each.reference for each in month.records or ()] for month in sent] == [["R-1"], []]
    (twice,) = (each for each in found if each.code == "servicing.remittance-twice")
    assert twice.place.file == "remittances/2026-10.csv"


def called(short: str, share: str, *, bought: str = "", price_of: str | None = None):
    """The codes of a call in the second month whose price leaves a loss of so much, of a deal with a right to it."""
    deal = priced_deal()
    terms = {"id": "c", "name": {"zh": "回购", "en": "call"}, "clause": "1", "kind": "clean-up", "share": share}
    terms |= {} if price_of is None else {"price": price_of}
    structure = deal.structure.model_copy(update={"calls": (Call.model_validate(terms),)})
    first, second = months(2)
    lost = Money.parse(f"{short} CNY")
    price, amounts = second.closing - lost, dict(second.amounts)
    amounts["prepaid-principal"] += price
    amounts["defaulted-principal"] += lost
    amounts["closing-balance"] = NOTHING
    principal = {"": "", "all": str(second.closing)}.get(bought, bought)
    row = f"{HEAD}2026-10-30,clean-up-call,,{principal},{price},filer,-\n".encode()
    ended = [first, replace(second, amounts=amounts)]
    _, found = events_beside(
        {"events/2026-10.csv": row}, deal.model_copy(update={"structure": structure}), ended, LOANS
    )
    return [each.code.removeprefix("servicing.") for each in found]


@pytest.mark.parametrize(
    ("short", "share", "codes"),
    [
        ("0.00", "95%", ["call-unheld"]),
        ("0.00", "10%", ["call-early"]),
        ("100000000.00", "95%", ["call-unheld", "call-below"]),
    ],
)
def test_a_call_is_weighed_on_the_pool_before_it_and_by_whom_the_month_repays(short, share, codes):
    assert called(short, share) == codes


@pytest.mark.parametrize(
    ("short", "formula", "codes"),
    [
        ("0.00", None, []),
        ("0.00", "pool.ending", []),
        ("0.01", None, []),
        ("0.02", None, ["call-price"]),
        ("0.00", "99% * pool.ending", ["call-price"]),
        ("5000000.00", "pool.ending - 5000000.00 CNY", []),
        ("5000000.00", "pool.ending", ["call-price"]),
    ],
)
def test_a_price_is_held_against_the_formula_of_the_right_on_the_principal_it_buys(short, formula, codes):
    assert [each for each in called(short, "95%", bought="all", price_of=formula) if each != "call-below"] == codes


def test_who_goes_in_a_month_that_nobody_reports_any_more_is_known_with_the_others():
    rows = f"{HEAD}2026-11-05,servicer-terminated,,,,originator,-\n2026-11-06,repurchase,L1,1.00 CNY,1.00 CNY,filer,-\n"
    events, found = events_beside({"events/2026-11.csv": rows.encode()}, priced_deal(), months(2), LOANS)
    assert [each.code for each in found] == ["servicing.beside-nothing"]
    (gone,) = events[FIRST.add(2)]
    assert (gone.kind, gone.party) == ("servicer-terminated", "originator")
    looked = Looked(tolerance=NOTHING, as_of=date(2026, 11, 10))
    (gap,) = servicer_breaks([gone], months(2), priced_deal().parties, looked)
    assert (gap.kind, gap.of, gap.opened) == (BreakKind.SERVICER_GAP, "originator", date(2026, 11, 5))


def test_a_folder_without_remittances_is_said_not_to_be_judged_by_them():
    (unjudged,) = remittances_beside({}, priced_deal(), months(2))[1]
    assert (unjudged.code, unjudged.argument("months")) == ("servicing.remittances-unjudged", 2)
    assert remittances_beside({}, priced_deal(), ()) == ((), ())


def test_a_tape_of_a_head_alone_is_that_of_a_pool_that_has_ended_and_a_file_without_one_is_none():
    opened: Any = SimpleNamespace(deal=priced_deal(), tape=None)
    head = ",".join(each.name for each in SCHEMAS[opened.deal.assets.asset_class].columns) + "\n"
    read, found = tapes_of(opened, {"tapes/2026-09.csv": head.encode()})
    assert (read, found) == ({FIRST: ({}, frozenset())}, ())
    read, found = tapes_of(opened, {"tapes/2026-09.csv": b""})
    assert (read, len(found)) == ({}, 1)
    assert tapes_of(opened, {"tapes/2026-09.csv": f"{head}L1\n".encode()})[0] == {}
