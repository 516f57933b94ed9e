"""Disclosure tables: what Chinese rules ask to be told of a pool, item by item, from the tape; and back again.

    total      the sum of a column              count     how many assets
    weighted   its mean by current balance      strata    how the balance divides by it
    largest    the twenty assets above one per cent of the pool, by their own ids, with amount, rate and share

Each item quotes its article. Through the canonical column it is the same question as a field of the forms of ESMA and
the SEC; what no column answers is listed with the reason, and so is what the other side does not have.
Source: the rule that the packaged table cites.
It gives no names: a tape has pseudonyms only.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

import polars as pl

from tallystick.deal.scalars import Record, Text
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.forms import form_ids, form_of
from tallystick.tape.reading.records import read_records
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column, Kind
from tallystick.tape.statistics import weighted_mean
from tallystick.tape.strata import Stratum, stratify
from tallystick.units.money import Rounding
from tallystick.units.packaged import read

__all__ = ["DisclosedValue", "DisclosureItem", "disclosed", "disclosure_items", "equivalents", "read_disclosed"]

_TABLE: Final = "tape/telling/szse-2024-1103.toml"
_LARGEST: Final = 20
_PART: Final = 100
"""An asset is among the largest where it is more than one part in so many of the pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureItem:
    """One item of a rule.

    Attributes:
        id: article, number and word.
        article: as published.
        quote: its text, verbatim.
        en: what it asks, in English.
        told: how it is answered; empty where it is not.
        column: the canonical column it is answered from; empty where there is none.
        unmapped: why not, in both languages.
    """

    id: str
    article: str
    quote: str
    en: str
    told: str
    column: str
    unmapped: Mapping[str, str]

    def reason(self, language: Language) -> str:
        """Return why no column answers it; empty where one does."""
        return self.unmapped.get(language.value, "")


class DisclosedValue(Record):
    """One value of a disclosure table. `key` is a stratum, the id of an asset or a cell of it; empty for the pool."""

    item: Text
    key: str = ""
    value: Text


@cache
def disclosure_items() -> tuple[DisclosureItem, ...]:
    """Return all items, in the order of the rule."""
    content = tomllib.loads(read(_TABLE).decode())
    return tuple(_item(each) for each in content["items"])


def equivalents(item: DisclosureItem) -> Mapping[str, str]:
    """Return the field that asks the same in each other form, by the form's id; forms without one are absent."""
    known = ((form_id, form_of(form_id)) for form_id in form_ids())
    return {
        form_id: form.columns[item.column].path
        for form_id, form in known
        if form is not None and item.column in form.columns
    }


def disclosed(pool: Tape) -> tuple[DisclosedValue, ...]:
    """Answer every item that the pool's columns answer.

    Args:
        pool: the eligible assets.
    """
    answers = (value for item in disclosure_items() if item.column for value in _answer(item, pool))
    return tuple(answers)


def read_disclosed(content: bytes, *, file: str) -> tuple[tuple[DisclosedValue, ...], tuple[Finding, ...]]:
    """Read a table that `disclosed` was written to: columns item, key and value. Law: it gives back what went in."""
    records, found = read_records(DisclosedValue, content, file=file)
    return tuple(record for _, record in records), found


def _item(content: Mapping[str, Any]) -> DisclosureItem:
    return DisclosureItem(
        id=content["id"],
        article=content["article"],
        quote=content["quote"],
        en=content["en"],
        told=content.get("told", ""),
        column=content.get("column", ""),
        unmapped=content.get("unmapped", {}),
    )


def _answer(item: DisclosureItem, pool: Tape) -> Iterator[DisclosedValue]:
    column = pool.schema.column(item.column)
    if column is None or pool.frame[item.column].null_count() == pool.frame.height:
        return
    match item.told:
        case "total":
            yield DisclosedValue(item=item.id, value=str(pool.sum_of(item.column)))
        case "count":
            yield DisclosedValue(item=item.id, value=str(pool.frame.height))
        case "weighted":
            mean = weighted_mean(pool.frame, pl.col(item.column))
            if mean is not None:
                yield DisclosedValue(item=item.id, value=_mean(column, mean))
        case "strata":
            for stratum in stratify(pool, item.column):
                yield DisclosedValue(item=item.id, key=_edge(stratum, pool), value=str(stratum.balance))
        case _:
            yield from _largest(item, pool)


def _largest(item: DisclosureItem, pool: Tape) -> Iterator[DisclosedValue]:
    whole = pool.sum_of("current_balance").minor
    rows = pool.frame.filter(pl.col("current_balance").cast(pl.Int128) * _PART > whole)
    rows = rows.sort("current_balance", "asset_id", descending=[True, False]).head(_LARGEST)
    texts = rows.select(
        written(column, pool.currency).alias(column.name)
        for column in pool.schema.columns
        if column.name in {"asset_id", "current_balance", "interest_rate"}
    )
    shares = (Fraction(minor, whole) for minor in rows["current_balance"])
    for row, share in zip(texts.iter_rows(named=True), shares, strict=True):
        for name in ("current_balance", "interest_rate"):
            if row[name] is not None:
                yield DisclosedValue(item=item.id, key=f"{row['asset_id']}/{name}", value=row[name])
        yield DisclosedValue(item=item.id, key=f"{row['asset_id']}/share", value=_percent(share))


def _mean(column: Column, mean: Fraction) -> str:
    """Return a mean as people read it: a rate in per cent to four decimals, months and days to two."""
    if column.kind is Kind.RATE:
        return _percent(mean / RATE_SCALE)
    hundredths = Rounding.HALF_UP.whole(mean * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _percent(share: Fraction) -> str:
    parts = Rounding.HALF_UP.whole(share * 1_000_000)
    return f"{parts // 10_000}.{parts % 10_000:04}%"


def _edge(stratum: Stratum, pool: Tape) -> str:
    """Return a stratum's word, or the lower edge of its band as the column itself is written: 5.00%, 10000.00, 13."""
    if not stratum.key or stratum.column.kind not in {Kind.MONEY, Kind.RATE, Kind.INTEGER}:
        return stratum.key
    frame = pl.DataFrame({stratum.column.name: [int(stratum.key)]})
    return str(frame.select(written(stratum.column, pool.currency)).item())
