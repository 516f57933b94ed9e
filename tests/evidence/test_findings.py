"""Findings: made exactly, compared exactly, written down exactly."""

from datetime import date
from fractions import Fraction

import pytest

from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.findings import FindingError, Place, finding
from tallystick.evidence.persons import Name
from tallystick.units.money import Money
from tallystick.units.rates import Rate, Share


def test_the_order_in_which_arguments_are_given_does_not_matter():
    one = finding("deal.sum-differs", file="deal.yaml", stated="1", computed="2")
    assert one == finding("deal.sum-differs", computed="2", file="deal.yaml", stated="1")
    assert one.argument("computed") == "2"


def test_a_finding_says_where():
    found = finding("tape.balance-negative", file="tape.csv", line=9, path="a.b", row=8, column="balance")
    assert found.place == Place(file="tape.csv", line=9, path="a.b", row=8, column="balance")
    assert found.as_canonical() == {
        "code": "tape.balance-negative",
        "place": {"file": "tape.csv", "line": 9, "path": "a.b", "row": 8, "column": "balance"},
        "arguments": {},
    }


def test_what_is_absent_is_not_written_down():
    assert finding("deal.key-unknown").as_canonical()["place"] == {}


def test_every_kind_of_argument_is_written_down_exactly():
    found = finding(
        "deal.example",
        text="a",
        count=3,
        huge=2**60,
        when=date(2026, 8, 31),
        amount=Money.parse("12.50 USD"),
        rate=Rate.parse("4.50%"),
        share=Share.parse("5%"),
        third=Fraction(1, 3),
        who=Name(zh="甲", en="A"),
        several=("a", "b"),
        code="may be an argument too",
    )
    assert parse_canonical(canonical(found.as_canonical()["arguments"])) == {
        "text": "a",
        "count": 3,
        "huge": "1152921504606846976",
        "when": "2026-08-31",
        "amount": "12.50 USD",
        "rate": "4.50%",
        "share": "5%",
        "third": "1/3",
        "who": {"zh": "甲", "en": "A"},
        "several": ["a", "b"],
        "code": "may be an argument too",
    }


@pytest.mark.parametrize("code", ["", "deal", "Deal.x", "deal.", "deal.x_y", "deal.x-", "1deal.x", "deal x"])
def test_a_code_that_no_catalogue_could_hold_is_refused(code):
    with pytest.raises(FindingError, match=r"room\.what-is-wrong"):
        finding(code)


@pytest.mark.parametrize("value", [1.5, True, None, ["a"], ("a", 1), b"a", {"a": 1}])
def test_an_argument_without_an_exact_wording_is_refused(value):
    with pytest.raises(FindingError, match=r"'wrong' of deal\.x"):
        finding("deal.x", wrong=value)
