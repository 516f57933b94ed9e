"""Amendments against the filing: a coupon inside its filed range is inside; everything else waits for the filing."""

from typing import Any

from tallystick.deal.deal import Deal
from tallystick.deal.terms import parse_terms, terms_bytes
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.issuance.holders.amendments import changes, unfiled
from tests.deal.example import example_deal


def amended(**changed: object) -> Deal:
    """The filed deal with values of its first offshore class, or others, as they would be."""
    plain: Any = parse_canonical(terms_bytes(example_deal()))
    first = plain["structure"]["offshore"]["classes"][0]
    for name, value in changed.items():
        if name in first:
            first[name] = value
        else:
            plain[name] = value
    deal, found = parse_terms(canonical(plain))
    assert deal is not None, found
    return deal


def test_nothing_changes_where_nothing_changes() -> None:
    assert changes(example_deal(), example_deal()) == ()


def test_a_coupon_inside_its_filed_range_needs_no_update() -> None:
    found = changes(example_deal(), amended(coupon="5.00%"))
    assert found
    assert all(each.inside for each in found)
    assert unfiled(found) == ()


def test_a_coupon_outside_its_range_and_a_larger_size_need_the_filing_first() -> None:
    for outside in ({"coupon": "9.00%"}, {"size": "999000000.00 USD"}):
        found = changes(example_deal(), amended(**outside))
        assert {each.code for each in unfiled(found)} == {"issuance.amendment-unfiled"}


def test_any_other_term_needs_the_filing_first() -> None:
    found = changes(example_deal(), amended(as_of="2026-09-30"))
    assert [(each.path, each.filed, each.amended, each.inside) for each in found] == [
        ("as_of", "2026-08-31", "2026-09-30", False)
    ]
