"""`watch` and `tell` as people call them: tables, values, drafts, a picture, and who may sign."""

import json
import shutil
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

APRIL = ("--as-of", "2027-04-20")
BAD = "D2-2/2027-03/defaults"


@pytest.fixture
def light(project: Path, tmp_path: Path) -> Path:
    """The vehicle leases up to their bad month, without the tape, on which nothing that is watched rests."""
    kept = tmp_path / "leases"
    later = [f"2027-{month:02}.csv" for month in (4, 5, 6, 7, 8)]
    shutil.copytree(
        project / "examples" / "auto-leases", kept, ignore=shutil.ignore_patterns("tape.csv", "*.py", *later)
    )
    return kept


@pytest.fixture
def keyed(tally: Tally, cast: Path) -> Tally:
    """A home with the keys of the cast."""
    assert tally("keys", "--import-cast", cast).exit == 0
    return tally


def test_the_table_shows_what_is_owed_what_happened_and_what_comes(keyed: Tally, light: Path):
    told = keyed("watch", light, *APRIL)
    assert told.exit == 1
    assert "completion-report" in told.out
    assert "2026-09-18 A" in told.out
    assert BAD in told.out
    assert "0.27%" in told.out
    assert "What comes next" in told.out
    assert "annual-report/2027" not in told.out  # what is not yet owed is told with --all
    assert "annual-report/2027" in keyed("watch", light, *APRIL, "--all").out
    assert "没有法定天数" in keyed("watch", light, *APRIL, "--lang", "zh").out


def test_values_for_programs_say_the_same_each_time(keyed: Tally, light: Path):
    first, again = keyed("watch", light, *APRIL, "--json"), keyed("watch", light, *APRIL, "--json")
    assert first.out == again.out
    value = first.json["value"]
    duty = next(each for each in value["duties"] if each["id"] == "completion-report")
    assert (duty["due"], duty["binding"], duty["mark"], duty["state"]) == ("2026-09-18", False, "A", "missing")
    (event,) = value["events"]
    assert (event["id"], event["threshold"], event["decision"], event["late"]) == (BAD, ">= 0.23%", None, True)
    assert value["next"][0] == {"id": "distribution/2027-03", "due": "2027-04-21"}


def test_before_anything_is_owed_it_is_clean_and_an_event_in_its_days_is_open(
    keyed: Tally, light: Path, tmp_path: Path
):
    assert keyed("watch", light, "--as-of", "2026-09-16").exit == 0
    sent = tmp_path / "sent.md"
    sent.write_bytes(b"as sent")
    (light / "answers.yaml").unlink()  # its determinations have expired by then
    owed = [f"distribution/2026-{month:02}" for month in (9, 10, 11, 12)]
    for name in ("completion-report", *owed, "distribution/2027-01", "distribution/2027-02"):
        told = keyed("tell", light, name, "--paper", sent, "--as", "shen-yilan", "--at", "2027-03-24")
        assert told.exit == 0, told.out
    assert keyed("watch", light, "--as-of", "2027-04-01").exit == 3
    assert keyed("watch", light, "--as-of", "2027-04-01", "--allow-open").exit == 0
    reason = ("--why-not", "one dealer", "--as", "gu-wenbo", "--at", "2027-04-01T06:00")
    assert keyed("tell", light, BAD, *reason).exit == 0
    assert keyed("watch", light, "--as-of", "2027-04-01").exit == 0


def test_drafts_and_the_picture_are_written_where_they_are_asked_for(keyed: Tally, light: Path, tmp_path: Path):
    out, drawn = tmp_path / "out", tmp_path / "drawn"
    assert keyed("watch", light, *APRIL, "--out", out, "--chart", drawn).exit == 1
    draft = (out / "drafts" / "D2-2_2027-03_defaults-en.md").read_text(encoding="utf-8")
    assert "nobody has decided" in draft
    assert {each.name for each in drawn.iterdir()} == {"coming-zh.svg", "coming-en.svg"}
    assert "2027-04-20" in (drawn / "coming-en.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "code", "exit_"),
    [
        (("--why-not", "x", "--as", "shen-yilan", "--as", "gu-wenbo"), "cli.persons-one", 2),
        (("--as", "shen-yilan"), "supervision.tell-one-way", 1),
        (("--why-not", "x", "--as", "carmen-lau"), "cli.key-missing", 2),
    ],
)
def test_what_is_wrong_with_telling_is_said(keyed: Tally, light: Path, more, code, exit_):
    told = keyed("tell", light, BAD, *more, "--at", "2027-04-02", "--json")
    assert (told.exit, [each["code"] for each in json.loads(told.out)["findings"]]) == (exit_, [code])


def test_a_folder_that_is_no_deal_is_refused(keyed: Tally, tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    assert keyed("watch", tmp_path / "nothing", "--json").codes == ["deal.file-missing"]


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "1999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_reaches_is_refused(keyed: Tally, light: Path, day: str):
    told = keyed("watch", light, "--as-of", day)
    assert told.exit == 2
    assert "is not between 2000 and 2100" in told.err
