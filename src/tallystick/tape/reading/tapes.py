"""A tape: the loans of one pool on one day, typed and in place; read from bytes in one pass.

    bytes -> table of texts -> columns matched -> cells typed -> constants -> derived columns -> Tape
                                               -> reasons why there is no value -> absences

The reading never stops at the first fault. Rows keep what could be read, and everything that could not is a fault with
its row and column. Where the file as a whole is unusable or a required column is missing, there is no tape to be used,
but what is legible of it can still be checked, so that all its faults are told at once.
Whether the loans make sense is asked by `checks`.
Source: DESIGN.md section 2, principle 5; CASHFLOW.md section 4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import polars as pl

from tallystick.evidence.digests import Digests
from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.wording import severity
from tallystick.tape.faults import faults_in, findings_of, gathered, no_faults
from tallystick.tape.reading.absences import absent, findings_of_absences, no_absences, unfilled
from tallystick.tape.reading.cells import DATE_FORM, FORMS, STORED, UNREADABLE, read_cells, scale_places
from tallystick.tape.reading.derivation import with_derived
from tallystick.tape.reading.files.kinds import read_file
from tallystick.tape.reading.files.source import opened
from tallystick.tape.reading.files.table import Limits, Table
from tallystick.tape.reading.layout import check_header, layout_of, names_in
from tallystick.tape.reading.mapping import ColumnSource, TapeMapping, check_columns
from tallystick.tape.schemas import SCHEMAS, Column, Kind, Schema
from tallystick.units.money import BOUND, Currency, Money

__all__ = ["Reading", "Tape", "read_tape"]

_NUMBERS = frozenset({Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER})
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
        digests: of the bytes of the file.
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
    digests: Digests
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
    source: bytes | BinaryIO, *, mapping: TapeMapping, file: str = "tape.csv", limits: Limits | None = None
) -> Reading:
    """Read a tape.

    Args:
        source: the bytes of the file, or an open binary stream; XML in one that can be sought in is never held whole.
        mapping: what its columns are; `own_columns` for a tape with canonical names.
        file: its name for people.
        limits: how large it may be.
    """
    limits = limits or Limits()
    content, known = opened(source, limits.size)
    if content is None or known is None:
        too_large = finding("tape.file-too-large", file=file, limit=limits.size)
        return Reading(tape=None, findings=(too_large,), faults=no_faults())
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
        digests=known,
        encoding=table.encoding,
        rows_in_file=table.rows_in_file,
        absences=absences,
    )
    return Reading(tape=tape if usable else None, legible=tape, findings=found, faults=faults)


def _beyond_bound(frame: pl.DataFrame, schema: Schema, mapping: TapeMapping, *, file: str) -> Iterator[Finding]:
    """Yield a finding for each money column whose sizes add up to more than money can be."""
    for column in schema.columns:
        source = mapping.columns.get(column.name)
        if column.kind is Kind.MONEY and source is not None:
            size = frame.select(pl.col(column.name).cast(pl.Int128).abs().sum()).item()
            if size >= BOUND:
                yield finding("tape.sum-too-large", file=file, column=source.source, name=source.source, limit=BOUND)


def _typed(table: Table, schema: Schema, mapping: TapeMapping) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Type every column, name every cell that cannot be typed or must not be empty, and keep every stated absence."""
    empty = ["", *mapping.empty]
    mapped = {source.source for source in mapping.columns.values()}
    kept = [name for name in table.cells.columns if name.removesuffix("@until") in mapped]
    texts = table.cells.select(pl.when(~pl.col(name).is_in(empty)).then(pl.col(name)).alias(name) for name in kept)
    rows = table.cells.height
    absences = pl.concat([no_absences(), *_absences(schema, mapping, texts, table.numbers)])
    values, faults = [table.numbers.alias("source_row")], [table.faults]
    for column in schema.columns:
        text = _texts(column, mapping, texts, rows)
        if text is None:
            values.append(pl.Series(column.name, [None], dtype=STORED[column.kind]).new_from_index(0, rows))
            continue
        value = text.to_frame("text").select(_reader(column, mapping, table.dates).alias(column.name)).to_series()
        values.append(value.cast(STORED[column.kind]))
        if column.name in mapping.columns:
            faults.append(_unreadable(column, mapping, table, value))
    frame = pl.DataFrame(values)
    frame = with_derived(frame, mapping.derived, mapping.cutoff)
    faults.extend(_empty(schema, mapping, frame, texts))
    sources = {name: source.source for name, source in mapping.columns.items()}
    faults.extend(unfilled(absences, (column.name for column in schema.columns if column.required), sources))
    return frame, gathered(faults), absences


def _absences(schema: Schema, mapping: TapeMapping, texts: pl.DataFrame, numbers: pl.Series) -> Iterator[pl.DataFrame]:
    for column in schema.columns:
        source = mapping.columns.get(column.name)
        if mapping.no_data and source is not None and source.source in texts.columns:
            promised = f"{source.source}@until"
            until = texts[promised] if promised in texts.columns else None
            reasons = {code: str(reason) for code, reason in mapping.no_data.items()}
            yield absent(numbers, texts[source.source], until, column=column.name, reasons=reasons)


def _texts(column: Column, mapping: TapeMapping, texts: pl.DataFrame, rows: int) -> pl.Series | None:
    constant = mapping.constants.get(column.name)
    if constant is not None:
        return pl.Series("text", [constant], dtype=pl.String).new_from_index(0, rows)
    source = mapping.columns.get(column.name)
    if source is None or source.source not in texts.columns:
        return None
    text = texts[source.source]
    if mapping.no_data:
        text = text.set(text.is_in(list(mapping.no_data)), None)
    if mapping.form is not None and column.kind in _NUMBERS:
        text = text.str.replace(_LOOSE_NUMBER, "${1}0.").str.strip_prefix("+")
    if source.values is not None:
        return text.replace_strict(source.values, default=None, return_dtype=pl.String)
    return text


def _reader(column: Column, mapping: TapeMapping, dates: frozenset[str]) -> pl.Expr:
    source = mapping.columns.get(column.name)
    return read_cells(
        pl.col("text"),
        column,
        mapping.currency,
        form=(source.form if source else None) or FORMS[column.kind][0],
        date_form=source.format if source and source.source not in dates else DATE_FORM,
        places=scale_places(source.scale) if source else 0,
    )


def _unreadable(column: Column, mapping: TapeMapping, table: Table, value: pl.Series) -> pl.DataFrame:
    source = mapping.columns[column.name]
    text = table.cells[source.source]
    missing = text.is_in(["", *mapping.empty, *mapping.no_data])
    rows = pl.DataFrame([table.numbers, text.alias("text"), value.alias("value"), missing.alias("missing")])
    return faults_in(
        rows,
        UNREADABLE[column.kind],
        where=~pl.col("missing") & pl.col("value").is_null(),
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
            return date(2026, 8, 31).strftime(source.format.replace("%-", "%"))
        case Kind.CHOICE:
            return ", ".join(column.choices)
        case Kind.INTEGER:
            return "36"
        case Kind.QUANTITY:
            return "1250.5"
        case _:
            return ""


def _empty(schema: Schema, mapping: TapeMapping, frame: pl.DataFrame, texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for column in schema.columns:
        source = mapping.columns.get(column.name)
        if not column.required or source is None or source.source not in texts.columns:
            continue
        blank = pl.DataFrame([frame["source_row"], texts[source.source].is_null().alias("blank")])
        yield faults_in(
            blank,
            "tape.cell-empty",
            where=pl.col("blank"),
            column=source.source,
            value=pl.lit(""),
            expected=_expected(column, source, mapping.currency),
        )
