"""How the tokens of a deal were traded and priced, month by month, as its own file says.

    months.csv    period, told, missing, turnover, price        the last month against those before it -> alerts

No text has a number for either: the thresholds are those of `supervision.market.trading`, this house's own, and every
alert says so. An alert is no event by itself; a person decides what it is.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from tallystick.deal.scalars import DateText, PeriodText, PriceText, Record, ShareText
from tallystick.evidence.findings import Finding, finding
from tallystick.supervision.market.records import PPM, MonthRecord
from tallystick.supervision.market.trading import abnormal_month
from tallystick.tape.reading.records import read_records
from tallystick.units.periods import Period

__all__ = ["DUE", "MONTHS", "MonthSaid", "months_said", "traded"]

MONTHS: Final = "months.csv"
DUE: Final = timedelta(days=20)
"""After the end of a month its report is expected; a target of this house, since no text has a number."""


class MonthSaid(Record):
    """What is said of one month beside its collections; absent where nobody says."""

    period: PeriodText
    told: DateText | None = None
    missing: ShareText | None = None
    turnover: ShareText | None = None
    price: PriceText | None = None

    @property
    def traded(self) -> int | None:
        """The turnover in millionths of the tokens outstanding."""
        return None if self.turnover is None else _ppm(self.turnover.value)

    @property
    def priced(self) -> int | None:
        """The price in millionths of par."""
        return None if self.price is None else _ppm(self.price)

    @property
    def unsaid(self) -> int | None:
        """The cells of the tape that say nothing, in millionths."""
        return None if self.missing is None else _ppm(self.missing.value)


def months_said(files: Mapping[str, bytes]) -> tuple[dict[Period, MonthSaid], tuple[Finding, ...]]:
    """Return what the file of months says, by month, and what is wrong with it; nothing where there is none."""
    rows, found = read_records(MonthSaid, files[MONTHS], file=MONTHS) if MONTHS in files else ((), ())
    return {row.period: row for _, row in rows}, found


def traded(files: Mapping[str, bytes], deal: str, *, as_of: date) -> tuple[Finding, ...]:
    """Return an alert where the last month that has ended was traded or priced as none before it.

    Args:
        files: reported of the deal, by name.
        deal: its id.
        as_of: the day of the question.
    """
    said, found = months_said(files)
    past = [said[period] for period in sorted(said) if period.last < as_of]
    months = [
        MonthRecord(
            deal=deal, period=each.period, age=age, due=each.period.last + DUE, turnover=each.traded, price=each.priced
        )
        for age, each in enumerate(past, start=1)
    ]
    alerts = abnormal_month(months) if months else ()
    return (
        *found,
        *(
            finding(
                "supervision.watch-traded",
                alert=each.title(),
                period=str(each.period),
                measured=each.measured,
                against=each.against,
                formula=each.formula(),
                owner=each.owner,
            )
            for each in alerts
        ),
    )


def _ppm(part: Fraction) -> int:
    return int(part * PPM)
