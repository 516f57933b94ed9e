"""Faults: every cell that is wrong or unusual, as rows of a table; and the findings made of them.

A tape of a million loans can have a million faults. They are kept as a table with one row a fault, so that none is
lost and all can be exported; for people, a few rows of a kind are named one by one, and many are told once, with the
first rows, the first value and their number:

    fault = code, row (from 1, the head not counted), column (as the file names it), value found, what was expected

Tiers: *schema* faults cannot be read as the column's type, *hard* ones contradict the contract or each other, *soft*
ones are possible but unusual and are for a person to explain.
Source: CASHFLOW.md section 4: a validator reports, it does not repair.
It does not decide what is a fault: that is `reading` and `checks`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import polars as pl

from tallystick.evidence.findings import TOLD_ROWS, Finding, Place, finding
from tallystick.evidence.wording import Language, say, word

__all__ = [
    "FAULT_COLUMNS",
    "FORMULA",
    "TIERS",
    "TOLD_COLUMNS",
    "WORDED_COLUMNS",
    "Tier",
    "fault_rows",
    "faults_in",
    "findings_frame",
    "findings_of",
    "gathered",
    "no_faults",
]


class Tier(StrEnum):
    """How deep a fault goes."""

    SCHEMA = "schema"
    HARD = "hard"
    SOFT = "soft"


FAULT_COLUMNS: Final = MappingProxyType(
    {"code": pl.String(), "row": pl.Int64(), "column": pl.String(), "value": pl.String(), "expected": pl.String()}
)

TOLD_COLUMNS: Final = ("severity", "code", "file", "row", "asset", "column", "value", "expected")
_ASSETS: Final = {"row": pl.Int64(), "asset": pl.String()}
WORDED_COLUMNS: Final = ("tier", "what", "why", "remedy")
_WORDS: Final = dict.fromkeys(
    ("severity", *(f"{name}_{language}" for language in Language for name in WORDED_COLUMNS)), pl.String()
)

_LONGEST_VALUE = 80
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a text begins that a spreadsheet would run as a formula."""

TIERS: Final[Mapping[str, Tier]] = MappingProxyType(
    dict.fromkeys(
        (
            "tape.row-ragged",
            "tape.delimiter-mixed",
            "tape.row-blank",
            "tape.row-of-totals",
            "tape.cell-too-long",
            "tape.character-control",
            "tape.character-replaced",
            "tape.cell-empty",
            "tape.money-unreadable",
            "tape.rate-unreadable",
            "tape.quantity-unreadable",
            "tape.integer-unreadable",
            "tape.date-unreadable",
            "tape.choice-unknown",
            "tape.identifier-unreadable",
            "tape.no-data-required",
        ),
        Tier.SCHEMA,
    )
    | dict.fromkeys(
        (
            "tape.asset-twice",
            "tape.asset-elsewhere",
            "tape.asset-registered-for-another",
            "tape.group-differs",
            "tape.value-outside",
            "tape.rate-impossible",
            "tape.balance-negative",
            "tape.balance-above-original",
            "tape.currency-mixed",
            "tape.date-outside",
            "tape.origination-after-cutoff",
            "tape.maturity-before-origination",
            "tape.term-above-original",
            "tape.identity-number",
            "tape.identifier-formula",
            "tape.identifier-mangled",
            "tape.drift-contract-changed",
            "tape.drift-days-leapt",
            "tape.drift-reopened",
            "tape.seller-is-payer",
            "tape.status-current-but-late",
            "tape.status-closed-but-owed",
            "tape.default-but-current",
            "tape.arrears-without-days",
            "tape.arrears-above-balance",
            "tape.recovered-above-lent",
            "tape.day-after-cutoff",
            "tape.day-before-origination",
            "tape.cap-below-floor",
            "tape.balloon-above-balance",
            "tape.interest-only-too-long",
            "tape.residual-above-value",
            "tape.quantity-above-capacity",
        ),
        Tier.HARD,
    )
    | dict.fromkeys(
        (
            "tape.cell-padded",
            "tape.totals-left-out",
            "tape.balance-zero",
            "tape.rate-high",
            "tape.term-differs-from-dates",
            "tape.remaining-term-differs",
            "tape.matured-with-balance",
            "tape.payment-not-level",
            "tape.past-due",
            "tape.value-far-out",
            "tape.drift-balance-rose",
            "tape.drift-term-rose",
            "tape.drift-cured",
            "tape.drift-maturity-moved",
            "tape.drift-rate-changed",
            "tape.drift-balance-stood",
            "tape.drift-new-but-old",
            "tape.asset-alike",
            "tape.asset-written-alike",
            "tape.asset-alike-elsewhere",
            "tape.asset-registered-after-ours",
            "tape.asset-not-registered",
            "tape.balance-off-schedule",
            "tape.payment-below-interest",
            "tape.default-without-day",
            "tape.default-but-punctual",
            "tape.status-current-some-days",
            "tape.mobile-number",
            "tape.email-address",
            "tape.bank-card-number",
            "tape.number-plate",
            "tape.person-name",
            "tape.status-late-but-punctual",
            "tape.late-although-paid",
            "tape.index-incomplete",
            "tape.reset-past",
            "tape.reset-after-maturity",
            "tape.interval-uneven",
            "tape.loan-to-value-differs",
            "tape.loan-to-value-high",
            "tape.lent-above-vehicle",
            "tape.income-past",
            "tape.vacancy-total",
            "tape.tenor-long",
        ),
        Tier.SOFT,
    )
)
"""The tier of every code that a row can have."""


def no_faults() -> pl.DataFrame:
    """Return a table of faults without rows."""
    return pl.DataFrame(schema=FAULT_COLUMNS)


def gathered(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put tables of faults under one another, in their order."""
    return pl.concat([no_faults(), *tables])


def fault_rows(code: str, rows: Iterable[tuple[int, str, str, str]]) -> pl.DataFrame:
    """Make faults from plain rows.

    Args:
        code: what is wrong with all of them.
        rows: row number, column, value, expected.
    """
    records = [(code, row, column, value[:_LONGEST_VALUE], expected) for row, column, value, expected in rows]
    return pl.DataFrame(records, schema=FAULT_COLUMNS, orient="row")


def faults_in(
    frame: pl.DataFrame, code: str, *, where: pl.Expr, column: str, value: pl.Expr, expected: pl.Expr | str
) -> pl.DataFrame:
    """Make a fault of every row of `frame` where a condition holds; a condition that is null does not hold.

    Args:
        frame: rows with their number in the source, ``source_row``.
        code: what is wrong with them.
        where: the condition.
        column: where the fault is shown.
        value: what was found, as text; like `expected` it sees only the rows that are wrong, so no windows over others.
        expected: what would have been right, as text.
    """
    return frame.filter(where).select(
        pl.lit(code).alias("code"),
        pl.col("source_row").cast(pl.Int64).alias("row"),
        pl.lit(column).alias("column"),
        value.fill_null("").str.slice(0, _LONGEST_VALUE).alias("value"),
        (pl.lit(expected) if isinstance(expected, str) else expected.fill_null("")).alias("expected"),
    )


def findings_of(faults: pl.DataFrame, *, file: str) -> tuple[Finding, ...]:
    """Tell every kind of fault: a few rows one by one, many at once.

    Args:
        faults: a table of faults.
        file: the tape's name for people.

    Returns:
        For each code and column a finding a row, or, beyond `TOLD_ROWS`, one for all with the first rows and their
        number: nothing is lost, since the table itself can be exported.
    """
    if faults.is_empty():
        return ()
    found: list[Finding] = []
    for (code, column), group in faults.group_by("code", "column", maintain_order=True):
        first = [
            finding(str(code), file=file, row=row, column=str(column), value=value, expected=expected)
            for row, value, expected in group.head(TOLD_ROWS).select("row", "value", "expected").iter_rows()
        ]
        if group.height > TOLD_ROWS:
            row, *others = group["row"].head(TOLD_ROWS).to_list()
            place = Place(file=file, row=row, column=str(column), others=tuple(others), count=group.height)
            first = [replace(first[0], place=place)]
        found.extend(first)
    return tuple(found)


def findings_frame(faults: pl.DataFrame, *, file: str = "", assets: pl.DataFrame | None = None) -> pl.DataFrame:
    """Word every fault in both languages, one row each, for export as a table.

    A cell that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end)
    is written with an apostrophe before it.

    Args:
        faults: a table of faults.
        file: of the tape.
        assets: ``row`` and ``asset``: the id of the asset in each row that has one.

    Returns:
        Columns `TOLD_COLUMNS`, then `WORDED_COLUMNS` of each language with the language behind the name, such as
        ``what_zh``; in the order of the faults.

    Source: OWASP, CSV Injection.
    """
    key = ("code", "column", "value", "expected")
    kinds = faults.select(key).unique(maintain_order=True)
    worded = pl.DataFrame([_words(*kind) for kind in kinds.iter_rows()], schema=_WORDS, orient="row")
    table = faults.join(pl.concat([kinds, worded], how="horizontal"), on=key, how="left", maintain_order="left")
    known = pl.DataFrame(schema=_ASSETS) if assets is None else assets
    table = table.join(known, on="row", how="left", maintain_order="left").with_columns(
        pl.lit(file).alias("file"), pl.col("asset").fill_null("")
    )
    return table.select(*TOLD_COLUMNS, *list(_WORDS)[1:]).with_columns(
        _formula_safe(name) for name, kind in table.schema.items() if kind == pl.String
    )


def _words(code: str, column: str, value: str, expected: str) -> tuple[str, ...]:
    """Return the severity of a fault, and what is said of it in each language."""
    told = finding(code, column=column, value=value, expected=expected)
    said = [(language, word(told, language)) for language in Language]
    texts = ((say(f"tape.tier.{TIERS[code]}", language), each.what, each.why, each.remedy) for language, each in said)
    return (str(said[0][1].severity), *(text for of_language in texts for text in of_language))


def _formula_safe(name: str) -> pl.Expr:
    text = pl.col(name)
    return pl.when(text.str.contains(FORMULA)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
