"""A folder in which everything is wrong at once: one run names all of it, in both languages, and writes nothing."""

import re
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

_DEEP = "[" * 30 + "]" * 30

DEAL = (
    ("as_of: 2026-08-31\n", "", "deal.key-missing", "as_of"),
    ("  cutoff: 2026-08-31", "  colour: blue\n  cutoff: 2026-08-31", "deal.key-unknown", "assets.colour"),
    ("register_of_record:", "registar_of_record:", "deal.key-misspelt", "tokens.registar_of_record"),
    ('rate: "7.10"', 'rate: "7.11"', "deal.hedge-sum", "structure.offshore.hedge"),
    ("cap: 20000000.00 USD", "cap: 20001000.00 USD", "deal.cap-differs", "tokens.classes.B.cap"),
    ("opening: 9600000.00", "opening: -9600000.00", "deal.amount-negative", "structure.onshore.accounts[2].opening"),
    (
        "to: subordinated, pay: principal",
        "to: subordinated, pay: interest",
        "deal.class-principal-unpaid",
        "structure.onshore.classes[1]",
    ),
    ('subordinated: "yes"', "subordinated: NO", "deal.choice-unknown", "structure.onshore.classes[1].subordinated"),
    ("  share: 5%", "  share: 0.10", "deal.share-unreadable", "retention.share"),
    ("first_period: 2026-09", "first_period: 12:30", "deal.period-unreadable", "structure.first_period"),
    ("valid_from: 2026-09-10", "valid_from: &day 2026-09-10", "deal.alias-refused", "tokens.valid_from"),
    ("valid_until: 2027-09-09", "valid_until: *day", "deal.alias-refused", "tokens.valid_until"),
    ("id: auto-leases-2026-1\n", "id: auto-leases-2026-1\nid: again\n", "deal.key-twice", "id"),
    ("en: the filer's static pools of 2021 to 2026}", f"en: {_DEEP}}}", "deal.too-deep", None),
)
TAPE = {
    ("tape.encoding-unreadable", 1, None),
    ("tape.character-replaced", 1, "province"),
    ("tape.asset-twice", 3, "asset_id"),
    ("tape.balance-negative", 4, "current_balance"),
    ("tape.date-outside", 5, "origination_date"),
    ("tape.column-missing", None, "days_past_due"),
    ("tape.column-unmapped", None, "days_past_deu"),
}


@pytest.fixture
def broken(small: Path) -> Path:
    """The small folder with every fault planted."""
    deal = small / "deal.yaml"
    text = deal.read_text(encoding="utf-8")
    for old, new, *_ in DEAL:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    deal.write_text(text, encoding="utf-8")
    head, *rows = (small / "tape.csv").read_bytes().split(b"\n")
    names = head.split(b",")
    cells = [row.split(b",") for row in rows[:5]]
    cells[0][names.index(b"province")] = b"\xff\xff"
    cells[2][0] = cells[1][0]
    cells[3][names.index(b"current_balance")] = b"-5.00"
    cells[4][names.index(b"origination_date")] = b"1900-01-01"
    head = head.replace(b"days_past_due", b"days_past_deu")
    (small / "tape.csv").write_bytes(b"\n".join((head, *(b",".join(row) for row in cells), *rows[5:])))
    return small


def test_every_planted_fault_is_named_in_one_run(tally: Tally, broken: Path):
    told = tally("check", broken, "--json")
    assert told.exit == 1
    found = told.json["findings"]
    assert {(code, path) for _, _, code, path in DEAL if path} <= {(each["code"], each["path"]) for each in found}
    assert "deal.too-deep" in told.codes
    assert {(each["code"], each["row"], each["column"] or None) for each in found} >= TAPE
    assert all(each["line"] for each in found if each["file"] == "deal.yaml")
    for each in found:
        assert all(each[part] for part in ("what", "why", "remedy")), each


@pytest.mark.parametrize(("lang", "what", "remedy"), [("en", "is not a share", "do:"), ("zh", "不是比例", "办法：")])
def test_each_is_told_with_what_is_wrong_why_and_what_to_do(
    tally: Tally, broken: Path, lang: str, what: str, remedy: str
):
    told = tally("check", broken, "--lang", lang, "--all", "--why")
    assert told.exit == 1
    assert what in told.out
    count = len(re.findall(r"^[×!] ", told.out, re.MULTILINE))
    assert count >= len(DEAL) + len(TAPE)
    assert told.out.count(remedy) == count
    assert told.out.count({"en": "why:", "zh": "原因："}[lang]) == count


def test_nothing_is_written(tally: Tally, broken: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert tally("package", broken, "--out", out).exit == 1
    assert not out.exists()
