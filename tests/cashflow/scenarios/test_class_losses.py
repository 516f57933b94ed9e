"""The loss distribution of a class, on the plainest deal, where the loss of a class is a line known beforehand."""

from fractions import Fraction
from math import fsum

import pytest

from tallystick.cashflow.analytics.losses.loss_curve import LossCurve
from tallystick.cashflow.analytics.losses.one_factor import OneFactor, simulate
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_losses import loss_curves
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tests.cashflow.scenarios.plain import assumed, deal, pool

MODEL = OneFactor(probability=Fraction(1, 10), correlation=Fraction(3, 10))
DRAWN = simulate(MODEL, seed=7, scenarios=20_000)
LEVELS = (Fraction(9, 10), Fraction(99, 100), Fraction(999, 1000))


def lost(share: float, severity: float = 1.0) -> float:
    """A class of 600 on 1,000 loses what is lost of the pool beyond 400."""
    return max(1000 * share * severity - 400, 0.0) / 600


@pytest.mark.parametrize("severity", ["1", "0.5"])
def test_probability_expected_loss_and_quantiles_are_those_of_the_line(severity):
    curve = loss_curves(StressedRuns(deal(), pool(), assumed(severity=severity)), ["A"], up_to=DRAWN)["A"]
    found = curve.over(DRAWN, LEVELS)
    losses = [lost(share, float(severity)) for share in DRAWN.shares]
    losing = [loss for loss in losses if loss > 0]
    threshold = Fraction(4, 10) / Fraction(severity)
    assert float(found.probability) == pytest.approx(float(DRAWN.exceeding(threshold)), abs=2e-3)
    assert float(found.expected) == pytest.approx(fsum(losses) / len(losses), abs=2e-4)
    assert found.given_loss is not None
    assert float(found.given_loss) == pytest.approx(fsum(losing) / len(losing), rel=0.05)
    quantiles = [lost(float(DRAWN.quantile(level)), float(severity)) for level in LEVELS]
    assert [float(each) for each in found.quantiles] == pytest.approx(quantiles, abs=2e-3)
    assert float(found.probability) == pytest.approx(float(MODEL.exceeding(threshold)), abs=5e-3)


def test_a_class_larger_than_its_pool_always_loses():
    curve = loss_curves(StressedRuns(deal(size=1100), pool(), assumed()), ["A"], up_to=DRAWN)["A"]
    found = curve.over(DRAWN, LEVELS)
    assert found.probability == 1
    expected = (100 + 1000 * fsum(DRAWN.shares) / len(DRAWN.shares)) / 1100
    assert float(found.expected) == pytest.approx(expected, abs=1e-3)


def test_a_class_nothing_reaches_never_loses():
    curve = LossCurve(defaulted=(Fraction(0), Fraction(1)), lost=(Fraction(0), Fraction(0)))
    found = curve.over(DRAWN, LEVELS)
    assert found.probability == found.expected == 0
    assert found.given_loss is None


def test_a_level_out_of_range_and_runs_that_do_not_ascend_are_refused():
    curve = LossCurve(defaulted=(Fraction(0), Fraction(1)), lost=(Fraction(0), Fraction(1)))
    with pytest.raises(AnalyticsError) as refused:
        curve.over(DRAWN, [Fraction(1)])
    assert refused.value.finding.code == "cashflow.level-range"
    with pytest.raises(ValueError, match="ascending"):
        LossCurve(defaulted=(Fraction(1), Fraction(0)), lost=(Fraction(0), Fraction(1)))
