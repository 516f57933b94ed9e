"""Two versions of a tape: how many assets were added, removed and changed, what they owe, and where; never which.

Source: DESIGN.md section 2, principle 4: what is told of a tape is aggregated, since a comparison is passed on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tallystick.tape.reading.tapes import Tape
from tallystick.units.money import Currency, Money

__all__ = ["TapeChanges", "tape_changes"]

_KEY, _ROW, _OWED = "asset_id", "source_row", "current_balance"
"""What knows an asset, where its row stood in the file (a tape sorted anew is the same tape), and what it owes."""
_FEWEST = 3
"""Of fewer assets no sum is told: it would tell what one of them owes."""
_AFTER = " after"


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeChanges:
    """Counts of assets and what they owe; `columns` are those in which assets differ, with how many do, most first.

    Attributes:
        owed: outstanding principal of each class of assets: ``before`` and ``after`` of the whole tapes, ``added``,
            ``removed``, and ``changed-before`` and ``changed-after`` of those on both that differ anywhere. None where
            there are no balances or two currencies, and where the sums that are told would, one taken from another,
            amount to fewer than three assets.
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
    names = [name for name in dict.fromkeys((*old.columns, *new.columns)) if name not in {_KEY, _ROW}]
    both = old.join(new, on=_KEY, how="inner", suffix=_AFTER)
    differing = [_differs(both, name, old.columns, new.columns).alias(name) for name in names]
    marks = both.select(differing)
    moved = marks.select(pl.any_horizontal(pl.all()) if names else pl.lit(value=False)).to_series()
    counts = {name: int(marks[name].sum()) for name in names}
    added, removed, changed = new.height - both.height, old.height - both.height, int(moved.sum()) if names else 0
    parts = {
        "before": old,
        "after": new,
        "added": new.join(old, on=_KEY, how="anti"),
        "removed": old.join(new, on=_KEY, how="anti"),
        "changed-before": old.join(both.filter(moved), on=_KEY, how="semi"),
        "changed-after": new.join(both.filter(moved), on=_KEY, how="semi"),
    }
    told = _told(added=added, removed=removed, both=both.height, changed=changed, owing=counts.get(_OWED, 0))
    currency = before.currency if before.currency is after.currency else None
    columns = sorted((each for each in counts.items() if each[1]), key=lambda each: (-each[1], each[0]))
    return TapeChanges(
        before=old.height,
        after=new.height,
        added=added,
        removed=removed,
        changed=changed,
        columns=tuple(columns),
        owed={name: _owed(part, currency) if name in told or part.is_empty() else None for name, part in parts.items()},
    )


def _told(*, added: int, removed: int, both: int, changed: int, owing: int) -> frozenset[str]:
    """Return the classes whose sums may stand side by side.

    The two wholes differ by what was added and removed and by those who owe another amount (`owing`); a whole less a
    class is the rest of it, and the changed before less the changed after is `owing` again.
    """
    if not _enough(added + removed + owing):
        return frozenset()
    if not _enough(added, removed, both, owing):
        return frozenset({"before", "after"})
    classes = frozenset({"before", "after", "added", "removed"})
    return classes | {"changed-before", "changed-after"} if _enough(changed, both - changed) else classes


def _enough(*counts: int) -> bool:
    return not any(0 < each < _FEWEST for each in counts)


def _owed(part: pl.DataFrame, currency: Currency | None) -> Money | None:
    if currency is None or _OWED not in part.columns or not _enough(part.height) or part[_OWED].null_count():
        return None
    return Money(minor=int(part[_OWED].sum()), currency=currency)


def _differs(both: pl.DataFrame, name: str, old: list[str], new: list[str]) -> pl.Expr:
    if name not in old or name not in new or both.schema[name] != both.schema[f"{name}{_AFTER}"]:
        return pl.col(_KEY).is_not_null()
    return pl.col(name).ne_missing(pl.col(f"{name}{_AFTER}"))
