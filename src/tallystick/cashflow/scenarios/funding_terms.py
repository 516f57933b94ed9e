"""What a comparison of funding costs assumes: `funding.yaml`, every figure with its source and its mark.

    exchange     at which the proceeds of the issuer's classes are brought home: pool currency for one of the issuer's
    funded       the party that is funded; what it is paid itself is no cost of its funding
    token        this deal: price of each class sold, and what is paid once
    domestic     the same pool as a domestic securitisation: price and coupon of each onshore class sold, the fees of
                 the onshore vehicle that would fall away, and what is paid once

Marks are those of the law: O official, Q quoted, S secondary, A by analogy, I inferred, R recalled. Nothing has a value
that is not written here or in the deal file.

Source: LAW.md (g) 8 for the taxes, which are fees of the deal with their own source and mark.

It does not compute anything (`funding`).
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Document, read_yaml
from tallystick.deal.scalars import ExchangeRateText, Identifier, MoneyText, RateText, Record, Text
from tallystick.evidence.findings import Finding, finding

__all__ = ["Exchange", "FundingTerms", "OnceCost", "Route", "SoldClass", "read_funding"]


class _Stated(Record):
    """Something assumed: where it comes from, and how sure that is."""

    source: Bilingual | Text
    mark: Literal["O", "Q", "S", "A", "I", "R"]


class Exchange(_Stated):
    """At which rate proceeds are brought home."""

    rate: ExchangeRateText


class SoldClass(_Stated):
    """One class sold: its price per hundred, and domestically its coupon."""

    id: Identifier = Field(alias="class")
    price: ExchangeRateText
    coupon: RateText | None = None


class OnceCost(_Stated):
    """What is paid once, at closing."""

    id: Identifier
    name: Bilingual
    amount: MoneyText


class Route(Record):
    """One way of funding the pool. `without` names fees of the onshore vehicle that fall away; domestic only."""

    classes: tuple[SoldClass, ...]
    once: tuple[OnceCost, ...] = ()
    without: tuple[Identifier, ...] = ()


class FundingTerms(Record):
    """All that a comparison assumes beside the deal."""

    format: Literal["tallystick/funding/v1"] = Field(alias="schema")
    funded: Identifier
    exchange: Exchange | None = None
    token: Route
    domestic: Route

    @property
    def rate(self) -> Fraction:
        """The rate at which proceeds are brought home; 1 where there is one currency."""
        return Fraction(1) if self.exchange is None else self.exchange.rate


def read_funding(
    content: bytes, deal: Deal, *, file: str = "funding.yaml"
) -> tuple[FundingTerms | None, tuple[Finding, ...]]:
    """Read the assumptions of a comparison; None and findings where they cannot be used with this deal."""
    document, findings = read_yaml(content, file=file)
    if document is None or findings:
        return None, findings
    terms, findings = build(FundingTerms, document)
    if terms is None:
        return None, tuple(_priced(each) for each in findings)
    wrong = tuple(_unfitting(terms, deal, document))
    return (None if wrong else terms), wrong


def _priced(each: Finding) -> Finding:
    """Return a finding about a price as one: it has the form of an exchange rate, and is none."""
    if each.code != "deal.exchange-rate-unreadable" or not each.place.path.endswith(".price"):
        return each
    place, value = each.place, each.argument("value")
    return finding("cashflow.funding-price", file=place.file, line=place.line, path=place.path, value=value)


def _unfitting(terms: FundingTerms, deal: Deal, document: Document) -> Iterator[Finding]:
    """Yield every name that the deal does not have, and every figure that is missing or in another currency."""
    onshore, offshore = deal.structure.onshore, deal.structure.offshore
    sold = {"token": tuple(each.id for each in (offshore or onshore).classes)}
    sold["domestic"] = tuple(each.id for each in onshore.classes)
    fees = tuple(fee.id for fee in onshore.fees)
    if terms.funded not in deal.parties:
        yield _unknown(document, ("funded",), terms.funded, tuple(sorted(deal.parties)))
    if offshore is not None and offshore.currency is not onshore.currency and terms.exchange is None:
        yield document.fault("deal.key-missing", ("exchange",), {"key": "exchange"})
    for name, route in (("token", terms.token), ("domestic", terms.domestic)):
        for place, each in enumerate(route.classes):
            if each.id not in sold[name]:
                yield _unknown(document, (name, "classes", place, "class"), each.id, sold[name])
            elif name == "domestic" and each.coupon is None:
                yield document.fault("deal.key-missing", (name, "classes", place, "coupon"), {"key": "coupon"})
        for place, cost in enumerate(route.once):
            if cost.amount.currency is not onshore.currency or cost.amount.minor < 0:
                path = (name, "once", place, "amount")
                yield document.fault("cashflow.funding-amount", path, {"currency": onshore.currency.value})
    for place, fee in enumerate(terms.domestic.without):
        if fee not in fees:
            yield _unknown(document, ("domestic", "without", place), fee, fees)


def _unknown(document: Document, path: tuple[str | int, ...], name: str, known: tuple[str, ...]) -> Finding:
    return document.fault("cashflow.funding-name", path, {"name": name, "known": ", ".join(known)})
