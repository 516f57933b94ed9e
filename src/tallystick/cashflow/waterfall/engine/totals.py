"""Running totals: what has been counted of the pool, and of each sub-pool, since the first month.

A trigger over the life of a deal, or of one group of its assets, compares these with what there was at the beginning:

    initial                performing principal as the first month began
    cumulative-defaults    principal that stopped performing
    cumulative-recoveries  proceeds of what defaulted; the two differ by the net loss so far

It tests nothing.
"""

from collections.abc import Iterable, Mapping

from tallystick.cashflow.waterfall.engine.arithmetic import Number

__all__ = ["counted"]


def counted(
    before: Mapping[str, Number],
    pool: Mapping[str, Number],
    collected: Mapping[str, Number],
    reported: Mapping[str, Number],
    subpools: Iterable[str],
) -> dict[str, Number]:
    """Return the totals with this month's, by name; those of a sub-pool behind its id: ``fixed.initial``.

    Args:
        before: as the month before left them; a sub-pool of which nothing was counted begins with this month.
        pool: what the month reports of it: beginning, ending, defaulted.
        collected: cash of the month, by item.
        reported: further amounts, those of sub-pools among them.
        subpools: their ids.
    """
    found = {
        "initial": before["initial"],
        "cumulative-defaults": before["cumulative-defaults"] + pool["defaulted"],
        "cumulative-recoveries": before.get("cumulative-recoveries", 0) + collected.get("recoveries", 0),
    }
    for name in subpools:
        if f"{name}.beginning" in reported:
            found[f"{name}.initial"] = before.get(f"{name}.initial", reported[f"{name}.beginning"])
            for total, figure in (("cumulative-defaults", "defaulted"), ("cumulative-recoveries", "recoveries")):
                total_before = before.get(f"{name}.{total}", 0)
                found[f"{name}.{total}"] = total_before + reported.get(f"{name}.{figure}", 0)
    return found
