"""docs/commands.md: what it shows is what the commands say; `…` stands for what differs from home to home.

Blocks marked ``text`` are run here, in their order, in one folder with one home. Those marked ``console`` need the
local chain and are run by hand.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

_BLOCK = re.compile(r"^```text\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\$ ((?:.*\\\n)*.*)\n?")


def test_the_documented_commands_say_what_is_documented(
    tally: Tally, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(project / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALLYSTICK_HOME", "onshore")
    blocks = _BLOCK.findall((project / "docs" / "commands.md").read_text(encoding="utf-8"))
    assert len(blocks) > 15
    for block in blocks:
        *before, command, shown = _split(block)
        for line in before:
            if line.startswith("tallystick"):
                assert tally(*_words(line)).exit == 0
            else:
                subprocess.run(["bash", "-c", line], check=True)
        told = tally(*_words(command))
        said = (told.out + told.err).strip("\n")
        assert _fits(shown, f"{said}\n(exit {told.exit})" if told.exit else said), f"{command}\n{said}"


def _words(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))[1:]


def _split(block: str) -> list[str]:
    """Return the commands of a block and, last, the output of the last of them."""
    parts, place = [], 0
    while (match := _COMMAND.match(block, place)) is not None:
        parts.append(match[1])
        place = match.end()
    return [*parts, block[place:]]


def _fits(shown: str, said: str) -> bool:
    """Whether what is said is what is shown, with `…` for any text, and alone on a line for any lines."""
    lines = [r"(?:.*\n)*?.*" if line == "…" else re.escape(line).replace("…", r"\S*") for line in shown.split("\n")]
    return re.fullmatch("\n".join(lines), said) is not None
