"""proofread and compare-report: what people hand in is taken in, read and held against the deal."""

import io
import shutil
from pathlib import Path

import pytest
from docx import Document

from tallystick.deal.parsing import parse_deal
from tallystick.filing.consistency.lint import contradictions, known_of
from tallystick.filing.documents.texts import read_word
from tests.filing.consistency.papers import SET, made
from tests.filing.documents.made import with_parts, word
from tests.shell.cli.conftest import Tally, caller


@pytest.fixture
def leases(project: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "leases"
    shutil.copytree(project / "examples" / "auto-leases", folder)
    return folder


@pytest.fixture(scope="module")
def piles(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the charging piles, which no test here changes."""
    top = tmp_path_factory.mktemp("piles")
    with pytest.MonkeyPatch.context() as patch:
        told = caller(patch, top / "home")("package", project / "examples" / "charging-piles", "--out", top / "made")
    assert told.exit in {0, 3}
    return top / "made" / "package"


def _with(folder: Path, material: str, name: str, content: bytes) -> None:
    (folder / "documents" / name).write_bytes(content)
    deal = folder / "deal.yaml"
    line = f"  - {{material: {material}, file: {name}, name: {{zh: 文件, en: document}}}}\n"
    deal.write_text(deal.read_text("utf-8").replace("documents:\n", "documents:\n" + line, 1), "utf-8")


def test_the_example_agrees_with_itself(tally: Tally, leases: Path):
    told = tally("proofread", leases, "--json")
    assert told.exit == 0
    assert told.json["value"]["contradictions"] == 0


def test_a_memorandum_that_disagrees_is_told(tally: Tally, leases: Path):
    lines = [line.replace("114,000,000.00", "115,000,000.00") for line in SET["M2-memorandum-zh.docx"]]
    _with(leases, "M2", "M2-memorandum-zh.docx", word(lines, headings=["一、总则"]))
    told = tally("proofread", leases, "--json")
    assert told.exit == 1
    assert told.json["value"]["contradictions"] == 1
    assert "filing.document-contradicts" in told.codes


def test_real_word_and_pdf_documents_that_agree_are_clean(tally: Tally, leases: Path):
    for name, content in made(SET).items():
        _with(leases, name[:2], name, content)
    told = tally("proofread", leases, "--json")
    assert told.json["value"]["contradictions"] == 0
    assert not [code for code in told.codes if code.startswith("filing.intake") or code == "filing.format-outline"]


def test_an_opinion_that_hedges_without_map_or_signature_is_told(tally: Tally, leases: Path):
    _with(leases, "M6", "opinion.docx", word(["本项目基本符合规定。"]))
    codes = tally("proofread", leases, "--json").codes
    assert {"filing.format-words", "filing.format-outline", "filing.format-unsigned"} <= set(codes)


def test_an_opinion_edited_after_it_was_relied_on_is_still_proofread(tally: Tally, leases: Path):
    opinion = leases / "documents" / "M6-legal-opinion.md"
    opinion.write_text(opinion.read_text("utf-8") + "\n\n计划设立日为2026年9月25日。\n", "utf-8")
    told = tally("proofread", leases, "--json")
    assert told.exit == 1
    assert {"deal.evidence-differs", "filing.document-contradicts"} <= set(told.codes)


def test_a_document_with_macros_is_refused_by_proofread_and_package(tally: Tally, leases: Path, tmp_path: Path):
    _with(leases, "M6", "opinion.docx", with_parts(word(["签字"]), {"word/vbaProject.bin": b"\xd0"}))
    assert "filing.intake-macro" in tally("proofread", leases, "--json").codes
    told = tally("package", leases, "--out", tmp_path / "made", "--json")
    assert told.exit == 1
    assert "filing.intake-macro" in told.codes
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_that_a_deal_makes_agrees_with_the_deal(piles: Path, language: str):
    deal, _, _ = parse_deal((piles / "deal.yaml").read_bytes())
    read, _ = read_word("report.docx", (piles / f"report-{language}.docx").read_bytes())
    assert deal is not None
    assert read is not None
    assert [each.arguments for each in contradictions(read, known_of(deal))] == []


def test_an_edited_report_is_held_against_the_sealed_one(tally: Tally, piles: Path, tmp_path: Path):
    sealed = piles / "report-en.docx"
    same = tally("compare-report", piles, sealed, "--json")
    assert same.exit == 0
    assert same.json["value"]["differing"] == 0
    document = Document(io.BytesIO(sealed.read_bytes()))
    document.add_paragraph("Class A has a principal amount of USD 13,000,000.00.")
    edited = tmp_path / "edited.docx"
    document.save(str(edited))
    told = tally("compare-report", piles, edited, "--json")
    assert told.exit == 1
    assert {"filing.edit-added", "filing.edit-number-unsourced", "filing.document-contradicts"} == set(told.codes)


def test_what_is_no_word_file_cannot_be_compared(tally: Tally, piles: Path, tmp_path: Path):
    other = tmp_path / "edited.docx"
    other.write_bytes(b"%PDF-1.7")
    assert tally("compare-report", piles, other, "--json").codes == ["filing.intake-disguised"]


def test_a_report_without_a_grid_names_none_and_its_foot_is_compared(tally: Tally, piles: Path, tmp_path: Path):
    sealed = (piles / "report-en.docx").read_bytes()
    read, _ = read_word("report-en.docx", sealed)
    assert read is not None
    assert not [line for line in read.lines if "grid" in line.text and "multiple" in line.text.lower()]
    assert "a grid of prepayments" not in read.text
    document = Document(io.BytesIO(sealed))
    document.sections[0].footer.is_linked_to_previous = False
    document.sections[0].footer.add_paragraph("Return of 12.34% assured.")
    edited = tmp_path / "edited.docx"
    document.save(str(edited))
    told = tally("compare-report", piles, edited, "--json")
    assert told.json["value"]["differing"] >= 1
