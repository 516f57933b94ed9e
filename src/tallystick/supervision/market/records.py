"""What is known of a market: deals as filed, what each source claims of a month, and how each month went.

    deals       one a deal: its parties, class, region, caps          claims     deal, month, figure, source, amount
    months      one a deal and month: report, losses, coverage        payers     deal, payer, amount owed
    parties     id, name, code, controller                            pledges    deal, tag of an asset
    faults      deal, fault of its loans, how many, the first of them

Amounts are whole minor units of the deal's currency; parts are whole millionths (``ppm``) of what they are parts of.
It judges nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import polars as pl

from tallystick.units.periods import Period

__all__ = [
    "LOAN_FAULTS",
    "PAYERS",
    "PLEDGES",
    "PPM",
    "Claim",
    "DealRecord",
    "Market",
    "MonthRecord",
    "PartyRecord",
    "Source",
    "frame_of",
    "parts",
]

PPM: Final = 1_000_000
"""One, in millionths."""
PAYERS: Final = pl.Schema({"deal": pl.String, "payer": pl.String, "amount": pl.Int64})
"""Who owes how much of a pool in the last month."""
PLEDGES: Final = pl.Schema({"deal": pl.String, "tag": pl.UInt64})
"""Which assets back a deal in the last month, by the first 64 bits of their blinded tags."""
LOAN_FAULTS: Final = pl.Schema({"deal": pl.String, "fault": pl.String, "loans": pl.Int64, "asset": pl.String})
"""What is wrong with the loans of a deal in the last month, by how many of them, and the first by its id."""


class Source(StrEnum):
    """Who says a figure: what was filed, what was reported as issued, the servicer, its tape, the ledger, a replay."""

    PLAN = "plan"
    COMPLETION = "completion"
    SERVICER = "servicer"
    TAPE = "tape"
    LEDGER = "ledger"
    REPLAY = "replay"
    """The waterfalls as issued, on what was collected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRecord:
    """A deal as filed.

    Attributes:
        filer: who filed; as the other parties, an id or a name by which it is known across deals.
        material: payers that the filing itself names as material, by id.
        pool: the filed pool.
    """

    deal: str
    filer: str
    originator: str
    issuer: str
    servicer: str
    asset_class: str
    region: str
    currency: str
    pool: int
    material: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says of one figure, such as ``issued:A``, at the end of a month."""

    deal: str
    period: Period
    figure: str
    source: Source
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRecord:
    """How a month of a deal went; absent where nobody says.

    Attributes:
        age: whole months since closing, from 1.
        due: the day by which its report was expected, by analogy or target where no number binds.
        told: the day on which the report came.
        loss: cumulative loss, in millionths of the filed pool.
        forecast: the same as filed for this age.
        coverage: cash that came over cash that was owed, in millionths.
        distance: what is left to the nearest trigger, in millionths of its bound.
        missing: cells of the tape that say nothing, in millionths.
        turnover: tokens that changed hands, in millionths of those outstanding.
        price: the last price, in millionths of par.
    """

    deal: str
    period: Period
    age: int
    due: date
    told: date | None = None
    loss: int | None = None
    forecast: int | None = None
    coverage: int | None = None
    distance: int | None = None
    missing: int | None = None
    turnover: int | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRecord:
    """A payer as some deal names it.

    Attributes:
        identifier: a code that only one party has; empty where the tape has none.
        controller: the id of the party that controls it; empty where nobody is stated.
    """

    id: str
    name: str = ""
    identifier: str = ""
    controller: str = ""
    person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """Everything known of a month on a day. Law: months and claims are of deals that are there."""

    period: Period
    as_of: date
    deals: tuple[DealRecord, ...]
    months: tuple[MonthRecord, ...] = ()
    claims: tuple[Claim, ...] = ()
    parties: tuple[PartyRecord, ...] = ()
    payers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAYERS))
    pledges: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLEDGES))
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOAN_FAULTS))

    def months_of(self) -> dict[str, tuple[MonthRecord, ...]]:
        """Return the months of each deal up to the market's, in their order."""
        found: dict[str, list[MonthRecord]] = {each.deal: [] for each in self.deals}
        for month in sorted(self.months, key=lambda each: each.period):
            if month.period <= self.period:
                found[month.deal].append(month)
        return {deal: tuple(months) for deal, months in found.items()}


def parts(amount: int, of: int) -> int:
    """Return an amount in millionths of another, rounded down; 0 of nothing."""
    return amount * PPM // of if of else 0


def frame_of(schema: pl.Schema, rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    """Return rows as a frame of a schema."""
    return pl.DataFrame(list(rows), schema=schema, orient="row")
