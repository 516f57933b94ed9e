"""A tape: the loans of one pool on one day, typed and in place; read from bytes in one pass.

    bytes -> table of texts -> columns matched -> cells typed -> constants -> derived columns -> Tape
                                               -> reasons why there is no value -> absences

The reading never stops at the first fault. Rows keep what could be read, and everything that could not is a fault with
its row and column. Where the file as a whole is unusable or a required column is missing, there is no tape to be used,
but what is legible of it can still be checked, so that all its faults are told at once.
Whether the loans make sense is asked by `checks`.
Source: DESIGN.md section 2, principle 5; CASHFLOW.md section 4.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import polars as pl

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.wording import severity
from tallystick.tape.faults import fault_rows, faults_in, findings_of, gathered, no_faults
from tallystick.tape.reading.absences import absent, findings_of_absences, no_absences, unfilled
from tallystick.tape.reading.cells import DATE_FORM, FORMS, SERIAL_FORM, STORED, UNREADABLE, scale_places
from tallystick.tape.reading.derivation import with_derived
from tallystick.tape.reading.files.kinds import read_file
from tallystick.tape.reading.files.source import opened
from tallystick.tape.reading.files.table import Limits, Table
from tallystick.tape.reading.layout import check_header, layout_of, names_in
from tallystick.tape.reading.mapping import ColumnSource, TapeMapping, check_columns
from tallystick.tape.reading.plain import CellReader, read_columns
from tallystick.tape.schemas import SCHEMAS, Column, Kind, Schema
from tallystick.units.money import BOUND, Currency, Money

__all__ = ["Reading", "Tape", "read_tape"]

_NUMBERS = frozenset({Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER})
_PAYER_IDS = {"obligor_id": "P00001", "obligor_group_id": "G00001", "seller_id": "S00001"}
_GROUPED = r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?%?$"
"""A number with its thousands set apart by commas, as banks write amounts."""
_TOTAL = (
    r"(?i)^(?:本[页頁期]|分[类類]|各[类類]|grand|sub)?[\s-]*"
    r"(?:[合小总總共累]\s*[计計]|[汇匯]\s*[总總]|sub-?totals?|totals?|sums?)\s*(?:[:：(（].*)?$"
)
"""What stands in a row that adds up others: 合计, 小计, 总计, Total, Sum, with what is set behind it."""
_BALANCES = ("original_balance", "current_balance")
_ABOVE = 2
"""So many rows at least stand above one that adds all of them up."""
_LOOSE_NUMBER = r"^([+-]?)\."
"""A decimal of XML Schema without its leading zero, as forms write them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tape:
    """The loans of a pool at its cut-off.

    Laws: `frame` has exactly the columns of the schema, in order, after ``source_row``, each in the stored type of its
    kind; columns the file does not have are null throughout; every sum of a money column is within the bound of Money.

    Attributes:
        file: what people call it.
        schema: the asset class and its columns.
        currency: whose minor units money is counted in.
        cutoff: the day on which balances stand.
        frame: one row a loan.
        sources: the file's own name of each canonical column that is filled.
        sha256: of the bytes of the file; its SM3 is made where the file is kept.
        encoding: how the bytes were read.
        rows_in_file: rows below the head, also those that could not be used.
        absences: cells that state why they hold no value, one row each, as `absences` describes them.
    """

    file: str
    schema: Schema
    currency: Currency
    cutoff: date
    frame: pl.DataFrame
    sources: Mapping[str, str]
    sha256: str
    encoding: str
    rows_in_file: int
    absences: pl.DataFrame = field(default_factory=no_absences)

    def source_of(self, name: str) -> str:
        """Return the file's name of a canonical column; the canonical name where the file has none."""
        return self.sources.get(name, name)

    def sum_of(self, name: str) -> Money:
        """Return the exact sum of a money column; empty cells count as nothing."""
        minor = self.frame.select(pl.col(name).cast(pl.Int128).sum()).item()
        return Money(minor=int(minor), currency=self.currency)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What came of reading a file: the tape where there is one, what people are told, and every fault.

    Attributes:
        tape: None where the file as a whole cannot be used.
        legible: its rows as far as they can be read, for checks only; None where there are none. The tape, if any.
        findings: about the file, and the first rows of every kind of fault.
        faults: all of them, one row each.
    """

    tape: Tape | None
    legible: Tape | None = None
    findings: tuple[Finding, ...]
    faults: pl.DataFrame


def read_tape(
    source: bytes | BinaryIO,
    *,
    mapping: TapeMapping,
    file: str = "tape.csv",
    limits: Limits | None = None,
    executor: Executor | None = None,
) -> Reading:
    """Read a tape.

    Args:
        source: the bytes of the file, or an open binary stream; XML in one that can be sought in is never held whole.
        mapping: what its columns are; `own_columns` for a tape with canonical names.
        file: its name for people.
        limits: how large it may be.
        executor: of threads, for digesting the file while it is read.
    """
    limits = limits or Limits()
    source_and_digest = opened(source, limits.size, executor)
    if source_and_digest is None:
        too_large = finding("tape.file-too-large", file=file, limit=limits.size)
        return Reading(tape=None, findings=(too_large,), faults=no_faults())
    content, known = source_and_digest
    table, found = read_file(content, file=file, limits=limits, layout=layout_of(mapping))
    if table is None:
        return Reading(tape=None, findings=found, faults=no_faults())
    found = (*found, *check_columns(mapping, names_in(table), file=file), *check_header(mapping, table, file=file))
    usable = not any(severity(each) is Severity.ERROR for each in found)
    schema = SCHEMAS[mapping.asset_class]
    frame, faults, absences = _typed(table, schema, mapping)
    found = (*found, *_beyond_bound(frame, schema, mapping, file=file), *findings_of(faults, file=file))
    found = (*found, *findings_of_absences(absences, file=file))
    if any(each.code == "tape.sum-too-large" for each in found):
        return Reading(tape=None, findings=found, faults=faults)
    sources = {name: part.source for name, part in mapping.columns.items() if part.source in table.cells.columns}
    tape = Tape(
        file=file,
        schema=schema,
        currency=mapping.currency,
        cutoff=mapping.cutoff,
        frame=frame,
        sources=sources | {name: name for name in (*mapping.constants, *mapping.derived)},
        sha256=known(),
        encoding=table.encoding,
        rows_in_file=table.rows_in_file,
        absences=absences,
    )
    return Reading(tape=tape if usable else None, legible=tape, findings=found, faults=faults)


def _beyond_bound(frame: pl.DataFrame, schema: Schema, mapping: TapeMapping, *, file: str) -> Iterator[Finding]:
    """Yield a finding for each money column whose sizes add up to more than money can be."""
    amounts = [each.name for each in schema.columns if each.kind is Kind.MONEY and each.name in mapping.columns]
    sizes = frame.select(pl.col(name).cast(pl.Int128).abs().sum() for name in amounts).row(0) if amounts else ()
    for name, size in zip(amounts, sizes, strict=True):
        if size >= BOUND:
            source = mapping.columns[name].source
            yield finding("tape.sum-too-large", file=file, column=source, name=source, limit=BOUND)


def _typed(table: Table, schema: Schema, mapping: TapeMapping) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Type every column, name every cell that cannot be typed or must not be empty, and keep every stated absence.

    White space in a column that nothing is read from tells nobody anything.
    """
    empty = ["", *mapping.empty]
    mapped = {source.source for source in mapping.columns.values()}
    kept = [name for name in table.cells.columns if name.removesuffix("@until") in mapped]
    cells = _filled(table.cells.select(kept), empty)
    absences = pl.concat([no_absences(), *_absences(schema, mapping, cells, table.numbers)])
    filled = [each for each in schema.columns if each.name in mapping.columns and _source(each, mapping) in kept]
    texts = cells.select(_text(column, mapping).alias(column.name) for column in filled)
    readers = {column.name: _reader(column, mapping, table.dates) for column in filled}
    values = read_columns(texts.select(_meant(column, mapping) for column in filled), readers)
    unread = (pl.col("code") == "tape.cell-padded") & ~pl.col("column").is_in(kept)
    faults = [table.faults.filter(~unread), *_unreadable(filled, mapping, table.numbers, texts, values)]
    frame = table.numbers.alias("source_row").to_frame()
    frame = frame.with_columns(_column(column, mapping, table.dates, values) for column in schema.columns)
    frame = with_derived(frame, mapping.derived, mapping.cutoff)
    faults.extend(_empty(filled, mapping, table.numbers, cells))
    sources = {name: source.source for name, source in mapping.columns.items()}
    faults.extend(unfilled(absences, (column.name for column in schema.columns if column.required), sources))
    totals = _totals(frame, table.cells, schema, mapping)
    if not totals.any():
        return frame, gathered(faults), absences
    told = fault_rows(*_told_of_totals(table, totals, mapping))
    if mapping.totals is None:
        return frame, gathered([*faults, told]), absences
    asset = ~pl.col("row").is_in(table.numbers.filter(totals).implode())
    return frame.filter(~totals), gathered([gathered(faults).filter(asset), told]), absences.filter(asset)


def _totals(frame: pl.DataFrame, cells: pl.DataFrame, schema: Schema, mapping: TapeMapping) -> pl.Series:
    """Return which rows add up others: they lack something required and a cell says so, or the balances are sums.

    A loan has its id, payer and days, and one that lacks none is a total only where its id says so: that a loan's
    balances are the sums of a few above may be chance, its id is none.
    """
    needed = [each.name for each in schema.columns if each.required and each.name in mapping.columns]
    lacking = frame.select(pl.any_horizontal(pl.lit(value=False), pl.col(needed).is_null()).alias("lacking"))["lacking"]
    named = frame["asset_id"].str.contains(_TOTAL).fill_null(value=False)
    if not lacking.any():
        return named
    says = cells.filter(lacking).select(pl.any_horizontal(pl.all().str.contains(_TOTAL)).fill_null(value=False))
    worded = named | frame["source_row"].is_in(frame["source_row"].filter(lacking).filter(says.to_series()).implode())
    sums = [frame[name].cast(pl.Int128) for name in _BALANCES if name in mapping.columns]
    return worded | pl.Series(range(frame.height)).is_in(
        pl.Series(_adding(sums, lacking, worded), dtype=pl.Int64).implode()
    )


def _adding(sums: Sequence[pl.Series], lacking: pl.Series, worded: pl.Series) -> list[int]:
    """Return the places of rows that lack something and add up: all assets above, or those since the total before."""
    places = (lacking | worded).arg_true()
    own = [each.gather(places).to_list() for each in sums]
    above = [each.fill_null(0).cum_sum().shift(1, fill_value=0).gather(places).to_list() for each in sums]
    totals, since = [0] * len(sums), [0] * len(sums)
    found: list[int] = []
    begins, counted = 0, 0
    for place, says, *amounts in zip(places.to_list(), worded.gather(places).to_list(), *own, *above, strict=True):
        stated, before = amounts[: len(sums)], amounts[len(sums) :]
        whole = [total - part for total, part in zip(before, totals, strict=True)]
        part = [total - start for total, start in zip(before, since, strict=True)]
        adds = (place - counted >= _ABOVE and _equal(stated, whole)) or (
            place - begins >= _ABOVE and _equal(stated, part)
        )
        if not says and not adds:
            continue
        found += [] if says else [place]
        totals = [total + (amount or 0) for total, amount in zip(totals, stated, strict=True)]
        since = [total + (amount or 0) for total, amount in zip(before, stated, strict=True)]
        begins, counted = place + 1, counted + 1
    return found


def _equal(stated: Sequence[int | None], sums: Sequence[int]) -> bool:
    """Tell whether a row states an amount, and every amount that it states is the sum."""
    told = [(amount, total) for amount, total in zip(stated, sums, strict=True) if amount is not None]
    return any(amount > 0 for amount, _ in told) and all(amount == total for amount, total in told)


def _told_of_totals(
    table: Table, totals: pl.Series, mapping: TapeMapping
) -> tuple[str, Iterator[tuple[int, str, str, str]]]:
    """Return the code and the place of each row that adds up others, with the balance it states."""
    source, names = mapping.columns.get("current_balance"), table.cells.columns
    column = source.source if source is not None and source.source in names else names[0]
    rows = zip(table.numbers.filter(totals), table.cells[column].filter(totals), strict=True)
    code = "tape.row-of-totals" if mapping.totals is None else "tape.totals-left-out"
    return code, ((row, column, text, "") for row, text in rows)


def _filled(cells: pl.DataFrame, empty: list[str]) -> pl.DataFrame:
    """Return cells with null for each that is empty; most columns have none."""
    some = cells.select(pl.all().is_in(empty).any())
    return cells.with_columns(
        pl.when(~pl.col(name).is_in(empty)).then(pl.col(name)).alias(name) for name in cells.columns if some[name][0]
    )


def _source(column: Column, mapping: TapeMapping) -> str:
    return mapping.columns[column.name].source


def _absences(schema: Schema, mapping: TapeMapping, cells: pl.DataFrame, numbers: pl.Series) -> Iterator[pl.DataFrame]:
    for column in schema.columns:
        source = mapping.columns.get(column.name)
        if mapping.no_data and source is not None and source.source in cells.columns:
            promised = f"{source.source}@until"
            until = cells[promised] if promised in cells.columns else None
            reasons = {code: str(reason) for code, reason in mapping.no_data.items()}
            yield absent(numbers, cells[source.source], until, column=column.name, reasons=reasons)


def _text(column: Column, mapping: TapeMapping) -> pl.Expr:
    """Return a column's texts in the file, null where a cell is empty or holds the reason why there is none."""
    text = pl.col(_source(column, mapping))
    return pl.when(~text.is_in(list(mapping.no_data))).then(text) if mapping.no_data else text


def _meant(column: Column, mapping: TapeMapping) -> pl.Expr:
    """Return a column's texts as they are to be read: numbers as forms loosely write them, words replaced."""
    text, source = pl.col(column.name), mapping.columns[column.name]
    if mapping.form is not None and column.kind in _NUMBERS:
        text = text.str.replace(_LOOSE_NUMBER, "${1}0.").str.strip_prefix("+")
    if source.grouped and column.kind in _NUMBERS:
        text = pl.when(text.str.contains(_GROUPED)).then(text.str.replace_all(",", "", literal=True)).otherwise(text)
    if source.values is not None:
        return text.replace_strict(source.values, default=None, return_dtype=pl.String)
    return text


def _column(column: Column, mapping: TapeMapping, dates: frozenset[str], values: pl.DataFrame) -> pl.Expr | pl.Series:
    """Return the values of one column: the constant of the mapping, those of the file, or none."""
    constant, stored = mapping.constants.get(column.name), STORED[column.kind]
    if constant is not None:
        value = pl.select(_reader(column, mapping, dates)(pl.lit(constant), plainly=False)).item()
        return pl.lit(value, dtype=stored).alias(column.name)
    if column.name in values.columns:
        return values[column.name]
    return pl.lit(None, dtype=stored).alias(column.name)


def _reader(column: Column, mapping: TapeMapping, dates: frozenset[str]) -> CellReader:
    source = mapping.columns.get(column.name)
    return CellReader(
        column=column,
        currency=mapping.currency,
        form=(source.form if source else None) or FORMS[column.kind][0],
        date_form=source.format if source and source.source not in dates else DATE_FORM,
        places=scale_places(source.scale) if source else 0,
    )


def _unreadable(
    filled: Iterable[Column], mapping: TapeMapping, numbers: pl.Series, texts: pl.DataFrame, values: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for column in filled:
        text, value = texts[column.name], values[column.name]
        if value.null_count() > text.null_count():
            source = mapping.columns[column.name]
            yield faults_in(
                pl.DataFrame([numbers.alias("source_row"), text.alias("text"), value.alias("value")]),
                UNREADABLE[column.kind],
                where=pl.col("text").is_not_null() & pl.col("value").is_null(),
                column=source.source,
                value=pl.col("text"),
                expected=_expected(column, source, mapping.currency),
            )


def _expected(column: Column, source: ColumnSource, currency: Currency) -> str:
    if source.values is not None:
        return ", ".join(source.values)
    match column.kind:
        case Kind.MONEY:
            return "1250.50" if currency.exponent else "1250"
        case Kind.RATE:
            return {"percent": "6.85", "fraction": "0.0685"}.get(source.form or "", "6.85%")
        case Kind.DATE:
            return (
                "46265"
                if source.format == SERIAL_FORM
                else date(2026, 8, 31).strftime(source.format.replace("%-", "%"))
            )
        case Kind.CHOICE:
            return ", ".join(column.choices)
        case Kind.INTEGER:
            return "36"
        case Kind.QUANTITY:
            return "1250.5"
        case _:
            return _PAYER_IDS.get(column.name, "L00001")


def _empty(
    filled: Iterable[Column], mapping: TapeMapping, numbers: pl.Series, cells: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for column in filled:
        source = mapping.columns[column.name]
        text = cells[source.source]
        if column.required and text.null_count():
            yield faults_in(
                pl.DataFrame([numbers.alias("source_row"), text.alias("text")]),
                "tape.cell-empty",
                where=pl.col("text").is_null(),
                column=source.source,
                value=pl.lit(""),
                expected=_expected(column, source, mapping.currency),
            )
