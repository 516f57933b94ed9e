"""A refusal is told in the reader's language, whoever refuses: the keystore, the log, the objects, another process."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language, word
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import Tally
from tests.shell.operations.example import FILER, at, signer

_ENGLISH = re.compile(r"\b[A-Za-z]+ [a-z]+ [a-z]+\b")
"""Three words in a row: a name, a path and a command to run have fewer, or hyphens between them."""


def _open_to_all(key: Path) -> None:
    key.chmod(0o644)


def _shortened(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:120])


def _in_the_clear(key: Path) -> None:
    key.write_bytes(b"-----BEGIN PRIVATE KEY-----\n")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_open_to_all, "files.key-exposed"),
        (_shortened, "files.key-damaged"),
        (_in_the_clear, "files.key-unencrypted"),
    ],
)
def test_the_log_s_own_key_that_cannot_be_used_is_named(
    tally: Tally, tmp_path: Path, spoil: Callable[[Path], None], code: str
):
    assert tally("keys", "--create", "zhou-min").exit == 0
    spoil(tmp_path / "home" / "keys" / "log-onshore.pem")
    told = tally("keys", "--lang", "zh")
    assert told.exit == 2
    assert "log-onshore" in told.err
    assert not _ENGLISH.search(told.err), told.err
    assert tally("keys", "--json").codes == [code]


def test_a_home_whose_secret_was_swapped_says_so(tally: Tally, tmp_path: Path):
    tally("keys", "--create", "zhou-min")
    (tmp_path / "home" / "secret").write_bytes(os.urandom(32))
    told = tally("keys", "--lang", "zh")
    assert told.exit == 2
    assert "秘密打不开日志密钥 log-onshore" in told.err
    assert tally("keys", "--json").codes == ["files.log-key-closed"]


@pytest.mark.parametrize(
    ("person", "passphrase", "code"),
    [
        ("zhou-min", "tallystick-example", "files.key-there"),
        ("Zhou Min", "tallystick-example", "files.key-person"),
        ("chen-lu", "short", "files.passphrase-short"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused_in_the_reader_s_language(
    tally: Tally, monkeypatch: pytest.MonkeyPatch, person: str, passphrase: str, code: str
):
    tally("keys", "--create", "zhou-min")
    monkeypatch.setenv("TALLYSTICK_PASSPHRASE", passphrase)
    told = tally("keys", "--create", person, "--lang", "zh")
    assert told.exit == 2
    assert not _ENGLISH.search(told.err), told.err
    assert tally("keys", "--create", person, "--json").codes == [code]


def test_a_home_somebody_works_in_names_the_process(tally: Tally, tmp_path: Path):
    tally("keys", "--create", "zhou-min")
    with Home(tmp_path / "home").alone():
        told, plain = tally("keys", "--lang", "zh"), tally("keys", "--json")
    assert told.exit == 2
    assert f"另一个进程（编号 {os.getpid()}）" in told.err
    assert plain.codes == ["files.home-held"]
    assert plain.json["findings"][0]["arguments"]["process"] == str(os.getpid())


def _of_another_home(home: Path) -> None:
    """The tiles of a log that somebody else wrote, under a head of this log's key: two histories."""
    tile = next((home / "log" / "tile" / "0").rglob("1"))
    tile.write_bytes(bytes(32))


def _rolled_back(home: Path) -> None:
    """The checkpoint of a copy that is older than the store."""
    (home / "log" / "checkpoint").unlink()


def _without_tile(home: Path) -> None:
    next((home / "log" / "tile" / "0").rglob("1")).unlink()


def _signed_by_another(home: Path) -> None:
    other = home.with_name("other")
    other.mkdir()
    shutil.copy2(home / "secret", other / "secret")
    with operations().make_home(str(other), Side.ONSHORE):
        shutil.copy2(other / "keys" / "log-onshore.pem", home / "keys" / "log-onshore.pem")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_of_another_home, "files.log-hashes"),
        (_rolled_back, "files.log-gap"),
        (_without_tile, "files.tile-missing"),
        (_signed_by_another, "files.log-not-its-own"),
    ],
)
def test_a_log_that_takes_no_more_acts_says_why(tmp_path: Path, spoil: Callable[[Path], None], code: str):
    home = tmp_path / "home"
    with operations().make_home(str(home), Side.ONSHORE) as opened:
        perform(opened.evidence, _act("a"), signer(FILER))
    spoil(home)
    with operations().make_home(str(home), Side.ONSHORE) as opened, pytest.raises(RefusedError) as refused:
        perform(opened.evidence, _act("b"), signer(FILER))
    found = refused.value.finding
    worded = word(found, Language.ZH)
    assert found.code == code
    assert not _ENGLISH.search(f"{worded.what} {worded.why} {worded.remedy}")


def _act(subject: str) -> Intent:
    return Intent(kind="a.b", subject=subject, at=at("2026-09-01T02:00"), body={})


def test_a_path_the_system_refuses_is_named(tally: Tally, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    told = tally("keys", "--create", "zhou-min", "--home", tmp_path / "file" / "home", "--lang", "zh")
    assert told.exit == 2
    assert f"{tmp_path}/file" in told.err
    assert not _ENGLISH.search(told.err), told.err
