"""A re-run beside the filed figures: rows of a table, and the balances of each class as curves over the months."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.projection import PoolPeriod
from tallystick.cashflow.scenarios.class_figures import class_life
from tallystick.cashflow.waterfall import ClassFlow
from tallystick.deal.structure import ClassTerms
from tallystick.deal.terms import terms_hash
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both, labels
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Curves, Series
from tallystick.filing.report.wordings import figure_value, table_unit
from tallystick.shell.operations.cashflow.own.assumed import Rerun
from tallystick.units.money import Money, total

__all__ = ["Line", "figures", "lines"]

_POOL = ("scheduled", "prepaid", "defaulted", "interest", "recovered", "lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure twice: what it is, of which class (empty for the pool), as filed and under the own assumptions."""

    key: str
    about: str
    filed: str
    own: str

    @property
    def differs(self) -> bool:
        """Whether the two are apart."""
        return self.filed != self.own


def lines(run: Rerun) -> tuple[Line, ...]:
    """Return the figures of the pool, and then of each class that investors hold."""
    pool = (_of_pool(run.filed), _of_pool(run.made))
    found = [Line(key=key, about="", filed=pool[0][key], own=pool[1][key]) for key in pool[0]]
    for terms in _terms(run):
        filed, own = (dict(_of_class(each, terms)) for each in (run.filed, run.made))
        found += [Line(key=key, about=terms.id, filed=filed[key], own=own[key]) for key in filed]
    return tuple(found)


def figures(run: Rerun) -> tuple[Figure, ...]:
    """Return one figure a class: its balance after each payment as filed and under the own assumptions."""
    source = Source(kind="projection", reference=f"own/{terms_hash(run.deal)[:16]}")
    return tuple(_figure(run, terms, source) for terms in _terms(run))


def _figure(run: Rerun, terms: ClassTerms, source: Source) -> Figure:
    named = ((both("review.own.filed"), run.filed), (both("review.own.own"), run.made))
    others = tuple((_case(name), each) for name, each in run.beside.items() if each.flows(terms.id))
    runs = [(name, _alive(each.flows(terms.id))) for name, each in (*named, *others)]
    longest = max((flows for _, flows in runs), key=len)
    caption = both("review.own.figure", id=terms.id)
    return Figure(
        id=f"own-{terms.id}",
        caption=caption,
        alt=Name(zh=_alt(caption.zh, run, terms), en=_alt(caption.en, run, terms)),
        picture=Curves(
            labels=tuple(flow.day.paid.isoformat()[:7] for flow in longest),
            series=tuple(
                Series(name=name, values=tuple(figure_value(flow.ending) for flow in flows)) for name, flows in runs
            ),
            unit=table_unit(longest[0].ending.currency),
        ),
        source=source,
    )


def _case(name: str) -> Name:
    """Return what a filed case is called, in words where the catalogue has them."""
    return labels().get(f"report.case.{name}", Name(zh=name, en=name))


def _alive(flows: tuple[ClassFlow, ...]) -> tuple[ClassFlow, ...]:
    """Return the payments of a class up to the one that repays it."""
    repaid = next((number for number, flow in enumerate(flows, 1) if flow.ending.is_zero()), len(flows))
    return flows[:repaid]


def _alt(caption: str, run: Rerun, terms: ClassTerms) -> str:
    ends = [_alive(each.flows(terms.id))[-1].day.paid for each in (run.filed, run.made)]
    return f"{caption}: {ends[0]} / {ends[1]}"


def _terms(run: Rerun) -> tuple[ClassTerms, ...]:
    vehicle = run.deal.structure.offshore or run.deal.structure.onshore
    return tuple(each for each in vehicle.classes if run.filed.flows(each.id) and run.made.flows(each.id))


def _of_pool(run: ClassCashFlows) -> dict[str, str]:
    periods: tuple[PoolPeriod, ...] = run.projection.periods
    currency = run.projection.opening.currency
    sums: dict[str, Money] = {key: total((getattr(each, key) for each in periods), currency) for key in _POOL}
    last = next((each.month for each in reversed(periods) if not each.beginning.is_zero()), None)
    told = {key: str(each) for key, each in sums.items()}
    opening = run.projection.opening
    share = Fraction(sums["lost"].minor, opening.minor) if opening.minor else Fraction(0)
    return told | {"lost-share": _percent(share), "last": "–" if last is None else str(last)}


def _of_class(run: ClassCashFlows, terms: ClassTerms) -> Iterator[tuple[str, str]]:
    flows = run.flows(terms.id)
    currency = flows[0].ending.currency
    life = class_life(run, terms)
    yield "life", "–" if life is None else _fixed(life)
    yield "class-interest", str(total((flow.interest for flow in flows), currency))
    yield "class-principal", str(total((flow.principal for flow in flows), currency))
    yield "unpaid", str(flows[-1].ending)
    yield "carried", str(flows[-1].carried)
    yield "class-last", next((flow.day.paid.isoformat() for flow in flows if flow.ending.is_zero()), "–")
    yield "paid-in-full", "yes" if run.paid_in_full(terms.id) else "no"


def _percent(share: Fraction) -> str:
    return f"{_fixed(share * 100)}%"


def _fixed(value: Fraction) -> str:
    """Return a number to two places, half up."""
    cents = (value * 200 + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"
