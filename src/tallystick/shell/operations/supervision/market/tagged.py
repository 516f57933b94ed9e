"""Blinded tags of a deal's assets, as the desk and the filer made them together (`match`); nobody learns an asset."""

from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.encumbrances.matching import parse_tags

__all__ = ["TAGS", "tagged"]

TAGS: Final = "tags.json"
_DIGITS: Final = 16
"""Of a tag, so many hexadecimal digits are compared first: 64 bits, in which no two of a market meet by chance."""


def tagged(deal: str, files: Mapping[str, bytes]) -> tuple[tuple[tuple[object, ...], ...], tuple[Finding, ...]]:
    """Return the rows of pledges of a deal; none where no tags are there.

    Args:
        deal: whose files these are; tags of another deal are refused.
        files: reported of it, by name.
    """
    if TAGS not in files:
        return (), ()
    tags = parse_tags(files[TAGS])
    if tags is None or tags.deal != deal:
        return (), (finding("tape.match-unreadable", file=f"{deal}/{TAGS}"),)
    return tuple((deal, int(each[:_DIGITS], 16)) for each in tags.tags), ()
