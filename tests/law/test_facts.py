import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from tallystick.evidence.persons import Name
from tallystick.law.facts import (
    Fact,
    FactDeclaration,
    FactType,
    Subject,
    ValueUnreadableError,
    misfit,
    parse_value,
    supports,
    value_text,
)
from tallystick.units.money import Money
from tests.law.small import DAY, evidence

QUESTION = Name(zh="问", en="ask")


CHOSEN = {FactType.CHOICE: ("red",), FactType.CHOICES: ("red", "green")}


def declared(kind: FactType = FactType.BOOL, **more) -> FactDeclaration:
    return FactDeclaration(id="f", type=kind, subjects=("deal",), question=QUESTION, provider="deal", **more)


def said(value, **more) -> Fact:
    plain = Fact(id="f", subject=Subject(kind="deal"), value=value, evidence=(), as_of=DAY, provider="deal")
    return replace(plain, **more)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FactType.BOOL, "yes", True),
        (FactType.BOOL, "no", False),
        (FactType.SHARE, "15%", Fraction(3, 20)),
        (FactType.MONEY, "120.00 USD", Money.parse("120.00 USD")),
        (FactType.INTEGER, "-12", -12),
        (FactType.DATE, "2026-08-31", DAY),
        (FactType.TEXT, "any words", "any words"),
        (FactType.CHOICE, "red", "red"),
        (FactType.CHOICES, "red", ("red",)),
        (FactType.CHOICES, "red,green", ("red", "green")),
        (FactType.ROSTER, "acme,zeta", ("acme", "zeta")),
        (FactType.ROSTER, "", ()),
    ],
)
def test_a_value_is_read_and_written_the_same_way(kind, text, value):
    declaration = declared(kind, choices=CHOSEN.get(kind, ()))
    assert parse_value(declaration, text) == value
    assert value_text(value) == text
    assert misfit(declaration, said(value)) == ""


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FactType.BOOL, "true", "yes or no"),
        (FactType.BOOL, "No", "yes or no"),
        (FactType.SHARE, "0.15", "15%"),
        (FactType.SHARE, "120%", "100%"),
        (FactType.MONEY, "120", "currency"),
        (FactType.INTEGER, "1.0", "whole number"),
        (FactType.INTEGER, "１２", "whole number"),
        (FactType.DATE, "20260831", "2026-08-31"),
        (FactType.DATE, "2026-02-30", "2026-08-31"),
        (FactType.CHOICE, "blue", "red"),
        (FactType.CHOICES, "red,blue", "red, green"),
        (FactType.CHOICES, "red,red", "each once"),
        (FactType.CHOICES, "", "red, green"),
        (FactType.ROSTER, "acme,acme", "each once"),
        (FactType.ROSTER, "acme,", "each once"),
    ],
)
def test_what_is_not_a_value_is_refused_with_what_would_be(kind, text, expected):
    with pytest.raises(ValueUnreadableError, match=expected):
        parse_value(declared(kind, choices=CHOSEN.get(kind, ())), text)


def test_a_subject_is_written_as_class_and_name():
    assert str(Subject.parse("deal")) == "deal"
    assert Subject.parse("payer:a:b") == Subject(kind="payer", name="a:b")
    assert str(Subject.parse("payer:a:b")) == "payer:a:b"


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        (said(True, provider="tape"), "provided by deal, not by tape"),
        (said(True, subject=Subject.parse("payer:acme")), "about deal, not about payer:acme"),
        (said(1), "no bool"),
    ],
)
def test_a_fact_that_does_not_fit_says_why(fact, problem):
    assert problem in misfit(declared(), fact)


def test_a_truth_value_is_no_number():
    assert "no integer" in misfit(declared(FactType.INTEGER), said(True))


def test_evidence_counts_by_kind_and_inside_its_window():
    declaration = declared(evidence=("memo", "search"), freshness_days=30)
    edge, beyond = DAY - dt.timedelta(days=30), DAY - dt.timedelta(days=31)
    assert supports(declaration, said(True, evidence=evidence("memo", day=edge)), as_of=DAY)
    assert not supports(declaration, said(True, evidence=evidence("memo", day=beyond)), as_of=DAY)
    assert not supports(declaration, said(True, evidence=evidence("memo", day=DAY + dt.timedelta(days=1))), as_of=DAY)
    assert not supports(declaration, said(True, evidence=evidence("rumour")), as_of=DAY)
    assert not supports(declaration, said(True), as_of=DAY)


def test_a_no_may_need_kinds_of_evidence_together():
    declaration = declared(evidence=("memo", "search", "sworn"), evidence_for_no=(("search", "sworn"), ("memo",)))
    assert not supports(declaration, said(False, evidence=evidence("search")), as_of=DAY)
    assert supports(declaration, said(False, evidence=evidence("search", "sworn")), as_of=DAY)
    assert supports(declaration, said(False, evidence=evidence("memo")), as_of=DAY)
    assert supports(declaration, said(True, evidence=evidence("search")), as_of=DAY)


def test_a_fact_that_needs_no_evidence_has_enough():
    assert supports(declared(), said(False), as_of=DAY)
