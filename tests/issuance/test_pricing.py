"""Pricing: inside what was filed, or named with line and path."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.structure import FiledRange
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.issuance.pricing import Pricing, parse_pricing, priced
from tests.deal.example import example_deal, replaced

DEAL = example_deal()
SUPPLEMENT = f"""deal: {DEAL.id}
priced_on: 2026-09-11
closing: 2026-09-15
classes:
  A:
    size: 114000000.00 USD
    coupon: 4.60%
  B:
    size: 20000000.00 USD
    coupon: 5.50%
"""


def priced_in_a_range() -> Deal:
    """The example with a filed range of the issue price of class A."""
    deal, _, _ = parse_deal(replaced(("lockup_days: 0}\n    B", "issue_price: [99%, 101.5%]}\n    B")).encode())
    assert deal is not None
    return deal


RANGED = priced_in_a_range()


def read(*changes: tuple[str, str], deal: Deal = DEAL) -> tuple[Pricing | None, tuple[Finding, ...]]:
    text = SUPPLEMENT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    pricing, findings = parse_pricing(text.encode(), deal)
    for each in findings:
        assert all(word(each, language).what for language in Language)
    return pricing, findings


def test_a_price_inside_what_was_filed_is_taken() -> None:
    pricing, findings = read()
    assert findings == ()
    assert pricing is not None
    assert str(pricing.classes["A"].coupon) == "4.60%"


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "path"),
    [
        (f"deal: {DEAL.id}", "deal: other", "issuance.other-deal", 1, "deal"),
        ("closing: 2026-09-15", "closing: 2026-09-10", "issuance.closing-first", 3, "closing"),
        ("114000000.00 USD", "114001000.00 USD", "issuance.above-cap", 6, "classes.A.size"),
        ("114000000.00 USD", "0.00 USD", "issuance.above-cap", 6, "classes.A.size"),
        ("114000000.00 USD", "-1000.00 USD", "issuance.above-cap", 6, "classes.A.size"),
        ("114000000.00 USD", "114000000.00 HKD", "issuance.currency-differs", 6, "classes.A.size"),
        ("114000000.00 USD", "113999999.00 USD", "issuance.broken-unit", 6, "classes.A.size"),
        ("4.60%", "5.01%", "issuance.outside-range", 7, "classes.A.coupon"),
        ("4.60%", "3.99%", "issuance.outside-range", 7, "classes.A.coupon"),
        ("  B:\n", "  C:\n", "issuance.class-unfiled", 8, "classes.C"),
        ("  B:\n", "  C:\n", "issuance.class-unpriced", 4, "classes"),
    ],
)
def test_what_lies_outside_is_named_with_its_line(old: str, new: str, code: str, line: int, path: str) -> None:
    pricing, findings = read((old, new))
    assert pricing is None
    assert (code, line, path) in {(each.code, each.place.line, each.place.path) for each in findings}


def test_a_fixed_coupon_is_not_negotiated() -> None:
    offshore = DEAL.structure.offshore
    assert offshore is not None
    fixed = tuple(
        terms.model_copy(update={"coupon": terms.coupon.assumed})
        for terms in offshore.classes
        if isinstance(terms.coupon, FiledRange)
    )
    structure = DEAL.structure.model_copy(update={"offshore": offshore.model_copy(update={"classes": fixed})})
    _, findings = parse_pricing(SUPPLEMENT.encode(), DEAL.model_copy(update={"structure": structure}))
    assert {each.code for each in findings} == {"issuance.outside-range"}


@pytest.mark.parametrize("basis_points", [400, 500])
def test_both_ends_of_the_range_belong_to_it(basis_points: int) -> None:
    assert read(("4.60%", f"{basis_points // 100}.00%"))[1] == ()


@given(size=st.integers(-2, 200_000), coupon=st.integers(0, 1000))
def test_a_price_is_taken_exactly_when_it_is_inside(size: int, coupon: int) -> None:
    text = f"{coupon // 100}.{coupon % 100:02}%"
    pricing, findings = read(("114000000.00 USD", f"{size * 1000}.00 USD"), ("4.60%", text))
    inside = 0 < size <= 114_000 and 400 <= coupon <= 500
    assert (pricing is not None) == inside == (findings == ())


def test_a_supplement_that_could_be_read_in_two_ways_is_not_used() -> None:
    pricing, findings = read(("    coupon: 4.60%\n", "    coupon: 4.60%\n    coupon: 4.70%\n"))
    assert pricing is None
    assert [each.code for each in findings] == ["deal.key-twice"]


def test_all_faults_come_in_one_pass_the_same_way_each_time() -> None:
    changes = (("4.60%", "9.00%"), ("  B:\n", "  C:\n"), (f"deal: {DEAL.id}", "deal: other"))
    assert read(*changes) == read(*changes)
    assert len(read(*changes)[1]) == 4


def test_the_priced_deal_has_the_agreed_terms_in_place_of_caps_and_ranges() -> None:
    pricing, _ = read(("114000000.00 USD", "100000000.00 USD"), ("closing: 2026-09-15", "closing: 2026-09-16"))
    assert pricing is not None
    deal = priced(DEAL, pricing)
    assert deal.structure.offshore is not None
    assert [(str(each.size), str(each.coupon)) for each in deal.structure.offshore.classes] == [
        ("100000000.00 USD", "4.60%"),
        ("20000000.00 USD", "5.50%"),
    ]
    assert deal.structure.closing.isoformat() == "2026-09-16"
    assert deal.structure.onshore == DEAL.structure.onshore


def test_a_deal_without_an_offshore_vehicle_has_nothing_to_price() -> None:
    pricing, _ = read()
    assert pricing is not None
    onshore = DEAL.model_copy(update={"structure": DEAL.structure.model_copy(update={"offshore": None})})
    assert priced(onshore, pricing) is onshore


@pytest.mark.parametrize(
    ("content", "code"), [(b"a: [", "deal.yaml-malformed"), (b"deal: auto-leases-2026-1\n", "deal.key-missing")]
)
def test_a_supplement_that_cannot_be_read_is_not_used(content: bytes, code: str) -> None:
    pricing, findings = parse_pricing(content, DEAL)
    assert pricing is None
    assert code in {each.code for each in findings}


def test_a_fixed_coupon_is_taken_as_it_was_filed() -> None:
    offshore = DEAL.structure.offshore
    assert offshore is not None
    supplement = SUPPLEMENT
    fixed = []
    for terms, agreed in zip(offshore.classes, ("4.60%", "5.50%"), strict=True):
        assert isinstance(terms.coupon, FiledRange)
        fixed.append(terms.model_copy(update={"coupon": terms.coupon.assumed}))
        supplement = supplement.replace(agreed, str(terms.coupon.assumed))
    vehicle = offshore.model_copy(update={"classes": tuple(fixed)})
    deal = DEAL.model_copy(update={"structure": DEAL.structure.model_copy(update={"offshore": vehicle})})
    assert parse_pricing(supplement.encode(), deal)[1] == ()


def test_a_price_is_par_unless_one_was_agreed_and_reads_back_as_written() -> None:
    par, _ = read()
    assert par is not None
    assert (par.classes["A"].paid, par.classes["A"].price_text) == (Fraction(1), "100%")
    for text, paid in (("99.25%", Fraction(9925, 10_000)), ("101.5%", Fraction(1015, 1000))):
        agreed, findings = read(("coupon: 4.60%", f"coupon: 4.60%\n    price: {text}"), deal=RANGED)
        assert (findings, agreed is not None) == ((), True)
        assert agreed is not None
        assert (agreed.classes["A"].paid, agreed.classes["A"].price_text) == (paid, text)
    for wrong in ("99.25", "0%", "-1%", "99.1234567%"):
        refused, findings = read(("coupon: 4.60%", f'coupon: 4.60%\n    price: "{wrong}"'))
        assert (refused, [each.code for each in findings]) == (None, ["deal.price-unreadable"])


def test_a_price_that_was_not_filed_needs_the_filing_updated_first() -> None:
    def found(price: str, deal: Deal) -> list[tuple[str, str, int | None]]:
        pricing, findings = read(("coupon: 4.60%", f"coupon: 4.60%\n    price: {price}"), deal=deal)
        assert (pricing is None) == bool(findings)
        return [(each.code, each.place.path, each.place.line) for each in findings]

    outside = [("issuance.price-outside-range", "classes.A.price", 8)]
    assert (found("100%", DEAL), found("99.5%", DEAL), found("100.000001%", DEAL)) == ([], outside, outside)
    assert [found(price, RANGED) for price in ("99%", "101.5%")] == [[], []], "both ends belong to it"
    assert [found(price, RANGED) for price in ("98.999999%", "101.500001%")] == [outside, outside]
    assert read(deal=RANGED)[1] == (), "par lies in it"
