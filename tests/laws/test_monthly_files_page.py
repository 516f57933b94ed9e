"""The page of monthly files, in both languages: its examples are read without a finding, and name every column."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick.evidence.findings import Finding
from tallystick.servicing.claims.register import parse_register
from tallystick.servicing.confirmations import parse_confirmations
from tallystick.servicing.lifecycle.events import EventKind, parse_events
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.servicing.remittance.records import Remittance, parse_remittances
from tallystick.servicing.restatement import parse_corrections
from tallystick.units.money import Currency
from tallystick.units.periods import Period

_BLOCK = re.compile(r"^```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LATE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
_RECORD = dt.date(2026, 10, 21)
_OCTOBER = Period.parse("2026-10")
_READERS: dict[str, Callable[[bytes], tuple[object, tuple[Finding, ...]]]] = {
    "on,kind": lambda each: parse_events(each, period=_OCTOBER, currency=Currency.CNY, file="events"),
    "as_of,token_class": lambda each: parse_register(each, day=_RECORD, classes=("A",), file="register"),
    "reference,item": lambda each: parse_remittances(each, file="remittances"),
    "kind,booked_on": lambda each: read_statement(each, file="statement"),
    "period,item": lambda each: parse_corrections(each, currency=Currency.CNY),
    "reference,status": lambda each: parse_confirmations(each, received=_LATE),
}


@pytest.fixture(params=["docs/monthly-files.md", "docs/monthly-files.zh.md"])
def page(project: Path, request: pytest.FixtureRequest) -> str:
    return (project / str(request.param)).read_text(encoding="utf-8")


def test_every_example_is_read_by_what_reads_such_files_and_nothing_is_found_wrong(page: str):
    blocks = _BLOCK.findall(page)
    assert [",".join(each.split(",")[:2]) for each in blocks] == [*_READERS]
    for block, read in zip(blocks, _READERS.values(), strict=True):
        values, found = read(block.encode())
        assert found == ()
        assert values


def test_every_column_and_every_kind_has_a_place_in_its_table(page: str):
    told = set(re.findall(r"`([^`]+)`", _BLOCK.sub("", page)))
    columns = {name for block in _BLOCK.findall(page) for name in block.splitlines()[0].split(",")}
    assert columns | set(Remittance.model_fields) | set(EventKind) <= told


def test_the_page_of_the_folder_leads_to_it_and_messages_name_it(project: Path):
    for name in ("deal-folder.md", "deal-folder.zh.md"):
        assert f"({name.replace('deal-folder', 'monthly-files')})" in (project / "docs" / name).read_text("utf-8")
    catalogue = (project / "src/tallystick/evidence/catalogue/tape.toml").read_text("utf-8")
    missing = catalogue.partition('["tape.records-column-missing"]')[2].partition("\n\n")[0]
    assert {"docs/monthly-files.md", "docs/monthly-files.zh.md"} <= set(re.findall(r"docs/monthly\S+?\.md", missing))
