"""The months of an issue that were paid, as they stand on record: certificate, payments, what the bank said of each.

closed -> certificate and claims        the bank's word -> paid, unpaid or carried, to the cent
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tallystick.servicing.carrying import Payment
from tallystick.servicing.certificate import Certificate, parse_certificate
from tallystick.servicing.claims.excess import MadeGood
from tallystick.servicing.confirmations import SettledClaim
from tallystick.servicing.performance.factors import issued_lines
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.later.chapters import CONFIRMED
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.servicing.close_records import closed_months, payments_of
from tallystick.shell.operations.servicing.recouping.on_record import answered
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["PaidMonth", "PaidTo", "paid_months", "paid_to"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaidMonth:
    """One month.

    Attributes:
        certificate: as issued.
        files: of the close, each with its SHA-256.
        payment: what was instructed, and what the bank said of it.
        settled: each claim after the bank's last word.
        excess: what the bank paid beyond a claim, and what became of it.
        heard: when the bank's last word was recorded; None where there is none.
        specimen: whether that word is a specimen.
        position: of the close in this home's log; None until it is there.
        at: when it was closed.
    """

    period: Period
    certificate: Certificate
    files: Mapping[str, str]
    payment: Payment
    settled: tuple[SettledClaim, ...]
    excess: tuple[MadeGood, ...]
    heard: datetime | None
    specimen: bool
    position: int | None
    at: datetime

    @property
    def certificate_file(self) -> str:
        """The name under which the certificate was kept."""
        return f"certificate-{self.period}.json"

    @property
    def breached(self) -> int:
        """How many triggers were breached."""
        return sum(each.breached for each in self.certificate.triggers)

    @property
    def paid_on(self) -> date:
        """The day holders were to have the money."""
        return next((line.paid_on for line in issued_lines(self.certificate)), self.payment.value_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidTo:
    """One month's payment to a holder's addresses: each claim with what became of it, and what was paid beyond it."""

    month: PaidMonth
    settled: tuple[SettledClaim, ...]

    @property
    def excess(self) -> tuple[MadeGood, ...]:
        """What the holder was paid beyond a claim, with what became of it."""
        own = {each.claim.reference for each in self.settled}
        return tuple(each for each in self.month.excess if each.reference in own)

    @property
    def sums(self) -> tuple[tuple[Money, ...], ...]:
        """What was claimed, paid, is unpaid and is carried, each with one amount a currency."""
        return tuple(self._sum(what) for what in ("claimed", "paid", "unpaid", "carried"))

    def _sum(self, what: str) -> tuple[Money, ...]:
        sums: dict[str, Money] = {}
        for each in self.settled:
            amount = each.claim.amount if what == "claimed" else getattr(each, what)
            kept = sums.get(amount.currency.value)
            sums[amount.currency.value] = amount if kept is None else kept + amount
        return tuple(sums.values())


def paid_to(months: Sequence[PaidMonth], wallets: Iterable[str]) -> tuple[PaidTo, ...]:
    """Return the payments to some addresses, the youngest first; a month in which nothing was due there is left out."""
    own = {each.lower() for each in wallets}
    paid = (
        PaidTo(month=month, settled=tuple(each for each in month.settled if each.claim.wallet.lower() in own))
        for month in reversed(months)
    )
    return tuple(each for each in paid if each.settled)


def paid_months(evidence: Evidence, filing: str) -> tuple[PaidMonth, ...]:
    """Return every month of a filing that was closed, the first first; each as it was closed last.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was closed.
    """
    last = dict(closed_months(evidence, filing))
    payments = {each.period: each for each in payments_of(evidence, filing)}
    found = (_month(evidence, filing, period, row, payments[period]) for period, row in last.items())
    return tuple(each for each in found if each is not None)


def _month(evidence: Evidence, filing: str, period: Period, row: ActRow, payment: Payment) -> PaidMonth | None:
    files = _files(body_of(evidence, row))
    certificate, _ = parse_certificate(evidence.objects.get(files[f"certificate-{period}.json"]))
    if certificate is None:
        return None
    reconciled, excess = answered(evidence, filing, payment.reconciled())
    words: Sequence[ActRow] = evidence.journal.acts(subject=f"{filing}/{period}", kind=CONFIRMED)
    return PaidMonth(
        period=period,
        certificate=certificate,
        files=files,
        payment=payment,
        settled=reconciled.settled,
        excess=excess,
        heard=datetime.fromisoformat(words[-1].entry.draft.at) if words else None,
        specimen=bool(words and body_of(evidence, words[-1]).get("specimen")),
        position=row.position,
        at=datetime.fromisoformat(row.entry.draft.at),
    )


def _files(body: Mapping[str, object]) -> dict[str, str]:
    files = body["files"]
    return {str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {}
