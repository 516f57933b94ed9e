"""The pool of an opened deal: what its tape, its representative lines and its rights to income come to."""

from collections.abc import Sequence

from tallystick.cashflow.income import pool_of_income
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_subpools
from tallystick.cashflow.tape_pool import pool_of_tape
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.tape.selection import select

__all__ = ["LOAN", "pool_of"]

LOAN = "asset_id"
"""The column of a tape that names a loan."""


def pool_of(opened: OpenedDeal, *, fields: Sequence[str] = ()) -> tuple[Pool | None, tuple[Finding, ...]]:
    """Return the loans of a deal: the eligible ones of its tape, or its representative lines where it has no tape.

    Rights to income that the deal states stand beside them, or alone. `fields` are kept beside those that targets and
    sub-pools name.
    """
    deal = opened.deal
    pool, found = _loans(opened, fields)
    if deal.assets.income:
        rights = pool_of_income(deal.assets.income, deal.assets.currency, first=deal.structure.first_period)
        pool = rights if pool is None else pool.beside(rights)
    elif pool is None and not found:
        return None, (finding("deal.file-missing", name="tape.csv / replines.csv"),)
    if pool is None or not pool.rows:
        return pool, found
    return pool, (*found, *check_subpools(pool, deal.structure.subpools or {}))


def _loans(opened: OpenedDeal, kept: Sequence[str]) -> tuple[Pool | None, tuple[Finding, ...]]:
    deal = opened.deal
    if opened.tape is not None:
        named = {target.field for case in deal.assumptions.values() for target in case.targets}
        fields = sorted({*named, *(part.field for part in (deal.structure.subpools or {}).values()), *kept})
        pool = select(opened.tape, deal.assets.criteria).eligible
        return pool_of_tape(pool, fields=fields, first=deal.structure.first_period)
    if opened.replines is not None:
        return Pool.of_lines(opened.replines.lines, deal.assets.currency), ()
    return None, ()
