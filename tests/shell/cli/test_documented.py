"""docs/commands.md and docs/commands.zh.md: what they show is what the commands say, and they show the same commands.

`…` stands for what differs from home to home. Blocks marked ``text`` are run here, in their order, in one folder with
one home; after each English block its Chinese twin asks the same thing again, since an act asked for twice is done
once. Those marked ``console`` need the local chain, or take too long to be run twice, and are run by hand.
"""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from tests.shell.cli.conftest import Tally

_BLOCK = re.compile(r"^```(text|console)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\$ ((?:.*\\\n)*.*)\n?")
_IN_ENGLISH_ONLY = {("package",), ("project",)}
"""What takes seconds, and makes in Chinese the same files of which the English block is checked."""


@dataclass(frozen=True, slots=True)
class Block:
    """The commands of a block, and what the last of them is shown to say."""

    run: bool
    commands: tuple[str, ...]
    shown: str

    @classmethod
    def of(cls, kind: str, text: str) -> Self:
        parts, place = list[str](), 0
        while (match := _COMMAND.match(text, place)) is not None:
            parts.append(match[1])
            place = match.end()
        return cls(kind == "text", tuple(parts), text[place:])

    @property
    def asked(self) -> tuple[tuple[str, ...], ...]:
        """What is asked for, whatever the language of the answer."""
        words = (shlex.split(each.replace("\\\n", " ").replace("--lang zh", "")) for each in self.commands)
        return tuple(tuple(each) for each in words)


def _blocks(project: Path, name: str) -> list[Block]:
    return [Block.of(*each) for each in _BLOCK.findall((project / "docs" / name).read_text(encoding="utf-8"))]


@pytest.fixture
def english(project: Path) -> list[Block]:
    return _blocks(project, "commands.md")


@pytest.fixture
def chinese(project: Path) -> list[Block]:
    return _blocks(project, "commands.zh.md")


def test_both_pages_show_the_same_commands(english: list[Block], chinese: list[Block]):
    assert [each.asked for each in chinese] == [each.asked for each in english]
    assert all("--lang zh" in each.commands[-1] for each in chinese)
    unrun = {each.asked[-1] for each, other in zip(chinese, english, strict=True) if other.run and not each.run}
    assert {call[1:2] for call in unrun} == _IN_ENGLISH_ONLY


def test_the_documented_commands_say_what_is_documented(
    tally: Tally,
    plainly: Tally,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    english: list[Block],
    chinese: list[Block],
):
    monkeypatch.setenv("TALLYSTICK_HOME", "onshore")
    (anew := tmp_path / "anew").mkdir()
    (anew / "examples").symlink_to(project / "examples")
    monkeypatch.chdir(anew)
    _check(tally, chinese[0])  # makes a home, which the English block makes as well
    shutil.copytree(project / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    assert sum(each.run for each in english) > 15
    for block, twin in zip(english, chinese, strict=True):
        if not block.run:
            continue
        for line in block.commands[:-1]:
            if line.startswith("tallystick"):
                assert tally(*_words(line)).exit == 0
            else:
                subprocess.run(["bash", "-c", line], check=True)
        # What a package lists of its documents is the same whatever stands on their pages, and typesetting takes long.
        _check(plainly if block.asked[-1][1:2] == ("package",) else tally, block)
        if twin.run and twin is not chinese[0] and twin.commands != block.commands:
            _check(tally, twin)


def _check(tally: Tally, block: Block) -> None:
    """Run the last command of a block and hold what it says against what is shown."""
    told = tally(*_words(block.commands[-1]))
    said = (told.out + told.err).strip("\n")
    whole = f"{said}\n(exit {told.exit})" if told.exit else said
    assert _fits(block.shown, whole), f"{block.commands[-1]}\n{said}"


def _words(command: str) -> list[str]:
    return shlex.split(command.replace("\\\n", " "))[1:]


def _fits(shown: str, said: str) -> bool:
    """Whether what is said is what is shown, with `…` for any text, and alone on a line for any lines."""
    lines = [r"(?:.*\n)*?.*" if line == "…" else re.escape(line).replace("…", r"\S*") for line in shown.split("\n")]
    return re.fullmatch("\n".join(lines), said) is not None
