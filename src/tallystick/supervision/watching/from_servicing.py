"""Events that months of servicing show: losses, cash below forecast, payments not made, triggers, servicers, purchases.

    loss of a year        each further 10 % of outstanding principal, strictly beyond       D2-1
    cash of a month       20 % or more below the filed forecast                              D2-3
    interest left unpaid, or money that the bank returned                                    D2-16
    trigger newly met; defaults at least double the mean of the three months before          D2-2
    a servicer who goes or comes                                                             D2-10
    assets bought with collections                                                           D2-8a

What the law has a number for, the law judges on the figures (`servicing.performance.owed`); doubling is this house's
own sign that a person should look, since the text leaves a jump of defaults to judgement.
Laws: only months without a gap from the first are read; events of fewer months are among those of more, unchanged.
Source: SZSE ad hoc report guide no. 2 (2024), articles 19, 20, 22, 27, 31 and 37, by analogy (LAW.md d.2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.law.expressions.tree import All, Any, Comparison, Exceptions, Expression, Not
from tallystick.servicing.certificate import Certificate, ClassLine
from tallystick.servicing.collections import PURCHASED, Collection
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.servicing.performance.owed import facts_of_month, owed_reports
from tallystick.servicing.performance.variance import Loss, MonthVariance, loss_of_year, variances
from tallystick.supervision.watching.events import Detected, Trace, detected, in_both, reporting_events
from tallystick.units.money import Money, Rounding, total
from tallystick.units.periods import Period

__all__ = ["JUMP", "SUDDEN", "MonthSeen", "of_months", "unbroken"]

JUMP: Final = Fraction(2)
"""By how much defaults of a month must exceed the mean of the three before; no text has a number."""
SUDDEN: Final = Fraction(1, 100)
"""Defaults of a month, as a share of the opening pool, that are an event where the three months before had none."""
_BEFORE: Final = 3
_SERVICERS = (EventKind.SERVICER_TERMINATED, EventKind.SERVICER_APPOINTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSeen:
    """One month as it was reported and paid.

    Attributes:
        collection: as reported.
        certificate: what it came to.
        events: of the pool and those who look after it.
        known: the day on which it was closed, where that is on record.
        returned: references of payments that the bank returned.
    """

    collection: Collection
    certificate: Certificate
    events: tuple[PoolEvent, ...] = ()
    known: date | None = None
    returned: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """The month of collections."""
        return self.collection.period


def unbroken(months: Sequence[MonthSeen], first: Period) -> tuple[MonthSeen, ...]:
    """Return the months from the first one on until one is missing, whatever order they came in."""
    there = {each.period: each for each in months}
    found: list[MonthSeen] = []
    period = first
    while period in there:
        found.append(there[period])
        period = period.next()
    return tuple(found)


def of_months(months: Sequence[MonthSeen], forecast: Mapping[Period, Money], *, first: Period) -> tuple[Detected, ...]:
    """Return what months of servicing show.

    Args:
        months: in any order; those after a gap are left out until it is filled.
        forecast: cash by month, as filed; empty where it is not at hand, and then no month is held against it.
        first: the first month of collections.
    """
    seen = unbroken(months, first)
    compared = {each.period: each for each in variances([each.collection for each in seen], forecast)}
    found: list[Detected] = []
    disclosed: dict[int, Fraction] = {}
    for number, each in enumerate(seen):
        past = seen[: number + 1]
        found += _measured(past, compared[each.period], disclosed, forecast=bool(forecast))
        found += [*_unpaid(each), *_returned(each), *_triggers(past), *_jump(past), *_servicers(each), *_bought(each)]
    return tuple(found)


def _measured(
    past: Sequence[MonthSeen], variance: MonthVariance, disclosed: dict[int, Fraction], *, forecast: bool
) -> Iterator[Detected]:
    """Yield what the law finds in the month's figures; a step of loss that was found is not found again."""
    month = past[-1]
    year = month.period.year
    loss = loss_of_year([each.collection for each in past], year=year, outstanding=_outstanding(month))
    before = disclosed.get(year, Fraction(0))
    beyond = before
    while "D2-1" in (owed := _owed(month, variance, loss, beyond)):
        beyond += _number("D2-1", "D2-1.loss")
        disclosed[year] = beyond
        if loss.outstanding.is_zero():
            break
    if beyond > before:
        share = loss.share(Fraction(0))
        fact = in_both("supervision.fact.loss", year=str(year), net=str(loss.net), outstanding=str(loss.outstanding))
        yield _of(
            month, "D2-1", fact, measured=(_percent(share), f"> {_percent(beyond)}"), about=f"/{_percent(beyond)}"
        )
    if forecast and "D2-3" in owed:
        limit = f">= {_percent(_number('D2-3', 'D2-3.actual'))}"
        fact = in_both("supervision.fact.cash", actual=str(variance.actual), forecast=str(variance.forecast))
        yield _of(month, "D2-3", fact, measured=(_percent(variance.shortfall), limit))


def _owed(month: MonthSeen, variance: MonthVariance, loss: Loss, disclosed: Fraction) -> frozenset[str]:
    known = month.known or month.period.last
    facts = facts_of_month(variance, loss, disclosed=disclosed, sha256=month.collection.sha256, known=known)
    return frozenset(each.event for each in owed_reports(facts, as_of=known) if each.owed)


def _outstanding(month: MonthSeen) -> Money:
    currency = month.collection.opening.currency
    return total((line.ending for line in month.certificate.classes if line.vehicle == "onshore"), currency)


def _unpaid(month: MonthSeen) -> Iterator[Detected]:
    """Yield each class of the issuing vehicle whose interest was due and not paid."""
    for line in _issuing(month.certificate):
        left = line.interest_due - line.interest
        if left.is_positive():
            fact = in_both("supervision.fact.unpaid", name=line.token_class, due=str(line.interest_due))
            measured = (str(line.interest), f"= {line.interest_due}")
            yield _of(month, "D2-16", fact, measured=measured, about=f"/{line.token_class}", on=line.paid_on)


def _returned(month: MonthSeen) -> Iterator[Detected]:
    paid = max((line.paid_on for line in _issuing(month.certificate)), default=month.period.last)
    for reference in month.returned:
        fact = in_both("supervision.fact.returned", reference=reference)
        yield _of(month, "D2-16", fact, about=f"/{reference}", on=paid)


def _triggers(past: Sequence[MonthSeen]) -> Iterator[Detected]:
    """Yield each trigger met in the month that was not met in the one before."""
    month = past[-1]
    before = {line.trigger for line in past[-2].certificate.triggers if line.breached} if len(past) > 1 else set()
    for line in month.certificate.triggers:
        if line.breached and line.trigger not in before:
            fact = in_both("supervision.fact.trigger", trigger=line.trigger)
            measured = ("-" if line.value is None else _told(line.value), _told(line.bound))
            yield _of(month, "D2-2", fact, measured=measured, about=f"/{line.trigger}")


def _jump(past: Sequence[MonthSeen]) -> Iterator[Detected]:
    """Yield a month that defaulted at least twice what the three before did, or one per cent where those had none."""
    if len(past) <= _BEFORE:
        return
    *before, now = (_rate(each.collection) for each in past[-_BEFORE - 1 :])
    mean = sum(before, Fraction(0)) / _BEFORE
    least = JUMP * mean or SUDDEN
    if now >= least:
        fact = in_both(f"supervision.fact.defaults{'' if mean else '-sudden'}", mean=_percent(mean))
        limit = f">= {_percent(least)}"
        yield _of(past[-1], "D2-2", fact, measured=(_percent(now), limit), about="/defaults")


def _servicers(month: MonthSeen) -> Iterator[Detected]:
    for each in month.events:
        if each.kind in _SERVICERS:
            kind = labels()[f"supervision.fact.{each.kind}"]
            fact = in_both("supervision.fact.servicer", kind=kind, party=each.party, reason=each.reason)
            yield detected(
                "D2-10",
                f"{each.on.isoformat()}/{each.kind}/{each.party}",
                fact,
                period=str(month.period),
                arose=each.on,
                known=month.known,
                evidence=_evidence(month),
            )


def _bought(month: MonthSeen) -> Iterator[Detected]:
    bought = month.collection.amounts.get(PURCHASED)
    if bought is not None and bought.is_positive():
        fact = in_both("supervision.fact.bought", amount=str(bought))
        yield _of(month, "D2-8a", fact, measured=(str(bought), ""))


def _of(
    month: MonthSeen,
    rule: str,
    fact: Name,
    *,
    measured: tuple[str, str] = ("", ""),
    about: str = "",
    on: date | None = None,
) -> Detected:
    """Return an event of a month: by its last day, known when it was closed; or on a day, which is known by itself."""
    return detected(
        rule,
        f"{month.period}{about}",
        fact,
        period=str(month.period),
        arose=on or month.period.last,
        known=on or month.known,
        evidence=_evidence(month),
        measured=measured,
    )


def _evidence(month: MonthSeen) -> tuple[Trace, ...]:
    return (
        Trace(reference=f"collections/{month.period}.csv", sha256=month.collection.sha256),
        Trace(reference=f"certificate-{month.period}.json", sha256=month.certificate.digest),
    )


def _issuing(certificate: Certificate) -> tuple[ClassLine, ...]:
    side = "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"
    return tuple(line for line in certificate.classes if line.vehicle == side)


def _rate(month: Collection) -> Fraction:
    opening = month.opening
    return Fraction(0) if opening.is_zero() else month.amounts["defaulted-principal"].ratio_to(opening)


def _number(rule: str, fact: str) -> Fraction:
    """Return the number that a rule of the books holds a fact against.

    Raises:
        LookupError: the rule compares no such fact with a share.
    """
    for each in _comparisons(reporting_events()[rule].rule.predicate):
        if each.fact == fact and isinstance(each.against[0], Fraction):
            return each.against[0]
    message = f"{rule} does not compare {fact} with a share"
    raise LookupError(message)


def _comparisons(expression: Expression) -> Iterator[Comparison]:
    match expression:
        case Comparison():
            yield expression
        case Not(operand=operand):
            yield from _comparisons(operand)
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from _comparisons(part)
        case Exceptions(base=base):
            yield from _comparisons(base)
        case _:
            return


def _told(value: Money | Fraction) -> str:
    """Return what a trigger measures: an amount with its currency, a number as a share."""
    return str(value) if isinstance(value, Money) else _percent(value)


def _percent(share: Fraction) -> str:
    basis = Rounding.HALF_UP.whole(share * 10_000)
    return f"{basis // 100}.{basis % 100:02}%"
