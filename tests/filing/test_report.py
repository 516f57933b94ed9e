"""The report: every number has a source, both languages say everything, nothing promotes, same deal, same report."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tallystick.deal.deal import FolderDocument
from tallystick.deal.parties import Bilingual
from tallystick.evidence.canonical import canonical
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.materials import materials
from tallystick.filing.report.content import (
    Cell,
    Column,
    Note,
    Paragraph,
    Report,
    Section,
    Source,
    Table,
    as_plain,
    sources,
)
from tallystick.filing.report.figures import Areas, Curves, Mirror, NotchState
from tallystick.filing.report.inputs import RegisterInput, RegistrationInput
from tallystick.filing.report.report import build_report, stick
from tallystick.filing.report.wordings import both, coverage
from tests.filing.stand_in import deal, inputs, pool, report, scenarios

PROMOTION = re.compile(
    r"领先|优质|最佳|卓越|稳健收益|高收益|稳赚|保本|无风险|诱人|难得|极具|"
    r"\b(?:leading|premium|attractive|outstanding (?:quality|performance|return)|superior|risk-free|world-class)\b",
    re.IGNORECASE,
)


def _texts(value: object) -> list[tuple[str, str]]:
    match value:
        case {"zh": str(zh), "en": str(en)}:
            return [(zh, en)]
        case dict():
            return [pair for member in value.values() for pair in _texts(member)]
        case list() | tuple():
            return [pair for member in value for pair in _texts(member)]
    return []


def test_the_three_things_to_explain_are_explained() -> None:
    titles = {section.number: section.title.zh for section in report().sections}

    assert titles["A"] == "境内备案主体信息"
    assert titles["B"] == "基础资产信息"
    assert titles["C"] == "代币发行方案"
    assert list(titles) == ["0", "A", "B", "C", "D", "E", "F", "G", "H", "I"]


def test_every_text_is_in_both_languages() -> None:
    texts = _texts(as_plain(report()))

    assert len(texts) > 800
    assert all(zh and en for zh, en in texts)
    assert not [en for zh, en in texts if zh != en and re.search(r"[\u4e00-\u9fff]", en) and "37号文" not in en]


def test_every_number_in_a_table_leads_to_a_listed_source() -> None:
    listed = set(sources(report().sections))
    annex = next(block for block in report().sections[-1].blocks if isinstance(block, Table))
    count = 0
    for table in (block for block in report().blocks() if isinstance(block, Table)):
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.numeric and cell.text.zh != "–":
                    assert cell.source in listed, (table.id, cell)
                    count += 1

    assert count > 300
    assert len(annex.rows) == len(listed)


def test_no_word_is_wider_than_its_column() -> None:
    tables = [block for block in report().blocks() if isinstance(block, Table)]
    assert len(tables) > 20
    for table in tables:
        whole, small = sum(column.width for column in table.columns), len(table.columns) > 5
        letter = (7.6 if small else 8.4) * 0.353 / 2  # half of its size wide, in millimetres
        for at, column in enumerate(table.columns):
            room = 160 * column.width / whole - 2 * letter
            texts = [row[at].text.en for row in table.rows]
            words = [word for text in texts for word in re.split(r"[\s/.-]", text) if len(word) < 20]
            widest = max(words, key=len, default="")
            assert len(widest) * letter <= room, (table.id, column.title.en, widest)


def test_a_number_without_a_source_cannot_be_put_into_a_table() -> None:
    column = Column(title=Name(zh="数", en="number"), numeric=True)
    with pytest.raises(ValueError, match="without a source"):
        Table(id="x", caption=Name(zh="表", en="table"), columns=(column,), rows=((Cell(text=Name(zh="1", en="1")),),))
    with pytest.raises(ValueError, match="2 cells under 1"):
        Table(
            id="x", caption=Name(zh="表", en="table"), columns=(column,), rows=((Cell(text=Name(zh="–", en="–")),) * 2,)
        )


def test_no_word_promotes() -> None:
    assert not [pair for pair in _texts(as_plain(report())) if PROMOTION.search(" ".join(pair))]


def test_the_report_says_what_a_filing_is_not() -> None:
    stated = [statement.zh for statement in report().statements]

    assert "备案不表明对投资价值作出实质性判断或者保证，也不表明对材料真实性的保证。" in stated
    assert any("重构" in each for each in stated)


def test_an_invented_deal_is_called_a_specimen() -> None:
    said = report().specimen
    assert said is not None
    assert said.zh.startswith("样本")
    assert said.en.startswith("Specimen")


def test_a_real_deal_is_not_called_a_specimen() -> None:
    real = build_report(deal(), replace(inputs(), package=replace(inputs().package, specimen=False)))

    assert real.specimen is None
    assert "样本" not in str(as_plain(real)["statements"])


def test_the_same_deal_gives_the_same_report() -> None:
    assert canonical(as_plain(build_report(deal(), inputs()))) == canonical(as_plain(report()))


def test_the_list_of_materials_is_called_a_reconstruction() -> None:
    section = next(each for each in report().sections if each.number == "F")

    assert any(isinstance(block, Note) and "办事指南第1号" in block.text.zh for block in section.blocks)


def test_waterfalls_are_printed_step_by_step_with_their_clauses() -> None:
    plain = canonical(as_plain(report())).decode()

    for vehicle in (deal().structure.onshore, deal().structure.offshore):
        assert vehicle is not None
        for step in vehicle.priorities:
            assert f'["{step.clause}",' in plain
            assert step.text.zh in plain


def test_cash_by_source_equals_cash_by_use_in_every_period() -> None:
    mirrors = [each.picture for each in report().figures().values() if isinstance(each.picture, Mirror)]

    assert len(mirrors) == 2
    for mirror in mirrors:
        for index in range(len(mirror.periods)):
            assert sum(each.values[index] for each in mirror.sources) == sum(each.values[index] for each in mirror.uses)


def test_balances_end_at_nothing_in_the_base_case() -> None:
    areas = [each.picture for each in report().figures().values() if isinstance(each.picture, Areas)]

    assert [sum(series.values[-1] for series in each.series) for each in areas] == [0, 0]


def test_coverage_is_rounded_down_so_that_less_than_one_is_never_shown_as_one() -> None:
    coverages = [each for scenario in scenarios() for vehicle in scenario.vehicles for each in vehicle.periods]
    short = [each for each in coverages if each.coverage is not None and each.coverage < 1]

    assert short
    stress = next(block for block in report().blocks() if isinstance(block, Table) and block.id == "stress")
    assert any(row[3].text.en.startswith("0.") for row in stress.rows)
    assert coverage(Fraction(99_999, 100_000), Source(kind="run", reference="r")).text.en == "0.99"


def test_payers_beyond_the_largest_are_told_together() -> None:
    whole = inputs()
    assert whole.pool is not None
    payers = whole.pool.payers[:1]
    table = _table(build_report(deal(), replace(whole, pool=replace(whole.pool, payers=payers))), "payers")
    first, others, group = table.rows
    assert first[0].text.en == "1"
    assert (others[0].text.zh, others[0].text.en) == ("其余2家", "2 others")
    assert _hundredths(first[1]) + _hundredths(others[1]) == 10_000
    assert group[0].text.en == "largest group of affiliates, 2 payers"
    assert [row[0].text.en for row in _table(report(), "payers").rows[:3]] == ["1", "2", "3"]


def test_the_pool_stands_beside_the_classes_issued_on_it() -> None:
    rows = {row[0].text.en: row[1].text.en for row in _table(report(), "pool").rows}
    assert rows["Onshore classes issued on it (CNY 10,000)"] == "100,150.00"
    assert rows["Pool beyond its classes, of the pool"].endswith("%")


def test_the_report_says_of_the_mainland_what_the_deal_says() -> None:
    said = {text for _, text in _texts(as_plain(report()))}
    assert "Nothing is offered to mainland investors." in said
    plan = deal().tokens
    assert plan is not None
    eligible = plan.eligible.model_copy(update={"jurisdictions": ("HK", "CN")})
    admitted = deal().model_copy(update={"tokens": plan.model_copy(update={"eligible": eligible})})
    said = {text for _, text in _texts(as_plain(build_report(admitted, inputs())))}
    assert "Nothing is offered to mainland investors." not in said
    assert "The mainland of China is among the places admitted." in said


def _table(made: Report, name: str) -> Table:
    return next(block for block in made.blocks() if isinstance(block, Table) and block.id == name)


def _hundredths(cell: Cell) -> int:
    return int(cell.text.en.removesuffix("%").replace(".", ""))


def test_a_report_needs_a_filer_and_a_base_case() -> None:
    nobody = deal().model_copy(update={"parties": {}})
    with pytest.raises(ValueError, match="filer"):
        build_report(nobody, inputs())
    with pytest.raises(ValueError, match="base case"):
        build_report(deal(), replace(inputs(), scenarios=()))


def test_a_deal_without_tokens_swap_or_offshore_vehicle_is_still_told() -> None:
    plain = deal().model_copy(
        update={
            "tokens": None,
            "retention": None,
            "procedures": {},
            "structure": deal().structure.model_copy(update={"offshore": None, "triggers": ()}),
            "parties": {"filer": deal().parties["filer"].model_copy(update={"controllers": (), "basis": None})},
        }
    )
    told = build_report(plain, replace(inputs(), pool=replace(pool(), payers=(), criteria=())))

    titles = [section.title.en for section in told.walk()]
    assert "Retention" in titles
    assert "Tokens" not in titles


def test_a_vehicle_without_payments_or_dues_has_no_figures_of_them() -> None:
    base = inputs().scenarios[0]
    onshore, offshore = base.vehicles
    undue = replace(onshore, periods=tuple(replace(each, coverage=None) for each in onshore.periods))
    lean = replace(base, vehicles=(undue, replace(offshore, periods=())), break_even=())
    vehicle = deal().structure.offshore
    assert vehicle is not None
    swapless = deal().structure.model_copy(update={"offshore": vehicle.model_copy(update={"hedge": None})})

    told = build_report(deal().model_copy(update={"structure": swapless}), replace(inputs(), scenarios=(lean,)))

    assert "cash-onshore" in told.figures()
    assert not {"coverage-onshore", "cash-offshore", "balances-offshore"} & set(told.figures())
    assert not [block for block in told.blocks() if isinstance(block, Table) and block.id == "break-even"]


def test_a_material_that_is_there_is_named_by_its_file() -> None:
    opinion = FolderDocument(material="M6", file="opinion.pdf", name=Bilingual(zh="意见书", en="opinion"))
    told = build_report(
        deal(),
        replace(
            inputs(), materials=materials(deal().model_copy(update={"documents": (opinion,), "not_applicable": {}}))
        ),
    )

    texts = _texts(as_plain(told))
    assert ("已提供：opinion.pdf", "provided: opinion.pdf") in texts
    assert ("缺少", "missing") in texts


def test_source_tags_stand_where_they_say_most_with_least() -> None:
    one, two = Source(kind="deal", reference="a"), Source(kind="tape", reference="b")

    whole, columns, cells = _tags((one, one)), _tags((one, two), (one, two)), _tags((one, two), (two, one))

    assert whole == (1, [0, 0], [[0, 0]])
    assert columns == (0, [1, 2], [[0, 0], [0, 0]])
    assert cells == (0, [0, 0], [[1, 2], [2, 1]])


def _tags(*rows: tuple[Source, Source]) -> tuple[Any, list[Any], list[list[Any]]]:
    """Return the tags of a table whose cells have these sources: of the whole, of the columns, of the cells."""
    text = Name(zh="1", en="1")
    number = Column(title=text, numeric=True)
    told = tuple(tuple(Cell(text=text, source=source) for source in row) for row in rows)
    table = Table(id="t", caption=text, columns=(number, number), rows=told)
    section = Section(number="A", title=text, blocks=(Paragraph(text=text), table))
    plain: Any = as_plain(replace(report(), sections=(section,)))["sections"]
    block = plain[0]["blocks"][1]
    cells = [[cell["tag"] for cell in row] for row in block["rows"]]
    return block["tag"], [column["tag"] for column in block["columns"]], cells


def test_the_tally_has_ten_notches_and_what_nobody_verified_is_pending() -> None:
    drawn = stick({2: NotchState.BROKEN}, {2: Name(zh="公示晚于铸造", en="the notice came after the mint")})

    assert [notch.number for notch in drawn.notches] == list(range(1, 11))
    assert [notch.state for notch in drawn.notches].count(NotchState.PENDING) == 9
    assert drawn.notches[1].reason is not None


def test_every_figure_says_what_it_shows_to_someone_who_does_not_see_it() -> None:
    figures = report().figures()

    assert set(figures) >= {"structure", "cash-onshore", "coverage-offshore", "balances-onshore", "dates", "tally"}
    assert all(each.alt.zh and each.alt.en and each.caption.en for each in figures.values())


def test_the_report_says_what_is_registered_over_the_assets_or_that_no_extract_is_enclosed() -> None:
    held = RegistrationInput(
        number="R1",
        kind="receivables-pledge",
        registered_on=date(2025, 3, 11),
        expires_on=date(2028, 3, 10),
        secured_party="城东银行",
        ours=False,
        state="in-force",
        objected=False,
    )
    shown = RegisterInput(
        file="registrations.csv",
        sha256="0" * 64,
        searches=(("衡远", date(2026, 8, 25), "Q1"),),
        registrations=(held,),
        left=3,
        ours=1,
        covered=3,
        others=1,
        disputed=2,
        unmatched=0,
        another_holds=True,
        by_asset=True,
    )
    plain = canonical(as_plain(build_report(deal(), replace(inputs(), register=shown)))).decode()

    assert all(text in plain for text in ("R1", "城东银行", "应收账款质押", "查询证明编号 Q1"))
    assert "资产池中有已为他人登记的资产。" in plain
    assert "the ones for others cover 2." in plain
    assert "文件夹中没有可逐条核对的动产融资统一登记公示系统查询结果" in canonical(as_plain(report())).decode()


def test_the_analysis_names_only_what_the_report_has() -> None:
    grid = Table(id="analysis-grid", caption=both("x"), columns=(), rows=())
    lean = replace(inputs(), scenarios=tuple(replace(each, break_even=()) for each in inputs().scenarios))
    for given, block, words in (
        (inputs(), grid, {"a grid of prepayments", "break-even defaults in B.6"}),
        (lean, replace(grid, id="analysis-classes"), set()),
    ):
        told = next(
            each for each in build_report(deal(), replace(given, analysis=(block,))).walk() if each.number == "B.7"
        )
        said = next(each.text.en for each in told.blocks if isinstance(each, Paragraph))
        assert {each for each in ("a grid of prepayments", "break-even defaults in B.6") if each in said} == words


def test_what_each_case_leaves_of_the_classes_is_drawn_and_told_by_year() -> None:
    shown = report().figures()["balances-by-case"].picture
    assert isinstance(shown, Curves)
    assert [each.name.en for each in shown.series] == ["base", "stress"]
    base, stress = (each.values for each in shown.series)
    assert all(under >= usual for usual, under in zip(base, stress, strict=False))
    (table,) = (each for each in report().blocks() if isinstance(each, Table) and each.id == "by-case")
    last = [cell.text.en for cell in table.rows[-1]]
    assert last[1] == "0.00"
    owed = sum((money.minor for name, money in scenarios()[1].unpaid if name in {"A", "B"}), 0)
    assert (last[2] == "0.00") == (owed == 0)
    alone = build_report(deal(), replace(inputs(), scenarios=scenarios()[:1]))
    assert "balances-by-case" not in alone.figures()


def test_a_search_in_which_all_was_compared_reads_as_such() -> None:
    told = say("report.register.found", Language.EN, ours=0, others=1, unmatched=0)
    assert told.endswith("of those, not yet compared with the assets: 0.")
