"""A confined process: what a stranger's file makes of a parser stays there, and there is nobody there to call."""

import socket
import time

import pytest

from tallystick.shell.compute import confined as limits
from tallystick.shell.compute.confined import confined
from tallystick.shell.operations.ports.compute import ConfinedError


def double(value: int) -> int:
    return 2 * value


def reach(port: int) -> bool:
    """Whether this machine can be reached from here."""
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def swallow() -> int:
    """Ask for more memory than there is to have."""
    return len(bytearray(3 << 30))


def dawdle() -> None:
    time.sleep(60)


def test_a_task_is_done_and_its_answer_comes_back():
    assert confined(double, 21) == 42


def test_there_is_no_network():
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        here.listen()
        port = here.getsockname()[1]
        assert reach(port)
        assert confined(reach, port) is False


def test_too_much_memory_is_refused_and_not_had():
    with pytest.raises(ConfinedError, match="memory"):
        confined(swallow)


def test_too_much_time_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "_SECONDS", 1)
    with pytest.raises(ConfinedError):
        confined(dawdle)
