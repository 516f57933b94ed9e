"""Which events an ACTUS contract has, and when: drawn from the terms alone, before any amount is known.

Events of one moment follow in the order of `EventKind`: what is called, exchanged and repaid comes before interest,
interest before fees, both before the rate that holds next, and the end comes last.

Source: ACTUS Technical Specification 1.1, section 7 (contract schedules of PAM, LAM, NAM, ANN, CLM, UMP, CSH).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from pydantic.alias_generators import to_camel

from tallystick.cashflow.actus.applicability import ContractType
from tallystick.cashflow.actus.contracts import ActusCase, ActusContractError, ActusTerms, Cycle
from tallystick.cashflow.actus.schedules import (
    counted_until,
    later,
    moments,
    on_business_day,
    schedule,
    years,
)

__all__ = ["ActusEvent", "EventKind", "end_of_redemption", "redemptions", "timeline"]

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_PAYMENT = "terms.nextPrincipalRedemptionPayment"
_FIXED = 2_000_000


class EventKind(StrEnum):
    """Kinds of events, in the order in which those of one moment are processed."""

    XD = "XD"
    """Exercise: the money is called."""
    IED = "IED"
    """Initial exchange."""
    PR = "PR"
    """Principal redemption."""
    PY = "PY"
    """Penalty for a prepayment, on what is owed before it."""
    PP = "PP"
    """Prepayment."""
    IP = "IP"
    """Interest payment."""
    IPCI = "IPCI"
    """Interest capitalisation."""
    FP = "FP"
    """Fee payment."""
    RRF = "RRF"
    """Rate reset to a rate already fixed."""
    RR = "RR"
    """Rate reset to an observed rate."""
    PRF = "PRF"
    """Fixing of the payment of an annuity."""
    PRD = "PRD"
    """Purchase."""
    TD = "TD"
    """Termination."""
    SC = "SC"
    """Scaling by an index."""
    IPCB = "IPCB"
    """Fixing of the base on which interest is counted."""
    MD = "MD"
    """Maturity."""
    STD = "STD"
    """Settlement after exercise."""
    AD = "AD"
    """Analysis: a moment looked at."""


_ORDER = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActusEvent:
    """One event of a contract.

    Attributes:
        kind: what happens.
        at: when it is paid, on a business day where the terms ask for one.
        scheduled: when it would be, were every day a business day; markets are observed then.
        until: to when interest is counted.
        amount: what a party was observed to move, in the contract's currency; None for what follows from the terms.
    """

    kind: EventKind
    at: dt.datetime
    scheduled: dt.datetime
    until: dt.datetime
    amount: Fraction | None = None

    @property
    def place(self) -> tuple[dt.datetime, int]:
        """Where it stands among the events."""
        return self.at, _ORDER[self.kind]


def timeline(case: ActusCase) -> tuple[ActusEvent, ...]:
    """Return the events after the status date and up to the moment asked for, in order.

    Raises:
        ActusContractError: the terms give no end, or not what an event needs.
    """
    terms = case.terms
    match terms.contract_type:
        case ContractType.CSH:
            events: Iterable[ActusEvent] = _observed(case, "AD", EventKind.AD)
        case ContractType.UMP:
            events = _undefined(case)
        case ContractType.CLM:
            events = _call_money(case)
        case _:
            events = (*_amortising(terms), *_prepayments(case, _maturity(terms)))
    called = any(each.type == "XD" for each in case.events_observed)
    until = None if called else case.to
    known = (each for each in events if each.at > terms.status_date and (until is None or each.at <= until))
    ordered = sorted(known, key=lambda each: each.place)
    ends = [each.place for each in ordered if each.kind is EventKind.TD]
    return tuple(each for each in ordered if not ends or each.place <= ends[0])


def _amortising(terms: ActusTerms) -> Iterator[ActusEvent]:
    end = _maturity(terms)
    yield from _exchange(terms)
    yield _event(terms, EventKind.MD, end)
    if terms.contract_type is not ContractType.PAM:
        yield from _events(terms, EventKind.PR, redemptions(terms, end)[:-1])
        if terms.interest_calculation_base == "NTL":
            yield from _cycle(terms, EventKind.IPCB, "interest_calculation_base", end)
    yield from _interest(terms, end)
    resets = tuple(_resets(terms, end))
    yield from resets
    if terms.contract_type is ContractType.ANN:
        yield from _payment_fixings(terms, resets)
    yield from _scalings(terms, end)
    yield from _fees(terms, end)
    yield from _trades(terms)


def _prepayments(case: ActusCase, end: dt.datetime) -> Iterator[ActusEvent]:
    """What was observed to be prepaid, where the terms let it be, and the penalty for it.

    With a cycle of optionality, each of its days before the end is an event, of nothing where nothing was observed;
    without one, the observed days are all there are.

    Raises:
        ActusContractError: something was prepaid on a day that is none of the cycle's.
    """
    terms = case.terms
    if terms.prepayment_effect == "N":
        return
    for each in _optional(case, end):
        yield each
        if terms.penalty_type != "O" and each.amount:
            yield replace(each, kind=EventKind.PY, amount=None)


def _optional(case: ActusCase, end: dt.datetime) -> Iterator[ActusEvent]:
    terms, last = case.terms, case.terms.option_exercise_end_date
    days = tuple(_cycle(terms, EventKind.PP, "optionality", end))
    paid = {each.time: each.value for each in case.events_observed if each.type == "PP"}
    open_days = {moment for each in days for moment in (each.scheduled, each.at)} if days else set(paid)
    for moment in sorted(paid):
        if moment not in open_days or (last is not None and moment > last):
            raise ActusContractError("cashflow.actus-not-optional", moment.date().isoformat(), "eventsObserved")
    if not days:
        yield from _observed(case, "PP", EventKind.PP)
    for each in days:
        if last is None or each.scheduled <= last:
            yield replace(each, amount=paid.get(each.scheduled, paid.get(each.at, Fraction(0))))


def _call_money(case: ActusCase) -> Iterator[ActusEvent]:
    """Interest is capitalised until the money is called, or until maturity, and paid with it.

    Interest stops with the call, also where settlement waits for the notice. Without an anchor its cycle starts at the
    initial exchange itself, not one cycle later: the published vectors capitalise nothing there.
    """
    terms = case.terms
    calls = sorted(each.time for each in case.events_observed if each.type == "XD")
    called = bool(calls) and (terms.maturity_date is None or calls[0] < terms.maturity_date)
    end = calls[0] if called else terms.maturity_date or case.to
    if end is None:
        raise _endless("maturityDate", "to")
    yield from _exchange(terms)
    yield from _capitalisations(terms, end)
    yield from _resets(terms, end)
    yield from _fees(terms, end)
    if called:
        settled = later(end, terms.x_day_notice) if terms.x_day_notice else end
        last = counted_until(end, terms)
        yield ActusEvent(kind=EventKind.XD, at=end, scheduled=end, until=last)
        yield ActusEvent(kind=EventKind.IP, at=settled, scheduled=settled, until=last)
        yield ActusEvent(kind=EventKind.STD, at=settled, scheduled=settled, until=last)
    elif terms.maturity_date is not None:
        yield _moment(terms, EventKind.IP, end)
        yield _moment(terms, EventKind.MD, end)


def _undefined(case: ActusCase) -> Iterator[ActusEvent]:
    """Looked at until a moment; what is repaid is observed, and interest is capitalised."""
    terms = case.terms
    end = terms.termination_date or case.to
    if end is None:
        raise _endless("terminationDate", "to")
    yield from _exchange(terms)
    yield from _observed(case, "PR", EventKind.PR)
    yield from _capitalisations(terms, end)
    yield from _resets(terms, end)
    yield from _fees(terms, end)
    yield from _trades(terms)


def _exchange(terms: ActusTerms) -> Iterator[ActusEvent]:
    if terms.initial_exchange_date is None:
        raise ActusContractError("cashflow.actus-needs", "initialExchangeDate", "terms.initialExchangeDate")
    yield _moment(terms, EventKind.IED, terms.initial_exchange_date)


def _interest(terms: ActusTerms, end: dt.datetime) -> Iterator[ActusEvent]:
    """Interest, capitalised up to the end of capitalisation; an annuity without a cycle pays it with principal."""
    if terms.nominal_interest_rate is None:
        return
    due = _due(terms, "interest_payment", end)
    if not due and terms.contract_type in {ContractType.NAM, ContractType.ANN}:
        due = redemptions(terms, end)
    capitalised = terms.capitalization_end_date
    if capitalised is not None:
        before = {each for each in due if each <= capitalised} | {capitalised}
        yield from _events(terms, EventKind.IPCI, sorted(before))
        due = tuple(each for each in due if each > capitalised)
    yield from _events(terms, EventKind.IP, sorted({*due, end}))


def _capitalisations(terms: ActusTerms, end: dt.datetime) -> Iterator[ActusEvent]:
    if terms.nominal_interest_rate is None:
        return
    if (terms.cycle_of_interest_payment or terms.cycle_anchor_date_of_interest_payment) is not None:
        called = terms.contract_type is ContractType.CLM
        due = _due(terms, "interest_payment", end, start=terms.initial_exchange_date if called else None)
        yield from _events(terms, EventKind.IPCI, due[:-1])


def _resets(terms: ActusTerms, end: dt.datetime) -> Iterator[ActusEvent]:
    """Resets of the rate before the end; where the next rate is fixed already, the first one takes it."""
    resets = tuple(_cycle(terms, EventKind.RR, "rate_reset", end))
    fixed = next((each for each in resets if each.at > terms.status_date), None) if _fixed(terms) else None
    for each in resets:
        yield each if each is not fixed else replace(each, kind=EventKind.RRF)


def _fixed(terms: ActusTerms) -> bool:
    return terms.next_reset_rate is not None


def _payment_fixings(terms: ActusTerms, resets: Iterable[ActusEvent]) -> Iterator[ActusEvent]:
    """An annuity's payment is fixed the day before its first redemption, unless agreed, and at every reset."""
    first = _first_redemption(terms)
    if terms.next_principal_redemption_payment is None and first - _DAY > terms.status_date:
        yield _moment(terms, EventKind.PRF, first - _DAY)
    resets = tuple(resets)
    if len(resets) * len(redemptions(terms, end_of_redemption(terms))) > _FIXED:
        raise ActusContractError("cashflow.actus-long", str(_FIXED), "terms.cycleOfRateReset")
    for each in resets:
        yield replace(each, kind=EventKind.PRF)


def _scalings(terms: ActusTerms, end: dt.datetime) -> Iterator[ActusEvent]:
    if {"I", "N"} & set(terms.scaling_effect):
        yield from _cycle(terms, EventKind.SC, "scaling_index", end)


def _fees(terms: ActusTerms, end: dt.datetime) -> Iterator[ActusEvent]:
    if terms.fee_rate is not None and (terms.cycle_of_fee or terms.cycle_anchor_date_of_fee) is not None:
        yield from _events(terms, EventKind.FP, _due(terms, "fee", end))


def _trades(terms: ActusTerms) -> Iterator[ActusEvent]:
    if terms.purchase_date is not None:
        yield _moment(terms, EventKind.PRD, terms.purchase_date)
    if terms.termination_date is not None:
        yield _moment(terms, EventKind.TD, terms.termination_date)


def _observed(case: ActusCase, kind: str, becomes: EventKind) -> Iterator[ActusEvent]:
    for each in case.events_observed:
        if each.type == kind:
            yield replace(_moment(case.terms, becomes, each.time), amount=each.value)


def _cycle(terms: ActusTerms, kind: EventKind, name: str, end: dt.datetime) -> Iterator[ActusEvent]:
    """Events of a cycle before the end; none without an anchor or a cycle."""
    yield from _events(terms, kind, _due(terms, name, end)[:-1])


def _due(
    terms: ActusTerms, name: str, end: dt.datetime, *, start: dt.datetime | None = None
) -> tuple[dt.datetime, ...]:
    """Return the days of a cycle up to the end, the end among them; none without an anchor or a cycle.

    Args:
        terms: of the contract.
        name: of the cycle, as in ``cycle_of_fee``.
        end: of the contract.
        start: where the cycle starts without an anchor; one cycle after the initial exchange where not given.

    Raises:
        ActusContractError: there are too many of them; it names the cycle.
    """
    cycle = getattr(terms, f"cycle_of_{name}")
    anchor = getattr(terms, f"cycle_anchor_date_of_{name}") or start
    try:
        return schedule(_anchor(terms, anchor, cycle), cycle, end, month_end=_month_end(terms))
    except ActusContractError as error:
        raise ActusContractError(error.problem, error.subject, f"terms.{to_camel(f'cycle_of_{name}')}") from error


def _anchor(terms: ActusTerms, anchor: dt.datetime | None, cycle: Cycle | None) -> dt.datetime | None:
    """Return where a cycle starts: its anchor, or one cycle after the initial exchange."""
    if anchor is not None or cycle is None or terms.initial_exchange_date is None:
        return anchor
    return later(terms.initial_exchange_date, cycle)


def _events(terms: ActusTerms, kind: EventKind, moments: Iterable[dt.datetime]) -> Iterator[ActusEvent]:
    return (_event(terms, kind, moment) for moment in moments)


def _event(terms: ActusTerms, kind: EventKind, moment: dt.datetime) -> ActusEvent:
    paid = on_business_day(moment, terms)
    return ActusEvent(kind=kind, at=paid, scheduled=moment, until=counted_until(moment, terms))


def _moment(terms: ActusTerms, kind: EventKind, moment: dt.datetime) -> ActusEvent:
    """Return an event on a day that was agreed as such and does not move, though the count of its interest may."""
    return ActusEvent(kind=kind, at=moment, scheduled=moment, until=counted_until(moment, terms))


def redemptions(terms: ActusTerms, end: dt.datetime) -> tuple[dt.datetime, ...]:
    """Return when principal is due, the end among them, before any day moves to a business day."""
    return _due(terms, "principal_redemption", end, start=_first_redemption(terms))


def end_of_redemption(terms: ActusTerms) -> dt.datetime:
    """Return when an annuity's payments would have repaid it: the amortisation date, or else maturity.

    Raises:
        ActusContractError: the terms give no end.
    """
    return terms.amortization_date or _maturity(terms)


def _first_redemption(terms: ActusTerms) -> dt.datetime:
    cycle = terms.cycle_of_principal_redemption
    first = _anchor(terms, terms.cycle_anchor_date_of_principal_redemption, cycle)
    if first is None:
        missing = "cycleAnchorDateOfPrincipalRedemption"
        raise ActusContractError("cashflow.actus-needs", missing, f"terms.{missing}")
    return first


def _maturity(terms: ActusTerms) -> dt.datetime:
    """Return the agreed maturity, or when the agreed payments will have repaid the principal."""
    agreed = terms.maturity_date or (terms.amortization_date if terms.contract_type is ContractType.ANN else None)
    if agreed is not None:
        return agreed
    cycle, payment = terms.cycle_of_principal_redemption, terms.next_principal_redemption_payment
    if terms.contract_type is ContractType.PAM:
        raise _endless("maturityDate")
    if cycle is None or payment is None:
        agreed_for = ("amortizationDate",) if terms.contract_type is ContractType.ANN else ()
        raise _endless("maturityDate", *agreed_for, "cycleOfPrincipalRedemption + nextPrincipalRedemptionPayment")
    start = _next_redemption(terms, cycle)
    repaid = payment
    if terms.contract_type is not ContractType.LAM:
        rate = terms.nominal_interest_rate or 0
        repaid -= terms.notional_principal * rate * years(start, later(start, cycle), terms)
    if repaid <= 0:
        raise ActusContractError("cashflow.actus-never", _plain(payment), _PAYMENT)
    periods = ceil(terms.notional_principal / repaid) - 1
    try:
        return later(start, cycle, times=max(periods, 0), month_end=_month_end(terms))
    except ActusContractError as error:
        raise ActusContractError("cashflow.actus-never", _plain(payment), _PAYMENT) from error


def _endless(*terms: str) -> ActusContractError:
    """Return what says that a contract has no end, with each of the terms that would give it one."""
    return ActusContractError("cashflow.actus-end", " / ".join(terms), f"terms.{terms[0]}")


def _plain(amount: Fraction) -> str:
    whole, part = divmod(round(abs(amount) * 10**10), 10**10)
    return f"{'-' if amount < 0 else ''}{whole}.{part:010d}".rstrip("0").rstrip(".")


def _next_redemption(terms: ActusTerms, cycle: Cycle) -> dt.datetime:
    """Return the first redemption, or the first one after the status date where some are past."""
    first = _first_redemption(terms)
    past = moments(first, cycle, terms.status_date + _SECOND, month_end=_month_end(terms))
    return later(first, cycle, times=len(past), month_end=_month_end(terms))


def _month_end(terms: ActusTerms) -> bool:
    return terms.end_of_month_convention == "EOM"
