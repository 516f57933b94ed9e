"""A home's own filings kept as a market: the tables and loans that its run looked at, beside the run.

    filings of the home -> `market` -> tables, loans as filed, run of the day -> the desk's page

Loans are those of the tape as it was filed, on its cut-off day, which the deals' table names; a filing without a tape
has payers and no loans. Blinded tags belong to no loan that anybody here could name, so none is shown.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from tallystick.shell.operations.market.runs import days, keep_run
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.supervision.market.filed import FiledDeal
from tallystick.shell.operations.supervision.market.market import MarketSeen
from tallystick.supervision.market.records import Claim, MonthRecord
from tallystick.tape.reading.tapes import Tape

__all__ = ["keep_own"]


def keep_own(store: Partitions, seen: MarketSeen, as_of: date) -> str:
    """Keep what a run over a home's own filings looked at, and the run; return the run's name.

    Tables are those of the latest day: an earlier one is shown up to its month. Where a filing came after that run, so
    that the tables do not know its deal, they are laid again.

    Args:
        store: of the home.
        seen: by `market`.
        as_of: the day of the question.

    Raises:
        ValueError: the market came in partitions, which are kept already.
    """
    laid = seen.laid
    if laid is None:
        message = "a market that came in partitions is kept where it is"
        raise ValueError(message)
    known = store.table("deals")
    unknown = {each.deal.id for each in seen.filed}.difference(known["deal"] if known.height else ())
    if unknown or as_of >= max(days(store), default=as_of):
        store.lay("deals", pl.DataFrame([_deal(each) for each in seen.filed]))
        store.lay("months", _frame(MonthRecord, laid.months))
        store.lay("claims", _frame(Claim, laid.claims))
        store.lay("payers", laid.payers)
    for each in seen.filed:
        if each.opened.tape is not None:
            store.lay_loans(str(seen.period), each.deal.id, _loans(each.deal.id, each.opened.tape))
    return keep_run(store, seen, as_of)


def _deal(filed: FiledDeal) -> dict[str, Any]:
    tape = filed.opened.tape
    cutoff = "" if tape is None else tape.cutoff.isoformat()
    return asdict(filed.record) | {"material": sorted(filed.record.material), "filing": filed.filing, "cutoff": cutoff}


def _frame(record: type[MonthRecord] | type[Claim], rows: Iterable[MonthRecord | Claim]) -> pl.DataFrame:
    """Return records as a table whose columns are there even where no row is."""
    plain = [asdict(each) | {"period": str(each.period)} for each in rows]
    empty = pl.DataFrame(schema=dict.fromkeys(record.__dataclass_fields__, pl.String))
    return pl.DataFrame(plain, infer_schema_length=None) if plain else empty


def _loans(deal: str, tape: Tape) -> pl.DataFrame:
    """Return the loans of a tape as a market has them: who owes how much, and how many filled columns say nothing."""
    empty = [pl.col(name).is_null().cast(pl.UInt8) for name in tape.sources if name in tape.frame.columns]
    return tape.frame.select(
        pl.lit(deal).alias("deal"),
        pl.col("asset_id").alias("asset"),
        pl.lit(None, dtype=pl.UInt64).alias("tag"),
        (pl.lit(f"{deal}/") + pl.col("obligor_id").fill_null("")).alias("payer"),
        pl.col("current_balance").fill_null(0).cast(pl.Int64).alias("balance"),
        pl.sum_horizontal(empty).alias("missing") if empty else pl.lit(0).alias("missing"),
    )
