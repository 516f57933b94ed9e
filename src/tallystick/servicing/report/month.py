"""What the papers of a month are made of, and how they name and show it: classes, targets, amounts, sources.

A column of amounts in one currency names it in its head, and its cells are bare figures to the minor unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.structure import Account, ClassTerms, Fee, Vehicle
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Cell, Column, Source
from tallystick.filing.report.wordings import both, column, name_of, said
from tallystick.servicing.certificate import Certificate, ClassLine
from tallystick.servicing.performance.owed import OwedReport
from tallystick.servicing.performance.variance import Loss, MonthVariance
from tallystick.units.money import Currency, Money

__all__ = ["KEY", "Month", "bare", "from_certificate", "heading", "issued", "money_column", "named", "told", "vehicles"]

KEY: Final = "servicing.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """All that the papers of a month are made of.

    Attributes:
        deal: the terms that were run.
        certificates: of every month up to this one, in order; the last is the month's own.
        compared: every month beside its forecast.
        loss: of the year.
        owed: reporting events measured.
        as_of: the day of the papers.
    """

    deal: Deal
    certificates: tuple[Certificate, ...]
    compared: tuple[MonthVariance, ...]
    loss: Loss
    owed: tuple[OwedReport, ...]
    as_of: date

    @property
    def certificate(self) -> Certificate:
        """The month's own."""
        return self.certificates[-1]


def told(key: str, **arguments: str | int) -> Name:
    """Return a wording of these papers in both languages."""
    return said(f"{KEY}.{key}", **arguments)


def heading(name: str, *, width: int = 4, numeric: bool = False) -> Column:
    """Return a column without a unit."""
    return column(f"{KEY}.column.{name}", numeric=numeric, width=width)


def money_column(name: str, currency: Currency, *, width: int = 6) -> Column:
    """Return a column of amounts in one currency, which its head names."""
    return column(f"{KEY}.column.{name}", unit=both(currency.value), numeric=True, width=width)


def bare(money: Money, source: Source) -> Cell:
    """Return an amount to the minor unit, without the currency, which the head of its column names."""
    return Cell(text=both(money.text("en").partition(" ")[2]), source=source, value=money)


def from_certificate(month: Month, part: str) -> Source:
    """Return the part of the month's certificate that a figure comes from."""
    return Source(kind="certificate", reference=f"certificate-{month.certificate.period}.json, {part}")


def vehicles(month: Month) -> Iterator[tuple[str, Vehicle]]:
    """Yield the vehicles of a deal with their sides, the one that is paid first before the other."""
    structure = month.deal.structure
    yield "onshore", structure.onshore
    if structure.offshore is not None:
        yield "offshore", structure.offshore


def issued(certificate: Certificate) -> tuple[ClassLine, ...]:
    """Return the classes that investors hold: those of the vehicle that issues, the offshore one where there is one."""
    side = "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"
    return tuple(line for line in certificate.classes if line.vehicle == side)


def named(deal: Deal, vehicle: Vehicle, target: str) -> Name:
    """Return what a target of a step is called: a class, account or fee of its vehicle, or a party; else its id."""
    here: tuple[ClassTerms | Account | Fee, ...] = (*vehicle.classes, *vehicle.accounts, *vehicle.fees)
    known = {name: party.name for name, party in deal.parties.items()} | {each.id: each.name for each in here}
    return name_of(known[target]) if target in known else both(target)
