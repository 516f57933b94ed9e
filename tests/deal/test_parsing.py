"""Typing: every value reads exactly or says, with line and path, what was expected."""

import pytest

from tallystick.deal.parsing import build, parse_deal
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import Record
from tests.deal.example import EXAMPLE, findings_of, line_of, only, replaced

_FAULTS = [
    ("deal.key-missing", "as_of: 2026-08-31\n", "", "as_of"),
    ("deal.key-misspelt", "  cutoff: 2026-08-31", "  cutof: 2026-08-31", "assets.cutof"),
    ("deal.key-unknown", "  cutoff: 2026-08-31", "  cutoff: 2026-08-31\n  zzz: 1", "assets.zzz"),
    ("deal.comma-unquoted", 'en: "Beichen Trust Co., Ltd."', "en: Beichen Trust, an example firm", None),
    ("deal.choice-unknown", "  class: finance-lease", "  class: spaceship-lease", "assets.class"),
    (
        "deal.choice-unknown",
        "roll: following, record_days: 3}\n    accounts:\n      - {id: income",
        "roll: backwards, record_days: 3}\n    accounts:\n      - {id: income",
        "structure.onshore.payment.roll",
    ),
    (
        "deal.mapping-expected",
        "  settlement: {rails: [bank], assets: [USD]}",
        "  settlement: bank",
        "tokens.settlement",
    ),
    ("deal.list-expected", "jurisdictions: [HK, SG, GB, CH]", "jurisdictions: HK", "tokens.eligible.jurisdictions"),
    (
        "deal.list-length",
        "filed_range: [4.00%, 5.00%]",
        "filed_range: [4.00%]",
        "structure.offshore.classes[0].coupon.filed_range",
    ),
    (
        "deal.identifier-unreadable",
        "  revolving: none",
        '  revolving: none\n  layers: [{id: "", class: corporate-loan}]',
        "assets.layers[0].id",
    ),
    ("deal.identifier-unreadable", "  revolving: none", '  revolving: none\n  layers: [loan, ""]', "assets.layers[1]"),
    ("deal.scalar-expected", "as_of: 2026-08-31", "as_of: [2026-08-31]", "as_of"),
    ("deal.money-unreadable", "cap: 114000000.00 USD", 'cap: "114,000,000.00 USD"', "tokens.classes.A.cap"),
    ("deal.rate-unreadable", "rate: 0.05%", "rate: 0.05", "structure.onshore.fees[2].rate"),
    ("deal.share-unreadable", "  share: 5%", "  share: 0.05", "retention.share"),
    ("deal.date-unreadable", "as_of: 2026-08-31", "as_of: 2026-02-30", "as_of"),
    ("deal.date-unreadable", "as_of: 2026-08-31", "as_of: 31/08/2026", "as_of"),
    ("deal.period-unreadable", "first_period: 2026-09", "first_period: 2026-13", "structure.first_period"),
    ("deal.whole-unreadable", 'largest_number: "200"', 'largest_number: "2e2"', "tokens.eligible.largest_number"),
    ("deal.identifier-unreadable", "id: auto-leases-2026-1", "id: 自动租赁", "id"),
    ("deal.text-empty", "symbol: HY26A", "symbol: HY26A", None),
    ("deal.currency-unknown", "  currency: CNY\n  cutoff", "  currency: RMB\n  cutoff", "assets.currency"),
    ("deal.exchange-rate-unreadable", 'rate: "7.10"', 'rate: "7,10"', "structure.offshore.hedge.rate"),
    ("deal.exchange-rate-unreadable", 'rate: "7.10"', 'rate: "0.000"', "structure.offshore.hedge.rate"),
]


@pytest.mark.parametrize(("code", "old", "new", "path"), [fault for fault in _FAULTS if fault[3] is not None])
def test_a_planted_fault_is_named_with_its_line_and_path(code: str, old: str, new: str, path: str) -> None:
    text = replaced((old, new))
    found = only(findings_of(text), code)
    assert found.place.path == path
    if new:
        assert found.place.line is not None
        start = line_of(EXAMPLE, old)
        assert start <= found.place.line <= start + new.count("\n")


def test_an_unquoted_comma_is_recognised() -> None:
    found = only(
        findings_of(replaced(('en: "Beichen Trust Co., Ltd."', "en: Beichen Trust, an example firm"))),
        "deal.comma-unquoted",
    )
    assert found.argument("key") == "an example firm"
    assert found.place.path == "parties.trustee-onshore.name.an example firm"


def test_the_nearest_known_key_is_offered() -> None:
    found = only(findings_of(replaced(("chain_of_title:", "chain_of_titel:"))), "deal.key-misspelt")
    assert found.argument("nearest") == "chain_of_title"


def test_an_empty_text_is_refused() -> None:
    found = only(
        findings_of(replaced(("name: {zh: 优先级份额, en: senior units}", 'name: {zh: 优先级份额, en: " "}'))),
        "deal.text-empty",
    )
    assert found.place.path == "structure.onshore.classes[0].name.en"


def test_one_fault_of_a_value_with_two_shapes_is_told_once() -> None:
    findings = findings_of(replaced(("filed_range: [4.00%, 5.00%], ", "filed_range: [4, 5.00%], ")))
    assert [found.code for found in findings] == ["deal.rate-unreadable"]


def test_all_faults_of_a_file_come_in_one_pass_sorted_by_line() -> None:
    text = replaced(
        ("as_of: 2026-08-31", "as_of: soon"), ("cap: 114000000.00 USD", "cap: much"), ("  share: 5%", "  share: some")
    )
    lines = [found.place.line for found in findings_of(text)]
    assert len(lines) == 3
    assert lines == sorted(lines, key=lambda line: line or 0)


def test_a_fault_of_reading_leaves_no_deal() -> None:
    deal, document, findings = parse_deal(
        replaced(("as_of: 2026-08-31", "as_of: 2026-08-31\nas_of: 2026-09-01")).encode()
    )
    assert deal is None
    assert document is not None
    assert [found.code for found in findings] == ["deal.key-twice"]


def test_letters_that_yaml_reads_as_truth_stay_letters() -> None:
    deal, _, findings = parse_deal(replaced(("jurisdictions: [HK, SG, GB, CH]", "jurisdictions: [HK, NO]")).encode())
    assert findings == ()
    assert deal is not None
    assert deal.tokens is not None
    assert deal.tokens.eligible.jurisdictions == ("HK", "NO")


def test_a_file_that_is_no_yaml_has_neither_deal_nor_document() -> None:
    deal, document, findings = parse_deal(b"a: [1\n")
    assert (deal, document) == (None, None)
    assert [found.code for found in findings] == ["deal.yaml-malformed"]


class _Counted(Record):
    count: int


def test_a_type_that_no_sentence_is_made_for_is_told_all_the_same() -> None:
    document, _ = read_yaml(b"count: [1]\n", file="f.yaml")
    assert document is not None
    value, findings = build(_Counted, document)
    assert value is None
    assert [(found.code, found.argument("value")) for found in findings] == [("deal.value-unreadable", "list")]
