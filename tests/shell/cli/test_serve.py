"""`serve` as it is called: refused where strangers could reach it, where there is no home, where a port is taken."""

import socket

import pytest

from tests.shell.cli.conftest import Tally


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--address", "0.0.0.0"), "Other machines can reach 0.0.0.0"),  # noqa: S104 - it is refused
        (("--address", "::"), "no name was given"),
        (("--address", "register.example"), "is no IP address"),
        (("--port", "0"), "is no port"),
        (("--port", "70000"), "is no port"),
        ((), "is no home"),
    ],
)
def test_a_call_that_cannot_be_served_is_refused_in_words(tally: Tally, tmp_path, asked, said):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        free = nobody.getsockname()[1]
    told = tally("serve", "--home", str(tmp_path / "none"), "--port", str(free), *asked, "--lang", "en")
    assert told.exit == 2
    assert said in " ".join(told.err.split())


@pytest.mark.parametrize("asked", [("--host", "register.example"), ("--address", "0.0.0.0", "--host", "a.example")])  # noqa: S104
def test_a_home_whose_logins_were_printed_is_shown_on_this_machine_alone(tally: Tally, tmp_path, asked):
    (tmp_path / "side").write_text("onshore")
    (tmp_path / "logins").mkdir()
    (tmp_path / "logins" / "logins.json").write_text("[]")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        free = nobody.getsockname()[1]
    told = tally("serve", "--home", str(tmp_path), "--port", str(free), *asked, "--lang", "en")
    assert told.exit == 2
    assert "were printed for a rehearsal" in " ".join(told.err.split())


def test_a_taken_port_is_named(tally: Tally, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = tally("serve", "--home", str(tmp_path), "--port", str(other.getsockname()[1]), "--lang", "zh")
    assert told.exit == 2
    assert "不能使用" in told.err
