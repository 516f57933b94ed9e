"""A client that others wrote, the Go project's own packages, opens our log and finds every entry where we say it is."""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick.evidence.merkle import root
from tallystick.shell.files.beside.growing import WritableFolderLog, sequence
from tallystick.shell.files.log import FolderLog
from tallystick.shell.operations.evidence.cosigning import cosign
from tests.shell.files.logs import KEY, SIGNER, STRANGER, folder_log, some_leaves
from tests.shell.operations.example import at, person, signer

SOURCE = Path(__file__).with_name("foreign") / "reader.go"
PACKAGES = Path("/usr/share/gocode")
"""Where Debian puts the sources of Go libraries."""

WITNESS = "nadia-osei"
WHEN = at("2026-09-10T03:00")
Reader = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The foreign client, compiled."""
    go = shutil.which("go")
    if go is None or not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("no Go or no golang.org/x/mod; on Debian: apt-get install golang-go golang-golang-x-mod-dev")
    made = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(made / "cache")}
    program = made / "reader"
    subprocess.run([go, "build", "-o", program, SOURCE], check=True, env=environment, cwd=made)

    def read(log: FolderLog, key: str, older: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, log.folder, key, str(older)], capture_output=True, text=True, check=False)

    return read


@pytest.mark.parametrize(("size", "older"), [(1, 1), (5, 3), (256, 255), (257, 256), (1000, 300)])
def test_it_proves_every_entry_and_the_growth(tmp_path: Path, reader: Reader, size: int, older: int):
    log, leaves = folder_log(tmp_path / "log"), some_leaves(size)
    sequence(log, leaves[:older], SIGNER, first=0)
    if size > older:
        sequence(log, leaves[older:], SIGNER, first=older)
    then = base64.b64encode(root(leaves[:older])).decode()
    told = reader(log, str(KEY), older)
    assert told.stdout.split() == [KEY.name, str(size), str(size), then], told.stderr


def test_it_opens_a_head_that_witnesses_cosigned(tmp_path: Path, reader: Reader):
    log, leaves = folder_log(tmp_path / "log"), some_leaves(5)
    sequence(log, leaves, SIGNER, first=0)
    assert cosign(WritableFolderLog(log.folder, KEY, SIGNER), person(WITNESS), signer(WITNESS), at=WHEN) is None
    assert log.checkpoint().count("\u2014".encode()) == 2
    told = reader(log, str(KEY), 3)
    assert told.stdout.split()[:2] == [KEY.name, "5"], told.stderr


def test_it_refuses_the_head_of_another_key_and_a_changed_tile(tmp_path: Path, reader: Reader):
    log = folder_log(tmp_path / "log")
    sequence(log, some_leaves(5), SIGNER, first=0)
    assert reader(log, str(STRANGER), 3).returncode == 1
    tile = log.folder / "tile/0/000.p/5"
    content = bytearray(tile.read_bytes())
    content[40] ^= 1
    tile.write_bytes(content)
    assert reader(log, str(KEY), 3).returncode == 1
