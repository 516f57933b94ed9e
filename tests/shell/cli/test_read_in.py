"""What a call reads in: the module of its verb alone, where it begins with one; otherwise every module."""

import gc
import subprocess
import sys

import pytest
import typer
from typer.main import get_group

from tallystick import __main__ as entry
from tallystick.shell import wiring
from tallystick.shell.cli import app
from tallystick.shell.cli.app import build
from tallystick.shell.wiring import operations

_ALL = tuple(get_group(build(operations())).commands)


def _verbs(*arguments: str) -> tuple[str, ...]:
    application: typer.Typer = build(operations(), arguments)
    return tuple(get_group(application).commands)


@pytest.mark.parametrize("verb", _ALL)
def test_a_verb_is_found_where_a_call_begins_with_it(verb: str):
    assert verb in _verbs(verb, "more")


def test_a_call_that_begins_with_a_verb_reads_in_its_module_alone():
    assert _verbs("decide", "check") == ("submit", "decide", "record")


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--lang", "zh", "check"), ("chek",), ("",)])
def test_any_other_call_reads_in_all_of_them_so_that_help_and_suggestions_are_whole(arguments: tuple[str, ...]):
    assert _verbs(*arguments) == _ALL


def test_a_verb_that_reads_no_ledger_reads_in_no_client_of_one():
    code = "import sys\nfrom tallystick.shell.wiring import operations\nfrom tallystick.shell.cli.app import build\n"
    code += "build(operations(), ['check'])\nprint(*({'web3', 'granian', 'typst'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_every_verb_is_listed_with_the_module_that_registers_it():
    assert sorted(verb for verbs in app._VERBS.values() for verb in verbs) == sorted(_ALL)


def test_garbage_is_looked_for_once_everything_is_read_in_and_not_before(monkeypatch: pytest.MonkeyPatch):
    looked: list[bool] = []

    def reading() -> object:
        looked.append(gc.isenabled())
        return lambda: looked.append(gc.isenabled())

    monkeypatch.setattr(wiring, "command_line", reading)
    entry.main()
    assert looked == [False, True]
