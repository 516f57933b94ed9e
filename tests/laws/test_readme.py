"""The first page: what it is, the two commands, the walk and the map, where a newcomer looks."""

from pathlib import Path

import pytest

from tools.laws.tree import CORE

_FIRST_SCREEN = 60


@pytest.fixture(scope="module")
def readme(project: Path) -> str:
    text = (project / "README.md").read_text(encoding="utf-8")
    if not text.strip():
        pytest.skip("README.md is not written yet")
    return text


def test_the_two_commands_stand_on_the_first_screen(readme: str):
    first = "\n".join(readme.splitlines()[:_FIRST_SCREEN])
    assert "make run" in first
    assert "make test" in first


def test_it_begins_with_the_name_and_one_sentence(readme: str):
    title, _, rest = readme.partition("\n")
    assert title == "# Tallystick"
    assert rest.strip().split("\n\n")[0].strip().endswith((".", "。"))


def test_it_maps_all_eleven_rooms(readme: str):
    assert all(f"{room}/" in readme for room in (*CORE, "shell"))


def test_it_says_that_a_filing_is_no_approval(readme: str):
    assert "备案" in readme
    assert "approv" not in readme.lower() or "not an approval" in readme.lower()


def test_it_says_what_is_not_ready(readme: str):
    assert "not ready" in readme.lower() or "not yet" in readme.lower()


def test_it_shows_no_picture_from_elsewhere(readme: str):
    assert "](http" not in "".join(line for line in readme.splitlines() if line.lstrip().startswith("!["))
    assert "shields.io" not in readme


def test_its_commands_are_examples_that_run(readme: str):
    assert "```console run" in readme, "mark the README's examples with `console run`, so that they are tested"
