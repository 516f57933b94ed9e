"""Every loan type, convention and speed: the kernel against its reference, and against the definition by hand."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.kernels import compiled
from tallystick.cashflow.kernels.contracts.months import contract_months
from tallystick.cashflow.kernels.flows import Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.loans import (
    AgeOrigin,
    Amortisation,
    Conventions,
    DefaultBase,
    Floating,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    PrepaymentBase,
    SeverityBase,
)
from tallystick.cashflow.kernels.pool import Engine, pool_flows
from tallystick.cashflow.kernels.speeds import Axis, Curve
from tests.cashflow.contract_reference import Index, Terms, unroll
from tests.cashflow.reference import How, project

ENGINES = [Engine.PLAIN, *([Engine.COMPILED] if compiled.is_installed() else [])]
PATH = (0.0345, 0.0335, 0.031, 0.0295, 0.03, 0.035, 0.041, 0.05)


def arrays(loans: list[Terms]) -> LoanArrays:
    """Loans of one amortisation as arrays, with every column there is."""
    longest = max(loan.remaining_term for loan in loans)

    def column(name: str) -> np.ndarray:
        return np.array([getattr(loan, name) for loan in loans])

    def table(name: str) -> np.ndarray:
        return np.array([[*getattr(loan, name), *[0.0] * longest][:longest] for loan in loans])

    kind = Amortisation(loans[0].amortisation)
    floating = None
    if loans[0].index is not None:
        indices = [loan.index for loan in loans if loan.index is not None]
        terms = {
            name: np.array([getattr(index, name) for index in indices])
            for name in ("margin", "cap", "floor", "step", "next_reset", "reset_every")
        }
        floating = Floating(index=np.array(indices[0].path), **terms)
    return LoanArrays(
        balance=column("balance"),
        annual_rate=column("annual_rate"),
        remaining_term=column("remaining_term"),
        age=column("age"),
        amortisation=kind,
        payment=column("payment") if loans[0].payment is not None else None,
        interest_only=column("interest_only"),
        balloon=column("balloon"),
        interval=column("interval"),
        fee=column("fee"),
        dilution=column("dilution"),
        floating=floating,
        listed=table("listed") if kind is Amortisation.LISTED else None,
        income=table("income") if loans[0].income else None,
    )


def contract(loan: Terms) -> list[tuple[float, ...]]:
    return [
        tuple(0.0 if column is None else float(column[0]) for column in (m.begin, m.end, m.interest, m.accrued, m.fee))
        for m in contract_months(arrays([loan]))
    ]


def reference(loan: Terms) -> list[tuple[float, ...]]:
    return [(m.begin, m.end, m.interest, m.accrued, m.fee) for m in unroll(loan)]


indices = st.builds(
    Index,
    path=st.just(PATH),
    margin=st.floats(-0.005, 0.03),
    cap=st.floats(0.04, 0.2),
    floor=st.floats(0, 0.03),
    step=st.sampled_from([0.0025, 0.01, 1.0]),
    next_reset=st.integers(1, 14),
    reset_every=st.sampled_from([1, 3, 12]),
)


@st.composite
def one_loan(draw, kind: str, *, floats: bool, rights: bool) -> Terms:
    term = draw(st.integers(1, 40))
    balance = draw(st.one_of(st.just(0.0), st.floats(1, 1e10)))
    listed = draw(st.lists(st.floats(0, balance / 40), min_size=40, max_size=40)) if kind == "listed" else ()
    rate = st.floats(0.0005, 0.25) if floats else st.one_of(st.just(0.0), st.floats(0.0005, 0.25))
    return Terms(
        balance=balance,
        annual_rate=draw(rate),
        remaining_term=term,
        amortisation=kind,
        interest_only=draw(st.integers(0, 12)),
        balloon=draw(st.sampled_from([0.0, 0.3, 1.0])) * balance,
        interval=draw(st.sampled_from([1, 1, 3, 6])),
        fee=draw(st.sampled_from([0.0, 12.5])),
        dilution=draw(st.sampled_from([0.0, 0.03])),
        index=draw(indices) if floats else None,
        listed=tuple(listed),
        income=tuple(draw(st.lists(st.floats(0, 1e6), min_size=40, max_size=40))) if rights else (),
        age=draw(st.integers(0, 30)),
        severity=draw(st.floats(0, 1)),
    )


@st.composite
def pools(draw) -> list[Terms]:
    kind, floats, rights = draw(st.sampled_from(list(Amortisation))), draw(st.booleans()), draw(st.booleans())
    drawn: list[Terms] = draw(st.lists(one_loan(kind.value, floats=floats, rights=rights), min_size=1, max_size=6))
    return drawn


curves = st.builds(
    Curve,
    rates=st.lists(st.floats(0, 0.6), min_size=1, max_size=50).map(np.array),
    axis=st.sampled_from(Axis),
)


@st.composite
def arrears(draw) -> Arrears | None:
    buckets = draw(st.integers(0, 4))
    if buckets == 0:
        return None
    roll = draw(st.lists(st.floats(0, 1), min_size=buckets, max_size=buckets))
    cure = [draw(st.floats(0, 1)) * (1 - share) for share in roll]
    return Arrears(entry=draw(curves), roll=tuple(roll), cure=tuple(cure))


@st.composite
def paces(draw) -> Pace:
    liquidation, late = draw(st.sampled_from(LiquidationBase)), draw(arrears())
    advanced = liquidation is LiquidationBase.ADVANCED
    return Pace(
        prepayment=draw(curves),
        default=draw(curves),
        severity=draw(st.none() | curves),
        recovery_lag=draw(st.integers(0, 8)),
        timing=(1.0,) if advanced else draw(st.sampled_from([(1.0,), (0.5, 0.25, 0.25), (0.0, 1.0)])),
        arrears=None if advanced else late,
        conventions=Conventions(
            prepayment_base=draw(st.sampled_from(PrepaymentBase)),
            interest_base=draw(st.sampled_from(InterestBase)),
            liquidation_base=liquidation,
            default_free_tail=draw(st.booleans()),
            # Advances are of loans that defaulted before their payment; see SF-19.
            default_base=DefaultBase.BEGINNING if advanced else draw(st.sampled_from(DefaultBase)),
            severity_base=draw(st.sampled_from(SeverityBase)),
            age_origin=draw(st.sampled_from(AgeOrigin)),
            first_period=draw(st.sampled_from([1.0, 0.4, 2.0])),
        ),
    )


def reader(curve: Curve | None):
    def rate(month: int, life: int) -> float:
        if curve is None:
            return 1.0
        at = month if curve.axis is Axis.PROJECTION_MONTH else life
        return float(curve.rates[min(at, len(curve.rates)) - 1])

    return rate


def said(pace: Pace) -> How:
    how = pace.conventions
    late = pace.arrears
    return How(
        smm=reader(pace.prepayment),
        mdr=reader(pace.default),
        cost=reader(pace.severity),
        lag=pace.recovery_lag,
        timing=pace.timing,
        entry=reader(late.entry) if late else How().entry,
        roll=late.roll if late else (),
        cure=late.cure if late else (),
        prepayment_base=how.prepayment_base.value,
        default_base=how.default_base.value,
        interest_base=how.interest_base.value,
        liquidation_base=how.liquidation_base.value,
        severity_base=how.severity_base.value,
        default_free_tail=how.default_free_tail,
        first_period=how.first_period,
    )


@given(loan=st.sampled_from(list(Amortisation)).flatmap(lambda kind: one_loan(kind.value, floats=False, rights=False)))
@settings(deadline=None, max_examples=100)
def test_a_contract_is_unrolled_as_its_terms_read(loan):
    near = {"rel": 1e-9, "abs": 1e-9 * loan.balance + 1e-300}
    for month, expected in zip(contract(loan), reference(loan), strict=True):
        assert month == pytest.approx(expected, **near)


@given(loans=pools(), pace=paces())
@settings(deadline=None, max_examples=120)
def test_the_kernel_and_its_reference_agree_on_every_loan_type_and_convention(loans, pace):
    expected = project(loans, said(pace))
    size = sum(loan.balance + sum(loan.income) + 100 * loan.fee for loan in loans)
    for engine in ENGINES:
        flows = pool_flows(arrays(loans), pace, severity=np.array([loan.severity for loan in loans]), engine=engine)
        for field in fields(PoolFlows):
            vector = getattr(flows, field.name)
            twin = [*expected.get(field.name, []), *[0.0] * vector.size]
            assert vector == pytest.approx(twin[: vector.size], rel=1e-12, abs=1e-12 * size + 1e-300), field.name
            assert sum(twin[vector.size :]) == pytest.approx(0, abs=1e-12 * size + 1e-300), field.name


@given(loans=pools(), pace=paces())
@settings(deadline=None, max_examples=150)
def test_principal_is_neither_made_nor_lost_whatever_the_loan(loans, pace):
    size = sum(loan.balance for loan in loans)
    near = {"abs": 1e-11 * size + 1e-300}
    for engine in ENGINES:
        flows = pool_flows(arrays(loans), pace, severity=np.array([loan.severity for loan in loans]), engine=engine)
        gone = flows.scheduled + flows.prepaid + flows.defaulted + flows.diluted
        assert flows.ending == pytest.approx(flows.beginning - gone, **near)
        assert flows.beginning[1:] == pytest.approx(flows.ending[:-1], **near)
        assert gone.sum() == pytest.approx(size, **near)
        assert flows.defaulted.sum() == pytest.approx(
            (flows.advanced_principal + flows.recovered + flows.lost).sum(), **near
        )
        for field in fields(PoolFlows):
            assert (getattr(flows, field.name) >= -near["abs"]).all(), field.name
