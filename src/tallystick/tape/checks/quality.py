"""Quality: how much of a tape can be relied on, as one figure with what it is made of.

    score  = 100 x (rows - faulty) / rows
    faulty = rows with a schema or hard fault + 1/4 of those with soft ones only

A row counts once, at its deepest tier; a reason why there is no value is no fault unless the value is required.
The weights are this product's own: no standard gives any.
"""

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tallystick.tape.faults import TIERS, Tier

__all__ = ["Quality", "quality"]

_SOFT = Fraction(1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How many rows have which faults. Laws: 0 <= score <= 100; a tape without faults has 100.

    Attributes:
        rows: of the file.
        schema: rows with a cell that cannot be read or must not be empty.
        hard: other rows that contradict their contract or another.
        soft: other rows with something unusual.
    """

    rows: int
    schema: int
    hard: int
    soft: int

    @property
    def score(self) -> Fraction:
        """From 0 to 100."""
        if not self.rows:
            return Fraction(100)
        return 100 * (1 - (self.schema + self.hard + _SOFT * self.soft) / Fraction(self.rows))


def quality(faults: pl.DataFrame, rows: int) -> Quality:
    """Weigh the faults of a tape.

    Args:
        faults: a table of faults.
        rows: of the file, also those left out.
    """
    tiers = pl.DataFrame({"code": list(TIERS), "tier": [tier.value for tier in TIERS.values()]})
    depth = {tier.value: place for place, tier in enumerate(Tier)}
    deepest = (
        faults.join(tiers, on="code", how="left")
        .with_columns(pl.col("tier").replace_strict(depth, return_dtype=pl.Int64).alias("depth"))
        .group_by("row")
        .agg(pl.col("depth").min())
    )
    counts = {place: int((deepest["depth"] == place).sum()) for place in depth.values()}
    return Quality(rows=rows, schema=counts[0], hard=counts[1], soft=counts[2])
