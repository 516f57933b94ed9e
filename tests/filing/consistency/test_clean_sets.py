"""Papers that agree with their deal and are not complained of: rows of reports, term sheets of other deals."""

from collections.abc import Iterator, Sequence

import pytest

from tallystick.deal.deal import Deal
from tallystick.filing.consistency.lint import contradictions, known_of
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import CELLS, DocumentText, Line
from tallystick.filing.report.filer import largest_size
from tests.filing.stand_in import deal
from tests.walk.twenty import DEALS, deal_of


def _told(given: Deal, rows: Sequence[Sequence[str]]) -> list[str]:
    lines = tuple(Line(text=CELLS.join(row), place=str(number)) for number, row in enumerate(rows, 1))
    found = contradictions(DocumentText(file="x.docx", kind=Kind.WORD, lines=lines), known_of(given))
    return [str(each.argument("sentence")) for each in found]


@pytest.mark.parametrize(
    "rows",
    [
        (("Case", "Class", "Break-even", "Cumulative defaults"), ("base", "A", "30.02", "31.86%")),
        (("Class", "Average life", "Yield"), ("Class A", "1.2", "4.542%")),
        (("Tax", "Source"), ("this deal", "EIT 7 % under the Hong Kong arrangement, and VAT 6 %")),
        (
            ("Rule", "Title", "Mark", "State"),
            ("SSE2-1", "Trading is planned, but not for private tokens", "A", "not met"),
            ("SSE2-3.3.3-single", "Leases: a single lessee above 50%", "A", "not met"),
            ("SSE2-9", "Permits do not cover the tenor", "A", "not met"),
            ("SSE2-10", "Less than 2 years of operation", "A", "not met"),
            ("SZSE2-31", "No retention of subordinated income", "A", "not met"),
            ("SZSE2-72", "Leases: the five largest above 70%", "A", "not met"),
        ),
        (("登记证明编号", "登记日", "到期日"), ("SPEC-D-20250311-0038", "2025-03-11", "2028-03-10")),
        (("压力次级份额（不代币化）（本金与未付利息）人民币11,608,344.79元表22临界违约率",),),
        (("小额贷款：单个债务人超过50% A不适用SZSE2-31风险自留少于5% A未触及",),),
        (("租赁（天津）有限公司）",),),
        (("档次代码上限面额最低认购锁定天数A HY26A 114,000,000.00美元1,000.00美元250,000.00美元0",),),
        (("Holding Group Co., Ltd.)",),),
    ],
)
def test_rows_of_a_report_are_not_read_as_terms_of_the_deal(rows: Sequence[Sequence[str]]) -> None:
    assert _told(deal(), rows) == []


@pytest.mark.parametrize("name", DEALS)
def test_the_term_sheet_of_any_deal_agrees_with_it(name: str) -> None:
    given = deal_of(name)
    assert _told(given, [[sentence] for sentence in _terms(given)]) == []


@pytest.mark.parametrize(
    "sentence", ["A is capped at HKD 6,500.00.", "senior bears interest at 7% a year.", "Class A: up to HKD 6,500.00"]
)
def test_a_class_called_by_a_letter_is_still_held_against_the_deal(sentence: str) -> None:
    assert _told(deal_of("cars"), [[sentence]]) == [sentence]


def _terms(given: Deal) -> Iterator[str]:
    structure = given.structure
    yield f"封包日为{given.assets.cutoff}，设立日为{structure.closing}。"
    for vehicle in (structure.onshore, structure.offshore):
        for terms in () if vehicle is None else vehicle.classes:
            size, name = largest_size(terms), terms.name
            amount = f"{size.currency.value} {size.minor // 100:,}.{size.minor % 100:02}"
            yield f"{name.zh}规模不超过{amount}。"
            yield f"{name.en} is capped at {amount}."
            if (
                vehicle is structure.offshore
                and structure.offshore is not None
                and structure.offshore.hedge is not None
            ):
                yuan = size.minor * structure.offshore.hedge.rate / 100
                yield f"{name.en} is capped at {amount} (approximately CNY {round(yuan):,})."
                yield f"{name.zh}规模为{amount}，按互换汇率折合人民币{round(yuan):,}元。"
            if not hasattr(terms.coupon, "filed_range"):
                yield f"{name.en} bears interest at {round(terms.coupon.per_annum * 100)}% a year."
    yield from (f"{each.text.en}." for each in given.assets.criteria)
