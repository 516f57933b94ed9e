"""Sheets of losses: quantiles of the simulated pool with its classes beside them, and the history of static pools."""

from collections.abc import Mapping, Sequence

from tallystick.cashflow.analytics.losses.uncertainty import uncertainty
from tallystick.cashflow.analytics.losses.vintages import StaticPools, completed
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_losses import loss_curves
from tallystick.cashflow.scenarios.history import read_history
from tallystick.cashflow.scenarios.likelihood import Likelihood, likelihood
from tallystick.cashflow.scenarios.solving import Survived, survivals
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.inputs import HISTORY_FILE
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column
from tallystick.shell.operations.cashflow.names import percent_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet
from tallystick.units.money import total

__all__ = ["loss_sheets", "vintage_sheets"]

_STEPS = 6


def loss_sheets(study: Study, stands: dict[str, Survived]) -> tuple[Sheets, Likelihood | None]:
    """Return the quantiles, and how often each class is not paid; the finding where there is no distribution.

    Args:
        study: the deal.
        stands: the break-even of each class; one that is not in it is sought and put there.
    """
    asked = study.inputs
    try:
        found = likelihood(
            study.projection,
            study.pool,
            correlation=asked.correlation,
            levels=asked.levels,
            seed=asked.seed,
            scenarios=asked.scenarios,
        )
    except AnalyticsError as error:
        return ((), (error.finding,)), None
    waiting = tuple(terms.id for terms in study.terms if terms.id not in stands)
    stands.update(survivals(study.stressed, waiting))
    return ((_quantiles(study, found), _not_paid(found, stands), _class_losses(study, found)), ()), found


def vintage_sheets(study: Study, content: bytes | None) -> tuple[Sheets, StaticPools | None]:
    """Return the history completed, and its average curve; what is wrong with the file where it cannot be read."""
    if content is None:
        return ((), (finding("cashflow.history-none", file=HISTORY_FILE),)), None
    vintages, wrong = read_history(content, currency=study.deal.assets.currency, file=HISTORY_FILE)
    if wrong:
        return ((), wrong), None
    pools = completed(vintages)
    return ((_history(study, pools), _curve(pools)), ()), pools


def _quantiles(study: Study, found: Likelihood) -> Sheet:
    heads = [column("level", Kind.PERCENT), column("simulated", Kind.PERCENT), column("closed-form", Kind.PERCENT)]
    return Sheet(
        id="losses",
        title=said("analysis.title.losses"),
        columns=(*heads, column("lost", Kind.PERCENT)),
        rows=tuple((each.level, each.simulated, each.closed_form, each.lost) for each in found.quantiles),
        notes=(_model(study, found), said("analysis.note.no-rating")),
    )


def _not_paid(found: Likelihood, stands: Mapping[str, Survived]) -> Sheet:
    rows = tuple((name, *(found.not_paid(each) or (None, None))) for name, each in stands.items())
    heads = (column("class", Kind.TEXT), column("simulated", Kind.RATE), column("closed-form", Kind.RATE))
    notes = (said("analysis.note.not-paid"),)
    return Sheet(id="not-paid", title=said("analysis.title.not-paid"), columns=heads, rows=rows, notes=notes)


def _class_losses(study: Study, found: Likelihood) -> Sheet:
    """Return how often each class loses for good, and how much; an interest-only class has no principal to lose."""
    names, drawn = [terms.id for terms in study.terms if terms.owes_principal], found.distribution
    curves = loss_curves(study.stressed, names, up_to=drawn, steps=_STEPS, halvings=_STEPS)
    rows = list[tuple[Cell, ...]]()
    for name, curve in curves.items():
        lost = curve.over(drawn, study.inputs.levels[-1:])
        rows.append((name, lost.probability, lost.expected, lost.given_loss, *lost.quantiles))
    heads = [column(name, Kind.RATE) for name in ("loss-probability", "expected-loss", "given-loss", "loss-at-level")]
    title, note = said("analysis.title.class-losses"), said("analysis.note.class-losses")
    columns = (column("class", Kind.TEXT), *heads)
    return Sheet(id="class-losses", title=title, columns=columns, rows=tuple(rows), notes=(note,))


def _model(study: Study, found: Likelihood) -> Name:
    asked, model = study.inputs, found.distribution.model
    return said(
        "analysis.note.model",
        probability=percent_name(model.probability),
        correlation=percent_name(model.correlation),
        severity=percent_name(found.severity),
        scenarios=asked.scenarios,
        seed=asked.seed,
        pool=_drawn(found),
    )


def _drawn(found: Likelihood) -> Name:
    if found.of_many:
        return said("analysis.pool.of-lines")
    return said("analysis.pool.by-loan", count=found.drawn) if found.drawn else said("analysis.pool.endless")


def _history(study: Study, pools: StaticPools) -> Sheet:
    rows = []
    errors = _errors(pools)
    for vintage, shares, error in zip(pools.vintages, pools.shares, errors, strict=True):
        age = len(vintage.defaulted)
        rows.append((vintage.id, vintage.original, age, shares[age - 1], shares[-1], error))
    heads = [column("vintage", Kind.TEXT), column("original", Kind.MONEY), column("age", Kind.COUNT)]
    heads += [column("observed", Kind.PERCENT), column("completed", Kind.PERCENT)]
    heads.append(column("standard-error", Kind.PERCENT))
    periods = study.projection.periods
    assumed = total((each.defaulted for each in periods), study.pool.balance.currency)
    note = said(
        "analysis.note.vintages",
        average=percent_name(pools.lifetime),
        age=len(pools.average),
        assumed=percent_name(assumed.ratio_to(study.pool.balance)),
    )
    title = said("analysis.title.vintages")
    return Sheet(id="vintages", title=title, columns=tuple(heads), rows=tuple(rows), notes=(note,))


def _errors(pools: StaticPools) -> Sequence[Cell]:
    """Return the standard error of each completed share; nothing where there is too little history to tell."""
    try:
        errors = uncertainty(pools.vintages).errors
    except AnalyticsError:
        return (None,) * len(pools.vintages)
    return [error / vintage.original.minor for error, vintage in zip(errors, pools.vintages, strict=True)]


def _curve(pools: StaticPools) -> Sheet:
    timing = pools.timing or (None,) * len(pools.average)
    rows = tuple((age, *each) for age, each in enumerate(zip(pools.average, timing, strict=True), 1))
    heads = (column("age", Kind.COUNT), column("average", Kind.PERCENT), column("timing", Kind.PERCENT))
    return Sheet(id="vintage-curve", title=said("analysis.title.vintage-curve"), columns=heads, rows=rows)
