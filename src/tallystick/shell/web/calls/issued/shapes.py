"""What calls about issues and holdings are answered with: months, figures side by side, payments."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from tallystick.evidence.wording import Language, say
from tallystick.shell.operations.issued.compared import Compared
from tallystick.shell.operations.issued.holdings import Held
from tallystick.shell.operations.issued.issues import Issue, part_of
from tallystick.shell.operations.issued.months import PaidMonth, PaidTo
from tallystick.shell.operations.issued.performance import beside_forecast
from tallystick.shell.operations.people.issues.folder import next_month
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.web.calls.shapes import Named
from tallystick.shell.web.place.answers import Told, told
from tallystick.units.money import Money

__all__ = [
    "CloseRecord",
    "ComparedRecord",
    "ExcessRecord",
    "HeldRecord",
    "HoldingRecord",
    "IssueRecord",
    "LedgerRecord",
    "MonthRecord",
    "PaidRecord",
    "PapersRecord",
    "PeriodText",
    "PoolRecord",
]

PeriodText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class PoolRecord(BaseModel):
    """A month of the pool as it came and as it was filed; null where it did not come yet, or was not filed."""

    period: str
    cash: str | None
    balance: str | None
    lost: str | None
    filed_cash: str | None
    filed_balance: str | None
    filed_lost: str | None

    @classmethod
    def of(cls, issue: Issue) -> "list[PoolRecord]":
        """Return every month of an issue's pool."""
        parts = ("cash", "balance", "lost", "filed_cash", "filed_balance", "filed_lost")
        return [
            cls(period=str(each.period), **{part: _text(getattr(each, part)) for part in parts})
            for each in beside_forecast(issue)
        ]


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


class ExcessRecord(BaseModel):
    """What the bank paid beyond a claim, and what became of it: made good, still to be set off, and what stands."""

    reference: str
    wallet: str
    excess: str
    made: str
    agreed: str
    left: str


class MonthRecord(BaseModel):
    """A month that was closed: its files by SHA-256, and what the bank paid beyond its claims."""

    period: str
    paid_on: date
    closed: datetime
    heard: datetime | None
    specimen: bool
    breached: int
    files: dict[str, str]
    excess: list[ExcessRecord]

    @classmethod
    def of(cls, each: PaidMonth) -> "MonthRecord":
        """Return a month as it is answered."""
        return cls(
            period=str(each.period),
            paid_on=each.paid_on,
            closed=each.at,
            heard=each.heard,
            specimen=each.specimen,
            breached=each.breached,
            files=dict(each.files),
            excess=[
                ExcessRecord(**{name: str(getattr(one, name)) for name in ExcessRecord.model_fields})
                for one in each.excess
            ],
        )


class IssueRecord(BaseModel):
    """An issue, as what the caller acts on it, and the month that is closed next."""

    filing: str
    name: Named
    part: str
    issued: bool
    ready: bool
    revision: int
    next: str
    findings: list[Told]
    months: list[MonthRecord]

    @classmethod
    def of(cls, member: Member, found: Issue) -> "IssueRecord":
        """Return an issue as it is answered to a member."""
        part = part_of(member, found)
        return cls(
            filing=found.filing,
            name=Named.of(found.name),
            part="" if part is None else part.value,
            issued=found.issued,
            ready=found.prepared is not None,
            revision=0 if found.folder is None else found.folder.revision,
            next=str(next_month(found)),
            findings=[told(each) for each in found.findings],
            months=[MonthRecord.of(each) for each in found.months],
        )


class ComparedRecord(BaseModel):
    """One figure in two records, whose a difference is, and for how many days it stands."""

    what: Named
    about: str
    record: str
    found: str
    agreement: str
    owner: str
    since: date
    age: int

    @classmethod
    def of(cls, each: Compared) -> "ComparedRecord":
        """Return a comparison as it is answered."""
        label = f"issued.compared.{each.what}"
        return cls(
            what=Named(zh=say(label, Language.ZH), en=say(label, Language.EN)),
            about=each.of,
            record=each.record,
            found=each.found,
            agreement=each.agreement.value,
            owner=each.owner,
            since=each.since,
            age=each.age,
        )


class LedgerRecord(BaseModel):
    """Figures beside the ledger's and the bank's; `away` says why where the ledger does not answer."""

    rows: list[ComparedRecord]
    away: Told | None


class PapersRecord(BaseModel):
    """The papers of an issue by SHA-256, and their revision."""

    revision: int
    files: dict[str, str]


class CloseRecord(BaseModel):
    """What the close of the next month comes to; `seen` is empty until it was worked out."""

    period: str
    revision: int
    state: str
    seen: dict[str, Any]
    findings: list[dict[str, Any]]


class HeldRecord(BaseModel):
    """Units of a class at one of the caller's addresses, as the ledger has them; `why` not, where it may not hold."""

    token_class: str
    wallet: str
    units: int
    principal: str
    factor: str
    why: str
    until: datetime | None
    frozen: bool

    @classmethod
    def of(cls, each: Held) -> "HeldRecord":
        """Return what is held as it is answered."""
        return cls(
            token_class=each.token_class,
            wallet=each.wallet,
            units=each.units,
            principal=str(each.principal),
            factor=str(each.factor),
            why=each.why.value,
            until=each.until,
            frozen=each.frozen,
        )


class PaidRecord(BaseModel):
    """A claim of the caller's in a month, and what became of it."""

    period: str
    reference: str
    token_class: str
    kind: str
    amount: str
    paid: str
    unpaid: str
    carried: str
    value_date: date
    bank_reference: str

    @classmethod
    def of(cls, month: PaidTo) -> "list[PaidRecord]":
        """Return a month's claims as they are answered."""
        return [
            cls(
                period=str(month.month.period),
                reference=each.claim.reference,
                token_class=each.claim.token_class,
                kind=each.claim.kind,
                amount=str(each.claim.amount),
                paid=str(each.paid),
                unpaid=str(each.unpaid),
                carried=str(each.carried),
                value_date=month.month.payment.value_date,
                bank_reference=each.bank_reference,
            )
            for each in month.settled
        ]


class HoldingRecord(BaseModel):
    """What the caller's house has of an issue: units, payments, and the names of its papers by month.

    `away` says why where the ledger does not answer, and `evidence_until` when the first proof of eligibility ends.
    """

    filing: str
    name: Named
    wallets: list[str]
    evidence_until: date | None
    held: list[HeldRecord]
    away: Told | None
    payments: list[PaidRecord]
    papers: dict[str, list[str]]
