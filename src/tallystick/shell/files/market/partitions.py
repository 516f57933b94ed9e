"""A market as Parquet files: tables beside each other, loans by month and deal, the rest by deal.

deals.parquet  parties.parquet  months.parquet  claims.parquet
loans/2027-08/DEAL.parquet
terms/DEAL.json  terms/DEAL.until-2027-03.json  collections/DEAL.parquet  forecasts/DEAL.parquet
kept/SHA256.parquet               may be deleted; the next run makes it again, and what none used for a quarter goes
runs/2028-09-25.json              a run as the desk reads it
"""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.supervision.market.kept.replays import COLLECTED, FORECAST

__all__ = ["ParquetPartitions"]

_UNUSED: Final = 92 * 86_400
"""Seconds after which something kept that no run used is dropped: a quarter, so that the last three months stay."""
_RUN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")


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

    def terms(self, deal: str) -> bytes | None:
        """Return the terms of a deal as issued."""
        place = self._folder / "terms" / f"{deal}.json"
        return place.read_bytes() if place.is_file() else None

    def earlier_terms(self, deal: str) -> tuple[tuple[str, bytes], ...]:
        """Return the terms of a deal before, each with the last month that was paid on them; oldest first."""
        before = f"{deal}.until-"
        places = sorted((self._folder / "terms").glob(f"{before}*.json"))
        return tuple((place.stem.removeprefix(before), place.read_bytes()) for place in places)

    def collected(self, deal: str) -> pl.DataFrame:
        """Return the rows of a deal's monthly files."""
        place = self._folder / "collections" / f"{deal}.parquet"
        return pl.read_parquet(place) if place.is_file() else pl.DataFrame(schema=COLLECTED)

    def forecast(self, deal: str) -> pl.DataFrame:
        """Return the cash that a deal's filing expects of each month."""
        place = self._folder / "forecasts" / f"{deal}.parquet"
        return pl.read_parquet(place) if place.is_file() else pl.DataFrame(schema=FORECAST)

    def kept(self, sha256: str) -> pl.DataFrame | None:
        """Return what was kept under a digest, and note that it was used."""
        place = self._kept(sha256)
        try:
            made = pl.read_parquet(place)
        except FileNotFoundError:
            return None
        with suppress(OSError):  # a market may lie where only reading is allowed
            os.utime(place)
        return made

    def keep(self, sha256: str, made: pl.DataFrame) -> None:
        """Keep a frame; it is there whole or not at all, whoever else makes the same."""
        _put(self._kept(sha256), made)

    def forget(self) -> int:
        """Drop what was kept and not used for a quarter before the last use, halves of dead runs among it.

        Counted from the last use and not from now, so that a market nobody looked at for a year loses nothing.
        """
        used: dict[Path, float] = {}
        for place in (self._folder / "kept").glob("*"):
            with suppress(FileNotFoundError):  # another run forgets at the same time
                used[place] = place.stat().st_mtime
        last = max(used.values(), default=0.0)
        old = [place for place, at in used.items() if at < last - _UNUSED]
        for place in old:
            place.unlink(missing_ok=True)
        return len(old)

    def lay(self, name: str, made: pl.DataFrame) -> None:
        """Put a table of the whole market there."""
        _put(self._folder / f"{name}.parquet", made)

    def lay_loans(self, period: str, deal: str, made: pl.DataFrame) -> None:
        """Put the loans of a deal in a month there."""
        _put(self._loans(period, deal), made)

    def runs(self) -> tuple[str, ...]:
        """Return the names of the runs that were kept."""
        return tuple(
            sorted(place.name for place in (self._folder / "runs").glob("*.json") if _RUN.fullmatch(place.name))
        )

    def run(self, name: str) -> bytes | None:
        """Return a run that was kept."""
        place = self._folder / "runs" / name
        return place.read_bytes() if _RUN.fullmatch(name) and place.is_file() else None

    def keep_run(self, name: str, content: bytes) -> None:
        """Keep a run."""
        place = self._folder / "runs" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}.half")
        half.write_bytes(content)
        half.replace(place)

    def _loans(self, period: str, deal: str) -> Path:
        return self._folder / "loans" / period / f"{deal}.parquet"

    def _kept(self, sha256: str) -> Path:
        return self._folder / "kept" / f"{sha256}.parquet"


def _put(place: Path, made: pl.DataFrame) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(f".{os.getpid()}.half")
    made.write_parquet(half)
    half.replace(place)
