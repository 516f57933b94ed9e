"""A validator for the part of JSON Schema draft-07 that the OSCAL schemas use; what it does not know it refuses."""

import json
import re
from pathlib import Path

__all__ = ["faults"]

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_ANNOTATIONS = {
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "definitions",
    "format",
    "contentEncoding",
}
_KNOWN = _ANNOTATIONS | {
    "$ref", "type", "properties", "required", "additionalProperties", "items", "minItems", "anyOf", "allOf", "enum",
    "pattern", "minimum", "oneOf", "const",
}  # fmt: skip
_LETTERS = {r"\p{L}": r"[^\W\d_]", r"\p{N}": r"\d"}


def faults(schema_file: Path, value: object) -> list[str]:
    """Say where a value breaks a schema."""
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    return list(_Validator(schema).faults(schema, value, "$"))


class _Validator:
    def __init__(self, schema):
        self.anchors = {each["$id"]: each for each in _tables(schema) if str(each.get("$id", "")).startswith("#")}
        self.anchors |= {f"#/definitions/{name}": each for name, each in schema["definitions"].items()}

    def faults(self, schema, value, path):
        unknown = set(schema) - _KNOWN
        assert not unknown, f"the validator does not know {unknown}"
        if "$ref" in schema:
            yield from self.faults(self.anchors[schema["$ref"]], value, path)
            return
        wanted = schema.get("type")
        if wanted and (not isinstance(value, _TYPES[wanted]) or (wanted == "integer" and isinstance(value, bool))):
            yield f"{path}: no {wanted}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{path}: {value!r} is none of {schema['enum']}"
        if "const" in schema and value != schema["const"]:
            yield f"{path}: is not {schema['const']!r}"
        if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
            yield f"{path}: below {schema['minimum']}"
        if isinstance(value, str) and "pattern" in schema and not re.search(_python(schema["pattern"]), value):
            yield f"{path}: {value!r} does not match {schema['pattern']}"
        yield from self._parts(schema, value, path)
        for each in schema.get("allOf", ()):
            yield from self.faults(each, value, path)
        for word, least in (("anyOf", 1), ("oneOf", 1)):
            fits = [not list(self.faults(each, value, path)) for each in schema.get(word, ())]
            if fits and (sum(fits) < least or (word == "oneOf" and sum(fits) != 1)):
                yield f"{path}: {word} does not hold"

    def _parts(self, schema, value, path):
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            yield from (f"{path}: lacks {name}" for name in schema.get("required", ()) if name not in value)
            for name, part in value.items():
                if name in properties:
                    yield from self.faults(properties[name], part, f"{path}.{name}")
                elif schema.get("additionalProperties") is False:
                    yield f"{path}: {name} is not allowed"
        if isinstance(value, list):
            if len(value) < schema.get("minItems", 0):
                yield f"{path}: fewer than {schema['minItems']}"
            for place, part in enumerate(value):
                yield from self.faults(schema.get("items", {}), part, f"{path}[{place}]")


def _python(pattern):
    for theirs, ours in _LETTERS.items():
        pattern = pattern.replace(theirs, ours)
    return pattern


def _tables(value):
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _tables(each)
    if isinstance(value, list):
        for each in value:
            yield from _tables(each)
