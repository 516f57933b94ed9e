"""The import laws on the real tree, and the start of the command line that keeps them cheap."""

import subprocess
import sys
from pathlib import Path


def test_every_import_law_is_kept(project: Path):
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_core_loads_no_framework(project: Path):
    """What an investor's script imports to verify a receipt must not need Django, web3 or a terminal."""
    rooms = "units evidence law deal tape cashflow filing issuance servicing supervision"
    code = (
        f"import importlib, sys; [importlib.import_module('tallystick.' + room) for room in '{rooms}'.split()]; "
        "print(sorted({'django', 'web3', 'typer', 'rich', 'typst', 'socketserver'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_command_line_starts_without_what_only_some_verbs_need(project: Path):
    """The ledger's libraries alone take a second and a half; a finished walk is to be shown in less than five."""
    code = (
        "import sys, tallystick.shell.wiring, tallystick.shell.cli.app; "
        "late = {'web3', 'numba', 'typst', 'distributed', 'tallystick.shell.operations.background.tasks', "
        "'tallystick.shell.operations.filing.deliver'}; print(sorted(late & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_loading_the_chain_leaves_the_recursion_limit_as_it_was(project: Path):
    """A library beneath web3 raises it so far that deeply nested JSON from a stranger ends the process."""
    code = (
        "import sys; before = sys.getrecursionlimit(); import importlib, pkgutil, tallystick.shell.chain as chain; "
        "[importlib.import_module(f'{chain.__name__}.{each.name}') for each in pkgutil.iter_modules(chain.__path__)]; "
        "print(sys.getrecursionlimit() - before)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "0"
