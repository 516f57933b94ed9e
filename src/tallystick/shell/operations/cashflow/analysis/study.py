"""A study: the deal opened for analysis, its base run made once, and the ways in which sheets are named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions, Target
from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import Projection, project_pool
from tallystick.cashflow.scenarios.class_figures import Pricing
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.cashflow.scenarios.sweeps import at_speeds, keeping_severity, keeping_speed
from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.findings import Finding, Value, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, word
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Picture
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.inputs import AnalysisInputs
from tallystick.shell.operations.cashflow.names import share_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn
from tallystick.units.rates import Share

__all__ = ["Sheets", "Study", "column", "figure", "named", "number", "speed_name", "told"]

Sheets = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

_DEFAULT_SPEEDS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """A deal under one case of its assumptions.

    Attributes:
        run: the case, to the clean-up call where one is assumed.
        stressed: runs at multiples of the case's defaults, to maturity, each made once.
        kept: runs at the speeds, by call, so that each is made once.
    """

    deal: Deal
    pool: Pool
    base: Assumptions
    inputs: AnalysisInputs
    run: ClassCashFlows
    stressed: StressedRuns
    kept: dict[Share | None, tuple[ClassCashFlows, ...]] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[ClassTerms, ...]:
        """The classes investors hold: the issuer's, or the only vehicle's where there is no issuer."""
        return (self.deal.structure.offshore or self.deal.structure.onshore).classes

    @property
    def pricing(self) -> Pricing:
        """The conventions asked for."""
        asked = self.inputs
        settlement = asked.settlement or self.deal.structure.closing
        return Pricing(settlement=settlement, compounding=asked.compounding, daycount=asked.daycount)

    @property
    def speeds(self) -> tuple[Fraction, ...]:
        """The speeds asked for, or multiples of the case's own; a case that prepays nothing has one."""
        own = self.base.prepayments.rates[0]
        return self.inputs.speeds or tuple(dict.fromkeys(own * part for part in _DEFAULT_SPEEDS))

    @property
    def projection(self) -> Projection:
        """The pool of the case to its very end, whatever is called."""
        return project_pool(self.pool, self.base, first=self.deal.structure.first_period)

    def at_speeds(self, *, called: bool) -> tuple[ClassCashFlows, ...]:
        """Return a run at each speed, to the clean-up call where one is assumed, or to maturity."""
        call = self.inputs.call if called else None
        if call not in self.kept:
            self.kept[call] = at_speeds(self.deal, self.pool, self.base, self.speeds, call=call)
        return self.kept[call]

    def own_speeds(self) -> tuple[Name, ...]:
        """Say which targets stay at a speed of their own in every column, for the heads are of the others."""
        own = self._own()
        return (said("analysis.note.own-speeds", targets=own),) if own else ()

    def found_speeds(self) -> tuple[Finding, ...]:
        """Warn of targets that stay at a speed of their own in tables over speeds."""
        own = self._own()
        return (finding("cashflow.speed-own", case=self.inputs.case, targets=own),) if own else ()

    def own_severities(self) -> tuple[Name, ...]:
        """Say which targets keep a severity of their own in every row, for the rows' is that of the others."""
        own = _named(keeping_severity(self.base))
        return (said("analysis.note.own-severities", targets=own),) if own else ()

    def _own(self) -> tuple[str, ...]:
        return _named(keeping_speed(self.base))

    def conventions(self) -> Name:
        """Say how years are counted and yields compound."""
        asked = self.inputs
        counted: dict[str, Value] = {"settlement": self.pricing.settlement, "compounding": str(asked.compounding.value)}
        if asked.daycount is None:
            return said("analysis.note.conventions-own", **counted)
        return said("analysis.note.conventions", **counted, daycount=asked.daycount.value)

    def residual(self, *names: str) -> tuple[Name, ...]:
        """Say which of some classes, or of all, are paid what remains, since that is in their yields."""
        asked = names or tuple(terms.id for terms in self.terms)
        paid = tuple(name for name in asked if any(flow.residual.is_positive() for flow in self.run.flows(name)))
        return (said("analysis.note.residual", classes=paid),) if paid else ()


def column(name: str, kind: Kind) -> SheetColumn:
    """Return a column headed by a label of the catalogue."""
    return SheetColumn(id=name.replace("-", "_"), title=said(f"analysis.column.{name}"), kind=kind)


def named(name: str, title: Name, kind: Kind) -> SheetColumn:
    """Return a column headed by what it is of, such as a speed."""
    return SheetColumn(id=name, title=title, kind=kind)


def speed_name(study: Study, speed: Fraction) -> str:
    """Return a speed as it is quoted, so that no two speeds read alike: ``CPR 8.00%``, ``ABS 1.301%``."""
    return f"{study.base.prepayments.kind.value.upper()} {share_name(speed)}"


def figure(study: Study, name: str, caption: Name, picture: Picture) -> Figure:
    """Return a figure of the study; its values stand in the sheet of its name, where the study is written as sheets."""
    source = Source(kind="projection", reference=f"{study.deal.id} {study.inputs.case} {name}")
    alt = Name(
        zh=said("analysis.figure.alt", caption=caption.zh).zh, en=said("analysis.figure.alt", caption=caption.en).en
    )
    return Figure(id=name, caption=caption, alt=alt, picture=picture, source=source)


def number(cell: Cell) -> Fraction:
    """Return a cell as a number; nothing where it has none, since a chart cannot leave it out."""
    return cell if isinstance(cell, Fraction) else Fraction(0)


def _named(targets: Sequence[Target]) -> tuple[str, ...]:
    return tuple(f"{each.field}: {', '.join(each.values)}" for each in targets)


def told(why: Finding) -> Name:
    """Return what is wrong, in both languages."""
    return Name(zh=word(why, Language.ZH).what, en=word(why, Language.EN).what)
