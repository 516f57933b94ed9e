"""The guide for newcomers: the same road in both languages, in words that the pages have."""

from dataclasses import replace

import pytest

from tallystick.evidence.wording import Language, labels, say
from tests.shell.cli.conftest import caller
from tests.shell.operations import example
from tests.shell.web.conftest import Reader
from tests.shell.web.people import stage
from tests.shell.web.road import GUIDES, ROOT, Step, steps

OWN = {"2026-09 的归集文件", "Collections of 2026-09", "封存第 1 次修订", "Package revision 1"}
"""Words with a number in them."""


def bare(step: Step) -> Step:
    """A step without its words: who, where, which files, what is typed."""
    files = tuple(("", "", each[2]) for each in step.fields)
    return replace(step, title="", opens="", press="", see="", fields=files)


def test_both_guides_are_one_road():
    english, chinese = steps("en"), steps("zh")
    assert [each.number for each in english] == [*range(1, 30)]
    assert [*map(bare, english)] == [*map(bare, chinese)]
    assert [bool(each.press) for each in english] == [bool(each.press) for each in chinese]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_says_what_stands_on_the_pages(language):
    said = {template.zh if language == "zh" else template.en for template in labels().values()}
    for step in steps(language):
        words = [label for label, _, _ in step.fields] + [step.press] + step.opens.split(" · ")
        unknown = [each for each in filter(None, words) if each not in said and each not in OWN]
        assert unknown == [], step
        assert step.see or step.commands, step
        assert not step.person or step.side, step
    tongue = Language(language)
    assert say("portal.package.act", tongue, revision=1) in {each.press for each in steps(language)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_file_and_picture_of_the_guide_is_there(language):
    named = [path for step in steps(language) for _, _, files in step.fields for path in files]
    assert [each for each in named if not each.startswith("build/") and not (ROOT / each).is_file()] == []
    text = GUIDES[language].read_text(encoding="utf-8")
    pictures = [part.partition(")")[0] for part in text.split("](gallery/")[1:]]
    assert len(pictures) == 7
    assert [each for each in pictures if not (ROOT / "docs/gallery" / each).is_file()] == []


def test_each_command_of_the_guide_is_one_that_there_is(monkeypatch, tmp_path):
    call = caller(monkeypatch, tmp_path)
    typed = [command for step in steps("en") for command in step.commands if command[0] != "export"]
    assert len(typed) == 7
    for program, verb, *words in typed:
        options = {word for word in words if word.startswith("--")}
        assert program == ".venv/bin/tallystick"
        told = call(verb, "--help").out
        assert [each for each in options if each not in told] == [], verb


def test_every_page_says_that_the_clock_is_a_rehearsal_s(tmp_path):
    portal = stage(tmp_path / "onshore", "shen-yilan").portal
    fields = {name: getattr(portal, name) for name in type(portal).__dataclass_fields__}
    told = fields | {"now": lambda: example.at("2026-09-01T02:00")}
    for page in ("/", "/log/", "/nowhere"):
        assert "Rehearsal clock" not in Reader(type(portal)(**told)).get(f"{page}?lang=en").content.decode()
        shown = Reader(type(portal)(**told | {"rehearsed": True})).get(f"{page}?lang=en").content.decode()
        assert "Rehearsal clock" in shown
        assert ">2026-09-01 10:00 (Beijing)</time>" in shown
