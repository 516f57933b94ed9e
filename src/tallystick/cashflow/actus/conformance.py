"""Computed events beside the published ones of the standard, figure by figure.

The published figures are doubles printed with ten to fifteen digits. A figure matches within one part in a thousand
million of itself, or of one where it is smaller; kinds and moments of events must be the same.

Source: the public ACTUS test vectors, whose file a reader gives.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from tallystick.cashflow.actus.applicability import ContractType
from tallystick.cashflow.actus.contracts import ActusCase, ActusContractError, PublishedEvent
from tallystick.cashflow.actus.states import ActusOutcome, run_contract
from tallystick.evidence.findings import Finding, finding

__all__ = ["ActusDifference", "ActusTie", "tie_actus"]

_TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActusDifference:
    """A figure that does not match, or an event only one side has.

    Attributes:
        event: place in the published order, from 1.
        figure: ``event``, ``payoff``, ``notional``, ``rate`` or ``accrued``.
        computed: as computed; empty where there is no such event.
        published: as published; empty where there is no such event.
    """

    event: int
    figure: str
    computed: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActusTie:
    """One contract beside what was published of it.

    Attributes:
        name: as the file calls it.
        kind: its contract type; None where its terms could not be read.
        outcomes: computed events; empty where the contract could not be run.
        published: how many events were published.
        differences: what does not match, in order.
    """

    name: str
    kind: ContractType | None
    outcomes: tuple[ActusOutcome, ...]
    published: int
    differences: tuple[ActusDifference, ...]

    @property
    def matches(self) -> bool:
        """Whether every published event and figure came out; of a contract with none published, nothing is claimed."""
        return bool(self.outcomes) and self.published == len(self.outcomes) and not self.differences


def tie_actus(cases: Mapping[str, ActusCase | None]) -> tuple[tuple[ActusTie, ...], tuple[Finding, ...]]:
    """Run every contract and set it beside its published events.

    Args:
        cases: as `read_actus` returns them.

    Returns:
        One tie a contract, in the order of the file, and a finding for each that cannot be run, with the path in the
        file of what has to change; what is missing has the path it would have.
    """
    ties, findings = [], []
    for name, case in cases.items():
        outcomes: tuple[ActusOutcome, ...] = ()
        try:
            outcomes = () if case is None else run_contract(case)
            rests = case is not None and case.terms.contract_type is ContractType.CSH
            if case is not None and not outcomes and not case.results and not rests:
                findings.append(finding("cashflow.actus-empty", path=f"{name}.terms.statusDate", contract=name))
        except ActusContractError as error:
            path = f"{name}.{error.where}" if error.where else name
            findings.append(finding(error.problem, path=path, contract=name, subject=error.subject))
        published = () if case is None else case.results
        ties.append(
            ActusTie(
                name=name,
                kind=None if case is None else case.terms.contract_type,
                outcomes=outcomes,
                published=len(published),
                differences=tuple(_differences(outcomes, published)) if outcomes and published else (),
            )
        )
    return tuple(ties), tuple(findings)


def _differences(
    outcomes: tuple[ActusOutcome, ...], published: tuple[PublishedEvent, ...]
) -> Iterator[ActusDifference]:
    for number, (computed, printed) in enumerate(zip_longest(outcomes, published), start=1):
        ours = "" if computed is None else f"{computed.event.kind.value} {computed.event.at.isoformat()}"
        theirs = "" if printed is None else f"{printed.event_type} {printed.event_date.isoformat()}"
        if ours != theirs:
            yield ActusDifference(event=number, figure="event", computed=ours, published=theirs)
        elif computed is not None and printed is not None:
            yield from _figures(number, computed, printed)


def _figures(number: int, computed: ActusOutcome, printed: PublishedEvent) -> Iterator[ActusDifference]:
    state = computed.state
    for figure, ours, theirs in (
        ("payoff", computed.payoff, printed.payoff),
        ("notional", state.notional, printed.notional_principal),
        ("rate", state.rate, printed.nominal_interest_rate),
        ("accrued", state.accrued, printed.accrued_interest),
    ):
        if theirs is not None and abs(ours - theirs) > _TOLERANCE * max(Fraction(1), abs(theirs)):
            yield ActusDifference(event=number, figure=figure, computed=_shown(ours), published=_shown(theirs))


def _shown(value: Fraction) -> str:
    """Write twelve decimals, rounded, without zeros that say nothing."""
    whole, part = divmod(round(abs(value) * 10**12), 10**12)
    sign = "-" if value < 0 and (whole or part) else ""
    return f"{sign}{whole}.{part:012d}".rstrip("0").rstrip(".")
