"""A package as files for the authority's system: where each stands, and what breaks a limit."""

import pytest

from tallystick.deal.deal import FolderDocument
from tallystick.deal.parties import Bilingual
from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import Language, severity, word
from tallystick.filing.authority.arrangement import SetFile, arrange, check_set
from tallystick.filing.authority.parameters import Parameters, packaged_content, parameters, read_parameters
from tallystick.filing.materials import materials
from tests.filing.stand_in import deal

NOTHING = Bilingual(zh="无", en="none")
FOLDER = "06-M6-境内法律意见书"


def _document(material: str, file: str) -> FolderDocument:
    return FolderDocument(material=material, file=file, name=Bilingual(zh="文件", en="file"))


def _arranged(*files: str, laid: dict[str, dict[str, bytes]] | None = None) -> list[SetFile]:
    documents = tuple(_document("M6", name) for name in files)
    asked = materials(deal().model_copy(update={"documents": documents}), generated={"M1"})
    contents = {f"documents/{name}": name.encode() for name in files} | {"report-zh.pdf": b"z", "report-zh.docx": b"w"}
    return list(arrange(contents, asked, parameters(), laid=laid or {}))


def _told(files: list[SetFile], changed: str = "", to: str = "") -> list[tuple[str, str]]:
    asked = read_parameters(packaged_content().decode().replace(changed, to).encode()) if changed else parameters()
    return [(_of(each, "rule"), each.code) for each in check_set(files, asked)]


def _of(told: Finding, name: str) -> str:
    return str(dict(told.arguments)[name])


def _file(path: str, size: int = 1, material: str = "M2") -> SetFile:
    return SetFile(path=path, material=material, source="documents/x", content=b"x" * size)


def test_folders_are_numbered_as_the_list_and_two_forms_of_a_document_share_a_name() -> None:
    paths = [file.path for file in _arranged("M6-opinion.docx", "M6-opinion.pdf", "second.pdf")]
    assert paths[:2] == ["01-M1-备案报告/M1-01-备案报告-中文.docx", "01-M1-备案报告/M1-01-备案报告-中文.pdf"]
    assert paths[2:] == [f"{FOLDER}/M6-01-opinion.docx", f"{FOLDER}/M6-01-opinion.pdf", f"{FOLDER}/M6-02-second.pdf"]


def test_a_document_that_came_as_text_stands_there_laid_out_and_not_as_text() -> None:
    (word, pages) = _arranged("M6-opinion.md", laid={"documents/M6-opinion.md": {"docx": b"w", "pdf": b"p"}})[2:]
    assert (word.path, word.source, word.laid_out) == (f"{FOLDER}/M6-01-opinion.docx", "documents/M6-opinion.md", True)
    assert pages.content == b"p"


def test_a_document_in_one_form_only_is_told() -> None:
    told = list(check_set(_arranged("M6-opinion.docx", "second.pdf"), parameters()))
    assert [(each.place.path, _of(each, "found")) for each in told] == [
        (f"{FOLDER}/M6-01-opinion", "docx"),
        (f"{FOLDER}/M6-02-second", "pdf"),
    ]
    assert {each.code for each in told} == {"filing.set-rule-warning"}
    assert "word 与 pdf 成对" in word(told[0], Language.ZH).what


def test_what_others_issued_may_be_a_scan_alone() -> None:
    assert _told([_file("a.pdf", material="M18")]) == []
    assert _told([_file("a.pdf", material="M6")]) == [("SET-pairs", "filing.set-rule-warning")]
    assert _told([_file("a.docx", material="M18")]) == [("SET-pairs", "filing.set-rule-warning")]


@pytest.mark.parametrize(
    ("rule", "before", "after", "fits", "breaks"),
    [
        ("SET-name", "limit = 80", "limit = 8", "b/1234.png", "b/12345.png"),
        ("SET-path", "limit = 180", "limit = 8", "12/4.png", "12/45.png"),
        ("SET-file", "limit = 104857600", "limit = 1", "a.png", ""),
        ("SET-size", "limit = 1073741824", "limit = 1", "a.png", ""),
        ("SET-count", "limit = 500", "limit = 1", "a.png", ""),
        ("SET-formats", "limit = 500", "limit = 500", "a.png", "a.md"),
        ("SET-signs", "limit = 500", "limit = 500", "a-b.png", "a:b.png"),
    ],
)
def test_a_limit_is_the_last_that_fits(rule: str, before: str, after: str, fits: str, breaks: str) -> None:
    assert _told([_file(fits)], before, after) == []
    two = [_file("a.png"), _file("b.png")] if rule == "SET-count" else [_file("a.png", 2)]
    larger = [_file(breaks)] if breaks else two
    assert (rule, "filing.set-rule-warning") in _told(larger, before, after)


def test_no_packaged_number_claims_to_be_official_and_each_says_where_it_comes_from() -> None:
    for rule in parameters().rules:
        assert not rule.official
        assert rule.mark.value not in {"O", "Q"}
        assert rule.source.zh
        assert rule.source.en


def test_a_rule_that_is_known_from_official_text_is_an_error_where_it_is_broken() -> None:
    official = packaged_content().decode().replace('mark = "I"\nofficial = false', 'mark = "O"\nofficial = true')
    (told,) = check_set([_file("a.md")], read_parameters(official.encode()))
    assert (told.code, severity(told)) == ("filing.set-rule", Severity.ERROR)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("official = false", "official = true", "mark O or Q"),
        ("limit = 80\n", "", "a limit stands with"),
        ('words = ["docx"', 'word = ["docx"', "Extra inputs"),
        ('"{number}-', '"{nobody}-', "nothing fills"),
    ],
)
def test_parameters_that_cannot_be_are_refused(before: str, after: str, problem: str) -> None:
    broken = packaged_content().decode()
    assert before in broken
    with pytest.raises(ValueError, match=problem):
        read_parameters(broken.replace(before, after, 1).encode())


def test_parameters_are_values() -> None:
    assert isinstance(parameters(), Parameters)
    assert parameters() == read_parameters(packaged_content())


def test_parameters_nested_without_end_are_refused_as_others_are() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        read_parameters(b"a = " + b"[" * 5000)
