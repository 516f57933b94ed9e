"""The JSON Schema for editors: every reference and pattern holds, it takes the example and refuses planted faults."""

import re
from typing import Any

import pytest

from tallystick.deal.parsing import deal_schema
from tallystick.deal.reading import Tree, read_yaml
from tests.deal.example import EXAMPLE, replaced

SCHEMA = deal_schema()
_KEYWORDS = {
    *("$ref", "$defs", "$schema", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items"),
    *("maxItems", "minItems", "minLength", "pattern", "patternProperties", "prefixItems", "properties"),
    *("propertyNames", "required", "title", "type"),
}


def accepts(schema: dict[str, Any], tree: Tree) -> bool:
    """What a validator of draft 2020-12 would say, for the keywords that the schema uses."""
    if "$ref" in schema:
        return accepts(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], tree)
    if "anyOf" in schema:
        return any(accepts(each, tree) for each in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return tree in schema.get("enum", [schema.get("const")])
    kinds = {"object": dict, "array": list, "string": str}
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not isinstance(tree, tuple(kinds[kind] for kind in types if kind in kinds)):
        return False
    if isinstance(tree, dict):
        known = schema.get("properties", {})
        named = schema.get("patternProperties")
        rest = next(iter(named.values())) if named else schema.get("additionalProperties", True)
        others = [value for key, value in tree.items() if key not in known]
        return (
            set(schema.get("required", ())) <= tree.keys()
            and all(accepts(known[key], value) for key, value in tree.items() if key in known)
            and (all(accepts(rest, value) for value in others) if isinstance(rest, dict) else rest or not others)
        )
    if isinstance(tree, list):
        fixed = schema.get("prefixItems", [])
        within = schema.get("minItems", 0) <= len(tree) <= schema.get("maxItems", len(tree))
        expected = fixed or [schema["items"]] * len(tree)
        return within and all(accepts(each, item) for each, item in zip(expected, tree, strict=False))
    return len(tree) >= schema.get("minLength", 0) and re.search(schema.get("pattern", ""), tree) is not None


def nodes(node: object) -> list[dict[str, Any]]:
    """Every schema inside a schema; the names of properties and definitions are not keywords."""
    if isinstance(node, list):
        return [each for item in node for each in nodes(item)]
    if not isinstance(node, dict):
        return []
    inner = [
        each
        for key, value in node.items()
        for part in (value.values() if key in {"properties", "patternProperties", "$defs"} else [value])
        for each in nodes(part)
    ]
    return [node, *inner]


def tree_of(text: str) -> Tree:
    document, findings = read_yaml(text.encode(), file="deal.yaml")
    assert document is not None
    assert findings == ()
    return document.tree


def test_it_uses_only_keywords_of_the_draft_and_every_reference_and_pattern_holds() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for node in nodes(SCHEMA):
        assert set(node) <= _KEYWORDS
        re.compile(node.get("pattern", ""))
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]


def test_it_takes_the_example() -> None:
    assert accepts(SCHEMA, tree_of(EXAMPLE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as_of: 2026-08-31\n", ""),
        ("as_of: 2026-08-31", "as_of: soon"),
        ("as_of: 2026-08-31", "as_of: 2026-08-31\nsurplus: 1"),
        ("  share: 5%", "  share: 0.05"),
        ("cap: 114000000.00 USD", "cap: 114000000.00"),
        ("  class: finance-lease", "  class: spaceship-lease"),
        ("filed_range: [4.00%, 5.00%]", "filed_range: [4.00%]"),
    ],
)
def test_it_refuses_what_the_reader_refuses(old: str, new: str) -> None:
    assert not accepts(SCHEMA, tree_of(replaced((old, new))))


def test_what_an_editor_takes_for_a_number_may_stay_unquoted() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["PaymentDates"]["properties"]["day"]["type"] == ["string", "integer"]
    assert definitions["Hedge"]["properties"]["rate"]["type"] == ["string", "number"]
