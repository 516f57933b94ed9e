"""Deal folders of the other kinds, as data: sub-pools at their own speeds, two lives, a strip, standard defaults."""

from fractions import Fraction

import pytest

from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.projection import PoolPeriod, project_by
from tallystick.units.daycounts import DayCount
from tests.cashflow import folders, hand

AUTO = ("A-1", "A-2", "A-3", "A-4", "B", "C")
SPEEDS = {"new": 0.013, "subvented": 0.009, "used": 0.016}


def life(flows: ClassCashFlows, *names: str) -> float:
    found = flows.average_life(*names, convention=DayCount.THIRTY_360)
    assert found is not None
    return float(found)


@pytest.mark.parametrize("name", folders.NAMES)
def test_a_folder_opens_without_a_finding_and_every_case_ends_with_nothing_left(name):
    for flows in folders.as_told(name).values():
        closing = flows.ledger.closing.onshore
        assert all(cash.is_zero() for cash in closing.accounts.values())
        assert all(owed.balance.is_zero() for owed in closing.classes.values())


# Sub-pools


def sequential(course: list[float], sizes: list[float]) -> dict[str, list[float]]:
    """What each class owes at the end of each month, paid one after another from all principal."""
    left = {name: list[float]() for name in AUTO}
    for owed in course:
        paid = sum(sizes) - owed
        for name, size in zip(AUTO, sizes, strict=True):
            took = min(size, paid)
            left[name].append(size - took)
            paid -= took
    return left


@pytest.mark.parametrize(("case", "speeds"), [("base", SPEEDS), ("one-speed", dict.fromkeys(SPEEDS, 0.013))])
def test_six_classes_on_three_sub_pools_at_their_own_absolute_speeds(case, speeds):
    flows = folders.run("auto-sub-pools", folders.case("auto-sub-pools", case))
    lines = hand.lines(folders.files("auto-sub-pools")["replines.csv"])
    course = hand.pool(lines, lambda line: hand.absolute(speeds[line.tag]))
    sizes = [float(flows.flows(name)[0].beginning.minor) for name in AUTO]
    for name, expected in sequential(course, sizes).items():
        found = [flow.ending.minor for flow in flows.flows(name)]
        assert found == pytest.approx(expected[: len(found)], abs=2), name
        paid = hand.principal(expected, expected[0] + sizes[AUTO.index(name)] - expected[0])
        # Closing is the first of September, the first payment the fifteenth of October: a month and a half.
        assert life(flows, name) == pytest.approx(hand.life(paid) + 14 / 360, abs=1e-6)


def test_a_speed_of_each_sub_pool_is_another_deal_than_one_speed():
    base, one = (folders.run("auto-sub-pools", folders.case("auto-sub-pools", name)) for name in ("base", "one-speed"))
    assert abs(life(base, "A-4") - life(one, "A-4")) > 0.01


def test_sub_pools_are_reported_apart_and_add_up():
    pool, case = folders.pool("auto-sub-pools"), folders.case("auto-sub-pools")
    first = folders.deal("auto-sub-pools").structure.first_period
    apart = project_by(pool, case, "tag", first=first)
    lines = hand.lines(folders.files("auto-sub-pools")["replines.csv"])
    assert set(apart) == set(SPEEDS)
    for tag, projection in apart.items():
        own = [line for line in lines if line.tag == tag]
        course = hand.pool(own, lambda line: hand.absolute(SPEEDS[line.tag]))
        assert [period.ending.minor for period in projection.periods] == pytest.approx(course, abs=1)
    whole = folders.run("auto-sub-pools", case).projection
    for number, period in enumerate(whole.periods):
        parts = [one.periods[number].ending.minor for one in apart.values() if number < len(one.periods)]
        assert sum(parts) == pytest.approx(period.ending.minor, abs=3)


# Overcollateralisation


def test_a_call_of_the_case_gives_the_life_to_call_beside_the_life_to_maturity():
    told = folders.as_told("overcollateralisation-turbo")
    to_maturity, to_call = told["base"], told["to-call"]
    called = to_call.projection.periods[-1]
    before = [period.ending.ratio_to(to_call.projection.opening) for period in to_maturity.projection.periods]
    assert called.number == next(number for number, left in enumerate(before, start=1) if left <= Fraction(1, 10))
    assert life(to_call, "A") == life(to_maturity, "A")
    assert life(to_call, "B") < life(to_maturity, "B")


# A seasoned pass-through


def test_a_seasoned_pass_through_is_its_pool_and_the_strip_its_interest():
    flows = folders.as_told("seasoned-strip")["base"]
    lines = hand.lines(folders.files("seasoned-strip")["replines.csv"])
    course = hand.pool(lines, lambda _: hand.psa(1.5))
    through, strip = flows.flows("PT"), flows.flows("IO")
    assert [flow.ending.minor for flow in through] == pytest.approx(course, abs=1)
    for one, other in zip(through, strip, strict=True):
        assert other.beginning == one.beginning
        assert other.interest.minor == pytest.approx(one.beginning.minor * 0.01 / 12, abs=1)
        assert one.interest.minor == pytest.approx(one.beginning.minor * 0.05 / 12, abs=1)


# SIFMA standard cash flows


def printed(period: PoolPeriod) -> tuple[int, ...]:
    """The columns of the printed cash flows, in their order, in whole dollars."""
    columns = (
        period.beginning,
        period.scheduled,
        period.prepaid,
        period.defaulted,
        period.interest,
        period.recovered,
        period.lost,
        period.ending,
        period.advanced_principal,
        period.advanced_interest,
    )
    return tuple(round(amount.minor / 100) for amount in columns)


@pytest.mark.parametrize(
    ("case", "month", "row"),
    [
        ("base", 13, (97098818, 71138, 321121, 21063, 647185, 1320, 333, 96685496, 108, 992)),
        ("base", 14, (96685496, 71358, 344839, 22589, 644419, 2637, 666, 96246710, 123, 1131)),
        ("base", 41, (78463060, 70811, 613687, 39340, 522825, 33535, 8493, 77739222, 447, 3577)),
        ("base", 60, (65713599, 68534, 513897, 32948, 437871, 29054, 7373, 65098221, 432, 3004)),
        ("base", 121, (36902132, 62648, 288395, 923, 246008, 3624, 928, 36550166, 49, 222)),
        ("monthly", 1, (100000000, 66427, 999329, 1000000, 660000, 0, 0, 97934244, 671, 6667)),
        ("monthly", 13, (77816148, 56453, 777591, 778161, 513587, 791646, 200000, 76203943, 7666, 76349)),
        ("monthly", 100, (12265173, 17354, 122476, 122652, 80950, 124527, 31774, 12002690, 2356, 12034)),
    ],
)
def test_a_month_is_the_printed_row_and_the_class_is_paid_it(case, month, row):
    """Source: BMA Uniform Practices, Standard Formulas, SF-28 (cash flow A) and SF-29 (cash flow B)."""
    flows = folders.as_told("standard-defaults")[case]
    period = flows.projection.periods[month - 1]
    assert printed(period) == row
    _, scheduled, prepaid, _, interest, recovered, _, _, advanced, advanced_interest = row
    paid = flows.flows("A")[month - 1]
    assert round(paid.principal.minor / 100) == pytest.approx(scheduled + prepaid + recovered + advanced, abs=2)
    assert paid.interest.minor / 100 <= interest + advanced_interest + 1
