"""`reconcile`: the example's months beside tapes and statements made to fit them, and to differ by one fen."""

import csv
import io
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

CASH = ("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees")
PRINCIPAL = ("scheduled-principal", "prepaid-principal", "defaulted-principal")


@pytest.fixture
def reported(leases: Path, project: Path) -> dict[str, int]:
    """The first month of the example, in fen, reported in the copy as well."""
    content = (project / "examples" / "auto-leases" / "collections" / "2026-09.csv").read_text(encoding="utf-8")
    (leases / "collections").mkdir()
    (leases / "collections" / "2026-09.csv").write_text(content, encoding="utf-8")
    rows = csv.DictReader(io.StringIO(content))
    return {row["item"]: int(row["amount"].replace(".", "")) for row in rows}


def statement(folder: Path, fen: int) -> Path:
    """A statement that received so much."""
    folder.mkdir()
    rows = ["kind,booked_on,amount,currency,account,reference", "opening,2026-09-01,0.00,CNY,A,-"]
    rows += [
        f"entry,2026-09-20,{fen // 100}.{fen % 100:02},CNY,A,R1",
        f"closing,2026-09-30,{fen // 100}.{fen % 100:02},CNY,A,-",
    ]
    (folder / "september.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return folder


def tape_after(leases: Path, repaid: int) -> None:
    """The pool a month later: the first leases of the tape have repaid so much."""
    head, *rows = csv.reader(io.StringIO((leases / "tape.csv").read_text(encoding="utf-8")))
    place, left = head.index("current_balance"), []
    for row in rows:
        fen = int(row[place].replace(".", ""))
        less = min(fen, repaid)
        repaid -= less
        if fen > less:
            left.append([*row[:place], f"{(fen - less) // 100}.{(fen - less) % 100:02}", *row[place + 1 :]])
    (leases / "tapes").mkdir()
    with (leases / "tapes" / "2026-09.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *left])


def test_a_month_that_agrees_with_tape_and_bank_has_no_break(tally: Tally, leases: Path, reported, tmp_path: Path):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL))
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH))
    told = tally("reconcile", leases, "--statements", sent, "--as-of", "2026-10-20", "--json")
    assert (told.exit, told.json["value"]["breaks"]) == (0, [])
    assert (told.json["value"]["tapes"], told.json["value"]["statements"]) == (2, 1)
    assert told.json["value"]["exposure"]["longest_days"] == 30


def test_one_fen_is_a_break_with_owner_and_age_in_a_file_for_people(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL) - 1)
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH) - 1)
    options = ["--statements", sent, "--as-of", "2026-10-20", "--out", tmp_path / "out"]
    told = tally("reconcile", leases, *options, "--json")
    assert told.exit == 1
    breaks = {each["kind"]: each for each in told.json["value"]["breaks"]}
    assert set(breaks) == {"pool-closing", "pool-reduction", "cash-short"}
    short = breaks["cash-short"]
    assert (short["owner"], short["age_days"], short["state"]) == ("servicer", 20, "open")
    assert "-0.01 CNY" in (tmp_path / "out" / "breaks.csv").read_text(encoding="utf-8-sig")
    assert tally("reconcile", leases, *options, "--tolerance", "0.01 CNY", "--json").exit == 0


@pytest.mark.parametrize("tolerance", ["one yuan", "-1.00 CNY"])
def test_a_tolerance_that_is_none_is_a_wrong_call(tally: Tally, leases: Path, tolerance: str):
    assert tally("reconcile", leases, "--tolerance", tolerance).exit == 2


def test_a_report_that_nothing_stands_beside_is_said_to_show_nothing(tally: Tally, leases: Path, reported):
    told = tally("reconcile", leases, "--as-of", "2026-10-20", "--json")
    assert told.codes == ["servicing.nothing-beside"]
