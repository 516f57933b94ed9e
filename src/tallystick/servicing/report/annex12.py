"""Annex 12: what a month says in the elements of the ESMA investor report, each named as the schema names it.

Only elements whose meaning the schema states and a certificate shows are filled; the rest is left to the reporting
entity, and nothing is guessed. Amounts are of one currency each; a step's paid amount is negative, as funds paid out.
Rates follow the schema's own definitions, whose base is the balance at the start of the month (the report's prepayment
rate is taken after scheduled principal, as the market has it), in per cent to five decimals; coupons in basis points.
Triggers are numbers of at most five decimals: percentage points where the deal bounds them by a share, major units
where by an amount, ND5 where they are a condition without a bound.
Source: ESMA schema auth.098.001.04 (DRAFT1auth.098.001.04_1.3.0.xsd): PaymentAndCollectionData1, PerformanceData1,
RiskAndPerformanceDetails1, SecuritisationAccountDetails1, TrancheDetails1, TranchePayment1, TestEventTriggerData1,
CashFlowDetails1, whose definitions are quoted in each field's meaning; DecimalNumberFraction5 for the decimals.

It writes fields, not the XML message: that needs identifiers only the reporting entity has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.deal.structure import Trigger
from tallystick.servicing.certificate import Certificate, TriggerLine
from tallystick.servicing.report.month import Month
from tallystick.units.money import Money, Rounding
from tallystick.units.rates import Share

__all__ = ["Field", "annex12_fields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element filled: the type it stands in, its name, whose it is, and its value as text."""

    within: str
    element: str
    of: str
    value: str


_NOT_APPLICABLE: Final = "ND5"
"""What the schema wants where a test is not of a number."""


def annex12_fields(month: Month) -> tuple[Field, ...]:
    """Return the fields that a month fills, in the order of the schema's parts.

    Args:
        month: its certificate has the figures, its deal says what each trigger is measured in.
    """
    return tuple(_fields(month.certificate, {each.id: each for each in month.deal.structure.triggers}))


def _fields(certificate: Certificate, triggers: Mapping[str, Trigger]) -> Iterator[Field]:
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
        yield from _tested(test, triggers[test.trigger])
    for step in certificate.steps:
        of = f"{step.vehicle} {step.step} {step.to}"
        out = Money.zero(step.paid.currency) - step.paid
        yield Field(within="CashFlowDetails1", element="ItmId", of=of, value=step.step)
        yield Field(within="CashFlowDetails1", element="CshFlowItm", of=of, value=step.clause)
        yield Field(within="CashFlowDetails1", element="AmtPdDurgPrd", of=of, value=str(out))


def _tested(test: TriggerLine, trigger: Trigger) -> Iterator[Field]:
    """Yield a trigger's bound, its value where there was something to measure, and whether it stands breached."""
    within, of = "TestEventTriggerData1", test.trigger
    bound = trigger.below if trigger.above is None else trigger.above

    def number(value: Money | Fraction) -> str:
        if bound is None:
            return _NOT_APPLICABLE
        exact = value.major if isinstance(value, Money) else value
        return _decimals(exact * 100 if isinstance(bound, Share) else exact)

    yield Field(within=within, element="ThrshldLvl", of=of, value=number(test.bound))
    if test.value is not None:
        yield Field(within=within, element="CurVal", of=of, value=number(test.value))
    yield Field(within=within, element="Sts", of=of, value="true" if test.breached else "false")


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
    """Write a number to five decimals, half-up."""
    scaled = Rounding.HALF_UP.whole(value * 10**5)
    whole, part = divmod(abs(scaled), 10**5)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:05d}"
