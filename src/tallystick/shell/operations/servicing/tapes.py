"""The tapes at the ends of months: `tape.csv` before the first one, `tapes/2026-09.csv` after each that has one."""

from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.tape.reading.mapping import own_columns, parse_mapping
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.selection import select
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["TAPES_FOLDER", "tapes_of"]

TAPES_FOLDER: Final = "tapes/"


def tapes_of(
    opened: OpenedDeal, files: Mapping[str, bytes]
) -> tuple[dict[Period, tuple[Mapping[str, Money], frozenset[str]]], tuple[Finding, ...]]:
    """Return what each loan owed at the end of each month with a tape, and which of them fit the deal's criteria.

    Args:
        opened: the deal folder, whose own tape is that of the month before the first.
        files: the same folder, with ``tapes/``.
    """
    read: dict[Period, tuple[Mapping[str, Money], frozenset[str]]] = {}
    found: list[Finding] = []
    assets, first = opened.deal.assets, opened.deal.structure.first_period
    if opened.tape is not None:
        pool = select(opened.tape, assets.criteria).eligible
        read[first.previous()] = (_owed(pool), frozenset(_owed(pool)))
    mapping = None
    if "mapping.yaml" in files:
        mapping, _ = parse_mapping(files["mapping.yaml"])
    elif assets.asset_class in SCHEMAS:
        mapping = own_columns(asset_class=assets.asset_class, currency=assets.currency, cutoff=assets.cutoff)
    for name in sorted(name for name in files if name.startswith(TAPES_FOLDER)):
        month = name.removeprefix(TAPES_FOLDER).removesuffix(".csv")
        if mapping is None or len(month) != len("2026-09") or not month.replace("-", "").isdecimal():
            continue
        period = Period.parse(month)
        reading = read_tape(files[name], mapping=mapping.model_copy(update={"cutoff": period.last}), file=name)
        found.extend(reading.findings)
        if reading.tape is not None:
            fit = select(reading.tape, assets.criteria).eligible
            read[period] = (_owed(reading.tape), frozenset(_owed(fit)))
    return read, tuple(found)


def _owed(tape: Tape) -> dict[str, Money]:
    rows = tape.frame.select("asset_id", "current_balance").iter_rows()
    return {str(loan): Money(minor=int(minor), currency=tape.currency) for loan, minor in rows if minor}
