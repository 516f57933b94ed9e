"""Payers: who owes the pool's cash flow, alone and together with affiliates, and the facts the law asks of it.

Contracted cash flow still to come from a loan, by how it repays (b balance, r rate a month, n months left, p payment):

    level-pay         p n
    equal-principal   b + b r (n + 1) / 2
    bullet            b + b r n
    any, if b = 0     0

Where every loan states what its formula needs, shares are of that cash flow; where one does not, of current balance.
A payer's group is `obligor_group_id`, or the payer alone. Shares are exact fractions of whole minor units.
Source: B1 (a provider of more than 15 % of the future cash flow, or 20 % with affiliates, is material), B8
(numbers of unrelated payers, the largest, the five largest).
It judges nothing: thresholds are in the law's books. Affiliation is what the tape states, not what a register shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import polars as pl

from tallystick.law.facts import Evidence, Fact, Subject, Value
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE

__all__ = [
    "DISCLOSED_FROM",
    "Basis",
    "JoinedShares",
    "Payer",
    "PayerTable",
    "joined",
    "payer_table",
    "pool_facts",
    "tape_evidence",
    "underlying_facts",
]

DISCLOSED_FROM: Final = Fraction(1, 100)
"""Payers and groups above this share are named one by one; of the others the largest share is stated."""

_PROVIDER: Final = "tape"
_MONTHLY: Final = 12 * RATE_SCALE


class Basis(StrEnum):
    """What shares are shares of."""

    CASH_FLOW = "contracted-cash-flow"
    BALANCE = "current-balance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A payer or a group of affiliates: id, loans, amount in minor units, share of the pool."""

    id: str
    assets: int
    minor: int
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerTable:
    """Payers and groups by falling share. Law: the shares of payers, and of groups, each add up to one.

    Attributes:
        basis: what the shares are of.
        payers: each payer alone.
        groups: payers together with their affiliates; a payer without a group is its own.
        group_of: the group of each payer by its id.
    """

    basis: Basis
    payers: tuple[Payer, ...]
    groups: tuple[Payer, ...]
    group_of: tuple[tuple[str, str], ...]

    @property
    def largest(self) -> Fraction:
        """The share of the largest payer alone; 0 for an empty pool."""
        return self.payers[0].share if self.payers else Fraction(0)

    @property
    def largest_group(self) -> Fraction:
        """The share of the largest payer together with its affiliates; 0 for an empty pool."""
        return self.groups[0].share if self.groups else Fraction(0)

    @property
    def top_five(self) -> Fraction:
        """The share of the five largest groups together."""
        return sum((group.share for group in self.groups[:5]), Fraction(0))


def payer_table(tape: Tape, *, by_balance: bool = False) -> PayerTable:
    """Return the payers of a tape; rows without a payer are left out, since nobody knows whose they are.

    Args:
        tape: the pool.
        by_balance: whether shares are of the current balance although every loan states its cash flow.
    """
    frame = tape.frame.filter(pl.col("obligor_id").is_not_null()).with_columns(
        pl.coalesce("obligor_group_id", "obligor_id").alias("group"), _cash_flow().alias("cash_flow")
    )
    known = not by_balance and frame.height > 0 and frame["cash_flow"].null_count() == 0
    amount = "cash_flow" if known else "current_balance"
    pairs = frame.select("obligor_id", "group").unique().sort("obligor_id", "group")
    return PayerTable(
        basis=Basis.CASH_FLOW if known else Basis.BALANCE,
        payers=_ranked(frame, "obligor_id", amount),
        groups=_ranked(frame, "group", amount),
        group_of=tuple((payer, group) for payer, group in pairs.iter_rows()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedShares:
    """Shares of each payer and group over the pool and every layer below it together, by id; none is above one."""

    own: Mapping[str, Fraction]
    groups: Mapping[str, Fraction]


def joined(tables: Mapping[str, PayerTable]) -> JoinedShares:
    """Add up what a payer, or a group, provides to the pool directly and through its layers.

    Args:
        tables: by layer, the pool under the empty name; a payer of a layer is called ``layer/payer``.

    Source: AMAC negative list 2024, item 2: a provider of the underlying assets or of the layers below them, against
    one total. Where a layer is the cash flow of another, a provider of both counts twice: it is asked about too soon,
    never too late.
    """
    own: dict[str, Fraction] = {}
    groups: dict[str, Fraction] = {}
    for layer, table in tables.items():
        prefix = f"{layer}/" if layer else ""
        for shares, ranked in ((own, table.payers), (groups, table.groups)):
            for each in ranked:
                name = each.id.removeprefix(prefix)
                # Nearly every payer is in one place only, and adding exact fractions is what takes the time here.
                shares[name] = min(shares[name] + each.share, Fraction(1)) if name in shares else each.share
    return JoinedShares(own=own, groups=groups)


def tape_evidence(tape: Tape) -> Evidence:
    """Return a tape as evidence, dated by its cut-off."""
    return Evidence(kind="tape", reference="tape", sha256=tape.sha256, date=tape.cutoff)


def pool_facts(table: PayerTable, evidence: Evidence, shares: JoinedShares) -> tuple[Fact, ...]:
    """Return what the law asks about the payers of the pool.

    Args:
        table: the payers.
        evidence: what the table was read from; its date is the day the facts speak of.
        shares: of payers and groups over pool and layers.

    Returns:
        ``tape.payers``, the roster of payers that are above `DISCLOSED_FROM` alone or with affiliates;
        ``tape.payer_share`` and ``tape.payer_group_share`` of each of them; for the pool ``tape.rest_largest_share``
        (of every group not listed), ``tape.largest_payer_share``, ``tape.largest_payer_group_share``,
        ``tape.top_five_payer_share`` and ``tape.unrelated_payers`` (groups).
    """
    named = _named(table, shares)
    group_of = dict(table.group_of)
    listed = {group_of[payer.id] for payer in named}
    rest = max((group.share for group in table.groups if group.id not in listed), default=Fraction(0))
    said: list[tuple[str, Subject, Value]] = [
        ("tape.payers", _POOL, tuple(payer.id for payer in named)),
        ("tape.rest_largest_share", _POOL, rest),
        ("tape.largest_payer_share", _POOL, table.largest),
        ("tape.largest_payer_group_share", _POOL, table.largest_group),
        ("tape.top_five_payer_share", _POOL, table.top_five),
        ("tape.unrelated_payers", _POOL, len(table.groups)),
        *_shares(table, "payer", shares, named),
    ]
    return _facts(said, evidence)


def underlying_facts(
    tables: Mapping[str, PayerTable], evidence: Evidence, shares: JoinedShares, *, complete: bool
) -> tuple[Fact, ...]:
    """Return what the law asks about the payers of the layers below the pool.

    Args:
        tables: one for each layer whose payers are known, by its name.
        evidence: what the tables were read from.
        shares: of payers and groups over pool and layers.
        complete: whether no layer is missing; otherwise no roster is given, so that the law keeps asking.
    """
    said: list[tuple[str, Subject, Value]] = []
    roster: list[str] = []
    for layer, table in tables.items():
        named = _named(table, shares, prefix=f"{layer}/")
        said += _shares(table, "underlying-payer", shares, named, prefix=f"{layer}/")
        roster += [payer.id for payer in named]
    if complete:
        said.append(("tape.underlying_payers", _POOL, tuple(roster)))
    return _facts(said, evidence)


def _named(table: PayerTable, shares: JoinedShares, *, prefix: str = "") -> tuple[Payer, ...]:
    group_of = dict(table.group_of)
    above = (payer for payer in table.payers if _group_share(group_of[payer.id], shares, prefix) > DISCLOSED_FROM)
    return tuple(above)


def _shares(
    table: PayerTable, kind: str, shares: JoinedShares, named: Iterable[Payer], *, prefix: str = ""
) -> Iterator[tuple[str, Subject, Value]]:
    group_of = dict(table.group_of)
    for payer in named:
        subject = Subject(kind=kind, name=payer.id)
        yield "tape.payer_share", subject, shares.own[payer.id.removeprefix(prefix)]
        yield "tape.payer_group_share", subject, _group_share(group_of[payer.id], shares, prefix)


def _group_share(group: str, shares: JoinedShares, prefix: str) -> Fraction:
    return shares.groups[group.removeprefix(prefix)]


def _facts(said: Iterable[tuple[str, Subject, Value]], evidence: Evidence) -> tuple[Fact, ...]:
    return tuple(
        Fact(id=name, subject=subject, value=value, evidence=(evidence,), as_of=evidence.date, provider=_PROVIDER)
        for name, subject, value in said
    )


_POOL: Final = Subject(kind="deal")


def _cash_flow() -> pl.Expr:
    """Contracted cash flow in minor units, rounded down; null where the loan does not state what it takes."""
    balance, rate = pl.col("current_balance").cast(pl.Int128), pl.col("interest_rate").cast(pl.Int128)
    months, payment = pl.col("remaining_term_months").cast(pl.Int128), pl.col("monthly_payment").cast(pl.Int128)
    return (
        pl.when(balance == 0)
        .then(pl.lit(0, dtype=pl.Int128))
        .when(pl.col("repayment_type") == "level-pay")
        .then(payment * months)
        .when(pl.col("repayment_type") == "equal-principal")
        .then(balance + balance * rate * (months + 1) // (2 * _MONTHLY))
        .when(pl.col("repayment_type") == "bullet")
        .then(balance + balance * rate * months // _MONTHLY)
    )


def _ranked(frame: pl.DataFrame, key: str, amount: str) -> tuple[Payer, ...]:
    sums = frame.group_by(key).agg(pl.len().alias("assets"), pl.col(amount).cast(pl.Int128).sum().alias("minor"))
    whole = int(frame.select(pl.col(amount).cast(pl.Int128).sum()).item() or 0)
    return tuple(
        Payer(id=name, assets=assets, minor=int(minor), share=Fraction(int(minor), whole) if whole else Fraction(0))
        for name, assets, minor in sums.sort(["minor", key], descending=[True, False]).iter_rows()
    )
