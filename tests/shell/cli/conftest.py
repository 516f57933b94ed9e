"""The command line under test: called as people call it, with folders of its own and nothing from outside."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tallystick.shell.cli.app import build
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.wiring import operations
from tests.pools import with_rows
from tests.shell.operations.twins import PlainDocuments

PASSPHRASE = "tallystick-example"
ESCAPE = "\x1b"


@dataclass(frozen=True, slots=True)
class Told:
    """What a call said and how it ended."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON value on standard output."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        assert value["exit"] == self.exit
        return value

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, of a call that was made with --json."""
        return [each["code"] for each in self.json["findings"]]


Tally = Callable[..., Told]


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tally:
    """Call a verb: its arguments as texts or paths; in English, onshore, with a home of its own."""
    return caller(monkeypatch, tmp_path / "home")


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tally:
    """The same, in the same home, with pages that only say what they are of: typesetting a package takes seconds."""
    return caller(monkeypatch, tmp_path / "home", documents=PlainDocuments())


def caller(monkeypatch: pytest.MonkeyPatch, home: Path, *, documents: Documents | None = None) -> Tally:
    """Set the surroundings of a call, and return what calls; documents are the real ones where none are given."""
    for name in ("TALLYSTICK_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TALLYSTICK_HOME", str(home))
    monkeypatch.setenv("TALLYSTICK_SIDE", "onshore")
    monkeypatch.setenv("TALLYSTICK_PASSPHRASE", PASSPHRASE)
    made = operations() if documents is None else replace(operations(), documents=documents)

    def call(*arguments: str | Path) -> Told:
        given = [str(each) for each in arguments]
        result = CliRunner().invoke(build(made, given), given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Told(exit=result.exit_code, out=result.stdout, err=result.stderr)

    return call


@pytest.fixture
def cast(project: Path) -> Path:
    """The people of the examples and their worthless keys."""
    return project / "examples" / "cast"


@pytest.fixture
def leases(project: Path, tmp_path: Path) -> Path:
    """A copy of the vehicle leases that a test may write to."""
    return copied(project, "auto-leases", tmp_path / "leases")


@pytest.fixture
def small(leases: Path) -> Path:
    """The leases on some hundred of their rows, soon repaid and the larger for it: as sound, and quick to run."""
    return few(leases)


@pytest.fixture
def harot(project: Path, tmp_path: Path) -> Path:
    """A copy of the deal with published figures."""
    return copied(project, "harot-2009-1", tmp_path / "harot")


def copied(project: Path, example: str, to: Path) -> Path:
    """Copy an example without what servicing needs."""
    leave = shutil.ignore_patterns("collections", "placement", "*.py")
    shutil.copytree(project / "examples" / example, to, ignore=leave)
    return to


def few(leases: Path) -> Path:
    """Leave some hundred of the rows, soon repaid and the larger for it."""
    path = leases / "tape.csv"
    path.write_bytes(with_rows(path.read_bytes(), slice(None, None, 20), longest=12))
    return leases


def without_answer(folder: Path, question: str) -> None:
    """Take every answer to a question out of a deal folder."""
    path = folder / "answers.yaml"
    head, *answers = re.split(r"(?m)^- ", path.read_text(encoding="utf-8"))
    kept = [each for each in answers if not each.startswith(f"question: {question}\n")]
    path.write_text("- ".join([head, *kept]), encoding="utf-8")


def changed(path: Path, before: str, after: str) -> None:
    """Replace a text that stands in a file; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, to be compared later."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top) / name for name in names)
