"""Texts in two languages: figures that one of them says otherwise are found, and examples that agree are left alone."""

from pathlib import Path

import pytest

from tallystick.filing.consistency.languages import check_languages
from tests.filing.stand_in import FOLDER


def _told(zh: str, en: str) -> list[tuple[str, str, str]]:
    content = f"a:\n  note: {{zh: '{zh}', en: '{en}'}}\n  name: {{zh: 第5期, en: Series 6 of USD 7.00}}\n"
    found = check_languages({"disclosures.yaml": content.encode()})
    return [(str(each.place.path), str(each.argument("chinese")), str(each.argument("english"))) for each in found]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("注册资本人民币5亿元", "registered capital of CNY 50,000,000.00"),
        ("设立于2014年5月20日", "established on 2014-05-21"),
        ("费率为百分之四点五", "a rate of 4.05 %"),
    ],
)
def test_figures_that_differ_between_the_languages_are_told(zh: str, en: str) -> None:
    ((path, chinese, english),) = _told(zh, en)
    assert path == "a.note"
    assert chinese != english


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("注册资本人民币伍亿元整，设立于2014年5月20日", "CNY 500 million; established on 20 May 2014"),
        ("持股百分之八十", "holds 80 %"),
        ("每年百分之三的场站停运", "three in a hundred stations close a year"),
        ("2025年1月以来", "since January 2025"),
        ("规模180亿日元", "a size of ¥18bn"),
    ],
)
def test_the_same_figures_however_written_are_left_alone(zh: str, en: str) -> None:
    assert _told(zh, en) == []


@pytest.mark.parametrize(
    "example", sorted(path.name for path in FOLDER.parent.iterdir() if (path / "deal.yaml").is_file())
)
def test_the_examples_say_the_same_in_both_languages(example: str) -> None:
    folder: Path = FOLDER.parent / example
    files = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    assert [each.arguments for each in check_languages(files)] == []
