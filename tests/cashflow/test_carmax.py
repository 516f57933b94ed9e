"""Two real distribution dates replayed to the cent: CarMax Auto Owner Trust 2025-2.

Source: Form 10-D Exhibit 99.1, SEC EDGAR CIK 2063979, accessions 0002063979-25-000025 and 0002063979-25-000040.

The parity payments are steps with a `cover`, written here because deal files do not have them. The reserve stands
at its target in both certificates; that it pays out the interest it earns above it has no word among the six.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.cashflow.waterfall import Cover, PaymentDay, PoolFacts, Step, VehiclePeriod, pay_vehicle
from tallystick.cashflow.waterfall.state import ClassState, VehicleState
from tallystick.deal.structure import FiledRange
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate
from tests.cashflow.deals import structure

HERE = Path(__file__).parent
TRUST = structure((HERE / "carmax.yaml").read_text(encoding="utf-8")).onshore
CERTIFICATES: list[dict[str, Any]] = json.loads((HERE / "carmax.json").read_text(encoding="utf-8"))["certificates"]
CLASS_A = ("A1", "A2a", "A2b", "A3", "A4")
EVERY = (*CLASS_A, "B", "C", "D")
SEQUENCE = (("A1",), ("A2a", "A2b"), ("A3",), ("A4",), ("B",), ("C",), ("D",))
TARGET = Money.parse("10579421.74 USD")


def usd(text: str) -> Money:
    return Money.parse_amount(text, Currency.USD)


def step(clause: str, pay: str, to: tuple[str, ...], cover: Cover | None = None) -> Step:
    return Step(id=f"{clause} {to[0]}", clause=clause, source="collections", to=to, pay=pay, cover=cover)


def parity(clause: str, classes: tuple[str, ...], overcollateral: Money) -> list[Step]:
    """Principal in sequence until the classes are covered by the pool less an amount."""
    cover = Cover(classes=classes, overcollateral=overcollateral)
    return [step(clause, "principal", to, cover) for to in SEQUENCE]


NOTHING = usd("0")
STEPS = (
    step("servicing", "due", ("servicing",)),
    step("interest", "interest", CLASS_A),
    *parity("priority", CLASS_A, NOTHING),
    step("interest", "interest", ("B",)),
    *parity("secondary", (*CLASS_A, "B"), NOTHING),
    step("interest", "interest", ("C",)),
    *parity("tertiary", (*CLASS_A, "B", "C"), NOTHING),
    step("interest", "interest", ("D",)),
    *parity("quaternary", EVERY, NOTHING),
    step("reserve", "target", ("reserve",)),
    *parity("regular", EVERY, TARGET),
    step("residual", "remainder", ("depositor",)),
)


def replay(certificate: dict[str, Any]) -> VehiclePeriod:
    inputs = certificate["inputs"]
    period = Period.parse(certificate["collection_period"])
    last = date.fromisoformat(certificate["prior_distribution_date"])
    facts = PoolFacts(
        period=period,
        beginning=usd(inputs["pool_begin"]),
        ending=usd(inputs["pool_end"]),
        defaulted=usd(inputs["defaults"]),
        collected={
            "scheduled-principal": usd(inputs["principal_collected"]),
            "interest": usd(inputs["interest_collected"]),
            "recoveries": usd(inputs["recoveries"]),
            "fees": usd(inputs["investment_income"]),
        },
    )
    state = VehicleState(
        paid_to=PaymentDay(scheduled=last.replace(day=15), paid=last, record=last),
        accounts={"collections": NOTHING, "reserve": usd(inputs["reserve_begin"])},
        classes={
            terms.id: ClassState(
                coupon=terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon,
                balance=usd(inputs["note_begin"][terms.id]),
                carried_interest=NOTHING,
            )
            for terms in TRUST.classes
        },
        carried_fees={"servicing": NOTHING},
        uncovered_losses=NOTHING,
    )
    fixings = {"A2b": Rate.parse(certificate["floating_note_rate"])}
    paid, _ = pay_vehicle(TRUST, state, facts, received=facts.collected, fixings=fixings, steps=STEPS)
    return paid


@pytest.fixture(params=CERTIFICATES, ids=[certificate["distribution_date"] for certificate in CERTIFICATES])
def certificate(request) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def clause(period: VehiclePeriod, name: str) -> Money:
    return total((payment.paid for payment in period.payments if payment.clause == name), Currency.USD)


def test_cash_is_the_available_collections(certificate):
    period = replay(certificate)
    assert total(period.received.values(), Currency.USD) == usd(certificate["inputs"]["available_collections"])
    assert total((payment.paid for payment in period.paid_out()), Currency.USD) == usd(
        certificate["expected"]["total_distributions"]
    )


def test_the_fee_and_every_interest_are_those_certified(certificate):
    period, expected = replay(certificate), certificate["expected"]
    assert period.paid_to("servicing") == usd(expected["servicing_fee"])
    assert {flow.class_id: flow.interest for flow in period.classes} == {
        name: usd(amount) for name, amount in expected["interest"].items()
    }
    assert clause(period, "interest") == usd(expected["total_note_interest"])


def test_every_parity_payment_is_the_one_certified(certificate):
    period, expected = replay(certificate), certificate["expected"]
    for name in ("priority", "secondary", "tertiary", "quaternary", "regular"):
        assert clause(period, name) == usd(expected[f"{name}_principal"]), name


def test_every_principal_and_every_balance_is_the_one_certified(certificate):
    period, expected = replay(certificate), certificate["expected"]
    paid = {flow.class_id: flow.principal for flow in period.classes if flow.principal.is_positive()}
    assert paid == {name: usd(amount) for name, amount in expected["principal"].items()}
    assert total(paid.values(), Currency.USD) == usd(expected["total_note_principal"])
    for name, ending in expected["note_end"].items():
        assert period.class_flow(name).ending == usd(ending)


def test_the_residual_and_the_reserve_are_those_certified(certificate):
    period, expected = replay(certificate), certificate["expected"]
    assert period.paid_to("depositor") == usd(expected["residual_distribution"])
    assert period.closing["reserve"] == usd(expected["reserve_end"])
