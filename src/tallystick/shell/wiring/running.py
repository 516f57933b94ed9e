"""Both portals with their workers, and the local chain of the overseas one, as children of one process.

    serve, work, sign (onshore)  serve, work (overseas)  anvil    one that ends is started again; all end with this one

A chain that was killed comes back as it was written last, up to a second before. Each child leads a group of its own:
what it leaves when it dies is ended before it is started again, and a child of a process that was killed is told so by
the kernel.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tallystick.evidence.persons import Side
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.services.serving import Running, Serving
from tallystick.shell.wiring.keys import portal_secret

if TYPE_CHECKING:
    from tallystick.shell.chain.anvil import LocalNode

__all__ = ["AHEAD", "PORTAL", "SERVING", "run"]

PORTAL: Final = "tallystick.__main__:portal"
SERVING: Final = "TALLYSTICK_SERVING"
"""The variable that tells the processes of a server which home they show, and where."""

AHEAD: Final = "TALLYSTICK_AHEAD"
"""The variable that tells a worker by how many seconds the clock of its home's pages goes ahead of this machine's."""

_PATIENCE: Final = 20.0
_POLL: Final = 0.2
_SOON: Final = 0.05
_AGAIN: Final = 2.0
_READY: Final = 60.0
_PARENT_DIES: Final = 1
_KEPT_FROM_CHILDREN: Final = ("TALLYSTICK_PASSPHRASE", "TALLYSTICK_HOME", "TALLYSTICK_SIDE")


@dataclass(slots=True)
class _Child:
    """A command that is kept running."""

    arguments: tuple[str, ...]
    environment: Callable[[], dict[str, str]] = dict
    process: "subprocess.Popen[bytes] | None" = None
    since: float = field(default=0.0)


class _Chain(AbstractContextManager["_Chain"]):
    """The local chain of a home, from `begin` to the end of the block."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._held = folder, ExitStack()
        self._node: LocalNode | None = None
        self._since = 0.0

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def begin(self) -> None:
        """Have the chain running.

        Raises:
            ChainUnavailableError: it does not start.
        """
        from tallystick.shell.chain.anvil import local_node

        self._since = time.monotonic()
        self._held.close()
        self._node = None
        self._node = self._held.enter_context(local_node(self._folder))

    def keep(self) -> None:
        """Start the chain again where it ended, and try again later where it does not start: whoever asks is told."""
        from tallystick.shell.chain.anvil import is_running

        if self._node is not None and is_running(self._node):
            return
        if time.monotonic() - self._since >= _AGAIN:
            with suppress(ChainUnavailableError):
                self.begin()


def run(running: Running, prepare: Callable[[], bool], ready: Callable[[], None]) -> None:
    """Keep everything running until SIGTERM, SIGINT or SIGHUP; then end it, in order.

    Args:
        running: the portals.
        prepare: makes the homes what they are to be, beside the pages of those that are there already; whether it did.
        ready: called once, when every portal answers.
    """
    pages = [_Child(_pages(each), environment=partial(_told, each)) for each in running.portals]
    workers = [_Child(_worker(each), environment=partial(_ahead, each)) for each in running.portals]
    workers += [
        _Child(_signer(each), environment=lambda: {"TALLYSTICK_PASSPHRASE": running.passphrase})
        for each in running.portals
        if running.passphrase
    ]
    with ExitStack() as stack:
        stack.callback(_end, [*pages, *workers])
        for child, each in zip(pages, running.portals, strict=True):
            if Home(Path(each.home)).log_key.is_file():
                _started(child)
        if not prepare():
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: stopping.set()))
        chains = [stack.enter_context(_Chain(folder)) for each in running.portals for folder in _chains(each)]
        for chain in chains:
            chain.begin()
        _keep(pages, workers, chains, running, stopping, ready)


def _keep(
    pages: list[_Child],
    workers: list[_Child],
    chains: list[_Chain],
    running: Running,
    stopping: threading.Event,
    ready: Callable[[], None],
) -> None:
    """Keep the pages running, and once they answer the workers, which would only slow them down before."""
    begun, told = time.monotonic(), False
    while not stopping.is_set():
        for child in [*pages, *workers] if told else pages:
            _started(child)
        for chain in chains:
            chain.keep()
        if not told and (all(map(_answers, running.portals)) or time.monotonic() - begun > _READY):
            told = True
            ready()
        stopping.wait(_POLL if told else _SOON)


def _pages(serving: Serving) -> tuple[str, ...]:
    """Return the server's own command: unlike `serve` it reads in no more than it needs to start its workers."""
    place = ("--host", serving.address, "--port", str(serving.port), "--workers", str(serving.workers))
    return ("granian", "--interface", "wsgi", *place, "--blocking-threads", "4", "--no-log", "--factory", PORTAL)


def _worker(serving: Serving) -> tuple[str, ...]:
    return ("tallystick", "work", "--home", serving.home, "--side", serving.side.value)


def _signer(serving: Serving) -> tuple[str, ...]:
    return ("tallystick", "sign", "--home", serving.home, "--side", serving.side.value, "--every", "2")


def _told(serving: Serving) -> dict[str, str]:
    return {SERVING: json.dumps(asdict(serving) | {"secret": portal_secret(Home(Path(serving.home)))})}


def _ahead(serving: Serving) -> dict[str, str]:
    return {AHEAD: str(serving.ahead)}


def _started(child: _Child) -> None:
    """Start a child, again where it ended."""
    if child.process is not None and child.process.poll() is None:
        return
    if child.process is not None:
        _end_group(child.process)
        if time.monotonic() - child.since < _AGAIN:
            return
    kept = {name: value for name, value in os.environ.items() if name not in _KEPT_FROM_CHILDREN} | child.environment()
    child.since = time.monotonic()
    child.process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", *child.arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=kept,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread of this process holds a lock that the child needs
    )


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies, however it dies. Source: prctl(2), PR_SET_PDEATHSIG."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGTERM)


def _end(children: list[_Child]) -> None:
    """Ask all to end, wait for them together, and end what is left."""
    processes = [child.process for child in children if child.process is not None]
    for process in processes:
        with suppress(ProcessLookupError):
            process.terminate()
    end = time.monotonic() + _PATIENCE
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, end - time.monotonic()))
        _end_group(process)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(serving: Serving) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://{serving.address}:{serving.port}/alive", timeout=2) as said:
        return bool(said.status == 200)
    return False


def _chains(serving: Serving) -> tuple[Path, ...]:
    """Return where the local chain of an overseas home lies, where it has one and no other ledger is named."""
    chain = Home(Path(serving.home)).chain
    mine = serving.side is Side.OVERSEAS and not os.environ.get("TALLYSTICK_RPC") and chain.is_dir()
    return (chain,) if mine else ()
