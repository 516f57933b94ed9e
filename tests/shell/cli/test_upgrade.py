"""The earliest home there is, made by the code of its time: today's code opens it, upgrades it, and goes on with it.

`python -m tools.earliest tests/shell/cli/earliest.zip` makes it again, out of the commit it names.
"""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally
from tests.shell.operations.example import FILING

ARCHIVE = Path(__file__).with_name("earliest.zip")
DONE = ("submit", "question", "answer", "file", "record-notice")
RECORDERS = ("--as", "meng-anran", "--as", "ruan-qingping", "--at", "2026-10-10T10:00:00+08:00")
PAPER = (
    "--number",
    "L-1",
    "--date",
    "2026-10-09",
    "--authority-zh",
    "样本",
    "--authority-en",
    "Specimen",
    "--specimen",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path / "home")
    for private in ("secret", *(str(each.relative_to(tmp_path / "home")) for each in tmp_path.glob("home/keys/*"))):
        (tmp_path / "home" / private).chmod(0o600)
    return tmp_path / "home"


def version(home: Path) -> int:
    with closing(sqlite3.connect(home / "store.sqlite3")) as store:
        (number,) = store.execute("PRAGMA user_version").fetchone()
    return int(number)


def test_the_earliest_home_is_opened_upgraded_checked_and_gone_on_with(
    tally: Tally, home: Path, cast: Path, tmp_path: Path
):
    before = version(home)
    checked = tally("fsck", "--people", cast / "people.yaml", "--json")
    assert checked.exit in {0, 3}, checked.out
    assert checked.json["value"]["acts"] == len(DONE)
    assert version(home) > before

    capture = cast / "people.yaml"
    told = tally("record", FILING, "--kind", "letter", *PAPER, "--capture", capture, *RECORDERS, "--json")
    assert told.exit == 0, told.out
    assert (told.json["value"]["phase"], told.json["value"]["number"]) == ("recorded", len(DONE) + 1)

    delivered = tally("deliver", FILING, "--out", tmp_path / "crossed", "--json")
    assert delivered.exit == 0, delivered.out
    verified = tally("verify", tmp_path / "crossed", "--json")
    assert verified.exit == 0, verified.out
    again = tally("fsck", "--people", cast / "people.yaml", "--json")
    assert again.exit in {0, 3}, again.out
    assert again.json["value"]["acts"] == len(DONE) + 1
