"""The form in which a run over a market is kept: canonical JSON, every figure as a text that reads back exactly.

A run kept before ties, matters and names were kept reads as one that has none.
"""

from typing import Literal

from pydantic import Field, ValidationError

from tallystick.deal.scalars import Record
from tallystick.evidence.canonical import CanonicalError, parse_canonical
from tallystick.evidence.persons import Name
from tallystick.shell.operations.supervision.market.owed import Matter
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.supervision.market.sharing import Concentration, Question
from tallystick.supervision.market.ties import Tie
from tallystick.units.periods import Period

__all__ = ["RunForm", "parse_run"]


class _Alert(Record):
    kind: Kind
    deals: tuple[str, ...]
    about: str
    since: str
    period: str
    measured: str
    against: str
    values: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


class _Concentration(Record):
    dimension: str
    value: str
    currency: str
    minor: str
    share: str
    deals: tuple[str, ...]


class _Tie(Record):
    group: str
    joined: str
    payer: str
    name: str
    deal: str
    currency: str
    minor: str
    share: str


class _Question(Record):
    one: str
    other: str
    how: str


class _Name(Record):
    zh: str
    en: str


class _Matter(Record):
    deal: str
    kind: Literal["duty", "event", "order"]
    id: str
    title: _Name
    state: str
    due: str
    binding: bool
    owner: str


class RunForm(Record):
    """A run as it is kept; its methods give its parts as values."""

    format: Literal["tallystick/market-run/v1"]
    as_of: str
    period: str
    deals: str
    sha256: str
    alerts: tuple[_Alert, ...]
    concentrations: tuple[_Concentration, ...]
    ties: tuple[_Tie, ...] = ()
    questions: tuple[_Question, ...] = ()
    matters: tuple[_Matter, ...] = ()
    names: dict[str, _Name] = Field(default_factory=dict)

    def alerts_told(self) -> tuple[Alert, ...]:
        """Return the alerts."""
        return tuple(
            Alert(**each.model_dump() | {"since": Period.parse(each.since), "period": Period.parse(each.period)})
            for each in self.alerts
        )

    def hanging(self) -> tuple[Concentration, ...]:
        """Return what hangs on whom."""
        return tuple(
            Concentration(**each.model_dump() | {"minor": int(each.minor), "share": int(each.share)})
            for each in self.concentrations
        )

    def tied(self) -> tuple[Tie, ...]:
        """Return who is tied to whom."""
        return tuple(
            Tie(**each.model_dump() | {"minor": int(each.minor), "share": int(each.share)}) for each in self.ties
        )

    def asked(self) -> tuple[Question, ...]:
        """Return which parties may be one."""
        return tuple(Question(**each.model_dump()) for each in self.questions)

    def owed(self) -> tuple[Matter, ...]:
        """Return what is owed and open."""
        return tuple(Matter(**each.model_dump() | {"title": Name(**each.title.model_dump())}) for each in self.matters)

    def called(self) -> dict[str, Name]:
        """Return what people call deals and parties, by that by which the run knows them."""
        return {known: Name(zh=each.zh, en=each.en) for known, each in self.names.items()}


def parse_run(content: bytes) -> RunForm | None:
    """Read a run; None where it is none."""
    try:
        return RunForm.model_validate(parse_canonical(content))
    except (CanonicalError, ValidationError):
        return None
