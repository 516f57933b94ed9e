"""A market as Parquet files: tables beside each other, loans by month and deal, summaries by digest of the loans.

deals.parquet  parties.parquet  months.parquet  claims.parquet
loans/2027-08/DEAL.parquet
summaries/SHA256.parquet          may be deleted; the next run makes them again
"""

import hashlib
from pathlib import Path

import polars as pl

__all__ = ["ParquetPartitions"]


class ParquetPartitions:
    """`Partitions` below one folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self._folder = folder

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the whole market."""
        place = self._folder / f"{name}.parquet"
        return pl.read_parquet(place) if place.is_file() else pl.DataFrame()

    def deals(self, period: str) -> tuple[str, ...]:
        """Return the deals whose loans of a month are there."""
        return tuple(sorted(place.stem for place in (self._folder / "loans" / period).glob("*.parquet")))

    def loans(self, period: str, deal: str) -> pl.DataFrame:
        """Return the loans of a deal in a month."""
        return pl.read_parquet(self._loans(period, deal))

    def tags(self, period: str) -> pl.LazyFrame:
        """Return deal and tag of every loan of a month."""
        return pl.scan_parquet(self._folder / "loans" / period / "*.parquet").select("deal", "tag")

    def sha256(self, period: str, deal: str) -> str:
        """Return the digest of the loans of a deal in a month."""
        with self._loans(period, deal).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def kept(self, sha256: str) -> pl.DataFrame | None:
        """Return the summary kept of loans with a digest."""
        place = self._summary(sha256)
        return pl.read_parquet(place) if place.is_file() else None

    def keep(self, sha256: str, summary: pl.DataFrame) -> None:
        """Keep a summary; it is there whole or not at all."""
        place = self._summary(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(".half")
        summary.write_parquet(half)
        half.replace(place)

    def _loans(self, period: str, deal: str) -> Path:
        return self._folder / "loans" / period / f"{deal}.parquet"

    def _summary(self, sha256: str) -> Path:
        return self._folder / "summaries" / f"{sha256}.parquet"
