"""The structures of the example deals, for whoever times a waterfall."""

from functools import cache
from pathlib import Path

from tallystick.deal.parsing import parse_deal
from tallystick.deal.structure import Structure

__all__ = ["structure_of"]

_EXAMPLES = Path(__file__).parents[1] / "examples"


@cache
def structure_of(example: str) -> Structure:
    """Return the structure of an example by the name of its folder.

    Raises:
        ValueError: its deal.yaml cannot be read.
    """
    deal, _, findings = parse_deal((_EXAMPLES / example / "deal.yaml").read_bytes())
    if deal is None:
        raise ValueError(f"the deal of {example} cannot be read: {findings}")
    return deal.structure
