"""One word an idea: what the glossary retires appears in no wording and in no document in Chinese."""

import re
from pathlib import Path

import pytest

from tallystick.evidence.wording import catalogue, labels

_ROW = re.compile(r"^\| (\S+) \| (\S+) \|$", re.MULTILINE)


def _retired(project: Path) -> dict[str, str]:
    text = (project / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = dict(_ROW.findall(text.partition("## Retired")[2]))
    rows.pop("Retired", None)
    return {old: new for old, new in rows.items() if not old.startswith("-")}


def _told(project: Path) -> dict[str, str]:
    """Every Chinese text a person reads, by where it stands."""
    told = {key: label.zh for key, label in labels().items()}
    for code, sentence in catalogue().items():
        told[code] = f"{sentence.what.zh} {sentence.why.zh} {sentence.remedy.zh}"
    data = project / "src" / "tallystick" / "filing"
    pages = [project / "README.zh.md", project / "docs" / "deal-folder.zh.md", *data.glob("*.toml")]
    return told | {page.name: page.read_text(encoding="utf-8") for page in pages}


def test_no_retired_word_is_used(project: Path):
    retired = _retired(project)
    assert len(retired) > 20
    used = {(where, old) for where, text in _told(project).items() for old in retired if old in text}
    assert not used


def test_what_replaces_a_retired_word_is_in_the_glossary_or_made_of_its_words(project: Path):
    kept = (project / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Retired")[0]
    for new in _retired(project).values():
        assert f"| {new} |" in kept


@pytest.mark.parametrize("term", ["package", "payment date", "export edition", "class", "home", "witness"])
def test_one_english_word_has_one_chinese_word(project: Path, term: str):
    text = (project / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Retired")[0]
    assert len(re.findall(rf"^\| \S+ \| {term} \|", text, re.MULTILINE)) == 1
