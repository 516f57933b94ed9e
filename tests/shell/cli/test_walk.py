"""`walk` as it is called: each step is marked as it ended, and what the script needs is asked for before the first."""

import shutil
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, changed, snapshot


@pytest.fixture
def rehearsed(small: Path, project: Path) -> Path:
    """A small deal with what a walk needs beside it."""
    example = project / "examples" / "auto-leases"
    placement = [f"placement/{name}" for name in ("closing.yaml", "escrow.csv", "pricing.yaml", "subscriptions.csv")]
    for name in (*placement, "collections/2026-09.csv"):
        (small / name).parent.mkdir(exist_ok=True)
        (small / name).write_bytes((example / name).read_bytes())
    return small


def steps(err: str) -> list[tuple[str, str]]:
    """Each step that was told, by its mark and its first word."""
    told = [line.split() for line in err.splitlines() if line.strip().startswith(("✓", "×"))]
    return [(words[0], words[1]) for words in told]


def test_the_step_in_which_a_walk_ended_is_not_ticked(tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path):
    changed(rehearsed / "deal.yaml", "currency: CNY", "currency: XXX")
    told = tally("walk", rehearsed, "--cast", cast, "--out", tmp_path / "out")
    assert told.exit == 1
    assert steps(told.err) == [("×", "check")]


def test_a_step_that_the_disk_refused_is_not_ticked(tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "package").write_text("in the way", encoding="utf-8")
    told = tally("walk", rehearsed, "--cast", cast, "--out", tmp_path / "out")
    assert told.exit == 2
    assert steps(told.err) == [("✓", "check"), ("✓", "project"), ("×", "package")]


def test_without_the_keys_of_its_people_a_walk_says_how_to_name_them(tally: Tally, rehearsed: Path, tmp_path: Path):
    for more in ([], ["--cast", tmp_path / "nowhere"]):
        told = tally("walk", rehearsed, "--out", tmp_path / "out", *more, "--json")
        assert (told.exit, told.codes) == (2, ["walk.cast-missing"])
        assert "--cast" in told.json["findings"][0]["remedy"]


@pytest.mark.parametrize("side", ["onshore", "overseas"])
@pytest.mark.parametrize("below", ["", "/onshore", "/overseas"])
def test_a_walk_does_not_go_into_a_home_nor_onto_one_of_the_other_side(
    tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path, side: str, below: str
):
    out = tmp_path / "out"
    assert tally("keys", "--home", f"{out}{below}", "--side", side, "--import-cast", cast).exit == 0
    before = snapshot(out)
    changed(rehearsed / "walk.yaml", "fang-bochuan", "nobody")
    told = tally("walk", rehearsed, "--cast", cast, "--out", out, "--json")
    expected = {"": (2, "walk.out-is-home"), f"/{side}": (1, "walk.person-unknown")}
    exit_code, code = expected.get(below, (2, "walk.out-other-side"))
    assert told.exit == exit_code
    assert code in told.codes
    assert set(snapshot(out)) >= set(before)


# What the script, the placement and the collections lack is said before the first act, all of it at once.


@pytest.fixture
def refused(tally: Tally, rehearsed: Path, cast: Path, tmp_path: Path):
    """Walk, be refused before anything was done, and return what was found: code, file, line or row, and path."""

    def refusing(keys: Path = cast) -> list[tuple[object, ...]]:
        told = tally("walk", rehearsed, "--cast", keys, "--out", tmp_path / "out", "--json")
        assert told.exit == 1
        assert not (tmp_path / "out").exists()
        errors = [each for each in told.json["findings"] if each["severity"] == "error"]
        return [(each["code"], each["file"], each["line"] or each["row"], each["path"]) for each in errors]

    return refusing


def line(path: Path, text: str) -> int:
    """The line on which a text stands."""
    before, found, _ = path.read_text(encoding="utf-8").partition(text)
    assert found
    return 1 + before.count("\n")


def test_somebody_who_is_on_no_roll_and_a_paper_that_is_not_there_are_named(rehearsed: Path, refused):
    script = rehearsed / "walk.yaml"
    changed(script, "fang-bochuan", "nobody")
    changed(script, "capture: specimen-notice.md", "capture: another.md")
    assert refused() == [
        ("walk.person-unknown", "walk.yaml", line(script, "nobody"), "decide.by[1]"),
        ("deal.file-missing", "walk.yaml", line(script, "another.md"), "record.capture"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("by: [carmen-lau, edmund-kwok]", "by: [carmen-lau]", ["walk.persons-count"]),
        ("by: [he-zhixia, fang-bochuan]", "by: [he-zhixia, he-zhixia]", ["walk.persons-count"]),
        ("by: [he-zhixia, fang-bochuan]", "by: [he-zhixia, luo-jingxing]", ["evidence.role-missing"]),
        ("by: [carmen-lau, edmund-kwok]", "by: [carmen-lau, gu-wenbo]", ["evidence.other-side"]),
        ("by: [nadia-osei, exchange-witness]", "by: [nadia-osei, carmen-lau]", ["evidence.role-missing"]),
        ("date: 2026-09-09", "date: 2026-09-11", ["filing.notice-from-the-future"]),
        ("period: 2026-09", "period: 2026-10", ["servicing.period-missing"]),
        ('verify: "2026-10-28T02:00:00Z"', 'verify: "soon"', ["walk.moment-unreadable"]),
        ('verify: "2026-10-28T02:00:00Z"', 'verify: "9000-10-28T02:00:00Z"', ["walk.moment-unreadable"]),
    ],
)
def test_what_a_later_step_would_refuse_is_refused_before_the_first(
    rehearsed: Path, refused, before: str, after: str, codes: list[str]
):
    changed(rehearsed / "walk.yaml", before, after)
    assert [each[0] for each in refused()] == codes


def test_evidence_that_lapses_before_the_verification_is_told_before_the_first_act(rehearsed: Path, refused):
    script = rehearsed / "walk.yaml"
    changed(script, 'verify: "2026-10-28T02:00:00Z"', 'verify: "2027-08-14T00:00:00Z"')
    found = refused()
    assert {each[:4] for each in found} == {
        ("walk.evidence-lapsed", "walk.yaml", line(script, "verify:"), "verify"),
    }
    assert len(found) > 1


def test_faults_in_every_input_are_said_at_once(rehearsed: Path, refused):
    book, pricing = rehearsed / "placement" / "subscriptions.csv", rehearsed / "placement" / "pricing.yaml"
    changed(book, "0xC6E0d28DBa4f14E2042BAC93614358183315827B,B", "0xC6E0d28DBa4f14E2042BAC93614358183315827c,B")
    changed(pricing, "4.55%", "9.55%")
    changed(rehearsed / "collections" / "2026-09.csv", "recoveries,0.00", "recoveries,-1.00")
    (rehearsed / "collections" / "September.csv").write_text("item,amount,currency\n", encoding="utf-8")
    assert refused() == [
        ("issuance.outside-range", "placement/pricing.yaml", line(pricing, "9.55%"), "classes.A.coupon"),
        ("issuance.wallet-checksum", "placement/subscriptions.csv", 4, ""),
        ("servicing.amount-negative", "collections/2026-09.csv", 5, ""),
        ("deal.period-unreadable", "collections/September.csv", None, ""),
    ]


def test_a_person_without_a_key_in_the_cast_is_named(refused, cast: Path, tmp_path: Path, rehearsed: Path):
    keys = Path(shutil.copytree(cast, tmp_path / "cast"))
    (keys / "keys" / "priya-raman.pem").unlink()
    script = rehearsed / "walk.yaml"
    assert refused(keys) == [
        ("walk.key-missing", "walk.yaml", line(script, "service:"), "service.by[0]"),
        ("walk.key-missing", "walk.yaml", line(script, "confirm:"), "confirm.by[0]"),
    ]


def test_a_folder_without_its_people_or_its_placement_says_so_and_nothing_that_follows_from_it(
    rehearsed: Path, refused
):
    shutil.rmtree(rehearsed / "placement")
    assert [each[:2] for each in refused()] == [
        ("deal.file-missing", "placement/pricing.yaml"),
        ("deal.file-missing", "placement/subscriptions.csv"),
    ]
    (rehearsed / "people.yaml").unlink()
    found = refused()
    assert ("deal.file-missing", "people.yaml", None, "") in found
    assert not [each for each in found if each[0].startswith("walk.")]
