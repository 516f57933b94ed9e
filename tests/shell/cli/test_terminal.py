"""The terminal: no control codes in a pipe, 100 columns at the most, both languages everywhere, and no traceback."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from tallystick.evidence.wording import Language, catalogue, labels
from tallystick.shell.cli.app import build
from tallystick.shell.cli.language import spoken
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import ESCAPE, Tally

_VERBS = [command.name or "" for command in build(operations()).registered_commands]
_TALLYSTICK = [str(Path(sys.executable).with_name("tallystick"))]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("verb", _VERBS)
def test_every_verb_explains_itself_in_both_languages(tally: Tally, verb: str, language: str):
    told = tally(verb, "--help", "--lang", language)
    assert told.exit == 0
    assert bool(re.search(r"[一-鿿]", told.out)) == (language == "zh")


def test_the_application_lists_its_verbs(tally: Tally):
    told = tally("--help")
    assert all(verb in told.out for verb in _VERBS)
    assert "What is filed is what runs" in told.out


@pytest.mark.parametrize("verb", _VERBS)
def test_every_verb_takes_json_and_a_language(tally: Tally, verb: str):
    told = tally(verb, "--help")
    assert "--json" in told.out
    assert "--lang" in told.out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("verb", ["check", "answer", "tape", "project"])
def test_lines_in_a_pipe_are_plain_and_at_most_100_columns(tally: Tally, small: Path, verb: str, language: str):
    told = tally(verb, small, "--lang", language, *(["--no-break-even"] if verb == "project" else []))
    assert ESCAPE not in told.out
    assert max(cell_len(line) for line in told.out.splitlines()) <= 100
    assert not any(line != line.rstrip() for line in told.out.splitlines())


@pytest.mark.parametrize("call", [("project", "--no-break-even"), ("tape",), ("check",)])
def test_progress_does_not_reach_a_pipe(tally: Tally, small: Path, call: tuple[str, ...]):
    verb, *options = call
    assert tally(verb, small, *options).err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "no verb chek"),
        (["check"], "DEAL is missing"),
        (["check", ".", "--fast"], "no option --fast"),
        (["check", ".", "--lang", "fr"], "Write zh or en"),
        (["package", "."], "--out is missing"),
        (["record", "F"], "--kind is missing"),
        (["project", "a", "b"], '"b" is one argument too many'),
        (["check", "--lang"], "--lang needs a value"),
        (["check", ".", "--json=1"], "--json takes no value"),
        (["package", ".", "--out", "o", "--number", "two"], '--number cannot be "two"'),
    ],
)
def test_a_wrong_call_exits_with_two_and_says_what_to_do(tally: Tally, arguments: list[str], said: str):
    told = tally(*arguments)
    assert told.exit == 2
    assert told.out == ""
    assert said in " ".join(told.err.split())
    assert "do: " in told.err


def test_a_wrong_call_is_worded_in_chinese_too(tally: Tally):
    told = tally("check", "--lang", "zh")
    assert "缺少参数：交易文件夹" in told.err
    assert "办法：" in told.err


def test_a_wrong_call_is_json_where_json_was_asked_for(tally: Tally):
    for arguments in (["check", "--json"], ["check", "/nowhere", "--json"]):
        told = tally(*arguments)
        assert told.exit == 2
        assert set(told.json) == {"verb", "exit", "findings", "written", "value"}
        (found,) = told.json["findings"]
        assert set(found) == {
            "code", "severity", "file", "line", "path", "row", "rows", "column", "what", "why", "remedy", "arguments",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "TALLYSTICK_LANG": "zh"}, "zh"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["check", "--lang", "zh"], {"TALLYSTICK_LANG": "en"}, "zh"),
        (["check", "--lang=zh"], {}, "zh"),
        (["check", "--lang"], {}, "en"),
    ],
)
def test_the_language_is_found_in_the_stated_order(arguments: list[str], environment: dict[str, str], language: str):
    assert spoken(arguments, environment) is Language(language)


def test_every_sentence_of_the_command_line_has_two_languages_and_a_remedy():
    own = {code: sentence for code, sentence in catalogue().items() if code.startswith("cli.")}
    assert own
    assert all(re.search(r"[一-鿿]", sentence.remedy.zh) for sentence in own.values())
    assert all(text.zh and text.en for key, text in labels().items() if key.startswith("cli."))


def _on_a_terminal(arguments: list[str], **environment: str) -> str:
    """Run the program on a terminal of its own and return what it printed."""
    main, side = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "140", **environment}
    with subprocess.Popen([*_TALLYSTICK, *arguments], stdout=side, stderr=side, env=surroundings) as process:
        os.close(side)
        said = b""
        while True:
            try:
                more = os.read(main, 65536)
            except OSError:
                break
            if not more:
                break
            said += more
        process.wait()
    os.close(main)
    return said.decode("utf-8")


def test_a_terminal_gets_weight_and_colour_and_no_color_takes_the_colour_away(project: Path):
    arguments = ["check", str(project / "examples" / "harot-2009-1")]
    assert ESCAPE in _on_a_terminal(arguments)
    plain = _on_a_terminal(arguments, NO_COLOR="1")
    assert not re.search(r"\x1b\[(3|4|9)[0-9]", plain)


def test_output_that_a_stream_cannot_carry_is_escaped_not_fatal(project: Path):
    surroundings = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    told = subprocess.run(
        [*_TALLYSTICK, "check", str(project / "examples" / "harot-2009-1"), "--lang", "zh"],
        env=surroundings,
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0
    assert b"Traceback" not in told.stderr


def test_a_reader_that_stops_reading_gets_no_traceback(project: Path):
    call = f"{_TALLYSTICK[0]} check {project / 'examples' / 'auto-small'} --json | head -c 10"
    told = subprocess.run(["bash", "-c", call], capture_output=True, check=False)
    assert b"Traceback" not in told.stderr
