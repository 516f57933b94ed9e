"""What just holds: each answer worked out by hand on loans of one month."""

from datetime import date
from fractions import Fraction

import pytest

from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_figures import Pricing
from tallystick.cashflow.scenarios.solving import NoCoupon, coupon_for_yield, first_losses, largest_size, survivals
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.deal.formulas.grammar import Formula
from tallystick.units.money import Money
from tests.cashflow.scenarios.plain import assumed, deal, pool

AT_CLOSING = Pricing(settlement=date(2026, 9, 1), compounding=Compounding.MONTHLY)


def usd(amount: str) -> Money:
    return Money.parse(f"{amount} USD")


@pytest.mark.parametrize(
    ("severity", "multiple", "defaulted", "lost"), [("1", 4, "0.4", "0.4"), ("0.5", 8, "0.8", "0.4")]
)
def test_a_class_of_600_on_1000_stands_a_loss_of_400(severity, multiple, defaulted, lost):
    """A tenth defaults: 1000 (1 - k/10 x severity) >= 600."""
    for act in (survivals, first_losses):
        found = act(StressedRuns(deal(), pool(), assumed(severity=severity)), ["A"])["A"]
        assert found.found.pays is not None
        assert found.found.fails is not None
        assert found.found.pays <= multiple < found.found.fails
        assert found.defaulted is not None
        assert found.lost is not None
        assert abs(found.defaulted.value - Fraction(defaulted)) < Fraction(1, 500)
        assert abs(found.lost.value - Fraction(lost)) < Fraction(1, 500)


def test_a_class_that_waits_for_recoveries_loses_nothing_but_is_not_paid_in_time():
    """Half of a default comes back nine months late: interest of 12 % is missed long before principal is."""
    late = assumed(defaults="0.1", severity="0.5", lag=9)
    runs = StressedRuns(deal(size=600, coupon="12%"), pool(), late)
    in_time = survivals(runs, ["A"])["A"].found.pays
    in_the_end = first_losses(runs, ["A"])["A"].found.pays
    assert in_time is not None
    assert in_the_end is not None
    assert in_time < in_the_end


def test_a_class_larger_than_its_pool_stands_nothing():
    found = survivals(StressedRuns(deal(size=1100), pool(), assumed()), ["A"])["A"]
    assert (found.found.pays, found.defaulted, found.lost) == (None, None, None)


def test_what_one_search_ran_the_next_does_not_run_again():
    runs = StressedRuns(deal(), pool(), assumed())
    in_time = survivals(runs, ["A"])
    made = len(runs)
    assert made > 5
    # Nothing is paid late here, so the first loss is looked for at the same multiples.
    assert first_losses(runs, ["A"]) == in_time
    assert len(runs) == made


def test_a_class_the_deal_does_not_have_is_a_wrong_call():
    with pytest.raises(KeyError):
        survivals(StressedRuns(deal(), pool(), assumed()), ["Z"])


def test_a_class_bought_at_par_yields_its_coupon():
    filed, pays = deal(size=600_000_000), pool(balance=1_000_000_000)
    terms = filed.structure.onshore.classes[0]
    found = coupon_for_yield(
        filed, pays, assumed(), terms, pricing=AT_CLOSING, price=Fraction(100), target=Fraction(6, 100)
    )
    assert str(found) == "6.00%"


def test_a_yield_beyond_the_cash_has_no_coupon():
    """Cash of 900 on a class of 900: whatever it is owed, it gets what it paid."""
    filed = deal(size=900)
    terms = filed.structure.onshore.classes[0]
    found = coupon_for_yield(
        filed, pool(), assumed(), terms, pricing=AT_CLOSING, price=Fraction(100), target=Fraction(6, 100)
    )
    assert found is NoCoupon.NONE


@pytest.mark.parametrize(("target", "answer"), [("0", "0.00%"), ("-1/10", NoCoupon.ANY)])
def test_a_class_that_yields_more_without_a_coupon_has_none(target, answer):
    filed, pays = deal(size=600_000_000), pool(balance=1_000_000_000)
    terms = filed.structure.onshore.classes[0]
    found = coupon_for_yield(
        filed, pays, assumed(), terms, pricing=AT_CLOSING, price=Fraction(100), target=Fraction(target)
    )
    assert (found if isinstance(found, NoCoupon) else str(found)) == answer


def test_a_class_whose_rate_is_a_formula_has_no_coupon_to_find():
    filed, pays = deal(size=600_000_000), pool(balance=1_000_000_000)
    terms = filed.structure.onshore.classes[0].model_copy(update={"rate": Formula.parse("number * 1.00%")})
    found = coupon_for_yield(
        filed, pays, assumed(), terms, pricing=AT_CLOSING, price=Fraction(100), target=Fraction(5, 100)
    )
    assert found is NoCoupon.FORMULA


def test_a_coupon_is_not_sought_at_no_price():
    terms = deal().structure.onshore.classes[0]
    with pytest.raises(AnalyticsError) as caught:
        coupon_for_yield(
            deal(), pool(), assumed(), terms, pricing=AT_CLOSING, price=Fraction(0), target=Fraction(6, 100)
        )
    assert caught.value.finding.code == "cashflow.price-zero"


@pytest.mark.parametrize(("multiple", "size"), [(0, "1000"), (1, "900"), (2, "800"), (10, None)])
def test_what_is_left_of_a_thousand_is_the_largest_class(multiple, size):
    terms = deal().structure.onshore.classes[0]
    found = largest_size(
        deal(), pool(), assumed(), terms, multiple=Fraction(multiple), unit=usd("1"), highest=usd("2000")
    )
    assert found == (None if size is None else usd(size))


def test_sizes_that_never_grow_are_a_wrong_call():
    terms = deal().structure.onshore.classes[0]
    with pytest.raises(ValueError, match="above zero"):
        largest_size(deal(), pool(), assumed(), terms, multiple=Fraction(1), unit=usd("0"), highest=usd("1"))
