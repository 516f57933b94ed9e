"""Package: everything the folder says and computes, sealed; the same folder gives the same root."""

import csv
import io
from functools import cache

import pytest

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language
from tallystick.filing.documents.texts import has_chinese
from tallystick.filing.export import open_export
from tallystick.filing.package import open_package
from tallystick.filing.report.content import Figure, Note, Paragraph, Table
from tallystick.filing.screening import Verdict
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.filing.check import check, concluded
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tests.shell.operations.example import EXAMPLES, FILING, LEASES, SECRET, codes, folder, packaged, soon_repaid
from tests.shell.operations.twins import PlainDocuments


def test_it_works():
    package = packaged().package
    assert package.manifest.head.filing == FILING
    names = set(package.contents)
    assert names >= {"deal.yaml", "tape.csv", "answers.yaml", "terms.json", "commitment.json", "report-zh.pdf"}
    assert f'"assets":{LEASES}'.encode() in package.contents["statistics.json"]


def test_what_was_made_opens():
    opened, found = open_package(packaged().package.files())
    assert opened is not None
    assert (opened.root, found) == (packaged().package.root, ())


def test_the_same_folder_gives_the_same_root():
    again = make_package(folder(), PlainDocuments(), secret=lambda: SECRET)
    assert again.value is not None
    assert again.value.package.root == packaged().package.root


def test_another_secret_gives_another_root_and_the_same_files():
    again = make_package(soon_repaid(), PlainDocuments(), secret=lambda: SECRET[::-1])
    assert again.value is not None
    assert again.value.package.root != packaged().package.root
    assert set(again.value.package.contents) == set(packaged().package.contents)


def test_another_version_gives_another_filing():
    version = Version(number=2, previous=packaged().package.root)
    again = make_package(soon_repaid(), PlainDocuments(), secret=lambda: SECRET, version=version)
    assert again.value is not None
    head = again.value.package.manifest.head
    assert (head.filing, head.version, head.previous) == ("auto-leases-2026-1-v2", 2, packaged().package.root)


def test_the_edition_that_crosses_has_the_same_root_and_no_tape():
    edition, found = open_export(packaged().edition.files())
    assert edition is not None
    assert (edition.root, found) == (packaged().package.root, ())
    assert not set(edition.contents) & {"tape.csv", "deal.yaml", "answers.yaml", "people.yaml"}


def test_a_folder_with_errors_is_not_packaged():
    outcome = make_package(soon_repaid() | {"answers.yaml": b"["}, PlainDocuments(), secret=lambda: SECRET)
    assert outcome.value is None
    assert outcome.exit_code() == 1


def test_a_folder_with_open_questions_is_packaged_all_the_same():
    files = soon_repaid()
    del files["answers.yaml"]
    outcome = make_package(files, PlainDocuments(), secret=lambda: SECRET)
    assert outcome.value is not None
    assert outcome.exit_code() == 3, codes(outcome)


def test_progress_is_told():
    told = []
    make_package(soon_repaid(), PlainDocuments(), secret=lambda: SECRET, progress=lambda *step: told.append(step))
    assert told
    assert all(done <= of for _, done, of in told)


def _said(package):
    """Every sentence of the report's compliance section, in English."""
    (section,) = [each for each in package.report.sections if each.number == "D"]
    return {block.text.en for block in section.blocks if isinstance(block, Paragraph)}


@pytest.mark.parametrize("missing", ["", "M22-confidentiality.md", "answers.yaml"])
def test_check_package_and_report_use_one_word(missing):
    files = {name: content for name, content in soon_repaid().items() if not missing or not name.endswith(missing)}
    if missing.startswith("M22"):
        lines = files["deal.yaml"].splitlines()
        files["deal.yaml"] = b"\n".join(line for line in lines if missing.encode() not in line)
    checked = check(files)
    made = make_package(files, PlainDocuments(), secret=lambda: SECRET).value
    assert checked.value is not None
    assert made is not None
    conclusion = concluded(checked.value, checked.findings)
    word = {"": Verdict.CLEAN, "answers.yaml": Verdict.OPEN}.get(missing, Verdict.INCOMPLETE)
    assert made.conclusion == conclusion
    assert conclusion.verdict is word
    assert set(conclusion.sentences(checked.value.day, Language.EN)) <= _said(made)


def test_the_report_says_what_the_base_case_means_and_what_other_funding_would_cost():
    section = next(each for each in packaged().report.walk() if each.number == "B.7")
    tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
    names = ("classes", "durations", "grid", "funding", "funding-assumptions")
    assert set(tables) == {f"analysis-{name}" for name in names}
    life = tables["analysis-classes"].rows[0][1]
    assert (life.text.en, life.source is not None) == ("0.69", True)
    stated = [row[3].text.en for row in tables["analysis-funding-assumptions"].rows]
    assert all(stated)
    assert {block.id for block in section.blocks if isinstance(block, Figure)} == {"classes", "grid", "funding"}
    notes = [block.text.zh for block in section.blocks if isinstance(block, Note)]
    assert len(notes) == len(set(notes)) > 2


def test_what_the_report_rests_on_is_in_the_package_and_each_source_in_its_own_language():
    made = packaged()
    sides = {each.path: each.side.value for each in made.package.manifest.files}
    assert {sides["funding.yaml"], sides["vintages.csv"]} == {"onshore"}
    (assumed,) = (
        each
        for each in made.report.blocks()
        if isinstance(each, Table) and "assumptions" in each.id and "funding" in each.id
    )
    place = next(number for number, each in enumerate(assumed.columns) if each.title.en.lower().startswith("source"))
    told = [row[place].text for row in assumed.rows]
    assert "示例自拟" in {each.zh for each in told}
    assert "invented for the example" in {each.en for each in told}
    assert not [each for each in told if " / " in each.zh or (each.zh == each.en and has_chinese(each.en))]


def test_without_terms_of_other_funding_the_report_compares_nothing():
    files = soon_repaid()
    del files["funding.yaml"]
    outcome = make_package(files, PlainDocuments(), secret=lambda: SECRET)
    assert outcome.value is not None
    section = next(each for each in outcome.value.report.walk() if each.number == "B.7")
    assert not [block for block in section.blocks if isinstance(block, Table) and "funding" in block.id]


@cache
def piles():
    """The folder of the charging piles, and its package."""
    files, _ = read_folder(EXAMPLES / "charging-piles")
    return files, make_package(files, PlainDocuments(), secret=lambda: SECRET)


def grounds_of(made):
    """The texts of the tables of what decided, in both languages."""
    tables = [each for each in made.report.blocks() if isinstance(each, Table) and each.id.startswith("grounds-")]
    return [row for table in tables for row in table.rows]


def test_no_payer_is_named_outside_the_list_of_payers():
    files, outcome = piles()
    assert outcome.value is not None
    listed = list(csv.DictReader(io.StringIO(files["payers.csv"].decode())))
    marks = {row[key] for row in listed[:10] for key in ("payer", "name_zh", "name_en")}
    kept = {"payers.csv", "deal.yaml", "answers.yaml"}
    for path, content in outcome.value.package.contents.items():
        if path not in kept and not path.startswith("documents/"):
            assert not [mark for mark in marks if mark.encode() in content], path


def test_what_decided_is_told_by_names_and_asked_as_a_reader_would_be():
    rows = grounds_of(piles()[1].value)
    asked = {row[0].text.en: row for row in rows}
    every = " ".join(text for row in rows for cell in row for text in (cell.text.zh, cell.text.en))
    assert not [mark for mark in ("qilan-group", "yao-jiheng", "charging-pile-income", "controllers;") if mark in every]
    assert not [mark for mark in ("List them", "deal.filers", "请在", "`layers`") if mark in every]
    who = asked["Which domestic entities actually control the underlying assets? (the deal)"][1].text
    assert (who.zh, who.en) == ("启澜充电科技（合肥）有限公司", "Qilan Charging Technology (Hefei) Co., Ltd.")
    largest = next(row for row in rows if row[0].text.zh.startswith("按占比足以逐家核对"))
    assert largest[1].text.en == "; ".join(f"no. {rank} by share" for rank in range(1, 6))
    assert largest[2].text.en == "list of payers, 2026-08-31"
    assert any("现金流提供方：第3大" in row[0].text.zh and row[1].text.zh == "3.3%" for row in rows)
    told = [row[0].text.en.rpartition("no. ")[2] for row in rows if "(cash-flow provider: no. " in row[0].text.en]
    assert told == sorted(told)


def test_a_warning_that_an_exception_keeps_away_says_which():
    made = piles()[1].value
    rows = [row for each in made.report.blocks() if isinstance(each, Table) for row in each.rows if len(row) == 4]
    states = {row[0].text.en: row[3].text for row in rows}
    assert states["SSE2-2.2.4-history"].en == "does not arise (excepted: since the start of operations)"
    assert states["SSE2-2.2.4-history"].zh == "未触及（适用例外：自开始运营之日起）"
    assert states["SSE2-4.1.6"].en == "does not arise"


def test_rights_to_income_are_packaged_without_a_tape():
    files, outcome = piles()
    assert outcome.value is not None
    contents = outcome.value.package.contents
    assert "commitment.json" not in contents
    assert b'"rights":[{"first":"2026-10"' in contents["statistics.json"]
    assert contents["disclosures.yaml"] == files["disclosures.yaml"]
    assert [each.argument("count") for each in outcome.findings if each.code == "filing.fields-unstated"] == [31]


def test_representative_lines_alone_are_not_packaged_and_it_is_said_why():
    files, _ = read_folder(EXAMPLES / "charging-piles")
    lines = b"current_principal_balance,coupon,remaining_term_months,age_months\n90000000.00,8.00%,24,6\n"
    deal = files["deal.yaml"].decode()
    income = deal[deal.index("  income:\n") : deal.index("structure:\n")]
    bare = files | {"deal.yaml": deal.replace(income, "\n").encode(), "replines.csv": lines}
    outcome = make_package(bare, PlainDocuments(), secret=lambda: SECRET)
    assert outcome.value is None
    assert "filing.package-without-pool" in codes(outcome)


def test_a_statement_of_no_field_stops_the_package():
    wrong = b"schema: tallystick/disclosures/v1\nfields: {weather: {text: {zh: a, en: b}}}\n"
    outcome = make_package(soon_repaid() | {"disclosures.yaml": wrong}, PlainDocuments(), secret=lambda: SECRET)
    assert outcome.value is None
    assert "filing.field-unknown" in codes(outcome)


def test_without_a_paper_that_no_font_shows_there_is_no_package():
    class NoGlyph(PlainDocuments):
        def report(self, report, language):
            if "undertaking" in report.title.en.lower():
                return finding("documents.text-unshown", report=report.title, text="𪚥")
            return PlainDocuments.report(self, report, language)

    outcome = make_package(soon_repaid(), NoGlyph(), secret=lambda: SECRET)
    assert (outcome.value, outcome.exit_code()) == (None, 1)
    assert "documents.text-unshown" in codes(outcome)
