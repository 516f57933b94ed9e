"""A bank file against what its month owes, without a register: whole units tell, whoever holds them."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from tallystick.servicing.bank_file import Instruction, Payee
from tallystick.servicing.certificate import EntitledLine
from tallystick.servicing.claims.instructed import Book, Owed, check_instructions
from tallystick.servicing.entitlements import claims, divide
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period

PERIOD, DAY = Period.parse("2026-09"), date(2026, 10, 26)
WALLETS = [f"0x{number:040x}" for number in range(1, 6)]
BOOK = Book(payees={each: Payee(name=f"N{each}", account=f"A{each}") for each in WALLETS}, units={})


def dollars(cents):
    return Money(minor=cents, currency=Currency.USD)


def month(units, interest, principal):
    """What is owed of one class, and the bank file that pays it."""
    owed = divide("A", units, interest=dollars(interest), principal=dollars(principal))
    line = {"token_class": "A", "holders": str(len(owed)), "units": str(sum(units.values()))}
    line |= {"interest": str(dollars(interest)), "principal": str(dollars(principal))}
    made = tuple(
        Instruction(claim=claim, payee=BOOK.payees[claim.wallet], value_date=DAY)
        for claim in claims("deal", PERIOD, owed)
    )
    entitled = (EntitledLine.model_validate(line),)
    return Owed(deal="deal", period=PERIOD, value_date=DAY, entitled=entitled, again=()), made


def told(made, owed, book=BOOK):
    return [each.code.removeprefix("servicing.instruction-") for each in check_instructions(made, owed, book, file="b")]


holdings = st.dictionaries(st.sampled_from(WALLETS), st.integers(1, 10**6), min_size=1)
cents = st.integers(0, 10**11)


@given(holdings, cents, cents)
def test_what_any_holdings_are_paid_has_no_fault(units, interest, principal):
    owed, made = month(units, interest, principal)
    assert set(told(made, owed)) <= {"units-unseen"}
    at_closing = replace(BOOK, units={"A": units})
    assert told(made, owed, at_closing) == []


@given(holdings, cents, cents, st.data())
def test_a_cent_from_one_row_to_another_is_found(units, interest, principal, data):
    assume(max(interest, principal) > 4 * sum(units.values()))
    owed, made = month(units, interest, principal)
    assume(len(made) > 1)
    one, other = data.draw(st.permutations(range(len(made))))[:2]
    rows = list(made)
    for number, less in ((one, 1), (other, -1)):
        claim = rows[number].claim
        rows[number] = replace(rows[number], claim=replace(claim, amount=claim.amount - dollars(less)))
    assert {"differs", "undivided"} & set(told(rows, owed))


def test_other_whole_units_than_at_closing_are_left_open():
    units = {WALLETS[0]: 60, WALLETS[1]: 40}
    owed, made = month(units, 12_345, 678_901)
    book = replace(BOOK, units={"A": {WALLETS[0]: 50, WALLETS[1]: 50}})
    assert told(made, owed, book) == ["units-moved"]
    assert told(made, owed, replace(book, payees={WALLETS[0]: BOOK.payees[WALLETS[0]]})) == [
        "units-moved",
        "payee-unknown",
    ]


def test_more_addresses_than_holders_are_an_error_though_the_money_adds_up():
    owed, _ = month({WALLETS[0]: 60, WALLETS[1]: 40}, 10_000, 100_000)
    _, made = month({WALLETS[0]: 60, WALLETS[1]: 30, WALLETS[2]: 10}, 10_000, 100_000)
    assert told(made, owed) == ["holders"]


def test_too_little_a_unit_tells_nothing_of_who_holds_it():
    owed, made = month({WALLETS[0]: 700, WALLETS[1]: 300}, 100, 0)
    assert told(made, owed, replace(BOOK, units={"A": {WALLETS[0]: 100, WALLETS[1]: 900}})) == ["units-unseen"]
