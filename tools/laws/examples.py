"""Examples: what a document shows, runs. A fenced block is run when `run` follows its language.

    ```console run
    $ tallystick --version
    tallystick 0.1.0
    ```

`$` begins a command; the lines below it are what it must print (`...` stands for anything; no lines: not
compared), and `# exits 3` after a command is the exit code it must have. The blocks of one document share a
scratch folder, in which the project's own folders can be read, and a scratch TALLYSTICK_HOME. A `python run`
block is a doctest when it has prompts, else a script.
"""

import doctest
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.laws.tree import Breach, tracked_texts

__all__ = ["Block", "blocks", "breaches", "run"]

_FENCE = re.compile(r"^```(\w+)[ \t]+run[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_EXITS = re.compile(r"\s+# exits (\d+)\s*$")
_PATIENCE = 600
_LOOSELY = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block that is to run: its document, line, language and text."""

    path: str
    line: int
    language: str
    text: str


def blocks(root: Path) -> Iterator[Block]:
    """Yield the blocks marked to run, document by document, from the top down."""
    for path, text in tracked_texts(root):
        if path.endswith(".md"):
            for match in _FENCE.finditer(text):
                yield Block(path, text.count("\n", 0, match.start()) + 2, match[1], match[2])


def breaches(root: Path) -> list[Breach]:
    """Run every marked block of every document."""
    by_document: dict[str, list[Block]] = {}
    for block in blocks(root):
        by_document.setdefault(block.path, []).append(block)
    return [breach for document in by_document.values() for breach in run(root, document)]


def run(root: Path, document: list[Block]) -> list[Breach]:
    """Run the blocks of one document in one scratch folder, and compare what they print."""
    with tempfile.TemporaryDirectory(prefix="tallystick-examples-") as scratch:
        folder = Path(scratch) / "project"
        folder.mkdir()
        for entry in root.iterdir():
            if entry.name not in {"build", ".git"}:
                (folder / entry.name).symlink_to(entry)
        return [breach for block in document for breach in _run_block(folder, block)]


def _run_block(folder: Path, block: Block) -> Iterator[Breach]:
    match block.language:
        case "console":
            for line, command, expected in _commands(block):
                yield from _run_command(folder, Block(block.path, line, "console", command), expected)
        case "python":
            script = folder / ("example.txt" if ">>>" in block.text else "example.py")
            script.write_text(block.text, encoding="utf-8")
            arguments = ["-m", "doctest", script.name] if ">>>" in block.text else [script.name]
            status, printed = _execute(folder, [sys.executable, *arguments])
            if status:
                yield Breach(block.path, block.line, f"this example fails:\n{printed}")
        case language:
            yield Breach(block.path, block.line, f"nobody knows how to run '{language}'; write console or python")


def _commands(block: Block) -> Iterator[tuple[int, str, str]]:
    """Yield line, command and expected output of each `$`; a trailing backslash continues a command."""
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        line, command, at = block.line + at, lines[at].removeprefix("$ "), at + 1
        while command.endswith("\\") and at < len(lines):
            command, at = command[:-1] + lines[at].strip().removeprefix("> "), at + 1
        end = next((each for each in range(at, len(lines)) if lines[each].startswith("$ ")), len(lines))
        yield line, command, "\n".join(lines[at:end]).strip()
        at = end


def _run_command(folder: Path, command: Block, expected: str) -> Iterator[Breach]:
    exits = _EXITS.search(command.text)
    wanted = int(exits[1]) if exits else 0
    status, printed = _execute(folder, ["/bin/sh", "-c", _EXITS.sub("", command.text)])
    if status != wanted:
        yield Breach(command.path, command.line, f"exits {status}, not {wanted}: $ {command.text}\n{printed}")
    elif expected and not doctest.OutputChecker().check_output(expected + "\n", printed.strip() + "\n", _LOOSELY):
        yield Breach(command.path, command.line, f"prints something else: $ {command.text}\n{printed}")


def _execute(folder: Path, command: list[str]) -> tuple[int, str]:
    surroundings = {
        **os.environ,
        "COLUMNS": "110",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "TALLYSTICK_HOME": str(folder.parent / "home"),
        "TZ": "UTC",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout
