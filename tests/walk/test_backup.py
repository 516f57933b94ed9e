"""The drill of the operations guide: both homes archived, lost and restored in another place lose nothing."""

import datetime as dt
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.acts import Intent, perform
from tests.walk.stage import acts, copied, examined, opened, recomputed, tally_of

pytestmark = pytest.mark.chain

NOW = dt.datetime(2027, 10, 1, 4, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def restored(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both homes of a finished walk, archived, deleted and unpacked below another folder."""
    tmp_path = tmp_path_factory.mktemp("drill")
    before, after = copied(finished, tmp_path / "before"), tmp_path / "other" / "place"
    after.mkdir(parents=True)
    for side in Side:
        with tarfile.open(tmp_path / f"{side}.tar", "w") as archive:
            archive.add(before / side.value, arcname=side.value)
    for each in before.iterdir():
        if each.name not in set(Side):
            target = after / each.name
            shutil.copytree(each, target) if each.is_dir() else shutil.copy(each, target)
    shutil.rmtree(before)
    for side in Side:
        subprocess.run(["tar", "-xpf", tmp_path / f"{side}.tar", "-C", after], check=True)  # as the guide does it
    return after


def test_every_act_is_there_and_nothing_of_it_does_not_fit(finished: Path, restored: Path):
    for side in Side:
        assert acts(restored, side) == acts(finished, side)
        assert recomputed(restored, side) == recomputed(finished, side)


def test_the_ten_obligations_hold_as_before(finished: Path, restored: Path):
    assert tally_of(examined(restored)) == tally_of(examined(finished))


def test_keys_stay_closed_and_the_home_keeps_its_place_in_no_file(restored: Path, finished: Path):
    for side in Side:
        for each in (restored / side.value).rglob("*"):
            if each.is_file() and each.stat().st_size < 1_000_000:
                assert str(finished).encode() not in each.read_bytes(), each
        assert not (restored / side.value / "secret").stat().st_mode & 0o077


def test_the_log_goes_on_from_the_head_it_had(restored: Path):
    with opened(restored, Side.ONSHORE) as home:
        before = home.evidence.log.size()
        intent = Intent(kind="drill.restored", subject="home", at=NOW, body={"drill": "yes"})
        perform(home.evidence, intent, home.log_signer)
        assert home.evidence.log.size() == before + 1
        assert home.evidence.log.growth(before) != ()
