"""The page of the deal folder, in both languages, names every key there is and no other, and marks what is required."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tallystick.cashflow.published import Published
from tallystick.cashflow.replines import COLUMNS, OPTIONAL_COLUMNS
from tallystick.deal.parsing import deal_schema
from tallystick.issuance.pricing import Pricing
from tallystick.issuance.subscriptions import Subscription
from tallystick.servicing.collections import ITEMS
from tallystick.shell.operations.walk.script import Script
from tallystick.tape.reading.mapping import TapeMapping

_PAGES = ["docs/deal-folder.md", "docs/deal-folder.zh.md"]
_HEADING = re.compile(r"^#{2,3} `([^`]+)`$")
_KEY = re.compile(r"^\| `([^`]+)` \| (✓?) ?\|")
_SIDE = re.compile(r"^structure\.(?:onshore|offshore)\.(?:waterfalls\[\]\.(?=priorities\[\]\.))?")
"""Both vehicles have the same keys, and the steps of an alternative waterfall are steps."""
_WORDS_OF_BOTH = {"zh", "en"}

_Schema = Mapping[str, Any]


@pytest.fixture(params=_PAGES)
def page(project: Path, request: pytest.FixtureRequest) -> str:
    return (project / str(request.param)).read_text(encoding="utf-8")


def _keys(schema: _Schema, names: _Schema, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the path of every key below a schema, and whether it is required."""
    match schema:
        case {"$ref": str(reference)}:
            yield from _keys(names[reference.rsplit("/", 1)[-1]], names, path)
        case {"anyOf": list(shapes)}:
            for shape in shapes:
                yield from _keys(shape, names, path)
        case {"type": "array", "items": dict(items)}:
            yield from _keys(items, names, f"{path}[]")
        case {"patternProperties": dict(patterns)}:
            for values in patterns.values():
                yield from _keys(values, names, f"{path}.<id>")
        case {"properties": dict(members)} if members.keys() != _WORDS_OF_BOTH:
            for key, member in members.items():
                here = f"{path}.{key}".lstrip(".")
                yield _SIDE.sub("structure.<side>.", here), key in schema.get("required", ())
                yield from _keys(member, names, here)


def _told(page: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of every key in the tables of a page, and whether it is marked as required."""
    above: str | None = None
    for line in page.splitlines():
        if line.startswith("#") and not line.startswith("####"):
            heading = _HEADING.match(line)
            above = None if heading is None else heading[1]
        row = _KEY.match(line)
        if row and above is not None:
            yield (row[1] if above == "deal.yaml" else f"{above}.{row[1]}"), bool(row[2])


def test_every_key_of_the_deal_is_told_and_no_other(page: str):
    schema = deal_schema()
    assert dict(sorted(_told(page))) == dict(sorted(_keys(schema, schema["$defs"])))


@pytest.mark.parametrize("form", [TapeMapping, Published, Pricing, Subscription, Script])
def test_every_key_of_the_other_files_is_named(page: str, form: type[BaseModel]):
    schema = form.model_json_schema(mode="validation", by_alias=True)
    keys = {path.rsplit(".", 1)[-1] for path, _ in _keys(schema, schema.get("$defs", {}))}
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f"`{key}: " not in page] == []


@pytest.mark.parametrize("words", [COLUMNS, OPTIONAL_COLUMNS, ITEMS])
def test_every_column_and_item_is_named(page: str, words: tuple[str, ...]):
    assert [word for word in words if f"`{word}`" not in page] == []
