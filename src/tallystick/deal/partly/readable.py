"""The readable part of a file with faults: each record as far as it goes, `UNREAD` where it does not.

    a record     made of its fields, each by itself
    a list       made of its items, a mapping of its entries
    anything else, or a text that does not read as its type: `UNREAD`

A key that is missing is `UNREAD` too, unless it may be; so is a key that stands in the file misspelt. A part that was
read in full is the very value that typing the whole file would have given.
It makes no findings: `parsing` does.
"""

import types
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Document, Path

__all__ = ["NEAR", "readable_part", "sound_items"]

Model = TypeVar("Model", bound=BaseModel)

NEAR = 3 / 4
"""How alike a key and a known one are for the one to be the other misspelt, as `difflib` counts."""


def readable_part(model: type[Model], document: Document) -> Model:
    """Return `document` as a `model` in which everything that could not be read is `UNREAD`."""
    part: Model = _part(model, document.tree, (), document.refused)
    return part


@judged
def sound_items(model: type[BaseModel], document: Document, name: str) -> Iterator[tuple[int, Any]]:
    """Yield the items of the list `name` of a file that were read in full, each with its place from 0."""
    for number, item in each(getattr(readable_part(model, document), name)):
        if _is_whole(item):
            yield number, item


def _is_whole(value: object) -> bool:
    if isinstance(value, BaseModel):
        return all(_is_whole(part) for part in dict(value).values())
    if isinstance(value, dict):
        return all(_is_whole(part) for part in value.values())
    return all(_is_whole(part) for part in value) if isinstance(value, tuple) else value is not UNREAD


def _part(kind: Any, tree: object, path: Path, refused: frozenset[Path]) -> Any:  # noqa: ANN401 - any field of any model
    if path in refused:
        return UNREAD
    try:
        if not any(each[: len(path)] == path for each in refused):
            return _adapter(kind).validate_python(tree)
    except ValidationError:
        pass
    shape = _shape(kind, tree)
    if isinstance(shape, type) and issubclass(shape, BaseModel) and isinstance(tree, dict):
        return _record(shape, tree, path, refused)
    if get_origin(shape) is tuple and get_args(shape)[-1] is ... and isinstance(tree, list):
        item = get_args(shape)[0]
        return tuple(_part(item, each, (*path, number), refused) for number, each in enumerate(tree))
    if get_origin(shape) is dict and isinstance(tree, dict):
        _, value = get_args(shape)
        return {key: _part(value, each, (*path, key), refused) for key, each in tree.items()}
    return UNREAD


def _record(model: type[BaseModel], tree: dict[str, Any], path: Path, refused: frozenset[Path]) -> BaseModel:
    hints = get_type_hints(model, include_extras=True)
    keys = {name: field.alias or name for name, field in model.model_fields.items()}
    absent = [key for key in keys.values() if key not in tree]
    misspelt = {
        near for key in tree.keys() - keys.values() for near in get_close_matches(key, absent, n=1, cutoff=NEAR)
    }
    values = {}
    for name, field in model.model_fields.items():
        key = keys[name]
        if key in tree:
            values[key] = _part(hints[name], tree[key], (*path, key), refused)
        elif key in misspelt or field.is_required():
            values[key] = UNREAD
    return model.model_construct(**values)


def _shape(kind: Any, tree: object) -> Any:  # noqa: ANN401 - a type, or what typing makes of one
    """Return the record, list or mapping that a field may be; of several, the one that has the shape of the tree."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) not in {Union, types.UnionType}:
        return kind
    shapes = [_shape(each, tree) for each in get_args(kind)]
    records = [each for each in shapes if isinstance(each, type) and issubclass(each, BaseModel)]
    return records[0] if records and isinstance(tree, dict) else shapes[0]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type, or what typing makes of one
    return TypeAdapter(kind)
