"""The sheets of an investor report: classes, steps, collections, variance and Annex 12 fields, values still values."""

from collections.abc import Iterator, Sequence

from tallystick.filing.report.wordings import said
from tallystick.servicing.report.annex12 import annex12_fields
from tallystick.servicing.report.investor import Month
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn

__all__ = ["report_sheets"]


def report_sheets(month: Month) -> tuple[Sheet, ...]:
    """Return the sheets of a report."""
    return tuple(_sheets(month))


def _sheets(month: Month) -> Iterator[Sheet]:
    certificate = month.certificate
    money = ("beginning", "interest_due", "interest", "carried", "principal", "residual", "ending")
    yield _sheet(
        "classes",
        [
            ("class", Kind.TEXT),
            ("currency", Kind.TEXT),
            *((name, Kind.MONEY) for name in money),
            ("factor", Kind.NUMBER),
        ],
        [
            (
                f"{line.vehicle} {line.token_class}",
                line.ending.currency.value,
                *(getattr(line, name) for name in money),
                line.factor,
            )
            for line in certificate.classes
        ],
    )
    yield _sheet(
        "steps",
        [
            *((name, Kind.TEXT) for name in ("vehicle", "step", "clause", "to", "currency")),
            *((name, Kind.MONEY) for name in ("due", "paid", "shortfall")),
        ],
        [
            (
                step.vehicle,
                step.step,
                step.clause,
                step.to,
                step.paid.currency.value,
                step.due,
                step.paid,
                step.shortfall,
            )
            for step in certificate.steps
        ],
    )
    collected = [("item", Kind.TEXT), ("currency", Kind.TEXT), ("amount", Kind.MONEY)]
    yield _sheet(
        "collections",
        collected,
        [(item, amount.currency.value, amount) for item, amount in certificate.collections.items()],
    )
    names = ("forecast", "actual", "forecast_so_far", "actual_so_far")
    shares = ("shortfall", "shortfall_so_far")
    yield _sheet(
        "variance",
        [("period", Kind.TEXT), *((name, Kind.MONEY) for name in names), *((name, Kind.PERCENT) for name in shares)],
        [
            (str(each.period), *(getattr(each, name) for name in names), *(getattr(each, name) for name in shares))
            for each in month.compared
        ],
    )
    fields = [(each.within, each.element, each.of, each.value) for each in annex12_fields(certificate)]
    yield _sheet("annex12", [(name, Kind.TEXT) for name in ("within", "element", "of", "value")], fields)


def _sheet(name: str, columns: list[tuple[str, Kind]], rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        id=name,
        title=said(f"servicing.sheet.{name}"),
        columns=tuple(
            SheetColumn(id=each, title=said(f"servicing.sheet.column.{each}"), kind=kind) for each, kind in columns
        ),
        rows=tuple(rows),
    )
