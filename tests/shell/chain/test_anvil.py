import json
import os
import signal
import time
from pathlib import Path

import pytest

from tallystick.shell.chain import anvil
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.held import LASTING, hold
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tests.shell.chain.stage import AT, live, need_anvil, opened

pytestmark = pytest.mark.chain


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    need_anvil()
    return tmp_path / "chain"


def wait_for_state(folder: Path, block: int) -> None:
    """Wait until the state on disk has a block; it is written every second."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if json.loads((folder / "state.json").read_bytes())["best_block_number"] in {block, hex(block)}:
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.05)
    pytest.fail(f"block {block} was not written in a minute")


def test_a_stopped_chain_comes_back_as_it_was(folder: Path) -> None:
    with opened(folder) as (chain, _):
        deal = live(chain, "stopped")
        minted = chain.mint(deal.token, [deal.order("one", "holder-0", 7)], at=AT)
        before = (chain.head(), chain.token(deal.token), chain.holdings(deal.token))
    with opened(folder) as (chain, _):
        assert (chain.head(), chain.token(deal.token), chain.holdings(deal.token)) == before
        again = chain.mint(deal.token, [minted[0].order], at=AT)
        assert again[0].act.repeated
        assert again[0].act.transaction == minted[0].act.transaction


def test_a_killed_chain_comes_back_and_mints_nothing_twice(folder: Path) -> None:
    with opened(folder) as (chain, node):
        deal = live(chain, "killed")
        order = deal.order("one", "holder-0", 7)
        chain.mint(deal.token, [order], at=AT)
        head = chain.head()
        wait_for_state(folder, head.number)
        os.kill(node.pid, signal.SIGKILL)
    with opened(folder) as (chain, _):
        assert chain.head() == head
        assert chain.mint(deal.token, [order], at=AT)[0].act.repeated
        assert chain.mint(deal.token, [deal.order("two", "holder-0", 5)], at=AT)[0].act.repeated is False
        assert chain.token(deal.token).cumulative == 12


def test_what_the_last_second_lost_is_done_again(folder: Path) -> None:
    with opened(folder) as (chain, node):
        deal = live(chain, "lost")
        wait_for_state(folder, chain.head().number)
        os.kill(node.pid, signal.SIGSTOP)
        state = (folder / "state.json").read_bytes()
        os.kill(node.pid, signal.SIGCONT)
        order = deal.order("one", "holder-0", 7)
        lost = chain.mint(deal.token, [order], at=AT)[0].act
        os.kill(node.pid, signal.SIGKILL)
    (folder / "state.json").write_bytes(state)
    with opened(folder) as (chain, _):
        assert chain.token(deal.token).cumulative == 0
        again = chain.mint(deal.token, [order], at=AT)[0].act
        assert (again.repeated, again.transaction) == (False, lost.transaction)
        assert chain.token(deal.token).cumulative == 7


def test_a_state_cut_off_in_mid_write_gives_way_to_the_copy(folder: Path) -> None:
    with opened(folder) as (chain, _):
        deal = live(chain, "cut")
        before = chain.head()
    with opened(folder):
        pass
    state = folder / "state.json"
    state.write_bytes(state.read_bytes()[:-100])
    hold(folder, LASTING)  # a chain that was killed while it wrote leaves no digest of its state
    with opened(folder) as (chain, _):
        assert chain.head() == before
        assert chain.token(deal.token).cumulative == 0


def test_a_state_cut_off_after_the_chain_was_stopped_is_named_and_not_replaced(folder: Path) -> None:
    with opened(folder):
        pass
    state = folder / "state.json"
    cut = state.read_bytes()[:-100]
    state.write_bytes(cut)
    with pytest.raises(ChainUnavailableError) as refused, opened(folder):
        pass
    assert refused.value.finding.code == "chain.file-changed"
    assert state.read_bytes() == cut


def test_a_running_chain_is_used_and_left_running(folder: Path) -> None:
    with opened(folder) as (_, first):
        with opened(folder) as (chain, second):
            assert second == first
            assert chain.head().number == 0
        assert Connection(first.url).head().number == 0
    with pytest.raises(ChainUnavailableError):
        Connection(first.url).head()


def test_a_chain_whose_keeper_is_gone_is_kept_by_the_next(folder: Path) -> None:
    keeper = os.fork()
    if keeper == 0:
        kept = anvil.local_node(folder)
        kept.__enter__()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(keeper, 0)
    left = anvil.LocalNode(**json.loads((folder / "node.json").read_text()))
    assert Connection(left.url).head().number == 0, "it outlives its keeper"

    with opened(folder) as (_, node):
        assert (node.instance, node.url) == (left.instance, left.url)
        assert (left.keeper, node.keeper) == (keeper, os.getpid())
    with pytest.raises(ChainUnavailableError):
        Connection(node.url).head()


def test_the_chain_listens_on_the_loopback_and_unlocks_nobody(folder: Path) -> None:
    with opened(folder) as (chain, node):
        assert node.url.startswith("http://127.0.0.1:")
        assert Connection(node.url).ask("eth_accounts") == []
        assert chain.chain_id() == 31337


def test_the_mnemonic_is_random_private_and_in_no_other_file(tmp_path: Path) -> None:
    need_anvil()
    words = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        with opened(folder) as (chain, node):
            live(chain, "secret")
            arguments = Path(f"/proc/{node.pid}/cmdline")
            seen = arguments.read_bytes() if arguments.exists() else b""
        secret = (folder / "mnemonic").read_bytes().strip()
        assert (folder / "mnemonic").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
        assert secret not in seen
        others = [each for each in folder.rglob("*") if each.is_file() and each.name != "mnemonic"]
        assert all(secret not in each.read_bytes() for each in others)
        words.add(secret)
    assert len(words) == 2


def test_a_missing_program_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TALLYSTICK_ANVIL", str(tmp_path / "nowhere"))
    with pytest.raises(ChainUnavailableError, match="npm ci --ignore-scripts"), anvil.local_node(tmp_path / "chain"):
        pytest.fail("there is no such program")


def test_a_program_that_does_not_start_says_what_it_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "anvil"
    program.write_text("#!/bin/sh\necho 'no room at the inn' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("TALLYSTICK_ANVIL", str(program))
    with pytest.raises(ChainUnavailableError, match="no room at the inn"), anvil.local_node(tmp_path / "chain"):
        pytest.fail("it did not start")
