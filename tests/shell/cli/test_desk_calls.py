"""submit and decide called in ways that cannot work: told before anything is read or written."""

from pathlib import Path

import pytest

from tallystick.filing.authority.parameters import packaged_content
from tests.shell.cli.conftest import Tally


@pytest.fixture
def reply(tmp_path: Path) -> Path:
    path = tmp_path / "reply.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    return path


def test_a_package_is_handed_in_or_written_out_but_not_both(tally: Tally, tmp_path: Path):
    told = tally("submit", tmp_path, "--out", tmp_path / "set", "--as", "shen-yilan", "--json")
    assert (told.exit, told.codes) == (2, ["cli.submit-both"])
    assert not (tmp_path / "set").exists()


def test_parameters_are_for_the_files_that_are_written(tally: Tally, tmp_path: Path):
    (tmp_path / "parameters.toml").write_bytes(packaged_content())
    told = tally("submit", tmp_path, "--parameters", tmp_path / "parameters.toml", "--as", "shen-yilan", "--json")
    assert (told.exit, told.codes) == (2, ["cli.usage-missing"])


def test_what_is_no_package_makes_no_set(tally: Tally, tmp_path: Path):
    told = tally("submit", tmp_path, "--out", tmp_path / "set", "--json")
    assert (told.exit, told.codes) == (1, ["filing.manifest-missing"])
    assert not (tmp_path / "set").exists()


def test_only_an_answer_carries_a_reply(tally: Tally, reply: Path):
    told = tally("decide", "x-v1", "--event", "withdraw", "--reason", "r", "--reply", reply, "--json")
    assert (told.exit, told.codes) == (2, ["cli.reply-not-answer"])


def test_two_at_one_terminal_rehearse_and_adopt_nothing(tally: Tally):
    asked = (
        "decide",
        "x-v1",
        "--event",
        "file",
        "--reason",
        "r",
        "--as",
        "he-zhixia",
        "--as",
        "fang-bochuan",
        "--json",
    )
    told = tally(*asked, "--standing", "adopted")
    assert (told.exit, told.codes) == (2, ["cli.decide-adopted"])
    assert tally(*asked, "--standing", "rehearsal").codes == ["cli.home-missing"]


def test_two_files_of_a_reply_bear_two_names(tally: Tally, reply: Path, tmp_path: Path):
    (tmp_path / "other").mkdir()
    (other := tmp_path / "other" / "reply.pdf").write_bytes(b"%PDF-1.7 other\n%%EOF")
    told = tally("decide", "x-v1", "--event", "answer", "--reason", "r", "--reply", reply, "--reply", other, "--json")
    assert (told.exit, told.codes) == (2, ["cli.reply-same-name"])


def test_a_scanner_that_does_not_answer_stops_the_verb(
    tally: Tally, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from tests.shell.cli.conftest import caller

    monkeypatch.setenv("TALLYSTICK_CLAMD", f"unix:{tmp_path}/none")
    told = caller(monkeypatch, tmp_path / "home")("proofread", project / "examples" / "charging-piles", "--json")
    assert (told.exit, told.codes) == (2, ["files.scanner-absent"])
    assert tally("proofread", project / "examples" / "charging-piles", "--json").json["value"]["scanner"] == "none"


def test_a_confirmation_without_the_banks_file_is_only_a_specimen(tally: Tally, tmp_path: Path):
    empty = [tmp_path / name for name in ("crossed", "placement", "reported")]
    for folder in empty:
        folder.mkdir()
    crossed, placement, reported = empty
    asked = ("confirm", crossed, "--placement", placement, "--period", "2026-09", "--reported", reported, "--json")
    told = tally(*asked)
    assert (told.exit, told.codes) == (2, ["cli.usage-missing"])
    assert tally(*asked, "--specimen").codes != ["cli.usage-missing"]
