"""Two versions of a tape: how many assets were added, removed and changed, and in which columns; never which.

Source: DESIGN.md section 2, principle 4: what is told of a tape is aggregated, since a comparison is passed on.
"""

from dataclasses import dataclass

import polars as pl

from tallystick.tape.reading.tapes import Tape

__all__ = ["TapeChanges", "tape_changes"]

_KEY = "asset_id"
_AFTER = " after"


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeChanges:
    """Counts of assets; `columns` are those in which assets differ, with how many do, the most first."""

    before: int
    after: int
    added: int
    removed: int
    changed: int
    columns: tuple[tuple[str, int], ...]


def tape_changes(before: Tape, after: Tape) -> TapeChanges:
    """Count what changed between two tapes; a column that only one of them has differs for every asset of both."""
    old, new = before.frame, after.frame
    names = [name for name in dict.fromkeys((*old.columns, *new.columns)) if name != _KEY]
    both = old.join(new, on=_KEY, how="inner", suffix=_AFTER)
    differing = [_differs(both, name, old.columns, new.columns).alias(name) for name in names]
    marks = both.select(differing)
    counts = [(name, int(marks[name].sum())) for name in names]
    return TapeChanges(
        before=old.height,
        after=new.height,
        added=new.height - both.height,
        removed=old.height - both.height,
        changed=int(marks.select(pl.any_horizontal(pl.all())).to_series().sum()) if names else 0,
        columns=tuple(sorted((each for each in counts if each[1]), key=lambda each: (-each[1], each[0]))),
    )


def _differs(both: pl.DataFrame, name: str, old: list[str], new: list[str]) -> pl.Expr:
    if name not in old or name not in new or both.schema[name] != both.schema[f"{name}{_AFTER}"]:
        return pl.col(_KEY).is_not_null()
    return pl.col(name).ne_missing(pl.col(f"{name}{_AFTER}"))
