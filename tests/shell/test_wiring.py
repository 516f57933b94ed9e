"""The wiring: homes that stay on their side, belong to one process at a time, and survive being killed at birth."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Side
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError
from tallystick.shell.operations.ports.folders import HomeBusyError, HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.wiring import keys, operations
from tests.shell.operations.example import EXAMPLE, FILER, PASSPHRASE, at, signer

CAST = str(EXAMPLE.parent / "cast")
WHEN = at("2026-09-01T02:00")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "home")


def test_a_new_home_keeps_its_secret_and_its_log_key(folder):
    with operations().make_home(folder, Side.ONSHORE) as first:
        secret, key = first.secret, first.evidence.log.key
    with operations().make_home(folder, Side.ONSHORE) as again:
        assert (again.secret, again.evidence.log.key) == (secret, key)
        assert again.check_files() == ()
    assert len(secret) == 32
    assert (Path(folder) / "secret").stat().st_mode & 0o077 == 0


def test_two_nodes_that_start_together_draw_one_secret_of_the_portal(tmp_path, monkeypatch):
    home = Home(tmp_path)
    other: list[str] = []

    def drawn(size: int) -> str:
        if not other:
            other.append("of the node that is quicker")
            return keys.portal_secret(home) + " and of the other"
        return other[0]

    monkeypatch.setattr("tallystick.shell.wiring.keys.secrets.token_urlsafe", drawn)
    assert keys.portal_secret(home) == other[0] == keys.portal_secret(home)


def test_no_two_homes_have_the_same_secret(tmp_path):
    secrets = set()
    for number in range(3):
        with operations().make_home(str(tmp_path / str(number)), Side.ONSHORE) as home:
            secrets.add(home.secret)
    assert len(secrets) == 3


def test_no_two_logs_have_the_same_origin(tmp_path):
    origins = set()
    for number, side in enumerate((Side.ONSHORE, Side.ONSHORE, Side.OVERSEAS)):
        with operations().make_home(str(tmp_path / str(number)), side) as home:
            perform(home.evidence, Intent(kind="a.b", subject="c", at=WHEN, body={}), signer(FILER))
            head = home.evidence.log.checkpoint().decode().splitlines()[0]
            assert head == home.evidence.log.key.name
            assert f"\n\n{head}\n1\n" in home.evidence.log.receipt(0).decode()
            assert home.audit.key.name == f"{head}/audit"
        assert head.startswith(f"tallystick/{side.value}/")
        assert operations().read_home(str(tmp_path / str(number)), side).evidence.log.key.name == head
        origins.add(head)
    assert len(origins) == 3


@pytest.mark.parametrize("published", [True, False])
def test_a_log_begun_under_the_shared_origin_keeps_it(folder, published):
    with operations().make_home(folder, Side.ONSHORE) as home:
        key = VerifierKey(name="tallystick/onshore", public_key=home.evidence.log.key.public_key)
    (Path(folder) / "log.vkey").write_text(f"{key}\n")
    for act in range(2):
        with operations().make_home(folder, Side.ONSHORE) as home:
            perform(home.evidence, Intent(kind="a.b", subject="c", at=WHEN, body={"n": act}), signer(FILER))
            assert (home.evidence.log.key, home.check_files()) == (key, ())
        if not published:
            (Path(folder) / "log.vkey").unlink()  # as homes of long ago are
    assert operations().read_home(folder, Side.ONSHORE).evidence.log.key == key


def test_a_changed_origin_is_named(folder):
    with operations().make_home(folder, Side.ONSHORE):
        pass
    written = (Path(folder) / "log.vkey").read_text()
    (Path(folder) / "log.vkey").write_text(written.replace("onshore", "offshore"))
    with pytest.raises(KeyringError, match=r"log\.vkey"), operations().make_home(folder, Side.ONSHORE):
        pass
    with pytest.raises(KeyringError, match=r"log\.vkey"):
        operations().read_home(folder, Side.ONSHORE)


def test_a_home_stays_on_its_side(folder):
    with operations().make_home(folder, Side.ONSHORE):
        pass
    with (
        pytest.raises(HomeSideError, match="other side's home"),
        operations().make_home(folder, Side.OVERSEAS),
    ):
        pass


def test_a_home_that_is_not_there_is_not_made_by_looking(folder):
    with pytest.raises(HomeMissingError, match="no home"), operations().open_home(folder, Side.ONSHORE):
        pass
    assert not Path(folder).exists()


def test_a_home_whose_side_was_written_over_is_refused(folder):
    with operations().make_home(folder, Side.ONSHORE):
        pass
    (Path(folder) / "side").write_bytes(b"\xff elsewhere")
    with pytest.raises(HomeSideError), operations().open_home(folder, Side.ONSHORE):
        pass


def test_a_home_belongs_to_one_process_at_a_time(folder):
    with (
        operations().make_home(folder, Side.ONSHORE),
        pytest.raises(HomeBusyError, match=str(os.getpid())),
        operations().make_home(folder, Side.ONSHORE),
    ):
        pass


def test_onshore_there_is_no_ledger_to_act_on(folder):
    with (
        operations().make_home(folder, Side.ONSHORE) as home,
        pytest.raises(ChainUnavailableError),
        home.ledger(),
    ):
        pass


def test_keys_are_adopted_once_and_only_for_those_who_act_here(folder):
    with operations().make_home(folder, Side.ONSHORE) as home:
        assert home.keyring.people() == ("log-onshore",)
    assert operations().import_keys(folder, CAST, PASSPHRASE, (FILER,)) == (FILER,)
    assert operations().import_keys(folder, CAST, PASSPHRASE, (FILER,)) == ()
    with operations().make_home(folder, Side.ONSHORE) as home:
        assert home.keyring.open(FILER, PASSPHRASE).public_key == signer(FILER).public_key
        with pytest.raises(WrongPassphraseError):
            home.keyring.open(FILER, "another passphrase")


def test_the_passphrase_of_the_example_opens_no_log_key(folder):
    with operations().make_home(folder, Side.ONSHORE) as home, pytest.raises(WrongPassphraseError):
        home.keyring.open("log-onshore", PASSPHRASE)


def test_a_log_that_has_begun_gets_no_other_key(folder):
    with operations().make_home(folder, Side.ONSHORE) as home:
        perform(home.evidence, Intent(kind="a.b", subject="c", at=WHEN, body={}), signer(FILER))
    (Path(folder) / "keys" / "log-onshore.pem").unlink()
    with pytest.raises(KeyringError) as refused, operations().make_home(folder, Side.ONSHORE):
        pass
    assert refused.value.finding.code == "files.log-key-missing"


BORN = """
import os, signal, sys
from pathlib import Path
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Side
from tallystick.shell import wiring

def counted(frame, event, _):
    global left
    if frame.f_code.co_filename not in WATCHED:
        return None
    if event == "line":
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
    return counted

from tallystick.shell.files import atomic, homes, locks
from tallystick.shell.signing import keystore
from tallystick.shell.wiring import homes as opening, keys as sealing
WATCHED = {module.__file__ for module in (opening, sealing, atomic, homes, locks, keystore)}
opened = wiring.operations()
killed = 0
while True:  # each in a child, which begins with everything read in
    child = os.fork()
    if child == 0:
        left = killed * int(sys.argv[2])
        sys.settrace(counted)
        with opened.make_home(f"{sys.argv[1]}/{killed}", Side.ONSHORE):
            pass
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended != -signal.SIGKILL:
        break
    killed += 1
print(killed)
sys.exit(ended)
"""


@pytest.mark.parametrize("stride", [61, pytest.param(3, marks=pytest.mark.long)])
def test_a_home_killed_at_birth_opens_afterwards(tmp_path, stride):
    command = [sys.executable, "-c", BORN, str(tmp_path), str(stride)]
    killed = int(subprocess.run(command, check=True, capture_output=True).stdout)
    for each in range(killed):
        with operations().make_home(str(tmp_path / str(each)), Side.ONSHORE) as home:
            assert len(home.secret) == 32
            perform(home.evidence, Intent(kind="a.b", subject="c", at=WHEN, body={}), signer(FILER))
    assert killed * stride > 80
