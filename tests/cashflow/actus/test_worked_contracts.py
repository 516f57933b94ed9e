"""Contracts small enough to be worked by hand: 1,200 at 6 % and 30E/360 earns 6 a month and 18 a quarter."""

import datetime as dt
from fractions import Fraction

import pytest

from tallystick.cashflow.actus.contracts import ActusContractError, read_actus
from tallystick.cashflow.actus.schedules import years
from tallystick.cashflow.actus.states import run_contract
from tests.cashflow.actus.contracts import LOAN, contract, rates, run, told, written

AMORTISING = {
    "cycleAnchorDateOfPrincipalRedemption": "2025-04-01T00:00:00",
    "cycleOfPrincipalRedemption": "P3ML1",
}


def test_a_bullet_loan_pays_interest_each_quarter_and_all_principal_at_the_end():
    assert run() == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-04-01", "IP", "18.00"),
        ("2025-07-01", "IP", "18.00"),
        ("2025-10-01", "IP", "18.00"),
        ("2026-01-01", "IP", "18.00"),
        ("2026-01-01", "MD", "1200.00"),
    ]


def test_the_borrower_sees_the_same_with_the_sign_turned():
    lender, borrower = run(), run({"contractRole": "RPL"})
    assert [(day, kind) for day, kind, _ in lender] == [(day, kind) for day, kind, _ in borrower]
    assert [float(paid) for *_, paid in lender] == [-float(paid) for *_, paid in borrower]


def test_a_linear_amortiser_without_an_agreed_payment_repays_equal_parts():
    assert run({"contractType": "LAM", **AMORTISING}) == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-04-01", "PR", "300.00"),
        ("2025-04-01", "IP", "18.00"),
        ("2025-07-01", "PR", "300.00"),
        ("2025-07-01", "IP", "13.50"),
        ("2025-10-01", "PR", "300.00"),
        ("2025-10-01", "IP", "9.00"),
        ("2026-01-01", "IP", "4.50"),
        ("2026-01-01", "MD", "300.00"),
    ]


def test_a_negative_amortiser_pays_interest_first_and_owes_more_where_the_payment_falls_short():
    # 10 a quarter against 18 of interest: the debt grows by 8, and then by 8.12.
    paid = {"contractType": "NAM", "nextPrincipalRedemptionPayment": "10", **AMORTISING}
    outcomes = run_contract(contract(paid))
    grown = [each for each in outcomes if each.event.kind == "PR"]
    assert [float(each.payoff) for each in grown[:2]] == [-8.0, -8.12]
    assert float(grown[1].state.notional) == 1216.12


def test_an_annuity_ends_with_the_payment_it_began_with():
    outcomes = run_contract(contract({"contractType": "ANN", **AMORTISING}))
    together: dict[str, float] = {}
    for each in outcomes:
        if each.event.kind in {"PR", "IP", "MD"}:
            day = each.event.at.date().isoformat()
            together[day] = together.get(day, 0) + float(each.payoff)
    # 1,200 over four quarters at 1.5 %: 1200 * 0.015 / (1 - 1.015**-4)
    assert list(together.values()) == pytest.approx([1200 * 0.015 / (1 - 1.015**-4)] * 4)


def test_a_linear_amortiser_that_names_no_maturity_ends_when_its_payments_have_repaid_it():
    terms = {"contractType": "LAM", "maturityDate": None, "nextPrincipalRedemptionPayment": "500", **AMORTISING}
    assert run(terms)[-1] == ("2025-10-01", "MD", "200.00")


def test_interest_before_the_end_of_capitalisation_is_added_to_the_principal():
    assert run({"capitalizationEndDate": "2025-07-01T00:00:00"}) == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-04-01", "IPCI", "0.00"),
        ("2025-07-01", "IPCI", "0.00"),
        ("2025-10-01", "IP", "18.54"),  # 1200 * 1.015**2 * 1.5 %
        ("2026-01-01", "IP", "18.54"),
        ("2026-01-01", "MD", "1236.27"),
    ]


RESETTING = {
    "cycleAnchorDateOfRateReset": "2025-07-01T00:00:00",
    "cycleOfRateReset": "P3ML1",
    "marketObjectCodeOfRateReset": "LPR",
    "rateSpread": "0.01",
}
LPR = rates("LPR", d2025_07_01="0.09", d2025_10_01="0.03")


@pytest.mark.parametrize(
    ("bound", "value", "second", "third"),
    [
        (None, "", "30.00", "12.00"),  # 10 % and 4 % a year on 1,200 for a quarter
        ("lifeCap", "0.07", "21.00", "12.00"),
        ("lifeFloor", "0.05", "30.00", "15.00"),
        ("periodCap", "0.01", "21.00", "12.00"),  # from 6 % to 7 % at most
        ("periodFloor", "-0.01", "30.00", "27.00"),  # from 10 % to 9 % at least
    ],
)
def test_a_reset_takes_the_observed_rate_and_the_spread_inside_its_bounds(
    bound: str | None, value: str, second: str, third: str
):
    bounds = {} if bound is None else {bound: value}
    interest = [paid for _, kind, paid in run(RESETTING | bounds, dataObserved=LPR) if kind == "IP"]
    assert interest == ["18.00", "18.00", second, third]


def test_a_rate_already_fixed_is_taken_at_the_first_reset_and_the_market_at_the_next():
    events = run(RESETTING | {"nextResetRate": "0.08"}, dataObserved=LPR)
    assert [kind for _, kind, _ in events if kind.startswith("RR")] == ["RRF", "RR"]
    assert [paid for _, kind, paid in events if kind == "IP"] == ["18.00", "18.00", "24.00", "12.00"]


def test_a_fee_on_the_notional_accrues_like_interest_and_an_absolute_one_is_paid_as_agreed():
    fee = {"feeRate": "0.01", "cycleAnchorDateOfFee": "2025-07-01T00:00:00", "cycleOfFee": "P6ML1"}
    accrued = [paid for _, kind, paid in run(fee | {"feeBasis": "N"}) if kind == "FP"]
    absolute = [paid for _, kind, paid in run(fee | {"feeRate": "5", "feeBasis": "A"}) if kind == "FP"]
    assert accrued == ["6.00", "6.00"]
    assert absolute == ["5.00", "5.00"]


def test_interest_of_a_moment_is_paid_before_its_fee():
    fee = {"feeRate": "5", "feeBasis": "A", "cycleAnchorDateOfFee": "2025-07-01T00:00:00", "cycleOfFee": "P6ML1"}
    assert [kind for day, kind, _ in run(fee) if day == "2025-07-01"] == ["IP", "FP"]


def test_an_index_scales_interest_alone_where_the_terms_say_so():
    scaling = {
        "cycleAnchorDateOfScalingIndex": "2025-07-01T00:00:00",
        "marketObjectCodeOfScalingIndex": "CPI",
        "scalingIndexAtContractDealDate": "100",
        "cycleOfScalingIndex": "P1YL1",
    }
    index = rates("CPI", d2025_07_01="110")
    only_interest = run(scaling | {"scalingEffect": "IOO"}, dataObserved=index)
    both = run(scaling | {"scalingEffect": "INO"}, dataObserved=index)
    assert [paid for _, kind, paid in only_interest if kind in {"IP", "MD"}] == [
        "18.00",
        "18.00",
        "19.80",
        "19.80",
        "1200.00",
    ]
    assert both[-1] == ("2026-01-01", "MD", "1320.00")


def test_a_loan_bought_on_the_way_shows_only_what_comes_after():
    terms = {"purchaseDate": "2025-05-01T00:00:00", "priceAtPurchaseDate": "1190"}
    events = run(terms)
    assert events[0] == ("2025-05-01", "PRD", "-1196.00")  # the price and a month of interest
    assert events[1] == ("2025-07-01", "IP", "18.00")


def test_a_loan_sold_on_the_way_ends_there():
    terms = {"terminationDate": "2025-05-01T00:00:00", "priceAtTerminationDate": "1190"}
    assert run(terms)[-1] == ("2025-05-01", "TD", "1196.00")


def test_called_money_is_settled_after_its_notice_and_earns_nothing_meanwhile():
    terms = {
        "contractType": "CLM",
        "maturityDate": None,
        "cycleAnchorDateOfInterestPayment": None,
        "cycleOfInterestPayment": None,
        "xDayNotice": "P1M",
    }
    called = [{"time": "2025-03-01T00:00:00", "type": "XD", "value": 0}]
    assert run(terms, eventsObserved=called) == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-03-01", "XD", "0.00"),
        ("2025-04-01", "IP", "12.00"),
        ("2025-04-01", "STD", "1200.00"),
    ]


def test_interest_to_the_call_is_set_aside_until_the_notice_has_run_out():
    terms = {
        "contractType": "CLM",
        "maturityDate": None,
        "cycleAnchorDateOfInterestPayment": "2025-02-01T00:00:00",
        "cycleOfInterestPayment": "P1ML1",
        "xDayNotice": "P1M",
    }
    called = [{"time": "2025-02-16T00:00:00", "type": "XD", "value": 0}]
    by_kind = {each.event.kind.value: each for each in run_contract(contract(terms, eventsObserved=called))}
    # January's interest of 6 was capitalised on 1 February; fifteen days on 1206 at 6 % are 3.015.
    assert by_kind["XD"].state.accrued == 0
    assert by_kind["XD"].state.called == Fraction("3.015")
    assert by_kind["IP"].payoff == Fraction("3.015")
    at_once = run_contract(contract(terms | {"xDayNotice": "P0D"}, eventsObserved=called))
    assert next(each for each in at_once if each.event.kind.value == "XD").state.accrued == Fraction("3.015")


def test_call_money_without_an_anchor_counts_its_cycle_from_the_exchange_itself():
    terms = {
        "contractType": "CLM",
        "maturityDate": "2025-02-15T00:00:00",
        "cycleAnchorDateOfInterestPayment": None,
        "cycleOfInterestPayment": "P1ML1",
    }
    assert run(terms) == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-01-01", "IPCI", "0.00"),
        ("2025-02-01", "IPCI", "0.00"),
        ("2025-02-15", "IP", "2.81"),  # fourteen days on 1206
        ("2025-02-15", "MD", "1206.00"),
    ]


@pytest.mark.parametrize(
    ("base", "second_interest"),
    [
        ("NT", "9.00"),  # a quarter on the 600 still owed
        ("NTIED", "9.00"),
        ("NTL", "18.00"),  # a quarter on the 1200 fixed at the start
    ],
)
def test_the_base_of_interest_follows_the_debt_unless_it_is_fixed_on_days_of_its_own(base: str, second_interest: str):
    terms = {
        "contractType": "LAM",
        "maturityDate": "2025-07-01T00:00:00",
        "cycleAnchorDateOfPrincipalRedemption": "2025-04-01T00:00:00",
        "cycleOfPrincipalRedemption": "P3ML1",
        "nextPrincipalRedemptionPayment": "600",
        "interestCalculationBase": base,
        "interestCalculationBaseAmount": "1200",
    }
    assert [paid for _, kind, paid in run(terms) if kind == "IP"] == ["18.00", second_interest]


def test_holidays_that_a_contract_names_are_no_business_days():
    terms = {
        "cycleAnchorDateOfInterestPayment": "2025-05-01T00:00:00",
        "businessDayConvention": "CSF",
        "holidays": ["2025-05-01", "2025-05-02"],
    }
    named = run(terms | {"calendar": "MFH"})
    assert next(day for day, kind, _ in named if kind == "IP") == "2025-05-05"
    assert next(day for day, kind, _ in run(terms | {"calendar": "MF"}) if kind == "IP") == "2025-05-01"


def test_months_of_28_days_make_a_year_of_336():
    terms = {"dayCountConvention": "28E336", "cycleAnchorDateOfInterestPayment": "2025-01-31T00:00:00"}
    first, second = [paid for _, kind, paid in run(terms) if kind == "IP"][:2]
    assert first == "5.79"  # 27 days of 336: the 31st counts as the 28th
    assert second == "18.00"  # three months of 28 days


@pytest.mark.parametrize(
    ("convention", "day", "interest"),
    [
        ("SCF", "2025-06-02", "17.80"),  # paid on Monday, and counted to it
        ("CSF", "2025-06-02", "17.60"),  # paid on Monday, counted to Sunday the 1st
        ("SCP", "2025-05-30", "17.40"),
        ("CSP", "2025-05-30", "17.60"),
        ("SCMP", "2025-06-02", "17.80"),
        ("SCMF", "2025-06-02", "17.80"),
    ],
)
def test_a_weekend_moves_the_payment_and_only_shift_before_calculation_moves_the_interest(
    convention: str, day: str, interest: str
):
    # Lent on Monday 3 March 2025 at 0.20 a day; 1 June 2025 is a Sunday.
    terms = {
        "initialExchangeDate": "2025-03-03T00:00:00",
        "cycleAnchorDateOfInterestPayment": "2025-06-01T00:00:00",
        "calendar": "MF",
        "businessDayConvention": convention,
    }
    assert next(each for each in run(terms) if each[1] == "IP") == (day, "IP", interest)


@pytest.mark.parametrize(("convention", "day"), [("SCMP", "2025-03-03"), ("SCP", "2025-02-28")])
def test_modified_means_staying_in_the_month(convention: str, day: str):
    # 1 March 2025 is a Saturday, and the Friday before is in February.
    terms = {
        "cycleAnchorDateOfInterestPayment": "2025-03-01T00:00:00",
        "calendar": "MF",
        "businessDayConvention": convention,
    }
    assert next(each for each in run(terms) if each[1] == "IP")[0] == day


def test_a_long_stub_joins_the_last_whole_period_and_a_short_one_stands_alone():
    ending = {"maturityDate": "2026-02-15T00:00:00"}
    short = [day for day, kind, _ in run(ending) if kind == "IP"]
    long = [day for day, kind, _ in run(ending | {"cycleOfInterestPayment": "P3ML0"}) if kind == "IP"]
    assert short == ["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-02-15"]
    assert long == ["2025-04-01", "2025-07-01", "2025-10-01", "2026-02-15"]


def test_the_last_day_of_a_month_comes_back_after_february_and_stays_last_where_agreed():
    monthly = {
        "initialExchangeDate": "2025-01-15T00:00:00",
        "cycleAnchorDateOfInterestPayment": "2025-02-28T00:00:00",
        "cycleOfInterestPayment": "P1ML1",
        "maturityDate": "2025-05-15T00:00:00",
    }
    same = [day for day, kind, _ in run(monthly | {"endOfMonthConvention": "SD"}) if kind == "IP"]
    last = [day for day, kind, _ in run(monthly | {"endOfMonthConvention": "EOM"}) if kind == "IP"]
    assert same == ["2025-02-28", "2025-03-28", "2025-04-28", "2025-05-15"]
    assert last == ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-15"]


def test_thirty_years_of_daily_compounding_end_in_a_second_and_not_in_ever_longer_fractions():
    terms = {
        "maturityDate": "2054-01-01T00:00:00",
        "cycleAnchorDateOfInterestPayment": "2025-01-02T00:00:00",
        "cycleOfInterestPayment": "P1DL1",
        "capitalizationEndDate": "2054-01-01T00:00:00",
        "dayCountConvention": "A365",
    }
    outcomes = run_contract(contract(terms))
    paid_at_the_end = sum(float(each.payoff) for each in outcomes[1:])
    assert paid_at_the_end == pytest.approx(1200 * (1 + 0.06 / 365) ** 10592, rel=1e-12)
    assert told(outcomes)[0] == ("2025-01-01", "IED", "-1200.00")


# Prepayments and penalties: 400 of 1,200 on the forty-fifth day of a quarter

EARLY = {"eventsObserved": [{"time": "2025-05-16T00:00:00", "type": "PP", "value": "400"}]}


def test_a_prepayment_leaves_less_to_earn_interest_on_and_less_to_repay():
    assert run({"prepaymentEffect": "A"}, **EARLY) == [
        ("2025-01-01", "IED", "-1200.00"),
        ("2025-04-01", "IP", "18.00"),
        ("2025-05-16", "PP", "400.00"),
        ("2025-07-01", "IP", "15.00"),
        ("2025-10-01", "IP", "12.00"),
        ("2026-01-01", "IP", "12.00"),
        ("2026-01-01", "MD", "800.00"),
    ]


def test_what_may_not_be_prepaid_is_not_and_said_so():
    cases, findings = read_actus(written(LOAN, **EARLY), file="loan.json")
    assert [(each.code, each.argument("term")) for each in findings] == [("cashflow.actus-unused", "eventsObserved PP")]
    case = cases["loan"]
    assert case is not None
    assert told(run_contract(case)) == run()


OPTIONAL = {
    "prepaymentEffect": "A",
    "cycleAnchorDateOfOptionality": "2025-02-16T00:00:00",
    "cycleOfOptionality": "P3ML1",
    "penaltyType": "A",
    "penaltyRate": "10",
}


def test_with_a_cycle_of_optionality_its_days_are_those_on_which_may_be_prepaid():
    found = run(OPTIONAL, **EARLY)
    # Nothing was prepaid in February, August or November, and nobody pays a penalty for that.
    assert [each for each in found if each[1] in {"PP", "PY"}] == [
        ("2025-02-16", "PP", "0.00"),
        ("2025-05-16", "PY", "10.00"),
        ("2025-05-16", "PP", "400.00"),
        ("2025-08-16", "PP", "0.00"),
        ("2025-11-16", "PP", "0.00"),
    ]
    paid = {each[:2]: each[2] for each in found}
    assert (paid["2025-04-01", "IP"], paid["2025-07-01", "IP"], paid["2025-10-01", "IP"]) == ("18.00", "15.00", "12.00")


def test_an_option_ends_with_its_last_day():
    found = run(OPTIONAL | {"optionExerciseEndDate": "2025-06-30T00:00:00"}, **EARLY)
    assert [day for day, kind, _ in found if kind == "PP"] == ["2025-02-16", "2025-05-16"]


@pytest.mark.parametrize(
    "terms", [{"cycleAnchorDateOfOptionality": "2025-02-15T00:00:00"}, {"optionExerciseEndDate": "2025-05-15T00:00:00"}]
)
def test_what_is_prepaid_on_another_day_or_too_late_is_refused(terms):
    with pytest.raises(ActusContractError) as refused:
        run(OPTIONAL | terms, **EARLY)
    assert (refused.value.problem, refused.value.subject) == ("cashflow.actus-not-optional", "2025-05-16")


@pytest.mark.parametrize(
    ("start", "end", "maturity", "days"),
    [
        ("2025-01-31", "2025-02-28", None, 30),  # both are last days
        ("2025-02-28", "2025-03-31", None, 30),
        ("2025-01-31", "2025-02-28", "2025-02-28", 28),  # but a maturity in February
        ("2024-02-28", "2024-02-29", None, 2),
        ("2025-01-15", "2025-03-31", "2025-03-31", 75),
    ],
)
def test_30e_360_isda_counts_the_last_of_february_as_the_30th_unless_it_is_the_maturity(start, end, maturity, days):
    """Source: 2006 ISDA Definitions, section 4.16(h)."""
    terms = contract({"dayCountConvention": "30E360ISDA", "maturityDate": f"{maturity or '2026-01-01'}T00:00:00"}).terms
    first, last = (dt.datetime.fromisoformat(day) for day in (start, end))
    assert years(first, last, terms) == Fraction(days, 360)


@pytest.mark.parametrize(
    ("penalty", "paid"),
    [
        ({"penaltyType": "A", "penaltyRate": "10"}, "10.00"),
        ({"penaltyType": "N", "penaltyRate": "0.01"}, "1.50"),
        ({"penaltyType": "I", "marketObjectCodeOfRateReset": "R"}, "3.00"),
    ],
)
def test_a_penalty_is_an_amount_a_rate_or_what_the_market_lost_on_what_was_owed(penalty: dict[str, str], paid: str):
    """Since the last event 45 days of 360 passed: 1 % of 1,200 is 1.50, and 6 % against a market at 4 % is 3."""
    observed = rates("R", d2025_01_01="0.04")
    found = run({"prepaymentEffect": "A", **penalty}, dataObserved=observed, **EARLY)
    assert found[2:4] == [("2025-05-16", "PY", paid), ("2025-05-16", "PP", "400.00")]


def test_a_market_above_the_contract_has_lost_nothing():
    terms = {"prepaymentEffect": "A", "penaltyType": "I", "marketObjectCodeOfRateReset": "R"}
    assert run(terms, dataObserved=rates("R", d2025_01_01="0.07"), **EARLY)[2] == ("2025-05-16", "PY", "0.00")


@pytest.mark.parametrize(("effect", "redeemed"), [("A", [300, 200, 200, 200]), ("M", [300, 300, 300, 0])])
def test_a_prepaid_amortiser_pays_less_each_time_or_ends_sooner(effect: str, redeemed: list[int]):
    early = [{"time": "2025-04-01T00:00:00", "type": "PP", "value": "300"}]
    outcomes = run_contract(
        contract({"contractType": "LAM", "prepaymentEffect": effect, **AMORTISING}, eventsObserved=early)
    )
    assert [int(each.payoff) for each in outcomes if each.event.kind in {"PR", "MD"}] == redeemed


def test_a_prepaid_annuity_is_fixed_anew_and_ends_with_the_payment_it_goes_on_with():
    early = [{"time": "2025-04-01T00:00:00", "type": "PP", "value": "300"}]
    outcomes = run_contract(
        contract({"contractType": "ANN", "prepaymentEffect": "A", **AMORTISING}, eventsObserved=early)
    )
    together: dict[str, float] = {}
    for each in outcomes:
        if each.event.kind in {"PR", "IP", "MD"}:
            day = each.event.at.date().isoformat()
            together[day] = together.get(day, 0) + float(each.payoff)
    first, *later = together.values()
    assert max(later) - min(later) < 1e-9
    assert later[0] < first


@pytest.mark.parametrize("value", ["1200.01", "-1"])
def test_more_than_is_owed_cannot_be_prepaid(value: str):
    early = [{"time": "2025-05-16T00:00:00", "type": "PP", "value": value}]
    with pytest.raises(ActusContractError, match="actus-prepaid"):
        run({"prepaymentEffect": "M"}, eventsObserved=early)


def test_the_borrower_prepays_with_the_sign_turned():
    early = [{"time": "2025-05-16T00:00:00", "type": "PP", "value": "-400"}]
    terms = {"prepaymentEffect": "A", "penaltyType": "A", "penaltyRate": "10", "contractRole": "RPL"}
    assert run(terms, eventsObserved=early)[2:4] == [("2025-05-16", "PY", "-10.00"), ("2025-05-16", "PP", "-400.00")]
