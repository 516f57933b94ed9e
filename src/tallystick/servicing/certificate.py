"""The certificate: everything a month came to, as one canonical record that anybody can replay and compare.

Terms and inputs by digest, collections, triggers, exchanges, every step with its clause and what it was due, paid and
left short, every account and class with its factor, and what holders are entitled to. All values are texts that read
back exactly; the bytes are canonical JSON, so that equal certificates have equal digests.
Law: `parse_certificate(c.content())` is `c`.
Source: DESIGN.md section 6, obligation 7; RFC 8785.

It contains no holder: entitlements are summed by class. Two certificates are compared by `replay`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from pydantic import Field, ValidationError

from tallystick.cashflow.waterfall import ClassFlow, VehiclePeriod
from tallystick.cashflow.waterfall.ledger import Exchange
from tallystick.deal.checks.formulas import measured_currencies
from tallystick.deal.deal import Deal
from tallystick.deal.scalars import (
    ComputedRateText,
    DateText,
    FractionText,
    Identifier,
    MeasuredText,
    MoneyText,
    PeriodText,
    Record,
    Text,
    Whole,
    YesNo,
)
from tallystick.deal.terms import terms_hash
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import problem_of
from tallystick.servicing.close import ClosedPeriod
from tallystick.servicing.entitlements import Entitlement, factor
from tallystick.servicing.restatement import Correction
from tallystick.units.money import Money, total

__all__ = [
    "SCHEMA",
    "AccountLine",
    "Certificate",
    "ClassLine",
    "CorrectionLine",
    "EntitledLine",
    "ExchangeLine",
    "StepLine",
    "TriggerLine",
    "certify",
    "parse_certificate",
]

SCHEMA: Final = "tallystick/certificate/v1"


class TriggerLine(Record):
    """A trigger as it was tested: amounts with their currency; no value where there was nothing to measure against."""

    trigger: Identifier
    value: MeasuredText | None = None
    bound: MeasuredText
    breached: YesNo


class ExchangeLine(Record):
    """What one item became in the other currency: at which rate, from where that is, and what is left over.

    Between vehicles of one currency nothing is converted, and only what passed is stated. A certificate issued before
    rates were stated has none of the last five and is held to the others (`replay`).

    Attributes:
        item: such as ``senior.interest``.
        given: by the onshore class, in this month.
        received: by the offshore vehicle.
        rate: units of the given currency for one of the received.
        spot: the same for what crossed beyond the scheduled amount of the hedge; absent where nothing could.
        rate_source: from where they are: the filed swap with its counterparty, the filed formula of the spot price.
        waiting: given, now or before, and not exchanged.
        remainder: what of all exchanged so far buys no further minor unit, in minor units of the given currency.
    """

    item: Identifier
    given: MoneyText
    received: MoneyText
    rate: FractionText | None = None
    spot: FractionText | None = None
    rate_source: Text | None = None
    waiting: MoneyText | None = None
    remainder: FractionText | None = None


class StepLine(Record):
    """One step of a waterfall towards one target. Law: paid + shortfall == due."""

    vehicle: Literal["onshore", "offshore"]
    step: Identifier
    to: Identifier
    clause: Text
    source: Identifier
    due: MoneyText
    paid: MoneyText
    shortfall: MoneyText
    reason: Identifier


class AccountLine(Record):
    """Cash at rest before anything was received and after everything was paid."""

    vehicle: Literal["onshore", "offshore"]
    account: Identifier
    opening: MoneyText
    closing: MoneyText


class ClassLine(Record):
    """One class at one payment; the factor is principal outstanding afterwards over principal issued."""

    vehicle: Literal["onshore", "offshore"]
    token_class: Identifier
    paid_on: DateText
    record: DateText
    coupon: ComputedRateText
    beginning: MoneyText
    interest_due: MoneyText
    interest: MoneyText
    carried: MoneyText
    principal: MoneyText
    residual: MoneyText
    ending: MoneyText
    factor: FractionText


class EntitledLine(Record):
    """What the holders of one class are entitled to together."""

    token_class: Identifier
    holders: Whole
    units: Whole
    interest: MoneyText
    principal: MoneyText


class CorrectionLine(Record):
    """An item of an earlier month as corrected; this month carries the difference."""

    period: PeriodText
    item: Identifier
    old: MoneyText
    new: MoneyText
    carried_in: PeriodText
    reason_zh: Text
    reason_en: Text


class Certificate(Record):
    """What one month came to. `terms` is the hash of the terms that were run; `inputs` are digests by file.

    `corrections` are those that this month carries; a month that carries none does not name them.
    """

    format: Literal["tallystick/certificate/v1"] = Field(alias="schema")
    deal: Identifier
    period: PeriodText
    terms: Text
    inputs: dict[Text, Text]
    collections: dict[Identifier, MoneyText]
    triggers: tuple[TriggerLine, ...]
    exchanges: tuple[ExchangeLine, ...]
    steps: tuple[StepLine, ...]
    accounts: tuple[AccountLine, ...]
    classes: tuple[ClassLine, ...]
    entitled: tuple[EntitledLine, ...]
    corrections: tuple[CorrectionLine, ...] | None = None

    def content(self) -> bytes:
        """Return the canonical bytes."""
        return canonical(self.model_dump(mode="json", by_alias=True, exclude_none=True))

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical bytes: what is anchored and signed."""
        return sha256_hex(self.content())


def certify(
    closed: ClosedPeriod,
    owed: Iterable[Entitlement] = (),
    *,
    inputs: Mapping[str, str] | None = None,
    corrections: Iterable[Correction] = (),
    terms: str = "",
) -> Certificate:
    """Write down what a month came to.

    Args:
        closed: the month, paid.
        owed: entitlements of the holders on the record date.
        inputs: SHA-256 of files beside the collections that the figures rest on, by name.
        corrections: on record; those that this month carries are written down.
        terms: hash of the terms that were run, where whoever certifies many months has it; found where it is empty.
    """
    paid = closed.paid
    carried = [_correction(each) for each in corrections if each.carried_in == closed.period]
    vehicles = {"onshore": paid.onshore} | ({} if paid.offshore is None else {"offshore": paid.offshore})
    currencies = measured_currencies(closed.deal.structure)
    record = {
        "schema": SCHEMA,
        "deal": closed.deal.id,
        "period": str(closed.period),
        "terms": terms or terms_hash(closed.deal),
        "inputs": dict(inputs or {}) | {closed.collection.file: closed.collection.sha256},
        "collections": {item: str(amount) for item, amount in closed.collection.amounts.items()},
        "triggers": [
            {
                "trigger": test.trigger,
                **({} if test.value is None else {"value": str(test.told(test.value, currencies.get(test.trigger)))}),
                "bound": str(test.told(test.bound, currencies.get(test.trigger))),
                "breached": "yes" if test.breached else "no",
            }
            for test in paid.tests
        ],
        "exchanges": [_exchange(each, closed.deal) for each in paid.exchanges],
        "steps": [line for name, vehicle in vehicles.items() for line in _steps(name, vehicle)],
        "accounts": [line for name, vehicle in vehicles.items() for line in _accounts(name, vehicle)],
        "classes": [
            _class(name, flow, closed.original(name, flow.class_id))
            for name, vehicle in vehicles.items()
            for flow in vehicle.classes
        ],
        "entitled": list(_entitled(tuple(owed))),
        **({"corrections": carried} if carried else {}),
    }
    return Certificate.model_validate(record)


def _exchange(each: Exchange, deal: Deal) -> dict[str, str]:
    line = {"item": each.item, "given": str(each.paid), "received": str(each.received)}
    hedge = None if deal.structure.offshore is None else deal.structure.offshore.hedge
    if hedge is None or hedge.pay is hedge.receive:
        return line
    spot = "" if hedge.spot is None else f"spot {hedge.spot.text}"
    swap = "" if hedge.kind == "spot" else f"{hedge.kind} {hedge.counterparty}"
    at_both = each.spot is not None
    return {
        **line,
        "rate": str(each.rate),
        **({"spot": str(each.spot)} if at_both else {}),
        "rate_source": "; ".join(filter(None, (swap, spot if at_both or not swap else ""))),
        "waiting": str(each.waiting),
        "remainder": str(each.unexchanged),
    }


def _correction(each: Correction) -> dict[str, str]:
    return {
        "period": str(each.period),
        "item": each.item,
        "old": str(each.old),
        "new": str(each.new),
        "carried_in": str(each.carried_in),
        "reason_zh": each.reason_zh,
        "reason_en": each.reason_en,
    }


def _steps(name: str, vehicle: VehiclePeriod) -> Iterator[dict[str, str]]:
    for payment in vehicle.payments:
        yield {
            "vehicle": name,
            "step": payment.priority,
            "to": payment.to,
            "clause": payment.clause,
            "source": payment.source,
            "due": str(payment.due),
            "paid": str(payment.paid),
            "shortfall": str(payment.shortfall),
            "reason": payment.reason.value,
        }


def _accounts(name: str, vehicle: VehiclePeriod) -> Iterator[dict[str, str]]:
    for account, opening in vehicle.opening.items():
        closing = str(vehicle.closing[account])
        yield {"vehicle": name, "account": account, "opening": str(opening), "closing": closing}


def _class(name: str, flow: ClassFlow, original: Money) -> dict[str, str]:
    amounts = ("beginning", "interest_due", "interest", "carried", "principal", "residual", "ending")
    return {
        "vehicle": name,
        "token_class": flow.class_id,
        "paid_on": flow.day.paid.isoformat(),
        "record": flow.day.record.isoformat(),
        "coupon": str(flow.coupon),
        **{amount: str(getattr(flow, amount)) for amount in amounts},
        "factor": str(factor(flow, original)),
    }


def _entitled(owed: tuple[Entitlement, ...]) -> Iterator[dict[str, str]]:
    for token_class in sorted({each.token_class for each in owed}):
        own = [each for each in owed if each.token_class == token_class]
        currency = own[0].interest.currency
        yield {
            "token_class": token_class,
            "holders": str(len(own)),
            "units": str(sum(each.units for each in own)),
            "interest": str(total((each.interest for each in own), currency)),
            "principal": str(total((each.principal for each in own), currency)),
        }


def parse_certificate(
    content: bytes, *, file: str = "certificate.json"
) -> tuple[Certificate | None, tuple[Finding, ...]]:
    """Read a certificate; None and a finding where it is not canonical or not a certificate."""
    try:
        return Certificate.model_validate(parse_canonical(content)), ()
    except (CanonicalError, ValidationError) as error:
        return None, (finding("servicing.certificate-unreadable", file=file, problem=problem_of(error)),)
