"""A month of collections as a servicer's system posts it: JSON with the same rows as the table, and what it is of.

    {"schema": "tallystick/collections/v1", "deal": "auto-leases-2026-1", "period": "2026-09",
     "items": [{"item": "interest", "amount": "6800462.18", "currency": "CNY", "count": 19987}, ...]}

Unlike a table it says of which deal and month it is, and both are held against the door it came through. Amounts are
texts, since numbers of JSON are read as binary fractions by most programs; one that is written as a number is read
digit by digit all the same. Hostile input is normal input: repeated keys, deep nesting and oversize are refused.
Source: RFC 8259; the schema is generated from these types (`collections_schema`).
"""

import json
from collections.abc import Iterable
from typing import Any, Final, Literal, cast

from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.reading import Document, Tree
from tallystick.deal.scalars import CurrencyText, Identifier, PeriodText, Record, Text, Whole
from tallystick.evidence.canonical import nested_beyond
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem

__all__ = ["SCHEMA", "SIZE", "CollectionRow", "PostedMonth", "begins_like_json", "collections_schema", "parse_posted"]

SCHEMA: Final = "tallystick/collections/v1"
SIZE: Final = 1 << 20
"""The largest file in bytes: a thousand items take a tenth of it."""
_DEEPEST: Final = 8


class CollectionRow(Record):
    """One item of a month; `count` says how many assets stand behind it."""

    item: Identifier
    amount: Text
    currency: CurrencyText
    count: Whole | None = None


class PostedMonth(Record):
    """One month of one deal, every item of it."""

    format: Literal["tallystick/collections/v1"] = Field(alias="schema")
    deal: Identifier
    period: PeriodText
    items: tuple[CollectionRow, ...]


def collections_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a posted month."""
    schema = PostedMonth.model_json_schema(mode="validation", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def begins_like_json(content: bytes) -> bool:
    """Return whether a file's first sign opens a JSON object."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse_posted(content: bytes, *, file: str) -> tuple[PostedMonth | None, tuple[Finding, ...]]:
    """Read a posted month; None where anything is wrong with its form, and every finding.

    Args:
        content: the bytes of the file.
        file: its name, for findings.
    """
    if len(content) > SIZE:
        return None, (finding("servicing.posted-too-large", file=file, limit=SIZE, count=len(content)),)
    if nested_beyond(content, _DEEPEST):
        problem = parser_problem("nested too deeply")
        return None, (finding("servicing.posted-unreadable", file=file, problem=problem),)
    try:
        tree = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_float=str,
            parse_int=str,
            parse_constant=_refused,
        )
    except ValueError as error:
        problem = parser_problem(str(error))
        return None, (finding("servicing.posted-unreadable", file=file, problem=problem),)
    return build(PostedMonth, Document(file=file, tree=cast("Tree", tree), lines={}))


def _without_repeats(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for key, member in pairs:
        if key in members:
            raise ValueError(f"Cannot declare {key!r} twice")
        members[key] = member
    return members


def _refused(text: str) -> object:
    raise ValueError(f"Invalid value: {text}")
