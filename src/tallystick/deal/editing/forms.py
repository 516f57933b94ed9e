"""A deal as a form: for each part of the file the fields that it has and may have, as the schema says.

    record    its scalars as fields, its records, lists and mappings as groups within
    list      a group for each item, by its id, and the name of the key that a new item begins with
    mapping   a group or a field for each key

What is missing is there as an empty field; a record that may be missing is a group that is `absent`. A field says what
may stand in it (`shape`) and, where one of a few words is wanted, which. It knows no words for people: keys are named
as the file names them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from tallystick.deal.editing.edits import Way, found, handle
from tallystick.deal.parsing import deal_schema
from tallystick.deal.reading import Tree

__all__ = ["Entry", "Group", "field_at", "form_of", "joined", "parted"]

_Schema = Mapping[str, Any]
_FIXED: Final = frozenset({("schema",), ("id",)})
"""What makes a file this deal; it is not edited."""
_SHAPES: Final = {
    "a day": "day",
    "a month": "month",
    "an amount and": "amount",
    "an amount, 100.00 USD, or": "amount-formula",
    "a formula": "formula",
    "a rate": "rate",
    "a share": "share",
    "an identifier": "identifier",
    "ISO 4217": "currency",
}
_HANDLE: Final = "id"
"""What an item is called by: its title, which edits of what is in it depend on."""
_BOTH: Final = {"zh", "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A field.

    Attributes:
        way: where it stands; the last part is its key.
        value: what stands there as a person writes it, "" where nothing does.
        shape: what may stand there: ``text``, ``choice``, ``list`` or one of the words for kinds of scalar.
        choices: the words of a choice.
        wanted: whether it must be filled in.
        wider: whether a record may stand there instead.
        listed: whether several may stand there, and `alone` whether one may stand by itself.
    """

    way: Way
    value: str
    shape: str = "text"
    choices: tuple[str, ...] = ()
    wanted: bool = False
    wider: bool = False
    listed: bool = False
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A record, a list or a mapping.

    Attributes:
        way: where it stands; the last part is its key, or the id of an item.
        fields: the scalars in it.
        groups: what else is in it.
        adds: ``item`` or ``key`` where more may be added, ``value`` where a key with a scalar may; else "".
        first: the key that a new item begins with.
        absent: whether it is not there, and may be made.
        item: whether it is one of a list or mapping, and so may be taken out; `ordered` whether order matters there.
    """

    way: Way
    fields: tuple[Entry, ...] = ()
    groups: tuple["Group", ...] = ()
    adds: str = ""
    first: str = ""
    absent: bool = False
    item: bool = False
    ordered: bool = False

    @property
    def is_pair(self) -> bool:
        """Whether this is one text in both languages."""
        return {each.way[-1] for each in self.fields} == _BOTH and not self.groups

    def every(self) -> Iterator[Entry]:
        """Yield the fields of the group and of all within it."""
        yield from self.fields
        for each in self.groups:
            yield from each.every()


def form_of(tree: Tree, way: Way) -> Group:
    """Return the form of a part of a deal file.

    Args:
        tree: the file as texts.
        way: to a record, list or mapping; () for the top, of which only its scalars and texts in both languages.
    """
    schema = _schema_at(tree, way)
    if not way:
        top = _record(tree, (), schema, item=False)
        return Group(way=(), fields=top.fields, groups=tuple(each for each in top.groups if each.is_pair))
    return _group(tree, way, schema, wanted=False)


def field_at(tree: Tree, way: Way) -> Entry | None:
    """Return the field at a way, whether or not anything stands there; None where there can be no field."""
    if not way or way in _FIXED:
        return None
    try:
        schema = _schema_at(tree, way)
    except KeyError:
        return None
    made = _field(tree, way, schema, wanted=False)
    return made if isinstance(made, Entry) else None


def parted(entry: Entry, text: str) -> Tree:
    """Return what somebody wrote into a field as the file holds it: a list is written with commas."""
    text = text.strip()
    if not entry.listed or not text:
        return text
    items = [each.strip() for each in text.replace("，", ",").replace("、", ",").split(",") if each.strip()]
    return items[0] if entry.alone and len(items) == 1 else [*items]


def joined(value: Tree | None) -> str | None:
    """Return a scalar or a list of scalars as a person writes it; None for anything else."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(map(str, value))
    return None


def _group(tree: Tree, way: Way, schema: _Schema, *, wanted: bool, item: bool = False, ordered: bool = False) -> Group:
    here = found(tree, way)
    shapes = _shapes(schema)
    if (values := next((each for each in map(_values, shapes) if each is not None), None)) is not None:
        return _mapping(tree, way, values)
    if (listed := next((each for each in shapes if each.get("type") == "array"), None)) is not None and (
        isinstance(here, list) or not any("properties" in each for each in shapes)
    ):
        return _list(tree, way, _items(listed))
    record = next((each for each in shapes if "properties" in each), None)
    if record is None:
        return Group(way=way)
    if here in (None, "") and not wanted and set(record["properties"]) != _BOTH:
        return Group(way=way, absent=True)
    made = _record(tree, way, record, item=item, ordered=ordered)
    if made.is_pair and not wanted and here in (None, ""):
        return replace(made, fields=tuple(replace(each, wanted=False) for each in made.fields))
    return made


def _record(tree: Tree, way: Way, schema: _Schema, *, item: bool, ordered: bool = False) -> Group:
    wanted = frozenset(schema.get("required", ()))
    made = [
        _field(tree, (*way, key), each, wanted=key in wanted)
        for key, each in schema["properties"].items()
        if (*way, key) not in _FIXED and not (ordered and key == _HANDLE)
    ]
    return Group(
        way=way,
        fields=tuple(each for each in made if isinstance(each, Entry)),
        groups=tuple(each for each in made if isinstance(each, Group)),
        item=item,
        ordered=ordered,
    )


def _list(tree: Tree, way: Way, schema: _Schema) -> Group:
    items = found(tree, way)
    names = [handle(each, at) for at, each in enumerate(items)] if isinstance(items, list) else []
    record = next((each for each in _shapes(schema) if "properties" in each), None)
    first = "" if record is None else next(iter(record["properties"]))
    groups = [_group(tree, (*way, name), schema, wanted=True, item=True, ordered=True) for name in names]
    return Group(way=way, groups=tuple(groups), adds="item", first=first)


def _mapping(tree: Tree, way: Way, schema: _Schema) -> Group:
    here = found(tree, way)
    made = [
        _field(tree, (*way, key), schema, wanted=True, item=True) for key in (here if isinstance(here, dict) else ())
    ]
    scalar = not any("properties" in each for each in _shapes(schema))
    return Group(
        way=way,
        fields=tuple(each for each in made if isinstance(each, Entry)),
        groups=tuple(each for each in made if isinstance(each, Group)),
        adds="value" if scalar else "key",
    )


def _field(tree: Tree, way: Way, schema: _Schema, *, wanted: bool, item: bool = False) -> Entry | Group:
    """Return a scalar, or a list of scalars, as a field; anything else as a group."""
    here, shapes = found(tree, way), _shapes(schema)
    scalar = next((each for each in shapes if _is_scalar(each)), None)
    several = next((each for each in shapes if each.get("type") == "array"), None)
    of = None if several is None else next((each for each in _shapes(_items(several)) if _is_scalar(each)), None)
    value = joined(here)
    if value is None or (scalar is None and of is None):
        return _group(tree, way, schema, wanted=wanted, item=item)
    plain = scalar or of or {}
    choices = tuple(plain.get("enum", (plain["const"],) if "const" in plain else ()))
    listed = of is not None
    return Entry(
        way=way,
        value=value,
        shape="list" if listed else "choice" if choices else _shape(plain),
        choices=() if listed else choices,
        wanted=wanted,
        wider=any("properties" in each for each in shapes),
        listed=listed,
        alone=scalar is not None,
    )


def _shape(schema: _Schema) -> str:
    told = schema.get("description", "")
    return next((shape for start, shape in _SHAPES.items() if told.startswith(start)), "text")


def _is_scalar(schema: _Schema) -> bool:
    kind = schema.get("type", "string" if "enum" in schema or "const" in schema else "")
    return kind == "string" or isinstance(kind, list)


def _values(schema: _Schema) -> _Schema | None:
    """Return what stands in a mapping under any key; None for anything but a mapping."""
    more = schema.get("additionalProperties")
    patterns: _Schema = schema.get("patternProperties", {})
    return next(iter(patterns.values()), more if isinstance(more, dict) else None)


def _items(schema: _Schema) -> _Schema:
    """Return what stands in an array; a pair is an array whose places are each described."""
    kept: _Schema = schema["items"] if "items" in schema else schema["prefixItems"][0]
    return kept


def _shapes(schema: _Schema) -> list[_Schema]:
    """Return what may stand in a place, references followed, without that it may be empty."""
    if "$ref" in schema:
        return _shapes(_schema()["$defs"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return [shape for each in schema["anyOf"] for shape in _shapes(each)]
    return [] if schema.get("type") == "null" else [schema]


def _schema_at(tree: Tree, way: Way) -> _Schema:
    """Return what the schema says of a way.

    Raises:
        KeyError: the schema knows no such place.
    """
    schema: _Schema = _schema()
    for number, part in enumerate(way):
        shapes, here = _shapes(schema), found(tree, way[:number])
        if isinstance(here, list):
            schema = next((_items(each) for each in shapes if each.get("type") == "array"), {})
        else:
            parts = [each["properties"][part] for each in shapes if part in each.get("properties", {})]
            parts += [each for each in map(_values, shapes) if each is not None]
            schema = parts[0] if parts else {}
        if not schema:
            raise KeyError(part)
    return schema


@cache
def _schema() -> _Schema:
    return deal_schema()
