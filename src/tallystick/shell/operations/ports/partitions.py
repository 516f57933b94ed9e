"""What a monthly run over a market asks of its store: tables of the whole market, and what each deal alone is made of.

Implementation: `shell.files.market.partitions`, as Parquet files below one folder.
"""

from typing import Protocol

import polars as pl

__all__ = ["Partitions"]


class Partitions(Protocol):
    """One market, month by month. It can be handed to another process, which then reads the same files."""

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

    def terms(self, deal: str) -> bytes | None:
        """Return the terms of a deal as issued; None where they are not there."""

    def earlier_terms(self, deal: str) -> tuple[tuple[str, bytes], ...]:
        """Return the terms that the tokens of a deal had before they went over, each with its last month, in order."""

    def collected(self, deal: str) -> pl.DataFrame:
        """Return the rows of a deal's monthly files, in the order of the months; empty where there are none."""

    def forecast(self, deal: str) -> pl.DataFrame:
        """Return the cash that a deal's filing expects of each month; empty where it is not there."""

    def kept(self, sha256: str) -> pl.DataFrame | None:
        """Return what was kept under a digest; None where there is nothing yet."""

    def keep(self, sha256: str, made: pl.DataFrame) -> None:
        """Keep what was made under the digest of what it was made of."""

    def forget(self) -> int:
        """Drop what was kept and is long out of use, which can be made again; return how much that was."""

    def lay(self, name: str, made: pl.DataFrame) -> None:
        """Put a table of the whole market there, whole or not at all; one of the same name is replaced."""

    def lay_loans(self, period: str, deal: str, made: pl.DataFrame) -> None:
        """Put the loans of a deal in a month there, likewise."""

    def runs(self) -> tuple[str, ...]:
        """Return the names of the runs that were kept: a day and ``.json``."""

    def run(self, name: str) -> bytes | None:
        """Return a run that was kept; None where there is none of this name."""

    def keep_run(self, name: str, content: bytes) -> None:
        """Keep a run, whole or not at all; one of the same name is replaced."""
