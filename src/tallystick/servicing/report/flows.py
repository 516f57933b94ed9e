"""Where the cash went: exchanges, accounts, every step of both waterfalls with its clause, the tests of triggers."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tallystick.deal.checks.cash_paths import waterfalls_of
from tallystick.deal.structure import Trigger
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Note, Source, Table
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    full_amount,
    item_name,
    name_of,
    percent,
    quantity,
    words,
)
from tallystick.servicing.certificate import ExchangeLine
from tallystick.servicing.report.month import (
    Month,
    bare,
    from_certificate,
    heading,
    money_column,
    named,
    told,
    vehicles,
)
from tallystick.units.money import Money
from tallystick.units.rates import Share

__all__ = ["account_blocks", "step_blocks", "trigger_blocks"]


def account_blocks(month: Month) -> Iterator[Block]:
    """Yield what crossed from one currency into the other, and each account before and after."""
    offshore = month.deal.structure.offshore
    if offshore is not None and month.certificate.exchanges:
        source = from_certificate(month, "exchanges")
        crossed = tuple(
            (
                words(item_name(line.item, month.deal.structure, offshore)),
                bare(line.given, source),
                bare(line.received, source),
                *_terms(line, source),
            )
            for line in month.certificate.exchanges
        )
        first = month.certificate.exchanges[0]
        heads = (
            heading("item", width=6),
            money_column("given", first.given.currency),
            money_column("received", first.received.currency),
            heading("rate-paid", numeric=True),
            heading("rate-source", width=6),
            money_column("waiting", first.given.currency),
            heading("remainder", numeric=True),
        )
        yield Table(id="exchanges", caption=told("table.exchanges"), columns=heads, rows=crossed)
    source = from_certificate(month, "accounts")
    for side, vehicle in vehicles(month):
        lines = [line for line in month.certificate.accounts if line.vehicle == side]
        rows = tuple(
            (
                words(named(month.deal, vehicle, line.account)),
                *(bare(each, source) for each in (line.opening, line.closing, line.closing - line.opening)),
            )
            for line in lines
        )
        names = ("account-before", "account-after", "change")
        columns = (heading("account", width=6), *(money_column(name, vehicle.currency) for name in names))
        yield Table(id=f"accounts-{side}", caption=told(f"table.accounts-{side}"), columns=columns, rows=rows)


def _terms(line: ExchangeLine, source: Source) -> tuple[Cell, ...]:
    """Return at which rate an item crossed, from where that is, what waits, and what buys no further minor unit.

    A certificate issued before these were stated shows what one unit cost, and dashes.
    """
    if line.rate is None or line.waiting is None or line.remainder is None:
        cost = BLANK if line.received.is_zero() else quantity(line.given.major / line.received.major, source, places=6)
        return cost, BLANK, BLANK, BLANK
    rate = quantity(line.rate, source, places=6)
    if line.spot is not None:
        rate = replace(rate, text=both(f"{rate.text.en}; {quantity(line.spot, source, places=6).text.en}"))
    return rate, cell(line.rate_source or ""), bare(line.waiting, source), quantity(line.remainder, source, places=4)


def step_blocks(month: Month) -> Iterator[Block]:
    """Yield each waterfall, step by step: clause, wording, target, due, paid and left short."""
    source = from_certificate(month, "steps")
    for side, vehicle in vehicles(month):
        wording = {step.id: name_of(step.text) for _, steps in waterfalls_of((), vehicle) for step in steps}
        rows = tuple(
            (
                cell(step.clause),
                words(wording.get(step.step, both(step.step))),
                words(named(month.deal, vehicle, step.to)),
                *(bare(each, source) for each in (step.due, step.paid, step.shortfall)),
            )
            for step in month.certificate.steps
            if step.vehicle == side
        )
        columns = (
            heading("clause", width=3),
            heading("wording", width=9),
            heading("to", width=7),
            *(money_column(name, vehicle.currency) for name in ("due", "paid", "shortfall")),
        )
        yield Table(id=f"steps-{side}", caption=told(f"table.steps-{side}"), columns=columns, rows=rows)


def trigger_blocks(month: Month) -> Iterator[Block]:
    """Yield the test of each trigger with its value and its bound."""
    source = from_certificate(month, "triggers")
    known = {each.id: each for each in month.deal.structure.triggers}
    rows = tuple(
        (
            words(name_of(known[line.trigger].name)),
            words(_state(breached=line.breached)),
            _measured(known[line.trigger], line.value, source),
            _measured(known[line.trigger], line.bound, source),
        )
        for line in month.certificate.triggers
    )
    columns = (
        heading("trigger", width=10),
        heading("state"),
        *(heading(name, numeric=True) for name in ("value", "bound")),
    )
    if rows:
        yield Table(id="triggers", caption=told("table.triggers"), columns=columns, rows=rows)
    else:
        yield Note(text=told("note.no-triggers"))


def _state(*, breached: bool) -> Name:
    return told(f"state.{'breached' if breached else 'kept'}")


def _measured(trigger: Trigger, value: Money | Fraction | None, source: Source) -> Cell:
    """Return a tested value as its bound is written: an amount, a share, or a plain number; a dash for none."""
    bound = trigger.above if trigger.above is not None else trigger.below
    if value is None:
        return BLANK
    if isinstance(value, Money):
        return full_amount(value, source)
    return percent(value, source, places=4) if isinstance(bound, Share) else quantity(value, source, places=4)
