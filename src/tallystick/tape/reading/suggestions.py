"""Suggestions: which of our columns a foreign column may be, by its name in either language.

Compared with the canonical name, both labels, and what the forms of regulators call it; letter case, spaces, marks and
brackets do not count. Of Chinese names, which are short, half the characters must be shared. A suggestion is never
taken without a person: it stands in the finding about the column.
"""

import re
from difflib import SequenceMatcher
from functools import cache

from tallystick.evidence.wording import Language
from tallystick.tape.reading.forms import form_ids, form_of
from tallystick.tape.schemas import Schema, schema_of

__all__ = ["suggested"]

_CLOSE = 60
_MOST = 3
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[\s_\-./@（）()【】\[\]:：、，,]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def suggested(name: str, schema: Schema) -> tuple[str, ...]:
    """Return at most three canonical names, the nearest first; none where nothing is near.

    Args:
        name: of the foreign column.
        schema: of the asset class.
    """
    plain = _plain(name)
    scores: dict[str, int] = {}
    for alias, column in _aliases(schema.asset_class):
        scores[column] = max(scores.get(column, 0), _likeness(plain, alias))
    near = sorted((column for column, score in scores.items() if score >= _CLOSE), key=lambda each: -scores[each])
    return tuple(near[:_MOST])


@cache
def _aliases(asset_class: str) -> tuple[tuple[str, str], ...]:
    schema = schema_of(asset_class)
    found: dict[tuple[str, str], None] = {}
    for column in () if schema is None else schema.columns:
        for text in (column.name, column.label(Language.ZH), column.label(Language.EN)):
            found[_plain(text), column.name] = None
    for form in (form_of(form_id) for form_id in form_ids()):
        if form is not None and form.asset_class == asset_class:
            for name, part in form.columns.items():
                found[_plain(part.path.rpartition("/")[2]), name] = None
    return tuple(found)


def _plain(text: str) -> str:
    return _MARKS.sub(" ", _HUMP.sub(" ", text)).strip().lower()


def _likeness(name: str, alias: str) -> int:
    """Return how alike two names are, in hundredths; Chinese ones by the characters they share, two counting more."""
    if _CHINESE.search(name) and _CHINESE.search(alias):
        shared = len(set(name) & set(alias))
        return shared * 100 // max(len(set(name)), len(set(alias))) + (10 if shared > 1 else 0)
    return round(SequenceMatcher(None, name, alias).ratio() * 100)
