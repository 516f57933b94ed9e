"""Entitlements: no unit lost, none made, whoever holds and in whatever order."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.entitlements import Claim, claims, divide, entitlements, factor
from tallystick.units.money import Currency, Money, MoneyError, total
from tallystick.units.periods import Period
from tests.servicing.months import FIRST, closed

__all__ = ["amounts", "holders", "usd", "wallet"]


def usd(minor: int) -> Money:
    return Money(minor=minor, currency=Currency.USD)


def wallet(number: int) -> str:
    return f"0x{number + 1:040x}"


amounts = st.integers(0, 10**12).map(usd)
holders = st.dictionaries(st.integers(0, 40).map(wallet), st.integers(0, 10**6), max_size=12).filter(
    lambda register: sum(register.values()) > 0
)


@given(register=holders, interest=amounts, principal=amounts)
def test_what_a_class_is_paid_is_what_its_holders_are_owed(
    register: dict[str, int], interest: Money, principal: Money
) -> None:
    owed = divide("A", register, interest=interest, principal=principal)
    assert total((each.interest for each in owed), Currency.USD) == interest
    assert total((each.principal for each in owed), Currency.USD) == principal
    assert total((each.whole for each in owed), Currency.USD) == interest + principal
    assert sum(each.units for each in owed) == sum(register.values())


@given(register=holders, interest=amounts)
def test_who_holds_more_is_never_owed_less_and_equals_differ_by_one_unit(
    register: dict[str, int], interest: Money
) -> None:
    owed = divide("A", register, interest=interest, principal=usd(0))
    for one, other in ((one, other) for one in owed for other in owed):
        if one.units > other.units:
            assert one.interest >= other.interest
        if one.units == other.units:
            assert abs(one.interest - other.interest) <= usd(1)
        exact = Fraction(interest.minor * one.units, sum(register.values()))
        assert abs(one.interest.minor - exact) < 1


@given(register=holders, interest=amounts, data=st.data())
def test_neither_the_order_of_the_register_nor_the_case_of_an_address_matters(
    register: dict[str, int], interest: Money, data: st.DataObject
) -> None:
    shuffled = dict(
        data.draw(st.permutations([(key.upper().replace("X", "x"), units) for key, units in register.items()]))
    )
    assert divide("A", shuffled, interest=interest, principal=usd(0)) == divide(
        "A", register, interest=interest, principal=usd(0)
    )


@pytest.mark.parametrize("register", [{}, {wallet(0): 0}, {wallet(0): 3, wallet(1): -1}])
def test_money_without_holders_is_not_divided(register: dict[str, int]) -> None:
    with pytest.raises(MoneyError):
        divide("A", register, interest=usd(100), principal=usd(0))


def test_the_classes_of_a_month_are_divided_over_their_registers() -> None:
    flows = closed().flows()
    registers = {"A": {wallet(0): 100_000, wallet(1): 14_000}, "B": {wallet(1): 20_000}}
    owed, findings = entitlements(flows, registers, issued={"A": 114_000, "B": 20_000})
    assert findings == ()
    for flow in flows:
        own = [each for each in owed if each.token_class == flow.class_id]
        assert total((each.whole for each in own), Currency.USD) == flow.paid


@pytest.mark.parametrize(
    ("register", "issued", "code"),
    [
        ({wallet(0): 99}, 100, "servicing.units-differ"),
        ({wallet(0): 101}, 100, "servicing.units-differ"),
        ({}, 0, "servicing.units-differ"),
        ({wallet(0): 101, wallet(1): -1}, 100, "servicing.holding-negative"),
    ],
)
def test_a_register_that_is_not_the_ledgers_divides_nothing(register: dict[str, int], issued: int, code: str) -> None:
    owed, findings = entitlements(closed().flows(), {"A": register}, issued={"A": issued})
    assert owed == ()
    assert [each.code for each in findings] == [code]


def test_of_a_class_that_was_never_issued_nobody_holds_a_unit() -> None:
    owed, (found,) = entitlements(closed().flows(), {"A": {wallet(0): 1}}, issued={})
    assert owed == ()
    assert (found.code, found.argument("held"), found.argument("issued")) == ("servicing.units-differ", 1, 0)


def test_an_address_that_sold_everything_is_owed_nothing_and_disturbs_nobody() -> None:
    owed, findings = entitlements(closed().flows(), {"A": {wallet(0): 100, wallet(1): 0}}, issued={"A": 100})
    assert findings == ()
    assert [each.wallet for each in owed] == [wallet(0)]


def test_of_several_negative_holdings_the_first_address_is_named() -> None:
    register = {wallet(2): -1, wallet(1): -1, wallet(0): 102}
    _, findings = entitlements(closed().flows(), {"A": register}, issued={"A": 100})
    assert dict(findings[0].arguments)["wallet"] == wallet(1)


def test_what_remains_for_a_class_is_divided_with_its_interest() -> None:
    flow = closed().flows()[0]
    richer = replace(flow, residual=flow.residual + usd(7_00))
    owed, _ = entitlements([richer], {flow.class_id: {wallet(0): 100}}, issued={flow.class_id: 100})
    assert owed[0].interest == flow.interest + flow.residual + usd(7_00)


def test_a_class_without_a_register_is_passed_over() -> None:
    assert entitlements(closed().flows(), {}, issued={}) == ((), ())


def test_the_factor_falls_from_one_and_agrees_with_what_was_repaid() -> None:
    done = closed()
    for name in ("A", "B"):
        original = done.original("offshore", name)
        before = Fraction(1)
        for flow in done.ledger.class_flows(name):
            now = factor(flow, original)
            assert 0 <= now <= before
            assert (before - now) * original.minor == flow.principal.minor
            before = now


def a_claim(number: int = 0, **changed: object) -> Claim:
    values = {"deal": "d", "period": FIRST, "owner": number, "name": "A", **changed}
    owed = divide(str(values["name"]), {wallet(int(str(values["owner"]))): 1}, interest=usd(5), principal=usd(0))
    period = values["period"]
    assert isinstance(period, Period)
    return claims(str(values["deal"]), period, owed)[0]


def test_a_reference_is_sixteen_digits_the_same_each_time_and_its_own() -> None:
    plain = a_claim()
    assert plain == a_claim()
    assert len(plain.reference) == 16
    assert set(plain.reference) <= set("0123456789abcdef")
    others = [a_claim(1), a_claim(name="B"), a_claim(period=FIRST.next()), a_claim(deal="e")]
    assert len({plain.reference, *(each.reference for each in others)}) == 5


@given(register=holders, interest=amounts, principal=amounts)
def test_claims_add_up_to_entitlements_and_nothing_makes_no_claim(
    register: dict[str, int], interest: Money, principal: Money
) -> None:
    made = claims("deal", FIRST, divide("A", register, interest=interest, principal=principal))
    assert total((each.amount for each in made), Currency.USD) == interest + principal
    assert all(each.amount.is_positive() for each in made)
    assert len({each.reference for each in made}) == len(made)
