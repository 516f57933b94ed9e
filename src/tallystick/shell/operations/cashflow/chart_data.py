"""The data of a chart, for a page that draws it itself: what the SVG shows, in both languages, as JSON.

    {"id", "kind", "caption": {"zh", "en"}, "alt": …, "source": …, and the parts of its kind:
     "labels" or "periods", "unit": {"zh", "en"}, "series": [{"name": {"zh", "en"}, "values": [number, …]}, …]}

Numbers are binary floats, as every page has them; the exact values stand in the table of the same name.
"""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Figure

__all__ = ["chart_data"]


def chart_data(figure: Figure) -> bytes:
    """Return what a figure shows as JSON, UTF-8; equal figures give equal bytes."""
    picture = figure.picture
    told = {
        "id": figure.id,
        "kind": type(picture).__name__.lower(),
        "caption": _plain(figure.caption),
        "alt": _plain(figure.alt),
        "source": figure.source.reference,
        **{each.name: _plain(getattr(picture, each.name)) for each in fields(picture)},
    }
    return (json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _plain(value: object) -> object:
    match value:
        case Name():
            return {"zh": value.zh, "en": value.en}
        case Fraction():
            return float(value)
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case str() | int() | None:
            return value
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case Iterable():
            return [_plain(each) for each in value]
    message = f"a {type(value).__name__} stands in no chart"
    raise TypeError(message)
