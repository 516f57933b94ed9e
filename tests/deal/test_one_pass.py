"""A deal with faults is checked as far as it can be read: nothing is kept back, and no fault is told twice."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.partly.readable import readable_part
from tallystick.deal.partly.unread import UNREAD, UnreadError
from tallystick.deal.reading import Document, Path, render
from tallystick.deal.reading import read_yaml as read
from tests.deal.example import EXAMPLE, findings_of, replaced


def _document() -> Document:
    document, _ = read(EXAMPLE.encode(), file="deal.yaml")
    assert document is not None
    return document


DOCUMENT = _document()


def _leaves(tree: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(tree, (dict, list)) and path:
        yield path
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from _leaves(value, (*path, key))
    if not isinstance(tree, (dict, list)):
        yield path


def _one_of_each_kind() -> list[Path]:
    """One path for every place of the schema that the example fills: list positions and free keys do not count."""
    free = {"parties", "assumptions", "procedures", "not_applicable"}
    kinds: dict[tuple[object, ...], Path] = {}
    for path in _leaves(DOCUMENT.tree):
        above = ("", *path)
        kind = tuple("*" if isinstance(key, int) or above[place] in free else key for place, key in enumerate(path))
        kinds.setdefault(kind, path)
    return list(kinds.values())


def _changed(path: Path, value: object) -> Document:
    """The example with another value at a path; without it where None is given."""
    tree: Any = deepcopy(DOCUMENT.tree)
    holder = tree
    for key in path[:-1]:
        holder = holder[key]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return replace(DOCUMENT, tree=tree)


@pytest.mark.parametrize("value", [[["?"]], None], ids=["unreadable", "missing"])
def test_a_value_that_cannot_be_read_is_the_only_thing_told(value: object) -> None:
    told_twice: dict[str, list[str]] = {}
    for path in _one_of_each_kind():
        document = _changed(path, value)
        if build(Deal, document)[0] is None:
            again = check_deal(readable_part(Deal, document), document)
            told_twice |= {render(path): [each.code for each in again]} if again else {}
    assert told_twice == {}


def test_what_can_be_read_in_full_is_the_deal_itself() -> None:
    assert readable_part(Deal, DOCUMENT) == build(Deal, DOCUMENT)[0]


def test_a_file_that_is_no_mapping_has_no_readable_part() -> None:
    document, _ = read(b"- 1\n", file="deal.yaml")
    assert document is not None
    assert readable_part(Deal, document) is UNREAD
    assert check_deal(UNREAD, document) == ()


def test_faults_of_every_depth_are_told_together() -> None:
    text = replaced(
        ("as_of: 2026-08-31\n", ""),
        ("id: auto-leases-2026-1\n", "id: auto-leases-2026-1\nid: again\n"),
        ("  cutoff: 2026-08-31", "  cutoff: &day 2026-08-31"),
        ("  share: 5%", "  share: 0.10"),
        ("first_period: 2026-09", "first_period: 12:30"),
        ('subordinated: "yes"', "subordinated: NO"),
        ('rate: "7.10"', 'rate: "7.11"'),
        ("to: subordinated, pay: principal", "to: subordinated, pay: interest"),
        ("opening: 9600000.00 CNY", "opening: -9600000.00 CNY"),
        ("basis: {zh: 备案主体2021至2026年静态池,", "basis: {zh: " + "[" * 30 + "]" * 30 + ","),
    )
    assert {found.code for found in findings_of(text)} == {
        "deal.key-missing",
        "deal.key-twice",
        "deal.alias-refused",
        "deal.share-unreadable",
        "deal.period-unreadable",
        "deal.choice-unknown",
        "deal.hedge-sum",
        "deal.class-principal-unpaid",
        "deal.amount-negative",
        "deal.too-deep",
        "deal.scalar-expected",
    }


def test_an_unreadable_step_does_not_hide_the_fault_of_another() -> None:
    text = replaced(("from: usd-principal, to: A, pay: principal", "from: usd-principal, to: A, pay: capital"),
                    ("from: usd-principal, to: B,", "from: usd-principal, to: C,"))  # fmt: skip
    assert [found.code for found in findings_of(text)] == ["deal.choice-unknown", "deal.target-unknown"]


def test_a_misspelt_key_is_not_missing_too() -> None:
    assert [each.code for each in findings_of(replaced(("  cutoff: 2026-08-31", "  cutof: 2026-08-31")))] == [
        "deal.key-misspelt"
    ]


def test_a_misspelt_part_is_not_missing_too() -> None:
    assert [each.code for each in findings_of(replaced(("\ntokens:\n", "\ntoken:\n")))] == ["deal.key-misspelt"]


def test_a_refused_value_is_told_once() -> None:
    text = replaced(("id: auto-leases-2026-1", "id: &a auto-leases-2026-1"), ("as_of: 2026-08-31", "as_of: *a"))
    assert [each.code for each in findings_of(text)] == ["deal.alias-refused", "deal.alias-refused"]


@pytest.mark.parametrize(
    "ask", [bool, str, len, hash, list, lambda value: value == 1, lambda value: value < 1, lambda value: value.minor]
)
def test_nothing_can_be_computed_from_what_was_not_read(ask: Any) -> None:
    with pytest.raises(UnreadError):
        ask(UNREAD)
