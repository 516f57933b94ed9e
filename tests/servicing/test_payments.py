"""From claims to the bank and back: same bytes, no formula, and every claim paid, unpaid or carried."""

import csv
import io
from datetime import UTC, date, datetime
from itertools import count
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language, word
from tallystick.servicing.bank_file import (
    Instruction,
    Payee,
    bank_file,
    bank_totals,
    instructions,
    parse_bank_file,
    payees,
)
from tallystick.servicing.confirmations import (
    Confirmation,
    Reconciliation,
    carried_claims,
    last_word,
    parse_confirmations,
    reconcile,
)
from tallystick.servicing.entitlements import Claim, claims, divide
from tallystick.units.money import Currency, Money, total
from tests.issuance.strategies import order
from tests.servicing.months import FIRST
from tests.servicing.test_entitlements import amounts, holders, usd, wallet

DAY = date(2026, 10, 27)
names = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\ufffd"), min_size=1
).map(str.strip).filter(bool)  # fmt: skip


def owed(count: int = 3, interest: int = 1000, principal: int = 0) -> tuple[Claim, ...]:
    register = {wallet(number): number + 1 for number in range(count)}
    return claims("deal", FIRST, divide("A", register, interest=usd(interest), principal=usd(principal)))


def paid_to(made: tuple[Claim, ...], name: str = "Fund") -> tuple[Instruction, ...]:
    known = {each.wallet: Payee(name=name, account=f"ref-{each.wallet[-2:]}") for each in made}
    made_out, unknown = instructions(made, known, value_date=DAY)
    assert unknown == ()
    return made_out


@given(register=holders, interest=amounts, principal=amounts, name=names, account=names)
def test_a_bank_file_reads_back_and_has_the_same_bytes_each_time(
    register: dict[str, int], interest: Money, principal: Money, name: str, account: str
) -> None:
    made = claims("deal", FIRST, divide("A", register, interest=interest, principal=principal))
    known = {each.wallet: Payee(name=name, account=account) for each in made}
    rows, _ = instructions(made, known, value_date=DAY)
    again, _ = instructions(made[::-1], known, value_date=DAY)
    assert bank_file(rows) == bank_file(again)
    if rows:
        assert parse_bank_file(bank_file(rows)) == (rows, ())


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'quoted", '=HYPERLINK("x")'])
def test_no_cell_begins_as_a_formula_and_the_name_comes_back(name: str) -> None:
    rows = paid_to(owed(), name)
    for cells in csv.reader(io.StringIO(bank_file(rows).decode())):
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)
    again, findings = parse_bank_file(bank_file(rows))
    assert findings == ()
    assert {each.payee.name for each in again} == {name}


def test_the_totals_stand_apart_from_the_rows_and_add_up_to_them() -> None:
    rows = paid_to(owed(interest=1001, principal=77))
    assert len(bank_file(rows).splitlines()) == len(rows) + 1
    whole = total((each.claim.amount for each in rows), Currency.USD)
    assert bank_totals(rows).decode().splitlines() == ["currency,count,amount", f"USD,{len(rows)},{str(whole)[:-4]}"]
    assert str(whole) == "10.78 USD"


def test_an_unreadable_amount_of_a_bank_file_is_named() -> None:
    content = bank_file(paid_to(owed(1))).replace(b"10.00", b"1e1")
    again, findings = parse_bank_file(content)
    assert again == ()
    assert [each.code for each in findings] == ["servicing.amount-unreadable"]


def test_a_claim_without_a_payee_is_named_and_not_instructed() -> None:
    made = owed(2)
    rows, unknown = instructions(made, {wallet(0): Payee(name="Fund", account="ref")}, value_date=DAY)
    assert [each.claim.wallet for each in rows] == [wallet(0)]
    assert [(each.code, each.argument("wallet")) for each in unknown] == [("servicing.payee-unknown", wallet(1))]
    assert all(word(unknown[0], language).what for language in Language)


def test_payees_come_from_the_order_book_and_a_shared_address_has_none() -> None:
    shared = order(1000, who=2, at=1)
    known = payees([order(1000, who=0), order(2000, who=0), order(1000, who=1), shared])
    assert known == {wallet(0): Payee(name="Example Fund 0", account="fund-0")}


HEAD = "reference,status,amount,currency,value_date,bank_reference"
RECEIVED = datetime(2026, 10, 28, 8, tzinfo=UTC)
_numbers = count(1)


def said(
    claim: Claim,
    *,
    status: str = "paid",
    amount: str = "",
    day: str = "2026-10-27",
    reference: str = "",
    bank: str = "",
) -> str:
    figure, _, code = (amount or str(claim.amount)).partition(" ")
    return f"{reference or claim.reference},{status},{figure},{code},{day},{bank or f'BK-{next(_numbers)}'}"


def confirmed(*rows: str) -> tuple[Confirmation, ...]:
    read, findings = parse_confirmations("\n".join([HEAD, *rows, ""]).encode(), received=RECEIVED)
    assert findings == ()
    return read


def settled(reconciled: Reconciliation) -> list[tuple[str, str, str]]:
    return [(str(each.paid)[:-4], str(each.unpaid)[:-4], str(each.carried)[:-4]) for each in reconciled.settled]


def test_paid_returned_and_silent_claims_are_told_apart() -> None:
    one, two, three = owed(3, interest=600)
    result = reconcile(
        [one, two, three], confirmed(said(one, bank="BK-A"), said(two, status="returned")), value_date=DAY
    )
    assert result.findings == ()
    assert settled(result) == [("1.00", "0.00", "0.00"), ("0.00", "0.00", "2.00"), ("0.00", "3.00", "0.00")]
    assert result.settled[0].bank_reference == "BK-A"
    assert [str(each) for each in result.sums(Currency.USD)] == ["6.00 USD", "1.00 USD", "3.00 USD", "2.00 USD"]


@pytest.mark.parametrize(
    ("change", "code", "counted"),
    [
        ({"reference": "0" * 16}, "servicing.confirmation-unknown", False),
        ({"amount": "9.99 USD"}, "servicing.confirmation-amount", False),
        ({"amount": "10.01 USD"}, "servicing.paid-over", True),
        ({"amount": "10.00 HKD"}, "servicing.confirmation-amount", False),
        ({"day": "2026-10-28"}, "servicing.value-date-differs", True),
    ],
)
def test_a_confirmation_that_does_not_fit_is_named(change: dict[str, str], code: str, counted: bool) -> None:
    claim = owed(1)[0]
    result = reconcile([claim], confirmed(said(claim, **change)), value_date=DAY)
    assert [each.code for each in result.findings] == [code]
    assert all(word(result.findings[0], language).what for language in Language)
    assert settled(result) == [("10.00", "0.00", "0.00") if counted else ("0.00", "10.00", "0.00")]


def test_a_doubled_confirmation_is_named_and_counted_once() -> None:
    claim = owed(1)[0]
    result = reconcile([claim], confirmed(said(claim), said(claim, status="returned")), value_date=DAY)
    assert [(each.code, each.argument("first")) for each in result.findings] == [("servicing.confirmation-twice", 1)]
    assert settled(result) == [("10.00", "0.00", "0.00")]


def over(reconciled: Reconciliation) -> list[str]:
    return [str(each.amount) for each in reconciled.excess]


def test_what_was_paid_twice_is_on_record_as_an_excess_and_pays_nothing_else() -> None:
    one, two = owed(2, interest=2000)
    twice = confirmed(said(one, bank="BK-1"), said(one, bank="BK-2"))
    result = reconcile([one, two], twice, value_date=DAY)
    assert [each.code for each in result.findings] == ["servicing.paid-over"]
    assert all("BK-2" in word(result.findings[0], language).what for language in Language)
    assert over(result) == [str(one.amount)]
    assert [each.paid for each in result.settled] == [one.amount, Money.zero(Currency.USD)]
    assert result.settled[1].unpaid == two.amount
    assert carried_claims(result, FIRST.next()) == ()


def test_a_second_payment_told_in_a_later_file_stands_beside_the_first() -> None:
    one, two = owed(2, interest=2000)
    files = [confirmed(said(one, bank="BK-1")), confirmed(said(one, bank="BK-2")), confirmed(said(two))]
    for known in (files[:2], files, [files[0], (*files[0], *files[1])]):
        result = reconcile([one, two], last_word(known, [one, two]), value_date=DAY)
        assert over(result) == [str(one.amount)]
        assert result.excess[0].bank_references == ("BK-1", "BK-2")
        assert result.settled[0].paid == one.amount
    back = confirmed(said(one, status="returned", bank="BK-9"))
    told = reconcile([one], last_word([files[0], back], [one]), value_date=DAY)
    assert (over(told), told.settled[0].carried) == ([], one.amount)


@pytest.mark.parametrize("later", ["the other claim", "one of the payments again", "a return of one", "of both"])
def test_an_excess_stands_until_the_bank_says_that_it_came_back(later: str) -> None:
    one, two = owed(2, interest=2000)
    first = confirmed(said(one, bank="BK-1"), said(one, bank="BK-2"))
    match later:
        case "the other claim":
            second = confirmed(said(two, bank="BK-8"))
        case "one of the payments again":
            second = confirmed(said(one, bank="BK-1"))
        case "a return of one":
            second = confirmed(said(one, status="returned", bank="RT-1"))
        case _:
            second = confirmed(*(said(one, status="returned", bank=bank) for bank in ("RT-1", "RT-2")))
    result = reconcile(
        [one, two], last_word([first, second, confirmed(said(two, bank="BK-8"))], [one, two]), value_date=DAY
    )
    back = {"a return of one": 1, "of both": 2}.get(later, 0)
    assert over(result) == ([] if back else [str(one.amount)])
    assert [each.code for each in result.findings] == ([] if back else ["servicing.paid-over"])
    settled_one = result.settled[0]
    whole, nothing = one.amount, Money.zero(Currency.USD)
    assert (settled_one.paid, settled_one.carried) == ((nothing, whole) if back == 2 else (whole, nothing))


@given(st.lists(st.tuples(st.sampled_from(["paid", "returned"]), st.integers(0, 3), st.integers(1, 40)), max_size=6))
def test_whatever_a_bank_says_a_claim_is_settled_once_and_an_excess_is_above_zero(
    words: list[tuple[str, int, int]],
) -> None:
    claim = owed(1)[0]
    rows = [
        said(claim, status=status, bank=f"BK-{bank}", amount=f"{cents / 2:.2f} USD") for status, bank, cents in words
    ]
    read, _ = parse_confirmations("\n".join([HEAD, *rows, ""]).encode(), received=RECEIVED)
    result = reconcile([claim], last_word([read[:3], read[3:]], [claim]), value_date=DAY)
    (only,) = result.settled
    assert only.paid + only.unpaid + only.carried == claim.amount
    assert all(each.amount.is_positive() and only.paid == claim.amount for each in result.excess)


def test_a_confirmation_that_cannot_be_read_is_named() -> None:
    claim = owed(1)[0]
    read, findings = parse_confirmations(
        f"{HEAD}\n{said(claim, status='perhaps')}\n{said(claim, amount='1O.00 USD')}\n".encode(), received=RECEIVED
    )
    assert read == ()
    assert [(each.code, each.place.row) for each in findings] == [
        ("deal.choice-unknown", 1),
        ("servicing.amount-unreadable", 2),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"day": "2026-10-29"}, "servicing.value-date-ahead", "value_date"),
        ({"amount": "7.00 HKD"}, "servicing.confirmation-amount", "amount"),
    ],
)
def test_a_file_wrong_in_every_row_is_told_once_with_its_count_and_first_rows(
    changes: dict[str, str], code: str, column: str
) -> None:
    claims = owed(24, interest=2400)
    lines = "\n".join(said(claim, **changes) for claim in claims)
    read, findings = parse_confirmations(f"{HEAD}\n{lines}\n".encode(), received=RECEIVED)
    if read:
        findings = reconcile(claims, read, value_date=DAY).findings
    (only,) = (each for each in findings if each.code == code)
    assert (only.place.column, only.place.count, only.place.row) == (column, 24, 1)
    assert only.place.others == (2, 3, 4, 5)


@pytest.mark.parametrize(("day", "counted"), [("2026-10-28", True), ("2026-10-29", False)])
def test_a_day_to_come_is_named_and_not_counted(day: str, counted: bool) -> None:
    read, findings = parse_confirmations(f"{HEAD}\n{said(owed(1)[0], day=day)}\n".encode(), received=RECEIVED)
    assert bool(read) is counted
    assert [(each.code, each.place.row) for each in findings] == (
        [] if counted else [("servicing.value-date-ahead", 1)]
    )


def test_a_day_that_has_begun_somewhere_is_no_day_to_come() -> None:
    late = datetime(2026, 10, 28, 10, tzinfo=UTC)
    read, findings = parse_confirmations(f"{HEAD}\n{said(owed(1)[0], day='2026-10-29')}\n".encode(), received=late)
    assert (len(read), findings) == (1, ())


def test_a_bank_reference_of_several_rows_is_told_once() -> None:
    rows = [said(claim, bank="BATCH") for claim in owed(3)]
    read, (shared,) = parse_confirmations("\n".join([HEAD, *rows, ""]).encode(), received=RECEIVED)
    assert len(read) == 3
    assert (shared.code, shared.place.row, shared.argument("first"), shared.argument("count")) == (
        "servicing.bank-reference-shared",
        2,
        1,
        3,
    )


_status: st.SearchStrategy[Literal["paid", "returned"]] = st.sampled_from(["paid", "returned"])


@given(register=holders, interest=amounts, principal=amounts, data=st.data())
def test_entitled_is_always_paid_and_unpaid_and_carried(
    register: dict[str, int], interest: Money, principal: Money, data: st.DataObject
) -> None:
    made = claims("deal", FIRST, divide("A", register, interest=interest, principal=principal))
    rows = [
        Confirmation(
            row=number + 1,
            reference=data.draw(st.sampled_from([claim.reference, "f" * 16])),
            status=data.draw(_status),
            amount=claim.amount + usd(data.draw(st.sampled_from([0, 0, 0, 1]))),
            value_date=DAY,
            bank_reference="BK",
        )
        for number, claim in enumerate(data.draw(st.permutations(made + made[:2])))
        if data.draw(st.booleans())
    ]
    result = reconcile(made, rows, value_date=DAY)
    for each in result.settled:
        assert each.paid + each.unpaid + each.carried == each.claim.amount
        assert min(each.paid, each.unpaid, each.carried) >= usd(0)
    claimed, paid, unpaid, carried = result.sums(Currency.USD)
    assert claimed == paid + unpaid + carried == interest + principal


def test_what_came_back_is_claimed_again_under_a_new_reference() -> None:
    one, two = owed(2, interest=300)
    result = reconcile([one, two], confirmed(said(one, bank="BK-A"), said(two, status="returned")), value_date=DAY)
    again = carried_claims(result, FIRST.next())
    assert [(each.wallet, each.amount, each.period) for each in again] == [(two.wallet, two.amount, FIRST.next())]
    assert again[0].reference not in {one.reference, two.reference}
    assert carried_claims(result, FIRST.next()) == again
