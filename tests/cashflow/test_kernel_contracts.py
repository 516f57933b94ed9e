"""Every loan type, convention and speed: the kernel against its reference, and against the definition by hand."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.kernels.contracts.months import contract_months
from tallystick.cashflow.kernels.engines import compiled
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
    LoanArraysError,
    PrepaymentBase,
    SeverityBase,
)
from tallystick.cashflow.kernels.pool import Engine, pool_flows
from tallystick.cashflow.kernels.speeds import Axis, Curve, flat_curve
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
        in_advance=column("in_advance").astype(np.int64),
        fee=column("fee"),
        dilution=column("dilution"),
        floating=floating,
        listed=table("listed") if kind is Amortisation.LISTED else None,
        income=table("income") if loans[0].income else None,
    )


def contract(loan: Terms, first_period: float = 1.0) -> list[tuple[float, ...]]:
    return [
        tuple(0.0 if column is None else float(column[0]) for column in (m.begin, m.end, m.interest, m.accrued, m.fee))
        for m in contract_months(arrays([loan]), first_period)
    ]


def reference(loan: Terms, first_period: float = 1.0) -> list[tuple[float, ...]]:
    return [(m.begin, m.end, m.interest, m.accrued, m.fee) for m in unroll(loan, first_period)]


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
        in_advance=draw(st.booleans()),
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
@settings(deadline=None)
def test_a_contract_is_unrolled_as_its_terms_read(loan):
    near = {"rel": 1e-9, "abs": 1e-9 * loan.balance + 1e-300}
    for month, expected in zip(contract(loan), reference(loan), strict=True):
        assert month == pytest.approx(expected, **near)


@given(loans=pools(), pace=paces())
@settings(deadline=None)
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
@settings(deadline=None)
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


def schedule(**terms) -> list[tuple[float, float]]:
    """What is paid each month: principal and interest, to the unit."""
    rows = contract(Terms(**{"annual_rate": 0.12, "remaining_term": 4, "balance": 12000.0, **terms}))
    return [(round(begin - end, 2), round(interest, 2)) for begin, end, interest, _, _ in rows]


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ({"amortisation": "equal-principal"}, [(3000, 120), (3000, 90), (3000, 60), (3000, 30)]),
        ({"amortisation": "bullet"}, [(0, 120), (0, 120), (0, 120), (12000, 120)]),
        ({"amortisation": "bullet", "interval": 2}, [(0, 0), (0, 240), (0, 0), (12000, 240)]),
        ({"amortisation": "equal-principal", "interest_only": 2}, [(0, 120), (0, 120), (6000, 120), (6000, 60)]),
        ({"amortisation": "equal-principal", "balloon": 6000.0}, [(1500, 120), (1500, 105), (1500, 90), (7500, 75)]),
        # 12,000 at 1 % a month for four months: the annuity is 3,075.37.
        ({}, [(2955.37, 120), (2984.93, 90.45), (3014.78, 60.6), (3044.92, 30.45)]),
        # The same with 4,000 left: 8,000 amortise, 4,000 bear interest alone; the lessee buys for 4,000.
        ({"balloon": 4000.0}, [(1970.25, 120), (1989.95, 100.3), (2009.85, 80.4), (6029.95, 60.3)]),
        ({"annual_rate": 0.0, "amortisation": "equal-principal", "fee": 50.0}, [(3000, 0)] * 4),
        (
            {"amortisation": "listed", "listed": (1000.0, 0.0, 5000.0, 0.0)},
            [(1000, 120), (0, 110), (5000, 110), (6000, 60)],
        ),
    ],
)
def test_a_loan_type_pays_what_its_definition_says(terms, paid):
    assert schedule(**terms) == [pytest.approx(each, abs=0.011) for each in paid]


def test_rent_in_advance_is_an_annuity_due():
    """10,000 at 8 % in ten payments: 1,037.03 at the end of each month, 1,030.16 at its beginning.

    Source: the example of the function PMT in the manual of Microsoft Excel.
    """
    terms = {"balance": 10000.0, "annual_rate": 0.08, "remaining_term": 10}
    arrears, advance = schedule(**terms), schedule(**terms, in_advance=True)
    assert [round(principal + interest, 2) for principal, interest in arrears] == pytest.approx(
        [1037.03] * 10, abs=0.011
    )
    assert advance[0] == (1030.16, 0.0)
    assert [round(principal + interest, 2) for principal, interest in advance] == pytest.approx(
        [1030.16] * 10, abs=0.011
    )
    assert advance[1][1] == round((10000 - 1030.16) * 0.08 / 12, 2)
    assert sum(principal for principal, _ in advance) == pytest.approx(10000, abs=0.05)


def test_quarterly_rent_in_advance_begins_at_once_and_ends_a_quarter_early():
    """12,000 at 12 %, four rents in months 1, 4, 7 and 10, by hand: 12,000 / (1 + 1/1.03 + 1/1.03^2 + 1/1.03^3)."""
    rent = 12000 / sum(1.03**-k for k in range(4))
    rows = schedule(remaining_term=10, interval=3, in_advance=True)
    paid = [round(principal + interest, 2) for principal, interest in rows]
    assert [month for month, each in enumerate(paid, start=1) if each] == [1, 4, 7, 10]
    assert [each for each in paid if each] == pytest.approx([round(rent, 2)] * 4, abs=0.011)


def test_a_floating_coupon_is_reset_within_its_step_its_cap_and_its_floor():
    index = Index(path=(0.04, 0.09, 0.09, 0.01), margin=0.01, cap=0.08, floor=0.03, next_reset=2, reset_every=1)
    rates = [12 * interest / 12000 for _, interest in schedule(amortisation="bullet", index=index)]
    assert rates == pytest.approx([0.12, 0.08, 0.08, 0.03])
    held = Index(path=index.path, margin=0.01, step=0.02, next_reset=2, reset_every=2)
    rates = [12 * interest / 12000 for _, interest in schedule(amortisation="bullet", index=held)]
    assert rates == pytest.approx([0.12, 0.10, 0.10, 0.08])


def test_a_level_payment_is_computed_anew_at_a_reset():
    index = Index(path=(0.12, 0.12, 0.24), next_reset=3, reset_every=12)
    first, second, third, fourth = (principal + interest for principal, interest in schedule(index=index))
    assert first == pytest.approx(second, abs=0.02)
    assert third == pytest.approx(fourth, abs=0.02)
    assert third > second


def test_advances_of_a_floating_loan_are_of_the_coupon_of_their_month():
    index = Index(path=(0.12, 0.24), next_reset=2, reset_every=12)
    loan = arrays([Terms(balance=1000.0, annual_rate=0.12, remaining_term=6, amortisation="bullet", index=index)])
    once = Curve(rates=np.array([1.0]), axis=Axis.PROJECTION_MONTH)
    how = Conventions(liquidation_base=LiquidationBase.ADVANCED)
    flows = pool_flows(loan, Pace(prepayment=flat_curve(0), default=once, recovery_lag=2, conventions=how))
    assert flows.advanced_interest[:4] == pytest.approx([10, 20, 20, 0])


def test_arrears_cure_roll_and_stay_as_counted_by_hand():
    """100 loans of one bullet, three months; a tenth falls behind in the first, of which half cure and a fifth roll."""
    loan = arrays([Terms(balance=10000.0, annual_rate=0.12, remaining_term=3, amortisation="bullet", severity=0.5)])
    late = Arrears(entry=Curve(rates=np.array([0.1, 0.0]), axis=Axis.PROJECTION_MONTH), roll=(0.2,), cure=(0.5,))
    pace = Pace(prepayment=flat_curve(0), default=flat_curve(0), arrears=late)
    flows = pool_flows(loan, pace, severity=0.5)
    assert flows.delinquent == pytest.approx([1000, 300, 90, 0])
    # 90 pay; then 90, the cured half of ten pays two months and three pay one; nine tenths of the rest likewise.
    assert flows.interest == pytest.approx([90, 90 + 2 * 5 + 3, 95 + 2 * 1.5 + 0.9, 0.9 * 0.8])
    assert flows.defaulted == pytest.approx([0, 200, 60, 18])
    assert flows.lost == pytest.approx([0, 100, 30, 9])
    assert flows.scheduled == pytest.approx([0, 0, 9500 + 150, 72])


def test_a_long_first_period_bears_its_interest_where_it_is_first_paid_and_where_it_is_repaid_before():
    """100,000 at 6 %, paid quarterly, the first period a month and a half: 3.5 months of interest, not 3."""
    quarterly = Terms(balance=100_000.0, annual_rate=0.06, remaining_term=6, amortisation="bullet", interval=3)
    assert [each[2] for each in contract(quarterly, 1.5)] == pytest.approx([0, 0, 1_750, 0, 0, 1_500])
    assert np.array(contract(quarterly, 1.5)) == pytest.approx(np.array(reference(quarterly, 1.5)))
    how = Conventions(first_period=1.5)
    none = Pace(prepayment=flat_curve(0), default=flat_curve(0), conventions=how)
    at_once = Curve(rates=np.array([1.0, 0.0]), axis=next(iter(Axis)))
    early = Pace(prepayment=at_once, default=flat_curve(0), conventions=how)
    for engine in ENGINES:
        assert pool_flows(arrays([quarterly]), none, engine=engine).interest == pytest.approx(
            [0, 0, 1_750, 0, 0, 1_500]
        )
        assert pool_flows(arrays([quarterly]), early, engine=engine).interest[0] == pytest.approx(750)


def test_a_receivable_pays_its_face_less_dilution():
    face = arrays([Terms(balance=1000.0, annual_rate=0.0, remaining_term=3, amortisation="bullet", dilution=0.02)])
    flows = pool_flows(face, Pace(prepayment=flat_curve(0), default=flat_curve(0)))
    assert (flows.scheduled.sum(), flows.diluted.sum(), flows.interest.sum()) == pytest.approx((980, 20, 0))


@pytest.mark.parametrize(
    "wrong",
    [
        {"annual_rate": 1.01},
        {"annual_rate": np.nan},
        {"remaining_term": 0},
        {"balloon": 12001.0},
        {"interval": 0},
        {"interest_only": -1},
        {"dilution": 1.5},
        {"fee": -1.0},
        {"amortisation": "listed", "listed": (9000.0, 9000.0, 0.0, 0.0)},
        {"amortisation": "listed", "listed": (-1.0, 0.0, 0.0, 0.0)},
        {"income": (-1.0, 0.0, 0.0, 0.0)},
        {"index": Index(path=())},
        {"index": Index(path=(np.nan,))},
        {"index": Index(path=PATH, floor=0.5, cap=0.2)},
        {"index": Index(path=PATH, cap=1.5)},
        {"index": Index(path=PATH, next_reset=0)},
        {"index": Index(path=PATH, reset_every=0)},
    ],
)
def test_terms_that_cannot_be_a_loan_are_refused(wrong):
    with pytest.raises(LoanArraysError):
        arrays([Terms(**{"annual_rate": 0.12, "remaining_term": 4, "balance": 12000.0, **wrong})])


@pytest.mark.parametrize(("roll", "cure"), [((), ()), ((0.5,), ()), ((0.7,), (0.4,)), ((-0.1,), (0.4,))])
def test_arrears_whose_shares_are_none_are_refused(roll, cure):
    with pytest.raises(LoanArraysError):
        Arrears(entry=flat_curve(0.01), roll=roll, cure=cure)
