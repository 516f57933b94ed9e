"""Annex 12: what a month says in the elements of the ESMA investor report, each named as the schema names it.

Only elements whose meaning the schema states and a certificate shows are filled; the rest is left to the reporting
entity, and nothing is guessed. Amounts are of one currency each; a step's paid amount is negative, as funds paid out.
Source: ESMA schema auth.098.001.04 (DRAFT1auth.098.001.04_1.3.0.xsd): PaymentAndCollectionData1, PerformanceData1,
SecuritisationAccountDetails1, TrancheDetails1, TestEventTriggerData1, CashFlowDetails1, whose definitions are quoted in
each field's meaning.

It writes fields, not the XML message: that needs identifiers only the reporting entity has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.servicing.certificate import Certificate
from tallystick.units.money import Money

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
    for line in certificate.accounts:
        of = f"{line.vehicle} {line.account}"
        yield Field(within="SecuritisationAccountDetails1", element="ActlBal", of=of, value=str(line.closing))
    for each in certificate.classes:
        of = f"{each.vehicle} {each.token_class}"
        yield Field(within="TrancheDetails1", element="TrchNm", of=of, value=each.token_class)
        yield Field(within="TrancheDetails1", element="CurPrncplBal", of=of, value=str(each.ending))
    for test in certificate.triggers:
        data, breached = "TestEventTriggerData1", "true" if test.breached else "false"
        yield Field(within=data, element="ThrshldLvl", of=test.trigger, value=str(test.bound))
        if test.value is not None:
            yield Field(within=data, element="CurVal", of=test.trigger, value=str(test.value))
        yield Field(within=data, element="Sts", of=test.trigger, value=breached)
    for step in certificate.steps:
        of = f"{step.vehicle} {step.step} {step.to}"
        out = Money.zero(step.paid.currency) - step.paid
        yield Field(within="CashFlowDetails1", element="CshFlowItm", of=of, value=step.clause)
        yield Field(within="CashFlowDetails1", element="AmtPdDurgPrd", of=of, value=str(out))
