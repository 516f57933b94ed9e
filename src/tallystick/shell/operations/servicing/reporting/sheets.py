"""The sheets of an investor report: classes, steps, accounts, collections, variance, history, values still values."""

from collections.abc import Iterator, Sequence

from tallystick.filing.report.wordings import said
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.report.annex12 import annex12_fields
from tallystick.servicing.report.month import Month
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn
from tallystick.units.money import Money

__all__ = ["report_sheets"]

_EXCHANGE = [
    *(("item", Kind.TEXT), ("given", Kind.MONEY), ("received", Kind.MONEY), ("rate", Kind.NUMBER)),
    *(("spot", Kind.NUMBER), ("rate-source", Kind.TEXT), ("waiting", Kind.MONEY), ("remainder", Kind.NUMBER)),
]


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
    yield from _at_rest(certificate)
    collected = [("item", Kind.TEXT), ("currency", Kind.TEXT), ("amount", Kind.MONEY)]
    yield _sheet(
        "collections",
        collected,
        [(item, amount.currency.value, amount) for item, amount in certificate.collections.items()],
    )
    yield from _compared(month)
    fields = [(each.within, each.element, each.of, each.value) for each in annex12_fields(month)]
    yield _sheet("annex12", [(name, Kind.TEXT) for name in ("within", "element", "of", "value")], fields)


def _compared(month: Month) -> Iterator[Sheet]:
    """Yield every month beside its forecast, and every class at every payment."""
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
    yield _sheet(
        "history",
        [
            *((name, Kind.TEXT) for name in ("period", "class", "currency")),
            *((name, Kind.MONEY) for name in ("interest", "principal", "ending")),
            ("factor", Kind.NUMBER),
        ],
        [
            (
                str(each.period),
                f"{line.vehicle} {line.token_class}",
                line.ending.currency.value,
                *(line.interest, line.principal, line.ending, line.factor),
            )
            for each in month.certificates
            for line in each.classes
        ],
    )


def _at_rest(certificate: Certificate) -> Iterator[Sheet]:
    """Yield accounts before and after, what was exchanged, and the tests of triggers."""
    yield _sheet(
        "accounts",
        [
            *((name, Kind.TEXT) for name in ("vehicle", "account", "currency")),
            *((name, Kind.MONEY) for name in ("opening", "closing")),
        ],
        [
            (line.vehicle, line.account, line.closing.currency.value, line.opening, line.closing)
            for line in certificate.accounts
        ],
    )
    exchanged = [
        tuple(getattr(line, name.replace("-", "_")) for name, _ in _EXCHANGE) for line in certificate.exchanges
    ]
    yield _sheet("exchanges", _EXCHANGE, exchanged)
    yield _sheet(
        "triggers",
        [
            *((name, Kind.TEXT) for name in ("trigger", "currency")),
            *((name, Kind.NUMBER) for name in ("value", "bound")),
            ("state", Kind.TEXT),
        ],
        [
            (line.trigger, bound.currency.value if isinstance(bound, Money) else None, line.value, bound, state)
            for line in certificate.triggers
            for bound, state in [(line.bound, "breached" if line.breached else "kept")]
        ],
    )


def _sheet(name: str, columns: list[tuple[str, Kind]], rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        id=name,
        title=said(f"servicing.sheet.{name}"),
        columns=tuple(
            SheetColumn(id=each, title=said(f"servicing.sheet.column.{each}"), kind=kind) for each, kind in columns
        ),
        rows=tuple(rows),
    )
