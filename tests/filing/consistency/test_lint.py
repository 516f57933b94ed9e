"""Consistency: of forty planted contradictions at least thirty-eight are found, and in documents that agree none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import Claim, ClaimKind
from tallystick.filing.consistency.lint import Known, contradictions, known_of
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import CELLS, DocumentText, Line, read_plain, read_word
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tallystick.tape.payers import Basis, Payer, PayerTable
from tallystick.tape.statistics import PoolStatistics
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate
from tests.filing.consistency.in_other_words import AGREE, STRAY
from tests.filing.consistency.measured import CLEAN, CONTRADICTING
from tests.filing.consistency.papers import PLANTED, SET, made, planted_set
from tests.filing.consistency.readers import AGREEING, LISTED, STRAYING, TABLED
from tests.filing.documents.made import pdf, with_parts, word
from tests.filing.stand_in import FOLDER, deal


@cache
def _known() -> Known:
    return known_of(deal(), assets=12_000, obligors=9_000)


def _found(papers: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    found = []
    for name, content in made(papers).items():
        read, wrong = read_word(name, content) if name.endswith(".docx") else read_pdf(name, content)
        assert read is not None, wrong
        found += list(contradictions(read, _known()))
    return found


def _said(text: str) -> list[tuple[str, str, str]]:
    document = DocumentText(file="x", kind=Kind.TEXT, lines=(Line(text=text, place="1"),))
    return [
        (str(each.argument("about")), str(each.argument("written")), str(each.argument("expected")))
        for each in contradictions(document, _known())
    ]


def test_documents_that_agree_are_not_complained_of() -> None:
    assert [each.arguments for each in _found(SET)] == []


def test_at_least_thirty_eight_of_forty_contradictions_are_found() -> None:
    told = _found(planted_set())
    written = [(each.place.file, str(each.argument("sentence")).replace(" ", "")) for each in told]
    missed = [
        (name, after)
        for name, _, after in PLANTED
        if not any(file == name and after.replace(" ", "") in sentence for file, sentence in written)
    ]
    assert len(PLANTED) == 40
    assert len(missed) <= 2, missed
    assert len(told) <= len(PLANTED) + 2, [each.arguments for each in told]


def test_of_the_second_set_all_but_five_are_found_and_none_that_agree() -> None:
    missed = [sentence for sentence in CONTRADICTING if not _said(sentence)]
    assert len(missed) <= 5, missed
    assert len(CONTRADICTING) >= 110
    assert [_said(sentence) for sentence in CLEAN if _said(sentence)] == []


def test_another_bank_is_not_taken_for_the_deal_s() -> None:
    assert _said("抵押登记的担保权人为庐阳商业银行股份有限公司。") == []
    assert _said("资金存放于海合银行股份有限公司。") != []


@pytest.mark.parametrize(("name", "before", "after"), PLANTED, ids=[after for _, _, after in PLANTED])
def test_each_contradiction_is_told_with_what_the_deal_says(name: str, before: str, after: str) -> None:
    line = next(each for each in SET[name] if before in each)
    assert _said(line) == []
    assert len(_said(line.replace(before, after))) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "A档与B档规模分别不超过114,000,000.00美元和20,000,000.00美元。",
        "优先级份额规模约为人民币9.5亿元。",
        "Class A has a principal amount of US$114 million.",
        "截至2025年12月31日，备案主体总资产为人民币3,200,000,000.00元。",
        "The auditor, Haihe Accounting Co., Ltd., was paid USD 20,000.00 on 3 March 2026.",
        "A档存续期间，任一付款日的利息不低于500,000.00美元时，受托人发出通知。",
        "本期代币的发行规模、票面利率以定价结果为准。",
        "信托受托人和票据受托人为不同机构。",
    ],
)
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert _said(sentence) == []


def test_a_table_is_read_by_its_heads() -> None:
    rows = (("档次", "规模", "票息"), ("A档", "141,000,000.00美元", "4.00% – 5.00%"))
    lines = tuple(Line(text=CELLS.join(row), place=str(number)) for number, row in enumerate(rows, 1))
    found = list(contradictions(DocumentText(file="x.docx", kind=Kind.WORD, lines=lines), _known()))
    assert [(each.place.path, each.argument("written")) for each in found] == [("2", "141,000,000.00美元")]


def test_the_documents_of_the_example_agree_with_it() -> None:
    known = known_of(deal())
    for path in sorted((FOLDER / "documents").glob("*.md")):
        assert not list(contradictions(read_plain(path.name, path.read_bytes()), known)), path.name


_STRESSED = (
    ("Case", "Class", "Break-even", "Cumulative defaults"),
    ("base", "A", "30.02", "31.86%"),
    ("base", "B", "8.93", "10.17%"),
    ("cut-off", "closing", "first payment", "final maturity"),
    ("2026-08-31", "2026-09-15", "2026-10-26", "2031-10-27"),
    ("QA3-3", "Tenor above 5 years", "A", "not met"),
    ("rank", "share of the holders", "8", "no more than"),
)


def test_rows_of_a_table_in_a_pdf_are_not_read_as_one_sentence() -> None:
    content = pdf(SET["M2-memorandum-en.pdf"], rows=_STRESSED)
    read, _ = read_pdf("a.pdf", content)
    assert read is not None
    assert "base A 30.02 31.86%" in {line.text for line in read.lines}
    assert [each.arguments for each in contradictions(read, _known())] == []


def test_a_contradiction_in_a_row_of_a_table_in_a_pdf_is_found() -> None:
    rows = (("Item", "Figure"), ("Swap rate", "7.25"), ("Closing date", "2026-09-16"), ("Trustee fee", "0.05%"))
    read, _ = read_pdf("a.pdf", pdf(SET["M2-memorandum-en.pdf"], rows=rows))
    assert read is not None
    assert [each.argument("written") for each in contradictions(read, _known())] == ["7.25", "2026-09-16"]


@cache
def _pooled() -> Known:
    """The deal with the pool that its tape has."""
    owed = Money(minor=1_001_500_000_00, currency=Currency.CNY)
    pool = PoolStatistics(
        assets=20_000,
        payers=17_119,
        payer_groups=17_119,
        original_balance=owed,
        current_balance=owed,
        average_balance=owed,
        largest_balance=owed,
        rate=Rate(per_annum=Fraction(8_155, 100_000)),
        original_term=None,
        remaining_term=Fraction(284, 10),
        age=None,
        longest_remaining_term=None,
        first_origination=None,
        last_maturity=None,
        past_due=None,
    )
    owing = tuple(
        Payer(id=str(number), assets=1, minor=minor, share=Fraction(minor, 1000))
        for number, minor in enumerate((183, 120, 97, *[60] * 10))
    )
    payers = PayerTable(basis=Basis.CASH_FLOW, payers=owing, groups=(), group_of=())
    return known_of(deal(), assets=pool.assets, obligors=pool.payers, pool=pool, payers=(payers,))


def _complaints(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = tuple(Line(text=CELLS.join(row), place=str(number)) for number, row in enumerate(rows, 1))
    document = DocumentText(file="x.docx", kind=Kind.WORD, lines=lines)
    return [str(each.argument("written")) for each in contradictions(document, _pooled())]


def test_of_a_readers_sentences_that_stray_more_than_four_fifths_are_found() -> None:
    missed = [sentence for sentence in STRAYING if not _complaints([[sentence]])]
    assert len(STRAYING) == 77
    assert len(missed) <= 10, missed


def _read(name: str, lines: Sequence[str]) -> DocumentText:
    read, wrong = read_word(name, word(lines)) if name.endswith(".docx") else read_pdf(name, pdf(lines))
    assert read is not None, wrong
    return read


@pytest.mark.parametrize("name", STRAY)
def test_of_documents_in_other_words_all_that_strays_but_one_is_found(name: str) -> None:
    found = {str(each.argument("sentence")) for each in contradictions(_read(name, STRAY[name]), _pooled())}
    assert len(found) >= len(STRAY[name]) - (name == "en.pdf"), set(STRAY[name]) - found


@pytest.mark.parametrize("name", AGREE)
def test_documents_in_other_words_that_agree_are_left_alone(name: str) -> None:
    assert [each.arguments for each in contradictions(_read(name, AGREE[name]), _pooled())] == []


@pytest.mark.parametrize("sentence", AGREEING)
def test_a_readers_sentence_that_agrees_is_left_alone(sentence: str) -> None:
    assert _complaints([[sentence]]) == []


@pytest.mark.parametrize("rows", LISTED)
def test_a_list_of_terms_and_a_column_a_class_are_left_alone_where_they_agree(rows: Sequence[Sequence[str]]) -> None:
    assert _complaints(rows) == []


def test_a_list_of_terms_and_a_column_a_class_are_held_against_the_deal() -> None:
    assert [len(_complaints(rows)) for rows in TABLED] == [6, 2]


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("资金保管机构为渤海银行股份有限公司。", "渤海银行股份有限公司"),
        ("账户开立于渤海银行股份有限公司。", "渤海银行股份有限公司"),
        ("票据受托人为九龙受托人有限公司。", "九龙受托人有限公司"),
        ("The note trustee is Kowloon Trustees Limited.", "Kowloon Trustees Limited"),
    ],
)
def test_a_name_is_told_whole(sentence: str, written: str) -> None:
    assert _complaints([[sentence]]) == [written]


def test_the_head_and_foot_of_pages_are_held_against_the_deal() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    header = f'<w:hdr xmlns:w="{space}"><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:hdr>'
    content = with_parts(word(["一"]), {"word/header1.xml": header.format("Closing date: 1 January 2027").encode()})
    read, _ = read_word("M2.docx", content)
    assert read is not None
    assert [each.argument("written") for each in contradictions(read, _pooled())] == ["1 January 2027"]


@pytest.mark.parametrize(
    ("sentence", "written", "expected"),
    [
        ("本次发行为人民币拾亿元整。", "人民币1000000000元", "CNY 1,001,500,000 / CNY 951,400,000"),
        ("本次发行规模为人民币拾億圓整。", "人民币1000000000", "CNY 1,001,500,000 / CNY 951,400,000"),
        ("优先级份额规模为人民币玖億伍仟萬元整。", "人民币950000000元", "CNY 951,400,000"),
        ("A档规模为美元壹亿贰仟万元。", "美元120000000元", "USD 114,000,000"),
        ("优先级份额规模为人民币玖亿伍仟壹佰肆拾万元伍角整。", "人民币951400000.50元", "CNY 951,400,000"),
        ("This issuance is for USD 150 million in two classes.", "USD 150 million", "USD 134,000,000"),
    ],
)
def test_amounts_in_capital_numerals_and_the_size_of_the_issue_are_compared(
    sentence: str, written: str, expected: str
) -> None:
    assert [(said, deal_says) for _, said, deal_says in _said(sentence)] == [(written, expected)]


@pytest.mark.parametrize(
    "sentence",
    [
        "本次发行规模为人民币壹拾亿零壹佰伍拾万元整，其中优先级份额玖亿伍仟壹佰肆拾万元整。",
        "本次发行规模为人民币9.514亿元。",
        "本次境外发行不超过1.34亿美元。",
        "本次发行每期支付的费用至多数千元，面额壹仟美元。",
        "This issuance is for up to USD 114,000,000.00 of Class A and USD 20,000,000.00 of Class B.",
        "本次发行规模为1.14亿美元A档票据。",
    ],
)
def test_amounts_that_agree_in_whatever_numerals_are_not_complained_of(sentence: str) -> None:
    assert _said(sentence) == []


@pytest.mark.parametrize(
    "sentence", ["Class A is capped at HKD 500,000,000.00.", "A档规模上限为9亿港元。", "A档至多114,000,000日元。"]
)
def test_an_amount_in_a_currency_that_the_deal_has_nowhere_contradicts_it(sentence: str) -> None:
    assert [each[0] for each in _said(sentence)] == ["structure.offshore.classes.A.size"]


def test_writing_that_is_turned_round_is_told_of_though_what_stands_there_agrees() -> None:
    agreeing = replace(_line("A档规模不超过114,000,000.00美元。"), lines=(Line(text="A档", place="1", turned=True),))
    assert [each.code for each in contradictions(agreeing, _known())] == ["filing.document-turned"]


def test_an_equivalent_in_another_currency_does_not() -> None:
    assert _said("A档规模上限为114,000,000.00美元（约合8.9亿港元）。") == []
    assert _said("Class A is capped at USD 114,000,000.00, the equivalent of HKD 889,000,000.") == []


@pytest.mark.parametrize(
    "sentence", ["A档至多180亿日元。", "Class A up to JPY 18,000,000,000.", "Class A: 18 billion yen"]
)
def test_amounts_of_a_deal_in_yen_are_compared(sentence: str) -> None:
    told = deal()
    offshore = told.structure.offshore
    assert offshore is not None
    size = Money.parse("17100000000 JPY")
    classes = tuple(each.model_copy(update={"size": size}) for each in offshore.classes if each.id == "A")
    yen = offshore.model_copy(update={"currency": Currency.JPY, "classes": classes})
    structure = told.structure.model_copy(update={"offshore": yen})
    known = known_of(told.model_copy(update={"structure": structure}))
    bare = DocumentText(file="x", kind=Kind.TEXT, lines=(Line(text="Class A up to ¥18,000,000,000.", place="1"),))
    assert [each.code for each in contradictions(bare, known)] == [
        "filing.document-yen",
        "filing.document-contradicts",
    ]
    right = sentence.replace("180", "171").replace("18,000", "17,100").replace("18 b", "17.1 b")
    for text, count in ((sentence, 1), (right, 0)):
        document = DocumentText(file="x", kind=Kind.TEXT, lines=(Line(text=text, place="1"),))
        assert len(list(contradictions(document, known))) == count


@pytest.mark.parametrize(
    "sentence",
    [
        "Class A up to USD 1\u200b24,000,000.00.",
        "Ｃｌａｓｓ Ａ up to USD １２４，０００，０００．００",
        "A档至多\u202e00.000,000,411\u202c美元。",
    ],
)
def test_signs_nobody_sees_and_wide_figures_hide_no_amount(sentence: str) -> None:
    assert [each[0] for each in _said(sentence)] == ["structure.offshore.classes.A.size"]
    assert _said("Class A up to USD 1\u200b14,000,000.00.") == []


def test_a_rate_of_the_pool_is_told_in_decimals() -> None:
    claim = Claim(
        kind=ClaimKind.SHARE,
        path="pool.rate",
        title=Name(zh="利率", en="rate"),
        about="rate",
        values=(Fraction(16334417674467, 200300000000000), Fraction(9, 200), Fraction(57, 800)),
    )
    assert claim.worded() == "≈8.1550% / 4.50% / 7.125%"


@pytest.mark.parametrize(
    "sentence",
    [
        "The pool holds 19,999 leases.",
        "资产池共有19,999笔租赁合同。",
        "代币符号为HY27A。",
        "The token symbol is HY27A.",
        "备案有效期至2028年9月9日。",
        "The filing remains valid until 9 September 2028.",
        "受托人为南海信托有限责任公司。",
        "The trustee is South Sea Trust Co., Ltd.",
    ],
)
def test_what_is_said_of_the_whole_issue_in_other_words_is_compared(sentence: str) -> None:
    assert len(_complaints([[sentence]])) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "The pool holds 20,000 leases.",
        "资产池共有20,000笔租赁合同。",
        "代币符号为HY26A。",
        "The token symbols are HY26A and HY26B.",
        "备案有效期至2027年9月9日。",
        "The filing remains valid until 9 September 2027.",
        "受托人为北辰信托有限责任公司。",
        "The trustee is Victoria Harbour Trustees Limited.",
        "The SWIFT code of the account bank is HAIHCNBJ.",
    ],
)
def test_what_agrees_with_the_whole_issue_in_other_words_is_left_alone(sentence: str) -> None:
    assert _complaints([[sentence]]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "合格资产逾期不得超过60天。",
        "Eligible leases are no more than 60 days past due.",
        "合格资产剩余期限不得超过72个月。",
        "次级份额占比为10%。",
        "代币在以太坊主网发行。",
        "The tokens are issued on Ethereum mainnet.",
        "Tokens are offered to investors in Hong Kong, Singapore and Japan.",
        "代币面向香港、新加坡和日本的投资者发售。",
    ],
)
def test_limits_shares_and_the_ledger_are_compared_however_they_are_put(sentence: str) -> None:
    assert len(_complaints([[sentence]])) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "合格资产逾期不得超过30天。",
        "Eligible leases are not more than 30 days past due.",
        "合格资产剩余期限不得超过60个月。",
        "逾期超过90天的资产视为违约。",
        "次级份额占比为5%。",
        "优先级份额占比为95.00%。",
        "代币在本地演示链发行，与以太坊兼容。",
        "Tokens are offered to professional investors in Hong Kong and Singapore.",
        "代币不向日本投资者发售。",
        "The tokens are not issued on Ethereum mainnet.",
    ],
)
def test_limits_shares_and_the_ledger_that_agree_are_left_alone(sentence: str) -> None:
    assert _complaints([[sentence]]) == []


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Class A up to USD 114m (approximately CNY 720m).", "CNY 720m"),
        ("A档规模上限为114,000,000.00美元（约合人民币9.094亿元）。", "人民币9.094亿元"),
        ("优先级份额规模为人民币951,400,000.00元，约合1.44亿美元。", "1.44亿美元"),
        ("Class A is capped at CNY 720 million.", "CNY 720 million"),
        ("优先级份额规模为￥941,400,000.00。", "¥941,400,000.00"),
    ],
)
def test_an_equivalent_and_another_currency_are_held_against_the_rate_of_the_deal(sentence: str, written: str) -> None:
    assert [each[1] for each in _said(sentence)] == [written]


@pytest.mark.parametrize(
    "sentence",
    [
        "Class A up to USD 114m (approximately CNY 810m).",
        "A档规模上限为114,000,000.00美元（约合人民币8.094亿元）。",
        "A档规模上限为人民币8.094亿元。",
        "The senior units are subscribed for CNY 951,400,000.00 (USD 134,000,000.00).",
        "Class A up to USD 114m (about RMB 813 million at the spot rate of 7.13).",
        "The paid-up capital of the filer is CNY 1,000,000,000 (approximately USD 139 million).",
        "A档由优先级份额人民币951,400,000.00元支持。",
        "优先级份额规模为￥951,400,000.00。",
    ],
)
def test_an_equivalent_at_the_rate_of_the_deal_or_at_another_s_is_left_alone(sentence: str) -> None:
    assert _said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("资产池最大承租人占未偿本金的15%。", "18.30%"),
        ("The largest lessee represents 12.0% of the pool by outstanding principal.", "18.30%"),
        ("前五大债务人合计占比为46%。", "52%"),
        ("The ten largest lessees together account for 80% of the pool.", "82%"),
    ],
)
def test_the_share_of_the_largest_debtors_is_held_against_the_tape(sentence: str, expected: str) -> None:
    ((told,),) = [[str(each.argument("expected")) for each in contradictions(_line(sentence), _pooled())]]
    assert told == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "资产池最大承租人占未偿本金的18%。",
        "前五大债务人合计占比为52.0%。",
        "The largest lessee may not represent more than 20% of the pool.",
        "前十大承租人所在行业占比为30%。",
        "In 2025 the servicer's largest customer accounted for 3.4% of its new business.",
        "截至2025年12月31日，最大承租人占比为21%。",
    ],
)
def test_shares_that_agree_or_are_of_something_else_are_left_alone(sentence: str) -> None:
    assert not list(contradictions(_line(sentence), _pooled()))


@pytest.mark.parametrize(
    ("straying", "agreeing"),
    [
        (
            "The maximum issuance of Class B is set at USD 25,000,000.",
            "The maximum issuance of Class B is USD 20,000,000.",
        ),
        ("债务人户数为16,000户。", "债务人户数为17,119户。"),
        ("Token holders are limited to three hundred persons.", "Token holders are limited to two hundred persons."),
        (
            "The interest on Class A is fixed within 4.00% to 5.75%.",
            "The interest on Class A lies within 4.00% to 5.00%.",
        ),
    ],
)
def test_what_a_fourth_set_showed_is_found(straying: str, agreeing: str) -> None:
    assert len(list(contradictions(_line(straying), _pooled()))) == 1
    assert list(contradictions(_line(agreeing), _pooled())) == []


def _line(text: str) -> DocumentText:
    return DocumentText(file="x", kind=Kind.TEXT, lines=(Line(text=text, place="1"),))
