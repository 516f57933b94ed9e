"""Blinded tags of a deal's assets, as the desk and the filer made them together (`match`); nobody learns an asset."""

from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.encumbrances.matching import parse_tags

__all__ = ["TAGS", "tagged"]

TAGS: Final = "tags.json"
_DIGITS: Final = 16
"""Of a tag, so many hexadecimal digits are compared first: 64 bits, in which no two of a market meet by chance."""


def tagged(reported: Mapping[str, Mapping[str, bytes]]) -> tuple[tuple[tuple[object, ...], ...], tuple[Finding, ...]]:
    """Return the rows of pledges of every deal that has tags; tags under two keys meet nowhere, which is said.

    Args:
        reported: files of each deal, by name; tags of another deal than the folder's are refused.
    """
    found: list[Finding] = []
    rows: list[tuple[object, ...]] = []
    keys: dict[str, list[str]] = {}
    for deal, files in reported.items():
        if TAGS not in files:
            continue
        tags = parse_tags(files[TAGS])
        if tags is None or tags.deal != deal:
            found.append(finding("tape.match-unreadable", file=f"{deal}/{TAGS}"))
            continue
        keys.setdefault(tags.public_key, []).append(deal)
        rows += [(deal, int(each[:_DIGITS], 16)) for each in tags.tags]
    if len(keys) > 1:
        apart = "; ".join(", ".join(sorted(deals)) for deals in sorted(keys.values()))
        found.append(finding("supervision.market-epochs", keys=len(keys), deals=apart))
    return tuple(rows), tuple(found)
