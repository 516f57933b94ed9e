"""The classes stand on the pool that is sold: what exceeds it is refused, what is left over is told."""

import pytest

from tallystick.deal.checks.sizes import check_sizes, classes_of_pool
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.units.money import Money
from tests.deal.example import example_deal, findings_of, only, replaced


def _with(share: str) -> Deal:
    deal, _, _ = parse_deal(
        replaced(("first_period: 2026-09", f"first_period: 2026-09\n  overcollateralisation: {share}")).encode()
    )
    assert deal is not None
    return deal


def _codes(deal: Deal, pool: str) -> list[str]:
    return [code for code, _, _ in check_sizes(deal, Money.parse(pool))]


def test_the_classes_of_the_example_are_the_pool() -> None:
    assert str(classes_of_pool(example_deal())) == "1001500000.00 CNY"
    assert _codes(example_deal(), "1001500000.00 CNY") == []


@pytest.mark.parametrize(
    ("pool", "codes"),
    [
        ("20030000.00 CNY", ["deal.classes-exceed-pool"]),
        ("1001499999.99 CNY", ["deal.classes-exceed-pool"]),
        ("1011616161.61 CNY", []),
        ("1011616161.62 CNY", ["deal.pool-exceeds-classes"]),
    ],
)
def test_a_cent_too_few_is_refused_and_a_hundredth_too_many_is_told(pool: str, codes: list[str]) -> None:
    assert _codes(example_deal(), pool) == codes


@pytest.mark.parametrize(
    ("share", "pool", "codes"),
    [
        ("20%", "1251875000.00 CNY", []),
        ("20%", "1251874999.99 CNY", ["deal.classes-exceed-pool"]),
        ("20%", "1300000000.00 CNY", ["deal.pool-exceeds-classes"]),
        ("100%", "1300000000.00 CNY", ["deal.classes-exceed-pool"]),
    ],
)
def test_a_filed_overcollateralisation_is_taken_off_the_pool(share: str, pool: str, codes: list[str]) -> None:
    assert _codes(_with(share), pool) == codes


def test_an_interest_only_class_stands_on_no_principal() -> None:
    strip = """\
      - id: strip
        name: {zh: 剥离利息, en: strip}
        size: 500000000.00 CNY
        coupon: 1.00%
        notional: balance(senior)
        daycount: ACT/365F
"""
    text = replaced()
    start = text.index("    classes:\n")
    deal, _, _ = parse_deal((text[:start] + "    classes:\n" + strip + text[start + 13 :]).encode())
    assert deal is not None
    assert len(deal.structure.onshore.classes) == len(example_deal().structure.onshore.classes) + 1
    assert classes_of_pool(deal) == classes_of_pool(example_deal())


def test_without_a_hedge_the_issued_classes_are_the_linked_one() -> None:
    text = replaced(("    hedge: {", "    # hedge: {"))
    start = text.index("  offshore:\n")
    text = text[:start] + text[start:].replace("USD", "CNY").replace("CNY dollar", "dollar")
    found = only(findings_of(text), "deal.linked-sum")
    assert [str(found.argument(name)) for name in ("issued", "linked")] == ["134000000.00 CNY", "951400000.00 CNY"]


def test_classes_that_are_countable_each_and_beyond_money_together_are_told_where_they_stand() -> None:
    changed = replaced(("size: {filed_max: 114000000.00 USD}", "size: {filed_max: 9999999999999999.00 USD}"))
    found = only(findings_of(changed), "deal.sum-large")
    assert found.place.path == "structure.offshore.classes"
    assert found.place.line is not None
