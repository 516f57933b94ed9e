"""The deadlines that the released books declare, and an installation's own numbers for those that are parameters.

A number by analogy, or a target, may be set otherwise by the installation; what binds may not.
Law: parameters ship with mark A and the sentence that the guideline has no number.
"""

from collections.abc import Mapping
from dataclasses import replace

from tallystick.law.instruments import Deadline
from tallystick.law.reading import standing_books

__all__ = ["standing_deadline"]


def standing_deadline(name: str, parameters: Mapping[str, int] | None = None) -> Deadline:
    """Return a deadline of the released books.

    Args:
        name: its id, or the name of its parameter, such as ``P_REVIEW_WD``.
        parameters: an installation's own numbers, at least 1, by parameter name.

    Raises:
        LookupError: no book declares it.
        ValueError: a number below 1, or one for a deadline that binds.
    """
    known = (each for book in standing_books() for each in book.deadlines)
    found = next((each for each in known if name in {each.id, each.parameter}), None)
    if found is None:
        message = f"no book declares the deadline {name!r}"
        raise LookupError(message)
    number = (parameters or {}).get(found.parameter) if found.parameter else None
    if number is None:
        return found
    if number < 1 or found.binding:
        message = f"{found.parameter} cannot be {number}: it is at least 1, and a deadline that binds cannot be changed"
        raise ValueError(message)
    if found.number is None:
        return replace(found, target=number)
    return replace(found, number=number, textual=found.number)
