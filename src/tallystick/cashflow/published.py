"""Published figures: what an issuer printed about its own deal, cell by cell, with where it was printed.

A JSON document, schema `tallystick/published/v1`, read as texts with line marks like a deal file, of which JSON is a
subset. Every figure stays text, because its decimals are part of it: `0.40` claims two, and a run is compared to
just as many. Of a percentage in whole numbers, `*` is printed for more than nothing and less than half.

    percent-outstanding   share of a class outstanding after each of `dates`, in per cent
    average-life          weighted average life in years; class `all` is every class together
    first-principal       the number of the payment with which principal begins, the first payment being 1
    last-principal        and ends
    yield                 per cent a year at a clean `price` per hundred, compounded `compounding` times
    modified-duration     years, at that yield

A certificate is one payment as it was reported: what stood before, what came in, and figures of what was paid.

    interest, principal, ending   of a class
    paid                          by a step, or to a target
    closing                       of an account
    out-of                        all that an account paid

Source: the offering document that the file itself names.

It does not compute anything (`tieout`).
"""

from typing import Annotated, Literal, get_args

from pydantic import Field

from tallystick.deal.assets import PrepaymentSpeed
from tallystick.deal.checks.assumptions import check_speed
from tallystick.deal.parsing import build
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import (
    DateText,
    ExchangeRateText,
    Identifier,
    MoneyText,
    PeriodText,
    RateText,
    Record,
    ShareText,
    Text,
)
from tallystick.evidence.findings import Finding
from tallystick.units.daycounts import DayCount

__all__ = [
    "CERTIFIED",
    "EVERY_CLASS",
    "PRICED",
    "STARRED",
    "WINDOWED",
    "CertificateFigure",
    "Certified",
    "Published",
    "PublishedCertificate",
    "PublishedSource",
    "PublishedTable",
    "read_published",
]

Certified = Literal["interest", "principal", "ending", "paid", "closing", "out-of"]
CERTIFIED = get_args(Certified)
"""What a figure of a certificate may be a figure of."""

EVERY_CLASS = "all"

PRICED = frozenset({"yield", "modified-duration"})
"""What needs a price."""

WINDOWED = frozenset({"first-principal", "last-principal"})
"""What counts payments."""

STARRED = "*"
_Cell = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,9})?$")]


_CellOrStar = Annotated[str, Field(pattern=r"^(\*|-?[0-9]{1,12}(\.[0-9]{1,9})?)$")]


class PublishedSource(Record):
    """Where the figures were printed, and by what right they are repeated."""

    title: Text
    document: Text
    rights: Text


class PublishedTable(Record):
    """One column of a printed table, or one figure: a class under a speed, with or without a call.

    `call` is an assumed clean-up call, `calls` are calls of the deal itself, exercised as soon as they may be.
    `assumptions` stand in place of those of the document, and `indices` in place of the rates the deal assumes.
    """

    figure: Literal[
        "percent-outstanding", "average-life", "first-principal", "last-principal", "yield", "modified-duration"
    ]
    class_id: Identifier = Field(alias="class")
    prepayment: PrepaymentSpeed
    assumptions: Identifier | None = None
    call: ShareText | None = None
    calls: tuple[Identifier, ...] = ()
    indices: dict[Identifier, RateText] = Field(default_factory=dict)
    price: ExchangeRateText | None = None
    cells: tuple[_CellOrStar, ...]


class CertificateFigure(Record):
    """One printed amount: of a class, a step, a target or an account."""

    figure: Certified
    of: Identifier
    cell: _Cell


class PublishedCertificate(Record):
    """One payment as it was reported. What is not named stood at nothing before.

    `last_paid` is the day on which was last paid; `coupons` are rates of floating classes for the period. `reported` is
    what the structure asks of a month beside its cash, the figures of sub-pools among it. `totals` are those of the
    pool (`initial`, `cumulative-defaults`, ...) and of sub-pools (`fixed.initial`, ...) before the month; without them
    both begin with it. `breached` are triggers that stood so.
    """

    period: PeriodText
    last_paid: DateText
    beginning: MoneyText
    defaulted: MoneyText
    ending: MoneyText
    collected: dict[Identifier, MoneyText]
    accounts: dict[Identifier, MoneyText] = Field(default_factory=dict)
    classes: dict[Identifier, MoneyText]
    coupons: dict[Identifier, RateText] = Field(default_factory=dict)
    reported: dict[Text, MoneyText] = Field(default_factory=dict)
    totals: dict[Text, MoneyText] = Field(default_factory=dict)
    indices: dict[Identifier, RateText] = Field(default_factory=dict)
    events: tuple[Identifier, ...] = ()
    breached: tuple[Identifier, ...] = ()
    figures: tuple[CertificateFigure, ...]


class Published(Record):
    """The figures of one deal. `assumptions` names those of the deal that hold beside each table's speed."""

    format: Literal["tallystick/published/v1"] = Field(alias="schema")
    source: PublishedSource
    assumptions: Identifier
    settlement: DateText
    daycount: DayCount
    compounding: Literal["1", "2", "4", "12"] = "2"
    dates: tuple[DateText, ...] = ()
    tables: tuple[PublishedTable, ...] = ()
    certificates: tuple[PublishedCertificate, ...] = ()


def read_published(content: bytes, *, file: str = "published.json") -> tuple[Published | None, tuple[Finding, ...]]:
    """Read published figures; None and findings, with their lines, where anything is missing or unreadable."""
    document, findings = read_yaml(content, file=file)
    if document is None or findings:
        return None, findings
    published, findings = build(Published, document)
    if published is None:
        return None, findings
    unpriced = tuple(
        document.fault("cashflow.published-price", ("tables", number, "price"), {"figure": table.figure})
        for number, table in enumerate(published.tables)
        if (table.price is None) == (table.figure in PRICED)
        or (table.figure in PRICED and table.class_id == EVERY_CLASS)
    )
    wrong = tuple(
        document.fault(
            "cashflow.published-cells",
            ("tables", number, "cells"),
            {"found": len(table.cells), "expected": _expected(table, published)},
        )
        for number, table in enumerate(published.tables)
        if len(table.cells) != _expected(table, published)
    )
    speeds = tuple(
        document.fault(code, path, arguments)
        for number, table in enumerate(published.tables)
        for code, path, arguments in check_speed(("tables", number, "prepayment"), table.prepayment)
    )
    return (None if wrong or speeds or unpriced else published), (*wrong, *speeds, *unpriced)


def _expected(table: PublishedTable, published: Published) -> int:
    return len(published.dates) if table.figure == "percent-outstanding" else 1
