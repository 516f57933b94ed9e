"""A ledger opened for reading: the one that the environment names comes first, else the home's own node."""

from contextlib import nullcontext

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.chain import anvil
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.wiring import ledgers

REMOTE = {
    "TALLYSTICK_RPC": "http://node.example:8545",
    "TALLYSTICK_CHAIN_ID": "1",
    "TALLYSTICK_SIGNER": "sign",
    "TALLYSTICK_MAX_FEE": "1",
    "TALLYSTICK_FINALITY": "12",
}


class Local:
    url = "http://127.0.0.1:1"


@pytest.mark.parametrize("opener", [ledgers.copied_ledger, ledgers.found_ledger])
def test_a_node_that_is_named_comes_before_the_local_one(opener, monkeypatch, tmp_path):
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(ledgers, "reader", lambda url, *, finality=0: asked.append((url, finality)))
    monkeypatch.setattr(anvil, "found_node", lambda _: Local())
    monkeypatch.setattr(anvil, "copied_node", lambda _: nullcontext(Local()))
    for variables in ({}, REMOTE):
        for name in REMOTE:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with opener(Home(tmp_path), Side.OVERSEAS)():
            pass
    assert asked == [(Local.url, 0), (REMOTE["TALLYSTICK_RPC"], 12)]
    with pytest.raises(ChainUnavailableError), opener(Home(tmp_path), Side.ONSHORE)():
        pass
