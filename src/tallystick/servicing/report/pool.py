"""How the pool does: what came in, this month and since closing, and the rates that follow from it.

    pool factor          = closing balance / balance at closing
    prepayment (CPR)     = 1 - (1 - prepaid / (opening - scheduled))^12        as a year would be at the month's pace
    default (CDR)        = 1 - (1 - defaulted / opening)^12                    likewise
    cumulative defaults  = defaulted so far / balance at closing               net of what was recovered: loss

What is told since closing has the corrections that months carry in it, as the tests of triggers have. Rates follow from
the figures shown and are given to two decimals; no decision rests on them.
Source: CASHFLOW.md section 5 (BMA conventions: defaults are not taken off before prepayments).
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Figure, Source, Table
from tallystick.filing.report.figures import Curves, Series
from tallystick.filing.report.wordings import BLANK, both, name_of, percent, said, words
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.collections import ITEMS, POOL_ITEMS, PURCHASED
from tallystick.servicing.report.month import Month, bare, heading, issued, money_column, named, told
from tallystick.units.money import Money, total
from tallystick.units.rates import Share

__all__ = ["defaults_figure", "factors_figure", "pool_blocks"]

_OPENING, _DEFAULTED, _CLOSING = POOL_ITEMS
_PERCENT: Final = both("%")
_TESTED: Final = "cumulative-default-share"
_RATES: Final = ("pool-factor", "cpr", "cdr", "cumulative-defaults", "cumulative-loss", "recovered-share")


def pool_blocks(month: Month) -> tuple[Block, ...]:
    """Return the tables of the pool: what the month reported, and the rates that follow."""
    return (_collections(month), _rates(month))


def _source(month: Month) -> Source:
    stem = f"collections/{month.certificate.period}."
    file = next((name for name in month.certificate.inputs if name.startswith(stem)), f"{stem}csv")
    return Source(kind="collections", reference=file)


def _collections(month: Month) -> Table:
    source, currency = _source(month), month.deal.assets.currency
    rows = tuple(
        (words(_item(month, item)), bare(amount, source), _since(month, item, source))
        for item, amount in month.certificate.collections.items()
    )
    columns = (heading("item", width=6), *(money_column(name, currency) for name in ("amount", "since")))
    return Table(id="collections", caption=told("table.collections"), columns=columns, rows=rows)


def _item(month: Month, item: str) -> Name:
    structure = month.deal.structure
    own = {**(structure.items or {}), **(structure.reported or {})}
    if item in (*ITEMS, PURCHASED):
        return said(f"servicing.item.{item}")
    return name_of(own[item]) if item in own else both(item)


def _since(month: Month, item: str, source: Source) -> Cell:
    """Return an item since closing: a sum of what flows, the first and the last of what stands; else a dash."""
    months = [each.collections for each in month.certificates]
    if item in (*COLLECTION_ITEMS, _DEFAULTED, PURCHASED, *(month.deal.structure.items or {})):
        return bare(_so_far(month.certificates, item), source)
    if item in (_OPENING, _CLOSING):
        return bare(months[0 if item == _OPENING else -1][item], source)
    return BLANK


def _rates(month: Month) -> Table:
    source = _source(month)
    now, before = _measured(month.certificates), _measured(month.certificates[:-1])
    rows = tuple(
        (words(told(f"rate.{name}")), _shown(before[name], source), _shown(now[name], source)) for name in _RATES
    )
    columns = (heading("rate", width=6), *(heading(name, width=6, numeric=True) for name in ("month-before", "month")))
    return Table(id="rates", caption=told("table.rates"), columns=columns, rows=rows)


def _shown(value: Fraction | None, source: Source) -> Cell:
    return BLANK if value is None else percent(value, source)


def _measured(certificates: tuple[Certificate, ...]) -> dict[str, Fraction | None]:
    """Return the rates at the end of some months; None for what has nothing to be measured against."""
    if not certificates:
        return dict.fromkeys(_RATES)
    first, last = certificates[0].collections[_OPENING], certificates[-1].collections
    defaulted, recovered = (_so_far(certificates, item) for item in (_DEFAULTED, "recoveries"))
    net = max(defaulted - recovered, Money.zero(first.currency))
    after_schedule = last[_OPENING] - last["scheduled-principal"]
    return {
        "pool-factor": _share(last[_CLOSING], first),
        "cpr": _of_a_year(_share(last["prepaid-principal"], after_schedule)),
        "cdr": _of_a_year(_share(last[_DEFAULTED], last[_OPENING])),
        "cumulative-defaults": _share(defaulted, first),
        "cumulative-loss": _share(net, first),
        "recovered-share": _share(recovered, defaulted),
    }


def _so_far(certificates: tuple[Certificate, ...], item: str) -> Money:
    """Return an item of all months together, as it is paid: with the corrections that they carry."""
    amounts = [each.collections[item] for each in certificates]
    corrections = (line for each in certificates for line in each.corrections or () if line.item == item)
    return total((*amounts, *(line.new - line.old for line in corrections)), amounts[0].currency)


def _share(part: Money, whole: Money) -> Fraction | None:
    return part.ratio_to(whole) if whole.is_positive() else None


def _of_a_year(monthly: Fraction | None) -> Fraction | None:
    return None if monthly is None else 1 - (1 - monthly) ** 12


def factors_figure(month: Month) -> Figure:
    """Return the factors of the pool and of the classes that investors hold, from closing on."""
    vehicle = month.deal.structure.offshore or month.deal.structure.onshore
    upto = [month.certificates[: number + 1] for number in range(len(month.certificates))]
    pool = [_measured(each)["pool-factor"] or Fraction(0) for each in upto]
    flows = [issued(each) for each in month.certificates]
    series = (
        Series(name=told("rate.pool-factor"), values=_percents([Fraction(1), *pool])),
        *(
            Series(
                name=named(month.deal, vehicle, line.token_class),
                values=_percents([Fraction(1), *(lines[place].factor for lines in flows)]),
            )
            for place, line in enumerate(flows[-1])
        ),
    )
    return _figure(month, "factors", (month.deal.structure.closing.isoformat(), *_months(month)), series)


def defaults_figure(month: Month) -> Figure:
    """Return defaults and losses so far as shares of the first pool, with the bounds that triggers set to them."""
    upto = [month.certificates[: number + 1] for number in range(len(month.certificates))]
    series = [
        Series(
            name=told(f"rate.{name}"),
            values=_percents([Fraction(0), *(_measured(each)[name] or Fraction(0) for each in upto)]),
        )
        for name in ("cumulative-defaults", "cumulative-loss")
    ]
    series += [
        Series(name=name, values=_percents([bound] * (len(month.certificates) + 1))) for name, bound in _bounds(month)
    ]
    labels = (month.deal.structure.closing.isoformat(), *_months(month))
    return _figure(month, "defaults", labels, tuple(series))


def _bounds(month: Month) -> Iterator[tuple[Name, Fraction]]:
    for trigger in month.deal.structure.triggers:
        if trigger.measure.text == _TESTED and isinstance(trigger.above, Share):
            yield name_of(trigger.name), trigger.above.value


def _figure(month: Month, name: str, labels: tuple[str, ...], series: tuple[Series, ...]) -> Figure:
    return Figure(
        id=name,
        caption=told(f"figure.{name}"),
        alt=told(f"figure.{name}-alt", count=len(month.certificates)),
        picture=Curves(labels=labels, series=series, unit=_PERCENT),
        source=_source(month),
    )


def _months(month: Month) -> tuple[str, ...]:
    return tuple(str(each.period) for each in month.certificates)


def _percents(values: list[Fraction]) -> tuple[Fraction, ...]:
    return tuple(value * 100 for value in values)
