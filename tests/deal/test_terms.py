"""The filed terms: what goes overseas, exactly, and without natural persons."""

import json

import pytest

from tallystick.deal.parsing import parse_deal
from tallystick.deal.terms import parse_terms, terms_bytes, terms_hash
from tallystick.evidence.canonical import canonical
from tests.deal.example import example_deal, replaced

_CONTROLLERS = {"parties": {"__all__": {"controllers"}}}


def test_what_is_read_back_is_the_deal_without_what_stays_onshore() -> None:
    deal = example_deal()
    again, findings = parse_terms(terms_bytes(deal))
    assert findings == ()
    assert again is not None
    assert again.structure == deal.structure
    assert again.tokens == deal.tokens
    assert again.assumptions == deal.assumptions
    assert again.procedures == {}
    assert again.documents == ()
    assert terms_bytes(again) == terms_bytes(deal)
    assert terms_hash(again) == terms_hash(deal)


def test_no_natural_person_travels() -> None:
    text = terms_bytes(example_deal()).decode()
    assert "controllers" not in text
    for name in ("沈国梁", "Shen Guoliang", "shen-guoliang"):
        assert name not in text


def test_notes_on_procedures_stay_onshore() -> None:
    assert "Counsel memorandum" not in terms_bytes(example_deal()).decode()


def test_the_terms_are_canonical_and_their_hash_is_of_their_bytes() -> None:
    content = terms_bytes(example_deal())
    assert canonical(json.loads(content)) == content
    assert len(terms_hash(example_deal())) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cap: 114000000.00 USD", "cap: 114000001.00 USD"),
        ("filed_range: [4.00%, 5.00%]", "filed_range: [4.00%, 5.01%]"),
        ('rate: "7.10"', 'rate: "7.11"'),
        ("above: 3%", "above: 4%"),
        ("jurisdictions: [HK, SG, GB, CH]", "jurisdictions: [HK, SG, GB]"),
        ("lockup_days: 0}\n    B", "lockup_days: 1}\n    B"),
        ("lockup_days: 0}\n    B", "issue_price: [99%, 101%]}\n    B"),
    ],
)
def test_a_changed_term_changes_the_hash(old: str, new: str) -> None:
    deal, _, _ = parse_deal(replaced((old, new)).encode())
    assert deal is not None
    assert terms_hash(deal) != terms_hash(example_deal())


@pytest.mark.parametrize(("old", "new"), [("cap: 114000000.00 USD", "cap: 114000000.0 USD"), ('"7.10"', '"7.1"')])
def test_another_spelling_of_one_value_does_not(old: str, new: str) -> None:
    deal, _, _ = parse_deal(replaced((old, new)).encode())
    assert deal is not None
    assert terms_hash(deal) == terms_hash(example_deal())


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"b":1,"a":2}', b"\xff", b'{"schema": "tallystick/deal/v1"}'])
def test_what_is_no_canonical_deal_is_a_finding(content: bytes) -> None:
    deal, findings = parse_terms(content)
    assert deal is None
    assert [found.code for found in findings] == ["deal.terms-unreadable"]
