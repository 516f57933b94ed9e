"""A monthly run that dies after any partition, or while it writes one, goes on and keeps the same bytes."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.operations.supervision.market.monthly import MonthRun, monthly_run
from tools.market.make import AS_OF, make_market
from tools.market.plan import Size
from tools.market.trial import MONTH, Here

DEALS, EACH = 5, 3
"""Of each deal three things are kept: its loans summed up, what is wrong with them, and its waterfalls."""


class PowerCutError(Exception):
    """The machine is gone."""


class Dying(ParquetPartitions):
    """Partitions on a machine that goes after so many things were kept; at times in the middle of the next."""

    def __init__(self, folder: Path, lives: int, *, torn: bool) -> None:
        super().__init__(folder)
        self.place, self.lives, self.torn = folder / "kept", lives, torn

    def keep(self, sha256: str, made: pl.DataFrame) -> None:
        if self.lives == 0:
            if self.torn:
                self.place.mkdir(exist_ok=True)
                (self.place / f"{sha256}.1.half").write_bytes(b"PAR1 and then nothing")
            raise PowerCutError
        self.lives -= 1
        super().keep(sha256, made)


def run(store: ParquetPartitions) -> MonthRun:
    return monthly_run(store, MONTH, Here(), as_of=AS_OF)


def journal(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in (folder / "kept").glob("*.parquet")}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, MonthRun, dict[str, bytes]]]:
    made = tmp_path_factory.mktemp("market")
    make_market(made, seed=11, size=Size(deals=DEALS, loans=40, months=3))
    whole = run(ParquetPartitions(made / "market"))
    return made / "market", whole, journal(made / "market")  # type: ignore[return-value]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.tuples(st.integers(0, DEALS * EACH - 1), st.booleans()), min_size=1, max_size=3))
def test_killed_after_any_partition_and_gone_on_with_it_keeps_the_same_bytes(market, deaths: list[tuple[int, bool]]):
    folder, whole, kept = market
    for place in (folder / "kept").iterdir():
        place.unlink()
    there = 0
    for lives, torn in deaths:
        dies = lives < DEALS * EACH - there
        if dies:
            with pytest.raises(PowerCutError):
                run(Dying(folder, lives, torn=torn))
            there += lives
            assert len(journal(folder)) == there, "what was kept before it died, and nothing else"
    again = run(ParquetPartitions(folder))
    assert again.made == DEALS * EACH - there, "only what was missing is made"
    assert (again.watched.digest, again.events) == (whole.watched.digest, whole.events)
    assert journal(folder) == kept


def test_killed_after_each_partition_in_turn_it_gets_one_further_each_time(market):
    folder, whole, kept = market
    for place in (folder / "kept").iterdir():
        place.unlink()
    for number in range(DEALS * EACH):
        with pytest.raises(PowerCutError):
            run(Dying(folder, 1 if number else 0, torn=True))
        assert len(journal(folder)) == number
    assert run(ParquetPartitions(folder)).watched.digest == whole.watched.digest
    assert journal(folder) == kept
