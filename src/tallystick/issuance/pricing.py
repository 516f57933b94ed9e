"""Pricing: the sizes and coupons that were agreed, and whether they lie inside what was filed.

    filed caps and ranges + pricing supplement -> priced deal, or findings

A size above the cap, or a coupon or price outside its range, is no issuance of this filing: it must be updated
first. Source: DESIGN.md section 6, obligation 3.
"""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Document, Path, read_yaml
from tallystick.deal.scalars import DateText, Identifier, MoneyText, PriceText, RateText, Record
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize
from tallystick.deal.tokens import TokenClass
from tallystick.evidence.findings import Finding, Value
from tallystick.units.rates import Rate

__all__ = ["PricedClass", "Pricing", "check_pricing", "parse_pricing", "priced"]

_Fault = tuple[str, Path, dict[str, Value]]


class PricedClass(Record):
    """What was agreed for one class; the price is in per cent of principal, par where none is given."""

    size: MoneyText
    coupon: RateText
    price: PriceText | None = None

    @property
    def paid(self) -> Fraction:
        """What is paid for one of principal: 1 at par."""
        return Fraction(1) if self.price is None else self.price

    @property
    def price_text(self) -> str:
        """The price as it is written."""
        return str(self.model_dump(mode="json")["price"] or "100%")


class Pricing(Record):
    """The pricing supplement. `closing` is the day of issue; `by` describes who agreed it."""

    deal: Identifier
    priced_on: DateText
    closing: DateText
    classes: dict[Identifier, PricedClass]
    by: Bilingual | None = None


def parse_pricing(
    content: bytes, deal: Deal, *, file: str = "pricing.yaml"
) -> tuple[Pricing | None, tuple[Finding, ...]]:
    """Read a pricing supplement and check it against the filed terms; None where it cannot be used."""
    document, findings = read_yaml(content, file=file)
    if document is None:
        return None, findings
    pricing, more = build(Pricing, document)
    if pricing is None:
        return None, (*findings, *more)
    found = (*findings, *check_pricing(pricing, deal, document))
    return (None if found else pricing), found


def check_pricing(pricing: Pricing, deal: Deal, document: Document) -> tuple[Finding, ...]:
    """Return a finding for everything that lies outside what was filed."""
    return tuple(document.fault(code, path, arguments) for code, path, arguments in _faults(pricing, deal))


def _faults(pricing: Pricing, deal: Deal) -> Iterator[_Fault]:
    offshore = deal.structure.offshore
    filed = {terms.id: terms for terms in offshore.classes} if offshore is not None else {}
    if pricing.deal != deal.id:
        yield "issuance.other-deal", ("deal",), {"named": pricing.deal, "deal": deal.id}
    if pricing.closing < pricing.priced_on:
        yield "issuance.closing-first", ("closing",), {"closing": pricing.closing, "priced": pricing.priced_on}
    for name in filed:
        if name not in pricing.classes:
            yield "issuance.class-unpriced", ("classes",), {"name": name}
    for name, agreed in pricing.classes.items():
        if name not in filed:
            yield "issuance.class-unfiled", ("classes", name), {"name": name, "filed": tuple(filed)}
        else:
            token = deal.tokens.classes.get(name) if deal.tokens is not None else None
            yield from _outside(("classes", name), agreed, filed[name])
            yield from _unpriced(("classes", name, "price"), agreed, token)
            yield from _whole_units(("classes", name, "size"), agreed, token)


def _outside(path: Path, agreed: PricedClass, terms: ClassTerms) -> Iterator[_Fault]:
    cap = terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
    if agreed.size.currency is not cap.currency:
        yield "issuance.currency-differs", (*path, "size"), {"agreed": agreed.size, "filed": cap}
    elif not 0 < agreed.size.minor <= cap.minor:
        yield "issuance.above-cap", (*path, "size"), {"agreed": agreed.size, "filed": cap}
    if isinstance(terms.coupon, FiledRange):
        low, high = terms.coupon.filed_range
        if not low.per_annum <= agreed.coupon.per_annum <= high.per_annum:
            yield "issuance.outside-range", (*path, "coupon"), {"agreed": agreed.coupon, "low": low, "high": high}
    elif agreed.coupon != terms.coupon:
        fixed: dict[str, Value] = {"agreed": agreed.coupon, "low": terms.coupon, "high": terms.coupon}
        yield "issuance.outside-range", (*path, "coupon"), fixed


def _unpriced(path: Path, agreed: PricedClass, token: TokenClass | None) -> Iterator[_Fault]:
    """A price that nobody filed is none of this filing's: par, or within the range of the token plan."""
    low, high = token.issue_prices if token is not None else (Fraction(1), Fraction(1))
    if not low <= agreed.paid <= high:
        ends: dict[str, Value] = {"low": Rate(per_annum=low), "high": Rate(per_annum=high)}
        yield "issuance.price-outside-range", path, {"agreed": agreed.price_text, **ends}


def _whole_units(path: Path, agreed: PricedClass, token: TokenClass | None) -> Iterator[_Fault]:
    if token is not None and agreed.size.minor % token.denomination.minor:
        yield "issuance.broken-unit", path, {"agreed": agreed.size, "denomination": token.denomination}


def priced(deal: Deal, pricing: Pricing) -> Deal:
    """Return the deal with the agreed sizes and coupons in the place of caps and ranges.

    Args:
        deal: as filed.
        pricing: checked against it (`parse_pricing`), so that every offshore class is priced.
    """
    offshore = deal.structure.offshore
    if offshore is None:
        return deal
    classes = tuple(
        terms.model_copy(update={"size": pricing.classes[terms.id].size, "coupon": pricing.classes[terms.id].coupon})
        for terms in offshore.classes
    )
    vehicle = offshore.model_copy(update={"classes": classes})
    structure = deal.structure.model_copy(update={"offshore": vehicle, "closing": pricing.closing})
    return deal.model_copy(update={"structure": structure})
