"""The examples in the documents run as they stand there.

Calls of the program are made in this process, since reading its modules in takes longer than most of them; pipes and
scripts have processes of their own, and `make laws` gives one to each.
"""

import os
import shlex
from collections import defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallystick.shell.cli.app import build
from tallystick.shell.wiring import operations
from tools.laws import examples

_ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS: defaultdict[str, list[examples.Block]] = defaultdict(list)
for _block in examples.blocks(_ROOT):
    _DOCUMENTS[_block.path].append(_block)

_apart = examples._execute


def _here(folder: Path, command: list[str]) -> tuple[int, str]:
    """Do what `_execute` does; a call of the program alone in this process."""
    if command[0] != "/bin/sh" or not command[-1].startswith("tallystick ") or set(command[-1]) & set("|<>;&$`*~"):
        return _apart(folder, command)
    given, before = shlex.split(command[-1])[1:], Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"COLUMNS": "110", "NO_COLOR": "1", "TALLYSTICK_HOME": str(folder.parent / "home")}.items():
            patch.setenv(name, value)
        os.chdir(folder)
        try:
            result = CliRunner().invoke(build(operations(), given), given)
        finally:
            os.chdir(before)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("document", sorted(_DOCUMENTS))
def test_what_a_document_shows_is_what_happens(project: Path, document: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(examples, "_execute", _here)
    found = examples.run(project, _DOCUMENTS[document])
    assert not found, "\n" + "\n".join(map(str, found))


def test_the_documents_have_examples_that_run():
    assert _DOCUMENTS, "no document has a block marked to run"
