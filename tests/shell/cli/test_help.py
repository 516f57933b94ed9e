"""Help: one page a verb, complete in Chinese and in English, and nothing of the library's own words in either."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
import typer
from rich.cells import cell_len

from tallystick.evidence.wording import catalogue, labels
from tallystick.shell.cli.app import build
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import Tally

_COMMANDS: dict[str, Any] = vars(typer.main.get_command(build(operations())))["commands"]
_VERBS = [verb for verb, command in _COMMANDS.items() if not hasattr(command, "commands")]
_OF_GROUPS = [
    f"{verb} {then}".strip()
    for verb, group in _COMMANDS.items()
    if verb not in _VERBS
    for then in ("", *group.commands)
]
_TOLD = re.compile(r"tallystick ([a-z][a-z-]*)(?: ([a-z]+))?((?:(?!tallystick)[^。；;,.])*)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")
_FOREIGN = re.compile(r"Usage|Options|Arguments|Commands|required|default|env var|OPTIONS|ARGS|DEAL|DIR|PERSON|<\w+>|…")


@pytest.mark.parametrize("verb", ["", *_VERBS, *_OF_GROUPS])
def test_chinese_help_has_no_word_of_another_language(tally: Tally, verb: str):
    told = tally(*verb.split(), "--help", "--lang", "zh")
    assert told.exit == 0
    assert not _FOREIGN.search(told.out.replace("1|2|3…", "")), told.out
    assert told.out.startswith("\n用法：tallystick")


@pytest.mark.parametrize("verb", ["", *_VERBS, *_OF_GROUPS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_cuts_nothing_off_and_fits_its_width(tally: Tally, verb: str, language: str):
    told = tally(*verb.split(), "--help", "--lang", language)
    said = re.sub(r"\s", "", told.out)
    asked = [f"cli.help.{verb}"] if verb else [f"cli.help.{each}" for each in _VERBS]
    for key in asked if " " not in verb else []:
        assert re.sub(r"\s", "", getattr(labels()[key], language)) in said or not verb
    assert max(cell_len(line) for line in told.out.splitlines()) <= 100


@pytest.mark.parametrize("arguments", [["--help", "--lang", "zh"], ["--lang", "zh", "--help"], ["--lang=zh"]])
def test_the_language_may_stand_before_the_verb_and_without_one(tally: Tally, arguments: list[str]):
    told = tally(*arguments)
    assert told.exit == 0
    assert "备案什么，就发行什么" in told.out


def test_a_language_before_the_verb_holds_for_the_verb(tally: Tally):
    assert "无法执行" in tally("--lang", "zh", "check", "/nowhere").err


def test_the_version_is_asked_for_as_everywhere(tally: Tally):
    told = tally("--version")
    assert told.exit == 0
    assert re.fullmatch(r"tallystick \d+\.\d+\.\d+\n", told.out)
    assert told.out == tally("version").out


def test_a_call_without_a_verb_lists_the_verbs(tally: Tally):
    told = tally()
    assert told.exit == 0
    assert all(verb in told.out for verb in _VERBS)


def _unknown(texts: Iterable[str]) -> list[str]:
    """Return what texts tell readers to run that this program has not: verbs, verbs of a group, options of a verb."""
    wrong = []
    for verb, then, text in (found for each in texts for found in _TOLD.findall(each)):
        command = _COMMANDS.get(verb)
        command = getattr(command, "commands", {then: command}).get(then)
        if command is None:
            wrong.append(f"{verb} {then}")
            continue
        known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
        wrong += [f"{verb} {option}" for option in _OPTION.findall(text) if option not in known]
    return wrong


def test_a_remedy_names_only_verbs_and_options_that_are_there():
    sentences = catalogue().values()
    texts = [text for each in sentences for text in (each.remedy.zh, each.remedy.en)]
    assert _unknown(texts) == []
    bad = ["运行 tallystick seal --hard。", "Run tallystick match first, then tallystick fsck --all-of-it"]
    assert _unknown(bad) == ["seal ", "match first", "fsck --all-of-it"]
