"""What each event of an ACTUS contract pays, and the state it leaves behind.

Between events nothing changes; at each event interest and fees are first accrued from the last one, then the event
pays and changes what it changes. Amounts carry the sign of the role: what a lender receives is positive. They are
fractions held to thirty decimals, since the exact ones of a long contract grow without end.

Source: ACTUS Technical Specification 1.1, section 7 (payoff functions POF and state transition functions STF).
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from tallystick.cashflow.actus.applicability import ContractType
from tallystick.cashflow.actus.contracts import ActusCase, ActusContractError, ActusTerms
from tallystick.cashflow.actus.schedules import counted_until, later, moments, years
from tallystick.cashflow.actus.timeline import (
    ActusEvent,
    EventKind,
    end_of_redemption,
    redemptions,
    timeline,
)

__all__ = ["ActusOutcome", "ActusState", "run_contract"]

_NOTHING = Fraction(0)
_HELD = 10**30
_BEYOND = 10**30
_PAYING = frozenset(
    {
        EventKind.IED,
        EventKind.PR,
        EventKind.PY,
        EventKind.PP,
        EventKind.IP,
        EventKind.FP,
        EventKind.PRD,
        EventKind.TD,
        EventKind.MD,
        EventKind.STD,
    }
)
_AMORTISING = frozenset({ContractType.LAM, ContractType.NAM, ContractType.ANN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActusState:
    """Where a contract stands after an event.

    Attributes:
        at: to when interest is accrued.
        notional: what is owed, signed by role.
        rate: nominal interest a year.
        accrued: interest accrued and not paid.
        called: interest accrued to a call that its notice has still to run out on, paid at settlement.
        fee: fees accrued and not paid.
        base: on what interest is counted.
        payment: the next payment of principal, or of principal and interest, signed by role.
        notional_scale: the multiplier on principal paid.
        interest_scale: the multiplier on interest paid.
    """

    at: dt.datetime
    notional: Fraction = _NOTHING
    rate: Fraction = _NOTHING
    accrued: Fraction = _NOTHING
    called: Fraction = _NOTHING
    fee: Fraction = _NOTHING
    base: Fraction = _NOTHING
    payment: Fraction = _NOTHING
    notional_scale: Fraction = Fraction(1)
    interest_scale: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActusOutcome:
    """An event, what it paid, and the state after it."""

    event: ActusEvent
    payoff: Fraction
    state: ActusState


def run_contract(case: ActusCase) -> tuple[ActusOutcome, ...]:
    """Run a contract through its events.

    Returns:
        One outcome an event; of a contract that was bought, those from the purchase on.

    Raises:
        ActusContractError: the terms give no end, lack what an event needs, or a market was not observed.
    """
    state = _opening(case.terms)
    outcomes = []
    for event in timeline(case):
        accrued = _accrue(case.terms, state, event.until)
        passed = years(state.at, event.until, case.terms) if event.until > state.at else _NOTHING
        if event.kind is EventKind.PY:
            payoff, state = _penalty(case, accrued, event.scheduled, passed), accrued
        else:
            payoff, state = _happen(case, accrued, event)
        if max(abs(payoff), abs(state.notional), abs(state.accrued)) >= _BEYOND:
            when = f"{event.kind.value} {event.at.date().isoformat()}"
            raise ActusContractError("cashflow.actus-beyond", when, "terms.nominalInterestRate")
        outcomes.append(ActusOutcome(event=event, payoff=payoff, state=state))
    bought = [each.event.place for each in outcomes if each.event.kind is EventKind.PRD]
    return tuple(each for each in outcomes if not bought or each.event.place >= bought[0])


def _opening(terms: ActusTerms) -> ActusState:
    """Return the state on the status date: nothing before the initial exchange, the terms as they stand after it."""
    state = ActusState(
        at=counted_until(terms.status_date, terms),
        notional_scale=terms.notional_scaling_multiplier,
        interest_scale=terms.interest_scaling_multiplier,
    )
    begun = terms.initial_exchange_date is None or terms.initial_exchange_date <= terms.status_date
    return _lent(terms, state, since=_last_interest(terms)) if begun else state


def _lent(terms: ActusTerms, state: ActusState, *, since: dt.datetime | None) -> ActusState:
    """Return the state once the principal is lent; interest accrued counts as agreed, or from `since`."""
    notional = terms.role * terms.notional_principal
    rate = terms.nominal_interest_rate or _NOTHING
    accrued = _NOTHING
    if terms.accrued_interest is not None:
        accrued = terms.role * terms.accrued_interest
    elif since is not None and since < state.at:
        accrued = years(since, state.at, terms) * notional * rate
    amount = terms.interest_calculation_base_amount
    based = terms.interest_calculation_base != "NTL" or amount is None
    lent = replace(
        state,
        notional=notional,
        rate=rate,
        accrued=accrued,
        fee=terms.fee_accrued,
        base=notional if based or amount is None else terms.role * amount,
    )
    return replace(lent, payment=_first_payment(terms, lent))


def _first_payment(terms: ActusTerms, state: ActusState) -> Fraction:
    """Return the payment agreed; without one, a linear amortiser pays equal parts and an annuity what repays it."""
    agreed = terms.next_principal_redemption_payment
    if agreed is not None:
        return terms.role * agreed
    if terms.contract_type is ContractType.LAM:
        due = [each for each in redemptions(terms, end_of_redemption(terms)) if each > state.at]
        return state.notional / len(due) if due else state.notional
    if terms.contract_type is ContractType.ANN:
        return _annuity(terms, state)
    if terms.contract_type is ContractType.NAM:
        missing = "nextPrincipalRedemptionPayment"
        raise ActusContractError("cashflow.actus-needs", missing, f"terms.{missing}")
    return _NOTHING


def _last_interest(terms: ActusTerms) -> dt.datetime | None:
    """Return when interest was last paid before the status date; call money counts from the status date."""
    anchor, cycle = terms.cycle_anchor_date_of_interest_payment, terms.cycle_of_interest_payment
    if terms.contract_type is ContractType.CLM or anchor is None or cycle is None or anchor > terms.status_date:
        return None
    past = moments(anchor, cycle, terms.status_date, month_end=terms.end_of_month_convention == "EOM")
    return past[-1] if past else anchor


def _accrue(terms: ActusTerms, state: ActusState, until: dt.datetime) -> ActusState:
    passed = years(state.at, until, terms) if until > state.at else _NOTHING
    base = state.base if terms.contract_type in _AMORTISING else state.notional
    fee = state.notional * (terms.fee_rate or 0) * passed if terms.fee_basis == "N" else _NOTHING
    return replace(
        state,
        at=max(until, state.at),
        accrued=_held(state.accrued + base * state.rate * passed),
        fee=_held(state.fee + fee),
    )


def _held(amount: Fraction) -> Fraction:
    return Fraction(round(amount * _HELD), _HELD)


def _happen(case: ActusCase, state: ActusState, event: ActusEvent) -> tuple[Fraction, ActusState]:
    """Return what an event pays and the state after it, interest being accrued up to it."""
    if event.kind in _PAYING:
        return _paid(case.terms, state, event)
    return _NOTHING, _changed(case, state, event)


def _paid(terms: ActusTerms, state: ActusState, event: ActusEvent) -> tuple[Fraction, ActusState]:
    match event.kind:
        case EventKind.IED:
            paid = -terms.role * (terms.notional_principal + terms.premium_discount_at_i_e_d)
            return paid, _lent(terms, state, since=terms.cycle_anchor_date_of_interest_payment)
        case EventKind.PR:
            amount = _redeemed(terms, state) if event.amount is None else event.amount
            return state.notional_scale * amount, _rebased(terms, replace(state, notional=state.notional - amount))
        case EventKind.PP:
            return event.amount or _NOTHING, _prepaid(terms, state, event)
        case EventKind.IP:
            paid = state.interest_scale * (state.accrued + state.called)
            return paid, replace(state, accrued=_NOTHING, called=_NOTHING)
        case EventKind.FP:
            paid = state.fee if terms.fee_basis == "N" else terms.role * (terms.fee_rate or _NOTHING)
            return paid, replace(state, fee=_NOTHING)
        case EventKind.PRD:
            return -terms.role * (terms.price_at_purchase_date + state.accrued), state
        case EventKind.TD:
            return terms.role * (terms.price_at_termination_date + state.accrued), _ended(state)
        case _:  # maturity, and settlement after a call
            paid = state.notional_scale * state.notional + state.interest_scale * state.accrued + state.fee
            return paid, _ended(state)


def _changed(case: ActusCase, state: ActusState, event: ActusEvent) -> ActusState:
    terms = case.terms
    match event.kind:
        case EventKind.IPCI:
            grown = replace(state, notional=state.notional + state.accrued, accrued=_NOTHING)
            return _rebased(terms, grown)
        case EventKind.RRF:
            return replace(state, rate=terms.next_reset_rate or _NOTHING)
        case EventKind.RR:
            return replace(state, rate=_reset(case, state, event.scheduled))
        case EventKind.PRF:
            return replace(state, payment=_annuity(terms, state))
        case EventKind.IPCB:
            return replace(state, base=state.notional)
        case EventKind.SC:
            return _scaled(case, state, event.scheduled)
        case EventKind.XD if terms.x_day_notice and later(event.at, terms.x_day_notice) > event.at:
            return replace(state, accrued=_NOTHING, called=state.accrued)
        case _:  # a call settled at once, or a moment looked at
            return state


def _ended(state: ActusState) -> ActusState:
    return replace(state, notional=_NOTHING, accrued=_NOTHING, fee=_NOTHING, base=_NOTHING)


def _rebased(terms: ActusTerms, state: ActusState) -> ActusState:
    """Count interest on what is owed now, unless the base is fixed on days of its own (NTL).

    The data dictionary has NTIED stay with the principal at the initial exchange; the published vectors let it follow
    what is owed, as the reference implementation does, and they decide.
    """
    return state if terms.interest_calculation_base == "NTL" else replace(state, base=state.notional)


def _redeemed(terms: ActusTerms, state: ActusState) -> Fraction:
    """Return the principal a payment repays: at most what is owed; less than nothing where interest exceeds it."""
    due = terms.role * state.payment
    if terms.contract_type is not ContractType.LAM:
        due -= terms.role * state.accrued
    return terms.role * min(due, abs(state.notional))


def _prepaid(terms: ActusTerms, state: ActusState, event: ActusEvent) -> ActusState:
    """Return the state after a prepayment, which lowers later payments (A) or lets them end sooner (M).

    On the day of a redemption the interest accrued is paid with it, so that the annuity's later payments owe none.

    Raises:
        ActusContractError: more is prepaid than is owed, or the other party would be paying.
    """
    amount = event.amount or _NOTHING
    if not amount:
        return state
    if not 0 <= terms.role * amount <= abs(state.notional):
        raise ActusContractError("cashflow.actus-prepaid", str(amount), "eventsObserved")
    after = _rebased(terms, replace(state, notional=state.notional - amount))
    if terms.prepayment_effect == "M" or state.notional == 0:
        return after
    if terms.contract_type is ContractType.ANN:
        due = event.scheduled in redemptions(terms, end_of_redemption(terms))
        return replace(after, payment=_annuity(terms, replace(after, accrued=_NOTHING) if due else after))
    return replace(after, payment=_held(state.payment * after.notional / state.notional))


def _penalty(case: ActusCase, state: ActusState, at: dt.datetime, passed: Fraction) -> Fraction:
    """Return what a prepayment costs: an amount (A), a rate since the last event (N), or what the market lost (I)."""
    terms = case.terms
    if terms.penalty_type == "A":
        return terms.role * terms.penalty_rate
    rate = terms.penalty_rate
    if terms.penalty_type == "I":
        rate = max(_NOTHING, state.rate - _market(case, terms.market_object_code_of_rate_reset, at))
    return _held(state.notional * rate * passed)


def _annuity(terms: ActusTerms, state: ActusState) -> Fraction:
    """Return the level payment that repays notional and accrued interest by the end of redemption."""
    due, lengths, between = _payment_days(terms)
    first = bisect_right(due, state.at)
    if first == len(due):
        return state.notional + state.accrued
    owed = state.notional + state.accrued + state.notional * state.rate * years(state.at, due[first], terms)
    compounded, sum_of_growth = _HELD, _HELD
    growth = [(1 + state.rate * length).as_integer_ratio() for length in lengths]
    for length in reversed(between[first:]):
        over, under = growth[length]
        compounded = _divided(compounded * over, under)
        sum_of_growth += compounded
    return _held(owed * Fraction(compounded, sum_of_growth))


@lru_cache(maxsize=4)
def _payment_days(terms: ActusTerms) -> tuple[tuple[dt.datetime, ...], tuple[Fraction, ...], tuple[int, ...]]:
    """Return an annuity's redemptions, the lengths there are between them in years, and which of these follows each."""
    due = redemptions(terms, end_of_redemption(terms))
    parts = [years(start, end, terms) for start, end in pairwise(due)]
    place = {length: number for number, length in enumerate(dict.fromkeys(parts))}
    return due, tuple(place), tuple(place[length] for length in parts)


def _divided(amount: int, by: int) -> int:
    """Divide and round half to even, as `round` does with fractions; `by` is positive."""
    whole, left = divmod(amount, by)
    return whole + (2 * left > by or (2 * left == by and whole % 2 == 1))


def _reset(case: ActusCase, state: ActusState, at: dt.datetime) -> Fraction:
    """Return the observed rate with multiplier and spread, inside the caps and floors of the period and of the life."""
    terms = case.terms
    observed = _market(case, terms.market_object_code_of_rate_reset, at)
    change = observed * terms.rate_multiplier + terms.rate_spread - state.rate
    change = _between(change, terms.period_floor, terms.period_cap)
    return _between(state.rate + change, terms.life_floor, terms.life_cap)


def _between(value: Fraction, lowest: Fraction | None, highest: Fraction | None) -> Fraction:
    above = value if lowest is None else max(value, lowest)
    return above if highest is None else min(above, highest)


def _scaled(case: ActusCase, state: ActusState, at: dt.datetime) -> ActusState:
    terms = case.terms
    base = terms.scaling_index_at_contract_deal_date
    if not base:
        missing = "scalingIndexAtContractDealDate"
        raise ActusContractError("cashflow.actus-needs", missing, f"terms.{missing}")
    scale = _market(case, terms.market_object_code_of_scaling_index, at) / base
    return replace(
        state,
        interest_scale=scale if "I" in terms.scaling_effect else state.interest_scale,
        notional_scale=scale if "N" in terms.scaling_effect else state.notional_scale,
    )


def _market(case: ActusCase, code: str, at: dt.datetime) -> Fraction:
    observed = case.observed(code, at)
    if observed is None:
        raise ActusContractError("cashflow.actus-unobserved", f"{code} {at.date().isoformat()}".strip(), "dataObserved")
    return observed
