"""The months of a deal as the market sees them: collections through the waterfalls, and what others say beside them.

collections/2026-09.csv   as `watch` reads them
claims.csv                period, figure, source, amount         what completion report, tape and ledger say
months.csv                period, told, missing, turnover, price when a report came; shares as percentages
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from tallystick.deal.scalars import MoneyText, PeriodText, Record, Text
from tallystick.evidence.findings import Finding
from tallystick.servicing.close import FORECAST
from tallystick.servicing.performance.variance import parse_forecast_losses
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.shell.operations.supervision.market.filed import FiledDeal
from tallystick.shell.operations.supervision.watching.lived import Lived
from tallystick.shell.operations.supervision.watching.months import months_seen
from tallystick.shell.operations.supervision.watching.traded import DUE, MonthSaid, months_said
from tallystick.supervision.market.records import PPM, Claim, MonthRecord, Source, parts
from tallystick.supervision.watching.from_servicing import MonthSeen
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["CLAIMS", "lived_months"]

CLAIMS: Final = "claims.csv"


class _Claim(Record):
    period: PeriodText
    figure: Text
    source: Literal["completion", "servicer", "tape", "ledger"]
    amount: MoneyText


def lived_months(
    filed: FiledDeal, files: Mapping[str, bytes], on_record: Lived, came: Mapping[str, date]
) -> tuple[tuple[MonthRecord, ...], tuple[Claim, ...], tuple[Finding, ...]]:
    """Return the months of a deal and what is claimed of them, with what is wrong with the files.

    Args:
        filed: the deal.
        files: reported of it, by name.
        on_record: of the deal in the home.
        came: the day on which each file came, where that is known; a month's own word goes before it.
    """
    seen, found = months_seen(files, filed.deal, on_record)
    beside, about_said = months_said(files)
    claimed, about_claims = read_records(_Claim, files[CLAIMS], file=CLAIMS) if CLAIMS in files else ((), ())
    content = filed.opened.files.get(FORECAST)
    lost, _ = parse_forecast_losses(content) if content is not None else ({}, ())
    months = tuple(_months(filed, seen, beside, lost, came))
    claims = (*_reported(filed, seen), *(_claim(filed, row) for _, row in claimed))
    return months, claims, (*found, *about_said, *about_claims)


def _months(
    filed: FiledDeal,
    seen: tuple[MonthSeen, ...],
    beside: Mapping[Period, MonthSaid],
    lost: Mapping[Period, Money],
    came: Mapping[str, date],
) -> Iterator[MonthRecord]:
    """Yield each month: losses so far, filed and found, interest covered, and what is left to the nearest trigger."""
    gone = expected = 0
    pool = seen[0].collection.opening.minor if seen else 0
    for age, each in enumerate(seen, start=1):
        amounts = each.collection.amounts
        gone += amounts["defaulted-principal"].minor - amounts["recoveries"].minor
        expected += lost[each.period].minor if each.period in lost else 0
        row = beside.get(each.period) or MonthSaid.model_validate({"period": str(each.period)})
        yield MonthRecord(
            deal=filed.deal.id,
            period=each.period,
            age=age,
            due=each.period.last + DUE,
            told=row.told or each.known or came.get(f"collections/{each.period}.csv"),
            loss=parts(max(gone, 0), pool),
            forecast=parts(expected, pool) if lost else None,
            coverage=_coverage(each),
            distance=_distance(each),
            missing=row.unsaid,
            turnover=row.traded,
            price=row.priced,
        )


def _coverage(month: MonthSeen) -> int | None:
    """Return the cash of a month over the interest due on the classes that it pays first; None where none is due."""
    due = sum(line.interest_due.minor for line in month.certificate.classes if line.vehicle == "onshore")
    return parts(cash_of(month.collection).minor, due) if due else None


def _number(measured: Money | Fraction) -> Fraction:
    return measured.major if isinstance(measured, Money) else measured


def _distance(month: MonthSeen) -> int | None:
    """Return what is left to the nearest trigger, in parts of its bound; 0 where one is met, None where none reads."""
    left = [
        Fraction(0) if breached else abs(bound - value) / abs(bound)
        for breached, value, bound in (
            (each.breached, None if each.value is None else _number(each.value), _number(each.bound))
            for each in month.certificate.triggers
        )
        if value is not None and bound
    ]
    return _ppm(min(left)) if left else None


def _reported(filed: FiledDeal, seen: tuple[MonthSeen, ...]) -> Iterator[Claim]:
    """Yield what the servicer's own months say: the pool, the cash, and what each class issued is left with."""
    for each in seen:
        lines = [line for line in each.certificate.classes if line.vehicle == "offshore"]
        figures = {"pool": each.collection.closing.minor, "cash": cash_of(each.collection).minor}
        figures |= {f"outstanding:{line.token_class}": line.ending.minor for line in lines}
        for figure, minor in figures.items():
            yield Claim(deal=filed.deal.id, period=each.period, figure=figure, source=Source.SERVICER, minor=minor)


def _claim(filed: FiledDeal, row: _Claim) -> Claim:
    source = Source(row.source)
    return Claim(deal=filed.deal.id, period=row.period, figure=row.figure, source=source, minor=row.amount.minor)


def _ppm(part: Fraction) -> int:
    return int(part * PPM)
