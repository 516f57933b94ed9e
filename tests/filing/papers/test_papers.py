"""Papers: each material that a package makes exists, says what the report says, and leaves no item of the list out."""

from dataclasses import replace

import pytest

from tallystick.deal.deal import FolderDocument
from tallystick.deal.parties import Bilingual
from tallystick.evidence.wording import Language
from tallystick.filing.consistency.answers import check_crossing
from tallystick.filing.materials import MaterialState, material_list, materials
from tallystick.filing.papers.papers import papers
from tallystick.filing.papers.undertakings import undertakings
from tallystick.filing.report.content import Figure, Items, Note, Report, Table, as_plain
from tallystick.shell.documents.makers import Makers
from tests.filing.stand_in import deal, inputs, report


def _papers() -> dict[str, Report]:
    return papers(report(), inputs().materials)


def _table(paper: Report, name: str) -> Table:
    return next(block for block in paper.blocks() if isinstance(block, Table) and block.id == name)


def test_every_material_that_is_said_to_be_made_is_made() -> None:
    assert sorted(_papers()) == ["M17", "M24", "M26", "M7", "M9"]
    assert all(paper.brief and paper.title for paper in _papers().values())


def test_papers_repeat_the_report_word_for_word() -> None:
    whole = {block.id: block for block in report().blocks() if isinstance(block, Table | Figure)}
    for material in ("M7", "M9", "M17"):
        repeated = [block for block in _papers()[material].blocks() if isinstance(block, Table | Figure)]
        known = [block for block in repeated if block.id not in {"sources", "instruments"}]
        assert len(known) >= 2
        assert all(block == whole[block.id] for block in known)


def test_the_register_holds_every_item_that_is_not_provided_with_its_reason() -> None:
    rows = {row[0].text.en: row for row in _table(_papers()["M26"], "register").rows}
    statuses = {each.material.id: each for each in inputs().materials}
    assert set(rows) == {name for name, each in statuses.items() if each.state is not MaterialState.PROVIDED}
    for name, row in rows.items():
        reason = statuses[name].reason
        assert row[4].text.zh == ("–" if reason is None else reason.zh)


def test_nothing_of_the_list_is_silently_absent() -> None:
    bare = deal().model_copy(update={"documents": (), "not_applicable": {}})
    statuses = materials(bare)
    rows = _table(papers(report(), statuses)["M26"], "register").rows
    assert [row[0].text.en for row in rows] == [each.id for each in material_list()]


def test_what_may_cross_is_the_inventory_and_never_rows() -> None:
    rows = _table(_papers()["M24"], "crossing").rows
    assert {"filed terms", "commitments to rows", "aggregates"} <= {row[0].text.en for row in rows}
    assert {"备案条款", "出境清单", "备案公示信息"} <= {row[0].text.zh for row in rows}
    cited = {row[1].text.en: row[1].source for row in rows}
    assert cited["DX-3"] is not None
    assert cited["DX-3"].reference.startswith("cac-2024-16 ")
    assert "cac-2024-16" in {row[0].text.en for row in _table(_papers()["M24"], "instruments").rows}
    kept = {"tape", "deal", "roll of people", "signed determinations", "list of payers"}
    assert not kept & {row[0].text.en for row in rows}


def test_each_class_of_signer_undertakes_its_clauses() -> None:
    made = undertakings(report(), deal())
    classes = ["M3-filer", "M4-controllers", "M4-officers", "M5-intermediaries", "M6-law-firm"]
    assert sorted(made) == [*classes, "M7-negative-list", "M7-negative-list-opinion"]
    titles = [section.title.zh for section in made["M5-intermediaries"].sections]
    assert "北辰信托有限责任公司" in titles
    assert len(titles) == 5
    firm = next(block for block in made["M6-law-firm"].blocks() if isinstance(block, Items))
    assert len(firm.items) == 4
    assert any("不存在矛盾" in text.zh for _, text in firm.items)
    assert len(_table(made["M6-law-firm"], "signatures").rows) == 3
    assert [section.title.zh for section in made["M4-controllers"].sections] == ["衡远控股集团有限公司", "沈国梁"]


@pytest.mark.parametrize("language", list(Language))
def test_papers_are_made_in_both_forms_and_the_same_each_time(language: Language) -> None:
    for paper in (_papers()["M26"], undertakings(report(), deal())["M3-filer"]):
        assert as_plain(paper)["brief"] is True
        for make in (Makers().report, Makers().word):
            made = make(paper, language)
            assert isinstance(made, bytes), made
            assert made == make(paper, language)


def test_what_people_must_sign_is_missing_until_it_is_there() -> None:
    bare = deal().model_copy(update={"documents": (), "not_applicable": {}})
    signed = FolderDocument(material="M7", file="M7.md", name=Bilingual(zh="承诺与意见", en="undertaking and opinion"))
    for documents, state in (((), MaterialState.MISSING), ((signed,), MaterialState.PROVIDED)):
        statuses = materials(bare.model_copy(update={"documents": documents}), generated={"M7", "M9"})
        known = {each.material.id: each for each in statuses}
        assert known["M7"].state is state
        assert known["M9"].state is MaterialState.PROVIDED
        rows = {row[0].text.en: row for row in _table(papers(report(), statuses)["M26"], "register").rows}
        told = "" if "M7" not in rows else rows["M7"][4].text.en
        assert ("lawyer's explicit opinion" in told) is (not documents)
    assert "M7" in papers(report(), statuses)


def test_the_data_map_says_what_is_held_and_that_an_open_procedure_gives_no_basis() -> None:
    files = (("tape.csv", "tape", "a" * 64), ("terms.json", "terms", "b" * 64))
    for state, there in (("open", True), ("not-triggered", False)):
        procedure = deal().procedures["data-export"].model_copy(update={"state": state})
        given = deal().model_copy(update={"procedures": {"data-export": procedure}})
        screening = replace(inputs().screening, gates=())
        paper = papers(report(), inputs().materials, deal=given, screening=screening, files=files)["M24"]
        rows = [[each.text.en for each in row] for row in _table(paper, "data-map").rows]
        assert [row[0] for row in rows] == ["tape", "filed terms"]
        assert [row[3] for row in rows] == ["onshore; stays", "onshore; in the export inventory"]
        notes = " ".join(block.text.en for block in paper.blocks() if isinstance(block, Note))
        assert ("must not cross" in notes) is there
        assert "does not determine it" in notes
        found = [each.code for each in check_crossing(given, screening)]
        assert found == (["filing.export-undetermined"] if there else [])
    undecided = [each for each in inputs().screening.gates if each.result.rule.id == "XB-5a"]
    (found_open,) = check_crossing(deal(), replace(inputs().screening, gates=tuple(undecided)))
    assert found_open.argument("rules") == ("XB-5a",)
