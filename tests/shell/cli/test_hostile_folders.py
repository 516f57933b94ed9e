"""Folders that strangers prepared: everything wrong is said in one pass, exit 1, and nothing is written."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.cli.conftest import ESCAPE, Tally, changed, snapshot

Spoil = Callable[[Path], None]


def _deal(folder: Path) -> Path:
    return folder / "deal.yaml"


def _no_deal(folder: Path) -> None:
    _deal(folder).unlink()


def _latin(folder: Path) -> None:
    _deal(folder).write_bytes(_deal(folder).read_bytes() + "# caf\xe9\n".encode("latin-1"))


def _alias(folder: Path) -> None:
    text = _deal(folder).read_text(encoding="utf-8")
    _deal(folder).write_text(text + "\nextra: &bomb [1]\nmore: [*bomb, *bomb]\n", encoding="utf-8")


def _twice(folder: Path) -> None:
    _deal(folder).write_text(_deal(folder).read_text(encoding="utf-8") + "\nas_of: 2026-01-01\n", encoding="utf-8")


def _deep(folder: Path) -> None:
    text = _deal(folder).read_text(encoding="utf-8")
    _deal(folder).write_text(f"{text}\nextra: {'[' * 60}{']' * 60}\n", encoding="utf-8")


def _empty(folder: Path) -> None:
    _deal(folder).write_bytes(b"")


def _float(folder: Path) -> None:
    changed(_deal(folder), "size: {filed_max: 114000000.00 USD}", "size: {filed_max: 1.14e8 USD}")


def _norway(folder: Path) -> None:
    changed(_deal(folder), "schema: tallystick/deal/v1", "schema: tallystick/deal/v1\npurpose: NO")


def _link(folder: Path) -> None:
    (folder / "documents" / "M2-offering-memorandum.md").unlink()
    (folder / "documents" / "M2-offering-memorandum.md").symlink_to("/etc/hostname")


def _formula(folder: Path) -> None:
    changed(_deal(folder), "share: 5%", "share: =1+1")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_no_deal, "deal.file-missing"),
        (_latin, ""),
        (_alias, ""),
        (_twice, ""),
        (_deep, ""),
        (_empty, ""),
        (_float, ""),
        (_norway, ""),
        (_link, "files.link"),
        (_formula, ""),
    ],
)
@pytest.mark.parametrize("verb", ["check", "project", "package", "answer"])
def test_a_spoiled_folder_is_refused_and_left_as_it_was(
    tally: Tally, small: Path, tmp_path: Path, spoil: Spoil, code: str, verb: str
):
    spoil(small)
    before = snapshot(small)
    more = ["--out", str(tmp_path / "out")] if verb in {"project", "package"} else []
    told = tally(verb, small, *more, "--json")
    if spoil is _link and verb == "project":
        return
    assert told.exit == 1, told.out
    assert not code or code in told.codes
    assert all(each["what"] and each["remedy"] for each in told.json["findings"])
    assert snapshot(small) == before
    assert not (tmp_path / "out").exists()


def test_everything_that_cannot_be_read_is_reported_in_one_pass(tally: Tally, small: Path):
    deal = small / "deal.yaml"
    changed(deal, "retention:\n", "retension: {}\nretention:\n")
    changed(deal, "share: 5%", "share: five")
    changed(deal, "closing: 2026-09-15", "closing: 15 September")
    changed(deal, "filed_max: 20000000.00 USD", "filed_max: 2e7")
    told = tally("check", small, "--json")
    assert told.exit == 1
    places = {each["path"]: each["line"] for each in told.json["findings"]}
    wanted = {"retension", "retention.share", "structure.closing", "structure.offshore.classes[1].size.filed_max"}
    assert wanted <= set(places), places
    assert all(places[path] for path in wanted)


def test_everything_that_does_not_fit_together_is_reported_in_one_pass(tally: Tally, small: Path):
    deal, tape = small / "deal.yaml", small / "tape.csv"
    for account, pay in (("usd-income", "interest"), ("usd-reserve", "interest"), ("usd-principal", "principal")):
        changed(deal, f"from: {account}, to: B, pay: {pay}", f"from: {account}, to: A, pay: {pay}")
    changed(deal, "id: off-9,", "id: off-8,")
    head, first, *rows = tape.read_text(encoding="utf-8").splitlines(keepends=True)
    tape.write_text("".join([head, first, first, *rows[:200]]), encoding="utf-8")
    told = tally("check", small, "--json")
    assert told.exit == 1
    assert {"tape.asset-twice", "deal.name-twice", "deal.class-interest-unpaid"} <= set(told.codes), sorted(
        set(told.codes)
    )


def test_an_unmapped_and_a_missing_column_are_both_named(tally: Tally, small: Path):
    tape = small / "tape.csv"
    head, rest = tape.read_text(encoding="utf-8").split("\n", 1)
    tape.write_text(f"{head.replace('interest_rate', 'zinssatz')}\n{rest}", encoding="utf-8")
    told = tally("check", small, "--json")
    assert told.exit == 1
    named = {each["column"] for each in told.json["findings"] if each["code"].startswith("tape.column-")}
    assert {"interest_rate", "zinssatz"} <= named


@pytest.mark.parametrize("verb", ["check", "answer", "project", "tieout", "tape"])
def test_a_name_that_would_steer_the_terminal_does_not(tally: Tally, small: Path, verb: str):
    changed(small / "deal.yaml", "en: Hengyuan Leasing 2026-1 Vehicle Leases", 'en: "\\u202e\\e[31mevil"')
    told = tally(verb, small)
    assert ESCAPE not in told.out + told.err
    assert "\u202e" not in told.out + told.err


def test_a_criterion_field_nobody_has_does_not_break_the_tape_verb(tally: Tally, small: Path):
    changed(small / "deal.yaml", "field: days_past_due", 'field: "__class__"')
    told = tally("tape", small, "--json")
    assert told.exit == 1


def test_a_file_where_a_folder_is_wanted_is_a_wrong_call(tally: Tally, small: Path):
    for verb in ("check", "answer", "project", "tieout"):
        told = tally(verb, small / "deal.yaml", "--lang", "zh")
        assert told.exit == 2
        assert "不存在，或不是文件夹" in told.err.replace("\n", "")


def test_an_edition_with_a_pipe_or_a_link_in_it_is_not_received(tally: Tally, tmp_path: Path):
    edition = tmp_path / "edition"
    (edition / "proofs").mkdir(parents=True)
    (edition / "export.json").write_text("{}", encoding="utf-8")
    os.mkfifo(edition / "proofs" / "pipe")
    (edition / "proofs" / "x.pem").symlink_to("/etc/passwd")
    told = tally("receive", edition, "--as", "carmen-lau", "--json")
    assert told.exit == 1
    assert {(each["code"], each["file"]) for each in told.json["findings"]} == {
        ("files.not-a-file", "proofs/pipe"),
        ("files.link", "proofs/x.pem"),
    }
