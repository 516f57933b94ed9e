"""The terms of one ACTUS contract, and the public file of test vectors that such terms come in.

A file holds contracts by name, each with its terms, what was observed of markets and parties, and the events that are
to come out. Every number may be written as a text or as a JSON number; it is read exactly.

Source: the ACTUS data dictionary for names, units and choices of the terms; the JSON form of the public test vectors.

A term this engine does not know is passed over with a warning, since it may change the cash flows; so is one that the
contract's type has no use for, and an event that was observed and cannot happen to it (`applicability`).
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from tallystick.cashflow.actus.applicability import ContractType, applicable, happens
from tallystick.cashflow.actus.layout import read_layout, worded_for_contract
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.evidence.findings import Finding, Value

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "ActusCase",
    "ActusContractError",
    "ActusTerms",
    "Cycle",
    "ObservedEvent",
    "PublishedEvent",
    "read_actus",
]

_CYCLE = re.compile(r"P([1-9][0-9]{0,3})([DWMQHY])(?:L([01]))?")
_NOTICE = re.compile(r"P(0|[1-9][0-9]{0,3})([DWMQHY])(?:L([01]))?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")
_MOST = 10**18
FIRST_YEAR, LAST_YEAR = 1600, 9998
"""Between these every day has one before and one after it, and moves to a business day that exists."""
_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}

# Terms that name the parties and papers of a contract and move no money.
_SILENT = frozenset(
    {
        *("contractDescription", "contractPerformance", "counterpartyID", "contractID", "creatorID", "description"),
        *("marketObjectCode", "seniority"),
    }
)


class ActusContractError(ValueError):
    """A contract whose terms do not say what its events are.

    Attributes:
        problem: the finding that words it, such as ``cashflow.actus-end``.
        subject: the term, payment, day or market that it is about.
        where: the path in the contract that has to change, such as ``terms.maturityDate``; empty for the whole of it.
    """

    def __init__(self, problem: str, subject: str, where: str = "") -> None:
        """Keep the finding's code, subject and place."""
        super().__init__(f"{problem}: {subject}")
        self.problem = problem
        self.subject = subject
        self.where = where


class Cycle(BaseModel):
    """How often something happens: ``P3ML1`` is every three months with a short last period.

    Attributes:
        months: months of one cycle; 0 where it is counted in days.
        days: days of one cycle; 0 where it is counted in months.
        long_stub: whether what is left at the end joins the last whole period.
    """

    model_config = ConfigDict(frozen=True)

    months: int
    days: int
    long_stub: bool


def _read(pattern: re.Pattern[str], value: object) -> re.Match[str] | None:
    return pattern.fullmatch(value.strip()) if isinstance(value, str) else None


def _cycle(value: object) -> Cycle:
    return _length(_read(_CYCLE, value))


def _notice(value: object) -> Cycle:
    return _length(_read(_NOTICE, value))


def _length(found: re.Match[str] | None) -> Cycle:
    if found is None:
        raise PydanticCustomError("cashflow.actus-cycle-unreadable", "no cycle")
    count, unit, stub = found.groups()
    months = int(count) * _MONTHS.get(unit, 0)
    days = int(count) * {"D": 1, "W": 7}.get(unit, 0)
    return Cycle(months=months, days=days, long_stub=stub != "1")


def _number(value: object) -> Fraction:
    found = _read(_NUMBER, value)
    number = Fraction(_MOST) if found is None else Fraction(found.group())
    if abs(number) >= _MOST:
        raise PydanticCustomError("cashflow.actus-number-unreadable", "no number, or beyond any amount")
    return number


def _moment(value: object) -> dt.datetime:
    text = value.strip() if isinstance(value, str) else ""
    try:
        if _MOMENT.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("cashflow.actus-moment-unreadable", "no such day")


def _optional(value: object) -> object:
    """The vectors write an empty text for what is not said."""
    return None if value == "" else _moment(value)


_TEXT = WithJsonSchema({"type": "string"})
_Number = Annotated[Fraction, BeforeValidator(_number), _TEXT]
_Moment = Annotated[dt.datetime, BeforeValidator(_moment), _TEXT]
_Cycle = Annotated[Cycle, BeforeValidator(_cycle), _TEXT]
_Notice = Annotated[Cycle, BeforeValidator(_notice), _TEXT]


class _ActusRecord(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, alias_generator=to_camel, extra="ignore")


class ActusTerms(_ActusRecord):
    """The terms of one contract by their names in the data dictionary; amounts in units of `currency`, rates a year."""

    contract_type: ContractType
    contract_role: Literal["RPA", "RPL"]
    status_date: _Moment
    currency: str = ""
    settlement_currency: str = ""
    initial_exchange_date: _Moment | None = None
    maturity_date: _Moment | None = None
    amortization_date: _Moment | None = None
    contract_deal_date: _Moment | None = None
    notional_principal: _Number = Fraction(0)
    premium_discount_at_i_e_d: _Number = Fraction(0)
    nominal_interest_rate: _Number | None = None
    accrued_interest: _Number | None = None
    day_count_convention: Literal["AA", "A360", "A365", "30E360", "30E360ISDA", "30360", "28E336"] = "AA"
    business_day_convention: Literal["NOS", "NULL", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP"] = "NOS"
    calendar: Literal["NC", "MF", "MFH"] = "NC"
    holidays: tuple[_Moment, ...] = ()
    end_of_month_convention: Literal["SD", "EOM"] = "SD"
    cycle_point_of_interest_payment: Literal["E"] = "E"
    cycle_anchor_date_of_interest_payment: _Moment | None = None
    cycle_of_interest_payment: _Cycle | None = None
    capitalization_end_date: _Moment | None = None
    cycle_anchor_date_of_principal_redemption: _Moment | None = None
    cycle_of_principal_redemption: _Cycle | None = None
    next_principal_redemption_payment: _Number | None = None
    interest_calculation_base: Literal["NT", "NTIED", "NTL"] = "NT"
    interest_calculation_base_amount: _Number | None = None
    cycle_anchor_date_of_interest_calculation_base: _Moment | None = None
    cycle_of_interest_calculation_base: _Cycle | None = None
    cycle_point_of_rate_reset: Literal["B"] = "B"
    cycle_anchor_date_of_rate_reset: _Moment | None = None
    cycle_of_rate_reset: _Cycle | None = None
    next_reset_rate: _Number | None = None
    rate_spread: _Number = Fraction(0)
    rate_multiplier: _Number = Fraction(1)
    life_cap: _Number | None = None
    life_floor: _Number | None = None
    period_cap: _Number | None = None
    period_floor: _Number | None = None
    fixing_period: str = ""
    fixing_days: str = ""
    market_object_code_of_rate_reset: str = ""
    cycle_anchor_date_of_scaling_index: _Moment | None = None
    cycle_of_scaling_index: _Cycle | None = None
    scaling_effect: Literal["OOO", "IOO", "ONO", "INO", "000", "I00", "0N0", "IN0"] = "OOO"
    scaling_index_at_contract_deal_date: _Number | None = None
    notional_scaling_multiplier: _Number = Fraction(1)
    interest_scaling_multiplier: _Number = Fraction(1)
    market_object_code_of_scaling_index: str = ""
    purchase_date: _Moment | None = None
    price_at_purchase_date: _Number = Fraction(0)
    termination_date: _Moment | None = None
    price_at_termination_date: _Number = Fraction(0)
    cycle_anchor_date_of_optionality: _Moment | None = None
    cycle_of_optionality: _Cycle | None = None
    option_exercise_end_date: _Moment | None = None
    prepayment_effect: Literal["N", "A", "M"] = "N"
    penalty_type: Literal["O", "A", "N", "I"] = "O"
    penalty_rate: _Number = Fraction(0)
    x_day_notice: _Notice | None = None
    fee_rate: _Number | None = None
    fee_basis: Literal["A", "N"] = "A"
    fee_accrued: _Number = Fraction(0)
    cycle_anchor_date_of_fee: _Moment | None = None
    cycle_of_fee: _Cycle | None = None

    @property
    def role(self) -> int:
        """1 where the record's creator is lender (RPA), −1 where it is borrower (RPL)."""
        return 1 if self.contract_role == "RPA" else -1


class _Point(_ActusRecord):
    timestamp: _Moment
    value: _Number


class _Series(_ActusRecord):
    data: tuple[_Point, ...]

    @cached_property
    def ordered(self) -> tuple[tuple[dt.datetime, ...], tuple[Fraction, ...]]:
        """The moments in order and what was observed at each; of two at one moment the first that is written."""
        seen: dict[dt.datetime, Fraction] = {}
        for point in self.data:
            seen.setdefault(point.timestamp, point.value)
        days = tuple(sorted(seen))
        return days, tuple(seen[day] for day in days)


class ObservedEvent(_ActusRecord):
    """What a party did, at a time: drew, repaid, prepaid or called."""

    time: _Moment
    type: str
    value: _Number = Fraction(0)


class PublishedEvent(_ActusRecord):
    """One event as the vectors print it. A figure that is not printed is not compared."""

    event_date: _Moment
    event_type: str
    payoff: _Number | None = None
    notional_principal: _Number | None = None
    nominal_interest_rate: _Number | None = None
    accrued_interest: _Number | None = None


class ActusCase(_ActusRecord):
    """One contract of a file: what is agreed, what was observed, until when, and what is to come out of it.

    Attributes:
        to: the last moment looked at; None for the whole life.
        results: the published events, in order; empty where only the terms are given.
    """

    terms: ActusTerms
    to: Annotated[dt.datetime | None, BeforeValidator(_optional), _TEXT] = None
    data_observed: Mapping[str, _Series] = {}
    events_observed: tuple[ObservedEvent, ...] = ()
    results: tuple[PublishedEvent, ...] = ()

    def observed(self, code: str, at: dt.datetime) -> Fraction | None:
        """Return what a market object stood at: the latest observation at or before a moment; None without one."""
        series = self.data_observed.get(code)
        if series is None:
            return None
        days, values = series.ordered
        place = bisect_right(days, at)
        return values[place - 1] if place else None


def read_actus(content: bytes, *, file: str) -> tuple[Mapping[str, ActusCase | None], tuple[Finding, ...]]:
    """Read a file of ACTUS contracts.

    Args:
        content: JSON in the form of the public test vectors, UTF-8.
        file: the name to show in findings.

    Returns:
        The contracts by name, None for one that is missing something or unreadable, and findings with their lines.
    """
    document, findings = read_layout(content, file=file)
    if document is None or not isinstance(document.tree, dict):
        return {}, findings
    cases: dict[str, ActusCase | None] = {}
    found = list(findings)
    for name in document.tree:
        cases[name], more = build(ActusCase, _part(document, name))
        found.extend(worded_for_contract(item, name) for item in more)
        found.extend(_passed_over(document, name, cases[name]))
        against = tuple(_contradictions(document, name, cases[name]))
        if any(item.code != "cashflow.actus-zero" for item in against):
            cases[name] = None
        found.extend(against)
    return cases, tuple(found)


def _part(document: Document, name: str) -> Document:
    """Return one contract of the file as a document of its own, with the lines it has there."""
    tree = document.tree[name] if isinstance(document.tree, dict) else ""
    lines = {path[1:]: line for path, line in document.lines.items() if path[:1] == (name,)}
    refused = frozenset(path[1:] for path in document.refused if path[:1] == (name,))
    return Document(file=document.file, tree=tree, lines=lines, refused=refused)


def _passed_over(document: Document, name: str, case: ActusCase | None) -> Iterator[Finding]:
    tree = document.tree[name] if isinstance(document.tree, dict) else {}
    terms = tree.get("terms", {}) if isinstance(tree, dict) else {}
    for term in terms if isinstance(terms, dict) else ():
        if term not in _KNOWN:
            yield document.fault("cashflow.actus-term", (name, "terms", term), {"term": term, "contract": name})
        elif case is not None and _is_useless(term, case.terms):
            told: dict[str, Value] = {"term": term, "contract": name, "type": case.terms.contract_type.value}
            yield document.fault("cashflow.actus-unused", (name, "terms", term), told)
    for number, event in enumerate(() if case is None else case.events_observed):
        if case is not None and not happens(event.type, case.terms.contract_type, case.terms.prepayment_effect):
            told = {"term": f"eventsObserved {event.type}", "contract": name, "type": case.terms.contract_type.value}
            yield document.fault("cashflow.actus-unused", (name, "eventsObserved", number), told)


def _contradictions(document: Document, name: str, case: ActusCase | None) -> Iterator[Finding]:
    """Say which terms cannot hold together: an end before its beginning, a floor above its cap, less than nothing."""
    if case is None:
        return
    terms, begins = case.terms, case.terms.initial_exchange_date
    for term in ("maturity_date", "amortization_date", "termination_date", "option_exercise_end_date"):
        ends = getattr(terms, term)
        if begins is not None and ends is not None and ends <= begins:
            told: dict[str, Value] = {"term": to_camel(term), "contract": name, "first": begins.date()}
            yield document.fault("cashflow.actus-order", (name, "terms", to_camel(term)), {**told, "last": ends.date()})
    for kind in ("life", "period"):
        floor, cap = getattr(terms, f"{kind}_floor"), getattr(terms, f"{kind}_cap")
        if floor is not None and cap is not None and floor > cap:
            told = {"contract": name, "floor": f"{kind}Floor", "cap": f"{kind}Cap"}
            yield document.fault("cashflow.actus-floor", (name, "terms", f"{kind}Floor"), told)
    if terms.notional_principal <= 0 and terms.contract_type in _LENDING:
        code = "cashflow.actus-zero" if terms.notional_principal == 0 else "cashflow.actus-negative"
        yield document.fault(code, (name, "terms", "notionalPrincipal"), {"contract": name})


def _is_useless(term: str, terms: ActusTerms) -> bool:
    """Whether a term says something that the contract's type makes nothing of."""
    if term == "settlementCurrency":
        return terms.settlement_currency not in {"", terms.currency}
    return term not in _SILENT and term not in applicable(terms.contract_type)


_LENDING = frozenset(ContractType) - {ContractType.CSH, ContractType.UMP}
_KNOWN = {field.alias for field in ActusTerms.model_fields.values()} | _SILENT
