"""One figure in two records: whether they agree, whose a difference is, and how long it stands; the bank's word first.

claims    what the bank confirmed    paying agent
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.months import PaidMonth
from tallystick.units.money import Money, total

__all__ = ["Agreement", "Compared", "beside_the_bank", "in_figures"]


class Agreement(StrEnum):
    """Whether two records agree; what waits has not been said yet and is nobody's fault until its day."""

    AGREES = "agrees"
    DIFFERS = "differs"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure in two records.

    Attributes:
        what: key of the label that names it; `of` the class, address or month it is of.
        record: as it is on record; `found` elsewhere.
        owner: the party that can mend it.
        since: the day on which both should have agreed.
        as_of: the day of the question.
    """

    what: str
    of: str
    record: str
    found: str
    agreement: Agreement
    owner: str
    since: date
    as_of: date

    @property
    def age(self) -> int:
        """Whole days for which a difference stands; 0 where there is none."""
        return 0 if self.agreement is Agreement.AGREES else max((self.as_of - self.since).days, 0)


def beside_the_bank(issue: Issue, *, at: datetime) -> tuple[Compared, ...]:
    """Return what was to be paid of each month beside what the bank confirmed, the youngest month first."""
    return tuple(found for month in reversed(issue.months) for found in _paid(month, at))


def _paid(month: PaidMonth, at: datetime) -> Iterator[Compared]:
    for currency in sorted({each.claim.amount.currency for each in month.settled}):
        own = [each for each in month.settled if each.claim.amount.currency is currency]
        claimed, paid = (
            total((each.claim.amount for each in own), currency),
            total((each.paid for each in own), currency),
        )
        carried = total((each.carried for each in own), currency)
        quiet = month.heard is None and at.date() <= month.payment.value_date
        yield Compared(
            what="paid" if carried.is_zero() else "returned",
            of=f"{month.period} {currency.value}",
            record=in_figures(claimed),
            found=in_figures(paid),
            agreement=Agreement.AGREES if claimed == paid else Agreement.WAITS if quiet else Agreement.DIFFERS,
            owner="paying-agent",
            since=month.payment.value_date,
            as_of=at.date(),
        )


def in_figures(amount: Money) -> str:
    """Return an amount without its currency, for a column whose head has it; a negative one in parentheses."""
    places = amount.currency.exponent
    whole, rest = divmod(abs(amount.minor), 10**places)
    shown = f"{whole:,}" + (f".{rest:0{places}}" if places else "")
    return f"({shown})" if amount.minor < 0 else shown
