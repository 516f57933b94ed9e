"""`submit`, `decide`, `record`, `deliver`: a filing on its road, each act with the right people or refused."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tallystick.filing.clocks import beijing_day
from tests.shell.cli.conftest import Tally, Told, snapshot

FILING = "auto-leases-2026-1-v1"
_TWO = ["--as", "he-zhixia", "--as", "fang-bochuan"]
_RECORDERS = ["--as", "meng-anran", "--as", "ruan-qingping"]
_AUTHORITY = ["--authority-zh", "样本机关", "--authority-en", "Specimen authority"]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one package of this module is kept between tests."""
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture
def package(tally: Tally, plainly: Tally, small: Path, sealed: Path, cast: Path, tmp_path: Path) -> Path:
    """A package of the leases on fewer rows, made once; and a home with everybody's keys."""
    if not (sealed / "package").is_dir():
        assert plainly("package", small, "--out", sealed).exit == 0
    assert tally("keys", "--import-cast", cast).exit == 0
    return Path(shutil.copytree(sealed / "package", tmp_path / "package"))


def _today() -> str:
    """The day on which the calls here submit, since none of them names a moment."""
    return beijing_day(dt.datetime.now(dt.UTC)).isoformat()


def _decide(tally: Tally, event: str, *more: str) -> Told:
    return tally("decide", FILING, "--event", event, "--reason", "as discussed", *more)


def _record(tally: Tally, capture: Path, *more: str) -> Told:
    paper = ["--kind", "notice", "--number", "SPECIMEN-1", "--date", _today(), *_AUTHORITY]
    return tally("record", FILING, *paper, "--capture", capture, "--specimen", *more)


def test_the_road_of_a_filing_from_submission_to_delivery(tally: Tally, package: Path, leases: Path, tmp_path: Path):
    submitted = tally("submit", package, "--as", "shen-yilan")
    assert submitted.exit == 0, submitted.out + submitted.err
    assert "phase                submitted" in submitted.out
    asked = _decide(tally, "question", "--standing", "rehearsal", *_TWO, "--lang", "zh")
    assert "演练：不是任何主管机关的决定" in asked.out
    assert _decide(tally, "answer", "--as", "shen-yilan").exit == 0
    filed = _decide(tally, "file", "--standing", "rehearsal", *_TWO)
    assert filed.exit == 0, filed.out
    moved = _decide(tally, "file", "--standing", "rehearsal", *_TWO, "--at", "2099-01-04T10:00:00+08:00", "--json")
    assert (moved.exit, moved.codes) == (1, ["filing.act-another-day"])
    again = _decide(tally, "file", "--standing", "rehearsal", *_TWO, "--json")
    assert (again.exit, again.codes) == (0, [])
    assert "no judgement of investment value" in " ".join(filed.out.split())
    noted = _record(tally, leases / "specimen-notice.md", *_RECORDERS)
    assert noted.exit == 0, noted.out
    assert "notice (specimen)" in noted.out
    _noticed(tally, tmp_path)
    crossed = tally("deliver", FILING, "--out", tmp_path / "cross")
    assert crossed.exit == 0
    assert tally("deliver", FILING, "--out", tmp_path / "again").exit == 0
    (record,) = tally("audit", "records", "--json").json["value"]["records"]
    logged = record["fields"]
    assert (logged["kind"], logged["filing"]) == ("filing.delivered", FILING)
    assert logged["files"] == str(len(snapshot(tmp_path / "cross")))
    assert tally("fsck", "--people", leases / "people.yaml").exit == 0
    assert {"proofs/submitted.tlog-proof", "proofs/notice.tlog-proof", "proofs/log.vkey", "export.json"} <= set(
        snapshot(tmp_path / "cross")
    )


def _noticed(tally: Tally, tmp_path: Path) -> None:
    """Write the notice for machines and check it, as it is and with anything in it changed."""
    path, key = tmp_path / "notice.json", tmp_path / "register.vkey"
    assert tally("notice", "write", FILING, "--out", path, "--as", "shen-yilan", "--json").codes == [
        "evidence.role-missing"
    ]
    written = tally("notice", "write", FILING, "--out", path, "--as", "meng-anran", "--json")
    assert written.exit == 0, written.out + written.err
    key.write_text(written.json["value"]["log"])
    read = tally("notice", "read", path, "--log-key", key, "--json")
    assert (read.exit, read.json["value"]["holds"]) == (0, True)
    assert read.json["value"]["notice"]["published"]["specimen"] is True
    assert "不表明" in tally("notice", "read", path, "--log-key", key, "--lang", "zh").out
    assert "{" not in tally("notice", "read", path, "--log-key", key).out
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"log":"tallystick/', b'"log":"another/'))
    assert tally("notice", "read", path, "--log-key", key, "--json").codes == ["filing.notice-other-log"]
    path.write_bytes(whole)
    intact = path.read_bytes()
    for before, after in (
        (b'"specimen":true', b'"specimen":false'),
        (b"SPECIMEN-1", b"SPECIMEN-2"),
        (b'"version":1', b'"version":2'),
        (b'"signature":"', b'"signature":"00'),
        (b"index 0", b"index 1"),
        (b"index 4", b"index 3"),
    ):
        if before in intact:
            path.write_bytes(intact.replace(before, after))
            assert tally("notice", "read", path, "--log-key", key, "--json").exit == 1, before
    path.write_bytes(b"{}")
    assert tally("notice", "read", path, "--log-key", key, "--json").codes == ["filing.notice-unreadable"]


def test_the_same_package_submitted_again_is_the_same_act(tally: Tally, package: Path):
    first = tally("submit", package, "--as", "shen-yilan", "--json")
    again = tally("submit", package, "--as", "shen-yilan", "--json")
    assert first.json["value"]["act"] == again.json["value"]["act"]
    assert again.json["value"]["position"] == 0


def test_a_package_with_one_altered_byte_is_not_submitted(tally: Tally, package: Path):
    path = package / "deal.yaml"
    path.write_bytes(path.read_bytes().replace(b"5.40%", b"5.41%"))
    told = tally("submit", package, "--as", "shen-yilan", "--json")
    assert told.exit == 1
    assert told.codes == ["filing.file-altered"]


def test_one_reviewer_alone_decides_nothing(tally: Tally, package: Path):
    tally("submit", package, "--as", "shen-yilan")
    told = _decide(tally, "file", "--standing", "rehearsal", "--as", "he-zhixia", "--json")
    assert told.exit == 1
    assert told.codes == ["filing.act-persons"]


def test_the_filer_does_not_decide_on_its_own_filing(tally: Tally, package: Path):
    tally("submit", package, "--as", "shen-yilan")
    told = _decide(tally, "file", "--standing", "rehearsal", "--as", "shen-yilan", "--as", "gu-wenbo", "--json")
    assert told.exit == 1
    assert told.codes == ["filing.act-own-filing"]


def test_an_act_out_of_turn_is_refused_with_what_is_possible(tally: Tally, package: Path):
    tally("submit", package, "--as", "shen-yilan")
    told = _decide(tally, "resume", "--standing", "rehearsal", *_TWO)
    assert told.exit == 1
    assert "possible: " in told.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--event", "bless", "--standing", "rehearsal", *_TWO], "There is no act"),
        (["--event", "file", *_TWO], "--standing"),
        (["--event", "file", "--standing", "rehearsal", "--as", "nobody"], "not on the roll"),
        (["--event", "file", "--standing", "rehearsal"], "does not say who acts"),
        (["--event", "file", "--standing", "rehearsal", *_TWO, "--at", "yesterday"], "no moment"),
        (["--event", "file", "--standing", "maybe", *_TWO], "maybe"),
    ],
)
def test_a_wrong_call_moves_nothing(tally: Tally, package: Path, arguments: list[str], said: str):
    tally("submit", package, "--as", "shen-yilan")
    told = tally("decide", FILING, "--reason", "x", *arguments)
    assert told.exit == 2
    assert said in " ".join(told.err.split())
    assert _decide(tally, "withdraw", "--as", "shen-yilan", "--json").json["value"]["position"] == 1


def test_an_unknown_filing_is_said_to_be_unknown(tally: Tally, leases: Path, cast: Path):
    assert tally("keys", "--import-cast", cast).exit == 0
    assert _decide(tally, "file", "--standing", "rehearsal", *_TWO, "--json").codes == ["filing.unknown"]
    assert _record(tally, leases / "specimen-notice.md", *_RECORDERS, "--json").codes == ["filing.unknown"]


def test_a_paper_without_its_capture_is_a_wrong_call(tally: Tally, tmp_path: Path):
    told = _record(tally, tmp_path / "none.pdf", *_RECORDERS)
    assert told.exit == 2
    assert "none.pdf" in told.err


def test_a_damaged_log_stops_the_next_act_without_a_traceback(tally: Tally, package: Path, tmp_path: Path):
    tally("submit", package, "--as", "shen-yilan")
    for path in (tmp_path / "home" / "log").rglob("*"):
        if path.is_file() and "checkpoint" in path.name:
            path.write_bytes(b"")
            path.unlink()
    for path in sorted((tmp_path / "home" / "log").rglob("tile/**/*")):
        if path.is_file():
            path.write_bytes(b"\x00")
    told = _decide(tally, "question", "--standing", "rehearsal", *_TWO)
    assert told.exit == 2
    assert "Traceback" not in told.err
