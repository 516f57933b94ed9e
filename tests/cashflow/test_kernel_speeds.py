"""Speeds against the figures printed in the BMA Standard Formulas (1 February 1999)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.kernels.speeds import (
    SpeedError,
    absolute_curve,
    absolute_speed,
    annual_from_monthly,
    flat_curve,
    monthly_from_annual,
    psa_curve,
    psa_speed,
    sda_curve,
    smm_between_factors,
)


@pytest.mark.parametrize(
    ("speed", "month", "smm_percent"),
    [
        (0.02, 11, "2.5000"),
        (0.005, 1, "0.5000"),
        (0.01, 10, "1.0989"),
        (0.015, 20, "2.0979"),
        (0.02, 30, "4.7619"),
        (0.02, 40, "9.0909"),
        (0.02, 50, "100.0000"),
        (0.02, 51, "100.0000"),
    ],
)
def test_an_absolute_speed_is_the_printed_share_of_each_month(speed, month, smm_percent):
    assert f"{absolute_curve(speed, 60).rates[month - 1]:.4%}" == smm_percent + "%"


def test_an_absolute_speed_prepays_the_same_number_of_loans_each_month():
    left, prepaid = 1.0, []
    for smm in absolute_curve(0.013, 60).rates:
        prepaid.append(left * smm)
        left *= 1 - smm
    assert prepaid == pytest.approx([0.013] * 60)


def test_the_ginnie_mae_pool_of_june_1989_prepaid_at_150_psa():
    smm = smm_between_factors(first=0.85150625, second=0.84732282, annual_rate=0.095, remaining_terms=(344, 343))
    cpr = float(annual_from_monthly(smm))
    assert f"{smm:.6%}" == "0.435270%"
    assert f"{cpr:.4%}" == "5.1000%"
    assert f"{psa_speed(cpr, 17):.2%}" == "150.00%"


@pytest.mark.parametrize(
    ("month", "annual"),
    [(1, 0.0002), (30, 0.006), (60, 0.006), (61, 0.005905), (120, 0.0003), (121, 0.0003), (360, 0.0003)],
)
def test_one_hundred_percent_sda_is_the_printed_annual_rate(month, annual):
    assert annual_from_monthly(sda_curve(1, 360).rates[month - 1]) == pytest.approx(annual)


def test_psa_rises_to_six_percent_a_year_and_stays():
    annual = annual_from_monthly(psa_curve(1, 360).rates)
    assert annual[[0, 28, 29, 359]] == pytest.approx([0.002, 0.058, 0.06, 0.06])


@given(st.floats(0, 0.999))
def test_monthly_and_annual_rates_are_inverse(annual):
    assert float(annual_from_monthly(monthly_from_annual(annual))) == pytest.approx(annual, abs=1e-12)


@given(speed=st.floats(0.0001, 0.03), month=st.integers(1, 30))
def test_an_absolute_speed_is_read_back_from_its_month(speed, month):
    smm = float(absolute_curve(speed, 30).rates[month - 1])
    assert absolute_speed(smm, month) == pytest.approx(speed)


@pytest.mark.parametrize("make", [flat_curve, lambda speed: absolute_curve(speed, 12)])
@pytest.mark.parametrize("speed", [-0.01, 1.5, np.nan])
def test_a_share_outside_none_to_all_is_refused(make, speed):
    with pytest.raises(SpeedError):
        make(speed)


@pytest.mark.parametrize("make", [psa_curve, sda_curve])
def test_a_negative_multiple_is_refused(make):
    with pytest.raises(SpeedError):
        make(-1, 12)


def test_a_pool_that_never_prepays_has_no_exhausted_month():
    assert not absolute_curve(0, 400).rates.any()
