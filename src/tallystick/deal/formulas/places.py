"""Where a formula stands in a deal: the path of a formula that a run stopped at.

It computes nothing.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.reading import Path

__all__ = ["path_of"]


def path_of(part: BaseModel, formula: Formula, *, at: Path = ("structure",)) -> Path:
    """Return the path of a formula in a part of a deal, by the keys of its file; empty where it is not there.

    Args:
        part: such as the structure.
        formula: the very one that was read.
        at: the path of the part.
    """
    return next((path for path, found in _values(part, at) if found is formula), ())


def _values(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _values(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _values(each, (*path, str(name)))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _values(each, (*path, number))
    else:
        yield path, value
