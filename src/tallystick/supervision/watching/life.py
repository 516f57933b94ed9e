"""The life of a deal as far as it decides what must be told, and what was told.

filed ──── issued ──── month after month: collected, paid ──── year ends ──── repaid

Every date comes from acts on record or from the deal; what is not known is None, and what would follow from it is then
not expected.
Source: DESIGN.md section 6, obligation 10; LAW.md (d).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tallystick.cashflow.waterfall.dates import payment_day
from tallystick.deal.deal import Deal
from tallystick.deal.parties import Undertaking
from tallystick.deal.structure import PaymentDates
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.units.periods import Period

__all__ = ["Life", "Paper", "Told", "life_of"]

_DEBT, _EXPORT, _SAFE = "ndrc-foreign-debt", "data-export", "safe-registration"
_CHANGE, _BROKER = "vehicle-change", "overseas-broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Evidence or a determination that counts up to a day.

    Attributes:
        of: what it answers, such as ``P1 deal``.
        digest: SHA-256 by which it is known.
        until: the last day it counts.
    """

    of: str
    digest: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that was told, or a reasoned decision that it need not be; an act of a person.

    Attributes:
        of: id of the duty or event.
        day: of the act, in Beijing.
        by: id of the person.
        report: SHA-256 of what was sent; empty where it was decided not to report.
        reasons: why it is not reported; empty where it was.
        event: digest of the event it was decided on, with its figures; empty of a duty.
        fact: what that event said, as far as the act has it.
    """

    of: str
    day: date
    by: str
    report: str = ""
    reasons: str = ""
    event: str = ""
    fact: Name | None = None

    @property
    def told_of(self) -> Name:
        """What the event said when it was decided on, or that this is not on record."""
        return self.fact or labels()["supervision.fact.unrecorded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What is known of a deal's life.

    Attributes:
        deal: its id.
        parties: ids of its parties.
        filed: the day of the published notice.
        valid_until: the last day on which the deal's own plan lets tokens be issued.
        issued: the day on which the issue was completed.
        payment: when the issuing vehicle pays; None where nothing is known of it.
        first_period: the first month of collections.
        ended: the last month of collections, where every class has been repaid.
        rated: whether a rating is followed up.
        foreign_debt: whether the NDRC's register is concerned; None where nobody has settled it.
        registered: the day of its certificate.
        assessed: the day on which the CAC's assessment was passed.
        debt_registered: the day of SAFE's registration.
        vehicle_changed: the day on which what SAFE has registered of the vehicle changed; `vehicle_updated` whether
            the change was registered.
        broker: the day on which an overseas securities company was engaged, or filed; `broker_filed` whether it has.
        undertakings: what parties promised for after closing, by its id.
        papers: evidence and determinations with the last day they count.
    """

    deal: str
    parties: tuple[str, ...] = ()
    filed: date | None = None
    valid_until: date | None = None
    issued: date | None = None
    payment: PaymentDates | None = None
    first_period: Period | None = None
    ended: Period | None = None
    rated: bool = False
    foreign_debt: bool | None = None
    registered: date | None = None
    assessed: date | None = None
    debt_registered: date | None = None
    vehicle_changed: date | None = None
    vehicle_updated: bool = False
    broker: date | None = None
    broker_filed: bool = False
    undertakings: Mapping[str, Undertaking] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()

    def payments(self, until: date) -> Iterator[tuple[Period, date]]:
        """Yield each month of collections and the day on which it is paid, up to a day."""
        period, terms = self.first_period, self.payment
        while terms is not None and period is not None and (self.ended is None or period <= self.ended):
            paid = payment_day(terms, period).paid
            if paid > until:
                return
            if terms.every is None or self._due(period, terms.every):
                yield period, paid
            period = period.next()

    def _due(self, period: Period, every: int) -> bool:
        first = self.first_period
        count = 0 if first is None else (period.year - first.year) * 12 + period.month - first.month + 1
        return every <= 1 or count % every == 0

    def owner(self, *roles: str) -> str:
        """Return the first of these that is a party of the deal; the filer where none is."""
        return next((each for each in roles if each in self.parties), "filer")


def life_of(
    deal: Deal,
    *,
    filed: date | None = None,
    issued: date | None = None,
    ended: Period | None = None,
    papers: tuple[Paper, ...] = (),
) -> Life:
    """Return what a deal and the days on record say of its life.

    Args:
        deal: as filed or priced.
        filed: the day of the published notice.
        issued: the day on which the issue was completed.
        ended: the last month of collections, where every class has been repaid.
        papers: evidence and determinations that count up to a day.
    """
    debt, export, safe, change, broker = map(deal.procedures.get, (_DEBT, _EXPORT, _SAFE, _CHANGE, _BROKER))
    vehicle = deal.structure.offshore or deal.structure.onshore
    return Life(
        deal=deal.id,
        parties=tuple(deal.parties),
        filed=filed,
        valid_until=deal.tokens.valid_until if deal.tokens is not None else None,
        issued=issued,
        payment=vehicle.payment,
        first_period=deal.structure.first_period,
        ended=ended,
        rated="rating-agency" in deal.parties,
        foreign_debt=None if debt is None or debt.state == "open" else debt.state == "done",
        registered=debt.date if debt is not None and debt.state == "done" else None,
        assessed=export.date if export is not None and export.state == "done" else None,
        debt_registered=safe.date if safe is not None and safe.state == "done" else None,
        vehicle_changed=change.date if change is not None and change.state != "not-triggered" else None,
        vehicle_updated=change is not None and change.state == "done",
        broker=broker.date if broker is not None and broker.state != "not-triggered" else None,
        broker_filed=broker is not None and broker.state == "done",
        undertakings=deal.undertakings or {},
        papers=papers,
    )
