"""Collections: every item once, in one currency, and balances that add up within and between months."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.checks.cash_paths import SUBPOOL_FIGURES
from tallystick.deal.formulas.grammar import Formula
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import ITEMS, Collection, Declared, check_sequence, parse_collection
from tallystick.units.money import Currency, Money
from tests.cashflow.kinds import kind
from tests.servicing.months import FIRST, collection, content, month_file, months, priced_deal

GOOD = month_file(1_000_000_00, scheduled=50_000_00, prepaid=1_000_00, interest=6_000_00, defaulted=500_00)


def read(text: bytes) -> tuple[Collection | None, tuple[Finding, ...]]:
    found = parse_collection(text, period=FIRST, currency=Currency.CNY, file="2026-09.csv")
    for each in found[1]:
        assert all(word(each, language).what for language in Language)
    return found


def codes(text: bytes) -> list[str]:
    collected, findings = read(text)
    assert (collected is None) == bool(findings)
    return [each.code for each in findings]


def test_a_month_is_read_with_its_cash_its_pool_and_its_counts() -> None:
    month = collection(GOOD)
    assert month.amounts.keys() == set(ITEMS)
    assert str(month.closing) == "948500.00 CNY"
    assert month.counts["interest"] == 7
    facts = month.facts()
    assert (facts.beginning, facts.ending, facts.period) == (month.opening, month.closing, FIRST)
    assert set(facts.collected) == {"scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees"}


@pytest.mark.parametrize("item", ITEMS)
def test_a_missing_item_is_not_taken_for_nothing(item: str) -> None:
    collected, findings = read(content({name: fen for name, fen in GOOD.items() if name != item}))
    assert collected is None
    assert [(each.code, each.argument("item")) for each in findings] == [("servicing.item-missing", item)]


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        (b"interest,6000.00,CNY,7\n", b"interest,6000.00,CNY,7\ninterest,1.00,CNY,7\n", "servicing.item-twice", 5),
        (b"interest,6000.00,CNY,7\n", b"interest,6000.00,CNY,7\ngifts,1.00,CNY,7\n", "servicing.item-unknown", 5),
        (b"fees,1234.56,CNY", b"fees,1234.56,USD", "servicing.currency-differs", 6),
        (b"fees,1234.56,CNY", b"fees,-1234.56,CNY", "servicing.amount-negative", 6),
        (b"fees,1234.56,CNY", b'fees,"1,234.56",CNY', "servicing.amount-unreadable", 6),
        (b"fees,1234.56,CNY", b"fees,1234.567,CNY", "servicing.amount-unreadable", 6),
        (b"fees,1234.56,CNY", b"fees,1234.56,RMB", "deal.currency-unknown", 6),
        (b"fees,1234.56,CNY,7", b"fees,1234.56,CNY,many", "deal.whole-unreadable", 6),
    ],
)
def test_a_wrong_row_is_named(old: bytes, new: bytes, code: str, row: int) -> None:
    text = content(GOOD)
    assert old in text
    collected, findings = read(text.replace(old, new))
    assert collected is None
    assert (code, row) in {(each.code, each.place.row) for each in findings}


@given(item=st.sampled_from(ITEMS), change=st.integers(1, 10**6))
def test_a_balance_that_does_not_add_up_is_named_with_the_difference(item: str, change: int) -> None:
    found = codes(content(GOOD | {item: GOOD[item] + change}))
    matters = item in {
        "opening-balance",
        "closing-balance",
        "scheduled-principal",
        "prepaid-principal",
        "defaulted-principal",
    }
    assert found == (["servicing.balance-breaks"] if matters else [])


def test_an_empty_file_is_a_finding() -> None:
    assert codes(b"") == ["tape.table-empty"]


def test_months_that_follow_each_other_are_in_order_however_they_are_given() -> None:
    four = months(4)
    assert check_sequence(four[::-1], first=FIRST, initial_pool=four[0].opening) == ()


def test_a_gap_a_month_too_early_and_a_month_given_twice_are_named() -> None:
    four = months(4)
    assert [each.code for each in check_sequence([four[0], *four[2:]], first=FIRST)] == ["servicing.period-missing"]
    assert [each.code for each in check_sequence(four, first=FIRST.next())] == ["servicing.period-unexpected"]
    assert [each.code for each in check_sequence([*four, four[1]], first=FIRST)] == ["servicing.period-unexpected"]


def test_a_month_opens_with_what_the_one_before_left() -> None:
    first, second = months(1)[0], collection(GOOD, FIRST.next())
    assert [each.code for each in check_sequence([first, second], first=FIRST)] == ["servicing.opening-differs"]


def test_the_first_month_opens_with_the_pool_that_was_sold() -> None:
    pool = Money.parse("1001500000.01 CNY")
    assert [each.code for each in check_sequence(months(2), first=FIRST, initial_pool=pool)] == [
        "servicing.opening-differs"
    ]


def test_a_month_closes_only_when_every_month_before_it_was_reported() -> None:
    four = months(4)
    for given_, period in (([], 0), (four[1:], 3), ([four[0], *four[2:]], 3), (four[:2], 3)):
        done, findings = close_period(priced_deal(), given_, period=FIRST.add(period))
        assert done is None
        assert {each.code for each in findings} == {"servicing.period-missing"}


def test_a_month_whose_waterfall_divides_by_nothing_is_not_paid_and_says_why() -> None:
    deal = priced_deal()
    onshore = deal.structure.onshore
    first = onshore.priorities[0].model_copy(update={"when": Formula.parse("1 / (number - 1) > 0")})
    vehicle = onshore.model_copy(update={"priorities": (first, *onshore.priorities[1:])})
    stopped = deal.model_copy(update={"structure": deal.structure.model_copy(update={"onshore": vehicle})})
    done, findings = close_period(stopped, months(1), period=FIRST)
    assert done is None
    assert [(each.code, each.argument("month")) for each in findings] == [("cashflow.ratio-to-nothing", str(FIRST))]


def test_a_month_without_counts_is_read_all_the_same() -> None:
    collected, findings = read(content(GOOD).replace(b",7\n", b",\n"))
    assert findings == ()
    assert collected is not None
    assert collected.counts == {}


GROUPED = kind("two-groups", Currency.CNY).structure


def grouped(**changed: int) -> tuple[Collection | None, tuple[Finding, ...]]:
    halves = {f"{part}.{figure}": 0 for part in ("fixed", "floating") for figure in SUBPOOL_FIGURES}
    halves |= {"fixed.interest": 4_000_00, "floating.interest": 2_000_00, "fixed.beginning": 1_000_000_00}
    amounts = GOOD | halves | {name.replace("_", "."): fen for name, fen in changed.items()}
    declared = Declared.of(GROUPED)
    return parse_collection(
        content(amounts), period=FIRST, currency=Currency.CNY, file="2026-09.csv", declared=declared
    )


def test_a_month_reports_of_each_sub_pool_what_formulas_ask_for() -> None:
    month, findings = grouped()
    assert findings == ()
    assert month is not None
    assert str(month.facts().reported["fixed.interest"]) == "4000.00 CNY"


@pytest.mark.parametrize("changed", [{"floating_interest": 2_000_01}, {"floating_beginning": 1}])
def test_sub_pools_that_come_to_more_than_the_pool_are_named(changed: dict[str, int]) -> None:
    month, findings = grouped(**changed)
    assert month is None
    assert [each.code for each in findings] == ["servicing.subpools-exceed"]


DECLARED = Declared(
    items=("reserve-income",),
    reported=("arrears", "purchased-principal"),
    events=("downgrade",),
    indices=("LPR", "USDCNY"),
)
FURTHER = b"""reserve-income,12.34,CNY,
arrears,500.00,CNY,
purchased-principal,51500.00,CNY,
downgrade,yes,CNY,
LPR,3.45%,CNY,
USDCNY,7.15,CNY,
"""


def read_declared(more: bytes) -> tuple[Collection | None, tuple[Finding, ...]]:
    return parse_collection(
        content(GOOD) + more, period=FIRST, currency=Currency.CNY, file="2026-09.csv", declared=DECLARED
    )


def test_what_the_structure_declares_is_reported_beside_the_items_of_every_deal() -> None:
    month, findings = read_declared(FURTHER)
    assert findings == ()
    assert month is not None
    facts = month.facts()
    assert str(facts.collected["reserve-income"]) == "12.34 CNY"
    assert str(facts.reported["arrears"]) == "500.00 CNY"
    assert facts.events == {"downgrade"}
    assert facts.indices == {"LPR": Fraction(345, 10000), "USDCNY": Fraction(715, 100)}


def test_the_next_month_opens_with_what_was_bought() -> None:
    month, _ = read_declared(FURTHER)
    assert month is not None
    assert month.carried_on == month.closing + Money.parse("51500.00 CNY")
    following = collection(month_file(month.carried_on.minor, scheduled=0, prepaid=0, interest=0), period=FIRST.next())
    assert check_sequence([month, following], first=FIRST) == ()
    short = collection(month_file(month.closing.minor, scheduled=0, prepaid=0, interest=0), period=FIRST.next())
    assert [each.code for each in check_sequence([month, short], first=FIRST)] == ["servicing.opening-differs"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"downgrade,yes,CNY,\n", b"", "servicing.item-missing"),
        (b"downgrade,yes", b"downgrade,perhaps", "servicing.amount-unreadable"),
        (b"LPR,3.45%", b"LPR,three", "servicing.amount-unreadable"),
        (b"arrears,500.00", b"arrears,-500.00", "servicing.amount-negative"),
    ],
)
def test_a_declared_row_that_is_missing_or_wrong_is_named(old: bytes, new: bytes, code: str) -> None:
    assert old in FURTHER
    month, findings = read_declared(FURTHER.replace(old, new))
    assert month is None
    assert [each.code for each in findings] == [code]


def test_a_deal_that_buys_reports_what_it_bought() -> None:
    structure = kind("prc", Currency.CNY).structure
    assert Declared.of(structure).reported == ("purchased-principal",)
    assert Declared.of(structure).events == ("originator-downgrade", "outbound-stopped", "put-exercised")


@pytest.mark.parametrize(
    ("codec", "code"),
    [
        ("utf-16", "tape.table-not-text"),
        ("utf-16-le", "tape.table-not-text"),
        ("utf-16-be", "tape.table-not-text"),
        ("utf-32-be", "tape.byte-zero"),
        ("gb18030", "tape.table-encoding-supposed"),
    ],
)
def test_another_encoding_is_named_in_words_of_a_table_not_of_a_tape(codec: str, code: str) -> None:
    text = "item,amount,currency,备注\ninterest,6.00,CNY,按月\n"
    _, findings = parse_collection(text.encode(codec), period=FIRST, currency=Currency.CNY, file="2026-09.csv")
    found = next(each for each in findings if each.code.startswith("tape."))
    assert found.code == code
    if code == "tape.table-not-text":
        assert found.argument("kind") == codec.upper().replace("UTF-16-", "UTF-16")
    for language in Language:
        said = word(found, language)
        assert not any(each in f"{said.what}{said.remedy}" for each in ("mapping", "tape", "资产明细", "Parquet"))
