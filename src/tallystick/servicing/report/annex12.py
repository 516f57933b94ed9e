"""Annex 12: what a month says in the elements of the ESMA investor report, each named as the schema names it.

Only elements whose meaning the schema states and a certificate shows are filled; the rest is left to the reporting
entity, and nothing is guessed. Amounts are of one currency each; a step's paid amount is negative, as funds paid out.
Rates follow the schema's own definitions, whose base is the balance at the start of the month (the report's prepayment
rate is taken after scheduled principal, as the market has it), in per cent to five decimals; coupons in basis points.
Source: ESMA schema auth.098.001.04 (DRAFT1auth.098.001.04_1.3.0.xsd): PaymentAndCollectionData1, PerformanceData1,
RiskAndPerformanceDetails1, SecuritisationAccountDetails1, TrancheDetails1, TranchePayment1, TestEventTriggerData1,
CashFlowDetails1, whose definitions are quoted in each field's meaning.

It writes fields, not the XML message: that needs identifiers only the reporting entity has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tallystick.servicing.certificate import Certificate
from tallystick.units.money import Money, Rounding

__all__ = ["Field", "annex12_fields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element filled: the type it stands in, its name, whose it is, and its value as text."""

    within: str
    element: str
    of: str
    value: str


def annex12_fields(certificate: Certificate) -> tuple[Field, ...]:
    """Return the fields that a certificate fills, in the order of the schema's parts.

    Args:
        certificate: of the month.
    """
    return tuple(_fields(certificate))


def _fields(certificate: Certificate) -> Iterator[Field]:
    items = certificate.collections
    payments = "PaymentAndCollectionData1"
    principal = items["scheduled-principal"] + items["prepaid-principal"]
    yield Field(within=payments, element="PrdPrncplRcvrs", of="", value=str(items["recoveries"]))
    yield Field(within=payments, element="PrdPrncplColltn", of="", value=str(principal))
    yield Field(within=payments, element="PrdIntrstColltn", of="", value=str(items["interest"] + items["fees"]))
    charged = str(items["defaulted-principal"])
    yield Field(within="PerformanceData1", element="PrdGrssChrgOff", of="", value=charged)
    yield from _rates(certificate)
    for line in certificate.accounts:
        of = f"{line.vehicle} {line.account}"
        yield Field(within="SecuritisationAccountDetails1", element="ActlBal", of=of, value=str(line.closing))
    for each in certificate.classes:
        of = f"{each.vehicle} {each.token_class}"
        yield Field(within="TrancheDetails1", element="TrchNm", of=of, value=each.token_class)
        if each.factor:
            issued = Money.rounded(each.ending.major / each.factor, each.ending.currency)
            yield Field(within="TrancheDetails1", element="OrgnlPrncplBal", of=of, value=str(issued))
        yield Field(within="TrancheDetails1", element="CurPrncplBal", of=of, value=str(each.ending))
        for element in ("IntrstPmtDt", "PrncplPmtDt"):
            yield Field(within="TranchePayment1", element=element, of=of, value=each.paid_on.isoformat())
        yield Field(within="TranchePayment1", element="CurCpn", of=of, value=_decimals(each.coupon.per_annum * 10_000))
    for test in certificate.triggers:
        data, breached = "TestEventTriggerData1", "true" if test.breached else "false"
        yield Field(within=data, element="ThrshldLvl", of=test.trigger, value=str(test.bound))
        if test.value is not None:
            yield Field(within=data, element="CurVal", of=test.trigger, value=str(test.value))
        yield Field(within=data, element="Sts", of=test.trigger, value=breached)
    for step in certificate.steps:
        of = f"{step.vehicle} {step.step} {step.to}"
        out = Money.zero(step.paid.currency) - step.paid
        yield Field(within="CashFlowDetails1", element="ItmId", of=of, value=step.step)
        yield Field(within="CashFlowDetails1", element="CshFlowItm", of=of, value=step.clause)
        yield Field(within="CashFlowDetails1", element="AmtPdDurgPrd", of=of, value=str(out))


def _rates(certificate: Certificate) -> Iterator[Field]:
    """Yield the annualised rates of the month, and whether any trigger stands breached."""
    within, items = "RiskAndPerformanceDetails1", certificate.collections
    breached = any(test.breached for test in certificate.triggers)
    yield Field(within=within, element="TrggrMeasrmntRatio", of="", value="true" if breached else "false")
    opening = items["opening-balance"]
    if not opening.is_positive():
        return
    for element, item in (("AnlsdCstPrepmtRate", "prepaid-principal"), ("AnlsdCstDfltRate", "defaulted-principal")):
        annual = 1 - (1 - items[item].ratio_to(opening)) ** 12
        yield Field(within=within, element=element, of="", value=_decimals(annual * 100))


def _decimals(value: Fraction) -> str:
    """Write a number to five decimals, half-up; not negative."""
    scaled = Rounding.HALF_UP.whole(value * 10**5)
    return f"{scaled // 10**5}.{scaled % 10**5:05d}"
