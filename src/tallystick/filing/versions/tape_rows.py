"""Two versions of a tape: how many assets were added, removed and changed, what they owe, and where; never which.

Source: DESIGN.md section 2, principle 4: what is told of a tape is aggregated, since a comparison is passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tallystick.tape.reading.tapes import Tape
from tallystick.units.money import Currency, Money

__all__ = ["TapeChanges", "tape_changes"]

_KEY, _OWED = "asset_id", "current_balance"
_FEWEST = 3
"""Of fewer assets no sum is told: it would tell what one of them owes."""
_AFTER = " after"


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeChanges:
    """Counts of assets and what they owe; `columns` are those in which assets differ, with how many do, most first.

    Attributes:
        owed: outstanding principal of each class of assets: ``before`` and ``after`` of the whole tapes, ``added``,
            ``removed``, and ``changed-before`` and ``changed-after`` of those on both that differ anywhere. A class of
            fewer than three assets, and a tape without balances or in another currency, has None.
    """

    before: int
    after: int
    added: int
    removed: int
    changed: int
    columns: tuple[tuple[str, int], ...]
    owed: Mapping[str, Money | None]


def tape_changes(before: Tape, after: Tape) -> TapeChanges:
    """Count what changed between two tapes; a column that only one of them has differs for every asset of both."""
    old, new = before.frame, after.frame
    names = [name for name in dict.fromkeys((*old.columns, *new.columns)) if name != _KEY]
    both = old.join(new, on=_KEY, how="inner", suffix=_AFTER)
    differing = [_differs(both, name, old.columns, new.columns).alias(name) for name in names]
    marks = both.select(differing)
    moved = marks.select(pl.any_horizontal(pl.all()) if names else pl.lit(value=False)).to_series()
    parts = {
        "before": old,
        "after": new,
        "added": new.join(old, on=_KEY, how="anti"),
        "removed": old.join(new, on=_KEY, how="anti"),
        "changed-before": old.join(both.filter(moved), on=_KEY, how="semi"),
        "changed-after": new.join(both.filter(moved), on=_KEY, how="semi"),
    }
    currency = before.currency if before.currency is after.currency else None
    counts = [(name, int(marks[name].sum())) for name in names]
    return TapeChanges(
        before=old.height,
        after=new.height,
        added=new.height - both.height,
        removed=old.height - both.height,
        changed=int(moved.sum()) if names else 0,
        columns=tuple(sorted((each for each in counts if each[1]), key=lambda each: (-each[1], each[0]))),
        owed={name: _owed(part, currency) for name, part in parts.items()},
    )


def _owed(part: pl.DataFrame, currency: Currency | None) -> Money | None:
    if currency is None or _OWED not in part.columns or 0 < part.height < _FEWEST or part[_OWED].null_count():
        return None
    return Money(minor=int(part[_OWED].sum()), currency=currency)


def _differs(both: pl.DataFrame, name: str, old: list[str], new: list[str]) -> pl.Expr:
    if name not in old or name not in new or both.schema[name] != both.schema[f"{name}{_AFTER}"]:
        return pl.col(_KEY).is_not_null()
    return pl.col(name).ne_missing(pl.col(f"{name}{_AFTER}"))
