"""The report says only what the folder bears out, and on what each statement rests."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

from tallystick.deal.deal import Deal, FolderDocument
from tallystick.deal.parsing import parse_deal
from tallystick.deal.parties import Bilingual
from tallystick.evidence.canonical import canonical
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.answers import check_answers
from tallystick.filing.materials import materials
from tallystick.filing.report.content import (
    Paragraph,
    Report,
    Table,
    as_plain,
)
from tallystick.filing.report.inputs import IncomePoolInput, PayerInput
from tallystick.filing.report.report import build_report
from tallystick.filing.report.wordings import both
from tallystick.filing.screening import Screening, Status
from tallystick.law.expressions.weighing import Trace
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.law.values import Truth
from tallystick.units.money import Money
from tests.filing.stand_in import FOLDER, deal, inputs, report


def _table(made: Report, name: str) -> Table:
    return next(block for block in made.blocks() if isinstance(block, Table) and block.id == name)


@cache
def _piles() -> Deal:
    """A pool of rights to income: no principal, no subordinated class, a stress of income."""
    parsed, _, found = parse_deal((FOLDER.parent / "charging-piles" / "deal.yaml").read_bytes())
    assert parsed is not None, found
    return parsed


def _said_of_risks(of: Deal) -> str:
    told = next(each for each in build_report(of, inputs()).walk() if each.number == "E")
    texts = [block.text.en for each in told.sections for block in each.blocks if isinstance(block, Paragraph)]
    return " ".join(texts)


def _plain(made: Report) -> str:
    return canonical(as_plain(made)).decode()


def _answering(rule: str, question: str, *, value: bool) -> Screening:
    """The screening with one rule that reads a person's answer."""
    fact = Fact(
        id=question,
        subject=Subject(kind="deal"),
        value=value,
        evidence=(Evidence(kind="contract", reference="documents/x.md", sha256="d" * 64, date=date(2026, 8, 20)),),
        as_of=date(2026, 8, 25),
        provider="person",
        by=("shen-yilan", "luo-jingxing"),
    )
    (declared,) = (
        each
        for book in standing_books()
        for each in [book.vocabulary.declarations.get(question)]
        if each is not None and book.id == each.book
    )
    leaf = Trace(
        operator="fact",
        stated=Truth.of(value),
        supported=Truth.of(value),
        declaration=declared,
        subject=fact.subject,
        facts=(fact,),
    )
    whole = inputs().screening
    every = (*whole.bars, *whole.negative_list, *whole.warnings, *whole.others)
    one = next(each for each in every if each.result.rule.id == rule)
    answered = replace(
        one, status=Status.CLEARED, result=replace(one.result, truth=Truth.FALSE, applies=None, trace=leaf)
    )
    bars = tuple(answered if each.result.rule.id == rule else each for each in whole.bars)
    return replace(whole, bars=bars, others=(*whole.others, *(() if answered in bars else (answered,))))


def test_nothing_is_said_of_payers_that_the_list_does_not_show() -> None:
    listed = PayerInput(rank=1, own=Fraction(1, 2), with_affiliates=Fraction(1, 2))
    rights = IncomePoolInput(
        cutoff=_piles().assets.cutoff,
        rights=(),
        income=Money.parse("100000000.00 CNY"),
        list_sha256="c" * 64,
        obligors=296,
        payers=(listed,),
    )
    plain = _plain(build_report(_piles(), replace(inputs(), pool=rights)))
    assert "The list of payers has 296" in plain
    assert "not on the list" not in plain.replace("whoever is not on it", "")
    assert "零散客户" not in plain


def test_what_was_answered_of_registrations_is_told_only_where_somebody_answered() -> None:
    assert "问题P5.2未作答。" in _plain(report())
    said = _plain(build_report(deal(), replace(inputs(), screening=_answering("CSRC1-3(5)", "P5.2", value=False))))
    assert "Question P5.2 was answered on 2026-08-25: no." in said
    assert "问题P5.7未作答。" in said


def test_a_deal_without_triggers_says_so_and_what_was_answered_otherwise() -> None:
    answers = _answering("SSE2-4.1.9", "SSE2-4.1.9", value=True)
    bare = deal().model_copy(update={"structure": deal().structure.model_copy(update={"triggers": ()})})
    said = _plain(build_report(bare, replace(inputs(), screening=answers)))
    assert "The deal file lists no triggers" in said
    assert "SSE2-4.1.9 was answered on 2026-08-25: there are credit triggers" in said
    (found,) = check_answers(bare, answers)
    assert (found.code, found.argument("question")) == ("filing.triggers-not-in-deal", "SSE2-4.1.9")
    assert not list(check_answers(deal(), answers))


def test_each_bar_shows_the_answer_its_persons_day_and_evidence() -> None:
    people = {"shen-yilan": Name(zh="沈一岚", en="Shen Yilan")}
    answers = _answering("CSRC1-3(5)", "P5.2", value=False)
    made = build_report(deal(), replace(inputs(), screening=answers, people=people))
    row = next(row for row in _table(made, "grounds-bars").rows if "P5.2" in row[0].text.en)
    assert row[1].text.zh == "否"
    assert row[2].text.en == "Shen Yilan; luo-jingxing, 2026-08-25"
    assert row[3].text.en == f"contract 2026-08-20 documents/x.md {'d' * 16}"
    assert row[4].text.en == "CSRC1-3(5)"


def test_materials_are_cited_only_where_they_are_there() -> None:
    there = FolderDocument(material="M6", file="opinion.md", name=Bilingual(zh="意见书", en="opinion"))
    bare = deal().model_copy(update={"documents": (), "not_applicable": {}})
    without = _plain(build_report(bare, replace(inputs(), materials=materials(bare))))
    opined = bare.model_copy(update={"documents": (there,)})
    with_opinion = _plain(build_report(opined, replace(inputs(), materials=materials(opined))))
    assert "the undertaking (material M3) is missing" in without
    assert "法律意见（M6）尚缺" in without
    assert "The legal opinion (M6) states the conclusions." in with_opinion
    assert "The legal opinion (M6) states the conclusions." not in without


def test_perfection_is_told_as_the_deal_file_has_it() -> None:
    assert "a perfection event debtors are told" not in _said_of_risks(_piles())
    assert "an earlier pledge over 38 stations" in _said_of_risks(_piles())
    bare = _piles().model_copy(update={"chain_of_title": ()})
    assert "does not say how the rights are perfected" in _said_of_risks(bare)


def test_a_comparison_of_costs_is_announced_only_where_it_stands() -> None:
    classes, funding = (
        Table(id=f"analysis-{name}", caption=both("x"), columns=(), rows=()) for name in ("x", "funding")
    )
    for blocks, there in (((classes,), False), ((classes, funding), True)):
        made = build_report(deal(), replace(inputs(), analysis=blocks))
        section = next(each for each in made.walk() if each.number == "B.7")
        assert ("cost of funding" in section.title.en) is there
        assert ("domestic securitisation" in _plain(made)) is there
