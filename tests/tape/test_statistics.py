"""The pool in one table: exact where money is summed or weighted."""

from datetime import date
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.payers import payer_table
from tallystick.tape.selection import select
from tallystick.tape.statistics import level_payments, median, pool_statistics, rate_of, weighted_mean
from tallystick.tape.strata import stratify
from tallystick.units.money import Money
from tallystick.units.rates import Rate, Share
from tests.tape.tapes import lease_tape
from tests.tape.test_selection import criterion


def test_the_statistics_of_two_leases_can_be_checked_by_hand():
    statistics = pool_statistics(
        lease_tape(
            {"current_balance": "100.00", "interest_rate": "6.00%", "remaining_term_months": "10"},
            {
                "current_balance": "200.01",
                "interest_rate": "9.00%",
                "remaining_term_months": "20",
                "obligor_id": "P1",
                "days_past_due": "3",
            },
        )
    )
    assert (statistics.assets, statistics.payers, statistics.payer_groups) == (2, 1, 1)
    assert statistics.current_balance == Money.parse("300.01 CNY")
    assert statistics.average_balance == Money.parse("150.01 CNY")
    assert statistics.largest_balance == Money.parse("200.01 CNY")
    assert statistics.rate == Rate(per_annum=Fraction(10_000 * 6 + 20_001 * 9, 30_001 * 100))
    assert statistics.remaining_term == Fraction(10_000 * 10 + 20_001 * 20, 30_001)
    assert statistics.age == 12
    assert statistics.past_due == Share(value=Fraction(20_001, 30_001))
    assert (statistics.first_origination, statistics.last_maturity) == (date(2025, 8, 15), date(2028, 8, 15))


def test_a_pool_that_owes_nothing_has_no_means():
    statistics = pool_statistics(lease_tape({"current_balance": "0.00"}))
    assert (statistics.rate, statistics.remaining_term, statistics.past_due) == (None, None, None)


def test_an_empty_pool_has_statistics_too():
    none = select(lease_tape({}), (criterion("days_past_due", "greater-than", "100"),)).eligible
    statistics = pool_statistics(none)
    assert statistics.assets == 0
    assert statistics.average_balance.is_zero()
    assert statistics.largest_balance.is_zero()
    assert statistics.longest_remaining_term is None


def test_a_mean_leaves_out_what_is_empty():
    tape = lease_tape({"interest_rate": "6.00%"}, {"interest_rate": ""})
    assert pool_statistics(tape).rate == Rate.parse("6.00%")


def test_a_rate_that_cannot_be_meant_is_not_a_rate():
    assert rate_of(None) is None
    assert rate_of(Fraction(11 * 10**8)) is None


def test_a_weighted_sum_beyond_sixty_four_bits_is_exact():
    huge = {"current_balance": "3000000000000000.00", "interest_rate": "99.999999%"}
    tape = lease_tape(huge, huge, huge)
    rate = pool_statistics(tape).rate
    assert rate == Rate.parse("99.999999%")


def test_level_payments_agree_with_the_exact_formula():
    tape = lease_tape({}, {"interest_rate": "0.00%"}, {"interest_rate": ""}, {"original_term_months": "0"})
    monthly = Fraction(72, 12_000)
    exact = 12_000_000 * monthly / (1 - (1 + monthly) ** -36)
    assert tape.frame.select(level_payments()).to_series().to_list() == [round(exact), 333_333, None, None]


def test_the_median_is_a_value_of_the_column():
    tape = lease_tape(*({"days_past_due": days} for days in ("5", "1", "9", "7")))
    assert median(tape, "days_past_due") == 5
    assert median(lease_tape({"monthly_payment": ""}), "monthly_payment") is None


@given(st.permutations(range(6)))
def test_permuting_rows_changes_no_total(order: list[int]):
    leases = [
        {
            "asset_id": f"A{number}",
            "obligor_id": f"P{number % 4}",
            "obligor_group_id": "G1" if number % 4 == 3 else "",
            "current_balance": f"{10_000 + 977 * number}.{number:02d}",
            "interest_rate": f"{5 + number}.25%",
            "province": ("shandong", "hebei", "")[number % 3],
        }
        for number in range(6)
    ]
    plain, mixed = lease_tape(*leases), lease_tape(*(leases[number] for number in order))
    assert pool_statistics(plain) == pool_statistics(mixed)
    assert payer_table(plain) == payer_table(mixed)
    for by in ("province", "interest_rate", "origination_date"):
        assert stratify(plain, by) == stratify(mixed, by)


def test_a_mean_of_no_rows_is_none():
    assert weighted_mean(lease_tape({}).frame.clear(), pl.col("interest_rate")) is None
