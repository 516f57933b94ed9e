"""Tapes of months, beside the deal's own.

tape.csv             before the first month
tapes/2026-09.csv    the pool at the end of a month
bought/2026-09.csv   what was bought in a month
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.cashflow.tape_pool import check_bought_assets
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import PURCHASED, Collection
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.selection import select
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["BOUGHT_FOLDER", "TAPES_FOLDER", "Loans", "bought_beside", "tapes_of"]

TAPES_FOLDER: Final = "tapes/"
BOUGHT_FOLDER: Final = "bought/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """What each loan owed at the end of each month that has a tape, and which of them fit the deal's criteria."""

    owed: Mapping[Period, Mapping[str, Money]]
    eligible: Mapping[Period, frozenset[str]]

    def before(self, period: Period) -> Mapping[str, Money] | None:
        """Return the loans of the last tape before a month, the deal's own among them; None where there is none."""
        earlier = [each for each in self.owed if each < period]
        return self.owed[max(earlier)] if earlier else None

    def missing(self, period: Period) -> tuple[Period, ...]:
        """Return at which of the two ends of a month there is no tape."""
        return tuple(end for end in (period.previous(), period) if end not in self.owed)


def tapes_of(
    opened: OpenedDeal, files: Mapping[str, bytes]
) -> tuple[dict[Period, tuple[Mapping[str, Money], frozenset[str]]], tuple[Finding, ...]]:
    """Return what each loan owed at the end of each month with a tape, and which of them fit the deal's criteria.

    Args:
        opened: the deal folder, whose own tape is that of the month before the first.
        files: the same folder, with ``tapes/``; one with a head alone is that of a pool that has ended.
    """
    read: dict[Period, tuple[Mapping[str, Money], frozenset[str]]] = {}
    found: list[Finding] = []
    assets, first = opened.deal.assets, opened.deal.structure.first_period
    if opened.tape is not None:
        pool = select(opened.tape, assets.criteria).eligible
        read[first.previous()] = (_owed(pool), frozenset(_owed(pool)))
    mapping = _mapping(opened, files)
    for name in sorted(name for name in files if name.startswith(TAPES_FOLDER)):
        month = name.removeprefix(TAPES_FOLDER).removesuffix(".csv")
        if mapping is None or len(month) != len("2026-09") or not month.replace("-", "").isdecimal():
            continue
        period = Period.parse(month)
        reading = read_tape(files[name], mapping=mapping.model_copy(update={"cutoff": period.last}), file=name)
        if reading.findings and all(map(_is_of_no_row, reading.findings)):
            read[period] = ({}, frozenset())
            continue
        found.extend(reading.findings)
        if reading.tape is not None:
            fit = select(reading.tape, assets.criteria).eligible
            read[period] = (_owed(reading.tape), frozenset(_owed(fit)))
    return read, tuple(found)


def _is_of_no_row(told: Finding) -> bool:
    """Return whether a finding says that nothing stands below the head: a pool that has ended."""
    return told.code == "tape.rows-missing" and told.argument("rows") == 0


def bought_beside(opened: OpenedDeal, files: Mapping[str, bytes], months: Sequence[Collection]) -> tuple[Finding, ...]:
    """Hold the list of what was bought in each month that has one against the criteria and the month's report.

    Args:
        opened: the deal folder, whose criteria count.
        files: the same folder, with ``bought/``; a list has the columns of the tape.
        months: as reported.
    """
    mapping = _mapping(opened, files)
    found: list[Finding] = []
    reported = {f"{BOUGHT_FOLDER}{month.period}.csv": month for month in months if PURCHASED in month.amounts}
    for name in sorted(name for name in files if name.startswith(BOUGHT_FOLDER)):
        if name not in reported or mapping is None:
            found.append(finding("servicing.beside-nothing", file=name))
            continue
        month = reported[name]
        reading = read_tape(files[name], mapping=mapping.model_copy(update={"cutoff": month.period.last}), file=name)
        found += reading.findings
        if reading.tape is not None:
            criteria, principal = opened.deal.assets.criteria, month.amounts[PURCHASED]
            found += check_bought_assets(reading.tape, criteria, reported=principal, file=name)
    return tuple(found)


def _mapping(opened: OpenedDeal, files: Mapping[str, bytes]) -> TapeMapping | None:
    """Return how a tape's columns are ours; what is wrong with the file was said when the folder was opened."""
    assets = opened.deal.assets
    if "mapping.yaml" in files:
        return parse_mapping(files["mapping.yaml"])[0]
    if assets.asset_class in SCHEMAS:
        return own_columns(asset_class=assets.asset_class, currency=assets.currency, cutoff=assets.cutoff)
    return None


def _owed(tape: Tape) -> dict[str, Money]:
    """Return what each loan owes that is on a tape, nothing included: a loan that is there at nothing is not gone."""
    rows = tape.frame.select("asset_id", "current_balance").iter_rows()
    return {str(loan): Money(minor=int(minor or 0), currency=tape.currency) for loan, minor in rows if loan}
