"""The local chain: one anvil per home, on the loopback, kept on disk, found again when it is already running.

    no program -> error that says how to get it
    recorded, answering as the same instance, its keeper alive -> used as it is, and left running
    the same, but its keeper is gone -> kept from now on, and stopped at the end of the block
    otherwise -> started from its state on a free port, recorded, and stopped at the end of the block

The keeper is the process that will stop it; one that was killed leaves the chain to the next.

Whoever only reads the chain runs a copy of its state in a temporary folder: reading leaves no trace in the home.

The state is written every second and at the end. A chain that was killed comes back as it was written last: what was
mined in its last second may be missing, so a restart is read like a reorganisation, and acts are asked for again.
A state file cut off in mid-write is set aside for the copy kept at the last start. Where a file was changed while the
chain was stopped, no copy is made of it or put in its place, and it is named until it is restored.
No account of the chain program is unlocked, none has funds, and nothing is charged: we sign ourselves.
Source: anvil 1.7.1 (``--state``, ``--state-interval``, ``anvil_metadata``).
It is not for a chain that anybody else relies on.
"""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick.evidence.findings import finding
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.held import LASTING, RESTING, changed, hold, told
from tallystick.shell.chain.refusals import unavailable
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError

__all__ = ["CHAIN_ID", "LocalNode", "copied_node", "found_node", "is_running", "local_node", "program"]

CHAIN_ID = 31337
"""What anvil calls itself by default; no public chain has this number."""

_GENESIS = 1_577_836_800
"""2020-01-01 in Unix seconds: before any deal, so that every `as_of` can be a block's time."""

_LOOPBACK = "127.0.0.1"
_VARIABLE = "TALLYSTICK_ANVIL"
_PATIENCE = 20.0
_PAUSE = 0.02
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalNode:
    """A running local chain. `instance` is the program's own name for this run; `keeper` the process that stops it."""

    url: str
    pid: int
    instance: str
    keeper: int


def program() -> Path:
    """Find anvil: named by TALLYSTICK_ANVIL, installed under ``contracts/node_modules``, or on the path.

    Raises:
        ChainUnavailableError: there is none; the finding says how to get it.
    """
    named = os.environ.get(_VARIABLE)
    machine = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    installed = f"contracts/node_modules/@foundry-rs/anvil-{sys.platform}-{machine}/bin/anvil"
    on_path = shutil.which("anvil")
    candidates = [named] if named else [Path(__file__).resolve().parents[4] / installed, on_path]
    for candidate in candidates:
        if candidate is not None and os.access(candidate, os.X_OK):
            return Path(candidate)
    raise unavailable(finding("chain.program-missing", variable=_VARIABLE, named=named or "-"))


@contextmanager
def local_node(folder: Path, *, chain_id: int = CHAIN_ID) -> Iterator[LocalNode]:
    """Have the folder's chain running for the length of a ``with`` block.

    A chain found running is left running, unless the process that kept it is gone.

    Args:
        folder: where state, record and log of this chain lie; made when missing.
        chain_id: the chain's number; the same every time.

    Raises:
        ChainUnavailableError: there is no anvil, or it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    process: subprocess.Popen[bytes] | None = None
    with _lock(folder):
        node = _running(folder, chain_id)
        kept = node is not None and _alive(node.keeper)
        differing = changed(folder) if node is None else ()
        if node is None:
            process, node = _start(folder, chain_id, differing)
        elif not kept:
            node = replace(node, keeper=os.getpid())
            _record(folder, node)
    try:
        yield node
    finally:
        if process is not None:
            _stop(process)
        elif not kept:
            _stop_adopted(node)
        if not kept:
            hold(folder, RESTING, differing=differing)


@contextmanager
def copied_node(folder: Path, *, chain_id: int = CHAIN_ID) -> Iterator[LocalNode]:
    """Have a copy of the folder's chain running for the length of a ``with`` block; the folder stays as it is.

    The copy begins at the state as it was written last: of a chain that a killed process left running, up to a second
    ago.

    Raises:
        ChainUnavailableError: there is no anvil, or it does not start from this state; where the state was changed
            after the chain was stopped, the finding names its file.
    """
    with ExitStack() as stack:
        copy = Path(stack.enter_context(TemporaryDirectory(prefix="tallystick-chain-")))
        differing = changed(folder)
        for name in ("state.json",) if "state.json" in differing else ("state.json", "state.kept.json"):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, copy / name)
        if "state.json" in differing and (copy / "state.json").is_file() and not _is_whole(copy / "state.json"):
            raise unavailable(told(folder, "state.json"))
        hold(copy, ())
        try:
            node = stack.enter_context(local_node(copy, chain_id=chain_id))
        except ChainUnavailableError as error:
            if differing:
                raise unavailable(told(folder, differing[-1])) from error
            raise
        yield node


def found_node(folder: Path, *, chain_id: int = CHAIN_ID) -> LocalNode:
    """Return the folder's chain where it runs; whoever looks neither starts nor keeps it.

    Raises:
        ChainUnavailableError: it does not run.
    """
    node = _running(folder, chain_id)
    if node is None:
        raise unavailable(finding("chain.not-running"))
    return node


def is_running(node: LocalNode) -> bool:
    """Return whether the program of a chain still runs; a child that ended and was not waited for does not."""
    with suppress(ChildProcessError):
        os.waitpid(node.pid, os.WNOHANG)
    return _alive(node.pid)


def _running(folder: Path, chain_id: int) -> LocalNode | None:
    """Return the recorded chain when it answers and is still the same run of the same chain."""
    try:
        record = json.loads((folder / "node.json").read_text(encoding="utf-8"))
        node = LocalNode(**record)
        here = node.url.startswith(f"http://{_LOOPBACK}:")
        same = here and _instance(node.url) == node.instance and _chain_id(node.url) == chain_id
    except (OSError, ValueError, KeyError, TypeError, ChainUnavailableError):
        return None
    return node if same else None


def _start(folder: Path, chain_id: int, differing: tuple[str, ...]) -> tuple["subprocess.Popen[bytes]", LocalNode]:
    path = program()
    if not differing:
        _settle(folder)
    hold(folder, LASTING, differing=differing)
    for _ in range(_ATTEMPTS):
        port = _free_port()
        url = f"http://{_LOOPBACK}:{port}"
        with (folder / "anvil.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [str(path), *_arguments(port, chain_id)],
                cwd=folder,
                env={"HOME": str(folder.resolve()), "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        instance = _answering(process, url)
        if instance is not None:
            node = LocalNode(url=url, pid=process.pid, instance=instance, keeper=os.getpid())
            _record(folder, node)
            return process, node
        _stop(process)
    if differing:
        raise unavailable(told(folder, differing[-1]))
    said = (folder / "anvil.log").read_text(encoding="utf-8", errors="replace").strip()
    raise unavailable(finding("chain.did-not-start", program=str(path), said=said or "-"))


def _record(folder: Path, node: LocalNode) -> None:
    (folder / "node.json").write_text(json.dumps(asdict(node)) + "\n", encoding="utf-8")


def _arguments(port: int, chain_id: int) -> list[str]:
    place = ["--host", _LOOPBACK, "--port", str(port), "--no-cors", "--chain-id", str(chain_id)]
    time_and_fees = ["--timestamp", str(_GENESIS), "--gas-price", "0", "--block-base-fee-per-gas", "0"]
    state = ["--state", "state.json", "--state-interval", "1", "--cache-path", "cache"]
    return [
        *place,
        *time_and_fees,
        "--disable-min-priority-fee",
        *state,
        "--accounts",
        "0",
        "--hardfork",
        "cancun",
        "-q",
    ]


def _settle(folder: Path) -> None:
    """Keep a copy of a whole state; put the copy in place of one that was cut off."""
    state, kept = folder / "state.json", folder / "state.kept.json"
    if not state.exists():
        return
    if _is_whole(state):
        shutil.copyfile(state, folder / "state.copying.json")
        (folder / "state.copying.json").replace(kept)
        return
    state.replace(folder / "state.broken.json")
    if kept.exists():
        shutil.copyfile(kept, state)


def _is_whole(state: Path) -> bool:
    """Return whether a state is JSON to its end, as one that was cut off is not."""
    try:
        json.loads(state.read_bytes())
    except ValueError:
        return False
    return True


def _answering(process: "subprocess.Popen[bytes]", url: str) -> str | None:
    """Wait until the program answers; None when it ends instead, or takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return _instance(url)
        except ChainUnavailableError:
            time.sleep(_PAUSE)
    return None


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the program to write its state and end; end it when it does not."""
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _stop_adopted(node: LocalNode) -> None:
    """Ask a program that another process started to write its state and end."""
    with suppress(ProcessLookupError):
        os.kill(node.pid, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    with suppress(ChainUnavailableError):
        while time.monotonic() < deadline and _instance(node.url) == node.instance:
            time.sleep(_PAUSE)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _instance(url: str) -> str:
    return str(Connection(url).ask("anvil_metadata")["instanceId"])


def _chain_id(url: str) -> int:
    return int(Connection(url).ask("eth_chainId"), 16)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "starting").open("w") as file:
        flock(file, LOCK_EX)
        try:
            yield
        finally:
            flock(file, LOCK_UN)
