"""Decisions are numbered in a row, each number once, and each begins with its own."""

from pathlib import Path


def test_decisions_are_numbered_in_a_row_and_bear_their_number(project: Path):
    records = sorted((project / "docs" / "adr").glob("[0-9]*.md"))
    assert [record.name[:4] for record in records] == [f"{number:04d}" for number in range(len(records))]
    assert [record.name for record in records if not record.read_text().startswith(f"# {record.name[:4]} ")] == []
