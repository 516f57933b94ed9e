"""`screen` and `identify`: hit, question, no hit or not screened, each with its list's version; two people decide."""

import json
import re
from pathlib import Path

import pytest

from tallystick.evidence.wording import labels
from tallystick.supervision.names import comparing
from tallystick.supervision.names.spelling import System
from tests.shell.cli.conftest import Tally, Told, changed

_LISTS = """\
schema: tallystick/name-lists/v1
lists:
  invented-sanctions:
    name: {zh: 虚构制裁名单, en: Invented sanctions list}
    version: "2026-11-02.1"
    day: 2026-11-02
    days: 30
    file: sanctions.csv
  invented-defaulters:
    name: {zh: 虚构失信名单, en: Invented list of defaulters}
    version: "7"
    day: 2026-06-01
    days: 30
    file: defaulters.csv
"""
_SANCTIONS = "name,kind,identifier\n毛泽东,person,P-1\nGuangdong Piaoliu Trading Co Ltd,organisation,X-9\n"
_NAMES = """\
name,kind,identifier
Mao Tse-tung,person,
晨星贸易有限公司,organisation,
Ordinary Holdings Ltd,organisation,X-9
"""
MAO = ("--name", "Mao Tse-tung", "--entry", "毛泽东", "--list", "invented-sanctions")
TWO = ("--as", "he-zhixia", "--as", "fang-bochuan")


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "lists.yaml").write_text(_LISTS, encoding="utf-8")
    (folder / "sanctions.csv").write_text(_SANCTIONS, encoding="utf-8")
    (folder / "defaulters.csv").write_text("name,kind,identifier\n晨星贸易有限公司,organisation,\n", encoding="utf-8")
    (tmp_path / "names.csv").write_text(_NAMES, encoding="utf-8")
    return folder


def screen(tally: Tally, lists: Path, *more: str | Path, on: str = "2026-11-10") -> Told:
    names = lists.with_name("names.csv")
    return tally("screen", "--names", names, "--lists", lists, "--as-of", on, *more, "--json")


def identify(tally: Tally, lists: Path, cast: Path, *more: str, who: tuple[str, ...] = TWO) -> Told:
    asked = ("--names", lists.with_name("names.csv"), "--lists", lists, "--as-of", "2026-11-10")
    acting = (*who, "--people", cast / "people.yaml", "--at", "2026-11-10T10:00:00+08:00", "--json")
    return tally("identify", *asked, *more, *acting)


def states(told: Told) -> dict[tuple[str, str], str]:
    return {(each["name"], each["list"]): each["state"] for each in told.json["value"]["searches"]}


def test_a_name_is_a_hit_a_question_no_hit_or_not_screened(tally: Tally, lists: Path, cast: Path, tmp_path: Path):
    assert tally("keys", "--import-cast", cast).exit == 0
    told = screen(tally, lists, "--out", tmp_path / "made")
    assert (told.exit, told.codes) == (
        1,
        ["supervision.name-not-screened", "supervision.name-question", "supervision.name-hit"],
    )
    found = states(told)
    assert found["Mao Tse-tung", "invented-sanctions"] == "question"
    assert found["Ordinary Holdings Ltd", "invented-sanctions"] == "hit"
    assert found["晨星贸易有限公司", "invented-sanctions"] == "no-hit"
    assert {state for (_, name), state in found.items() if name == "invented-defaulters"} == {"not-screened"}
    kept = json.loads((tmp_path / "made" / "screening.json").read_bytes())
    assert kept == told.json["value"]
    assert [each["version"] for each in kept["lists"]] == ["2026-11-02.1", "7"]
    shown = tally(
        "screen", "--names", tmp_path / "names.csv", "--lists", lists, "--as-of", "2026-11-10", "--lang", "zh"
    )
    assert "待认定" in shown.out
    assert "2026-11-02.1" in shown.out


def test_an_old_list_screens_nobody_and_one_of_tomorrow_neither(tally: Tally, lists: Path, cast: Path):
    tally("keys", "--import-cast", cast)
    assert set(states(screen(tally, lists, on="2026-06-15")).values()) == {"not-screened", "no-hit", "hit"}
    assert set(states(screen(tally, lists, on="2027-06-15")).values()) == {"not-screened"}


def test_two_people_decide_and_the_next_search_minds_it(tally: Tally, lists: Path, cast: Path):
    tally("keys", "--import-cast", cast)
    said = (*MAO, "--different", "--reasons", "Born 1991; passport seen.")
    assert identify(tally, lists, cast, *said, who=TWO[:2]).codes == ["supervision.name-two-persons"]
    assert identify(tally, lists, cast, *said, who=(*TWO[:2], *TWO[:2])).codes == ["supervision.name-two-persons"]
    assert screen(tally, lists).codes.count("supervision.name-question") == 1
    assert identify(tally, lists, cast, *said).exit == 0
    told = screen(tally, lists)
    assert states(told)["Mao Tse-tung", "invented-sanctions"] == "no-hit"
    (one,) = (each for each in told.json["value"]["searches"] if each["decided"])
    assert one["decided"][0]["persons"] == ["he-zhixia", "fang-bochuan"]
    assert identify(tally, lists, cast, *MAO, "--same", "--reasons", "It is he after all.").exit == 0
    assert states(screen(tally, lists))["Mao Tse-tung", "invented-sanctions"] == "hit"
    assert tally("fsck", "--people", cast / "people.yaml", "--json").codes == []


def test_nobody_is_cleared_whom_no_search_brings_up(tally: Tally, lists: Path, cast: Path):
    tally("keys", "--import-cast", cast)
    other = ("--name", "晨星贸易有限公司", "--entry", "毛泽东", "--list", "invented-sanctions", "--different")
    assert identify(tally, lists, cast, *other, "--reasons", "x").codes == ["supervision.name-not-found"]
    assert identify(tally, lists, cast, *MAO, "--different", "--reasons", " ").exit == 2
    changed(lists / "sanctions.csv", "P-1", "P-2")
    assert identify(tally, lists, cast, *MAO, "--different", "--reasons", "x").exit == 0
    changed(lists / "sanctions.csv", "P-2", "P-3")
    told = states(screen(tally, lists))
    assert told["Mao Tse-tung", "invented-sanctions"] == "question", "an entry written otherwise is a new question"


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (("sanctions.csv", "毛泽东,person", "毛泽东,ghost"), "supervision.name-list-unfit"),
        (("lists.yaml", "sanctions.csv", "elsewhere.csv"), "supervision.name-list-unfit"),
        (("lists.yaml", "days: 30\n    file: sanctions", "days: 0\n    file: sanctions"), "deal."),
    ],
)
def test_a_list_with_a_hole_is_not_used(tally: Tally, lists: Path, cast: Path, spoil: tuple[str, str, str], codes: str):
    tally("keys", "--import-cast", cast)
    changed(lists / spoil[0], *spoil[1:])
    told = screen(tally, lists)
    assert told.exit == 1
    assert any(each.startswith(codes) for each in told.codes)
    assert ("Mao Tse-tung", "invented-sanctions") not in ({} if not told.json["value"] else states(told))


def test_whom_a_deal_names_is_looked_for(tally: Tally, lists: Path, cast: Path, project: Path):
    tally("keys", "--import-cast", cast)
    deal = project / "examples" / "auto-leases"
    (lists / "sanctions.csv").write_text("name,kind,identifier\n津衡控股集团,organisation,\n", encoding="utf-8")
    told = tally("screen", deal, "--lists", lists, "--as-of", "2026-11-10", "--json")
    assert ("Hengyuan (Hong Kong) 2026-1 Limited", "invented-sanctions") in states(told)
    assert tally("screen", "--lists", lists).exit == 2


def test_every_way_in_which_names_come_together_has_a_name():
    source = Path(str(comparing.__file__)).read_text(encoding="utf-8")
    ways = {
        *re.findall(r'match=Match\.(?:SAME|UNKNOWN), how="([a-z-]+)"', source),
        *System,
        "name-shared",
        "identifier",
    }
    assert len(ways) > 12
    assert {f"cli.screen.how.{each}" for each in ways} <= set(labels())
