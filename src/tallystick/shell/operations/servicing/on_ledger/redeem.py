"""`redeem`: once a class is repaid or written off to nothing, its units are taken off the ledger, each holder once.

    last month on record -> nothing outstanding, its payment day come, anchored, paid or returned, all of it told
                         -> one redemption a holder, by keys that follow from filing and class

While anything is outstanding nobody's units are redeemed: units stay, and the factor falls. What the bank returned, or
was not told of, stays owed to whom it was claimed for: `service` of a later month claims it as ever.
Source: DESIGN.md section 6; TOKEN.md section 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import REDEEMED
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.tokens import Order
from tallystick.shell.operations.servicing.close_records import closed_months, payments_of
from tallystick.shell.operations.servicing.on_ledger.anchor import closed_month
from tallystick.units.money import total

__all__ = ["Redeemed", "redeem"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_PLACE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """How many units were taken off the ledger, by class."""

    units: Mapping[str, int]


def redeem(desk: Desk, ledger: AgentLedger) -> Outcome[Redeemed]:
    """Redeem every unit of an issue whose classes are all repaid.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    months = closed_months(desk.evidence, desk.filing)
    closed = closed_month(desk.evidence, desk.filing, months[-1][0]) if months else None
    last = closed[0][-1] if closed is not None else None
    left = {line.token_class: line.ending for line in last.classes} if last is not None else {}
    open_classes = [name for name in where.tokens if name not in left or not left[name].is_zero()]
    if last is None or closed is None or open_classes:
        found = finding("issuance.redeem-outstanding", classes=tuple(open_classes))
        return Outcome(value=None, findings=(found,))
    payments, told = payments_of(desk.evidence, desk.filing), {each.claim.reference for each in closed[1]}
    unpaid = _unpaid(payments)
    unspoken = [each for each in unpaid if each.period == last.period and each.reference in told]
    early = (*_early(desk, ledger, where, last), *_named("issuance.redeem-unpaid", unspoken))
    if early:
        return Outcome(value=None, findings=early)
    held = {name: ledger.holdings(token) for name, token in where.tokens.items()}
    desk.put(REDEEMED, {"classes": sorted(where.tokens)})
    units: dict[str, int] = {}
    for name, token in where.tokens.items():
        redeemed = len(ledger.redemptions(token))
        orders = [
            Order(key=_key(desk.filing, name, redeemed + place), holder=each.account, amount=each.amount)
            for place, each in enumerate(held[name])
        ]
        ledger.redeem(token, orders, at=desk.at)
        units[name] = sum(each.order.amount for each in ledger.redemptions(token))
    still = (*unpaid, *carried_into(payments, last.period.next()))
    return Outcome(value=Redeemed(units=units), findings=tuple(_named("issuance.redeem-owed", still)))


def _early(desk: Desk, ledger: AgentLedger, where: Stands, last: Certificate) -> Iterator[Finding]:
    """Say that the day of the last payment has not come, or that its month is not anchored."""
    period, day = str(last.period), max(line.paid_on for line in last.classes)
    if desk.at.date() < day:
        yield finding("issuance.redeem-ahead", period=period, day=day)
    if not any((each.period, each.outputs) == (last.period, last.digest) for each in ledger.reported(where.reports)):
        yield finding("issuance.redeem-unanchored", period=period)


def _unpaid(payments: Sequence[Payment]) -> list[Claim]:
    """Return what the bank has not spoken of, or was not told of, as claims of so much."""
    owed: list[Claim] = []
    for each in payments:
        settled = each.reconciled().settled
        owed += [replace(one.claim, amount=one.unpaid) for one in settled if not one.unpaid.is_zero()]
    return owed


def _named(code: str, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Name what is owed, of each currency."""
    for currency in sorted({each.amount.currency for each in claims}):
        own = [each for each in claims if each.amount.currency is currency]
        amount, references = total((each.amount for each in own), currency), tuple(each.reference for each in own)
        yield finding(code, count=len(own), amount=amount, references=references)


def _key(filing: str, token_class: str, place: int) -> str:
    digest = sha256_hex(canonical({"filing": filing, "class": token_class, "act": "redeem"}))
    return digest[:-_PLACE_DIGITS] + f"{place:0{_PLACE_DIGITS}x}"
