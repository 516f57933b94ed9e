"""`service --replay`: what was reported and paid is recomputed from files alone, to the cent."""

import json
import shutil
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally


def test_two_real_certificates_replay_to_the_cent(tally: Tally, project: Path):
    folder = project / "examples" / "carmax-2025-2"
    told = tally("service", folder, "--replay", folder, "--json")
    assert told.exit == 0
    value = told.json["value"]
    assert (value["compared"], value["agreeing"]) == (46, 46)
    assert {each["period"] for each in value["figures"]} == {"2025-08", "2025-11"}
    assert "46 of 46 figures agree" in tally("service", folder, "--replay", folder).out


@pytest.mark.parametrize("cell", range(0, 46, 6))
def test_a_published_figure_one_cent_off_is_named(tally: Tally, project: Path, tmp_path: Path, cell: int):
    folder = Path(shutil.copytree(project / "examples" / "carmax-2025-2", tmp_path / "carmax"))
    published = json.loads((folder / "published.json").read_text(encoding="utf-8"))
    figures = [figure for each in published["certificates"] for figure in each["figures"]]
    whole, _, cents = figures[cell]["cell"].partition(".")
    figures[cell]["cell"] = f"{whole}.{(int(cents) + 1) % 100:02}"
    (folder / "published.json").write_text(json.dumps(published), encoding="utf-8")
    told = tally("service", folder, "--replay", folder, "--json")
    assert (told.exit, told.codes) == (1, ["servicing.replay-figure"])
    assert told.json["value"]["agreeing"] == 45


def test_an_edition_is_not_replayed_without_its_pricing(tally: Tally, project: Path, tmp_path: Path):
    told = tally("service", project / "examples" / "auto-leases", "--replay", tmp_path)
    assert told.exit == 2
    assert "--placement" in told.err


def test_without_replay_the_month_must_be_named(tally: Tally, project: Path):
    told = tally("service", project / "examples", "--placement", project / "examples")
    assert told.exit == 2
    assert "--period" in told.err
