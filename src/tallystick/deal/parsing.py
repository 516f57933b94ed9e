"""From the tree of texts to a frozen value, with every fault of the file in one pass.

The models say what they expect; this module turns what they refuse into findings that name the file, the
line and the path, and offers the nearest known key for a misspelt one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tallystick.deal.deal import Deal
from tallystick.deal.partly.readable import NEAR
from tallystick.deal.reading import Document, Path, read_yaml
from tallystick.evidence.findings import Finding, Place, Value

__all__ = ["build", "build_row", "deal_schema", "parse_deal"]

Model = TypeVar("Model", bound=BaseModel)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CODES = {
    "missing": "deal.key-missing",
    "extra_forbidden": "deal.key-unknown",
    "literal_error": "deal.choice-unknown",
    "enum": "deal.choice-unknown",
    "model_type": "deal.mapping-expected",
    "model_attributes_type": "deal.mapping-expected",
    "dict_type": "deal.mapping-expected",
    "tuple_type": "deal.list-expected",
    "list_type": "deal.list-expected",
    "too_long": "deal.list-length",
    "too_short": "deal.list-length",
}


# Where a value may have two shapes, each shape complains; the one that could read the shape says more, there or below.
_SHAPES = frozenset({"deal.mapping-expected", "deal.scalar-expected", "deal.list-expected"})


def parse_deal(content: bytes, *, file: str = "deal.yaml") -> tuple[Deal | None, Document | None, tuple[Finding, ...]]:
    """Read and type a deal file.

    Returns:
        The deal (None where any value is missing or unreadable), the document with its line marks (None where
        the file is not readable as YAML), and all findings of reading and typing.
    """
    document, findings = read_yaml(content, file=file)
    if document is None:
        return None, None, findings
    deal, more = build(Deal, document)
    return (None if findings else deal), document, (*findings, *more)


def build(model: type[Model], document: Document) -> tuple[Model | None, tuple[Finding, ...]]:
    """Type the whole of `document` as `model`; None and findings where anything does not fit."""
    try:
        return model.model_validate(document.tree), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, _findings(model, document, details)


def build_row(
    model: type[Model], cells: Mapping[str, str], *, file: str, row: int
) -> tuple[Model | None, tuple[Finding, ...]]:
    """Type one row of a table as `model`; findings name the row and the column. An empty cell is a missing one."""
    document = Document(file=file, tree={name: cell for name, cell in cells.items() if cell}, lines={})
    value, findings = build(model, document)
    placed = (replace(item, place=Place(file=file, row=row, column=item.place.path)) for item in findings)
    return value, tuple(placed)


def deal_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `deal.yaml`, for editors."""
    return {"$schema": _DIALECT} | Deal.model_json_schema(mode="validation", by_alias=True)


def _findings(model: type[BaseModel], document: Document, details: list[ErrorDetails]) -> tuple[Finding, ...]:
    known = _known_keys(model)
    found: dict[tuple[str, Place], Finding] = {}
    for detail in details:
        path = _path_in(document, detail["loc"], missing=detail["type"] == "missing")
        if any(path[: len(refused)] == refused for refused in document.refused):
            continue
        item = _finding(document, detail, path=path, known=known)
        found.setdefault((item.code, item.place), item)
    meant = {_meant(item) for item in found.values() if item.code == "deal.key-misspelt"}
    found = {
        key: item for key, item in found.items() if item.code != "deal.key-missing" or item.place.path not in meant
    }
    telling = [item.place.path for item in found.values() if item.code not in _SHAPES]
    kept = (item for item in found.values() if item.code not in _SHAPES or not _reaches(telling, item.place.path))
    return tuple(sorted(kept, key=lambda item: (item.place.line or 0, item.place.path)))


def _meant(misspelt: Finding) -> str:
    """The path of the key that is meant. That it is missing and that it is misspelt are one fault."""
    parent, _, _ = misspelt.place.path.rpartition(str(misspelt.argument("key")))
    return f"{parent}{misspelt.argument('nearest')}"


def _reaches(paths: Iterable[str], path: str) -> bool:
    """Whether one of the paths is this one, or leads to something inside it."""
    return any(other == path or other.startswith((f"{path}.", f"{path}[")) for other in paths)


def _finding(document: Document, detail: ErrorDetails, *, path: Path, known: frozenset[str]) -> Finding:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing" and isinstance(path[-1], int):
        return document.fault("deal.list-length", path[:-1], {})
    code = kind if "." in kind else _CODES.get(kind, "deal.value-unreadable")
    arguments: dict[str, Value] = {}
    key = str(path[-1]) if path else ""
    if code == "deal.key-unknown":
        near = get_close_matches(key, known, n=1, cutoff=NEAR)
        code = "deal.key-misspelt" if near else "deal.comma-unquoted" if " " in key and not detail["input"] else code
        arguments = {"key": key, "nearest": near[0]} if near else {"key": key}
    elif code == "deal.key-missing":
        arguments = {"key": key}
    elif code == "deal.choice-unknown":
        arguments = {
            "value": str(detail["input"]),
            "allowed": tuple(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        }
    elif code == "deal.formula-long":
        arguments = dict(context)
    elif code.endswith(("-unreadable", "-unknown")):
        given = detail["input"]
        arguments = {"value": given if isinstance(given, str) else type(given).__name__}
        if "problem" in context:
            arguments["problem"] = context["problem"]
    return document.fault(code, path, arguments)


def _path_in(document: Document, location: tuple[int | str, ...], *, missing: bool) -> Path:
    """Drop the parts pydantic adds for unions and dictionary keys, which are not in the file."""
    path: Path = ()
    tree: object = document.tree
    for part in location:
        if isinstance(tree, dict) and part in tree:
            tree = tree[str(part)]
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        elif not (missing and part == location[-1]):
            continue
        path = (*path, part)
    return path


@cache
def _known_keys(model: type[BaseModel]) -> frozenset[str]:
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in part.get("properties", {}))
