"""What a monthly run over a market asks of its store: tables of the whole market, loans by month and deal, summaries.

Implementation: `shell.files.market.partitions`, as Parquet files below one folder.
"""

from typing import Protocol

import polars as pl

__all__ = ["Partitions"]


class Partitions(Protocol):
    """One market, month by month."""

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the whole market: ``deals``, ``parties``, ``months`` or ``claims``; empty if not there."""

    def deals(self, period: str) -> tuple[str, ...]:
        """Return the deals whose loans of a month are there."""

    def loans(self, period: str, deal: str) -> pl.DataFrame:
        """Return the loans of a deal in a month."""

    def tags(self, period: str) -> pl.LazyFrame:
        """Return deal and tag of every loan of a month, to be scanned and not held."""

    def sha256(self, period: str, deal: str) -> str:
        """Return the digest of the loans of a deal in a month."""

    def kept(self, sha256: str) -> pl.DataFrame | None:
        """Return the summary kept of loans with a digest; None where there is none yet."""

    def keep(self, sha256: str, summary: pl.DataFrame) -> None:
        """Keep a summary under the digest of its loans."""
